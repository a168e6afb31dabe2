"""Each failure becomes one page that says what to do next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError
from structlog.testing import capture_logs

from states.process import Refused
from tests.page import Browser
from workflow_app.house import House
from workflow_app.services.errors import Invalid, KeyReused, NotAllowed, NotFound, ReadOnly, Repeated, Stale
from workflow_app.services.guessing import TooManyAttempts
from workflow_app.web import access

AT = datetime(2025, 5, 20, 2, 5, tzinfo=UTC)


@pytest.fixture
def failing(app: Flask) -> Callable[[Exception], Browser]:
    """A browser for which /fail fails in the given way."""

    def prepare(error: Exception) -> Browser:
        def view() -> str:
            raise error

        app.add_url_rule("/fail", "fail", access.open_to_all(view))
        return Browser(app.test_client())

    return prepare


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NotFound("x"), 404, "Không tìm thấy"),
        (NotAllowed("x"), 403, "Không đủ thẩm quyền"),
        (ReadOnly("x"), 503, "chưa được ghi"),
        (KeyReused("x"), 409, "chưa được ghi"),
        (TooManyAttempts(), 429, "chờ"),
        (Stale(AT, "reviewer", "registration.receive"), 409, "đã tiếp nhận"),
        (Stale(AT, "reviewer", "registration.receive"), 409, "09:05 ngày 20/05/2025"),
        (Stale(AT, "secretary", "registration.save"), 409, "Bản nháp đã được lưu ở nơi khác"),
        (Stale(AT, "", ""), 409, "Hồ sơ đã thay đổi lúc"),
        (Refused("submit", ("resolution-missing", "roadmap-missing")), 422, "Chưa đủ nghị quyết của đơn vị"),
        (Refused("submit", ("resolution-missing", "roadmap-missing")), 422, "Chưa đủ bước trong lộ trình"),
        (Refused("approve", ("not-your-role",)), 403, "Không đủ thẩm quyền"),
        (Invalid({"reason": "reason-missing"}), 422, "Chưa có lý do"),
        (OperationalError("SELECT secret", {}, Exception("away")), 503, ""),
        (IntegrityError("INSERT secret", {}, Exception("twice")), 409, "chưa được ghi"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_a_failure_of_a_service_is_a_page(
    failing: Callable[[Exception], Browser], error: Exception, status: int, words: str
) -> None:
    page = failing(error).get("/fail", status)
    assert words in page.text and "secret" not in page.html


@pytest.mark.parametrize(
    ("error", "action", "reasons"),
    [
        (NotAllowed("Nguyễn Văn A"), "fail", ["not-allowed"]),
        (KeyReused("x"), "fail", ["key-reused"]),
        (Stale(AT, "reviewer", "registration.receive"), "fail", ["stale"]),
        (Refused("approve", ("not-your-role",)), "approve", ["not-your-role"]),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_a_refusal_leaves_one_line_in_the_log(
    failing: Callable[[Exception], Browser], error: Exception, action: str, reasons: list[str]
) -> None:
    browser = failing(error)
    with capture_logs() as lines:
        browser.client.get("/fail")
    told = {"action": action, "case": "", "reasons": reasons, "account": None}
    assert [line for line in lines if line["event"] == "step.refused"] == [
        {"event": "step.refused", "log_level": "info", **told}
    ]


def test_failures_are_told_in_english_too(failing: Callable[[Exception], Browser]) -> None:
    page = failing(Refused("submit", ("resolution-missing",))).get("/en/fail", 422)
    assert "The unit's resolution is not complete" in page.text


def test_a_form_sent_twice_leads_to_the_same_place(failing: Callable[[Exception], Browser]) -> None:
    answer = failing(Repeated("/ho-so/7KX4-M2QD-9TRA#e-1")).client.get("/fail")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/ho-so/7KX4-M2QD-9TRA#e-1")


def test_the_way_to_the_new_version_is_the_page_one_came_from_and_never_another_site(
    failing: Callable[[Exception], Browser],
) -> None:
    browser = failing(Stale(AT, "reviewer", "registration.receive"))
    page = browser.get("/fail", 409, headers={"Referer": "http://localhost/ho-so/7KX4-M2QD-9TRA"})
    assert "/ho-so/7KX4-M2QD-9TRA" in page.links()
    page = browser.get("/fail", 409, headers={"Referer": "http://localhost.evil.invalid/x"})
    assert not [link for link in page.links() if "evil" in link]


def test_a_wrong_method_is_refused_and_says_which_are_right(app: Flask) -> None:
    page = Browser(app.test_client()).get("/dang-xuat", 405)
    assert "POST" in page.response.headers["Allow"]
    assert app.test_client().open("/tra-cuu", method="TRACE").status_code == 405


def test_the_gallery_of_components_is_a_good_page(house: House) -> None:
    from tests.web.visits import client_with

    Browser(client_with(house, mode="development")).get("/thu-vien")
