"""Short ways for tests of the web to a browser that has signed in, and to the rows behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from tests.builders import PASSWORD, District
from tests.page import Browser
from workflow_app import create_app
from workflow_app.db import Database
from workflow_app.house import House
from workflow_app.models import SignInSession


def client_with(house: House, **settings: Any) -> FlaskClient:
    return create_app(replace(house, settings=replace(house.settings, **settings))).test_client()


def cookie_of(browser: Browser) -> str:
    found = browser.client.get_cookie("phien")
    return found.value if found else ""


def rows(house: House) -> list[SignInSession]:
    with house.db.reading() as session:
        return list(session.scalars(select(SignInSession).order_by(SignInSession.id)))


def get_in(app: Flask, district: District, part: str = "secretary") -> Browser:
    browser = Browser(app.test_client())
    assert browser.sign_in(district.logins[part], PASSWORD).heading == "Tài khoản"
    return browser


@contextmanager
def queries(database: Database) -> Iterator[list[str]]:
    """The statements that the reading engine was asked meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    event.listen(database.read_engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.read_engine, "before_cursor_execute", note)
