"""One cell of Quỳnh Phụ in Chromium: what its people see and press, and what its page says after the district ended."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from tests import quynh_phu as scene
from tests import story_e
from tests.browser.conftest import OpenWindow
from tests.browser.window import Window
from tests.builders import District, MovableClock
from tests.clerk import Cast

pytestmark = [pytest.mark.tool("chromium"), pytest.mark.timeout(400)]

ON_PHONES = (scene.FIRST, "committee", "board2")


@pytest.fixture
def people(open_window: OpenWindow, quynh_phu: District) -> Cast:
    """Everybody of the district in a window of their own; who is out in the villages has a telephone."""
    return Cast(quynh_phu, lambda part: open_window("phone" if part in ON_PHONES else "desktop"))


def pictured(window: Window, name: str) -> None:
    """Keep a picture of what is shown, for whoever asks for them."""
    if folder := os.environ.get("PICTURES"):
        window.tab.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_cell_becomes_a_model_cell_and_everybody_reads_to_whom_it_belongs_after_its_district_ended(
    people: Cast, open_window: OpenWindow, clock: MovableClock
) -> None:
    manager, committee, board = people("manager committee board")
    scene.opens_the_round(manager, 2022, "04/05/2022", "31/07/2022")
    registration = scene.registers(people.one(scene.FIRST))
    story_e.accepts_registration(committee, board, registration)
    code = scene.checked_and_put_up(people.district, clock, registration)
    scene.to(clock, date(2022, 11, 29))
    scene.is_recognised(people, code)
    for screen in ("desktop", "phone"):
        visitor = open_window(screen)
        page = visitor.get(f"/cong-nhan/{code}")
        assert page.heading == "Hợp lệ" and "nay thuộc" not in page.text
        pictured(visitor, f"quynh-phu-2022-{screen}")
    scene.the_district_ends(people.district, clock)
    for screen in ("desktop", "phone"):
        visitor = open_window(screen)  # a browser keeps a public page for a minute
        page = visitor.get(f"/cong-nhan/{code}")
        assert page.heading == "Hợp lệ" and scene.ENDED in page.text
        pictured(visitor, f"quynh-phu-2025-{screen}")
        visitor.follow("Đảng bộ xã Phụ Dực")
        page = visitor.get("/chuong-trinh/qp-cbkm/2022")
        assert scene.ENDED in page.text, "whose programme it was, and who succeeded"
        pictured(visitor, f"quynh-phu-programme-{screen}")
