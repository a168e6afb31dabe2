"""The hall over HTTP: the code, the room, the screen that asks again, and one device for many."""

from __future__ import annotations

from functools import partial

import pytest
from flask import Flask

from tests import agreements, signing
from tests.builders import PASSWORD, District
from tests.page import Browser, Page
from tests.parties import Party, party
from tests.signing import response_of
from tests.web.visits import cookie_of
from workflow_app.services.ceremony import ALPHABET
from workflow_app.services.guessing import MOST_PER_LOGIN


def opened(manager: Party, code: str) -> str:
    """Open the room and return its code, as it stands on the page."""
    manager.opens(f"/giao-uoc/{code}/le-ky")
    page = manager.browser.submit("/mo")
    room = "".join("".join(page.all("p", class_="code")[0].itertext()).split())
    assert not set(room) - set(ALPHABET)
    return room


@pytest.fixture
def manager(app: Flask, district: District) -> Party:
    return party(app, district, "manager")


@pytest.fixture
def code(district: District) -> str:
    return agreements.frozen(district)


def test_the_code_leads_a_visitor_over_the_own_sign_in_to_the_room_and_back_after_signing(
    app: Flask, district: District, manager: Party, code: str
) -> None:
    room = opened(manager, code)
    signing.trusted_of(district.house, district.mandates["manager"])
    visitor = app.test_client().get(f"/le/{room}")
    assert (visitor.status_code, visitor.location) == (303, f"/dang-nhap?next=%2Fle%2F{room}")
    cell = party(app, district, "secretary")
    cell.device()
    cell.opens("/le")
    page = cell.browser.submit("/le", code=f"{room[:3]} {room[3:].lower()}")
    assert page.path == f"/giao-uoc/{code}/le-ky" and "0/3 bên đã ký" in page.text
    page = cell.browser.get(page.link("Đọc và ký"))
    statement = page.form("/ky?le=1")["statement"]
    page = cell.browser.submit("/ky?le=1", answer=response_of(cell.device(), statement))
    assert page.path.endswith("/le-ky") and "1/3 bên đã ký" in page.text and "Đã ký" in page.text


def test_a_wrong_an_old_and_a_foreign_code_are_answered_alike_and_guessing_ends(
    app: Flask, district: District, manager: Party, code: str
) -> None:
    room = opened(manager, code)
    manager.browser.submit("/dong")
    cell = party(app, district, "secretary")
    told = [cell.browser.get(f"/le/{typed}", 404).text.replace(typed, "") for typed in (room, "4KX7TH", "nothing")]
    assert len(set(told)) == 1 and "Mã này không mở được phòng ký nào" in told[0]
    for _ in range(MOST_PER_LOGIN - len(told)):
        cell.browser.get("/le/4KX7TH", 404)
    cell.browser.get("/le/4KX7TH", 429)


def test_the_screen_is_its_keepers_and_asks_again_for_what_changed_only(
    app: Flask, district: District, manager: Party, code: str
) -> None:
    opened(manager, code)
    page = manager.opens(f"/giao-uoc/{code}/le-ky/man-hinh")
    assert not page.all("nav") and 'http-equiv="refresh"' in page.html and "0/3 bên đã ký" in page.text
    client, address = manager.browser.client, page.all("div", data_module="live")[0].get("data-live")
    first = client.get(address)
    same = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, same.status_code, same.data) == (200, 304, b"")
    assert first.headers["Cache-Control"] == "no-store"
    agreements.signed(district, code, "secretary")
    changed = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200 and "1/3" in changed.text
    assert "Bí Thư Số 1" in changed.text, "the title of the mandate, which is its holder's name in this district"
    agreements.signed(district, code, "board", "secretary2")
    ended = client.get(address).text
    assert "Có hiệu lực" in ended and "Đầu cây nhật ký" in ended and f"/tra-cuu/{code}" in ended
    board = party(app, district, "board")
    board.opens(f"/giao-uoc/{code}/le-ky/man-hinh", 403)


def test_a_shared_device_signs_each_person_out_and_keeps_nothing(
    app: Flask, district: District, manager: Party, code: str
) -> None:
    room, tablet = opened(manager, code), Browser(app.test_client())
    for number, part in enumerate(("secretary", "secretary2"), start=1):
        signing.trusted_of(district.house, district.mandates[part])
        tablet.get(f"/le/{room}/moi")
        onward = tablet.get(tablet.page.link("Cách khác")).form("/dang-nhap")["next"]
        page = tablet.submit("/dang-nhap", login=district.logins[part], password=PASSWORD)
        page = _second_step(tablet, page, district, part)
        assert onward == f"/le/{room}?may={room}" and page.path == f"/giao-uoc/{code}/ky"
        before = cookie_of(tablet)
        device = signing.trusted_of(district.house, district.mandates[part])
        form = page.form(f"/ky?may={room}")
        form["answer"] = response_of(device, form["statement"])
        answer = tablet.client.post(f"/giao-uoc/{code}/ky?may={room}", data=form)
        assert (answer.status_code, answer.location) == (303, f"/le/{room}/moi?da=sign")
        assert answer.headers["Clear-Site-Data"] and cookie_of(tablet) == ""
        page = tablet.get(answer.location)
        assert "Mời đồng chí tiếp theo" == page.heading and f"Bí Thư Số {number}" not in page.html
        tablet.client.set_cookie("phien", before)
        assert tablet.client.get("/tai-khoan").status_code == 303, "the session is over, not only forgotten"
        tablet.client.delete_cookie("phien")
    assert "2/3 bên đã ký" in manager.opens(f"/giao-uoc/{code}/le-ky").text


def _second_step(tablet: Browser, page: Page, district: District, part: str) -> Page:
    page = tablet.get(page.link("Dùng khóa truy cập"))
    device = signing.trusted_of(district.house, district.mandates[part])
    return tablet.submit("/khoa-truy-cap", answer=device.answers(page))


def test_a_turn_ends_without_a_signature_too(app: Flask, district: District, manager: Party, code: str) -> None:
    room = opened(manager, code)
    page = manager.opens(f"/le/{room}/moi")
    assert page.heading == "Máy đang có người dùng"
    page = manager.browser.submit("/moi")
    assert page.heading == "Mời đồng chí tiếp theo"
    assert manager.browser.client.get("/tai-khoan").status_code == 303


def test_an_answer_that_comes_twice_signs_once_and_tells_the_script_where_to_go(
    app: Flask, district: District, manager: Party, code: str
) -> None:
    opened(manager, code)
    cell = party(app, district, "secretary")
    device = cell.device()
    page = cell.opens(f"/giao-uoc/{code}/ky?le=1")
    form = page.form("/ky?le=1")
    form["answer"] = response_of(device, form["statement"])
    send = partial(cell.browser.client.post, f"/giao-uoc/{code}/ky?le=1", data=form, headers={"X-Sent-By": "script"})
    answers = [send(), send()]
    assert [(one.status_code, one.headers["X-Leads-To"]) for one in answers] == [
        (200, f"/giao-uoc/{code}/le-ky?da=sign")
    ] * 2
    assert "1/3 bên đã ký" in cell.opens(f"/giao-uoc/{code}/le-ky").text


def test_whoever_leads_the_ceremony_gets_nothing_with_which_to_sign_as_another(
    app: Flask, district: District, manager: Party, code: str
) -> None:
    """Not by the code, not on the shared device, and not with the whole form that somebody else has just filled in."""
    room, cell = opened(manager, code), party(app, district, "secretary")
    device = cell.device()
    form = cell.opens(f"/giao-uoc/{code}/ky").form("/ky")
    stolen = {name: form[name] for name in ("nonce", "statement", "key", "seen")}
    stolen["answer"] = response_of(device, form["statement"])
    assert manager.opens(f"/le/{room}?may={room}").path == f"/giao-uoc/{code}/le-ky"
    assert not [link for link in manager.page.links() if "/ky" in link.replace("/le-ky", "")]
    manager.opens(f"/giao-uoc/{code}/ky?may={room}", 403)
    for thief, status in (("manager", 403), ("secretary2", 422), ("board", 422)):
        other = manager if thief == "manager" else party(app, district, thief)
        other.device()
        token = other.opens("/tai-khoan").form("/dang-xuat")["csrf_token"]
        other.browser.post(f"/giao-uoc/{code}/ky", status, data={**stolen, "csrf_token": token})
    assert "0/3 bên đã ký" in manager.opens(f"/giao-uoc/{code}/le-ky").text
