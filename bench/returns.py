"""How long a committee waits for a month and a year of five thousand cells that report every month, on both databases.

`python3 dev.py returns [--database sqlite|postgresql] [--cells N] [--months N]` fills a register with cells and their
reports, each with its signed entry, and reads what people read: the sums of a month with the first page of cells, a
later page, a filter, the public page of the programme, its overview for the committee and for everybody, and the list
of cells that need attention. Prints one JSON object a database (milliseconds, the median of seven), and fails when
the sums of a month or an overview take longer than 300 ms, or a later page or that list longer than 100 ms.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from contextlib import ExitStack
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import structlog
from sqlalchemy import select

from states.meeting_return import Said
from tests import builders
from tests.builders import District
from tests.postgres import Server
from workflow_app.models import Unit
from workflow_app.services import dashboard, meeting_month, programme, publishing, unit_table
from workflow_app.services import round as rounds
from workflow_app.services.actor import load_actor
from workflow_app.services.errors import Invalid
from workflow_app.services.meeting_return import find_place, report
from workflow_app.services.perform import unit_of_work
from workflow_app.tables import as_xlsx, read

from .step import make_house
from .tables import table

MONTH, PAGE = 300, 100  # milliseconds
CODE = "hn-da11-clsh"
AT_ONCE = 500  # reports in one transaction


def main() -> None:
    """Measure on the databases asked for."""
    parser = argparse.ArgumentParser(prog="dev.py returns", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--cells", type=int, default=5_000)
    parser.add_argument("--months", type=int, default=12)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    slow = False
    for kind in asked.database or ("sqlite", "postgresql"):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            server = stack.enter_context(Server()) if kind == "postgresql" else None
            taken = measure(folder, server, asked.cells, asked.months)
            print(json.dumps({"database": kind, **taken}), flush=True)
            slow |= any(taken[name] > MONTH for name in ("month", "overview", "sums"))
            slow |= any(taken[name] > PAGE for name in ("page", "attention"))
    sys.exit(f"a month or an overview longer than {MONTH} ms, or a page longer than {PAGE} ms" if slow else 0)


def measure(folder: Path, server: Server | None, cells: int, months: int) -> dict[str, Any]:
    """One database."""
    house = make_house(folder / "register", server.create_database() if server else None)
    district = builders.build_district(house)
    manager = district.mandates["manager"]
    with house.db.reading() as session:
        path = session.scalars(select(Unit.path).where(Unit.id == district.units[0].id)).one().split(".")[-2]
        issuer = session.scalars(select(Unit.code).where(Unit.id == int(path))).one()
    rows = [[*row, "" if not number else "01/01/2020"] for number, row in enumerate(table(cells))]
    rows[0][-1] = "Hoạt động từ ngày"
    unit_table.take_in(house, manager, issuer, read(as_xlsx(rows), unit_table.columns()).rows, request=None)
    publishing.publish(house, manager, publishing.text_of("hn-da11-clsh-2025"), issuer, {})
    year = rounds.NewRound("2025", date(2025, 1, 1), date(2025, 12, 31), date(2026, 6, 30))
    rounds.open_new(house, manager, CODE, year)
    house.clock.advance(days=250)  # type: ignore[attr-defined]
    began, names = perf_counter(), [f"2025-{month:02}" for month in range(1, months + 1)]
    reports = sum(fill(district, month) for month in names)
    filled = perf_counter() - began
    with house.db.reading() as session:
        actor = load_actor(session, manager, date(2026, 1, 20))
    last, first = names[-1], meeting_month.get_month(house, actor, CODE, names[-1])
    later = meeting_month.get_month(house, actor, CODE, last, after=first.next or "")
    asked = {
        "month": lambda: meeting_month.get_month(house, actor, CODE, last),
        "page": lambda: meeting_month.get_month(house, actor, CODE, last, after=later.next or ""),
        "filtered": lambda: meeting_month.get_month(house, actor, CODE, last, only="kha"),
        "public": lambda: programme.get_programme(house, None, CODE, "2025"),
        "overview": lambda: dashboard.get_dashboard(house, actor, CODE, "2025"),
        "attention": lambda: dashboard.list_units(house, actor, CODE, "2025"),
        "sums": lambda: dashboard.get_dashboard(house, None, CODE, "2025"),
    }
    times = {name: median(_taken(act) for _ in range(7)) for name, act in asked.items()}
    return {"reports": reports, "a_second": round(reports / filled), **{name: round(ms) for name, ms in times.items()}}


def _taken(act: Any) -> float:
    began = perf_counter()
    act()
    return (perf_counter() - began) * 1000


def fill(district: District, month: str) -> int:
    """Every cell reports a month; every seventh of them badly, every eleventh not at all."""
    house = district.house
    day = date.fromisoformat(f"{month}-05")
    with house.db.reading() as session:
        cells = list(session.scalars(select(Unit.id).where(Unit.id > district.units[-1].id).order_by(Unit.id)))
    sheet = publishing.parsed(publishing.text_of("hn-da11-clsh-2025")).returns
    every = [one for group in sheet.sheet.groups for one in group.criteria]
    points = {one.code: one.max for one in every if one.code not in sheet.by_rule}
    done = 0
    for start in range(0, len(cells), AT_ONCE):
        with unit_of_work(house) as work:
            actor, place = work.actor(district.mandates["manager"]), find_place(work, CODE, month)
            asked = select(Unit).where(Unit.id.in_(cells[start : start + AT_ONCE]))
            found = {unit.id: unit for unit in work.session.scalars(asked)}
            for number, unit in found.items():
                if number % 11 == 0:
                    continue
                said = Said(
                    day, 95, 40, 4, 30 if number % 7 == 0 else 36, day + timedelta(days=9), False,
                    {**points, "noi_dung": Decimal(5), sheet.attendance: Decimal(0)} if number % 7 == 0 else points,
                    {"working": 30, "assigned": 30, "officers": 3, "trained": 3},
                )  # fmt: skip
                try:
                    report(work, actor, place, unit, month, said, seen=None, reason="bảng", source="bảng")
                except Invalid:
                    continue  # a committee, of which nothing is asked
                done += 1
    return done


if __name__ == "__main__":
    main()
