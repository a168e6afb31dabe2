"""A pact begun from the template, compared, signed and reported on in a real browser, on a phone and at a desk."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenWindow
from tests.builders import District, state_of
from tests.parties import Party
from workflow_app.house import House

pytestmark = [pytest.mark.tool("chromium"), pytest.mark.timeout(400)]


def test_every_part_of_the_text_is_signed_as_shown_and_its_clauses_are_followed_up(
    open_window: OpenWindow, district: District, house: House
) -> None:
    def enters(part: str, screen: str) -> Party:
        found = Party(open_window(screen), part, district)
        found.signs_in()
        return found

    manager, board, cell = enters("manager", "desktop"), enters("board", "desktop"), enters("secretary", "phone")
    code = manager.begins()
    manager.opens(f"/giao-uoc/{code}/viet")
    manager.browser.submit("/viet", then="next")
    manager.circulates(code)
    cell.comments(code, "Đề nghị rõ hơn", clause="k2")
    manager.acts(code, "sua")
    manager.opens(f"/giao-uoc/{code}/viet")
    manager.browser.submit("/viet", then="next", **{"clauses-1-text": "Duy trì nền nếp sinh hoạt chi bộ hằng tháng."})
    manager.opens(f"/giao-uoc/{code}/so-sanh")
    manager.freezes(code)
    assert "So bản 2 với bản 1" in cell.opens(f"/giao-uoc/{code}/so-sanh").text
    cell.signs(code)
    board.signs(code)
    assert state_of(house, code) == "in_force"
    cell.opens(f"/giao-uoc/{code}/viec/k1/bao-cao")
    cell.browser.submit("/bao-cao", text="Hoàn thành mọi chỉ tiêu", quantity="12")
    assert cell.sees("Đã báo cáo, chờ xem xét")
    manager.opens(f"/giao-uoc/{code}/viec")
    manager.acts(code, "viec/bao-cao/1/cong-nhan")
    page = open_window("phone").get(f"/tra-cuu/{code}")
    assert "Hoàn thành mọi chỉ tiêu" in page.text and "1 trên 1 bên đã hoàn thành" in page.text
