"""Inspections from the plan to the conclusion, as people go through them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests import inspections
from tests.builders import District, MovableClock, state_of
from tests.inspections import FULL
from tests.page import Browser, Page
from tests.people import Person, paper, person
from workflow_app.house import House
from workflow_app.services import registration

pytestmark = pytest.mark.usefixtures("any_house")

People = Callable[[str], list[Person]]
PLACES = {code: place for place, code in enumerate(FULL)}


@pytest.fixture
def people(app: Flask, district: District) -> People:
    """`people("lead inspector")`: these parts of the district, signed in."""
    inspections.add_inspectors(district)
    return lambda parts: [person(app, district, part) for part in parts.split()]


def plans(reviewer: Person, district: District, day: str = "18/6/2025") -> str:
    """From the page of an accepted registration; returns the code of the check."""
    code = inspections.registered(district)
    reviewer.opens_case(code)
    assert f"/danh-gia/lap/{code}" in reviewer.page.links()
    reviewer.opens(f"/danh-gia/lap/{code}")
    return reviewer.browser.submit(f"/lap/{code}", visit_on=day).path.rpartition("/")[2]


def acts(who: Person, code: str, path: str, status: int = 200, **values: object) -> Page:
    who.opens(f"/danh-gia/{code}/{path}")
    return who.browser.submit(f"/{path}", status, **values)


def assigns(board: Person, code: str, district: District, *members: str, status: int = 200) -> Page:
    chosen = [inspections.code_of(district, member) for member in members]
    return acts(
        board, code, "phan-cong", status, lead=inspections.code_of(district, "lead"),
        members=chosen[0] if len(chosen) == 1 else chosen,
    )  # fmt: skip


def fills(who: Person, code: str, path: str, status: int = 200, then: str = "next", **points: str) -> Page:
    """Fill criteria in by their codes: `N1__1="7,5"`."""
    values = {f"c{PLACES[name.replace('__', '.')]}-points": value for name, value in points.items()}
    files = {f"c{PLACES[one]}-file": paper("minh-chung.pdf") for one in inspections.WITH_EVIDENCE}
    who.opens(f"/danh-gia/{code}/{path}")
    return who.browser.submit(f"/{path}", status, then=then, **values, **(files if path == "tu-danh-gia" else {}))


def everything(**points: str) -> dict[str, str]:
    return {code.replace(".", "__"): value for code, value in FULL.items()} | points


def to_minutes(parts: list[Person], code: str, district: District, **points: str) -> None:
    """From the plan to the minutes in the unit's hands."""
    cell, lead, inspector, board = parts
    assigns(board, code, district, "inspector")
    acts(lead, code, "thong-bao")
    acts(cell, code, "mo-tu-danh-gia")
    fills(cell, code, "tu-danh-gia", **everything())
    cell.browser.submit("/gui-tu-danh-gia")
    acts(inspector, code, "bat-dau")
    fills(inspector, code, "cham-diem", then="record", **everything(**points))
    acts(lead, code, "lap-bien-ban")
    acts(lead, code, "gui-bien-ban", text="Tổ kiểm tra đã làm việc với đơn vị.")


def test_a_check_from_the_plan_to_met_with_a_remedy_and_a_good_practice(
    people: People, district: District, house: House, browser: Browser
) -> None:
    cell, reviewer, board, lead, inspector = people("secretary reviewer board lead inspector")
    code = plans(reviewer, district)
    cell.opens(f"/danh-gia/{code}", status=404)
    board.opens("/nhiem-vu?hang=danh-gia")
    assert board.sees("Phân công tổ kiểm tra")
    assigns(board, code, district, "inspector")
    assert board.sees("Đinh Thị Trưởng (tổ trưởng)") and board.sees("Phan Văn Kiểm")

    lead.opens("/nhiem-vu")
    assert lead.sees("Thông báo cho đơn vị")
    acts(lead, code, "thong-bao")
    cell.opens("/nhiem-vu")
    assert cell.sees("Mở tự đánh giá")
    acts(cell, code, "mo-tu-danh-gia")
    fills(cell, code, "tu-danh-gia", N1__1="7,5", N1__2="14")
    assert cell.sees("Còn tiêu chí chưa có điểm")
    fills(cell, code, "tu-danh-gia", **everything(N1__1="7,5"))
    assert not cell.sees("Còn tiêu chí chưa có điểm")
    cell.browser.submit("/gui-tu-danh-gia")
    assert state_of(house, code) == "self_submitted" and cell.sees("99,5")

    acts(inspector, code, "bat-dau")
    inspector.opens(f"/danh-gia/{code}/cham-diem")
    assert inspector.sees("minh-chung.pdf") and inspector.sees("0/14 tiêu chí")
    fills(inspector, code, "cham-diem", then="record", N1__1="7", N3__2="5,5")
    rest = {name: value for name, value in everything().items() if name not in ("N1__1", "N3__2")}
    fills(lead, code, "cham-diem", then="record", **rest)
    acts(inspector, code, "ghi-nhan", severity="remedy", subject="N3.2", text="Sổ theo dõi chưa ghi từ tháng 3")
    acts(inspector, code, "cach-lam-hay", text="Mỗi sáng thứ Hai đọc một trang sách")
    cell.opens(f"/danh-gia/{code}")
    assert not cell.sees("Sổ theo dõi chưa ghi")
    acts(lead, code, "lap-bien-ban")
    acts(lead, code, "gui-bien-ban", text="Biên bản làm việc")

    cell.opens(f"/danh-gia/{code}")
    assert cell.sees("Sổ theo dõi chưa ghi") and cell.sees("98,5")
    acts(cell, code, "giai-trinh", text="Sổ để ở văn phòng huyện")
    acts(cell, code, "ky-bien-ban")
    acts(lead, code, "ket-luan", 422, outcome="met", text="Đơn vị đạt")
    assert lead.sees("Còn nội dung chưa khắc phục xong")
    acts(lead, code, "yeu-cau-khac-phuc")
    acts(cell, code, "bao-cao-khac-phuc", 422)
    assert cell.sees("Viết kết quả khắc phục nội dung 1")
    acts(cell, code, "bao-cao-khac-phuc", **{"n1-fix": "Đã ghi bổ sung đủ"})
    acts(lead, code, "phuc-tra", 422, **{"n1-accepted": "no"})
    assert lead.sees("Ghi lý do chưa đạt của nội dung 1")
    acts(lead, code, "phuc-tra", **{"n1-accepted": "yes"})
    acts(lead, code, "ket-luan", outcome="met", text="Đủ điểm, đã khắc phục xong")
    assert state_of(house, code) == "concluded" and lead.sees("Đã kết luận: Đạt")

    for reader in (cell, reviewer, board):
        reader.opens(f"/danh-gia/{code}")
        assert reader.sees("Mỗi sáng thứ Hai đọc một trang sách") and reader.sees("Tổng điểm: đạt 98,5, cần từ 90.")
    assert code not in browser.get("/tra-cuu").text
    browser.get(f"/tra-cuu/{code}", 404)


def test_the_points_say_why_it_is_not_met(people: People, district: District, house: House) -> None:
    parts = people("secretary lead inspector board reviewer")
    cell, lead = parts[:2]
    code = plans(parts[4], district)
    to_minutes(parts[:4], code, district, N1__2="3,5")
    acts(lead, code, "khong-ky", text="Bí thư đi công tác")
    acts(lead, code, "ket-luan", 422, outcome="met", text="Đề nghị đạt")
    assert lead.sees("Kết luận không khớp với điểm đã chấm")
    acts(lead, code, "ket-luan", outcome="not_met", text="Theo điểm")
    cell.opens(f"/danh-gia/{code}")
    assert cell.sees("Đã kết luận: Chưa đạt") and cell.sees("Bí thư đi công tác")
    assert cell.sees("Nhóm “Hoàn thành tốt nhiệm vụ chính trị”: đạt 19,5, cần từ 24.")
    assert cell.sees("Tổng điểm: đạt 89,5, cần từ 90.")


def test_who_belongs_to_the_unit_or_is_in_charge_of_it_is_not_in_the_team(people: People, district: District) -> None:
    reviewer, board = people("reviewer board")
    incharge = inspections.also(district, "incharge", "inspector")
    member = inspections.also(district, "clerk", "inspector")
    code = plans(reviewer, district)
    in_charge = "Hoàng Thị Trách đang phụ trách đơn vị này nên không tham gia tổ kiểm tra."
    of_unit = "Văn Thư Số 1 là người của đơn vị được kiểm tra nên không tham gia tổ kiểm tra."
    board.opens(f"/danh-gia/{code}/phan-cong")
    assert board.sees(in_charge) and board.sees(of_unit)
    offered = {box.get("value") for box in board.page.all("input", name="members")}
    assert not offered & {inspections.code_of(district, one) for one in (incharge, member)}
    assigns(board, code, district, "inspector", incharge, member, status=422)
    summary = "".join(board.page.all("div", class_="summary")[0].itertext())
    assert in_charge in summary and of_unit in summary and "Trong tổ có người" not in board.page.text
    assigns(board, code, district, "inspector", "inspector2")
    assert board.sees("Mai Thị Tra")


def test_who_is_put_in_charge_of_the_unit_later_is_named_and_stops_the_team(
    people: People, district: District
) -> None:
    reviewer, board, lead = people("reviewer board lead")
    code = plans(reviewer, district)
    assigns(board, code, district, "inspector")
    charge = inspections.code_of(district, inspections.also(district, "inspector", "incharge"))
    inspections.act(district, inspections.registered(district), registration, "assign_incharge", "board", charge)
    lead.opens(f"/danh-gia/{code}")
    assert lead.sees("Cần thay") and lead.sees("Phan Văn Kiểm đang phụ trách đơn vị này")
    acts(lead, code, "thong-bao", 422)
    assert lead.sees("Trong tổ có người của chính đơn vị")


def test_points_that_do_not_fit_come_back_at_their_criterion_with_what_was_typed(
    people: People, district: District
) -> None:
    cell, lead, board, reviewer = people("secretary lead board reviewer")
    code = plans(reviewer, district)
    assigns(board, code, district, "inspector")
    acts(lead, code, "thong-bao")
    acts(cell, code, "mo-tu-danh-gia")
    fills(cell, code, "tu-danh-gia", 422, N1__1="8,5", N1__3="7,3", N2__1="sáu", N2__2="5")
    errors = {e.get("id"): "".join(e.itertext()) for e in cell.page.all("span", class_="err")}
    assert "Nhập từ 0 đến 8, theo bước 0,5" in errors["f-c0-points-error"]
    assert set(errors) == {"f-c0-points-error", "f-c2-points-error", "f-c3-points-error"}
    typed = {i.get("name"): i.get("value") for i in cell.page.all("input", type="text")}
    assert (typed["c0-points"], typed["c3-points"], typed["c4-points"]) == ("8,5", "sáu", "5")
    cell.opens(f"/danh-gia/{code}/tu-danh-gia")
    typed = {i.get("name"): i.get("value") for i in cell.page.all("input", type="text")}
    assert (typed["c0-points"], typed["c4-points"]) == ("", "5")  # what can be read was kept


def test_what_is_typed_is_kept_by_itself_and_a_second_device_is_told(people: People, district: District) -> None:
    cell, clerk, lead, board, reviewer = people("secretary clerk lead board reviewer")
    code = plans(reviewer, district)
    assigns(board, code, district, "inspector")
    acts(lead, code, "thong-bao")
    acts(clerk, code, "mo-tu-danh-gia")
    path = f"/danh-gia/{code}/tu-danh-gia"
    first, second = (who.opens(path).form("/tu-danh-gia") for who in (cell, clerk))
    saved = cell.browser.client.post(path, data=first | {"c0-points": "7,5"}, headers={"X-Autosave": "1"})
    assert saved.status_code == 200 and saved.json["fields"] == {"draft_seen": 1}
    late = clerk.browser.client.post(path, data=second | {"c0-points": "6"}, headers={"X-Autosave": "1"})
    assert late.status_code == 409
    clerk.browser.post(path, 409, data=second | {"c0-points": "6"})
    assert clerk.sees("Bản nháp đã được sửa ở nơi khác")
    typed = {i.get("name"): i.get("value") for i in clerk.page.all("input", type="text")}
    assert typed["c0-points"] == "6"
    assert cell.opens(path).form("/tu-danh-gia")["c0-points"] == "7,5"


def test_the_same_form_sent_twice_records_points_once(people: People, district: District) -> None:
    cell, lead, inspector, board, reviewer = people("secretary lead inspector board reviewer")
    code = inspections.checking(district)
    path = f"/danh-gia/{code}/cham-diem"
    form = inspector.opens(path).form("/cham-diem") | {"c0-points": "6", "then": "record"}
    for _ in range(2):
        assert inspector.browser.post(path, data=form).path == f"/danh-gia/{code}"
    assert [s.points for s in inspections.scores(district, code) if s.side == "team"] == ["6"]
    other = lead.opens(path).form("/cham-diem")
    inspector.browser.post(path, data=inspector.opens(path).form("/cham-diem") | {"c0-points": "7", "then": "record"})
    lead.browser.post(path, 409, data=other | {"c0-points": "5", "then": "record"})
    assert lead.sees("đã chấm điểm") and re.search(r'name="c0-points"[^>]*value="5"', lead.page.html)
    lead.browser.post(path, data=other | {"c1-points": "14", "then": "record"})
    assert [s.points for s in inspections.scores(district, code) if s.side == "team"] == ["6", "7", "14"]


def test_a_unit_that_does_nothing_is_checked_after_its_last_day(
    people: People, district: District, clock: MovableClock
) -> None:
    lead, inspector, board, reviewer = people("lead inspector board reviewer")
    code = plans(reviewer, district)
    assigns(board, code, district, "inspector")
    acts(lead, code, "thong-bao")
    inspector.opens(f"/danh-gia/{code}")
    assert inspector.sees("Đơn vị còn thời hạn tự đánh giá.")
    clock.advance(days=30)
    inspector.signs_in()
    inspector.opens("/nhiem-vu")
    assert inspector.sees("Bắt đầu kiểm tra")
    acts(inspector, code, "bat-dau")
    assert inspector.sees("đã bắt đầu kiểm tra")
