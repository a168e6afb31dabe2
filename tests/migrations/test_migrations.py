"""The tables: what the migrations make is what the models expect, on both databases, up and down."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

import workflow_app.models  # noqa: F401 - importing fills the metadata
from tests import agreements, builders
from tests.postgres import Server
from workflow_app.db import Base
from workflow_app.house import House
from workflow_app.services import registration, unit
from workflow_app.services.perform import unit_of_work
from workflow_app.upgrade import ADD_ONLY, downgrade, grant, upgrade


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


def _check_add_only(engine: Engine, said: str) -> None:
    for table in ADD_ONLY:
        column = inspect(engine).get_columns(table)[0]["name"]
        for statement in (f'UPDATE {table} SET "{column}" = "{column}"', f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError, match=said), engine.begin() as connection:
                connection.execute(text(statement))


def _filled(house: House) -> None:
    """A house with a row in each table that is only added to (SQLite's triggers look at rows); 256 make a tile."""
    district = builders.build_district(house, cells=1)
    code = builders.received(district)
    mark = registration.Mark("contents.0", "khac", "Đề nghị nêu rõ hơn.")
    registration.request_changes(house, district.mandates["reviewer"], code, [mark], seen=builders.seen(house, code)[0])
    agreements.in_force(district)
    with unit_of_work(house) as work:
        for number in range(256):
            unit.found(
                work, work.system(), name=f"Đơn vị {number}", short_name=f"Đơn vị {number}", kind="chi_bo_co_so",
                level="grassroots", parent=None, valid_from=work.today,
            )  # fmt: skip


def test_sqlite_itself_refuses_to_change_what_is_only_added_to(house: House) -> None:
    _filled(house)
    _check_add_only(house.db.engine, "only ever added to")


@pytest.mark.tool("postgres")
def test_postgresql_refuses_it_to_the_owner_by_triggers_and_to_the_application_by_missing_rights(
    postgres_server: Server,
) -> None:
    urls = postgres_server.create_database()
    upgrade(urls.owner)
    grant(urls.owner, make_url(urls.application).username or "")
    owner, application = create_engine(urls.owner), create_engine(urls.application)
    _check_add_only(owner, "only ever added to")
    _check_add_only(application, "permission denied")
    owner.dispose()
    application.dispose()
