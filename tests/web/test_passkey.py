"""Passkeys: alone or after the password, and every answer that must open nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.authenticator import Device
from tests.builders import PASSWORD, District
from tests.factors import codes_on
from tests.page import Browser, Page
from tests.web.visits import cookie_of, get_in
from workflow_app.models import SecondFactor
from workflow_app.services import second_factor

ADD, ENTER = "/tai-khoan/hai-buoc/khoa-truy-cap", "/dang-nhap/khoa-truy-cap"
REFUSED = "Khóa này không mở được tài khoản nào"


def adds(browser: Browser, device: Device, status: int = 200, name: str = "Máy tính cơ quan") -> Page:
    page = browser.get(ADD)
    return browser.submit(ADD, status, answer=device.makes(page), name=name)


def enters(browser: Browser, device: Device, status: int = 200, **changed: bytes) -> Page:
    page = browser.get(ENTER)
    return browser.submit(ENTER, status, answer=device.answers(page, **changed))


@pytest.fixture
def device(app: Flask, district: District) -> Device:
    """The secretary's device, whose key was added."""
    made = Device()
    assert len(codes_on(adds(get_in(app, district), made))) == 10
    return made


def test_a_passkey_alone_signs_in_under_another_token(app: Flask, district: District, device: Device) -> None:
    browser = Browser(app.test_client())
    browser.get(ENTER)
    before = cookie_of(browser)
    assert enters(browser, device).heading == "Nhiệm vụ của tôi" and cookie_of(browser) != before
    assert "Máy tính cơ quan" in browser.get("/tai-khoan/hai-buoc").text


def test_after_the_password_the_passkey_is_asked_for(app: Flask, district: District, device: Device) -> None:
    browser = Browser(app.test_client())
    page = browser.sign_in(district.logins["secretary"], PASSWORD)
    assert page.heading == "Đăng nhập: bước hai" and browser.get("/tai-khoan").heading == "Đăng nhập"
    browser.get("/dang-nhap/buoc-hai")
    browser.follow("Dùng khóa truy cập")
    assert enters(browser, device).heading == "Nhiệm vụ của tôi"


def test_after_the_password_nobody_elses_passkey_will_do(app: Flask, district: District, device: Device) -> None:
    other = Device()
    adds(get_in(app, district, "clerk"), other)
    browser = Browser(app.test_client())
    browser.sign_in(district.logins["secretary"], PASSWORD)
    assert REFUSED in enters(browser, other, 422).text
    assert browser.get("/tai-khoan").heading == "Đăng nhập"


WRONG: dict[str, Callable[[Device], None]] = {
    "of another site": lambda device: setattr(device, "origin", "https://evil.invalid"),
    "of another port": lambda device: setattr(device, "origin", "http://localhost:81"),
    "without finger or PIN": lambda device: setattr(device, "verifies", False),
    "with another key": lambda device: setattr(device, "key", Device().key),
    "with a key nobody has": lambda device: setattr(device, "key_id", b"x" * 32),
    "with a count that went back": lambda device: setattr(device, "count", 0),
}


@pytest.mark.parametrize("how", WRONG)
def test_an_answer_opens_nothing_when_it_is(app: Flask, district: District, device: Device, how: str) -> None:
    WRONG[how](device)
    browser = Browser(app.test_client())
    assert REFUSED in enters(browser, device, 422).text
    assert browser.get("/tai-khoan").heading == "Đăng nhập"


def test_an_answer_is_good_for_its_own_question_and_once(app: Flask, district: District, device: Device) -> None:
    thief, owner = Browser(app.test_client()), Browser(app.test_client())
    answer = device.answers(owner.get(ENTER))
    thief.get(ENTER)
    assert REFUSED in thief.submit(ENTER, 422, answer=answer).text
    held = owner.page.form(ENTER) if owner.page else {}
    assert owner.post(ENTER, data={**held, "answer": answer}).heading == "Nhiệm vụ của tôi"
    again = Browser(app.test_client())
    again.get(ENTER)
    again.submit(ENTER, 422, answer=answer)


@pytest.mark.parametrize("answer", ["", "[]", "{", '{"rawId": 7}', '{"rawId": "AA", "response": {}}', "[" * 5000])
def test_nonsense_is_refused_in_words(app: Flask, district: District, device: Device, answer: str) -> None:
    browser = get_in(app, district, "clerk")
    browser.get(ADD)
    assert "Không nhận được khóa" in browser.submit(ADD, 422, answer=answer, name="Máy").text
    visitor = Browser(app.test_client())
    visitor.get(ENTER)
    assert REFUSED in visitor.submit(ENTER, 422, answer=answer).text


@pytest.mark.parametrize("how", ["of another site", "without finger or PIN"])
def test_a_key_is_not_added_when_it_is(app: Flask, district: District, how: str) -> None:
    made = Device()
    WRONG[how](made)
    assert "Không nhận được khóa" in adds(get_in(app, district), made, 422).text
    with district.house.db.reading() as session:
        assert session.query(SecondFactor).count() == 0


def test_a_passkey_that_was_removed_or_reset_signs_nobody_in(app: Flask, district: District, device: Device) -> None:
    browser = Browser(app.test_client())
    enters(browser, device)
    second = Device()
    page = adds(browser, second, name="Điện thoại")
    assert page.heading == "Lớp bảo vệ thứ hai" and "Đã thêm khóa" in page.text
    browser.follow("Bỏ Máy tính cơ quan")
    browser.send("Bỏ cách này")
    assert REFUSED in enters(Browser(app.test_client()), device, 422).text
    second_factor.reset(district.house, district.mandates["manager"], district.logins["secretary"])
    assert REFUSED in enters(Browser(app.test_client()), second, 422).text


def test_a_key_that_somebody_has_is_nobody_elses(app: Flask, district: District, device: Device) -> None:
    """Its public half is known to everybody who checked a signature, and is easily brought under another name."""
    browser = get_in(app, district, "clerk")
    for taken in (device, Device(key=device.key)):
        assert "Khóa này đã được thêm trước đây" in adds(browser, taken, 422).text
