"""The pact in a real browser: the issuer at a desk, a cell on a phone, each in a window of their own."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenWindow
from tests.builders import District, state_of
from tests.parties import Party
from workflow_app.house import House

pytestmark = [pytest.mark.tool("chromium"), pytest.mark.timeout(400)]


def test_a_pact_is_written_commented_frozen_and_signed(
    open_window: OpenWindow, district: District, house: House
) -> None:
    def enters(part: str, screen: str) -> Party:
        window = open_window(screen)
        found = Party(window, part, district)
        found.signs_in()
        return found

    manager, board = enters("manager", "desktop"), enters("board", "desktop")
    cell = enters("secretary", "phone")
    code = manager.writes("Hoàn thành tốt nhiệm vụ chính trị", "Sinh hoạt đúng quy định")
    manager.circulates(code)
    cell.comments(code, "Đề nghị nêu rõ thời gian", clause="k2")
    manager.freezes(code)
    assert manager.sees("0/3 bên đã ký")
    cell.signs(code)
    assert cell.sees("1/3 bên đã ký")
    board.signs(code)
    assert board.sees("Có hiệu lực (2/3 bên đã ký)") and state_of(house, code) == "in_force"
    visitor = open_window("phone")
    page = visitor.get(f"/tra-cuu/{code}")
    assert "Hoàn thành tốt nhiệm vụ chính trị" in page.text
