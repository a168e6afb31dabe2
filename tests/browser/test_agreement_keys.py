"""An agreement after it was written, by keyboard alone: its order, its amendment, and what its clauses ask."""

from __future__ import annotations

import pytest

from tests import agreements
from tests.browser.conftest import OpenWindow
from tests.browser.keyboard import Keyboard
from tests.browser.window import Window
from tests.builders import District, state_of
from tests.parties import Party
from workflow_app.house import House

pytestmark = [pytest.mark.tool("chromium"), pytest.mark.timeout(400)]
OWED = {"owner": "each_unit", "due": "2025-06-10", "measure": "Số buổi sinh hoạt"}


def enters(open_window: OpenWindow, district: District, part: str, screen: str = "desktop") -> tuple[Window, Keyboard]:
    """A part of the district, signed in, and the keys under its hands."""
    window = open_window(screen)
    Party(window, part, district).signs_in()  # type: ignore[arg-type]
    return window, Keyboard(window)


def test_seats_are_ordered_held_and_reminded_with_the_keyboard_alone(
    open_window: OpenWindow, district: District
) -> None:
    code = agreements.drafted(district)
    window, keys = enters(open_window, district, "manager")
    window.get(f"/giao-uoc/{code}/thu-tu")
    keys.writes("seats-0-until", "32/05/2025")
    keys.presses("Lưu thứ tự và hạn ký", status=422)
    keys.is_at(window.tab.locator(".summary"))
    keys.to("seats-0-until")
    keys.keys.press("Control+A")
    keys.keys.type("30/05/2025")
    keys.presses("Lưu thứ tự và hạn ký")
    agreements.froze(district, code)

    window.get(f"/giao-uoc/{code}/lich-nhac")
    for name, days in (("first_after_days", "2"), ("repeat_days", "3"), ("cap", "2")):
        keys.to(name)
        keys.keys.press("Control+A")
        keys.keys.type(days)
    keys.presses("Đặt lịch nhắc ký")
    window.get(f"/giao-uoc/{code}/nhac")
    keys.presses("Nhắc ký")
    window.get(f"/giao-uoc/{code}/tam-dung")
    keys.writes("text", "Chờ ý kiến cấp trên")
    keys.presses("Tạm dừng việc ký")
    assert window.page is not None and "Chờ ý kiến cấp trên" in window.page.text
    window.get(f"/giao-uoc/{code}/ky-tiep")
    keys.presses("Cho ký tiếp")


def test_an_amendment_is_written_and_a_report_sent_with_the_keyboard_alone(
    open_window: OpenWindow, district: District, house: House
) -> None:
    code = agreements.in_force(district, OWED)
    window, keys = enters(open_window, district, "manager")
    window.get(f"/giao-uoc/{code}/phu-luc")
    keys.presses("Lập phụ lục")
    assert window.page is not None
    amendment = window.page.path.split("/")[2]
    keys.to("k2-kind")
    keys.keys.press("ArrowDown")
    keys.presses("Lưu và xem lại", status=422)
    keys.is_at(window.tab.locator(".summary"))
    keys.to("k2-text")
    keys.keys.press("Control+A")
    keys.keys.type("Sinh hoạt trước ngày 05 hằng tháng")
    keys.writes("on", "01/06/2025")
    keys.presses("Lưu và xem lại")
    assert "như sau: “Sinh hoạt trước ngày 05 hằng tháng”" in window.page.text
    agreements.froze(district, amendment)
    agreements.signed(district, amendment, "secretary", "board")
    assert state_of(house, amendment) == "in_force"

    window, keys = enters(open_window, district, "secretary", "phone")
    window.get(f"/giao-uoc/{code}/van-ban?ngay=01/06/2025")
    window.get(f"/giao-uoc/{amendment}")
    window.get(f"/giao-uoc/{code}/viec")
    keys.presses("Báo cáo kết quả")
    keys.presses("Báo cáo kết quả", status=422)
    keys.is_at(window.tab.locator(".summary"))
    keys.writes("text", "Đã tổ chức hai buổi")
    keys.writes("quantity", "2")
    keys.presses("Báo cáo kết quả")
    assert window.page is not None and "Đã báo cáo, chờ xem xét" in window.page.text
    visitor = open_window("phone")
    assert "Sinh hoạt trước ngày 05" in visitor.get(f"/tra-cuu/{code}/van-ban?ngay=01/06/2025").text
