"""Signatures that are refused: nothing is kept, and the operator's log says who tried what, and why not."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from structlog.testing import capture_logs

from tests import agreements
from tests.authenticator import ORIGIN, Device
from tests.builders import PASSWORD, District, MovableClock, state_of
from tests.page import Page
from tests.parties import Party, party
from tests.signing import response_of
from workflow_app.house import House
from workflow_app.models import Account, Mandate
from workflow_app.services import commitment, commitment_draft

SITE = "https://elsewhere.example"


def of_one_party(district: District) -> str:
    """An agreement to be signed by the committee and the first unit alone; returns its code."""
    house, manager = district.house, district.mandates["manager"]
    code = agreements.drafted(district)
    draft = {"title": "Giao ước", "clauses": [{"id": "", "text": "Một điều"}], "units": [district.units[0].code]}
    commitment_draft.save_draft(house, manager, code, draft, agreements.seen(house, code)[1])
    version, draft_version = agreements.seen(house, code)
    commitment.freeze(house, manager, code, seen=version, draft_seen=draft_version)
    return code


def tried(act: Any) -> list[Any]:
    """What the one line says that an attempt left in the log."""
    with capture_logs() as lines:
        act()
    found = [line for line in lines if line["event"] in ("signature.refused", "step.refused")]
    assert len(found) == 1 and found[0]["log_level"] == "warning", found
    said = found[0]
    return [said["account"], said["role"], said["case"], said["action"], said["reasons"], said["why"], str(said)]


@pytest.mark.usefixtures("any_house")
def test_whoever_may_not_sign_is_refused_and_noted_with_who_what_and_why(
    app: Flask, district: District, house: House, clock: MovableClock
) -> None:
    code = of_one_party(district)
    manager, first, stranger = (party(app, district, part) for part in ("manager", "secretary", "secretary2"))
    device, elsewhere = first.device(), stranger.device()

    def statement() -> dict[str, Any]:
        return first.opens(f"/giao-uoc/{code}/ky").form("/ky")

    def sends(who: Party, form: dict[str, Any], by: Device, status: int = 422) -> Page:
        answer = response_of(by, form["statement"])
        return who.browser.post(f"/giao-uoc/{code}/ky", status, data={**form, "answer": answer})

    def refused(form: dict[str, Any], by: Device = device, who: Party = first, status: int = 422) -> tuple[str, str]:
        account, role, case, action, reasons, why, line = tried(lambda: sends(who, form, by, status))
        with house.db.reading() as session:
            held = session.get_one(Mandate, district.mandates[who.name])
            person = session.get_one(Account, held.account_id)
        assert (account, role, case) == (person.pseudonym, "secretary", code)
        assert action in ("sign", "commitment.sign"), action
        assert person.full_name not in line and form["nonce"] not in line and "clientDataJSON" not in line
        return ",".join(reasons), why

    form = statement()
    *_, reasons, _why, _line = tried(lambda: stranger.opens(f"/giao-uoc/{code}/ky", 404))
    assert reasons == ["not-found"]
    own = stranger.opens("/tai-khoan").form("/dang-xuat")["csrf_token"]
    assert refused({**form, "csrf_token": own}, elsewhere, stranger, 404)[0] == "not-found"
    assert refused(form, elsewhere) == ("signature-refused", "evidence-key")
    assert refused(statement(), Device(key_id=device.key_id)) == ("signature-refused", "evidence-signature")
    device.origin = SITE
    assert refused(statement()) == ("signature-refused", "evidence-site")
    device.origin, device.verifies = ORIGIN, False
    assert refused(statement()) == ("signature-refused", "evidence-presence")
    device.verifies, device.site = True, "elsewhere.example"
    assert refused(statement()) == ("signature-refused", "evidence-site")
    device.site, device.framed = "", True
    assert refused(statement()) == ("signature-refused", "evidence-site")
    device.framed, device.question = False, "webauthn.create"
    assert refused(statement()) == ("signature-refused", "evidence-type")
    device.question = "webauthn.get"
    form = statement()
    clock.advance(minutes=10)
    assert refused(form) == ("statement-expired", "")
    form = statement()
    manager.reopens(code, "Sai tên chương trình")
    manager.acts(code, "chot")
    assert refused(form) == ("statement-changed", "text version")
    assert state_of(house, code) == "frozen", "nothing was signed so far"

    once, twice = statement(), statement()
    sends(first, once, device, 200)
    assert refused({**once, "key": twice["key"]}) == ("statement-used", "")
    counted, device.count = device.count, 0  # a copy of the key, which did not count along
    assert refused(twice) == ("signature-refused", "evidence-count")
    device.count = counted
    assert refused(twice)[0] == "seat-signed"
    first.opens_case(code)
    assert first.sees("Đang ký (1/2 bên)")



@pytest.mark.usefixtures("any_house")
def test_the_log_says_who_opened_a_room_who_tried_codes_and_who_took_a_key_by_paper_in_vain(
    app: Flask, district: District, house: House
) -> None:
    code = of_one_party(district)
    manager, stranger = party(app, district, "manager"), party(app, district, "secretary2")
    with house.db.reading() as session:
        asked = select(Mandate.id, Account.pseudonym).join(Account, Mandate.account_id == Account.id)
        known = {held: pseudonym for held, pseudonym in session.execute(asked)}
    names = {one.name: known[district.mandates[one.name]] for one in (manager, stranger)}
    typed = {"login": "bi-thu-1", "fingerprint": "0000 " * 8, "number": "01-BB/VP", "on": "2/5/2025"}
    with capture_logs() as lines:
        manager.opens(f"/giao-uoc/{code}/le-ky")
        manager.browser.submit("/mo")
        manager.browser.submit("/dong")
        stranger.opens("/le/4KX7TH", 404)
        app.test_client().get("/le/nothing/moi")
        manager.opens("/quan-tri/khoa-ky/ban-giay")
        manager.browser.submit("/ban-giay", 422, **typed, password=PASSWORD)
    told = [(one["event"], one["account"], one.get("reasons")) for one in lines if "account" in one]
    assert told == [
        ("ceremony.opened", names["manager"], None),
        ("ceremony.closed", names["manager"], None),
        ("step.refused", names["secretary2"], ["room-unknown"]),
        ("signature.refused", names["manager"], ["fingerprint-unknown"]),
    ]
    assert "4KX7TH" not in str(lines)
