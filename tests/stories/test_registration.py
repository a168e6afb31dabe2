"""Registrations from the first word to the public page, as people go through them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.builders import District, MovableClock, state_of
from tests.page import Browser
from tests.people import Person, person
from workflow_app.house import House

pytestmark = pytest.mark.usefixtures("any_house")

People = Callable[[str], list[Person]]


@pytest.fixture
def people(app: Flask, district: District) -> People:
    """`people("secretary reviewer")`: these parts of the district, signed in."""
    return lambda parts: [person(app, district, part) for part in parts.split()]


def test_a_cell_registers_is_sent_back_exactly_what_is_wrong_and_is_accepted(
    people: People, browser: Browser, house: House
) -> None:
    cell, reviewer, board = people("secretary reviewer board")
    code = cell.registers()
    assert cell.sees(f"Số hồ sơ {code}") and cell.sees("chậm nhất ngày 22/05/2025")

    reviewer.opens("/nhiem-vu")
    assert reviewer.sees("1 hồ sơ chờ xử lý")
    reviewer.receives(code)
    reviewer.returns(
        code, resolution_number=("nghi-quyet-sai-the-thuc", "Thiếu khóa"), contents_1=("noi-dung-chung-chung", "")
    )
    assert state_of(house, code) == "changes_requested"

    cell.opens("/nhiem-vu")
    assert cell.sees("Cần bổ sung")
    number = cell.opens(f"/ho-so/{code}/viet/nghi-quyet")
    assert [i.get("name") for i in number.all("input") if i.get("type") == "text"] == ["number"]
    assert cell.sees("Thiếu khóa")
    cell.writes(code, "nghi-quyet", number=" 7 - nq / cb ")
    rows = cell.opens(f"/ho-so/{code}/viet/noi-dung").all("textarea")
    assert [row.get("name") for row in rows] == ["contents-1-text", "contents-1-measure"]
    cell.writes(code, "noi-dung", **{"contents-1-measure": "Mỗi quý 01 kỳ, đủ 4 kỳ"})
    assert cell.sees("07-NQ/CB")
    cell.sends(code)

    reviewer.receives(code)
    assert reviewer.sees("Thay đổi so với lần gửi trước")
    old, new = ("".join(reviewer.page.all(tag)[0].itertext()) for tag in ("del", "ins"))
    assert (old, new) == ("03-NQ/CB", "07-NQ/CB")
    reviewer.endorses(code, text="Hồ sơ đạt yêu cầu")

    board.approves(code)
    assert board.sees("Đã chấp nhận đăng ký")
    board.assigns(code)
    assert board.sees("Hoàng Thị Trách")

    page = browser.get(f"/tra-cuu/{code}")
    assert "Chi bộ Phòng Kỹ thuật 1" in page.text and "Nguyễn Văn Sáng" not in page.text


def test_what_was_not_marked_cannot_be_changed_after_it_was_sent_back(people: People) -> None:
    cell, reviewer = people("secretary reviewer")
    code = cell.registers()
    reviewer.receives(code)
    reviewer.returns(code, resolution_date=("nghi-quyet-sai-the-thuc", ""))
    assert cell.opens(f"/ho-so/{code}/viet/noi-dung").path == f"/ho-so/{code}/viet/kiem-tra"
    cell.writes(code, "nghi-quyet", date="13/5/2025", number="99-NQ/CB")
    assert cell.sees("03-NQ/CB") and not cell.sees("99-NQ/CB") and cell.sees("13/05/2025")


def test_a_cell_withdraws_and_says_why(people: People, house: House) -> None:
    cell, reviewer = people("secretary reviewer")
    code = cell.registers()
    cell.withdraws(code, "", status=422)
    assert cell.sees("Ghi lý do để các bên cùng biết") and state_of(house, code) == "submitted"
    cell.withdraws(code, "Đơn vị sáp nhập trong tháng")
    assert state_of(house, code) == "withdrawn"
    reviewer.opens_case(code)
    assert reviewer.sees("Đơn vị sáp nhập trong tháng")
    assert cell.begins() != code


def test_the_board_refuses_with_a_reason_of_the_list_and_a_text(people: People, house: House) -> None:
    cell, reviewer, board = people("secretary reviewer board")
    code = cell.registers()
    reviewer.receives(code)
    reviewer.endorses(code)
    board.rejects(code, "khong-kha-thi", "", status=422)
    assert board.page.all("input", checked="") and state_of(house, code) == "endorsed"
    board.rejects(code, "khong-kha-thi", "Thời gian còn lại không đủ")
    cell.opens_case(code)
    assert cell.sees("Nội dung đăng ký không khả thi trong kỳ: Thời gian còn lại không đủ")
    cell.opens(f"/ho-so/{code}/nhat-ky", status=404)


def test_a_page_left_open_says_what_changed_and_keeps_what_was_typed(people: People, house: House) -> None:
    cell, reviewer, other = people("secretary reviewer reviewer2")
    code = cell.registers()
    reviewer.receives(code)
    other.keeps_open(code, "yeu-cau-bo-sung")
    reviewer.endorses(code)
    typed = {"contents-0-mark": "1", "contents-0-reason": "noi-dung-chung-chung", "contents-0-note": "Nêu rõ số suất"}
    other.sends_kept(code, "yeu-cau-bo-sung", status=409, **typed)
    assert other.sees("Chuyên viên thẩm định đã nhất trí và chuyển cấp trên")
    assert "Nêu rõ số suất" in other.page.html
    assert state_of(house, code) == "endorsed"


def test_the_same_form_sent_twice_acts_once(people: People, house: House) -> None:
    cell, reviewer = people("secretary reviewer")
    code = cell.registers()
    reviewer.receives(code)
    reviewer.keeps_open(code, "nhat-tri")
    for _ in range(2):
        page = reviewer.sends_kept(code, "nhat-tri", text="Nhất trí")
        assert page.path == f"/ho-so/{code}"
    assert sum("đã nhất trí" in "".join(line.itertext()) for line in page.all("li")) == 1
    reviewer.sends_kept(code, "nhat-tri", status=409, text="Nội dung khác")


def test_of_two_who_decide_at_once_one_is_told_that_it_was_done(people: People, house: House) -> None:
    cell, reviewer, board, other = people("secretary reviewer board board2")
    code = cell.registers()
    reviewer.receives(code)
    reviewer.endorses(code)
    board.keeps_open(code, "chap-nhan")
    other.keeps_open(code, "khong-chap-nhan")
    board.sends_kept(code, "chap-nhan")
    other.sends_kept(code, "khong-chap-nhan", status=409, reason="trung-lap", text="Đã có đăng ký khác")
    assert other.sees("đã chấp nhận đăng ký") and "Đã có đăng ký khác" in other.page.html
    assert state_of(house, code) == "approved"


def test_nobody_of_another_unit_learns_that_a_case_exists(people: People) -> None:
    cell, neighbour, reviewer = people("secretary secretary2 reviewer")
    code = cell.begins()
    for path in (f"/ho-so/{code}", f"/ho-so/{code}/viet/nghi-quyet", f"/ho-so/{code}/rut"):
        neighbour.opens(path, status=404)
    reviewer.opens(f"/ho-so/{code}", status=404)
    reviewer.opens(f"/ho-so/{code}/yeu-cau-bo-sung", status=404)


def test_the_clerk_writes_and_only_the_secretary_sends(people: People, house: House) -> None:
    clerk, cell = people("clerk secretary")
    code = clerk.begins()
    clerk.writes_resolution(code)
    clerk.writes_contents(code)
    clerk.writes_roadmap(code)
    assert clerk.sees("Bí thư của đơn vị kiểm tra và gửi đăng ký")
    clerk.browser.post(f"/ho-so/{code}/nop", status=400)
    cell.sends(code)
    assert state_of(house, code) == "submitted"


def test_a_deadline_that_passed_shows_in_queue_and_case(people: People, clock: MovableClock) -> None:
    cell, reviewer = people("secretary reviewer")
    code = cell.registers()
    clock.advance(days=5)
    reviewer.signs_in()
    reviewer.opens("/nhiem-vu")
    assert reviewer.sees("1 hồ sơ đã quá hạn") and reviewer.sees("Quá hạn 3 ngày")
    reviewer.opens_case(code)
    assert reviewer.sees("Quá hạn")
