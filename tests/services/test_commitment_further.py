"""Whoever was asked to sign beside a seat can decline: nothing is in force until somebody named anew has signed."""

from __future__ import annotations

from datetime import date

import pytest

from states.process import Refused
from tests import agreements, papers
from tests.builders import MovableClock, state_of
from tests.services.test_commitment_order import closed_in, deputy_of_third, in_order, told, waits_for
from tests.tampering import by_hand
from workflow_app.house import House
from workflow_app.models import Account, Mandate
from workflow_app.services import account
from workflow_app.services import commitment_further as further
from workflow_app.services.perform import unit_of_work
from workflow_app.services.verify_journal import verify

REASON = "Chưa được thống nhất trong chi ủy"


def reasons(verb: object, *args: object, **more: object) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        verb(*args, **more)  # type: ignore[operator]
    return refused.value.reasons


def test_a_refused_second_hand_or_witness_keeps_the_pact_from_force_until_somebody_named_anew_signs(
    any_house: House, clock: MovableClock
) -> None:
    house, district = any_house, closed_in(any_house)
    mandates, third = district.mandates, district.units[2].code
    code = in_order(district, {}, unit_1={"countersign": True}, unit_2={"witness": third})
    decline = (further.decline, house)
    assert reasons(*decline, mandates["clerk"], code, "countersign", 2, reason=REASON) == ("nothing-to-countersign",)
    agreements.signed(district, code, "secretary", "secretary2", "secretary3", "board")
    assert reasons(*decline, mandates["secretary"], code, "countersign", 2, reason=REASON) == ("signed-for-another",)
    assert reasons(*decline, mandates["clerk"], code, "countersign", 2, reason="") == ("reason-missing",)
    assert reasons(*decline, mandates["clerk2"], code, "countersign", 2, reason=REASON) == ("nothing-to-countersign",)
    assert reasons(*decline, mandates["clerk"], code, "witness", 3, reason=REASON) == ("nothing-to-countersign",)
    name, manager = (further.name, house), mandates["manager"]
    assert reasons(*name, manager, code, "countersign", 2, reason=REASON) == ("nobody-to-name",), "not declined"

    further.decline(house, mandates["clerk"], code, "countersign", 2, reason=REASON)
    further.decline(house, mandates["secretary3"], code, "witness", 3, reason=REASON)
    assert {"manager", "board", "secretary"} <= told(district, "commitment.further_declined")
    assert state_of(house, code) == "partially_signed" and waits_for(district, code) == {"manager"}
    with pytest.raises(Refused):
        agreements.beside(district, code, "clerk")
    for part in ("secretary", "secretary2"):
        assert "paper-seat-answered" in reasons(papers.entered, district, code, part), "nor on paper instead"

    assert reasons(*name, manager, code, "countersign", 2, reason="") == ("reason-missing",)
    assert reasons(*name, mandates["board"], code, "countersign", 2, reason=REASON) == ("not-your-role",)
    own, unknown = district.units[1].code, "KHONG-CO"
    for unit in (own, unknown, ""):
        assert reasons(*name, manager, code, "witness", 3, unit, reason=REASON) == ("witness-not-allowed",)
    further.name(house, manager, code, "countersign", 2, reason="Đã trao đổi lại")
    agreements.beside(district, code, "clerk")
    assert state_of(house, code) == "partially_signed", "the witness is still missing"
    further.name(house, manager, code, "witness", 3, district.units[0].code, reason="Đơn vị bạn nhận lời")
    assert reasons(*name, manager, code, "witness", 3, district.units[0].code, reason=REASON) == (
        "witness-not-allowed",
    ), "it is named already"
    with pytest.raises(Refused):
        agreements.beside(district, code, "secretary3", "witness")
    further.name(house, manager, code, "witness", 3, third, reason="Đã phân công đồng chí khác")
    deputy_of_third(district)
    agreements.beside(district, code, "deputy3", "witness")
    assert state_of(house, code) == "in_force"


def test_who_signed_beside_one_seat_is_not_shown_the_next_but_a_witness_is(any_house: House) -> None:
    district = closed_in(any_house)
    asked = {"countersign": True, "witness": district.units[2].code}
    deputy_of_third(district)
    with unit_of_work(any_house) as work:
        held = work.session.get_one(Mandate, district.mandates["clerk"])
        person = work.session.get_one(Account, held.account_id)
        terms = {"role": "clerk", "reach": "self", "unit": district.units[1], "valid_from": date(2025, 1, 1)}
        district.mandates["both"] = account.grant_mandate(work, work.system(), person, **terms).id
    code = in_order(district, {}, unit_1=asked, unit_2=asked)
    agreements.signed(district, code, "secretary", "secretary2", "secretary3", "board")
    assert waits_for(district, code) == {"clerk", "both", "deputy3"}
    agreements.beside(district, code, "clerk")
    assert waits_for(district, code) == {"deputy3"}, "one person is one second hand"
    agreements.beside(district, code, "deputy3", "witness")
    assert waits_for(district, code) == {"deputy3"}, "of the second seat"


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ("UPDATE further_signature SET declined_at = NULL", "declined_at"),
        ("UPDATE further_signature SET reason = ''", "reason"),
        ("UPDATE further_signature SET unit_id = 1 + unit_id", "unit_id"),
    ],
)
def test_a_refusal_that_was_wiped_out_is_found(house: House, tampering: None, change: str, column: str) -> None:
    district = closed_in(house, cells=2)
    code = in_order(district, {}, unit_1={"countersign": True})
    agreements.signed(district, code, "secretary")
    further.decline(house, district.mandates["clerk"], code, "countersign", 2, reason=REASON)
    assert verify(house).findings == ()
    with by_hand(house.settings.url) as connection:
        assert connection.execute(change).rowcount
    assert ("further_signature", column) in {(one.table, one.column) for one in verify(house).findings}
