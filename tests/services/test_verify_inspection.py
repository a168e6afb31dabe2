"""`journal verify` finds whatever was changed in the rows of an inspection beside its entries."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests import inspections
from tests.app_fixtures import open_database
from tests.builders import District
from tests.inspections import act
from tests.tampering import by_hand
from workflow_app.db import Base
from workflow_app.services import inspection_check, inspection_draft, inspection_fix, inspection_minutes, verify_journal
from workflow_app.services.record import RECORDED, recorded_columns

TABLES = {model.__tablename__: recorded_columns(model) for model in RECORDED["inspection"]}
OPEN = {model.__tablename__: getattr(model, "unrecorded", ()) for model in RECORDED["inspection"]}


@pytest.fixture
def register(district: District, tampering: None) -> Path:
    """A register in which an inspection was concluded after a remedy; its inspector began to write again."""
    code = inspections.rechecking(district)
    act(district, code, inspection_fix, "recheck", "lead", {1: (True, "")})
    inspections.score(district, code, N1__1="7.5")
    inspection_check.mark_practice(district.house, district.mandates["lead"], code, "Nhóm đọc sách")
    draft = inspections.sheet(N1__1="5")
    inspection_draft.save_scores(district.house, district.mandates["inspector"], code, draft, 0, 99)
    act(district, code, inspection_fix, "conclude", "lead", "met", "Đã khắc phục")
    district.house.db.close()
    return Path(district.house.db.url.removeprefix("sqlite:///"))


def report_on(district: District, register: Path, statement: str, *values: Any) -> verify_journal.Report:
    """What `verify` says of a copy after this statement."""
    copy = register.with_name("copy.sqlite3")
    with closing(sqlite3.connect(register)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    with by_hand(copy) as connection:
        assert connection.execute(statement, values).rowcount > 0, f"{statement} changed nothing"
    database = open_database(f"sqlite:///{copy}")
    report = verify_journal.verify(replace(district.house, db=database))
    database.close()
    copy.unlink()
    return report


def other(table: str, column: str, value: Any) -> Any:
    """Another value of the same kind."""
    if Base.metadata.tables[table].columns[column].foreign_keys:
        return 1 if value != 1 else 2
    if value is None or isinstance(value, int):
        return 0 if value == 1 else 1
    if column == "files":
        return json.dumps([{"code": "X"}])
    if column == "visit_on":
        return "2025-06-17"
    if column.endswith("at"):
        return "2025-05-20T01:00:00.001Z"
    return f"{value}1"


def test_a_changed_cell_of_any_recorded_column_is_found(district: District, register: Path) -> None:
    with closing(sqlite3.connect(register)) as connection:
        first = {
            table: dict(zip([c[0] for c in found.description], found.fetchone(), strict=True))
            for table in TABLES
            for found in [connection.execute(f"SELECT rowid AS place, * FROM {table} ORDER BY rowid LIMIT 1")]
        }
    missed = []
    for table, columns in TABLES.items():
        for column in columns:
            changed = other(table, column, first[table][column])
            assert changed != first[table][column], f"{table}.{column}"
            report = report_on(
                district, register, f"UPDATE {table} SET {column} = ? WHERE rowid = ?", changed, first[table]["place"]
            )
            if not any(finding.table == table for finding in report.findings):
                missed.append(f"{table}.{column}")
    assert missed == [] and sum(map(len, TABLES.values())) > 35


@pytest.mark.parametrize("table", sorted(TABLES))
def test_a_row_taken_away_or_put_in_is_found(district: District, register: Path, table: str) -> None:
    assert not report_on(district, register, f"DELETE FROM {table} WHERE rowid = (SELECT max(rowid) FROM {table})").ok
    key = {"inspection": "case_id", "inspection_finding": "number", "inspection_member": "mandate_id"}.get(table, "seq")
    names = [c.key for c in Base.metadata.tables[table].columns]
    columns = ", ".join(f"{name} + 1000" if name == key else name for name in names)
    put_in = f"INSERT INTO {table} SELECT {columns} FROM {table} LIMIT 1"
    if table != "inspection":  # a second inspection of a case that does not exist stays unnoticed by any page
        assert not report_on(district, register, put_in).ok


@pytest.mark.parametrize(
    ("column", "value"), [("due_at", "2025-12-31T00:00:00.000Z"), ("holder_unit_id", 1), ("period", "2024")]
)
def test_the_deadline_and_the_holder_of_the_case_are_sealed_too(
    district: District, register: Path, column: str, value: Any
) -> None:
    statement = f"UPDATE case_record SET {column} = ? WHERE process = 'inspection'"
    assert not report_on(district, register, statement, value).ok


@pytest.mark.parametrize(("column", "value"), [("name", "khac.pdf"), ("case_id", 1), ("code", "7KX4-M2QD-9TRA")])
def test_evidence_whose_row_names_another_file_is_found(
    district: District, register: Path, column: str, value: Any
) -> None:
    report = report_on(district, register, f"UPDATE file SET {column} = ? WHERE name = 'minh-chung.pdf'", value)
    assert [(one.table, one.column) for one in report.findings] == [("file", column)]


def test_what_is_still_being_written_is_no_part_of_the_record(district: District, register: Path) -> None:
    written = {"draft": "{}", "draft_version": 77, "saved_at": "2025-05-21T01:00:00.000Z", "saved_by_id": 1,
               "minutes_draft": "x", "minutes_version": 3, "minutes_saved_at": "2025-05-21T01:00:00.000Z"}  # fmt: skip
    for table, columns in OPEN.items():
        for column in columns:
            assert report_on(district, register, f"UPDATE {table} SET {column} = ?", written[column]).ok, column
    assert {column for columns in OPEN.values() for column in columns} == set(written)


def test_an_inspection_is_intact_at_every_step(district: District) -> None:
    """Rows that changed outside an act would be found after the next one at the latest."""
    code = inspections.minutes_sent(district, finding="remedy")
    act(district, code, inspection_minutes, "explain", "secretary", "Sổ để ở văn phòng")
    assert verify_journal.verify(district.house).ok
    act(district, code, inspection_minutes, "sign_minutes", "secretary")
    act(district, code, inspection_fix, "require_fix", "lead")
    inspections.assign(district, code, "inspector2")
    assert verify_journal.verify(district.house).ok
