"""A public page that was just made is sent again, until something happens."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from tests import builders
from tests.builders import District, MovableClock
from tests.web.visits import client_with
from workflow_app.services import registration
from workflow_app.web import kept_pages


@pytest.fixture
def client(district: District) -> FlaskClient:
    """Production keeps pages; a test sees everything at once."""
    return client_with(district.house, mode="production", base_url="http://localhost")


def asked(district: District, client: FlaskClient, path: str) -> int:
    """How often the database is asked for a page."""
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    event.listen(district.house.db.read_engine, "before_cursor_execute", note)
    answer = client.get(path)
    event.remove(district.house.db.read_engine, "before_cursor_execute", note)
    assert answer.status_code == 200 and answer.headers["Cache-Control"].startswith("public")
    assert answer.headers["Content-Security-Policy"]
    return len(statements)


def test_a_page_is_made_once_and_anew_after_an_act(district: District, client: FlaskClient) -> None:
    code = builders.endorsed(district)
    assert asked(district, client, "/tra-cuu") > 0
    first = client.get("/tra-cuu").data
    assert asked(district, client, "/tra-cuu") == 0 and client.get("/tra-cuu").data == first
    registration.approve(district.house, district.mandates["board"], code, seen=builders.seen(district.house, code)[0])
    assert code.encode() in client.get("/tra-cuu").data and code.encode() not in first


def test_each_address_and_language_has_a_page_of_its_own(district: District, client: FlaskClient) -> None:
    assert asked(district, client, "/tra-cuu") and asked(district, client, "/en/tra-cuu")
    assert asked(district, client, "/tra-cuu?q=x") and client.get("/en/tra-cuu").data != client.get("/tra-cuu").data


def test_a_page_grows_old(district: District, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process may have acted, and on the next day deadlines are over."""
    assert asked(district, client, "/tra-cuu") and not asked(district, client, "/tra-cuu")
    assert isinstance(district.house.clock, MovableClock)
    district.house.clock.advance(days=1)
    assert asked(district, client, "/tra-cuu") and not asked(district, client, "/tra-cuu")
    monkeypatch.setattr(kept_pages.time, "monotonic", lambda: 10.0**9)
    assert asked(district, client, "/tra-cuu")


def test_what_was_not_found_is_not_kept(district: District, client: FlaskClient) -> None:
    code = builders.endorsed(district)
    assert client.get(f"/tra-cuu/{code}").status_code == 404
    registration.approve(district.house, district.mandates["board"], code, seen=builders.seen(district.house, code)[0])
    assert client.get(f"/tra-cuu/{code}").status_code == 200


def test_memory_is_bounded(district: District, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_pages, "MOST", 3)
    for number in range(10):
        client.get(f"/tra-cuu?q={number}")
    assert 0 < len(client.application.extensions["kept_pages"]) <= 3


def test_what_was_asked_at_great_length_is_not_kept(client: FlaskClient) -> None:
    client.get(f"/tra-cuu?x={'a' * 10_000}")
    assert not client.application.extensions.get("kept_pages")
