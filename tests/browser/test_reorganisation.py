"""What becomes of open files when a unit ends: chosen on a telephone and with the keyboard, and read afterwards."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from states.reorganisation import Row
from tests import agreements, builders
from tests.browser.conftest import OpenWindow
from tests.browser.keyboard import Keyboard
from tests.browser.window import Window
from tests.builders import PASSWORD, District, MovableClock
from tests.reorganising import TOP, codes, draft, heading
from workflow_app.services import job, journal

pytestmark = [pytest.mark.tool("chromium"), pytest.mark.timeout(200)]


def pictured(window: Window, name: str) -> None:
    """Keep a picture of what is shown, for whoever asks for them."""
    if folder := os.environ.get("PICTURES"):
        window.tab.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_the_open_files_of_a_unit_are_handed_over_one_by_one(
    app: Flask, district: District, clock: MovableClock, open_window: OpenWindow, screen: str
) -> None:
    agreement, kept = agreements.in_force(district), builders.submitted(district, "secretary")
    known = codes(district)
    rows = [Row(0, "found", f"M{n}", f"Chi bộ Kỹ thuật {n}", unit_kind="chi_bo_co_so", parent=known[TOP]) for n in "12"]
    ending = Row(0, "split", known["Chi bộ Phòng Kỹ thuật 1"], related=("M1", "M2"))
    code = draft(district, *rows, ending, at=heading(date(2025, 6, 1)))
    window = open_window(screen)
    window.sign_in(district.logins["manager"], PASSWORD)
    page = window.get(f"/quan-tri/sap-xep/{code}")
    assert "1 hồ sơ đang mở" in page.text and "Đơn vị là một bên trong 1 bản ký kết đang mở" in page.text
    pictured(window, f"fate-event-{screen}")
    keys = Keyboard(window)
    keys.presses("Chọn cách xử lý")
    pictured(window, f"fate-cases-{screen}")
    page = window.send("Ghi cách xử lý", 422, **{"cases-0-fate": "close"})
    assert "Chưa có lý do kết thúc hồ sơ" in page.text
    pictured(window, f"fate-wrong-{screen}")
    window.send("Ghi cách xử lý", **{"cases-0-fate": "continue:M2"})
    window.submit(f"{code}/ghi")
    clock.advance(days=12)
    job.work_once(district.house)
    journal.integrate(district.house)
    window.sign_in(district.logins["manager"], PASSWORD)
    page = window.get(f"/ho-so/{kept}")
    assert "từ “Chi bộ Phòng Kỹ thuật 1” sang “Chi bộ Kỹ thuật 2”" in page.text
    pictured(window, f"fate-case-{screen}")
    window.get(f"/giao-uoc/{agreement}")
    page = window.get(f"/tra-cuu/{agreement}")
    assert "bên ký đã kết thúc hoạt động" in page.text
    pictured(window, f"fate-public-{screen}")
