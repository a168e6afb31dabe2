"""A ceremony in one browser: seventeen parties on telephones, the wall that nobody touches, one device for many."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Route, expect
from sqlalchemy import func, select

from tests import agreements, matrix, signing
from tests.browser.conftest import OpenWindow
from tests.browser.keyboard import Keyboard
from tests.browser.window import Window
from tests.builders import EDITION, District, build_district, state_of
from workflow_app.house import House
from workflow_app.models import Account, Mandate, Signature
from workflow_app.services import ceremony
from workflow_app.services.verify_journal import verify

pytestmark = [pytest.mark.tool("chromium"), pytest.mark.timeout(400)]

CELLS = 16  # and the committee above them: as many as signed in Ho Chi Minh City
LOST = "Mất kết nối"


@pytest.fixture
def hall(house: House) -> District:
    """A district in which every party must sign, with a trusted key for each who does."""
    source = EDITION.read_text(encoding="utf-8").replace('closing_rule = "open"', 'closing_rule = "all"')
    made = build_district(house, CELLS, source)
    for part in parties(made):
        signing.trusted_of(house, made.mandates[part])
    return made


def parties(district: District) -> list[str]:
    return ["board", *(part for part in district.mandates if part.startswith("secretary"))]


def enters(window: Window, district: District, part: str, device: bool = True) -> Window:
    """A window in which a person has signed in, on a machine that holds the own key."""
    if device:  # first: a new key ends the sessions before it
        window.holds(signing.trusted_of(district.house, district.mandates[part]))
    with district.house.db.reading() as session:
        mandate = session.get_one(Mandate, district.mandates[part])
        token = matrix.open_session(district.house, mandate.account_id or 0, mandate.id)
    window.tab.context.add_cookies([{"name": "phien", "value": token, "url": "http://localhost"}])
    return window


def opened(district: District) -> tuple[str, str]:
    """An agreement that waits for its signatures, and its room."""
    code = agreements.frozen(district)
    return code, ceremony.open_room(district.house, district.mandates["manager"], code)


def signs(window: Window, room: str) -> None:
    """From the code on the wall to the signature and back; the first two have been shown to axe already."""
    tab = window.tab
    tab.goto(f"/le/{room}", wait_until="commit")
    tab.get_by_role("link", name="Đọc và ký").click()
    tab.get_by_role("button", name="Ký", exact=True).click()
    expect(tab.get_by_role("heading", name="Đã ký")).to_be_visible()


def test_seventeen_parties_sign_while_one_drops_out_and_the_wall_fills_by_itself(
    open_window: OpenWindow, hall: District
) -> None:
    code, room = opened(hall)
    wall = enters(open_window("hall"), hall, "manager", device=False)
    wall.get(f"/giao-uoc/{code}/le-ky/man-hinh")
    tally = wall.tab.locator(".tally")
    expect(tally).to_contain_text("0/17")

    first, dropping, *others = parties(hall)
    cut = enters(open_window("phone"), hall, dropping)
    cut.get(f"/le/{room}")
    cut.follow("Đọc và ký")
    button = cut.tab.get_by_role("button", name="Ký", exact=True)
    expect(button).to_be_visible()
    cut.tab.context.set_offline(True)
    button.click()
    expect(cut.tab.get_by_text("Máy này giữ chữ ký vừa rồi")).to_be_visible()

    keyboard = enters(open_window("phone"), hall, first)
    keyboard.get(f"/le/{room}")
    Keyboard(keyboard).presses("Đọc và ký")
    Keyboard(keyboard).presses("Ký")
    expect(tally).to_contain_text("1/17")
    for part in others:
        phone = enters(open_window("phone"), hall, part)
        signs(phone, room)
        phone.tab.context.close()
    expect(tally).to_contain_text("16/17")
    assert state_of(hall.house, code) == "partially_signed"
    expect(cut.tab.get_by_text("Máy này giữ chữ ký vừa rồi")).to_be_visible()

    cut.tab.context.set_offline(False)
    cut.tab.wait_for_url(re.compile("le-ky"))
    cut.said.clear()  # that there was no network
    expect(tally).to_contain_text("17/17")
    expect(wall.tab.get_by_role("heading", name="Có hiệu lực")).to_be_visible()
    expect(wall.tab.get_by_text("Giá trị băm gốc")).to_be_visible()
    wall.inspect()
    assert state_of(hall.house, code) == "in_force" and not verify(hall.house).findings


def test_the_wall_says_that_the_network_is_away_and_heals(open_window: OpenWindow, district: District) -> None:
    code, _ = opened(district)
    wall = enters(open_window("hall"), district, "manager", device=False)
    wall.get(f"/giao-uoc/{code}/le-ky/man-hinh")
    wall.tab.context.set_offline(True)
    expect(wall.tab.get_by_text(LOST)).to_be_visible()
    agreements.signed(district, code, "secretary")
    wall.tab.context.set_offline(False)
    expect(wall.tab.locator(".tally")).to_contain_text("1/3")
    expect(wall.tab.get_by_text(LOST)).to_be_hidden()
    wall.said.clear()


def test_without_scripts_the_wall_loads_itself_anew(open_window: OpenWindow, district: District) -> None:
    code, _ = opened(district)
    wall = enters(open_window("hall", script=False), district, "manager", device=False)
    wall.get(f"/giao-uoc/{code}/le-ky/man-hinh")
    agreements.signed(district, code, "secretary")
    expect(wall.tab.locator(".tally")).to_contain_text("1/3")


def test_one_device_is_handed_on_and_shows_nothing_of_who_was_there_before(
    open_window: OpenWindow, district: District
) -> None:
    code, room = opened(district)
    tablet = open_window("phone")
    tablet.get(f"/le/{room}/moi")
    for part, number in (("secretary", 1), ("secretary2", 2)):
        key = brings_key(tablet, district, part)
        page = tablet.press(tablet.tab.get_by_role("button", name="Mở bằng khóa"))
        assert page.path == f"/giao-uoc/{code}/ky" and f"Bí Thư Số {number}" in page.text
        page = tablet.press(tablet.tab.get_by_role("button", name="Ký", exact=True))
        assert page.heading == "Mời đồng chí tiếp theo" and f"Bí Thư Số {number}" not in page.html
        key.detach()
        with tablet.tab.expect_navigation():
            tablet.tab.go_back()
        expect(tablet.tab.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
        assert f"Bí Thư Số {number}" not in tablet.tab.content()
        tablet.get(f"/le/{room}/moi")
    assert state_of(district.house, code) == "partially_signed"


@pytest.mark.parametrize("shared", [False, True])
def test_an_answer_whose_receipt_was_lost_is_sent_again_and_signs_once(
    open_window: OpenWindow, district: District, shared: bool
) -> None:
    code, room = opened(district)
    window = enters(open_window("phone"), district, "secretary")
    window.get(f"/giao-uoc/{code}/ky?" + (f"may={room}" if shared else "le=1"))
    sent: list[int] = []

    def lose_the_first(route: Route) -> None:
        if route.request.method == "POST" and not sent:
            sent.append(route.fetch().status)
            route.abort("connectionreset")
        else:
            route.continue_()

    window.tab.route("**/ky?*", lose_the_first)
    window.tab.get_by_role("button", name="Ký", exact=True).click()
    expect(window.tab.get_by_role("heading", level=1)).to_contain_text("Mời đồng chí" if shared else "Lễ ký kết")
    assert sent == [200] and not verify(district.house).findings
    with district.house.db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Signature)) == 1


def brings_key(window: Window, district: District, part: str) -> Any:
    """A security key that its owner takes along; `detach` takes it away."""
    device = signing.trusted_of(district.house, district.mandates[part])
    with district.house.db.reading() as session:
        account = session.get_one(Account, session.get_one(Mandate, district.mandates[part]).account_id)
    context: BrowserContext = window.tab.context
    session_ = context.new_cdp_session(window.tab)
    session_.send("WebAuthn.enable")
    kinds = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True}
    options = {"options": {**kinds, "isUserVerified": True}}
    authenticator = session_.send("WebAuthn.addVirtualAuthenticator", options)["authenticatorId"]
    credential = {
        "credentialId": b64encode(device.key_id).decode(), "isResidentCredential": True, "rpId": "localhost",
        "privateKey": b64encode(device.pkcs8()).decode(), "signCount": device.count,
        "userHandle": b64encode(account.pseudonym.encode()).decode(),
    }  # fmt: skip
    session_.send("WebAuthn.addCredential", {"authenticatorId": authenticator, "credential": credential})
    return session_
