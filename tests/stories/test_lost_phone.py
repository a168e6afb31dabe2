"""A member of the board loses the telephone on the day of the decision, and decides all the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from tests.builders import PASSWORD, District, MovableClock, state_of
from tests.factors import Phone, set_up, signs_in
from tests.page import Browser
from tests.recognition import voted
from workflow_app import create_app
from workflow_app.house import House
from workflow_app.models import Entry

pytestmark = pytest.mark.usefixtures("any_house")


@pytest.fixture
def app(house: House) -> Flask:
    """The application where whoever decides must have a second factor."""
    return create_app(replace(house, settings=replace(house.settings, second_factor="required")))


def enters(app: Flask, board: District, part: str) -> Browser:
    browser = Browser(app.test_client())
    browser.sign_in(board.logins[part], PASSWORD, "/nhiem-vu")
    return browser


def test_a_member_who_lost_the_telephone_decides_after_an_officer_gave_a_code(
    app: Flask, board: District, clock: MovableClock, house: House
) -> None:
    code = voted(board)
    member, phone = begins_with_an_app(app, board, clock)
    officer = enters(app, board, "manager")
    set_up(officer, clock)

    # The telephone is gone. The officer looks at the person's papers and hands a code over.
    officer.get("/quan-tri/mat-thiet-bi")
    page = officer.submit("/quan-tri/mat-thiet-bi", login=board.logins["board"])
    assert page.heading == "Phiếu mã một lần" and "Lê Văn Thường" in page.text
    slip = page.all("dl")[0].findall("div")[2].find("dd/span").text
    assert member.get("/nhiem-vu").heading == "Đăng nhập", "every session ended"

    # Whoever found the telephone and knows the password does not come in, nor with the codes on paper.
    for found in (phone.next_code(), phone.recovery[0]):
        finder = enters(app, board, "board")
        assert "Mã chưa đúng" in finder.submit("/dang-nhap/buoc-hai", 422, code=found).text

    member = enters(app, board, "board")
    page = member.submit("/dang-nhap/buoc-hai", code=slip)
    assert page.heading == "Lớp bảo vệ thứ hai" and "các trang khác mở lại" in page.text
    assert member.get(f"/xet-cong-nhan/{code}").heading == "Lớp bảo vệ thứ hai"
    other = set_up(member, clock)
    member.get(f"/xet-cong-nhan/{code}/quyet-dinh")
    member.submit("/quyet-dinh")
    assert state_of(house, code) == "decided"

    # The old telephone and its codes, and the code from the officer, are worth nothing; the new one works.
    for gone in (phone.next_code(), phone.recovery[1], slip):
        assert "Mã chưa đúng" in enters(app, board, "board").submit("/dang-nhap/buoc-hai", 422, code=gone).text
    again = signs_in(Browser(app.test_client()), board.logins["board"], PASSWORD, other.next_code(), "/nhiem-vu")
    assert again.heading == "Nhiệm vụ của tôi"

    kinds = [kind for kind in kinds_of(house) if "factor" in kind]
    reset = ["account.factor_reset", "account.factor_removed"]
    assert kinds == ["account.factor_added"] * 2 + reset + ["account.factor_added"]


def begins_with_an_app(app: Flask, board: District, clock: MovableClock) -> tuple[Browser, Phone]:
    """The member sets an app up at the first sign-in; before that nothing else is open."""
    member = enters(app, board, "board")
    assert member.page is not None and member.page.heading == "Lớp bảo vệ thứ hai"
    phone = set_up(member, clock)
    assert member.get("/nhiem-vu").heading == "Nhiệm vụ của tôi"
    return member, phone


def kinds_of(house: House) -> list[str]:
    with house.db.reading() as session:
        return list(session.scalars(select(Entry.kind).order_by(Entry.id)))
