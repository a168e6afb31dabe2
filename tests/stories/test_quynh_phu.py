"""The acceptance story of Quỳnh Phụ: seventeen cells of 2022, and what is left of it when the district has ended."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from tests import quynh_phu as scene
from tests import story_e
from tests.builders import District, MovableClock
from tests.clerk import Cast
from tests.page import Browser
from workflow_app.demo.quynh_phu import DISTRICT, PROGRAMME, REGISTERED
from workflow_app.demo.quynh_phu_years import MERGED, NEW
from workflow_app.house import House
from workflow_app.services import export, job
from workflow_app.transparency.verify import verify_export
from workflow_app.wording import cell_type_name

PAGE = f"/chuong-trinh/{PROGRAMME}"


@pytest.fixture
def people(app: Flask, quynh_phu: District) -> Cast:
    """Everybody of the district, each with a browser of their own."""
    return Cast(quynh_phu, lambda part: Browser(app.test_client()))


def one_cell_by_hand(people: Cast, visitor: Browser, clock: MovableClock) -> str:
    """From the round that opens to the page that says "Valid", each step by whoever takes it; returns the code."""
    manager, committee, board = people("manager committee board")
    scene.opens_the_round(manager, 2022, "04/05/2022", "31/07/2022")
    registration = scene.registers(people.one(scene.FIRST))
    story_e.accepts_registration(committee, board, registration)
    scene.to(clock, date(2022, 11, 7))
    scene.shares(manager, scene.is_checked(people, registration))
    scene.to(clock, date(2022, 11, 21))
    code = scene.is_put_up(people)
    scene.to(clock, date(2022, 11, 29))
    scene.is_recognised(people, code)
    page = visitor.get(f"/cong-nhan/{code}")
    assert page.heading == "Hợp lệ" and "Số 01-QĐ/HU, 29/11/2022" in page.text
    assert "từ 29/11/2022 đến hết ngày 28/11/2026" in page.text and "hiện nay" not in page.text
    return code


def the_others(people: Cast, clock: MovableClock) -> dict[str, str]:
    """Sixteen cells more in the same year; with the first they are seventeen, of five types."""
    district = people.district
    names = [name for name in district.mandates if name.startswith("Chi bộ") and name != scene.FIRST]
    types = [cell_type for name, cell_type, _ in scene.demo.cell_names() if name in (*names, scene.FIRST)]
    assert {one: types.count(one) for one in types} == REGISTERED and len(types) == 17
    return scene.beside(district, clock, names, 2022)


def everybody_can_check_what_was_recognised(visitor: Browser, codes: dict[str, str]) -> None:
    """Each page of 2022 says who it was, who it is, and proves its own history."""
    for name, code in codes.items():
        page = visitor.get(f"/cong-nhan/{code}")
        assert page.heading == "Hợp lệ" and name in page.text and scene.ENDED in page.text, name
        assert "Mọi mục có trong cây" in page.text and "(sai)" not in page.text
        assert len([link for link in page.links() if link.endswith(".tlog-proof")]) == 11
        merged = f"{name}, kết thúc hoạt động từ ngày 01/07/2025; nay thuộc {NEW}"
        assert (merged in page.text) == (name in MERGED)
    assert "Huyện ủy Quỳnh Phụ" in visitor.follow("Xem và in giấy công nhận").text


def test_a_district_recognises_model_cells_and_ends_and_all_it_recognised_stays_readable_and_provable(
    people: Cast, browser: Browser, house: House, clock: MovableClock, tmp_path: Path
) -> None:
    district = people.district
    first = one_cell_by_hand(people, browser, clock)
    clock.now = scene.BEGINS  # the others went the same way, in the same months
    codes = {scene.FIRST: first, **the_others(people, clock)}
    assert "17 – chưa đạt 20–25" in browser.get(f"{PAGE}/2022").text
    _, _, table = browser.page.text.partition("Đăng ký được chấp nhận theo loại hình")
    assert all(f"{cell_type_name(one)} {number} " in table for one, number in REGISTERED.items()), table[:300]
    assert "Cộng 17" in table
    listed = browser.follow("Các đơn vị được công nhận trong kỳ")
    assert listed.heading == "Tra cứu công nhận" and "17 hồ sơ" in listed.text

    # more cells of 2023; a cell of the year before is recognised again, and not counted a second time
    (manager,) = people("manager")
    scene.to(clock, date(2023, 3, 1))
    scene.opens_the_round(manager, 2023, "01/03/2023", "31/07/2023")
    again = scene.beside(district, clock, [*scene.more_cells(district), scene.FIRST], 2023)
    page = browser.get(f"{PAGE}/2023")
    assert len(again) == 23 and "22 – đạt chỉ tiêu 20–25" in page.text

    # the last round of the scheme; in the middle of it the district is no more
    scene.to(clock, date(2025, 1, 6))
    scene.opens_the_round(manager, 2025, "06/01/2025", "31/07/2025")
    scene.the_district_ends(district, clock)
    assert scene.ENDED in browser.get(f"{PAGE}/2025").text, "whose it was, and whose it is"
    scene.to(clock, date(2026, 1, 1))
    job.work_once(house)
    page = browser.get(f"{PAGE}/2025")
    assert "Ngày đầu kỳ (06/01/2025) 358 Ngày cuối kỳ (31/12/2025) 357" in page.text
    assert "Chưa quyết định mẫu số" in page.text and "; ".join(MERGED) in page.text
    scene.heir(district)
    (heir,) = people("heir")
    heir.comes_in()
    for choice, grassroots, day in (
        ("recount", "20/41 = 48,78% – chưa đạt 50%", "tại ngày 31/12/2025"),
        ("keep", "21/42 = 50% – đạt chỉ tiêu 50%", "tại ngày 06/01/2025"),
    ):
        heir.opens(f"{PAGE}/2025")
        heir.browser.follow("Quyết định về mẫu số")
        why = "Huyện ủy Quỳnh Phụ kết thúc hoạt động"
        paper = {"symbol": f"0{len(choice)}-QĐ/ĐU", "issued_on": "01/01/2026", "reason": why}
        heir.browser.send("Ghi quyết định", choice=choice, **paper)
        page = browser.get(f"{PAGE}/2025")
        assert grassroots in page.text and "18/316 = 5,70% – chưa đạt 20%" in page.text
        assert f"theo 0{len(choice)}-QĐ/ĐU ngày 01/01/2026. Lý do: {why}" in page.text and day in page.text
    everybody_can_check_what_was_recognised(browser, codes)
    shared = browser.get(f"{PAGE}/cach-lam-hay").text
    assert "Đọc nghị quyết trên loa thôn" in shared and scene.FIRST in shared, "for others to follow, years later"
    assert DISTRICT in browser.get(f"/cong-nhan/{codes[MERGED[0]]}").text, "what it stood below then"
    export.export(house, tmp_path / "log")
    assert verify_export(tmp_path / "log", vkeys=house.keys.verifiers.text()).ok
