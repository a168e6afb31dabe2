"""The tables: what the migrations make is what the models expect, on both databases, up and down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Engine, create_engine, inspect, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError

import workflow_app.models  # noqa: F401 - importing fills the metadata
from states.processes import PROCESSES
from tests.postgres import Server
from workflow_app.db import Base, Instant
from workflow_app.upgrade import ADD_ONLY, CHANGE, CHANGEABLE, downgrade, grant, upgrade


def _check_up_and_down(url: str) -> None:
    upgrade(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    downgrade(url, "base")
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    upgrade(url)  # a way back that leaves something behind would fail here
    engine.dispose()


def test_migrations_make_the_tables_of_the_models_on_sqlite_and_take_them_away(tmp_path: Path) -> None:
    _check_up_and_down(f"sqlite:///{tmp_path / 'register.sqlite3'}")


@pytest.mark.tool("postgres")
def test_migrations_make_the_tables_of_the_models_on_postgresql_and_take_them_away(postgres_server: Server) -> None:
    _check_up_and_down(postgres_server.create_database().owner)


def test_an_objection_from_before_answers_had_a_last_day_has_none(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'register.sqlite3'}"
    upgrade(url, "20261122_minutes_draft")
    engine = create_engine(url)
    columns = "case_id, number, received_on, text, admissible, grounds, answer, entered_at"
    with engine.begin() as connection:
        values = "1, 1, '2025-05-26', 'Số liệu chưa khớp', 1, '', '', '2025-05-26T01:00:00.000Z'"
        connection.execute(text(f"INSERT INTO recognition_objection ({columns}) VALUES ({values})"))
    upgrade(url)
    with engine.connect() as connection:
        row = connection.execute(text("SELECT kind, answer_by FROM recognition_objection")).one()
    engine.dispose()
    assert tuple(row) == ("objection", None)


def test_a_round_that_was_closed_early_keeps_the_entry_that_closed_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'register.sqlite3'}"
    upgrade(url, "20261125_informed")
    engine = create_engine(url)
    columns = "id, programme_id, period, edition_id, opens_on, closes_on, ends_on, entry_id, closed_by_entry_id"
    rows = ("1, 1, '2024', 1, '2024-01-01', '2024-04-01', '2025-01-01', 5, NULL",
            "2, 1, '2025', 1, '2025-01-01', '2025-03-02', '2026-01-01', 7, 9")  # fmt: skip
    with engine.begin() as connection:
        for values in rows:
            connection.execute(text(f"INSERT INTO round ({columns}) VALUES ({values})"))
    upgrade(url)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT round_id, entry_id FROM round_change")).all()
    engine.dispose()
    assert [tuple(row) for row in found] == [(2, 9)]


def test_every_table_is_only_added_to_or_has_a_reason_why_not() -> None:
    assert sorted([*ADD_ONLY, *CHANGEABLE]) == sorted(Base.metadata.tables)
    assert all(reason for _, reason in CHANGEABLE.values())


def _put_in(engine: Engine, table: str, **values: Any) -> None:
    """A row of plausible values, whatever it refers to: SQLite's triggers look at rows."""
    row = {column.name: _plausible(column) for column in Base.metadata.tables[table].columns} | values
    columns, places = ", ".join(f'"{name}"' for name in row), ", ".join(f":{name}" for name in row)
    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({places})"), row)


def _plausible(column: Column[Any]) -> Any:
    if column.nullable:
        return None
    kind = column.type.python_type if not isinstance(column.type, Instant) else datetime
    return {int: 1, bool: False, bytes: b"x", dict: "{}", date: "2025-05-20"}.get(kind, "2025-05-20T01:00:00.000Z")


def _refuses(engine: Engine, statement: str, said: str) -> None:
    with pytest.raises(DBAPIError, match=said), engine.begin() as connection:
        connection.execute(text(statement))


def _check_add_only(engine: Engine, said: str) -> None:
    for table in ADD_ONLY:
        column = inspect(engine).get_columns(table)[0]["name"]
        for statement in (f'UPDATE {table} SET "{column}" = "{column}"', f"DELETE FROM {table}"):
            _refuses(engine, statement, said)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Engine]:
    """The tables on SQLite without any row; nothing asks whether what a row refers to is there."""
    url = f"sqlite:///{tmp_path / 'register.sqlite3'}"
    upgrade(url)
    engine = create_engine(url)
    yield engine
    engine.dispose()


DIFFERENT = {"substitution": {"absent_id": 2, "of_mandate_id": 2}}  # what must not be the same


def test_sqlite_itself_refuses_to_change_what_is_only_added_to(empty: Engine) -> None:
    for table in ADD_ONLY:
        _put_in(empty, table, **DIFFERENT.get(table, {}))
    _check_add_only(empty, "only ever added to")


@pytest.mark.tool("postgres")
def test_postgresql_refuses_it_to_the_owner_by_triggers_and_to_the_application_by_missing_rights(
    postgres_server: Server,
) -> None:
    urls = postgres_server.create_database()
    upgrade(urls.owner)
    grant(urls.owner, make_url(urls.application).username or "")
    upgrade(urls.application)  # nothing is left to do, which needs no right: `init` asks for it
    owner, application = create_engine(urls.owner), create_engine(urls.application)
    _check_add_only(owner, "only ever added to")
    _check_add_only(application, "permission denied")
    for table, (rights, _) in CHANGEABLE.items():
        _refuses(application, f"TRUNCATE {table}", "permission denied")
        _refuses(application, f"DROP TABLE {table}", "must be owner")
        if rights == CHANGE:
            _refuses(application, f"DELETE FROM {table}", "permission denied")
    for statement in ("UPDATE alembic_version SET version_num = ''", "CREATE TABLE more (id int)"):
        _refuses(application, statement, "permission denied")
    _refuses(application, "DROP TRIGGER entry_add_only ON entry", "must be owner")
    owner.dispose()
    application.dispose()


def test_the_table_of_cases_knows_exactly_the_states_of_the_processes(empty: Engine) -> None:
    (check,) = [c for c in inspect(empty).get_check_constraints("case_record") if c["name"] == "ck_case_state"]
    known = {
        process: set(re.findall(r"'(\w+)'", states))
        for process, states in re.findall(r"process = '(\w+)' AND state IN \(([^)]*)\)", check["sqltext"])
    }
    assert known == {name: {state.value for state in process.states} for name, process in PROCESSES.items()}, (
        "A state was added or renamed: write a migration that replaces the check ck_case_state."
    )


IMPOSSIBLE: list[tuple[str, dict[str, Any]]] = [
    ("case_record", {"process": "registration", "state": "published"}),
    ("case_record", {"process": "registration", "state": "submitted", "seq": -1, "version": -1}),
    ("case_record", {"process": "registration", "state": "submitted", "seq": 2, "version": 1}),
    ("entry", {"case_id": 1, "seq": None}),
    ("entry", {"case_id": None, "seq": 1}),
    ("entry", {"case_id": 1, "seq": 0}),
    ("document", {"number": 0}),
    ("recognition_vote", {"in_favour": -1}),
    ("recognition_vote", {"confirmed_by_id": 1, "recorded_by_id": 1}),
    ("recognition_voter", {"present": True, "recused": True}),
    ("mandate_proposal", {"account_id": 1, "proposed_by_id": 1}),
    ("mandate_proposal", {"account_id": 2, "outcome": "granted"}),
    ("mandate_proposal", {"account_id": 2, "outcome": "granted", "settled_by_id": 1, "settled_entry_id": 1}),
    ("mandate_proposal", {"account_id": 2, "outcome": "granted", "settled_by_id": 2, "settled_entry_id": 1}),
    ("substitution", {"absent_id": 1, "account_id": 1, "of_mandate_id": 2}),
    ("substitution", {"absent_id": 2, "account_id": 1, "of_mandate_id": 1}),
]
TWICE = {
    "entry": ("UNIQUE constraint failed: entry.case_id, entry.seq", {"case_id": 1, "seq": 1}),
    "document": ("document.issuer_id, document.type, document.number, document.term", {}),
    "recognition_voter": ("recognition_voter.case_id, recognition_voter.vote_no, recognition_voter.account_id", {}),
}


def test_the_tables_refuse_what_the_guards_refuse(empty: Engine) -> None:
    for table, values in IMPOSSIBLE:
        with pytest.raises(IntegrityError, match="CHECK constraint failed"):
            _put_in(empty, table, **values)
    for table, (said, values) in TWICE.items():
        _put_in(empty, table, **values)
        other = {"id": 2, "code": "other", "leaf_hash": b"other"}
        known = {name: value for name, value in other.items() if name in Base.metadata.tables[table].columns}
        with pytest.raises(IntegrityError, match=said):
            _put_in(empty, table, **values, **known)


@pytest.mark.tool("postgres")
def test_postgresql_has_the_same_checks(postgres_server: Server, empty: Engine) -> None:
    urls = postgres_server.create_database()
    upgrade(urls.owner)
    engine = create_engine(urls.owner)
    for table in Base.metadata.tables:
        named = [{check["name"] for check in inspect(each).get_check_constraints(table)} for each in (engine, empty)]
        assert named[0] == named[1], table
    engine.dispose()
