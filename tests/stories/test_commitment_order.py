"""A pact that is signed step by step: the units first, two of three suffice, then the committee with a second hand."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests import agreements, builders
from tests.builders import District, MovableClock, state_of
from tests.page import Browser
from tests.parties import Party, party
from tests.signing import response_of
from workflow_app.house import House
from workflow_app.models import Mandate, Notice, Signature
from workflow_app.services import account, commitment, commitment_order, job
from workflow_app.services.errors import NotAllowed
from workflow_app.services.perform import unit_of_work


@pytest.fixture
def closed(house: House) -> District:
    """A district whose agreements need every party: three units and the committee."""
    source = builders.EDITION.read_text(encoding="utf-8").replace('closing_rule = "open"', 'closing_rule = "all"')
    return builders.build_district(house, cells=3, source=source)


def writes_order(manager: Party, code: str, status: int = 200, **values: str) -> Any:
    manager.opens(f"/giao-uoc/{code}/thu-tu")
    named = {name.replace("_", "-"): value for name, value in values.items()}
    return manager.browser.submit("/thu-tu", status, **named)


def signs_beside(who: Party, code: str, path: str) -> Any:
    device = who.device()
    statement = who.opens(f"/giao-uoc/{code}/{path}").form(f"/{path}")["statement"]
    assert json.loads(statement)["beside"], "it names the signature that it stands beside"
    return who.browser.submit(f"/{path}", answer=response_of(device, statement))


STEPS = {"seats_0_step": "3", "seats_1_until": "22/05/2025", "seats_1_countersign": "y", "steps_1_rule": "2"}


def in_steps(app: Flask, closed: District) -> str:
    """Two of three units first, one of them with a second hand and a last day, one with a witness; then the board."""
    code, manager = agreements.drafted(closed), party(app, closed, "manager")
    # Steps are counted anew without gaps: the committee, written into the third, signs in the second.
    writes_order(manager, code, **STEPS, seats_2_witness=closed.units[2].code)
    assert "Cần 2 bên trong bước ký" in manager.freezes(code).text
    return code


def test_two_of_three_units_with_a_second_hand_and_a_witness_then_the_board_bring_a_pact_in_force(
    app: Flask, closed: District, house: House, browser: Browser
) -> None:
    code = in_steps(app, closed)
    job.run_due(house)
    board, first, second = (party(app, closed, part) for part in ("board", "secretary", "secretary2"))
    with house.db.reading() as session:
        told = set(session.scalars(select(Notice.account_id).where(Notice.kind == "commitment.frozen")))
        assert session.get_one(Mandate, closed.mandates["board"]).account_id not in told, "not its turn yet"
    board.device()
    board.opens("/nhiem-vu")
    assert not board.sees(code)
    assert "Chưa đến lượt đơn vị ký" in board.opens(f"/giao-uoc/{code}/ky").text

    device = first.device()
    first.opens(f"/giao-uoc/{code}/ky?hinh-thuc=tm")
    statement = first.page.form("/ky?hinh-thuc=tm")["statement"]
    assert json.loads(statement)["signs_as"] == "tm"
    page = first.browser.submit("/ky?hinh-thuc=tm", answer=response_of(device, statement))
    assert "T/M: thay mặt cấp ủy" in page.text and "Đã ký, chờ chữ ký kèm theo" in page.text
    assert not page.all("a", href=f"/giao-uoc/{code}/ky-xac-nhan"), "the second hand is another person's"
    clerk = party(app, closed, "clerk")
    clerk.device()
    clerk.opens("/nhiem-vu")
    assert clerk.sees(code)
    assert "Đang ký (1/4 bên)" in signs_beside(clerk, code, "ky-xac-nhan").text
    second.signs(code)
    third = party(app, closed, "secretary3")
    third.device()
    assert "Chứng kiến" in signs_beside(third, code, "ky-chung-kien").text
    assert "Bước ký này đã đủ chữ ký" in third.opens(f"/giao-uoc/{code}/ky").text

    board.opens("/nhiem-vu")
    assert board.sees(code)
    page = board.signs(code)
    assert state_of(house, code) == "in_force" and "Có hiệu lực (3/4 bên đã ký)" in page.text
    public = browser.get(f"/tra-cuu/{code}")
    assert "Chứng kiến" in public.text and "T/M: thay mặt cấp ủy" in public.text


def test_a_hold_gives_its_days_back_and_who_let_the_last_day_pass_signs_once_there_is_more_time(
    app: Flask, closed: District, house: House, clock: MovableClock
) -> None:
    code, manager = in_steps(app, closed), party(app, closed, "manager")
    first, second = party(app, closed, "secretary"), party(app, closed, "secretary2")
    for one in (first, second):
        one.device()
    page = second.acts(code, "tam-dung", text="Chờ ý kiến Ban Chấp hành")
    assert "Việc ký tạm dừng" in page.text and "Chờ ý kiến Ban Chấp hành" in page.text
    assert "Việc ký đang tạm dừng" in first.opens(f"/giao-uoc/{code}/ky").text
    assert not first.opens(f"/giao-uoc/{code}").all("a", href=f"/giao-uoc/{code}/ky-tiep"), "not who put it on hold"
    clock.now += timedelta(days=2)
    second.signs_in()
    page = second.acts(code, "ky-tiep")
    assert "Hạn ký: hết ngày 24/05/2025" in page.text, "the days of the hold are given back"

    clock.now += timedelta(days=3)
    assert commitment_order.expire_due(house) == 1 and commitment_order.expire_due(house) == 0
    for one in (manager, first):
        one.signs_in()
    assert "Hạn ký của đơn vị đã qua" in first.opens(f"/giao-uoc/{code}/ky").text
    manager.opens("/nhiem-vu")
    assert manager.sees(code), "somebody let a last day pass"
    page = manager.acts(code, "gia-han", 422, place="2", until="20/05/2025", text="Đồng chí Bí thư đi học")
    assert "Hạn mới phải sau hạn cũ" in page.text and "Đồng chí Bí thư đi học" in page.html
    page = manager.acts(code, "gia-han", place="2", until="30/05/2025", text="Đồng chí Bí thư đi học")
    assert "đã gia hạn ký cho một bên, đến hết ngày 30/05/2025" in page.text
    assert "chậm nhất ngày 30/05/2025" in page.text, "the agreement waits for its last seat"
    first.signs(code)


def test_an_order_that_cannot_be_is_refused_with_what_was_written_still_there(app: Flask, closed: District) -> None:
    code, manager = agreements.drafted(closed), party(app, closed, "manager")
    page = writes_order(manager, code, 422, seats_1_until="01/01/2025", seats_2_witness=closed.units[1].code)
    assert "Có hạn ký đã qua" in page.text and "01/01/2025" in page.html
    assert "Đơn vị này không ký kèm theo được" in page.text
    writes_order(manager, code, seats_0_step="2", steps_2_rule="3")
    assert "Có bước ký cần nhiều chữ ký hơn số bên" in manager.opens(f"/giao-uoc/{code}").text
    assert "Có bước ký cần nhiều chữ ký hơn số bên" in manager.freezes(code, 422).text


def test_a_new_secretary_signs_the_waiting_seat_and_who_was_asked_before_stays_in_the_history(
    app: Flask, closed: District, house: House
) -> None:
    code = agreements.frozen(closed)
    with unit_of_work(house) as work:
        held = work.session.get_one(Mandate, closed.mandates["secretary"])
        clerk = work.session.get_one(Mandate, closed.mandates["clerk"])
        person, unit = work.session.get_one(account.Account, clerk.account_id), closed.units[0]
        terms = {"role": "secretary", "reach": "self", "unit": unit, "valid_from": date(2025, 1, 1)}
        closed.mandates["new"] = account.grant_mandate(work, work.system(), person, **terms).id
        account.end_mandate(work, work.system(), held, on=work.today)
    with pytest.raises(NotAllowed):
        commitment.sign(house, closed.mandates["secretary"], code, answer=None)
    agreements.signed(closed, code, "new")
    with house.db.reading() as session:
        said = json.loads(session.scalars(select(Signature.statement)).one())
        assert said["instead_of"], "the statement names the mandate of whoever was asked before"
    page = party(app, closed, "manager").opens(f"/giao-uoc/{code}")
    assert "Thay cho: Bí Thư Số 1" in page.text and "thay người được mời ký trước" in page.text


def test_a_second_hand_declines_in_words_and_the_manager_names_it_again(app: Flask, closed: District) -> None:
    beside = {"countersign": True, "witness": closed.units[2].code}
    code = agreements.frozen(closed, seats={closed.units[0].code: beside})
    agreements.signed(closed, code, "secretary")
    clerk, manager = party(app, closed, "clerk"), party(app, closed, "manager")
    page = clerk.acts(code, "tu-choi-ky-kem", 422, beside="countersign-2", text="")
    assert page.all("a", href="#f-text")
    page = clerk.acts(code, "tu-choi-ky-kem", beside="countersign-2", text="Chi ủy chưa thống nhất")
    assert "từ chối ký" in page.text and "Chi ủy chưa thống nhất" in page.text
    assert "Chi ủy chưa thống nhất" not in party(app, closed, "secretary2").opens(f"/giao-uoc/{code}").text
    manager.opens("/nhiem-vu")
    assert manager.sees(code)
    page = manager.opens(f"/giao-uoc/{code}")
    assert "Có chữ ký kèm theo bị từ chối" in page.text and "Chi ủy chưa thống nhất" in page.text
    page = manager.acts(code, "moi-ky-kem", 422, beside="witness-2", text="Đơn vị bạn bận việc")
    assert "Đơn vị này không ký kèm theo được" in page.text and "Đơn vị bạn bận việc" in page.html
    for forged in ("witness-99", "sign-2", "-", "witness-²"):
        manager.acts(code, "moi-ky-kem", 422, beside=forged, text="Thử")
    page = manager.acts(
        code, "moi-ky-kem", beside="witness-2", named=closed.units[1].code, text="Đơn vị bạn bận việc"
    )
    assert "đã mời lại người ký kèm theo: Chi bộ Phòng Kỹ thuật 2" in page.text
    assert "Thay cho: Chi bộ Phòng Kỹ thuật 3" in page.text
    page = manager.acts(code, "moi-ky-kem", beside="countersign-2", text="Đã trao đổi lại")
    clerk.device()
    assert "Ký xác nhận" in signs_beside(clerk, code, "ky-xac-nhan").text
