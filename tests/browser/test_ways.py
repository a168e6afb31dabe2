"""Other ways to the same end: by keyboard alone, without scripts, with pauses, in English."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import expect

import workflow_app
from tests.browser.conftest import OpenWindow, People
from tests.browser.keyboard import Keyboard
from tests.browser.window import Window
from tests.builders import PASSWORD, PERIOD, District, approved, drafted, received, state_of
from tests.people import CONTENTS, PROGRAMME, ROADMAP
from workflow_app.demo.paper import resolution_pdf
from workflow_app.house import House

pytestmark = [pytest.mark.tool("chromium"), pytest.mark.timeout(400)]

CATALOGUE = Path(workflow_app.__file__).parent / "translations" / "en" / "messages.po"


def test_a_registration_is_written_and_sent_with_the_keyboard_alone(
    open_window: OpenWindow, district: District, house: House
) -> None:
    window = open_window()
    keyboard = Keyboard(window)
    window.get(f"/dang-nhap?next=/chuong-trinh/{PROGRAMME}/{PERIOD}")
    keyboard.to("Bỏ qua đến nội dung chính")
    keyboard.keys.press("Enter")
    keyboard.writes("login", district.logins["secretary"])
    keyboard.writes("password", PASSWORD)
    keyboard.presses("Đăng nhập")
    keyboard.presses("Đăng ký")

    keyboard.presses("Lưu và tiếp tục", status=422)
    keyboard.is_at(window.tab.locator(".summary"))
    keyboard.to("Nhập số và ký hiệu nghị quyết, ví dụ 05-NQ/CB")
    keyboard.keys.press("Enter")
    keyboard.is_at(window.tab.get_by_label("Số và ký hiệu nghị quyết"))
    keyboard.keys.type("3-NQ/CB")
    keyboard.writes("date", "12/5/2025")
    keyboard.chooses("file", "nghi-quyet.pdf", resolution_pdf(PERIOD))
    keyboard.presses("Lưu và tiếp tục", key="Space")

    for place, row in enumerate(CONTENTS):
        if place:
            keyboard.to("Thêm nội dung")
            keyboard.keys.press("Space")
            keyboard.is_at(window.tab.locator(f'[name="contents-{place}-text"]'))
            keyboard.keys.press("Shift+Tab")
        for key, text in zip(("text", "measure"), row, strict=True):
            keyboard.writes(f"contents-{place}-{key}", text)
    keyboard.presses("Lưu và tiếp tục")
    for key, text in zip(("task", "due", "responsible"), ROADMAP[0], strict=True):
        keyboard.writes(f"roadmap-0-{key}", text)
    keyboard.presses("Lưu và tiếp tục")
    keyboard.presses("Gửi đăng ký", key="Space")

    assert window.page is not None
    code = window.page.path.split("/")[2]
    assert state_of(house, code) == "submitted" and f"Số hồ sơ {code}" in window.page.text
    assert all(text in window.page.text for row in CONTENTS for text in row)


def test_without_scripts_everything_can_be_written_sent_back_and_sent_again(people: People, house: House) -> None:
    cell, reviewer = people("secretary reviewer", script=False)
    code = cell.registers()
    assert all(cell.sees(text) for row in (*CONTENTS, *ROADMAP) for text in row if not text[0].isdigit())
    reviewer.receives(code)
    reviewer.returns(code, contents=("noi-dung-chung-chung", "Nêu rõ số suất"))

    page = cell.opens(f"/ho-so/{code}/viet/noi-dung")
    assert "Nêu rõ số suất" in page.text and CONTENTS[0][0] in page.text
    window: Window = cell.browser  # type: ignore[assignment]
    page = window.press(window.tab.get_by_role("button", name="Bỏ dòng này").first)
    assert CONTENTS[1][0] in page.html and CONTENTS[0][0] not in page.text
    window.submit("/viet/noi-dung")
    cell.sends(code)
    assert state_of(house, code) == "submitted"
    reviewer.opens_case(code)
    assert reviewer.sees("Thay đổi so với lần gửi trước")


def test_what_is_typed_is_kept_without_pressing_anything(people: People, district: District, house: House) -> None:
    code = drafted(district)
    (cell,) = people("secretary")
    cell.opens(f"/ho-so/{code}/viet/noi-dung")
    window: Window = cell.browser  # type: ignore[assignment]
    saved = window.tab.locator('[data-autosave-status][data-state="saved"]')
    measure = window.tab.locator('[name="contents-0-measure"]')
    measure.fill("Mỗi quý 07 suất, có danh sách")
    expect(saved).to_be_visible()
    window.inspect()

    window.get(f"/ho-so/{code}/viet/noi-dung")
    expect(measure).to_have_value("Mỗi quý 07 suất, có danh sách")
    measure.fill("Mỗi quý 08 suất")
    expect(saved).to_be_visible()
    measure.fill("Mỗi quý 09 suất")
    page = window.submit("/viet/noi-dung")  # the page knows of its own saving: this is no conflict
    assert page.path.endswith("/lo-trinh")
    assert "Mỗi quý 09 suất" in window.get(f"/ho-so/{code}").text


def test_the_main_pages_speak_english(people: People, open_window: OpenWindow, district: District) -> None:
    with open(CATALOGUE, encoding="utf-8") as source:
        catalogue = read_po(source, locale="en")
    vietnamese = {text.id for text in catalogue if text.id and text.id != text.string and isinstance(text.id, str)}
    accepted = approved(district)
    draft = drafted(district, "secretary2")
    cell, board = people("secretary2 board")
    visitor = open_window()
    for window, path in (
        (visitor, "/dang-nhap"),
        (visitor, "/tra-cuu"),
        (visitor, f"/tra-cuu/{accepted}"),
        (visitor, "/nhat-ky"),
        (visitor, "/nhat-ky/20"),
        (visitor, "/tro-nang"),
        (cell.browser, "/nhiem-vu"),
        (cell.browser, f"/chuong-trinh/{PROGRAMME}/{PERIOD}"),
        (cell.browser, f"/ho-so/{draft}/viet/noi-dung"),
        (cell.browser, f"/ho-so/{draft}/viet/kiem-tra"),
        (board.browser, f"/ho-so/{accepted}"),
        (board.browser, f"/ho-so/{accepted}/phan-cong"),
    ):
        page = window.get(f"/en{path}")
        left = {text for e in page.root.iter() for text in (e.text, e.tail) if text and text.strip() in vietnamese}
        assert page.root.get("lang") == "en" and not left, f"{path}: {left}"


def test_a_reviewer_marks_and_returns_with_the_keyboard_alone(people: People, district: District, house: House) -> None:
    code = received(district)
    (reviewer,) = people("reviewer", "phone")
    reviewer.opens(f"/ho-so/{code}/yeu-cau-bo-sung")
    keyboard = Keyboard(reviewer.browser)  # type: ignore[arg-type]
    keyboard.to("resolution-file-mark")
    keyboard.keys.press("Space")
    keyboard.to("resolution-file-reason")
    keyboard.keys.press("ArrowDown")
    keyboard.writes("resolution-file-note", "Thiếu trang ký")
    keyboard.presses("Yêu cầu bổ sung")
    assert state_of(house, code) == "changes_requested" and reviewer.sees("Thiếu trang ký")
