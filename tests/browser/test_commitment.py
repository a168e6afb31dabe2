"""The pact in a real browser: the issuer at a desk, a cell on a phone, each in a window of their own."""

from __future__ import annotations

import pytest

from tests import agreements, builders
from tests.browser.conftest import OpenWindow
from tests.builders import District, state_of
from tests.parties import Party
from tests.signing import response_of
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
    assert cell.sees("Đang ký (1/3 bên)")
    board.signs(code)
    assert board.sees("Có hiệu lực (2/3 bên đã ký)") and state_of(house, code) == "in_force"
    visitor = open_window("phone")
    page = visitor.get(f"/tra-cuu/{code}")
    assert "Hoàn thành tốt nhiệm vụ chính trị" in page.text


def test_a_pact_in_steps_is_ordered_at_a_desk_and_signed_with_a_second_hand_on_a_phone(
    open_window: OpenWindow, house: House
) -> None:
    source = builders.EDITION.read_text(encoding="utf-8").replace('closing_rule = "open"', 'closing_rule = "all"')
    district = builders.build_district(house, cells=2, source=source)

    def enters(part: str, screen: str) -> Party:
        found = Party(open_window(screen), part, district)
        found.signs_in()
        return found

    code, manager = agreements.drafted(district), enters("manager", "desktop")
    named = {"seats-0-step": "2", "seats-1-until": "30/05/2025", "seats-1-countersign": "y"}
    manager.opens(f"/giao-uoc/{code}/thu-tu")
    manager.browser.submit("/thu-tu", **named)
    manager.freezes(code)
    cell, clerk = enters("secretary", "phone"), enters("clerk", "phone")
    cell.acts(code, "tam-dung", text="Chờ ý kiến chi ủy")
    cell.acts(code, "ky-tiep")
    cell.signs(code)
    clerk.acts(code, "tu-choi-ky-kem", beside="countersign-2", text="Chi ủy chưa thống nhất")
    manager.acts(code, "moi-ky-kem", beside="countersign-2", text="Đã trao đổi lại")
    manager.opens(f"/giao-uoc/{code}/ban-giay")
    device = clerk.device()
    statement = clerk.opens(f"/giao-uoc/{code}/ky-xac-nhan").form("/ky-xac-nhan")["statement"]
    clerk.browser.submit("/ky-xac-nhan", answer=response_of(device, statement))
    assert clerk.sees("Đang ký (1/3 bên)")
    manager.acts(code, "gia-han", place="3", until="30/06/2025", text="Bí thư đi công tác")
    assert manager.sees("Hạn ký: hết ngày 30/06/2025") and state_of(house, code) == "partially_signed"
