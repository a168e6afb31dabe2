"""A code on a slip: a password is chosen with it once, and nobody learns anything by guessing."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.builders import PASSWORD, District, MovableClock
from tests.page import Browser
from tests.web.visits import get_in
from workflow_app.models import Account
from workflow_app.services import account, one_time_code
from workflow_app.services.perform import unit_of_work

NEW = "thuyền xanh qua cầu đá"
GONE = "không đúng, đã dùng, hoặc đã hết hạn"


def invite(district: District, login: str = "moi.den") -> str:
    """A new account without a password, and the code for it."""
    with unit_of_work(district.house) as work:
        made = account.create_account(work, login=login, full_name="Người mới đến")
        return one_time_code.issue(work.session, work.now, made.id, one_time_code.PASSWORD, made_by=None)


def use(app: Flask, code: str, password: str = NEW) -> Browser:
    """Type a code and a password; returns where that led."""
    browser = Browser(app.test_client())
    browser.get("/ma-mot-lan")
    browser.submit("/ma-mot-lan", code=code)
    browser.submit("/ma-mot-lan/mat-khau", new=password, again=password)
    return browser


def test_an_invited_person_chooses_a_password_and_signs_in(app: Flask, district: District) -> None:
    browser = use(app, invite(district).lower().replace("-", " "))
    assert browser.page.heading == "Đăng nhập" and "Đã đặt mật khẩu" in browser.page.text
    assert browser.sign_in("moi.den", NEW).heading == "Tài khoản"


def test_a_code_is_used_once(app: Flask, district: District) -> None:
    code = invite(district)
    use(app, code)
    again = Browser(app.test_client())
    again.get("/ma-mot-lan")
    assert GONE in again.submit("/ma-mot-lan", code=code, status=422).text


def test_a_newer_code_makes_the_older_one_useless(app: Flask, district: District) -> None:
    old = invite(district)
    with unit_of_work(district.house) as work:
        person = work.session.query(Account).filter_by(login="moi.den").one()
        one_time_code.issue(work.session, work.now, person.id, one_time_code.PASSWORD, made_by=None)
    browser = Browser(app.test_client())
    browser.get("/ma-mot-lan")
    assert GONE in browser.submit("/ma-mot-lan", code=old, status=422).text


def test_a_code_ends_after_a_week(app: Flask, district: District, clock: MovableClock) -> None:
    code = invite(district)
    clock.advance(days=7)
    browser = Browser(app.test_client())
    browser.get("/ma-mot-lan")
    assert GONE in browser.submit("/ma-mot-lan", code=code, status=422).text


def test_a_closed_account_is_not_opened_by_its_code(app: Flask, district: District) -> None:
    code = invite(district)
    with unit_of_work(district.house) as work:
        person = work.session.query(Account).filter_by(login="moi.den").one()
        account.disable(work, work.system(), person)
    with pytest.raises(one_time_code.CodeRefused):
        one_time_code.look_up(district.house, code, "127.0.0.1")


def test_a_weak_password_is_refused_and_the_code_stays_good(app: Flask, district: District) -> None:
    browser = Browser(app.test_client())
    browser.get("/ma-mot-lan")
    browser.submit("/ma-mot-lan", code=invite(district))
    page = browser.submit("/ma-mot-lan/mat-khau", new="matkhau12345", again="matkhau12345", status=422)
    assert "dễ đoán" in page.text
    assert browser.submit("/ma-mot-lan/mat-khau", new=NEW, again=NEW).heading == "Đăng nhập"


def test_a_new_password_ends_the_sessions_under_the_old_one(app: Flask, district: District) -> None:
    elsewhere = get_in(app, district)
    with unit_of_work(district.house) as work:
        person = work.session.query(Account).filter_by(login=district.logins["secretary"]).one()
        code = one_time_code.issue(work.session, work.now, person.id, one_time_code.PASSWORD, made_by=None)
    browser = use(app, code)
    assert elsewhere.get("/tai-khoan").heading == "Đăng nhập"
    assert (
        browser.submit("/dang-nhap", login=district.logins["secretary"], password=PASSWORD, status=422).heading
        == "Đăng nhập"
    )


def test_changing_the_password_leaves_no_code_that_could_undo_it(app: Flask, district: District) -> None:
    """Whoever suspects that a slip or a mail was read by others changes the password, and is safe."""
    codes = []
    with unit_of_work(district.house) as work:
        person = work.session.query(Account).filter_by(login=district.logins["secretary"]).one()
        for purpose in (one_time_code.PASSWORD, one_time_code.FORGOTTEN):
            codes.append(one_time_code.issue(work.session, work.now, person.id, purpose, made_by=None))
    assert one_time_code.look_up(district.house, codes[0], "127.0.0.1").login == person.login
    browser = get_in(app, district)
    browser.submit("/tai-khoan/mat-khau", old=PASSWORD, new=NEW, again=NEW)
    for code in codes:
        with pytest.raises(one_time_code.CodeRefused):
            one_time_code.look_up(district.house, code, "127.0.0.1")


def test_guessing_codes_is_slowed_down(app: Flask, district: District) -> None:
    code = invite(district)
    browser = Browser(app.test_client())
    browser.get("/ma-mot-lan")
    for number in range(10):
        browser.submit("/ma-mot-lan", code="0000-0000-0000", status=422)
        if number == 5:  # a good code says nothing about the guesses
            assert one_time_code.look_up(district.house, code, "127.0.0.1").login == "moi.den"
    assert "đợi 15 phút" in browser.submit("/ma-mot-lan", code=code, status=429).text
