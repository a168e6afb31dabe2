"""Many at once: how long the slowest waits, how fast the tree follows, and what share of bare commits is kept.

`python3 dev.py writers [--database sqlite|postgresql] [--cases N]` lets 8 threads on SQLite, 16 on PostgreSQL, take
registrations of their own through their four acts, with the thread that takes entries into the tree running beside
them as in the server. Then as many threads insert and commit single rows. Prints one JSON object a database:
milliseconds of a step (median, p99, slowest), seconds from an act to the signed checkpoint that holds it (p99), steps
and bare commits a second, and how many acts are missing from the tree at the end (none may be).
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import structlog
from sqlalchemy import func, select

from tests import builders
from tests.postgres import Server
from workflow_app.clock import ShiftedClock, system_clock
from workflow_app.db import Database
from workflow_app.house import House
from workflow_app.models import Checkpoint, Entry, Leaf
from workflow_app.server import run_integrator

from .step import ACTS, bare_table, copied, make_house, take, timed

THREADS = {"sqlite": 8, "postgresql": 16}
DAY = datetime(2025, 5, 20, 1, 0, tzinfo=UTC)  # on which the round is open


def main() -> None:
    """Measure on the databases asked for."""
    parser = argparse.ArgumentParser(prog="dev.py writers", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--cases", type=int, default=160)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    for kind in asked.database or ("sqlite", "postgresql"):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            server = stack.enter_context(Server()) if kind == "postgresql" else None
            print(json.dumps({"database": kind, **measure(folder, server, kind, asked.cases)}), flush=True)


def measure(folder: Path, server: Server | None, kind: str, cases: int) -> dict[str, Any]:
    """One database."""
    urls = server.create_database() if server else None
    still = make_house(folder / "register", urls)
    district = builders.build_district(still, cells=cases)
    names = ["secretary" if n == 1 else f"secretary{n}" for n in range(1, cases + 1)]
    drafts = [(name, builders.drafted(district, name)) for name in names]
    still.db.close()
    copy = copied(folder, server, urls)
    district.house = house = replace(still, clock=ShiftedClock(DAY - system_clock()))
    before = _entries(house)
    taken, seconds = _act(district, drafts, THREADS[kind])
    bare = _bare(copy, len(taken), THREADS[kind])
    result = {
        "threads": THREADS[kind],
        "steps": len(taken),
        "median_ms": round(median(taken), 1),
        "p99_ms": round(quantiles(taken, n=100)[98], 1),
        "slowest_ms": round(max(taken), 1),
        "steps_a_second": round(len(taken) / seconds),
        "bare_commits_a_second": round(bare),
        "share_of_bare": round(len(taken) / seconds / bare, 3),
        "in_checkpoint_p99_s": round(quantiles(_delays(house, before), n=100)[98], 2),
        "missing": len(taken) - (_entries(house) - before),
    }
    house.db.close()
    return result


def _act(district: builders.District, drafts: list[tuple[str, str]], threads: int) -> tuple[list[float], float]:
    """Milliseconds of every step, and seconds for all of them until the tree holds the last."""
    house, stopping, taken = district.house, threading.Event(), list[float]()
    house.watch.bell = bell = threading.Event()
    integrator = threading.Thread(target=run_integrator, args=(house, bell, stopping))
    integrator.start()

    def work(own: list[tuple[str, str]]) -> None:
        for name, code in own:
            for act in ACTS:
                taken.append(timed(partial(take, district, act, name, code, *builders.seen(house, code))))

    began = time.perf_counter()
    _all([partial(work, drafts[number::threads]) for number in range(threads)])
    bell.set()
    while _waiting(house):
        time.sleep(0.01)
    seconds = time.perf_counter() - began
    stopping.set()
    bell.set()
    integrator.join()
    return taken, seconds


def _bare(copy: Database, rows: int, threads: int) -> float:
    """Bare commits a second of as many threads."""
    with ExitStack() as stack:
        inserts = [stack.enter_context(bare_table(copy, number)) for number in range(threads)]
        began = time.perf_counter()
        _all([partial(_often, insert, rows // threads) for insert in inserts])
        taken = time.perf_counter() - began
    copy.close()
    return rows / taken


def _often(what: Callable[[], None], times: int) -> None:
    for _ in range(times):
        what()


def _all(works: list[Callable[[], object]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _entries(house: House) -> int:
    with house.db.reading() as session:
        return session.scalar(select(func.count()).select_from(Leaf)) or 0


def _waiting(house: House) -> bool:
    with house.db.reading() as session:
        entries = session.scalar(select(func.count()).select_from(Entry)) or 0
        return entries > (session.scalar(select(func.count()).select_from(Leaf)) or 0)


def _delays(house: House, first: int) -> list[float]:
    """Seconds from each act to the checkpoint that is the first to hold it."""
    with house.db.reading() as session:
        checkpoints = session.execute(select(Checkpoint.size, Checkpoint.at).order_by(Checkpoint.size)).all()
        entries = session.execute(
            select(Leaf.index, Entry.at)
            .join(Entry, Leaf.entry_id == Entry.id)
            .where(Leaf.index >= first)
            .order_by(Leaf.index)
        )
        rows = iter(checkpoints)
        size, at = next(rows)
        found = []
        for index, acted in entries.all():
            while size <= index:
                size, at = next(rows)
            found.append((at - acted).total_seconds())
        return found


if __name__ == "__main__":
    main()
