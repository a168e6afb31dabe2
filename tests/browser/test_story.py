"""The registration of a grassroots cell in Chromium, as tests/stories has it over HTTP: the same verbs, real pages."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenWindow, People
from tests.builders import PERIOD, state_of
from tests.people import PROGRAMME
from workflow_app.house import House

pytestmark = [pytest.mark.tool("chromium"), pytest.mark.timeout(400)]


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_a_cell_registers_is_sent_back_corrects_and_is_accepted(
    people: People, open_window: OpenWindow, house: House, screen: str
) -> None:
    cell, reviewer, board = people("secretary reviewer board", screen)
    cell.opens(f"/chuong-trinh/{PROGRAMME}/{PERIOD}")
    for document in (
        "Nghị quyết số 21-NQ/TW ngày 16/06/2022",
        "Chương trình số 48-CTr/TU ngày 31/10/2022",
        "Kế hoạch số 518-KH/HU ngày 22/01/2024",
        "thực hiện Nghị quyết số 21-NQ/TW",
        "thực hiện Chương trình số 48-CTr/TU",
    ):
        assert cell.sees(document)

    code = cell.registers()
    assert cell.sees(f"Số hồ sơ {code}") and cell.sees("tiếp nhận hồ sơ, chậm nhất ngày")

    reviewer.opens("/nhiem-vu")
    assert reviewer.sees("1 hồ sơ chờ xử lý")
    reviewer.receives(code)
    reviewer.returns(
        code, resolution_number=("nghi-quyet-sai-the-thuc", "Thiếu khóa"), contents_1=("noi-dung-chung-chung", "")
    )

    cell.opens("/nhiem-vu")
    assert cell.sees("Cần bổ sung")
    cell.writes(code, "nghi-quyet", number=" 7 - nq / cb ")
    cell.writes(code, "noi-dung", **{"contents-1-measure": "Mỗi quý 01 kỳ, đủ 4 kỳ"})
    cell.sends(code)

    reviewer.receives(code)
    assert reviewer.sees("Thay đổi so với lần gửi trước") and reviewer.sees("07-NQ/CB")
    reviewer.endorses(code, text="Hồ sơ đạt yêu cầu")
    board.approves(code)
    board.assigns(code)
    assert board.sees("Hoàng Thị Trách") and state_of(house, code) == "approved"

    visitor = open_window(screen)
    assert "Chi bộ Phòng Kỹ thuật 1" in visitor.get("/tra-cuu").text
    assert "Đăng ký đã được chấp nhận" in visitor.get(f"/tra-cuu/{code}").text
    assert "đã chấp nhận đăng ký" in visitor.get("/nhat-ky").text
    visitor.press(visitor.tab.locator("main ol a").first)
    assert visitor.page is not None and visitor.page.heading.startswith("Mục ")
