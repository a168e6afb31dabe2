"""What a complete step costs: permission, guards, rows, signature, journal, tree, checkpoint, jobs, durable.

`python3 dev.py step [--database sqlite|postgresql] [--cases N] [--peers PYTHON]` takes registrations through their four
acts (submit, receive, endorse, approve), each as a form does it, with an idempotency key. Beside each act, in turn:

- `bare`: one row inserted and committed through the same driver, on the same disk;
- `by hand`: the very rows that the act wrote, captured statement by statement, written into a copy of the register by
  the driver alone in one transaction: nothing is read, judged, signed or hashed there;
- `tree`: taking the entry into the tree and signing a checkpoint, which the server does after the answer, for all that
  came meanwhile; here it is done for each act by itself, which is the dearest way;
- with `--peers`, a Python that has Django and the peers (bench/peers.txt), `bench/peers.py` takes the same four
  approvals in each of them on a database of its own, with history but without signature or log.

Prints one JSON object a line; ratios come from one run, so the speed of the machine is not in them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import structlog
from sqlalchemy import event, make_url, text
from sqlalchemy.engine import Connection

from tests import builders
from tests.postgres import Server, Urls
from workflow_app.db import Database
from workflow_app.files import FileStore
from workflow_app.house import House
from workflow_app.services import journal, registration, setup
from workflow_app.services.perform import Once
from workflow_app.settings import Settings
from workflow_app.transparency.keys import create_keys
from workflow_app.upgrade import grant, upgrade

WRITES = ("INSERT", "UPDATE", "DELETE")
ACTS = ("submit", "receive", "endorse", "approve")
WARM = 3  # cases that are taken through before anything is timed


@dataclass(slots=True)
class Recorded:
    """The writes of one act, a list for each transaction."""

    transactions: list[list[tuple[str, Any]]] = field(default_factory=list)
    open: list[tuple[str, Any]] = field(default_factory=list)


def main() -> None:
    """Measure on the databases asked for."""
    parser = argparse.ArgumentParser(prog="dev.py step", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--cases", type=int, default=40)
    parser.add_argument("--peers", type=Path, help="a Python with the packages of bench/peers.txt")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    for kind in asked.database or ("sqlite", "postgresql"):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            server = stack.enter_context(Server()) if kind == "postgresql" else None
            own = measure(folder, server, asked.cases)
            print(json.dumps({"database": kind, **own}), flush=True)
            if asked.peers:
                for line in run_peers(asked.peers, folder, server, asked.cases):
                    line["step_of_ours"] = round(line["ms"] / own["step_ms"], 2)
                    print(json.dumps({"database": kind, **line}), flush=True)


def measure(folder: Path, server: Server | None, cases: int) -> dict[str, Any]:
    """Milliseconds of a step, of a bare commit and of the same rows by hand, and their ratios."""
    urls = server.create_database() if server else None
    house = make_house(folder / "register", urls)
    district = builders.build_district(house, cells=cases + WARM)
    names = ["secretary" if n == 1 else f"secretary{n}" for n in range(1, cases + WARM + 1)]
    drafts = [builders.drafted(district, name) for name in names]
    house.db.close()
    copy = copied(folder, server, urls)
    timings: dict[str, list[float]] = {"step": [], "tree": [], "bare": [], "by hand": []}
    house.watch.bell = threading.Event()  # as in the server; nobody listens to it here
    with recording(house.db) as recorded, by_hand(copy) as replay, bare_table(copy) as insert:
        for number, (name, code) in enumerate(zip(names, drafts, strict=True)):
            for act in ACTS:
                recorded.transactions.clear()
                step = timed(partial(take, district, act, name, code, *builders.seen(house, code)))
                hand = timed(partial(replay, recorded.transactions[-1]))
                tree = timed(partial(journal.integrate, house))
                for rows in recorded.transactions[1:]:
                    replay(rows)
                bare = timed(insert)
                if number >= WARM:
                    for key, value in (("step", step), ("tree", tree), ("by hand", hand), ("bare", bare)):
                        timings[key].append(value)
    house.db.close()
    step, tree, bare, hand = (median(timings[key]) for key in ("step", "tree", "bare", "by hand"))
    return {
        "steps": len(timings["step"]),
        "step_ms": round(step, 2),
        "tree_ms": round(tree, 2),
        "bare_ms": round(bare, 3),
        "by_hand_ms": round(hand, 2),
        "step_to_by_hand": round(step / hand, 2),
        "step_to_bare": round(step / bare, 2),
    }


def take(district: builders.District, act: str, secretary: str, code: str, seen: int, draft_seen: int) -> None:
    """One act on one registration, as a form does it."""
    house = district.house
    once = Once(f"{code}-{act}", f"registration.{act}", "0" * 64, f"/ho-so/{code}")
    by = {"submit": secretary, "receive": "reviewer", "endorse": "reviewer", "approve": "board"}[act]
    given: dict[str, Any] = {"seen": seen, "request": once}
    if act == "submit":
        given["draft_seen"] = draft_seen
    getattr(registration, act)(house, district.mandates[by], code, **given)


def make_house(folder: Path, urls: Urls | None) -> House:
    """A new register on a disk, durable as in production."""
    folder.mkdir()
    settings = Settings(mode="test", data_dir=folder, database_url=urls.application if urls else "")
    upgrade(urls.owner if urls else settings.url)
    if urls:
        grant(urls.owner, make_url(urls.application).username or "")
    clock = builders.MovableClock()
    house = House(
        settings, Database(settings.url), clock, create_keys(settings.keys_dir, "bench.invalid/log"),
        FileStore(folder / "files"),
    )  # fmt: skip
    setup.initialise(house)
    return house


def copied(folder: Path, server: Server | None, urls: Urls | None) -> Database:
    """The same register once more, to be written by hand."""
    if server and urls:
        return Database(server.create_database(urls.name).owner)
    shutil.copytree(folder / "register", folder / "copy")
    return Database(Settings(mode="test", data_dir=folder / "copy").url)


@contextmanager
def recording(db: Database) -> Iterator[Recorded]:
    """Everything that is written, transaction by transaction."""
    recorded = Recorded()

    @event.listens_for(db.engine, "before_cursor_execute")
    def note(_c: object, _cursor: object, statement: str, given: Any, _context: object, _many: bool) -> None:
        if statement.startswith(WRITES):
            recorded.open.append((statement, given if isinstance(given, list) else [given]))

    @event.listens_for(db.engine, "commit")
    def close(_c: Connection) -> None:
        if recorded.open:
            recorded.transactions.append(recorded.open)
            recorded.open = []

    yield recorded


@contextmanager
def by_hand(db: Database) -> Iterator[Callable[[list[tuple[str, Any]]], None]]:
    """Writes the rows of one transaction with the driver alone."""
    with db.engine.connect() as connection:
        connection.rollback()
        raw = connection.connection.driver_connection
        assert raw is not None
        cursor = raw.cursor()

        def write(statements: list[tuple[str, Any]]) -> None:
            if db.dialect == "sqlite":
                cursor.execute("BEGIN IMMEDIATE")
            for statement, rows in statements:
                for row in rows:
                    cursor.execute(statement, row)
                    if cursor.description:
                        cursor.fetchall()
            raw.commit()

        yield write
    db.close()


@contextmanager
def bare_table(db: Database, writer: int = 0) -> Iterator[Callable[[], None]]:
    """Inserts one row and commits, with the driver alone; each writer on a connection of its own."""
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, said VARCHAR(400))"))
    with db.engine.connect() as connection:
        connection.rollback()
        raw = connection.connection.driver_connection
        assert raw is not None
        cursor, number = raw.cursor(), iter(range(writer * 1_000_000, (writer + 1) * 1_000_000))
        mark = "?, ?" if db.dialect == "sqlite" else "%s, %s"

        def insert() -> None:
            if db.dialect == "sqlite":
                cursor.execute("BEGIN IMMEDIATE")
            cursor.execute(f"INSERT INTO bare (id, said) VALUES ({mark})", (next(number), "x" * 327))
            raw.commit()

        yield insert


def timed(what: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    what()
    return (time.perf_counter() - began) * 1000


def run_peers(python: Path, folder: Path, server: Server | None, cases: int) -> Iterator[dict[str, Any]]:
    """Each peer in a process of its own, on a new database of the same kind."""
    for peer in ("django-fsm-2 + fsm-log", "SpiffWorkflow", "Viewflow"):
        url = server.create_database().owner if server else f"sqlite:///{folder}/{len(peer)}.sqlite3"
        command = [str(python), str(Path(__file__).with_name("peers.py")), peer, url, str(cases)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{peer}: {done.stderr[-2000:]}")
        yield {"peer": peer, **json.loads(done.stdout.splitlines()[-1])}


if __name__ == "__main__":
    main()
