"""A cell reports its meetings month by month; its committee sees who met, who is late and who is left out, and why."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from states.programme import EditionInvalid, digest
from states.reorganisation import Row
from tests.app_fixtures import check_journal
from tests.builders import District, MovableClock, also_secretary
from tests.page import Browser
from tests.reorganising import record
from tests.stories.test_shapes import published
from tests.tampering import unnoticed
from workflow_app.house import House
from workflow_app.models import Programme, Round, Unit
from workflow_app.services import dashboard_months, issuing_body, job, meeting_table, publishing, unit
from workflow_app.services import round as rounds
from workflow_app.services.actor import load_actor
from workflow_app.services.dashboard_branch import read_place
from workflow_app.services.dashboard_facts import read_asked
from workflow_app.services.dashboard_months import add_up, told_to_all
from workflow_app.services.errors import Invalid, NotAllowed
from workflow_app.services.meeting_exception import except_unit
from workflow_app.services.meeting_month import public_sums
from workflow_app.services.meeting_place import find_place
from workflow_app.services.perform import unit_of_work
from workflow_app.services.reach import Glance
from workflow_app.tables import as_xlsx

HANOI = "hn-da11-clsh"
RULES = publishing.parsed(publishing.text_of("hn-da11-clsh-2025")).returns
COUNTS = {"working": "30", "assigned": "30", "officers": "3", "trained": "3"}


def typed(**more: str) -> dict[str, str]:
    """What a cell of forty types into the form of a month in which all went well."""
    every = [one for group in RULES.sheet.groups for one in group.criteria]
    points = {f"p{n}": "" if one.code in RULES.by_rule else f"{one.max}" for n, one in enumerate(every, 1)}
    meeting = {"held_on": "21/5/2025", "minutes": "95", "members": "40", "exempt": "4", "present": "33"}
    return points | meeting | COUNTS | more


@pytest.fixture
def hanoi(district: District, browser_of: Callable[[str], Browser], clock: MovableClock) -> str:
    """The programme is published, its round open; two days later."""
    published(browser_of("manager"), "hn-da11-clsh-2025", "2025")
    clock.advance(days=2)
    return f"/sinh-hoat/{HANOI}/2025-05"


def test_a_month_from_the_form_to_the_grade_and_its_reasons(
    app: Flask, any_house: House, district: District, hanoi: str, browser_of: Callable[[str], Browser],
    clock: MovableClock,
) -> None:  # fmt: skip
    secretary = browser_of("secretary")
    page = secretary.get("/nhiem-vu")
    assert "Báo cáo tháng 5/2025" in page.text and "Hạn 05/06/2025" in page.text
    secretary.follow("Báo cáo tháng 5/2025")
    page = secretary.send("Gửi báo cáo", 422, **typed(present="37", held_on="21/4/2025", p11="12"))
    for words in ("nhiều hơn số phải dự", "không thuộc tháng báo cáo", "điểm"):
        assert words in page.text
    assert 'value="12"' in page.html, "what was typed is kept"
    page = secretary.send("Gửi báo cáo", **typed())
    assert "Đã gửi báo cáo sinh hoạt tháng 5/2025" in page.text and "33/36 = 91,67%" in page.text
    assert "Tốt" in page.text and "100 điểm" in page.text
    assert "Báo cáo tháng 5/2025" not in secretary.get("/nhiem-vu").text

    secretary.get(hanoi)
    attendance = next(n for n, one in enumerate(points_in_order(), 1) if one == "ty_le_du_hop")
    wrong = typed(present="32", **{f"p{attendance}": "2"})
    assert "Xin ghi lý do đính chính" in secretary.send("Gửi bản đính chính", 422, **wrong).text
    page = secretary.send("Gửi bản đính chính", reason="Đếm nhầm một đồng chí", **wrong)
    assert "92 điểm" in page.text and "32/36 = 88,89%" in page.text and "Đã đính chính 1 lần" in page.text
    assert "Vì sao Khá chứ không Tốt" in page.text
    assert "cần điểm tối đa 10 ở tiêu chí Tỷ lệ đảng viên dự họp: đạt 2" in page.text
    secretary.get(hanoi)
    page = secretary.send("Gửi bản đính chính", reason="Thử", **typed(members="9", exempt="9", present="0"))
    assert "không áp dụng (mọi đảng viên được miễn)" in page.text and "0%" not in page.text

    public = Browser(app.test_client()).get(f"/chuong-trinh/{HANOI}/2025")
    assert "Đã báo cáo" not in public.text and "Chi bộ Phòng Kỹ thuật 1" not in public.text
    branch = browser_of("reviewer").get(f"{hanoi}/cac-chi-bo")
    assert "Đã báo cáo 1/2 = 50%" in branch.text and "Đảng viên dự họp không áp dụng" in branch.text
    check_journal(any_house)


def scored(code: str, points: str = "0") -> dict[str, str]:
    """What a cell types into the field of a criterion by rule that it did not reach."""
    return {f"p{points_in_order().index(code) + 1}": points}


def points_in_order() -> list[str]:
    return [one.code for group in RULES.sheet.groups for one in group.criteria]


def test_the_committee_sees_its_branch_with_who_is_late_and_who_is_not_counted_and_why(
    app: Flask, district: District, hanoi: str, browser_of: Callable[[str], Browser], clock: MovableClock
) -> None:
    with unit_of_work(district.house) as work:
        first = unit.get_versions(work.session, [district.units[0].id], work.today)[district.units[0].id]
        parent = work.session.get_one(Unit, first.parent_id)
        unit.found(
            work, work.system(), name="Chi bộ mới lập", short_name="Mới", kind="chi_bo_co_so", level="grassroots",
            cell_type="co_quan", parent=parent, valid_from=date(2025, 5, 15),
        )  # fmt: skip
    secretary = browser_of("secretary")
    secretary.get(hanoi)
    secretary.send("Gửi báo cáo", **typed())
    reviewer = browser_of("reviewer")
    page = reviewer.get(f"{hanoi}/cac-chi-bo")
    assert "Chi bộ mới lậpthành lập trong tháng" in page.text
    assert "Đã báo cáo 1/2 = 50%" in page.text and "Đảng viên dự họp 33/36 = 91,67%" in page.text
    assert "Chưa báo cáo (1)" in page.text, "apart, never as zero"
    page = reviewer.get(f"{hanoi}/cac-chi-bo?loc=not_yet")
    assert "Chi bộ Phòng Kỹ thuật 2" in page.text and "Chi bộ Phòng Kỹ thuật 1 " not in page.text

    clock.advance(days=14)  # 5 June, the last day
    assert "Quá hạn" not in browser_of("secretary2").get(hanoi).text
    clock.advance(days=1)
    late = browser_of("secretary2")
    assert "Quá hạn, chưa báo cáo" in late.get(hanoi).text and "Quá hạn (hạn 05/06/2025)" in late.get("/nhiem-vu").text
    page = browser_of("reviewer").get(f"{hanoi}/cac-chi-bo?loc=overdue")
    assert "Chi bộ Phòng Kỹ thuật 2" in page.text
    late.get(hanoi)
    assert "Báo cáo muộn 1 ngày" in late.send("Gửi báo cáo", **typed(minutes="70", **scored("thoi_luong"))).text

    reviewer = browser_of("reviewer")
    reviewer.get(f"{hanoi}/cac-chi-bo")
    page = reviewer.follow("Chi bộ Phòng Kỹ thuật 2")
    assert "Khá" in page.text and "Gửi báo cáo" not in page.text
    asked = {"kind": "duration", "symbol": "15-QĐ/HU", "issued_on": "1/6/2025", "reason": "Chi bộ có 4 đảng viên"}
    assert "Chưa chọn nội dung" in reviewer.send("Ghi quyết định", 422, minutes="60", **{**asked, "kind": ""}).text
    page = reviewer.send("Ghi quyết định", 422, minutes="90", last="13/2025", **asked)
    assert "ngắn hơn quy định chung" in page.text and "Xin ghi như 12/2025" in page.text
    page = reviewer.send("Ghi quyết định", minutes="60", last="12/2025", **asked)
    assert "Đã ghi quyết định" in page.text
    late.get(hanoi)
    assert "Từ 60 phút" in late.page.text
    assert "Sinh hoạt từ 60 phút, từ tháng 5/2025" in late.page.text and "ghi vào sổ ngày" in late.page.text
    assert "Vì sao Khá chứ không Tốt" in late.page.text, "the grade that stands is the one explained"
    page = late.send("Gửi bản đính chính", reason="Theo quyết định 15-QĐ/HU", **typed(minutes="70"))
    assert "Tốt" in page.text
    reviewer.get(f"{hanoi}/chi-bo/{code_of(district, 0)}")
    out = {"kind": "excluded", "symbol": "16-QĐ/HU", "issued_on": "2/6/2025", "reason": "Đang sáp nhập"}
    reviewer.send("Ghi quyết định", **out)
    page = reviewer.get(f"{hanoi}/cac-chi-bo")
    assert "Chi bộ Phòng Kỹ thuật 1Đang sáp nhập" in page.text and "Đã báo cáo 1/1 = 100%" in page.text
    assert "Không tính trong tháng: Đang sáp nhập" in browser_of("secretary").get(hanoi).text
    both_tables_count_the_same_cells(district)
    for part in ("secretary", "clerk"):
        browser_of(part).get(f"{hanoi}/cac-chi-bo", 403)
        browser_of(part).get(f"{hanoi}/chi-bo/{code_of(district, 1)}", 403)
    browser_of("reviewer").get(hanoi, 403)
    check_journal(district.house)


def test_a_cell_is_asked_for_december_after_the_year_and_for_no_month_that_a_decision_leaves_out(
    district: District, hanoi: str, browser_of: Callable[[str], Browser], clock: MovableClock
) -> None:
    reviewer = browser_of("reviewer")
    reviewer.get(f"{hanoi}/chi-bo/{code_of(district, 1)}".replace("2025-05", "2025-06"))
    out = {"kind": "excluded", "symbol": "16-QĐ/HU", "issued_on": "2/5/2025", "reason": "Đang sáp nhập"}
    reviewer.send("Ghi quyết định", last="2025-07", **out)
    record(district, Row(1, "rename", code_of(district, 1), "Chi bộ Kỹ thuật Hai"))  # from 1 July on
    clock.advance(days=226)  # 3 January, when the round is over and December is due
    job.work_once(district.house)
    tasks = browser_of("secretary2").get("/nhiem-vu").text
    assert "Báo cáo tháng 12/2025" in tasks
    assert "Báo cáo tháng 5/2025" in tasks, "a new name lets nobody off the months before it"
    assert "Báo cáo tháng 6/2025" not in tasks and "Báo cáo tháng 7/2025" not in tasks, "left out by a decision"
    check_journal(district.house)


def code_of(district: District, number: int) -> str:
    with district.house.db.reading() as session:
        return session.get_one(Unit, district.units[number].id).code


def test_reports_come_in_from_a_table_whole_or_not_at_all(
    any_house: House, district: District, hanoi: str, browser_of: Callable[[str], Browser]
) -> None:
    columns = meeting_table.columns(RULES)
    head = [column.heading for column in columns]
    every = {one.code: one.max for group in RULES.sheet.groups for one in group.criteria}

    def row(name: str, **more: Any) -> list[Any]:
        held = {"unit": name, "held_on": date(2025, 5, 21), "minutes": 95, "members": 40, "exempt": 4, "present": 33}
        numbers = {name: int(value) for name, value in COUNTS.items()}
        points = {f"p.{code}": f"{most}" for code, most in every.items()}  # as another system writes them out
        return [{**held, **numbers, **points, **more}.get(column.code) for column in columns]

    reviewer = browser_of("reviewer")
    reviewer.get(f"{hanoi}/cac-chi-bo")
    reviewer.follow("Nhập báo cáo từ tệp")
    bad = [head, row("Chi bộ Phòng Kỹ thuật 1", present=40), row("Chi bộ Không Có")]
    page = reviewer.submit("/thu", file=(io.BytesIO(as_xlsx(bad)), "thang-5.xlsx"))
    assert "nhiều hơn số phải dự" in page.text and "Không tìm thấy chi bộ này" in page.text
    good = [head, row("Chi bộ Phòng Kỹ thuật 1"), row("Chi bộ Phòng Kỹ thuật 2", present=30, **{"p.ty_le_du_hop": "0"})]
    reviewer.get(f"{hanoi}/bang")
    page = reviewer.submit("/thu", file=(io.BytesIO(as_xlsx(good)), "thang-5.xlsx"))
    assert "2 dòng: 2 mới" in page.text
    page = reviewer.send("Ghi báo cáo của 2 chi bộ")
    assert "Đảng viên dự họp 63/72 = 87,50%" in page.text, "sums over sums, not the mean of two shares"
    reviewer.get(f"{hanoi}/bang")
    page = reviewer.submit("/thu", file=(io.BytesIO(as_xlsx(good)), "thang-5.xlsx"))
    assert "2 dòng: 0 mới, 2 không đổi" in page.text
    text = reviewer.client.get(f"{hanoi}/cac-chi-bo".replace("cac-chi-bo", "danh-sach.csv")).text
    assert "Chi bộ Phòng Kỹ thuật 2" in text and "Khá" in text
    check_journal(any_house)


def test_whatever_is_changed_beside_a_report_is_named(
    district: District, hanoi: str, browser_of: Callable[[str], Browser]
) -> None:
    secretary = browser_of("secretary")
    secretary.get(hanoi)
    secretary.send("Gửi báo cáo", **typed())
    reviewer = browser_of("reviewer")
    reviewer.get(f"{hanoi}/chi-bo/{code_of(district, 0)}")
    out = {"kind": "excluded", "symbol": "16-QĐ/HU", "issued_on": "2/5/2025", "reason": "Đang sáp nhập"}
    reviewer.send("Ghi quyết định", **out)
    check_journal(district.house)
    assert not unnoticed(district.house, "meeting_return", "return_exception")


def test_the_targets_of_a_month_and_a_district_that_asks_for_more_than_the_city(
    app: Flask, district: District, hanoi: str, browser_of: Callable[[str], Browser], clock: MovableClock
) -> None:
    secretary = browser_of("secretary")
    secretary.get(hanoi)
    secretary.send("Gửi báo cáo", **typed())
    public, committee = Browser(app.test_client()), browser_of("reviewer")
    page = public.get(f"/chuong-trinh/{HANOI}/2025")
    assert "không công khai vì có ít hơn ba chi bộ" in page.text and "33/36" not in page.text
    assert "Tháng nào có ít hơn ba chi bộ" in page.text and "Số chi bộ" not in page.text
    page = committee.get(f"/chuong-trinh/{HANOI}/2025")
    assert "33/36 = 91,67% – đạt chỉ tiêu 90%; 1 đơn vị chưa báo cáo" in page.text and "(tháng 5/2025)" in page.text
    assert "1/1 = 100% – đạt chỉ tiêu 100%; 1 đơn vị chưa báo cáo" in page.text
    late = browser_of("secretary2")
    late.get(hanoi)
    late.send("Gửi báo cáo", **typed(present="31", **scored("ty_le_du_hop")))
    assert "64/72 = 88,89% – chưa đạt 90%" in committee.get(f"/chuong-trinh/{HANOI}/2025").text

    source = publishing.text_of("hn-da11-clsh-2025")
    with unit_of_work(district.house) as work:
        first = unit.get_versions(work.session, [district.units[0].id], work.today)[district.units[0].id]
        below = unit.found(
            work, work.system(), name="Đảng bộ quận", short_name="Quận", kind="dang_bo_co_so", level="grassroots",
            parent=work.session.get_one(Unit, first.parent_id), valid_from=date(2020, 1, 1),
        )  # fmt: skip
        issuer = below.code

    def local(pct: int) -> str:
        text = source.replace(f'code = "{HANOI}"', 'code = "hn-quan"', 1)
        text = text.replace('"ty_le_du_hop", pct = 90', f'"ty_le_du_hop", pct = {pct}')
        text = text.replace('of = "due"\npct = 90', f'of = "due"\npct = {pct}')
        return f'{text}\n[overlay]\nof = "{HANOI}"\nedition = "{digest(source)}"\n'

    bodies = dict.fromkeys(publishing.bodies_of(publishing.parsed(source)), issuing_body.OUTSIDE)
    manager = district.mandates["manager"]
    with pytest.raises(EditionInvalid) as refused:
        publishing.publish(district.house, manager, local(85), issuer, bodies)
    assert refused.value.errors == (
        "targets[T-HN-3].pct: 85% thấp hơn khung 90%", "returns.attendance.pct: 85% thấp hơn khung 90%",
    )  # fmt: skip
    publishing.publish(district.house, manager, local(92), issuer, bodies)
    new = rounds.NewRound("2025", date(2025, 5, 1), date(2025, 12, 31), date(2025, 12, 31))
    rounds.open_new(district.house, manager, "hn-quan", new)
    page = public.get("/chuong-trinh/hn-quan/2025")
    assert "92% (khung: 90%)" in page.text, "what is stricter stands beside the framework's own value"


def both_tables_count_the_same_cells(district: District) -> None:
    with district.house.db.reading() as session:
        reviewing = load_actor(session, district.mandates["reviewer"], date(2025, 6, 6))
        place = find_place(Glance(session, reviewing, district.house.clock()), HANOI, "2025-05")
        round_ = session.scalars(select(Round).where(Round.programme_id == place.programme.id)).one()
        above = read_place(session, round_, date(2025, 6, 6))
        cells = [one.id for one in district.units]
        found = add_up(session, above, read_asked(session, above), place.programme.issuer_id, cells)
        sums = public_sums(session, place, "2025-05", date(2025, 6, 6))
    may = next(one for one in found if one.month == "2025-05")
    assert sums.reported == sum(may.grades.values()) == 1 and may.asked == sums.active == 1


def test_a_cell_that_ended_later_stays_in_the_months_it_was_there(
    any_house: House, district: District, hanoi: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch,
    browser_of: Callable[[str], Browser],
) -> None:  # fmt: skip
    monkeypatch.setattr(dashboard_months, "LEAST_TOLD", 2)  # the district has two cells
    for part in ("secretary", "secretary2"):
        cell = browser_of(part)
        cell.get(hanoi)
        cell.send("Gửi báo cáo", **typed())
    record(district, Row(1, "dissolve", code_of(district, 1), related=(code_of(district, 0),)))
    clock.advance(days=55)  # into July, when it is no more
    job.work_once(any_house)
    with any_house.db.reading() as session:
        asked = select(Round).join(Programme, Round.programme_id == Programme.id).where(Programme.code == HANOI)
        round_ = session.scalars(asked.options(joinedload(Round.programme), joinedload(Round.edition))).one()
        told, kept_back = told_to_all(session, read_place(session, round_, date(2025, 7, 10)))
    assert [(one.month, one.asked, sum(one.grades.values())) for one in told] == [("2025-05", 2, 2), ("2025-06", 2, 0)]
    assert kept_back, "July asks one cell alone"


def test_who_also_belongs_to_a_cell_decides_nothing_about_it(district: District, hanoi: str) -> None:
    also_secretary(district, "reviewer")

    def decide(number: int) -> None:
        except_unit(
            district.house, district.mandates["reviewer"], HANOI, code_of(district, number), "excluded", "2025-05",
            "2025-05", minutes=None, reason="Đang sáp nhập", symbol="16-QĐ/HU", issued_on=date(2025, 5, 2),
        )  # fmt: skip

    with pytest.raises(NotAllowed):
        decide(0)
    decide(1)
    with unit_of_work(district.house) as work:
        issuer = unit.get_versions(work.session, [district.units[0].id], work.today)[district.units[0].id].parent_id
        above = work.session.get_one(Unit, issuer)
        committee = unit.found(
            work, work.system(), name="Đảng bộ xã", short_name="Xã", kind="dang_bo_co_so", level="grassroots",
            parent=above, valid_from=date(2020, 1, 1),
        ).code  # fmt: skip
    with pytest.raises(Invalid) as refused:
        except_unit(
            district.house, district.mandates["manager"], HANOI, committee, "excluded", "2025-05", "2025-05",
            minutes=None, reason="Đang sáp nhập", symbol="16-QĐ/HU", issued_on=date(2025, 5, 2),
        )  # fmt: skip
    assert refused.value.errors == {"month": "return-not-asked"}, "a committee meets in its cells"
    check_journal(district.house)
