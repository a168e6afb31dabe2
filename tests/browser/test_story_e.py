"""The main line of the acceptance story in Chromium: each person in a window of their own, inspectors on phones."""

from __future__ import annotations

import io

import pikepdf
import pytest

from tests import agreements, inspections
from tests import story_e as scene
from tests.browser.conftest import OpenWindow
from tests.browser.window import Window
from tests.builders import District, MovableClock
from tests.clerk import Cast
from tests.recognition import act
from workflow_app.services.recognition import give_opinion
from workflow_app.services.recognition_board import revoke

pytestmark = [pytest.mark.tool("chromium"), pytest.mark.timeout(400)]

ON_PHONES = ("lead", "inspector", "appraiser3", "board2")
A4_LYING = (842, 595)  # points


@pytest.fixture
def cast(open_window: OpenWindow, everybody: District) -> Cast:
    """Everybody of the district in a window of their own."""
    return Cast(everybody, lambda part: open_window("phone" if part in ON_PHONES else "desktop"))


def test_a_unit_signs_the_pact_and_is_checked_by_a_team_with_phones(cast: Cast) -> None:
    cell, board, lead, inspector = cast("secretary board lead inspector")
    # What is done beside the windows comes first: a key that then answers elsewhere is taken for a stolen one.
    check, pact = inspections.announced(cast.district), agreements.frozen(cast.district)
    scene.signs(cell, pact)
    scene.signs(board, pact)
    assert board.sees("Có hiệu lực (2/4 bên đã ký)")
    scene.assesses_itself(cell, check, N1__1="7,5")
    scene.scores(inspector, check, N1__1="7")
    scene.sends_minutes(lead, check)
    scene.signs_minutes(cell, check)
    scene.concludes(lead, check)
    assert lead.sees("Đã kết luận: Đạt")


def is_put_on_the_list(cast: Cast) -> str:
    """A unit that signed and was checked is proposed, appraised and shown for comment; returns the code."""
    cell, reviewer, desk, phone, board = cast("secretary reviewer appraiser appraiser3 board")
    agreements.in_force(cast.district)
    inspections.concluded(cast.district)
    code = scene.begins_dossier(cell)
    scene.proposes(cell, code)
    scene.checks_dossier(reviewer, code)
    scene.appraises(desk, code)
    act(cast.district, give_opinion, "appraiser2", code, body="kiem-tra", verdict="agree", reasons="Đủ điều kiện")
    scene.appraises(phone, code)
    board.takes_up(code)
    board.does("Công khai lấy ý kiến")
    return code


def test_a_unit_is_proposed_voted_on_and_recognised_and_a_citizen_prints_the_certificate(
    cast: Cast, open_window: OpenWindow, clock: MovableClock
) -> None:
    board, teller = cast("board teller")
    citizen = open_window("phone")
    code = is_put_on_the_list(cast)
    assert citizen.get(f"/cong-nhan/{code}").heading == "Đang công khai lấy ý kiến"
    clock.advance(days=6)
    board.takes_up(code)
    board.does("Mở biểu quyết")
    scene.records_vote(teller, code)
    scene.decides(cast, code)
    reader = open_window()
    assert reader.get(f"/cong-nhan/{code}").heading == "Hợp lệ"
    reader.follow("Xem và in giấy công nhận")
    assert_one_sheet(reader)
    act(cast.district, revoke, "board", code, reason=scene.DISCIPLINE)
    assert "Đã bị hủy bỏ từ ngày 26/05/2025" in citizen.get(f"/cong-nhan/{code}/giay").text
    assert_one_sheet(citizen)


def assert_one_sheet(reader: Window) -> None:
    """What comes out of the printer is one sheet of A4, lying."""
    printed = reader.tab.pdf(prefer_css_page_size=True, print_background=True)
    with pikepdf.open(io.BytesIO(printed)) as paper:
        (sheet,) = paper.pages
        assert [round(float(edge)) for edge in sheet.mediabox] == [0, 0, *A4_LYING]
