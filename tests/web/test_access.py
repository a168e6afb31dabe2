"""Who may open what: every endpoint is marked, the marks hold, and the page that lists them is fresh."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.builders import PASSWORD, District, MovableClock
from tests.page import Browser
from workflow_app import create_app
from workflow_app.clock import day_of
from workflow_app.house import House
from workflow_app.models import Mandate
from workflow_app.services import account
from workflow_app.services.perform import unit_of_work
from workflow_app.web import access

DOCUMENT = Path(__file__).parents[2] / "docs" / "access.md"
MODES = ("production", "demo", "development")


@pytest.fixture
def apps(house: House) -> dict[str, Flask]:
    """The application as it is wired in each mode."""
    return {mode: create_app(replace(house, settings=replace(house.settings, mode=mode))) for mode in MODES}


@pytest.fixture
def guarded(app: Flask) -> Flask:
    """The application with one view of each kind beside its own."""

    def view(**_: str) -> str:
        return "opened"

    marks = {"reviewers": access.requires("reviewer"), "members": access.signed_in, "all": access.open_to_all}
    for name, mark in marks.items():
        methods = ["GET", "POST"]
        app.add_url_rule(f"/try/{name}", name, mark(lambda: "opened"), methods=methods)
    app.add_url_rule("/try/unmarked", "unmarked", view)
    return app


def opens(browser: Browser, name: str) -> tuple[int, str]:
    answer = browser.client.get(f"/try/{name}?a=1&b=2")
    return answer.status_code, answer.headers.get("Location", "")


def test_every_endpoint_says_who_may_open_it(apps: dict[str, Flask]) -> None:
    unmarked = {name for app in apps.values() for name in app.view_functions if not access.access_of(app, name)}
    assert not unmarked, f"mark these views with @requires, @signed_in or @open_to_all: {sorted(unmarked)}"


def test_the_page_of_who_may_open_what_is_fresh(apps: dict[str, Flask]) -> None:
    expected = access.document(apps)
    if os.environ.get("WRITE_DOCS"):
        DOCUMENT.write_text(expected, encoding="utf-8")
    assert DOCUMENT.exists() and DOCUMENT.read_text(encoding="utf-8") == expected, (
        "docs/access.md is stale; run: WRITE_DOCS=1 python dev.py test tests/web/test_access.py"
    )


def test_the_demo_door_and_the_gallery_are_not_even_registered_in_production(apps: dict[str, Flask]) -> None:
    assert [mode for mode, app in apps.items() if "demo" in app.blueprints] == ["demo"]
    assert [mode for mode, app in apps.items() if "gallery" in app.blueprints] == ["development"]


def test_a_visitor_is_sent_to_sign_in_and_back(guarded: Flask) -> None:
    visitor = Browser(guarded.test_client())
    assert opens(visitor, "all") == (200, "")
    assert opens(visitor, "members") == (303, "/dang-nhap?next=%2Ftry%2Fmembers%3Fa%3D1%26b%3D2")
    assert opens(visitor, "reviewers")[0] == 303


def test_the_way_back_keeps_the_language(guarded: Flask) -> None:
    answer = guarded.test_client().get("/en/try/members")
    assert answer.headers["Location"] == "/en/dang-nhap?next=%2Fen%2Ftry%2Fmembers"


def test_an_endpoint_without_a_mark_is_closed_to_everyone(guarded: Flask, district: District) -> None:
    browser = Browser(guarded.test_client())
    assert opens(browser, "unmarked")[0] == 404
    browser.sign_in(district.logins["reviewer"], PASSWORD)
    assert opens(browser, "unmarked")[0] == 404


def test_only_the_role_of_the_mandate_in_use_counts(guarded: Flask, district: District) -> None:
    reviewer, secretary = Browser(guarded.test_client()), Browser(guarded.test_client())
    reviewer.sign_in(district.logins["reviewer"], PASSWORD)
    secretary.sign_in(district.logins["secretary"], PASSWORD)
    assert opens(reviewer, "reviewers") == (200, "")
    assert opens(secretary, "reviewers")[0] == 403
    assert opens(secretary, "members") == (200, "")


def test_a_wrong_role_reads_a_page_that_says_so(guarded: Flask, district: District) -> None:
    browser = Browser(guarded.test_client())
    browser.sign_in(district.logins["secretary"], PASSWORD)
    assert browser.get("/try/reviewers", 403).heading == "Không đủ thẩm quyền"


def test_a_mandate_that_was_ended_counts_no_more_at_the_next_request(guarded: Flask, district: District) -> None:
    browser = Browser(guarded.test_client())
    browser.sign_in(district.logins["reviewer"], PASSWORD)
    assert opens(browser, "reviewers")[0] == 200
    with unit_of_work(district.house) as work:
        mandate = work.session.get_one(Mandate, district.mandates["reviewer"])
        account.end_mandate(work, work.system(), mandate, work.today)
    assert opens(browser, "reviewers")[0] == 403
    assert opens(browser, "members")[0] == 200


def test_a_mandate_that_runs_out_over_night_counts_no_more(
    guarded: Flask, district: District, clock: MovableClock
) -> None:
    with unit_of_work(district.house) as work:
        work.session.get_one(Mandate, district.mandates["reviewer"]).valid_to = date_after(clock, 1)
        work.session.flush()
    browser = Browser(guarded.test_client())
    clock.advance(hours=15, minutes=30)  # 23:30 of the same day in Viet Nam
    browser.sign_in(district.logins["reviewer"], PASSWORD)
    assert opens(browser, "reviewers")[0] == 200
    clock.advance(minutes=31)
    assert opens(browser, "reviewers")[0] == 403
    with unit_of_work(district.house) as work:  # as it was journalled
        work.session.get_one(Mandate, district.mandates["reviewer"]).valid_to = None
        work.session.flush()


def date_after(clock: MovableClock, days: int) -> date:
    return day_of(clock()) + timedelta(days=days)


@pytest.mark.parametrize(
    "target",
    ["//evil.invalid/", "https://evil.invalid/", "/\\evil.invalid", "\\\\evil.invalid", "javascript:x", "evil"]
    + ["", None, "/a\r\nSet-Cookie: x=1", "/\t/evil.invalid", " /a", "/" + "a" * 600],
)
def test_the_way_back_never_leads_to_another_site(target: str | None) -> None:
    assert access.own_path(target) is None


@pytest.mark.parametrize("target", ["/nhiem-vu", "/ho-so/7KX4-M2QD-9TRA?a=1&b=2", "/en/tra-cuu"])
def test_the_way_back_is_a_path_of_this_site(target: str) -> None:
    assert access.own_path(target) == target


def test_a_mark_with_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError):
        access.requires("director")
    with pytest.raises(ValueError):
        access.requires()
