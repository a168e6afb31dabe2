"""Second factors in a real browser: an app by QR code, and a passkey that Chromium's own device holds."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenWindow
from tests.browser.window import Window
from tests.builders import PASSWORD, District, MovableClock, endorsed, state_of
from tests.factors import Phone, codes_on, secret_on

pytestmark = [pytest.mark.tool("chromium"), pytest.mark.timeout(300)]

BASE = "/tai-khoan/hai-buoc"


def give_device(window: Window) -> None:
    """A device that holds passkeys and verifies its user, as a telephone does."""
    session = window.tab.context.new_cdp_session(window.tab)
    session.send("WebAuthn.enable")
    kinds = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**kinds, "isUserVerified": True}})


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_an_app_is_set_up_and_asked_for(
    open_window: OpenWindow, district: District, clock: MovableClock, screen: str
) -> None:
    window = open_window(screen)
    window.sign_in(district.logins["manager"], PASSWORD, BASE)
    page = window.follow("Cài đặt ứng dụng")
    window.tab.get_by_text("Đang dùng chính điện thoại").click()
    window.inspect()
    phone = Phone(secret_on(page), clock, [])
    clock.advance(seconds=30)
    assert len(codes_on(window.submit("/ung-dung", code=phone.code()))) == 10
    window.get(BASE)
    window.tab.context.clear_cookies()
    window.sign_in(district.logins["manager"], PASSWORD, "/quan-tri/mat-thiet-bi")
    window.submit("/buoc-hai", 422, code="000000")
    page = window.submit("/buoc-hai", code=phone.next_code())
    assert page.heading == "Cấp mã khi mất điện thoại"
    assert window.submit("/mat-thiet-bi", login=district.logins["board"]).heading == "Phiếu mã một lần"


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_a_passkey_of_the_device_signs_in_alone_and_an_act_asks_once_more(
    open_window: OpenWindow, district: District, clock: MovableClock, screen: str
) -> None:
    code, window = endorsed(district), open_window(screen)
    give_device(window)
    window.sign_in(district.logins["board"], PASSWORD, f"{BASE}/khoa-truy-cap")
    assert len(codes_on(window.submit("/khoa-truy-cap", name="Máy tính cơ quan"))) == 10
    assert "Máy tính cơ quan" in window.get(BASE).text
    window.tab.context.clear_cookies()
    window.get("/dang-nhap")
    window.follow("Đăng nhập bằng khóa truy cập")
    assert window.submit("/khoa-truy-cap").heading == "Nhiệm vụ của tôi"

    clock.advance(minutes=11)
    window.get(f"/ho-so/{code}/chap-nhan")
    window.submit("/chap-nhan", 422, text="Đủ điều kiện")
    window.submit("/chap-nhan", password=PASSWORD)
    assert state_of(district.house, code) == "approved"


def test_without_scripts_the_page_of_the_passkey_says_what_else_to_do(
    open_window: OpenWindow, district: District
) -> None:
    window = open_window(script=False)
    page = window.get("/dang-nhap/khoa-truy-cap")
    assert "Trình duyệt này không dùng được khóa truy cập" in page.text
    assert window.follow("Cách khác").heading == "Đăng nhập"
