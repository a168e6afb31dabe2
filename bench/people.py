"""Fifty people at once on the demo: how long their pages take, over HTTP, through the project's own server.

`python3 dev.py people [--people N] [--seconds S] [--pause S] [--nodes]` makes a demo, starts the server in a process of
its own (with `--nodes` two of them on one PostgreSQL, through pgbouncer and behind nginx, as in `deploy/`), and lets
people of every role open their tasks, the cases in them, the register and its public pages; one in five of the openings
is the page on which a stranger signs in. Between two pages a person reads for `--pause` seconds on average. Prints
milliseconds (median, p95, slowest) by kind of page and the errors as one JSON object; then the public page of a
recognition beside a bare Flask page with one select, in turn and in one process, as a ratio.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

import structlog
from flask import Flask
from sqlalchemy import make_url, select

from bench.front import nginx, pgbouncer
from bench.machines import Machine, wait_for
from tests.postgres import Server
from workflow_app import create_app
from workflow_app.demo import seed
from workflow_app.house import House
from workflow_app.models import Case
from workflow_app.services import session as sessions
from workflow_app.settings import Settings
from workflow_app.start import open_house
from workflow_app.upgrade import grant, upgrade

PUBLIC = ("/", "/tra-cuu", "/cong-nhan", "/nhat-ky")


class Person:
    """One browser: keeps its cookie and its connection."""

    def __init__(self, port: int, taken: dict[str, list[float]], failed: Counter[str]) -> None:
        self.port, self.taken, self.failed = port, taken, failed
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = ""

    def open(self, kind: str, path: str, form: dict[str, str] | None = None) -> str:
        """The text of a page; notes how long it took and what went wrong."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        try:
            self.connection.request("GET" if form is None else "POST", path, body, headers)
            answer = self.connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            self.failed[type(error).__name__] += 1
            self.connection.close()
            return ""
        self.taken[kind].append((time.perf_counter() - began) * 1000)
        if answer.status >= 400:
            self.failed[f"{kind} {answer.status}"] += 1
        if cookie := answer.getheader("Set-Cookie"):
            self.cookie = cookie.split(";")[0]
        return text

    def sign_in(self, account: str) -> None:
        """Through the door of the demo."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.open("door", "/demo"))
        self.open("sign in", "/demo", {"account": account, "csrf_token": token[1] if token else ""})


def main() -> None:
    """Measure, and end with 1 when a page failed."""
    parser = argparse.ArgumentParser(prog="dev.py people", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--pause", type=float, default=3)
    parser.add_argument("--nodes", action="store_true", help="two nodes behind nginx, on PostgreSQL")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "demo"
        if asked.nodes:
            settings, port = stack.enter_context(two_nodes(folder))
        else:
            settings = seed.seed(Settings(mode="demo", data_dir=folder))
            port = stack.enter_context(serving(folder))
        house = open_house(settings)
        accounts = [pseudonym for pseudonym, _, _ in sessions.list_prepared(house)]
        taken, failed = visit(port, accounts, asked.people, asked.seconds, asked.pause)
        figures = {
            kind: {"n": len(ms), "median": round(median(ms), 1), "p95": round(quantiles(ms, n=20)[18], 1)}
            for kind, ms in sorted(taken.items())
            if len(ms) > 1
        }
        print(json.dumps({"people": asked.people, "pause_s": asked.pause, "pages": figures, "failed": failed}))
        print(json.dumps(beside_bare(house)))
        house.db.close()
    sys.exit(1 if failed else 0)


@contextlib.contextmanager
def two_nodes(folder: Path) -> Iterator[tuple[Settings, int]]:
    """The demo on PostgreSQL, served by two processes behind the shipped profiles; its settings and its one port."""
    with contextlib.ExitStack() as stack:
        urls = stack.enter_context(Server()).create_database()
        upgrade(urls.owner)
        grant(urls.owner, make_url(urls.application).username or "")
        settings = seed.seed(Settings(mode="demo", data_dir=folder, database_url=urls.application))
        through = replace(settings, database_url=stack.enter_context(pgbouncer(settings.database_url)))
        machines = [Machine(through, folder / f"server-{number}.log") for number in (1, 2)]
        for machine in machines:
            stack.callback(machine.stop)
            machine.start()
        wait_for(machines)
        yield settings, stack.enter_context(nginx(folder / "nginx", machines)).port


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[int]:
    """The demo in a process of its own, at a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "workflow_app", "demo", "--no-browser", "--port", str(port), "--data-dir", folder]
    server = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def visit(
    port: int, accounts: list[str], people: int, seconds: float, pause: float
) -> tuple[dict[str, list[float]], Counter[str]]:
    """What everybody's pages took, by kind."""
    taken: dict[str, list[float]] = defaultdict(list)
    failed, entering = Counter[str](), dict[str, list[float]](door=[], **{"sign in": []})

    def work(number: int) -> None:
        chance = random.Random(number)
        person, stranger = Person(port, entering, failed), Person(port, taken, failed)
        time.sleep(number * 0.1)
        person.sign_in(accounts[number * 7 % len(accounts)])
        barrier.wait()
        person.taken = taken
        until = time.monotonic() + seconds
        cases: list[str] = []
        while time.monotonic() < until:
            time.sleep(chance.expovariate(1 / pause))
            choice = chance.random()
            if choice < 0.2:
                stranger.open("sign-in page", "/dang-nhap")
            elif choice < 0.5 or not cases:
                page = person.open("tasks", "/nhiem-vu")
                cases = re.findall(r'href="(/(?:ho-so|giao-uoc|danh-gia|xet-cong-nhan)/[^"?]+)"', page) or ["/tra-cuu"]
            elif choice < 0.8:
                person.open("case", chance.choice(cases))
            else:
                person.open("public", chance.choice(PUBLIC))

    barrier = threading.Barrier(people)
    threads = [threading.Thread(target=work, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken, failed


def beside_bare(house: House) -> dict[str, object]:
    """The public page of a recognition beside a page that says one row, each in turn."""
    app, bare = create_app(house), Flask("bare")

    @bare.get("/<code>")
    def row(code: str) -> str:
        with house.db.reading() as session:
            found = session.execute(select(Case.code, Case.state).where(Case.code == code)).one()
            return f"<!doctype html><title>{found.code}</title><p>{found.state}"

    with house.db.reading() as session:
        published = select(Case.code).where(Case.process == "recognition", Case.state == "published").limit(1)
        code = session.scalars(published).one()
    ours, theirs = app.test_client(), bare.test_client()
    taken: dict[str, list[float]] = {"page": [], "bare": []}
    for _ in range(200):
        for name, client, path in (("page", ours, f"/cong-nhan/{code}"), ("bare", theirs, f"/{code}")):
            began = time.perf_counter()
            assert client.get(path).status_code == 200
            taken[name].append((time.perf_counter() - began) * 1000)
    page, one_select = median(taken["page"]), median(taken["bare"])
    rate = round(one_select / page, 3)
    return {"public_page_ms": round(page, 1), "bare_page_ms": round(one_select, 2), "rate_of_bare": rate}


if __name__ == "__main__":
    main()
