"""A check on a phone: a running total, points that save themselves, and the whole way to the conclusion."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import inspections
from tests.browser.conftest import People
from tests.builders import District, state_of
from workflow_app.house import House

pytestmark = [pytest.mark.tool("chromium"), pytest.mark.timeout(400)]


def test_an_inspector_scores_on_a_phone_and_nothing_typed_is_lost(
    people: People, district: District, house: House
) -> None:
    code = inspections.checking(district)
    (inspector,) = people("inspector", "phone")
    window = inspector.browser
    inspector.opens(f"/danh-gia/{code}/cham-diem")
    tab = window.tab
    tab.locator('[name="c0-points"]').fill("7,5")
    tab.locator('[name="c1-points"]').fill("13")
    expect(tab.locator("output")).to_have_text("20,5")
    bar, screen = tab.locator(".running").bounding_box(), tab.viewport_size
    assert bar and screen and bar["y"] + bar["height"] <= screen["height"] + 1, "the total is out of sight"
    expect(tab.locator("[data-autosave-status]")).to_contain_text("Đã lưu lúc")
    window.inspect()
    inspector.opens(f"/danh-gia/{code}/cham-diem")
    expect(tab.locator('[name="c0-points"]')).to_have_value("7,5")
    window.submit("/cham-diem", then="record", **{"c2-points": "8"})
    kept = {s.criterion: s.points for s in inspections.scores(district, code) if s.side == "team"}
    assert kept == {"N1.1": "7.5", "N1.2": "13", "N1.3": "8"}


def test_every_page_of_a_check_is_fit_for_a_phone(people: People, district: District, house: House) -> None:
    """Opened pages are looked at by axe, in width and on the console."""
    code = inspections.scored(district, N3__2="4")
    inspections.find(district, code)
    lead, cell = people("lead secretary", "phone")
    lead.opens(f"/danh-gia/{code}/ghi-nhan")
    lead.opens(f"/danh-gia/{code}/lap-bien-ban")
    lead.browser.submit("/lap-bien-ban")
    lead.opens(f"/danh-gia/{code}/gui-bien-ban")
    lead.browser.submit("/gui-bien-ban", text="Tổ đã làm việc với đơn vị.")
    cell.opens(f"/danh-gia/{code}/ky-bien-ban")
    cell.browser.submit("/ky-bien-ban")
    lead.opens(f"/danh-gia/{code}/yeu-cau-khac-phuc")
    lead.browser.submit("/yeu-cau-khac-phuc")
    cell.opens(f"/danh-gia/{code}/bao-cao-khac-phuc")
    cell.browser.submit("/bao-cao-khac-phuc", **{"n1-fix": "Đã ghi bổ sung"})
    lead.opens(f"/danh-gia/{code}/phuc-tra")
    lead.browser.submit("/phuc-tra", **{"n1-accepted": "yes"})
    lead.opens(f"/danh-gia/{code}/ket-luan")
    lead.browser.submit("/ket-luan", outcome="met", text="Đủ điểm, đã khắc phục")
    assert state_of(house, code) == "concluded" and lead.sees("Đã kết luận: Đạt")
