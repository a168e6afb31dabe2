"""How long it takes to bring five thousand units in from one workbook, on both databases.

`python3 dev.py tables [--database sqlite|postgresql] [--rows N]` reads the workbook, compares it with the register as
the preview does, enters every unit with its signed entry, and compares it once more, which finds nothing new. Prints
one JSON object a database (seconds), and fails when bringing in takes longer than twenty.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter
from typing import Any

import structlog
from sqlalchemy import func, select

from tests import builders
from tests.postgres import Server
from workflow_app.models import Entry, Unit
from workflow_app.services import unit_table
from workflow_app.tables import as_xlsx, read

from .step import make_house

LIMIT = 20  # seconds from the file to the commit
BOARDS = 100  # committees among the rows; the others stand under them


def main() -> None:
    """Measure on the databases asked for."""
    parser = argparse.ArgumentParser(prog="dev.py tables", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--rows", type=int, default=5_000)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    slow = False
    for kind in asked.database or ("sqlite", "postgresql"):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            server = stack.enter_context(Server()) if kind == "postgresql" else None
            taken = measure(folder, server, asked.rows)
            print(json.dumps({"database": kind, **taken}), flush=True)
            slow |= taken["whole"] > LIMIT
    sys.exit(f"longer than {LIMIT} s" if slow else 0)


def measure(folder: Path, server: Server | None, rows: int) -> dict[str, Any]:
    """One database."""
    house = make_house(folder / "register", server.create_database() if server else None)
    district = builders.build_district(house)
    mandate, columns = district.mandates["manager"], unit_table.columns()
    with house.db.reading() as session:
        top = session.scalars(select(Unit.code).where(Unit.id == district.units[0].id)).one()
        path = session.scalars(select(Unit.path).where(Unit.code == top)).one().split(".")[-2]
        code = session.scalars(select(Unit.code).where(Unit.id == int(path))).one()
    data, before = as_xlsx(table(rows)), counted(house)
    times, began = {}, perf_counter()
    found = read(data, columns)
    assert len(found.rows) == rows and not found.faults
    times["read"] = perf_counter() - began
    unit_table.check(house, mandate, code, found.rows)
    times["compared"] = perf_counter() - began - times["read"]
    new, _ = unit_table.take_in(house, mandate, code, found.rows, request=None)
    times["whole"] = perf_counter() - began
    assert (new, counted(house)) == (rows, before + rows)
    again = perf_counter()
    assert all(one.known and not one.faults for one in unit_table.check(house, mandate, code, found.rows))
    times["again"] = perf_counter() - again
    return {"rows": rows, **{name: round(seconds, 1) for name, seconds in times.items()}}


def table(rows: int) -> list[list[str]]:
    """Committees, and cells under them named after their committee."""
    made = [["Tên đơn vị", "Loại hình", "Trực thuộc"]]
    for number in range(rows):
        board = number % BOARDS + 1
        if number < BOARDS:
            made.append([f"Đảng bộ Công ty số {board}", "Đảng bộ cơ sở", ""])
        else:
            name = f"Chi bộ Phân xưởng {number // BOARDS}"
            made.append([name, "Chi bộ trực thuộc đảng ủy cơ sở", f"Đảng bộ Công ty số {board}"])
    return made


def counted(house: Any) -> int:
    """How many entries there are."""
    with house.db.reading() as session:
        return session.scalar(select(func.count()).select_from(Entry)) or 0


if __name__ == "__main__":
    main()
