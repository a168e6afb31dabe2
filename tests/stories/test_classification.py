"""The end of a year in a bloc of 159 organisations: prepared from a table, decided as a list, never rounded up."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from states.classification import Said
from states.process import Refused
from tests.app_fixtures import check_journal
from tests.builders import District, MovableClock, also_secretary
from tests.page import Browser
from tests.stories.test_shapes import published
from tests.tampering import unnoticed
from workflow_app.house import House
from workflow_app.models import Account, Job, Unit
from workflow_app.services import classification, classification_view, job, publishing, unit
from workflow_app.services import round as rounds
from workflow_app.services.actor import load_actor
from workflow_app.services.errors import Invalid
from workflow_app.services.meeting_exception import except_unit
from workflow_app.services.perform import unit_of_work
from workflow_app.tables import as_xlsx

HEAD = [
    "Đơn vị", "Mức xếp loại", "Điểm", "Nhiệm vụ được giao", "Nhiệm vụ đúng hạn", "Nhiệm vụ vượt mức",
    "Hạn chế chưa khắc phục", "Đảng viên được xếp loại", "Đảng viên tốt trở lên",
]  # fmt: skip
NAM_DINH = "nd-dukccqdn-clsh"
EXCELLENT, GOOD, COMPLETED = "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Hoàn thành nhiệm vụ"


@pytest.fixture
def bloc(district: District) -> District:
    """The district with 159 organisations under it."""
    with unit_of_work(district.house) as work:
        above = unit.get_versions(work.session, [district.units[0].id], work.today)[district.units[0].id].parent_id
        parent = work.session.get_one(Unit, above)
        for number in range(3, 160):
            unit.found(
                work, work.system(), name=f"Chi bộ Phòng Kỹ thuật {number}", short_name=f"Phòng {number}",
                kind="chi_bo_co_so", level="grassroots", cell_type="co_quan", parent=parent,
                valid_from=date(2020, 1, 1),
            )  # fmt: skip
    return district


def rows(good: int, **first: Any) -> list[list[Any]]:
    """The levels of all 159: so many good or better, fourteen of them excellent; the rest completed."""
    made: list[list[Any]] = [list(HEAD)]
    for number in range(1, 160):
        level = EXCELLENT if number <= 14 else GOOD if number <= good else COMPLETED
        points = {EXCELLENT: "92,5", GOOD: "80", COMPLETED: "60"}[level]
        row = [f"Chi bộ Phòng Kỹ thuật {number}", level, points, 10, 10, 3, 0, 54, 50]
        made.append([first.get(HEAD[i], cell) if number == 1 else cell for i, cell in enumerate(row)])
    return made


def upload(reviewer: Browser, table: list[list[Any]]) -> Any:
    reviewer.follow("Ghi từ tệp Excel hoặc CSV")
    return reviewer.submit("/thu", file=(io.BytesIO(as_xlsx(table)), "xep-loai.xlsx"))


def test_144_of_159_reach_ninety_per_cent_and_143_do_not_and_are_never_rounded_up_to_it(
    app: Flask, any_house: House, bloc: District, clock: MovableClock, browser_of: Callable[[str], Browser]
) -> None:
    manager = browser_of("manager")
    address = published(manager, "nd-dukccqdn-clsh-2022", "2025")
    public = Browser(app.test_client())
    assert "Chưa có quyết định xếp loại nào" in public.get(address).text
    clock.advance(days=220)  # December
    reviewer, listing = browser_of("reviewer"), address.replace("/chuong-trinh/", "/xep-loai/")
    reviewer.get(address)
    assert "Theo 366-QĐ/TW" in reviewer.follow("Danh sách xếp loại").text
    page = upload(reviewer, rows(143, Điểm="88"))
    assert "159 dòng: 159 mới, 0 không đổi, 0 cần sửa." in page.text and "14 × Hoàn thành xuất sắc" in page.text
    page = reviewer.send("Ghi mức của 159 đơn vị để trình")
    assert "88 điểm chưa đủ cho mức này: 366-QĐ/TW đòi từ 90 điểm." in page.text

    board = browser_of("board")
    page = board.get(listing)
    assert "Có đơn vị chưa đủ điều kiện của mức đã ghi" in page.text and "Ghi quyết định" not in page.text
    reviewer.get(listing)
    page = upload(reviewer, rows(143))
    assert "159 dòng: 1 mới, 158 không đổi" in page.text, "the same rows again change nothing"
    reviewer.send("Ghi mức của 1 đơn vị để trình")
    board.get(listing)
    seen = board.page.form(listing)["seen"]
    assert "Nhập số, ký hiệu quyết định" in board.send("Ghi quyết định xếp loại", 422).text
    page = board.send("Ghi quyết định xếp loại", symbol="125-QĐ/HU", decided_on="20/12/2025")
    assert "Đã ghi quyết định xếp loại năm" in page.text and "125-QĐ/HU" in page.text and seen
    shown = public.get(address).text
    assert "143/159 = 89,94% – chưa đạt 90%" in shown and "366-QĐ/TW" in shown
    assert "Chi bộ Phòng Kỹ thuật 15" not in shown, "only how many, never who"

    # one organisation is judged anew, by a decision that says why
    reviewer.get(listing)
    reviewer.follow("Ghi mức: Chi bộ Phòng Kỹ thuật 144")
    reviewer.send("Ghi để trình", level="good", points="70")
    board.get(listing)
    asked = {"symbol": "126-QĐ/HU", "decided_on": "22/12/2025"}
    assert "Xin ghi lý do" in board.send("Ghi quyết định xếp loại", 422, **asked).text
    board.send("Ghi quyết định xếp loại", reason="Xem lại theo kiến nghị của đơn vị", **asked)
    shown = public.get(address).text
    assert "144/159 = 90,57% – đạt chỉ tiêu" in shown
    secretary = browser_of("secretary")
    job.work_once(bloc.house)
    assert "Đơn vị của đồng chí đã được xếp loại năm 2025" in secretary.get("/thong-bao").text
    assert EXCELLENT not in secretary.page.text, "the notice, which goes by mail too, never says the level"
    own = secretary.follow("Đơn vị của đồng chí đã được xếp loại năm 2025").text
    assert "Đơn vị của đồng chí, năm 2025: Hoàn thành xuất sắc nhiệm vụ (366-QĐ/TW)" in own
    assert "7.950/8.586 = 92,59% – đạt chỉ tiêu" in shown, "members are counts that the organisations gave"
    with pytest.raises(Invalid) as refused:
        except_unit(
            bloc.house, bloc.mandates["manager"], NAM_DINH, bloc.units[1].code, "excluded", "2025-05",
            "2025-05", minutes=None, reason="Đang sáp nhập", symbol="16-QĐ/HU", issued_on=date(2025, 5, 2),
        )  # fmt: skip
    assert refused.value.errors == {"last": "return-classified"}, "what a level was judged by stays"
    check_journal(any_house)



def test_whatever_is_changed_beside_the_decision_is_named(
    app: Flask, district: District, clock: MovableClock, browser_of: Callable[[str], Browser]
) -> None:
    address = published(browser_of("manager"), "nd-dukccqdn-clsh-2022", "2025")
    code = address.split("/")[2]
    clock.advance(days=220)
    with district.house.db.reading() as session:
        units = [session.get_one(Unit, one.id).code for one in district.units]
    good = Said("good", Decimal(80), tasks=10, on_time=10, exceeded=0)
    for unit_code in units:
        classification.save(
            district.house, district.mandates["reviewer"], code, "2025", unit_code, good, "", seen=0
        )  # fmt: skip
    decide(district, code)
    check_journal(district.house)
    assert not unnoticed(district.house, "classification", "classification_decision")
    check_journal(district.house)


def decide(district: District, code: str, **more: Any) -> None:
    """The board decides what its page shows."""
    with district.house.db.reading() as session:
        actor = load_actor(session, district.mandates["board"], date(2025, 12, 26))
    seen = classification_view.get_list(district.house, actor, code, "2025").seen
    asked = {"symbol": "125-QĐ/HU", "decided_on": date(2025, 12, 20), "reason": "", "seen": seen} | more
    classification.decide(district.house, district.mandates["board"], code, "2025", **asked)


def on_two_levels(district: District) -> tuple[str, str]:
    """The programme with a committee that has a cell below it: codes of that committee and of the first cell."""
    house, mandates = district.house, district.mandates
    source = publishing.text_of("nd-dukccqdn-clsh-2022")
    source = source.replace('"dang_bo_co_so", "chi_bo_co_so"]', '"dang_bo_co_so", "chi_bo_co_so", "chi_bo_truc_thuoc"]')
    source = source.replace("since = 2025-08-30", "since = 2026-08-30")
    with unit_of_work(house) as work:
        of = unit.get_versions(work.session, [district.units[0].id], work.today)[district.units[0].id].parent_id
        issuer = work.session.get_one(Unit, of)
        since = {"valid_from": date(2020, 1, 1)}
        board = unit.found(
            work, work.system(), name="Đảng bộ Sở Y tế", short_name="Sở Y tế", kind="dang_bo_co_so", level="grassroots",
            parent=issuer, **since,
        )  # fmt: skip
        unit.found(
            work, work.system(), name="Chi bộ Văn phòng Sở", short_name="Văn phòng", kind="chi_bo_truc_thuoc",
            level="cell_sub", cell_type="co_quan", parent=board, **since,
        )  # fmt: skip
        over, first, issuer_code = board.code, work.session.get_one(Unit, district.units[0].id).code, issuer.code
    publishing.publish(house, mandates["manager"], source, issuer_code, {})
    ends = date(2025, 12, 31)
    rounds.open_new(house, mandates["manager"], NAM_DINH, rounds.NewRound("2025", date(2025, 5, 20), ends, ends))
    return over, first


def test_nobody_writes_or_decides_the_level_of_a_unit_of_their_own(district: District) -> None:
    house, (_, first) = district.house, on_two_levels(district)
    reviewer = district.mandates["reviewer"]
    classification.save(house, reviewer, NAM_DINH, "2025", first, Said("good"), "", seen=0)
    for part in ("reviewer", "board"):
        also_secretary(district, part)
    with pytest.raises(Invalid) as own:
        classification.save(house, reviewer, NAM_DINH, "2025", first, Said("excellent"), "", seen=1)
    assert own.value.errors == {"level": "class-own"}, "nobody writes the level of a unit of their own"
    with pytest.raises(Refused, match="class-own"):
        decide(district, NAM_DINH, decided_on=date(2025, 5, 20))
    check_journal(house)


def test_lower_levels_come_first_the_cap_holds_and_a_list_that_moved_is_not_decided(
    app: Flask, district: District, clock: MovableClock, browser_of: Callable[[str], Browser]
) -> None:
    house, mandates = district.house, district.mandates
    over, first = on_two_levels(district)
    code, reviewer = NAM_DINH, mandates["reviewer"]
    classification.save(house, reviewer, code, "2025", over, Said("excellent"), "", seen=0)
    with pytest.raises(Refused) as refused:
        decide(district, code, decided_on=date(2025, 5, 20))
    assert refused.value.reasons == ("class-early", "class-lower", "class-cap"), "every reason at once"
    clock.advance(days=220)  # December
    page = browser_of("reviewer").get(f"/xep-loai/{code}/2025")
    assert "Chờ cấp dưới xếp loại trước: Chi bộ Văn phòng Sở" in page.text and "Vượt tỷ lệ" in page.text
    classification.save(house, reviewer, code, "2025", over, None, "", seen=1)
    writer = browser_of("reviewer")
    writer.get(f"/xep-loai/{code}/2025/{first}")
    page = writer.send("Ghi để trình", 422, points="80")
    assert "Xin chọn một trong bốn mức" in page.text and 'value="80"' in page.html, "a level forgotten loses nothing"
    page = writer.send("Ghi để trình", 422, level="good", points="101", members="5", members_good="6")
    assert "nằm ngoài thang điểm" in page.text and "nhiều hơn số được xếp loại" in page.text, "all at once"
    classification.save(house, reviewer, code, "2025", first, Said("good"), "", seen=0)
    writer.get(f"/xep-loai/{code}/2025")
    page = upload(writer, [["Đơn vị", "Mức xếp loại", "Nhóm tương đồng"], [first, GOOD, "Khối y tế"]])
    assert "1 dòng: 1 mới, 0 không đổi" in page.text, "another group alone is a change"
    assert "Khối y tế" in writer.send("Ghi mức của 1 đơn vị để trình").text
    with pytest.raises(Refused, match="class-changed"):
        decide(district, code, decided_on=date(2025, 5, 20), seen="0" * 64)
    decide(district, code, decided_on=date(2025, 5, 20))
    classification.save(house, reviewer, code, "2025", first, Said("completed"), "", seen=0)
    decide(district, code, decided_on=date(2025, 5, 20), reason="Xem lại theo kiến nghị của đơn vị")
    job.work_once(house)
    with house.db.reading() as session:
        told = session.execute(select(Account.login, Job.kind).join(Job, Job.recipient_id == Account.id)).all()
    assert [(row.login, row.kind) for row in told if row.kind.startswith("classification.")] == [
        ("bi-thu-1", "classification.decided"), ("bi-thu-1", "classification.corrected"),
    ], "the secretary alone, of that unit alone"  # fmt: skip
    page = browser_of("manager").get("/thu-mau?loai=classification.corrected")
    assert "Mức xếp loại năm 2025 của đơn vị đồng chí đã được quyết định lại" in page.text
    assert "/chuong-trinh/chuong-trinh/2025" in page.text and "after signing in" in page.text
    for part, status in (("secretary", 403), ("clerk", 403), ("incharge", 403)):
        browser_of(part).get(f"/xep-loai/{code}/2025", status)
    check_journal(house)
