"""What an act asks costs the same in a large register: no question reads a table that grows from end to end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from tests.builders import District, drafted, endorsed, seen
from workflow_app.house import House
from workflow_app.services import job, journal, registration
from workflow_app.services.actor import load_actor
from workflow_app.services.outage import readiness
from workflow_app.services.queue import count_tasks

# Tables of a handful of rows, those that are emptied all the time, and the newest row of one that grows.
MAY_BE_READ = ("edition", "programme", "round", "journal", "pending", "alembic_version")
NEWEST = "ORDER BY checkpoint.size DESC LIMIT"


@contextmanager
def questions(house: House) -> Iterator[list[tuple[str, Any]]]:
    """Every question that is asked meanwhile, with its values."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE")) and not isinstance(values, list):
            asked.append((" ".join(statement.split()), values))

    engines = {house.db.engine, house.db.read_engine}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield asked
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def scans(house: House, statement: str, values: Any) -> list[str]:
    """The tables that SQLite would read from end to end to answer this."""
    with house.db.engine.connect() as connection:
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, values).all()
    read = {found[1] for row in plan if (found := re.match(r"SCAN (\w+)", row[3]))}
    tables = {table for table in read if re.search(rf"\b{table}\b", statement) and not table.startswith("anon_")}
    return sorted(tables - set(MAY_BE_READ) - ({"checkpoint"} if NEWEST in statement else set()))


def test_no_act_and_no_round_of_the_worker_reads_a_growing_table_from_end_to_end(district: District) -> None:
    house, mandates = district.house, district.mandates
    code, other = drafted(district, "secretary2"), endorsed(district)
    version, draft = seen(house, code)
    with house.db.reading() as session:
        reviewer = load_actor(session, mandates["reviewer"], house.clock().date())
    with questions(house) as asked:
        registration.submit(house, mandates["secretary2"], code, seen=version, draft_seen=draft)
        registration.receive(house, mandates["reviewer"], code, seen=version + 1)
        registration.approve(house, mandates["board"], other, seen=seen(house, other)[0])
        journal.integrate(house)
        job.run_due(house)
        readiness(house)
        count_tasks(house, reviewer)
    assert len(asked) > 50
    found = {statement: tables for statement, values in asked if (tables := scans(house, statement, values))}
    assert not found, "\n".join(f"{tables}: {statement}" for statement, tables in found.items())
