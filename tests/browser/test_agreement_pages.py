"""Every page about an agreement: in both sizes and colours, narrow, with big letters, and by keyboard alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select

from tests import agreements, certificates, matrix, papers
from tests.browser.conftest import OpenWindow
from tests.browser.keyboard import Keyboard
from tests.browser.window import TOO_WIDE, Window
from tests.builders import state_of
from tests.certificates import Office
from workflow_app import create_app
from workflow_app.house import House
from workflow_app.models import Case, Mandate
from workflow_app.services import ceremony, commitment_amendment, seal
from workflow_app.services.verify_journal import verify

pytestmark = [pytest.mark.tool("chromium"), pytest.mark.timeout(400)]

NARROW = 320  # px: a page of 1280 at four times its size
# A link that leads nowhere leaves whoever pressed it where they were.
LEADS_NOWHERE = """() => [...document.querySelectorAll("main a[href^='#']")]
  .map(a => decodeURIComponent(a.hash.slice(1))).filter(id => !document.getElementById(id))"""
SKIPS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(h => Number(h.tagName[1]))
  .filter((level, at, all) => at === 0 ? level > 2 : level > all[at - 1] + 1)"""


@pytest.fixture
def office(house: House, tmp_path: Path) -> Office:
    return certificates.build(house, tmp_path)


@pytest.fixture
def app(office: Office) -> Flask:
    return create_app(office.house)


def enters(window: Window, office: Office, part: str) -> Window:
    """A window in which this person is signed in."""
    with office.house.db.reading() as session:
        mandate = session.get_one(Mandate, office.district.mandates[part])
        account = mandate.account_id or 0
    token = matrix.open_session(office.house, account, mandate.id)
    window.tab.context.add_cookies([{"name": "phien", "value": token, "url": "http://localhost"}])
    return window


def amendment_of(office: Office, code: str) -> str:
    """An amendment that is being written."""
    house, manager = office.house, office.district.mandates["manager"]
    commitment_amendment.amend(house, manager, code, seen=agreements.seen(house, code)[0])
    with house.db.reading() as session:
        return str(session.scalars(select(Case.code).order_by(Case.id.desc())).first())


def test_every_page_can_be_read_by_everybody_in_every_size_and_colour(open_window: OpenWindow, office: Office) -> None:
    district, house = office.district, office.house
    seal.create(house, "Huyện ủy Đắk Song")
    signing, owed = office.frozen(), agreements.owing(district)
    amendment, draft = amendment_of(office, owed), agreements.drafted(district)
    papers.entered(district, signing, "secretary")
    ceremony.open_room(house, district.mandates["manager"], signing)
    written, case, done = (f"/giao-uoc/{code}" for code in (draft, signing, owed))
    walks = {
        "manager": [
            f"{written}/viet", f"{written}/thu-tu", case, f"{case}/le-ky", f"{case}/le-ky/man-hinh", f"{case}/nhac",
            f"{case}/lich-nhac", f"{case}/ban-giay", done, f"{done}/viec", f"{done}/viec/bao-cao/1/tra-lai",
            f"/giao-uoc/{amendment}/phu-luc/viet", f"{done}/van-ban",
        ],
        "reviewer": [f"{case}/ban-giay/1"],
        "board": [f"{case}/ky", f"{case}/chung-thu", f"{case}/tam-dung"],
        "": [f"/tra-cuu/{owed}", f"/tra-cuu/{owed}/van-ban"],
    }  # fmt: skip
    for part, paths in walks.items():
        for screen in ("desktop", "phone"):
            window = open_window(screen)
            if part:
                enters(window, office, part)
            for path in paths:
                page = window.get(path)
                assert page.path == path, f"{part} is led away from {path}"
                looks_well(window, screen)
            window.tab.context.close()


def looks_well(window: Window, screen: str) -> None:
    """Nothing is cut off on a narrow screen or in big letters, headings go down step by step, links lead somewhere."""
    tab = window.tab
    assert tab.evaluate(SKIPS) == tab.evaluate(LEADS_NOWHERE) == [], tab.url
    size = tab.viewport_size
    if screen == "phone":
        tab.set_viewport_size({"width": NARROW, "height": 844})
    else:
        tab.evaluate("document.documentElement.style.fontSize = '200%'")
    assert tab.evaluate(TOO_WIDE) == [], tab.url
    tab.set_viewport_size(size or {"width": NARROW, "height": 844})


def test_order_report_amendment_and_certificate_need_no_mouse(open_window: OpenWindow, office: Office) -> None:
    district, house = office.district, office.house
    seal.create(house, "Huyện ủy Đắk Song")
    code, owed = office.frozen(), agreements.owing(district)
    amendment, draft = amendment_of(office, owed), agreements.drafted(district)
    window = enters(open_window(), office, "manager")
    keyboard, tab = Keyboard(window), window.tab

    window.get(f"/giao-uoc/{draft}/thu-tu")
    keyboard.writes("seats-0-until", "31/02/2025")
    keyboard.to("seats-1-countersign")
    keyboard.keys.press("Space")
    keyboard.presses("Lưu thứ tự và hạn ký", status=422)
    keyboard.is_at(tab.locator(".summary"))
    keyboard.keys.press("Tab")
    keyboard.keys.press("Enter")
    keyboard.is_at(tab.locator('[name="seats-0-until"]'))
    expect(tab.locator('[name="seats-0-until"]')).to_have_value("31/02/2025")
    expect(tab.locator('[name="seats-1-countersign"]')).to_be_checked()
    keyboard.keys.press("Control+A")
    keyboard.keys.type("30/05/2025")
    keyboard.presses("Lưu thứ tự và hạn ký")

    window.get(f"/giao-uoc/{owed}/viec")
    keyboard.presses("Công nhận báo cáo")
    keyboard.presses("Công nhận báo cáo")
    assert window.page is not None and "Đã hoàn thành" in window.page.text

    window.get(f"/giao-uoc/{amendment}/phu-luc/viet")
    keyboard.presses("Lưu và xem lại", status=422)
    keyboard.is_at(tab.locator(".summary"))
    keyboard.to("k1-kind")
    keyboard.keys.press("ArrowDown")
    keyboard.to("k1-text")
    keyboard.keys.press("Control+A")
    keyboard.keys.type("Sinh hoạt trước ngày 05 hằng tháng")
    keyboard.presses("Lưu và xem lại")
    assert "Sinh hoạt trước ngày 05 hằng tháng" in window.page.text

    window = enters(open_window(), office, "board")
    keyboard = Keyboard(window)
    window.get(f"/giao-uoc/{code}/chung-thu")
    keyboard.presses("Gửi tệp đã ký", status=422)
    keyboard.is_at(window.tab.locator(".summary"))
    with ThreadPoolExecutor() as aside:
        holder = office.authority.issue("Lê Văn Thường")
        signed = aside.submit(certificates.sign, office.last(code), holder, "Ben-1").result()
    keyboard.chooses("file", "da-ky.pdf", signed)
    keyboard.presses("Gửi tệp đã ký")
    assert state_of(house, code) == "partially_signed" and not verify(house).findings
