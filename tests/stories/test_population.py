"""Units go while a period runs: both numbers are kept, and who runs the programme says in public which counts."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import select

from states.population import Basis
from states.reorganisation import Row
from tests import recognition
from tests.app_fixtures import check_journal
from tests.builders import District, MovableClock
from tests.page import Browser
from tests.reorganising import TOP, codes, heading, record
from tests.services.test_fate import PROVINCE, appointed, dissolved, province
from tests.tampering import unnoticed
from tests.web.visits import get_in
from workflow_app.house import House
from workflow_app.models import Edition, Entry, Population, Programme
from workflow_app.services import job, population, unit_event, unit_event_record
from workflow_app.services.edition import rules_of

PAGE = "/chuong-trinh/ds-bontot/2025"
TARGET = """
[[targets]]
code = "T-QP-2"
name = { vi = "Chi bộ cơ sở đạt kiểu mẫu", en = "Model cells" }
kind = "share"
count = "recognised_ever"
of = "organisations"
unit_kinds = ["chi_bo_co_so"]
pct = 50
"""


def merged_in_june(house: House, clock: MovableClock) -> District:
    """Three cells, of which one is recognised; it becomes one with another on 1 June, and the period ends in June."""
    source = recognition.SOURCE.replace("\n[[steps]]", f"{TARGET}\n[[steps]]", 1)
    district = recognition.add_people(recognition.builders.build_district(house, cells=3, source=source))
    job.work_once(house)
    recognition.published(district)
    known = codes(district)
    merge = [
        Row(0, "found", "M1", "Chi bộ Kỹ thuật", unit_kind="chi_bo_co_so", cell_type="co_quan", parent=known[TOP]),
        *(Row(0, "merge", known[f"Chi bộ Phòng Kỹ thuật {number}"], related=("M1",)) for number in (1, 2)),
    ]
    record(district, *merge, at=heading(date(2025, 6, 15)))
    while clock().date() < date(2025, 7, 1):
        clock.advance(days=1)
        job.work_once(house)
    return district


def test_both_numbers_stand_until_somebody_decides_and_the_figure_follows_the_decision(
    app: Flask, any_house: House, clock: MovableClock
) -> None:
    district = merged_in_june(any_house, clock)
    public = Browser(app.test_client())
    page = public.get(PAGE)
    assert "Chưa quyết định mẫu số" in page.text and "1/3 = 33,33% – chưa đạt 50%" in page.text
    assert "Không còn ở cuối kỳ: Chi bộ Phòng Kỹ thuật 1; Chi bộ Phòng Kỹ thuật 2" in page.text
    manager = get_in(app, district, "manager")
    manager.get(PAGE)
    manager.follow("Quyết định về mẫu số")
    paper = {"symbol": "20-QĐ/HU", "issued_on": "1/7/2025", "reason": "Hai chi bộ hợp nhất theo kế hoạch"}
    assert "Chưa chọn mẫu số" in manager.send("Ghi quyết định", 422, **paper).text
    manager.send("Ghi quyết định", choice="recount", **paper)
    page = public.get(PAGE)
    assert "1/2 = 50% – đạt chỉ tiêu 50%" in page.text, "the new cell carries on what one of the two had reached"
    assert "Tính lại theo 2 đơn vị của ngày cuối kỳ, theo 20-QĐ/HU ngày 01/07/2025" in page.text
    manager.get(f"{PAGE}/mau-so")
    manager.send("Ghi quyết định", choice="keep", **paper | {"symbol": "21-QĐ/HU"})
    page = public.get(PAGE)
    assert "don-vi.csv" not in "".join(page.links()), "names of units nobody registered are not public"
    assert public.client.get(f"{PAGE}/mau-so/don-vi.csv").status_code == 303
    assert get_in(app, district, "secretary").client.get(f"{PAGE}/mau-so/don-vi.csv").status_code == 403
    manager.get(PAGE)
    listed = manager.client.get(manager.page.link("tệp CSV", "mau-so")).text.splitlines()
    merged = next(line for line in listed if "Chi bộ Phòng Kỹ thuật 1" in line)
    assert merged.endswith("có,không,Chi bộ Kỹ thuật") and "không,có,Chi bộ Kỹ thuật" in listed[1], "then, and now"
    assert len(listed) == 5, "every unit of the start or of the end once"
    assert "1/3 = 33,33%" in page.text and "Giữ 3 đơn vị của ngày đầu kỳ, theo 21-QĐ/HU" in page.text
    check_journal(any_house)
    job.work_once(any_house)
    assert [entry for entry in kinds(any_house) if entry.startswith("target.")] == [
        "target.counted", "target.counted", "target.decided", "target.decided",
    ], "each number is taken down once"  # fmt: skip


def kinds(house: House) -> list[str]:
    with house.db.reading() as session:
        return list(session.scalars(select(Entry.kind).order_by(Entry.id)))


def test_no_change_that_is_recorded_later_moves_a_number_that_was_taken_down_and_a_decision_leaves_both_readable(
    sqlite_house: House, clock: MovableClock
) -> None:
    """What is random in it is drawn in `tests/states/test_population.py`; this is the same against the tables."""
    district = merged_in_june(sqlite_house, clock)
    before = numbers(district)
    known = codes(district)
    new = {"unit_kind": "chi_bo_co_so", "cell_type": "co_quan", "parent": known[TOP]}
    merged, third = known["Chi bộ Kỹ thuật"], known["Chi bộ Phòng Kỹ thuật 3"]
    late = Row(0, "found", "N1", "Chi bộ Lập Thêm", **new), Row(0, "rename", third, "Chi bộ Thứ Ba")
    record(district, *late, at=heading(date(2025, 6, 20), "Ghi bổ sung cho tháng 6"))  # within the period
    assert numbers(district) == before
    two = (Row(0, "found", key, f"Chi bộ Kỹ thuật {key}", **new) for key in ("S1", "S2"))
    record(district, *two, Row(0, "split", merged, related=("S1", "S2")), at=heading(date(2025, 7, 1), "Chia tách"))
    record(
        district, Row(0, "dissolve", third, related=(codes(district)["Chi bộ Lập Thêm"],)), at=heading(clock().date())
    )
    assert numbers(district) == before
    paper = {"reason": "Theo kế hoạch", "symbol": "20-QĐ/HU", "issued_on": date(2025, 7, 1)}
    population.decide(sqlite_house, district.mandates["manager"], "ds-bontot", "2025", "recount", **paper)
    taken, basis = numbers(district)
    assert taken == before[0] and (basis.at_start, basis.at_end) == (3, 2) and basis.choice == "recount"
    assert list(basis.units) == list(taken[1]), "and what counts now is the other of both"


def numbers(district: District) -> tuple[list[dict[str, str]], Basis]:
    """The units of both days as they were taken down, and what counts."""
    with district.house.db.reading() as session:
        rows = session.scalars(select(Population).order_by(Population.id)).all()
        standing = population.read_standing(session, district.programme_id, "2025")
        assert standing is not None
        return [dict(row.units) for row in rows], standing.basis


def test_a_number_is_never_changed_after_the_fact(sqlite_house: House, clock: MovableClock) -> None:
    district = merged_in_june(sqlite_house, clock)
    population.decide(
        sqlite_house, district.mandates["manager"], "ds-bontot", "2025", "keep", reason="Theo kế hoạch",
        symbol="20-QĐ/HU", issued_on=date(2025, 7, 1),
    )  # fmt: skip
    check_journal(sqlite_house)
    assert not unnoticed(sqlite_house, "population", "population_decision")


def test_the_units_of_a_committee_that_is_no_more_are_counted_where_they_belong_now(
    sqlite_house: House, clock: MovableClock
) -> None:
    district = recognition.builders.build_district(sqlite_house, cells=2)
    manager = province(district)
    code = dissolved(district, manager)
    unit_event_record.record(sqlite_house, manager, code, 1)
    known = codes(district)
    clock.advance(days=60)
    job.work_once(sqlite_house)
    with sqlite_house.db.reading() as session:
        programme, edition = session.get_one(Programme, district.programme_id), session.get_one(Edition, 1)
        before = population.population_on(session, programme, rules_of(edition), date(2025, 6, 1))
        after = population.population_on(session, programme, rules_of(edition), date(2025, 12, 31))
    cells = {known[f"Chi bộ Phòng Kỹ thuật {number}"] for number in (1, 2)}
    assert set(before) == cells, "below the district while it lived"
    assert set(after) == cells, "and after it ended, though they stand below another committee"


def test_a_programme_whose_committee_ended_is_decided_on_by_a_successor_and_its_certificates_still_hold(
    app: Flask, sqlite_house: House, clock: MovableClock
) -> None:
    source = recognition.SOURCE.replace("\n[[steps]]", f"{TARGET}\n[[steps]]", 1)
    district = recognition.add_people(recognition.builders.build_district(sqlite_house, cells=3, source=source))
    job.work_once(sqlite_house)
    certificate = recognition.published(district)
    manager, known = province(district), codes(district)
    event = unit_event.draft(sqlite_house, manager, heading(date(2025, 6, 20)))
    first, second, third = (known[f"Chi bộ Phòng Kỹ thuật {number}"] for number in (1, 2, 3))
    rows = [
        Row(0, "found", "M1", "Đảng bộ huyện Mới", unit_kind="dang_bo_huyen", parent=known[PROVINCE]),
        Row(0, "found", "C1", "Chi bộ Kỹ thuật", unit_kind="chi_bo_co_so", cell_type="co_quan", parent="M1"),
        Row(0, "dissolve", known[TOP], related=("M1",)),
        *(Row(0, "merge", code, related=("C1",)) for code in (first, second)),
        Row(0, "move", third, parent="M1"),
    ]
    unit_event.write_rows(sqlite_house, manager, event, 0, rows)
    unit_event_record.record(sqlite_house, manager, event, 1)
    while clock().date() < date(2025, 7, 1):
        clock.advance(days=1)
        job.work_once(sqlite_house)
    public = Browser(app.test_client())
    assert "1/3 = 33,33% – chưa đạt 50%" in public.get(PAGE).text and "Chưa quyết định mẫu số" in public.get(PAGE).text
    district.logins["heir"] = "quan-ly-moi"
    appointed(district, "Quản lý mới", "manager", "quan-ly-moi", codes(district)["Đảng bộ huyện Mới"], "subtree")
    heir = get_in(app, district, "heir")
    heir.get(f"{PAGE}/mau-so")
    paper = {"symbol": "3-QĐ/HU", "issued_on": "1/7/2025", "reason": "Huyện ủy cũ đã kết thúc"}
    heir.send("Ghi quyết định", choice="recount", **paper)
    assert "1/2 = 50% – đạt chỉ tiêu 50%" in public.get(PAGE).text
    listed = heir.client.get(f"{PAGE}/mau-so/don-vi.csv").text
    assert "Chi bộ Phòng Kỹ thuật 1,Chi bộ cơ sở,có,không,Chi bộ Kỹ thuật" in listed
    overview = heir.get("/tong-quan/ds-bontot/2025").text
    assert "Chi bộ Phòng Kỹ thuật 1đã được công nhận" in overview, "the tree of the last day"
    page = public.get(f"/cong-nhan/{certificate}").text
    for name in ("Chi bộ Phòng Kỹ thuật 1", "Đơn vị hiện nay", "Chi bộ Kỹ thuật", "Cấp công nhận hiện nay"):
        assert name in page, "as it was called when it was recognised, and who carries it on"
    check_journal(sqlite_house)
