"""The tables: what the migrations make is what the models expect, on both databases, up and down."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

import workflow_app.models  # noqa: F401 - importing fills the metadata
from tests import builders
from tests.postgres import Server
from workflow_app.db import Base
from workflow_app.house import House
from workflow_app.upgrade import downgrade, upgrade

ADD_ONLY = ("entry", "leaf", "checkpoint", "journal", "edition", "submission")


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


def _check_add_only(house: House) -> None:
    builders.submitted(builders.build_district(house, cells=1))
    for table in ADD_ONLY:
        column = inspect(house.db.engine).get_columns(table)[0]["name"]
        for statement in (f'UPDATE {table} SET "{column}" = "{column}"', f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError, match="only ever added to"), house.db.engine.begin() as connection:
                connection.execute(text(statement))


def test_sqlite_itself_refuses_to_change_the_journal(house: House) -> None:
    _check_add_only(house)


@pytest.mark.tool("postgres")
def test_postgresql_itself_refuses_to_change_the_journal(postgres_house: House) -> None:
    _check_add_only(postgres_house)
