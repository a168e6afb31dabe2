"""A signing key in a browser: added, compared and vouched for, then it signs what stands on the page, or nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import agreements, builders, signing
from tests.browser.conftest import OpenWindow
from tests.browser.keyboard import Keyboard
from tests.browser.test_second_factor import BASE, give_device
from tests.browser.window import Window
from tests.builders import PASSWORD, District, state_of
from tests.clerk import Clerk
from tests.parties import Party
from workflow_app.services.verify_journal import verify

pytestmark = [pytest.mark.tool("chromium"), pytest.mark.timeout(300)]

WAITING = "/quan-tri/khoa-ky"


def fingerprint_on(window: Window) -> str:
    return window.tab.locator("main code").first.inner_text()


def test_a_key_is_added_compared_vouched_for_and_signs(open_window: OpenWindow, district: District) -> None:
    house, code = district.house, agreements.frozen(district)
    officer = Party(open_window(), "manager", district)
    officer.signs_in()
    officer.device()
    signing.trusted_of(house, district.mandates["board"])
    cell = open_window("phone")
    give_device(cell)
    cell.sign_in(district.logins["secretary"], PASSWORD, f"{BASE}/khoa-truy-cap")
    cell.submit("/khoa-truy-cap", name="Điện thoại của tôi")
    assert "Chưa ký được" in cell.get(BASE).text
    told = fingerprint_on(cell)
    page = cell.get(f"/giao-uoc/{code}/ky")
    assert "Chưa có khóa truy cập nào của đồng chí được xác nhận" in page.text
    assert not page.all("form", data_module="sign")

    officer.opens(WAITING)
    window = officer.browser
    assert isinstance(window, Window)
    window.follow("Xem và xác nhận")
    assert fingerprint_on(window) == told
    shown = window.tab.locator("main code").first
    shown.evaluate("({ firstChild: text }) => { text.data = (text.data[0] ^ 1) + text.data.slice(1); }")
    window.tab.get_by_role("button", name="Số trùng khớp").click()
    expect(window.tab.get_by_text("không khớp với nội dung được ký")).to_be_visible()
    window.get(window.tab.url)
    assert "Đã xác nhận khóa ký" in window.press(window.tab.get_by_role("button", name="Số trùng khớp")).text
    assert "Ký được từ" in cell.get(BASE).text

    cell.get(f"/giao-uoc/{code}/ky")
    Keyboard(cell).presses("Ký")
    assert "Đang ký (1/3 bên)" in cell.get(f"/giao-uoc/{code}").text
    assert not verify(house).findings


def test_a_page_that_shows_other_words_than_are_signed_sends_nothing(
    open_window: OpenWindow, district: District
) -> None:
    house, code = district.house, agreements.frozen(district)
    window = open_window()
    cell = Party(window, "secretary", district)
    cell.signs_in()
    cell.device()
    cell.opens(f"/giao-uoc/{code}/ky")
    asked: list[str] = []
    window.tab.on("request", lambda request: asked.append(request.method))
    for part in ("clause", "said", "digest"):  # the text, for whom one signs, and what the text is called by
        window.get(f"/giao-uoc/{code}/ky")
        asked.clear()
        window.tab.evaluate(
            """(part) => {
                const shown = document.querySelector(`[data-${part}]`).firstChild;
                shown.data = shown.data.replace(/[^\\s0]/, part === "digest" ? "0" : "Ξ");
            }""",
            part,
        )
        window.tab.get_by_role("button", name="Ký", exact=True).click()
        expect(window.tab.get_by_text("không khớp với nội dung được ký")).to_be_visible()
    window.inspect()
    assert not asked and state_of(house, code) == "frozen"


def test_a_step_is_read_again_and_signed_as_it_stands_on_the_page(
    open_window: OpenWindow, everybody: District
) -> None:
    house, code = everybody.house, builders.received(everybody)
    window = open_window("phone")
    reviewer = Clerk(window, "reviewer", everybody)
    reviewer.signs_in()
    path = f"/ho-so/{code}/nhat-tri"
    assert "đối chiếu số nhận dạng" in window.get(path).text, "what to do without a key stands on this page"
    reviewer.device()
    assert "Trang tiếp theo cho đọc lại" in window.get(path).text
    window.send("Nhất trí, chuyển cấp trên", text="Đủ điều kiện\nĐề nghị chấp nhận")
    assert window.page is not None and "Đề nghị chấp nhận" in window.page.text
    shown = window.tab.locator("[data-leaf]", has_text="Đề nghị chấp nhận")
    shown.evaluate("element => { element.textContent = 'Không đủ điều kiện'; }")
    window.tab.get_by_role("button", name="Ký và thực hiện", exact=True).click()
    expect(window.tab.get_by_text("không khớp với nội dung được ký")).to_be_visible()
    assert state_of(house, code) == "in_review"

    window.get(path)
    window.send("Nhất trí, chuyển cấp trên", text="Đủ điều kiện\nĐề nghị chấp nhận")
    Keyboard(window).presses("Ký và thực hiện")
    assert state_of(house, code) == "endorsed"
    assert not verify(house).findings
