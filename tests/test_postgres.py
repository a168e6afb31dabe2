"""The throw-away PostgreSQL keeps the promises that other tests build on."""

from __future__ import annotations

import psycopg
import pytest

from tests.postgres import Server, Urls

pytestmark = pytest.mark.tool("postgres")


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"))


@pytest.fixture
def register(postgres_server: Server) -> Urls:
    urls = postgres_server.create_database()
    with connect(urls.owner) as owner:
        owner.execute("CREATE TABLE entry (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text)")
    return urls


def test_the_application_uses_what_the_owner_made_but_makes_nothing_itself(register: Urls) -> None:
    with connect(register.application) as application:
        application.execute("INSERT INTO entry (note) VALUES ('Đảng ủy')")
        application.execute("UPDATE entry SET note = 'Chi bộ'")
        assert application.execute("SELECT note FROM entry").fetchall() == [("Chi bộ",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("CREATE TABLE other (id int)")


@pytest.mark.parametrize("statement", ["UPDATE entry SET note = ''", "DELETE FROM entry", "TRUNCATE entry"])
def test_a_protected_table_only_grows(postgres_server: Server, register: Urls, statement: str) -> None:
    postgres_server.protect(register, "entry")
    with connect(register.application) as application:
        application.execute("INSERT INTO entry (note) VALUES ('a')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute(statement)


def test_a_copy_has_the_rows_and_the_rights_of_its_template(postgres_server: Server, register: Urls) -> None:
    with connect(register.application) as application:
        application.execute("INSERT INTO entry (note) VALUES ('a')")
    postgres_server.protect(register, "entry")
    copy = postgres_server.create_database(template=register.name)
    with connect(copy.application) as application:
        assert application.execute("SELECT count(*) FROM entry").fetchone() == (1,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("DELETE FROM entry")


def test_the_server_keeps_what_it_acknowledged_as_production_must(register: Urls) -> None:
    with connect(register.application) as application:
        settings = {name: application.execute(f"SHOW {name}").fetchone() for name in ("fsync", "synchronous_commit")}
    assert settings == {"fsync": ("on",), "synchronous_commit": ("on",)}
