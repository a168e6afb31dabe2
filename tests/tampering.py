"""A stranger's hand in the database: what somebody can do who may also drop triggers and ignore checks."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean

from workflow_app.db import Base
from workflow_app.house import House
from workflow_app.services import verify_journal
from workflow_app.services.verify_report import Report

FORMAT = Path(__file__).parents[1] / "docs" / "journal-format.md"
# Which row of a table is changed; the last one where nothing is said.
ROWS = {
    "entry": "kind = 'registration.approve'",
    "opening": "field = 'content'",
    "case_record": "state = 'approved'",
    "registration": "case_id = (SELECT id FROM case_record WHERE state = 'approved')",
    "mandate": "ended_on IS NOT NULL",
    "account": "login = 'da-nghi'",
    "unit_version": "kind = 'chi_bo_co_so'",
    "second_factor": "removed_at IS NOT NULL",
    "tile": "level = 0",
    "seat": "answer = 'declined'",
}
# What a value becomes where a stranger's hand would not write nonsense.
VALUES: dict[str, Any] = {
    "case_record.state": "closed",
    "case_record.period": "2024",
    "entry.kind": "registration.reject",
    "opening.opens": "at_once",
    "opening.value": '{"contents":[],"roadmap":[]}',
    "opening.erased_at": "2025-05-20T01:00:00.000Z",
    "mandate.role": "board_signatory",
    "mandate.reach": "subtree",
    "mandate.valid_to": "2030-01-01",
    "mandate.ended_on": "2025-06-30",
    "mandate.kind": "system",
    "round.closes_on": "2025-12-31",
    "round.opens_on": "2025-01-01",
    "unit_version.kind": "dang_bo_co_so",
    "unit_version.level": "province",
    "trusted_key.factor_id": 1_000_000,  # the others are trusted themselves
    "classification.said": '{"level": "good"}',
    "meeting_return.said": "{}",
    "population.units": "{}",
    "earlier_result.unit_id": 1_000_000,  # another one has a result of its own
    "earlier_result.entry_id": 1_000_000,  # and another entry
    "document_version.document_id": 1_000_000,  # another one has its own versions
}
# Tables of which the busy register has no row, and the tests that change theirs: a pact with an open list has no
# order, one whose programme takes no certificates has no signed file, and its programme asks nobody to report.
ELSEWHERE = {
    "further_signature": "tests/services/test_commitment_order.py",
    "certificate_signature": "tests/services/test_commitment_certificate.py",
    "classification": "tests/stories/test_classification.py",
    "population": "tests/stories/test_population.py",
    "document_version": "tests/stories/test_documents.py",
    "document_link": "tests/stories/test_documents.py",
    "document": "tests/stories/test_documents.py",
    "target_figure": "tests/stories/test_figure.py",
    "practice": "tests/stories/test_practice.py",
    "earlier_result": "tests/stories/test_earlier.py",
    "population_decision": "tests/stories/test_population.py",
    "meeting_return": "tests/stories/test_returns.py",
    "return_exception": "tests/stories/test_returns.py",
    "classification_decision": "tests/stories/test_classification.py",
    "signing_trust": "tests/services/test_commitment_certificate.py",
}


@contextmanager
def by_hand(path: str | Path) -> Iterator[sqlite3.Connection]:
    """A connection to an SQLite database that nothing holds back any more; each statement is committed."""
    with closing(sqlite3.connect(str(path).removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        yield connection


def documented() -> Iterator[tuple[str, list[str], list[str]]]:
    """Table, its protected columns and its other columns, from docs/journal-format.md."""
    section = FORMAT.read_text(encoding="utf-8").split("## Protected columns")[1]
    for table, good, rest in re.findall(r"^\| (\w+) \| ([^|]+) \|([^|]*)\|$", section, re.MULTILINE):
        if table != "Table":
            yield table, good.strip().split(", "), [name for name in rest.strip().split(", ") if name]


def names(report: Report, table: str, column: str = "") -> bool:
    """Whether a finding points to this table and column."""
    return any(f.table == table and (not column or column in f.column.split(", ")) for f in report.findings)


def row_of(connection: sqlite3.Connection, table: str) -> int:
    """The row of a table that is changed."""
    where = ROWS.get(table, "1")
    found = connection.execute(f"SELECT rowid FROM {table} WHERE {where} ORDER BY rowid DESC LIMIT 1").fetchone()
    assert found is not None, f"the register has no row in {table}"
    return int(found[0])


def other(connection: sqlite3.Connection, table: str, column: str, value: Any) -> Any:
    """Another value of the same kind: another row's id for a reference, another number, a changed letter or bit."""
    if f"{table}.{column}" in VALUES:
        return VALUES[f"{table}.{column}"]
    if column == "case_id":
        return 1_000_000  # two of one case with one number the database itself refuses
    said = Base.metadata.tables[table].columns[column]
    for key in said.foreign_keys:
        asked = f"SELECT max(id) FROM {key.column.table.name} WHERE id IS NOT ?"
        return connection.execute(asked, (value,)).fetchone()[0] or 1_000_000
    if isinstance(said.type, Boolean):
        return int(not value)
    if value is None or isinstance(value, int):
        return (value or 0) + 1000
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1])
    if column == "content":
        return json.dumps({**json.loads(value), "contents": []})
    if column == "source" and table == "edition":
        return value.replace("number = 2", "number = 3")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return "2021-02-03"
    if len(value) < 3:
        return f"{value}?"
    return f"{value[:-2]}{'1' if value[-2] == '0' else '0'}{value[-1]}"  # of an instant, the last millisecond


def unnoticed(house: House, *tables: str) -> list[str]:
    """Of the protected columns of these tables, those whose value can be changed without `journal verify` naming it.

    Each is changed alone, on SQLite, and put back.
    """
    missed = []
    for table, columns, _ in documented():
        for column in columns if table in tables else ():
            with by_hand(house.db.url) as connection:
                row = row_of(connection, table)
                (kept,) = connection.execute(f'SELECT "{column}" FROM {table} WHERE rowid = ?', (row,)).fetchone()
                changed = other(connection, table, column, kept)
                connection.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (changed, row))
            report = verify_journal.verify(house)
            with by_hand(house.db.url) as connection:
                connection.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?', (kept, row))
            if changed == kept or not names(report, table, column):
                missed.append(f"{table}.{column}: {kept!r} -> {changed!r}: {[str(f) for f in report.findings]}")
    return missed
