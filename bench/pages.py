"""Server time of every page of the demo, as each kind of person sees it, against the limit of 50 ms a page.

`python3 dev.py bench` makes a demo in a folder of its own, follows every link from page to page as one person of each
role and as a visitor, opens each page several times, and prints for each endpoint how many pages it gave, the usual
one, the slowest, and what share of the limit that is. The time is that of the whole application without the network,
the viewer's tasks counted anew as after somebody's act.

A shared machine runs at half its speed for minutes on end. So a fixed piece of work is timed before and after each
opening, and the opening is told as it would be at the speed that the machine had at best: a page that takes as long as
ten such pieces takes that long at any speed. The figures as the clock gave them stand beside.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from statistics import median
from typing import NamedTuple
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


class Page(NamedTuple):
    """One page as one person sees it: milliseconds at the machine's full speed, and by the clock."""

    taken: float
    clock: float
    path: str
    who: str


class Speed:
    """How much longer a fixed piece of work takes now than at best."""

    def __init__(self) -> None:
        self.best = min(_timed(self._work) for _ in range(2000))

    def measure(self) -> float:
        """1 at the machine's own speed, 2 at half of it."""
        taken = _timed(self._work)
        self.best = min(self.best, taken)
        return taken / self.best

    @staticmethod
    def _work() -> object:
        return [f"{number}-{number * number}" for number in range(3000)]


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
    argparse.ArgumentParser(prog="dev.py bench", description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = seed.seed(Settings(mode="demo", data_dir=Path(folder) / "demo"))
        house = open_house(settings)
        app = create_app(house)
        found, speed = defaultdict[str, list[Page]](list), Speed()
        for who, client in _people(app, house):
            for endpoint, path, taken, clock in _walk(app, client, house, speed):
                found[endpoint].append(Page(taken, clock, path, who))
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


def _walk(app: Flask, client: FlaskClient, house: House, speed: Speed) -> Iterator[tuple[str, str, float, float]]:
    """Endpoint, path and times of every page that this person comes to by following links."""
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
        yield endpoint, path, *_time(client, path, house, speed)
        for link in Links(answer.text).found:
            target = urlsplit(urljoin(path, link))
            address = target.path + (f"?{target.query}" if target.query else "")
            if not target.netloc and address not in known:
                known.add(address)
                waiting.append(address)


def _time(client: FlaskClient, path: str, house: House, speed: Speed) -> tuple[float, float]:
    """Milliseconds of a page at the machine's full speed, and by the clock: the medians of several openings."""
    scaled, clock = list[float](), list[float]()
    for _ in range(TIMES):
        house.watch.waiting.clear()
        house.watch.acts += 1  # so that public pages are made anew as well
        before, taken, after = speed.measure(), _timed(lambda: client.get(path)), speed.measure()
        clock.append(taken)
        scaled.append(taken * 2 / (before + after))
    return median(scaled), median(clock)


def _timed(what: Callable[[], object]) -> float:
    began = time.perf_counter()
    what()
    return (time.perf_counter() - began) * 1000


def _print(found: dict[str, list[Page]]) -> int:
    slow = 0
    print(f"{'endpoint':36} {'pages':>5} {'usual ms':>8} {'worst ms':>8} {'of limit':>8} {'by clock':>8}  slowest page")
    for endpoint, pages in sorted(found.items(), key=lambda item: -max(item[1]).taken):
        worst, usual = max(pages), median(page.taken for page in pages)
        slow += worst.taken > LIMIT
        figures = f"{len(pages):5} {usual:8.1f} {worst.taken:8.1f} {worst.taken / LIMIT:8.0%} {worst.clock:8.1f}"
        print(f"{endpoint:36} {figures}  {worst.path} ({worst.who})")
    every = [page for pages in found.values() for page in pages]
    print(f"{len(every)} pages of {len(found)} endpoints; over {LIMIT} ms: {slow} endpoints")
    over = sum(page.clock > LIMIT for page in every)
    longer = sum(page.clock for page in every) / sum(page.taken for page in every) - 1
    print(f"by the clock {longer:.0%} longer, and {over} of the pages over the limit")
    return 1 if slow else 0


if __name__ == "__main__":
    main()
