"""The acceptance story of the district's programme, from the pact to the certificate, under the rules as shipped."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests import agreements, inspections, recognition
from tests import story_e as scene
from tests.authenticator import Device
from tests.builders import District, MovableClock, state_of
from tests.clerk import Cast
from tests.page import Browser, Page
from tests.recognition import OPINIONS, REPORT, act
from workflow_app.house import House
from workflow_app.services import export
from workflow_app.services import recognition as steps
from workflow_app.transparency.verify import verify_export

UNIT = "Chi bộ Phòng Kỹ thuật 1"


@pytest.fixture
def cast(app: Flask, everybody: District) -> Cast:
    """Everybody of the district, each with a browser of their own."""
    return Cast(everybody, lambda part: Browser(app.test_client()))


def public_page(visitor: Browser, code: str) -> Page:
    """Somebody without an account finds a recognition in the public list."""
    visitor.get("/")
    visitor.follow("Công nhận")
    return visitor.follow("", to=code)


def the_programme_shows_its_chain(cast: Cast) -> None:
    (cell,) = cast("secretary")
    cell.comes_in()
    page = cell.browser.follow(scene.PROGRAMME)
    chain = [" ".join("".join(line.itertext()).split()) for line in page.all("li")]
    for document in (
        "Nghị quyết số 21-NQ/TW ngày 16/06/2022",
        "Chương trình số 48-CTr/TU ngày 31/10/2022",
        "Kế hoạch số 518-KH/HU ngày 22/01/2024",
    ):
        assert any(document in line for line in chain), document
    assert cell.sees("thực hiện Nghị quyết số 21-NQ/TW") and cell.sees("thực hiện Chương trình số 48-CTr/TU")
    assert cell.sees("N1. Hoàn thành tốt nhiệm vụ chính trị") and cell.sees("Không xét công nhận khi")


def the_pact_is_signed(cast: Cast, visitor: Browser, clock: MovableClock) -> str:
    """One after another, each at a time of its own; one declines, one comes later."""
    manager, board, first, second, third = cast("manager board secretary secretary2 secretary3")
    code = scene.a_pact_is_frozen(manager)
    assert manager.sees("Đã chốt nội dung, chờ ký (0/4 bên đã ký)")
    visitor.get(f"/tra-cuu/{code}", 404)
    clock.advance(minutes=10)
    scene.signs(board, code)
    clock.advance(minutes=2)
    scene.signs(first, code, 422, Device())
    scene.signs(first, code)
    assert first.sees("Có hiệu lực (2/4 bên đã ký)")
    second.takes_up(code)
    second.does("Từ chối ký", text="Đơn vị đang sáp nhập")
    clock.advance(days=3)
    scene.signs(third, code)
    assert third.sees("Có hiệu lực (3/4 bên đã ký)")
    page = visitor.get(f"/tra-cuu/{code}")
    for shown in (*scene.PACT, "08:10 ngày 20/05/2025", "08:12 ngày 20/05/2025", "08:12 ngày 23/05/2025"):
        assert shown in page.text, shown
    assert "Phòng Kỹ thuật 2" not in page.text and "sáp nhập" not in page.text
    return code


def the_check_ends_well(cast: Cast, registration: str, clock: MovableClock) -> str:
    reviewer, board, lead, cell, inspector = cast("reviewer board lead secretary inspector")
    code = scene.plans(reviewer, registration)
    scene.names_the_team(board, code)
    lead.takes_up(code)
    lead.does("Thông báo cho đơn vị")
    scene.assesses_itself(cell, code, N1__1="7,5")
    clock.advance(days=3)
    scene.scores(inspector, code, N1__1="7", N3__2="5,5")
    scene.sends_minutes(lead, code)
    scene.signs_minutes(cell, code)
    scene.concludes(lead, code)
    for reader in (lead, cell):
        reader.takes_up(code, "Đã kết thúc")
        assert reader.sees("Đã kết luận: Đạt") and reader.sees("Tổng điểm: đạt 98,5, cần từ 90.")
    return code


def the_unit_is_appraised(cast: Cast, code: str) -> None:
    """Proposed, checked, and spoken about by three bodies."""
    cell, reviewer = cast("secretary reviewer")
    scene.proposes(cell, code)
    assert cell.sees("Đã gửi đề nghị công nhận") and cell.sees(REPORT)
    scene.checks_dossier(reviewer, code)
    for number, speaker in enumerate(cast(" ".join(OPINIONS)), start=1):
        scene.appraises(speaker, code)
        assert speaker.page.text.count("Hồ sơ đủ điều kiện") == number


def the_list_is_open_for_comment(cast: Cast, visitor: Browser, code: str, clock: MovableClock) -> None:
    """Five days, in which one letter comes and is answered by somebody who had no part in the case."""
    board, reviewer, other = cast("board reviewer reviewer2")
    board.takes_up(code)
    board.does("Công khai lấy ý kiến")
    page = public_page(visitor, code)
    assert page.heading == "Đang công khai lấy ý kiến" and "đến hết ngày 31/05/2025 (còn 5 ngày)" in page.text
    board.takes_up(code, "Đang ở nơi khác")
    assert board.sees("Thời gian công khai lấy ý kiến chưa hết")
    clock.advance(days=2)
    scene.enters_objection(reviewer, code, "28/5/2025")
    scene.answers_objection(other, code)
    page = public_page(visitor, code)
    assert "1 phản ánh, kiến nghị được trả lời" in page.text and "Nguyễn Văn Dân" not in page.text
    clock.advance(days=4)


def the_board_votes_and_decides(cast: Cast, code: str) -> None:
    board, teller = cast("board teller")
    board.takes_up(code)
    board.does("Mở biểu quyết")
    scene.records_vote(teller, code, 422, other="2")
    assert teller.sees("Tổng số phiếu khác số người có mặt") and "Anh ruột của bí thư" in teller.page.html
    scene.records_vote(teller, code)
    scene.decides(cast, code)


def everybody_can_check_it(visitor: Browser, code: str) -> None:
    """The verdict, what it rests on, the four words as facts, a proof for each step, and the certificate."""
    page = public_page(visitor, code)
    assert page.heading == "Hợp lệ" and page.all("div", class_="verdict ok")
    for fact in (
        UNIT, "Số 01-QĐ/HU, 01/06/2025", "từ 01/06/2025 đến hết ngày 31/05/2026", "tán thành 3 trên 5 thành viên",
        "Công khai lấy ý kiến từ 26/05/2025 đến hết ngày 31/05/2025", "Công bố ngày 01/06/2025",
        "14 bước có vai trò, thời điểm và chữ ký", "14 bước có bằng chứng trong nhật ký",
        "3 ý kiến thẩm định của các cơ quan", "Kết quả kiểm phiếu do người thứ hai xác nhận",
        "1 phản ánh, kiến nghị được trả lời", "0 lần đính chính",
        "Lấy ý kiến và mở biểu quyết: 6 ngày, hạn 8 ngày, đúng hạn",
    ):  # fmt: skip
        assert fact in page.text, fact
    assert {"Công khai", "Minh bạch", "Chính xác", "Kịp thời"} <= {"".join(h3.itertext()) for h3 in page.all("h3")}
    assert len([link for link in page.links() if link.endswith(".tlog-proof")]) == 14
    paper = visitor.follow("Xem và in giấy công nhận")
    assert 'class="qr"' in paper.html and f"/cong-nhan/{code}" in paper.text and "Lê Văn Thường" in paper.text
    assert visitor.follow("Kiểm tra giấy này").heading == "Hợp lệ"


def it_is_revoked(cast: Cast, visitor: Browser, code: str) -> None:
    """What comes to light later ends it; nothing of what happened goes away."""
    (board,) = cast("board")
    board.takes_up(code, "Đã chấp nhận")
    board.does("Hủy bỏ công nhận", text=scene.DISCIPLINE)
    page = public_page(visitor, code)
    assert page.heading == "Đã bị hủy bỏ từ ngày 21/06/2025" and page.all("div", class_="verdict bad")
    assert "02-QĐ/HU" in page.text and scene.DISCIPLINE in page.text
    assert "Số 01-QĐ/HU, 01/06/2025" in page.text and "đã công bố" in page.text, "the history stays"
    assert len([link for link in page.links() if link.endswith(".tlog-proof")]) == 15
    paper = visitor.follow("Xem và in giấy công nhận")
    assert "Đã bị hủy bỏ từ ngày 21/06/2025" in paper.text


def nothing_else_is_public(visitor: Browser, check: str) -> None:
    """An inspection is a matter between the unit and the committee above it."""
    assert visitor.get(f"/danh-gia/{check}").heading == "Đăng nhập"
    visitor.get(f"/tra-cuu/{check}", 404)


def test_a_unit_is_recognised_in_the_open_and_the_recognition_is_revoked_when_a_discipline_comes_to_light(
    cast: Cast, browser: Browser, house: House, clock: MovableClock, tmp_path: Path
) -> None:
    the_programme_shows_its_chain(cast)
    the_pact_is_signed(cast, browser, clock)
    cell, reviewer, board = cast("secretary reviewer board")
    registration = scene.registers(cell)
    scene.accepts_registration(reviewer, board, registration)
    code = scene.begins_dossier(cell)
    assert cell.sees("Chưa có kết luận kiểm tra “Đạt” trong kỳ này") and not cell.sees("Đơn vị chưa ký bản ký kết")
    check = the_check_ends_well(cast, registration, clock)
    the_unit_is_appraised(cast, code)
    the_list_is_open_for_comment(cast, browser, code, clock)
    the_board_votes_and_decides(cast, code)
    everybody_can_check_it(browser, code)
    clock.advance(days=20)
    it_is_revoked(cast, browser, code)
    nothing_else_is_public(browser, check)
    export.export(house, tmp_path / "log")
    assert verify_export(tmp_path / "log", vkeys=house.keys.verifiers.text()).ok


@pytest.fixture
def in_appraisal(everybody: District) -> str:
    """A unit with pact, registration and check, about which every body has spoken."""
    agreements.in_force(everybody)
    inspections.concluded(everybody)
    code = recognition.begun_only(everybody)
    act(everybody, steps.propose, "secretary", code, report=REPORT)
    act(everybody, steps.accept_dossier, "reviewer", code)
    act(everybody, steps.to_appraisal, "reviewer", code)
    for who, body in OPINIONS.items():
        act(everybody, steps.give_opinion, who, code, body=body, verdict="agree", reasons="Đủ điều kiện.")
    return code


def test_a_discipline_found_before_the_vote_stops_it_and_the_unit_reads_the_rule(
    cast: Cast, browser: Browser, house: House, in_appraisal: str, clock: MovableClock
) -> None:
    code, rule = in_appraisal, "Tổ chức hoặc thành viên cấp ủy bị kỷ luật trong năm"
    cell, board, speaker = cast("secretary board appraiser2")
    board.takes_up(code)
    board.does("Công khai lấy ý kiến")
    speaker.takes_up(code, "Đang ở nơi khác")
    speaker.does("Xác lập điều kiện loại", fact="ky-luat", text=scene.DISCIPLINE)
    clock.advance(days=6)
    board.takes_up(code)
    assert rule in board.page.text and board.sees("Có điều kiện loại đang được xác lập")
    board.does("Kết thúc vì điều kiện loại", text="Không đủ điều kiện xét trong năm")
    assert state_of(house, code) == "not_recognised"
    cell.takes_up(code, "Đã kết thúc")
    assert rule in cell.page.text and cell.sees(scene.DISCIPLINE)
    assert browser.get(f"/cong-nhan/{code}", 404).heading == "Không tìm thấy"


def test_without_pact_and_check_the_proposal_waits_and_says_for_what(cast: Cast, everybody: District) -> None:
    inspections.registered(everybody)
    (cell,) = cast("secretary")
    scene.begins_dossier(cell)
    cell.does("Gửi đề nghị công nhận", 422, report=REPORT)
    assert cell.sees("Chưa có kết luận kiểm tra “Đạt” trong kỳ này") and cell.sees("Đơn vị chưa ký bản ký kết")
