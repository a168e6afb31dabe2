"""Server time of every page of the demo, as each kind of person sees it, against the limit of 50 ms a page.

`python3 dev.py bench` makes a demo in a folder of its own, follows every link from page to page as one person of each
role and as a visitor, opens each page several times, and prints for each endpoint how many pages it gave, the median,
the slowest page and what share of the limit that is. The time is that of the whole application without the network.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from statistics import median
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient

from workflow_app import create_app
from workflow_app.demo import seed
from workflow_app.house import House
from workflow_app.services import session as sessions
from workflow_app.settings import Settings
from workflow_app.start import open_house

LIMIT = 50  # ms
TIMES = 5  # each page is opened so often; the median counts
PAGES_OF_ONE_KIND = 6  # of one endpoint, for one person
STARTS = ("/", "/tra-cuu", "/cong-nhan", "/nhat-ky", "/nhiem-vu", "/thong-bao", "/tai-khoan", "/en/tra-cuu")


class Links(HTMLParser):
    """The addresses to which a page leads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and (href := dict(attrs).get("href")):
            self.found.append(href)


def main() -> None:
    """Measure, print the table, and end with 1 when a page is over the limit."""
    with tempfile.TemporaryDirectory() as folder:
        settings = seed.seed(Settings(mode="demo", data_dir=Path(folder) / "demo"))
        house = open_house(settings)
        app = create_app(house)
        found: dict[str, list[tuple[float, str, str]]] = defaultdict(list)
        for who, client in _people(app, house):
            for endpoint, path, taken in _walk(app, client, house):
                found[endpoint].append((taken, path, who))
        house.db.close()
    sys.exit(_print(found))


def _people(app: Flask, house: House) -> Iterator[tuple[str, FlaskClient]]:
    """A visitor, and the first prepared person of each role, signed in through the demo's door."""
    yield "visitor", app.test_client()
    seen: Counter[str] = Counter()
    for pseudonym, _, capacities in sessions.list_prepared(house):
        role = capacities[0].role
        seen[role] += 1
        if seen[role] > 1:
            continue
        client = app.test_client()
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/demo").text)
        answer = client.post("/demo", data={"account": pseudonym, "csrf_token": token[1] if token else ""})
        if answer.status_code >= 400:
            sys.exit(f"{role}: the demo's door answers {answer.status_code}")
        yield role, client


def _walk(app: Flask, client: FlaskClient, house: House) -> Iterator[tuple[str, str, float]]:
    """Endpoint, path and milliseconds of every page that this person comes to by following links."""
    waiting, known, kinds = list(STARTS), set(STARTS), Counter[str]()
    adapter = app.url_map.bind("localhost")
    while waiting:
        path = waiting.pop(0)
        endpoint = str(adapter.match(urlsplit(path).path)[0]) if adapter.test(urlsplit(path).path) else ""
        kinds[endpoint] += 1
        if not endpoint or endpoint == "static" or kinds[endpoint] > PAGES_OF_ONE_KIND:
            continue
        answer = client.get(path)
        if answer.status_code >= 400:
            sys.exit(f"{path} answers {answer.status_code}")
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        yield endpoint, path, median(_time(client, path, house) for _ in range(TIMES))
        for link in Links(answer.text).found:
            target = urlsplit(urljoin(path, link))
            address = target.path + (f"?{target.query}" if target.query else "")
            if not target.netloc and address not in known:
                known.add(address)
                waiting.append(address)


def _time(client: FlaskClient, path: str, house: House) -> float:
    """Milliseconds of one opening, with the tasks counted anew as after somebody's act."""
    house.watch.waiting.clear()
    began = time.perf_counter()
    client.get(path)
    return (time.perf_counter() - began) * 1000


def _print(found: dict[str, list[tuple[float, str, str]]]) -> int:
    slow = 0
    print(f"{'endpoint':36} {'pages':>5} {'median ms':>9} {'worst ms':>8} {'of limit':>8}  slowest page")
    for endpoint, pages in sorted(found.items(), key=lambda item: -max(item[1])[0]):
        worst, path, who = max(pages)
        slow += worst > LIMIT
        typical = median(taken for taken, _, _ in pages)
        print(f"{endpoint:36} {len(pages):5} {typical:9.1f} {worst:8.1f} {worst / LIMIT:7.0%}  {path} ({who})")
    count = sum(map(len, found.values()))
    print(f"{count} pages of {len(found)} endpoints; over {LIMIT} ms: {slow} endpoints")
    return 1 if slow else 0


if __name__ == "__main__":
    main()
