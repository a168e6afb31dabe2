"""A committee sees its branch from above, finds who needs attention within three clicks; others see sums alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.app_fixtures import check_journal
from tests.builders import District, MovableClock, _person, approved, submitted
from tests.page import Browser
from tests.stories.test_returns import HANOI, code_of, scored, typed
from tests.stories.test_shapes import published
from tests.web.visits import queries
from workflow_app.house import House
from workflow_app.models import Unit
from workflow_app.services import dashboard, unit
from workflow_app.services.actor import load_actor
from workflow_app.services.perform import unit_of_work

PAGE = f"/tong-quan/{HANOI}/2025"


def with_committee(district: District, called: str = "Nước") -> str:
    """Found a committee with two cells beside the cells of the district; its code."""
    with unit_of_work(district.house) as work:
        first = unit.get_versions(work.session, [district.units[0].id], work.today)[district.units[0].id]
        above = work.session.get_one(Unit, first.parent_id)
        since = {"valid_from": date(2020, 1, 1)}
        committee = unit.found(
            work, work.system(), name=f"Đảng bộ Công ty {called}", short_name=called, kind="dang_bo_co_so",
            level="grassroots", parent=above, **since,
        )  # fmt: skip
        for number in (1, 2):
            unit.found(
                work, work.system(), name=f"Chi bộ Trạm bơm {number}", short_name=f"Trạm {number}",
                kind="chi_bo_truc_thuoc", level="cell_sub", cell_type="doanh_nghiep", parent=committee, **since,
            )  # fmt: skip
        return str(committee.code)


def test_from_the_first_page_to_a_red_unit_in_three_clicks_and_everybody_sees_only_their_own_branch(
    app: Flask, any_house: House, district: District, browser_of: Callable[[str], Browser], clock: MovableClock
) -> None:
    below = with_committee(district)
    published(browser_of("manager"), "hn-da11-clsh-2025", "2025")
    clock.advance(days=2)
    secretary = browser_of("secretary")
    secretary.get(f"/sinh-hoat/{HANOI}/2025-05")
    secretary.send("Gửi báo cáo", **typed())
    manager = browser_of("manager")
    page = manager.get(PAGE)
    assert "Chưa có kết quả" in page.text and "chưa báo cáo tháng nào" in page.text and "= 0%" not in page.text
    clock.advance(days=16)  # the last day has passed
    late = browser_of("secretary2")
    late.get(f"/sinh-hoat/{HANOI}/2025-05")
    late.send("Gửi báo cáo", **typed(minutes="70", **scored("thoi_luong")))

    manager = browser_of("manager")
    manager.get("/nhiem-vu")
    page = manager.follow("Tổng quan chương trình")  # one; the round that is open comes first
    manager.get(f"/tong-quan?chuong-trinh={HANOI}&ky=1999&don-vi={below}")
    assert "Đảng bộ Công ty Nước" in manager.page.heading, "the unit stays, the period is one that there is"
    page = manager.get(PAGE)
    assert "33/36 = 91,67%" not in page.text and "66/72 = 91,67% – đạt chỉ tiêu 90%; 2 đơn vị chưa báo cáo" in page.text
    assert "Cần ít nhất 65 trên 72" in page.text
    assert "Đảng bộ Công ty Nước2 đơn vị bên dưới" in page.text and "Cần xử lý ngay 2" in page.text
    assert "Không áp dụng" in page.text and "đã báo cáo 0/2" in page.text
    page = manager.follow("Đơn vị cần xử lý, cần chú ý")  # two
    assert "Chi bộ Trạm bơm 1" in page.text and "còn tháng quá hạn chưa báo cáo" in page.text
    assert "Chi bộ Phòng Kỹ thuật 2" in page.text and "báo cáo tháng gần nhất muộn" in page.text
    assert "Chi bộ Phòng Kỹ thuật 1" not in page.text
    assert page.text.index("Trạm bơm 2") < page.text.index("Phòng Kỹ thuật 2"), "the worst first"
    page = manager.follow("Chi bộ Trạm bơm 1")  # three
    assert "còn tháng quá hạn chưa báo cáo" in page.text and page.links()
    assert "tháng 5/2025" in manager.follow("5/2025").text.lower()
    table = manager.client.get(f"{PAGE}/danh-sach.csv").text
    assert "Chi bộ Trạm bơm 2" in table or "mật khẩu" in table.lower()

    reviewer = browser_of("reviewer")  # reaches what stands directly below, not what is below that
    assert "Chi bộ Trạm bơm" not in reviewer.get(PAGE).text
    assert "Chi bộ Trạm bơm" not in reviewer.get(f"{PAGE}/don-vi").text
    page = browser_of("secretary").get(PAGE)
    assert "Chi bộ Phòng Kỹ thuật 1" in page.text and "Chi bộ Phòng Kỹ thuật 2" not in page.text
    browser_of("secretary").get(f"{PAGE}?don-vi={code_of(district, 1)}", 404)
    browser_of("secretary").get(f"{PAGE}?don-vi={below}", 404)
    public = Browser(app.test_client())
    assert "Tổng quan: Xây dựng" in public.get("/tong-quan").heading, "to a visitor the round that is open"
    page = public.get(PAGE)
    assert "66/72 = 91,67%" in page.text and "Phòng Kỹ thuật" not in page.text and "Trạm bơm" not in page.text
    assert "Kết quả sinh hoạt từng tháng" in page.text
    public.get(f"{PAGE}?don-vi={below}", 404)
    sums = public.client.get(f"{PAGE}/so-lieu.csv").text
    assert "66/72" in sums and "Trạm bơm" not in sums
    check_journal(any_house)


def test_a_programme_of_registrations_shows_who_did_not_register_who_did_and_who_has_to_mend_something(
    app: Flask, district: District, browser_of: Callable[[str], Browser], clock: MovableClock
) -> None:
    approved(district)
    submitted(district, "secretary2")
    page = browser_of("manager").get("/tong-quan/ds-bontot/2025")
    assert "chưa ký giao ước" in page.text and "đăng ký đang được xem xét" in page.text
    assert "0/2 = 0% – chưa đạt 100%" in page.text and "đăng ký được chấp nhận 1/2" in page.text
    page = Browser(app.test_client()).get("/tong-quan/ds-bontot/2025")
    assert "Chi bộ Phòng" not in page.text and "đăng ký được chấp nhận 1/2" in page.text


def test_a_branch_costs_the_same_queries_however_many_units_it_has(
    district: District, browser_of: Callable[[str], Browser]
) -> None:
    published(browser_of("manager"), "hn-da11-clsh-2025", "2025")
    with district.house.db.reading() as session:
        actor = load_actor(session, district.mandates["manager"], date(2025, 5, 22))
    asked = []
    for _ in range(2):
        with queries(district.house.db) as page:
            dashboard.get_dashboard(district.house, actor, HANOI, "2025")
        with queries(district.house.db) as listed:
            dashboard.list_units(district.house, actor, HANOI, "2025")
        asked.append((len(page), len(listed)))
        with_committee(district, f"số {len(asked)}")
    assert asked[0] == asked[1]


def test_whoever_reaches_no_further_than_the_units_directly_below_reads_no_sums_of_what_stands_below_these(
    app: Flask, sqlite_house: House, district: District, browser_of: Callable[[str], Browser], clock: MovableClock
) -> None:
    code = with_committee(district)
    with unit_of_work(sqlite_house) as work:
        committee = work.session.scalars(select(Unit).where(Unit.code == code)).one()
        below = Unit.path.startswith(f"{committee.path}.", autoescape=True)
        cell = work.session.scalars(select(Unit).where(below).order_by(Unit.id)).first()
        _person(work, district, "station", "tram-bom", "Bí Thư Trạm Bơm", "secretary", "self", cell)
        _person(work, district, "alone", "mot-minh", "Người Một Mình", "manager", "self", committee)
    published(browser_of("manager"), "hn-da11-clsh-2025", "2025")
    clock.advance(days=2)
    station = browser_of("station")
    station.get(f"/sinh-hoat/{HANOI}/2025-05")
    station.send("Gửi báo cáo", **typed())
    told = {}
    for part in ("manager", "reviewer", "alone"):
        with sqlite_house.db.reading() as session:
            actor = load_actor(session, district.mandates[part], date(2025, 5, 22))
        view = dashboard.get_dashboard(sqlite_house, actor, HANOI, "2025")
        assert view.seen is not None
        grades = [sum(month.grades.values()) for row in view.seen.grid for month in row.months]
        told[part] = sum(grades), sum(sum(month.grades.values()) for month in view.trend)
    assert told == {"manager": (1, 1), "reviewer": (0, 0), "alone": (0, 0)}


def test_a_branch_of_very_many_units_is_shown_in_a_programme_without_reports_too(
    district: District, browser_of: Callable[[str], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboard, "MOST_CHOICES", 1)
    assert "Chi bộ Phòng Kỹ thuật 2" in browser_of("manager").get("/tong-quan/ds-bontot/2025").text
