"""Whether a step costs more in a large register than in a small one, and what its pages cost there.

`python3 dev.py growth [--database sqlite|postgresql] [--entries 1000,100000,1000000] [--cases N]` makes one register
for each number of entries, all from the same beginning: `bench/fill.py` adds districts, units, people and
registrations that went from `submit` to `close`, with a signed entry for each act, openings, leaves, tiles,
checkpoints, keys of forms, jobs and notices. Then the same registrations are taken through their four acts in all of
them in turn, so that each minute of the machine falls on every size alike; so is taking the entry into the tree.

Prints one JSON object a database: the milliseconds (median) of a step, of the tree and of some readings for each
size, and how much the largest takes more than the smallest, as a share. An analysis of the tables is part of filling
on PostgreSQL, where the server makes it by itself.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import structlog
from sqlalchemy import text

from tests import builders
from tests.postgres import Server, Urls
from workflow_app.clock import day_of
from workflow_app.db import Database
from workflow_app.files import FileStore
from workflow_app.house import Watch
from workflow_app.models import Mandate
from workflow_app.services import (
    job,
    journal,
    log,
    notice,
    public_case,
    queue,
    register,
    registration,
    registration_case,
)
from workflow_app.services.actor import load_actor
from workflow_app.services.perform import Once

from .fill import entries_of, fill
from .step import ACTS, WARM, make_house, take, timed

READINGS = 5  # times each page is read; the median counts


def main() -> None:
    """Measure on the databases asked for."""
    parser = argparse.ArgumentParser(prog="dev.py growth", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--entries", default="1000,100000,1000000")
    parser.add_argument("--cases", type=int, default=40)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    sizes = sorted(int(size) for size in asked.entries.split(","))
    for kind in asked.database or ("sqlite", "postgresql"):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            server = stack.enter_context(Server()) if kind == "postgresql" else None
            print(json.dumps({"database": kind, **measure(folder, server, sizes, asked.cases)}), flush=True)


def measure(folder: Path, server: Server | None, sizes: list[int], cases: int) -> dict[str, Any]:
    """One database."""
    urls = server.create_database() if server else None
    first = builders.build_district(make_house(folder / "register", urls), cells=cases + WARM + 1)
    pattern = _pattern(first)
    names = [f"secretary{number}" for number in range(2, cases + WARM + 2)]
    drafts = [(name, builders.drafted(first, name)) for name in names]
    first.house.db.close()
    districts, filled = dict[int, builders.District](), dict[int, float]()
    for size in sizes:
        copy = server.create_database(urls.name) if server and urls else None
        districts[size] = _copied(first, folder / str(size), copy)
        filled[size] = round(timed(partial(fill, districts[size], pattern, size)) / 1000, 1)
        if copy:
            _analyse(copy.owner)
    entries = {size: entries_of(one.house) for size, one in districts.items()}
    timings = _act(districts, drafts)
    read = {size: _read(one, pattern) for size, one in districts.items()}
    for one in districts.values():
        one.house.db.close()
    return {
        "entries": list(entries.values()),
        "filled_s": list(filled.values()),
        "steps": cases * len(ACTS),
        **{name: _compared([median(ms) for ms in taken.values()]) for name, taken in timings.items()},
        "readings": {name: _compared([ms[name] for ms in read.values()]) for name in read[sizes[0]]},
    }


def _compared(ms: list[float]) -> dict[str, Any]:
    """Milliseconds by size, and how much more the largest takes than the smallest."""
    return {"ms": [round(one, 2) for one in ms], "growth": round(ms[-1] / ms[0] - 1, 3)}


def _pattern(district: builders.District) -> str:
    """A registration that went all the way to the end of its period; afterwards the clock stands where it stood."""
    house, mandates = district.house, district.mandates
    code = builders.drafted(district)
    for act in ACTS:
        take(district, act, "secretary", code, *builders.seen(house, code))
    with house.db.reading() as session:
        chosen = session.get_one(Mandate, mandates["incharge"]).code
    once = partial(Once, endpoint="registration", body_digest="0" * 64, location=f"/ho-so/{code}")
    seen = builders.seen(house, code)[0]
    registration.assign_incharge(house, mandates["board"], code, chosen, seen=seen, request=once("incharge"))
    before = house.clock()
    house.clock.advance(days=90)  # type: ignore[attr-defined]
    registration.close(house, mandates["manager"], code, seen=seen + 1, request=once("close"))
    job.run_due(house)
    house.clock.now = before  # type: ignore[attr-defined]
    return code


def _analyse(owner: str) -> None:
    """Count what is in the tables, as PostgreSQL does by itself before long."""
    with Database(owner).engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _copied(district: builders.District, folder: Path, urls: Urls | None) -> builders.District:
    """The same register once more, with data of its own."""
    house = district.house
    shutil.copytree(house.settings.data_dir, folder)
    settings = replace(house.settings, data_dir=folder, database_url=urls.application if urls else "")
    watch = Watch(bell=threading.Event())  # as in the server; nobody listens to it here
    copy = replace(house, settings=settings, db=Database(settings.url), files=FileStore(folder / "files"), watch=watch)
    return replace(district, house=copy)


def _act(districts: dict[int, builders.District], drafts: list[tuple[str, str]]) -> dict[str, dict[int, list[float]]]:
    """Every draft through its acts in every register, one size after another, beginning with another each time."""
    timings: dict[str, dict[int, list[float]]] = {name: {size: [] for size in districts} for name in ("step", "tree")}
    turns = list(districts.items())
    for number, (name, code) in enumerate(drafts):
        for act in ACTS:
            turns.append(turns.pop(0))
            for size, district in turns:
                step = timed(partial(take, district, act, name, code, *builders.seen(district.house, code)))
                tree = timed(partial(journal.integrate, district.house))
                if number >= WARM:
                    timings["step"][size].append(step)
                    timings["tree"][size].append(tree)
    return timings


def _read(district: builders.District, code: str) -> dict[str, float]:
    """Milliseconds of what pages read, by name; the case was filled in, and all its readers are of its district."""
    house = district.house
    with house.db.reading() as session:
        of = {part: load_actor(session, id_, day_of(house.clock())) for part, id_ in district.mandates.items()}
    readings: dict[str, Callable[[], object]] = {
        "tasks of a reviewer": partial(queue.read_page, house, of["reviewer"], "mine"),
        "tasks of a manager": partial(queue.read_page, house, of["manager"], "mine"),
        "tasks of a secretary": partial(queue.read_page, house, of["secretary"], "mine"),
        "case": partial(registration_case.get_case, house, of["reviewer"], code),
        "notices": partial(notice.list_notices, house, of["reviewer"].account_id),
        "public case": partial(public_case.read, house, code),
        "public register": partial(register.search, house, "registration", register.Search()),
        "search": partial(register.search, house, "registration", register.Search(text="huyện số 3")),
        "journal": partial(log.page, house),
        "entry": partial(log.read, house, 100),
        "worker": partial(job.work_once, house),
    }
    return {name: median(timed(reading) for _ in range(READINGS)) for name, reading in readings.items()}


if __name__ == "__main__":
    main()
