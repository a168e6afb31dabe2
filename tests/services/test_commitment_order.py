"""The order of signing below the pages: midnight, paper, queues, and cells changed behind the journal's back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from states.process import Refused
from tests import agreements, builders, papers, signing
from tests.authenticator import ORIGIN
from tests.builders import District, MovableClock, state_of
from tests.tampering import by_hand
from workflow_app.clock import day_of
from workflow_app.house import House
from workflow_app.models import Account, Case, Mandate, Notice, Programme, Seat, Unit
from workflow_app.services import account, ceremony, commitment, commitment_case, commitment_order, job, queue
from workflow_app.services.actor import load_actor
from workflow_app.services.errors import NotAllowed, NotFound
from workflow_app.services.journal import integrate
from workflow_app.services.perform import unit_of_work
from workflow_app.services.verify_journal import verify

LAST = datetime.fromisoformat


@pytest.fixture
def closed(house: House) -> District:
    """A district whose agreements need every party: three units and the committee."""
    return closed_in(house)


def closed_in(house: House, cells: int = 3) -> District:
    source = builders.EDITION.read_text(encoding="utf-8").replace('closing_rule = "open"', 'closing_rule = "all"')
    return builders.build_district(house, cells=cells, source=source)


def in_order(district: District, steps: dict[str, Any], **seats: dict[str, Any]) -> str:
    """A frozen agreement whose seats are named `board` or `unit_2`."""
    codes = {"board": "superior"} | {f"unit_{n}": unit.code for n, unit in enumerate(district.units, start=1)}
    said = {codes[name]: one for name, one in seats.items()}
    return agreements.frozen(district, steps=steps, seats=said)


def reasons(district: District, code: str, part: str) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        commitment.sign(district.house, district.mandates[part], code, answer=None)
    return tuple(reason for reason in refused.value.reasons if reason != "not-confirmed")


def deputy_of_third(district: District) -> None:
    """Let somebody else of the third unit sign for it too, as `deputy3`."""
    with unit_of_work(district.house) as work:
        held = work.session.get_one(Mandate, district.mandates["clerk3"])
        person = work.session.get_one(Account, held.account_id)
        terms = {"role": "secretary", "reach": "self", "unit": district.units[2], "valid_from": date(2025, 1, 1)}
        district.mandates["deputy3"] = account.grant_mandate(work, work.system(), person, **terms).id


def waits_for(district: District, code: str) -> set[str]:
    """In whose queue an agreement stands; asserts that they, and nobody else, can do what it waits for."""
    found, house = set[str](), district.house
    parts = ["board", "board2", "secretary", "clerk", "secretary2", "secretary3", "manager", "reviewer"]
    parts += [name for name in ("both", "deputy3") if name in district.mandates]
    with house.db.reading() as session:
        actors = {p: load_actor(session, district.mandates[p], day_of(house.clock())) for p in parts}
    for part, actor in actors.items():
        try:
            view = commitment_case.get_case(house, actor, code)
            could = any(action.duty and action.enabled for action in view.actions)
        except NotFound:
            could = False
        listed = code in {task.code for task in queue.read_page(house, actor, "mine")[1].rows}
        assert listed == could, part
        found |= {part} if listed else set()
    return found


def told(district: District, kind: str) -> set[str]:
    """The parts of a district that had a notice of a kind."""
    job.run_due(district.house)
    with district.house.db.reading() as session:
        accounts = set(session.scalars(select(Notice.account_id).where(Notice.kind == kind)))
        held = {m.id: m.account_id for m in session.scalars(select(Mandate))}
    return {name for name, id_ in district.mandates.items() if held[id_] in accounts}


def test_a_mandate_is_looked_at_in_the_moment_of_the_signature_and_one_given_in_office_stands(
    closed: District, clock: MovableClock
) -> None:
    house, code = closed.house, agreements.frozen(closed)
    with unit_of_work(house) as work:
        for part in ("secretary", "secretary2"):
            held = work.session.get_one(Mandate, closed.mandates[part])
            signing_for = work.session.get_one(builders.unit.Unit, held.unit_id)
            person = work.session.get_one(Account, held.account_id)
            account.end_mandate(work, work.system(), held, on=work.today)
            terms = {"role": "secretary", "reach": "self", "unit": signing_for, "valid_from": date(2025, 1, 1)}
            until = day_of(clock.now) + timedelta(days=1)  # the first day on which it holds no more
            closed.mandates[part] = account.grant_mandate(
                work, work.system(), person, valid_to=until, **terms
            ).id
    device = signing.trusted_of(house, closed.mandates["secretary2"])
    signing.trusted_of(house, closed.mandates["secretary"])
    clock.now = LAST("2025-05-20T23:59:00+07:00")
    agreements.signed(closed, code, "secretary")
    asked = commitment.ask_to_sign(house, closed.mandates["secretary2"], code, ORIGIN)
    assert asked is not None
    clock.now = LAST("2025-05-21T00:01:00+07:00")
    with pytest.raises(NotAllowed):
        commitment.sign(house, closed.mandates["secretary2"], code, answer=signing.answer_of(device, asked))
    agreements.signed(closed, code, "secretary3", "board")
    assert state_of(house, code) == "partially_signed", "who signed in office has signed; the other seat waits"


def test_paper_keeps_the_order_too_and_one_sheet_may_bear_several_steps(
    closed: District, clock: MovableClock
) -> None:
    house, today = closed.house, day_of(clock.now)
    code = in_order(closed, {"1": "any"}, board={"step": 2}, unit_3={"step": 2, "until": today.isoformat()})
    with pytest.raises(Refused) as refused:
        papers.entered(closed, code, "board")
    assert refused.value.reasons == ("paper-not-in-turn",)
    with pytest.raises(Refused) as refused:
        papers.entered(closed, code, "secretary", "secretary2")
    assert refused.value.reasons == ("paper-step-full",), "any one of them suffices"
    number = papers.entered(closed, code, "board", "secretary")
    assert reasons(closed, code, "secretary2") == ("step-full",), "a paper that waits keeps the place"
    papers.opened(closed, code, number, "board2")
    with pytest.raises(Refused) as refused:
        papers.attest(closed, code, number, "board2")
    assert refused.value.reasons == ("paper-not-in-turn",), "the step before is not attested yet"
    commitment_order.hold(house, closed.mandates["board"], code, reason="Chờ bản gốc")
    papers.opened(closed, code, number, "reviewer")
    with pytest.raises(Refused) as refused:
        papers.attest(closed, code, number)
    assert refused.value.reasons == ("on-hold",)
    commitment_order.resume(house, closed.mandates["board"], code)
    papers.attest(closed, code, number)
    # The last day passes; a hand of that day still counts, one of a later day does not.
    clock.now += timedelta(days=1)
    assert commitment_order.expire_due(house) == 1
    assert reasons(closed, code, "secretary3") == ("seat-expired",)
    with pytest.raises(Refused) as refused:
        papers.entered(closed, code, "secretary3")
    assert refused.value.reasons == ("seat-expired",)
    number = papers.entered(closed, code, "secretary3", signed_on=today)
    papers.opened(closed, code, number, "reviewer")
    papers.attest(closed, code, number)
    assert state_of(house, code) == "in_force"


def test_a_hand_on_paper_from_before_the_steps_before_is_refused(closed: District, clock: MovableClock) -> None:
    code, frozen_on = in_order(closed, {"1": "any"}, board={"step": 2}), day_of(clock.now)
    clock.now += timedelta(days=1)
    agreements.signed(closed, code, "secretary2")
    with pytest.raises(Refused) as refused:
        papers.entered(closed, code, "board", signed_on=frozen_on)
    assert refused.value.reasons == ("paper-before-step",)


def test_the_queue_shows_an_agreement_to_those_alone_whose_turn_it_is(any_house: House) -> None:
    house, closed = any_house, closed_in(any_house)
    code = in_order(
        closed, {}, board={"step": 3}, unit_1={"countersign": True, "until": "2025-05-25"},
        unit_2={"step": 2, "witness": closed.units[2].code},
    )  # fmt: skip

    def waits() -> set[str]:
        return waits_for(closed, code)

    assert waits() == {"secretary", "secretary3"}
    commitment_order.hold(house, closed.mandates["manager"], code, reason="Sửa lỗi chính tả")
    assert waits() == set()
    commitment_order.resume(house, closed.mandates["manager"], code)
    agreements.signed(closed, code, "secretary3", "secretary")
    assert waits() == {"clerk"}
    agreements.beside(closed, code, "clerk")
    assert waits() == {"secretary2"}
    agreements.signed(closed, code, "secretary2")
    assert waits() == set(), "the witness has signed for its own unit: somebody else of it does this"
    names = told(closed, "commitment.turn")
    assert {"clerk", "secretary2", "clerk2", "secretary3"} <= names and "board" not in names


def test_a_refusal_that_stops_the_text_waits_for_the_manager_who_is_told(any_house: House) -> None:
    closed = closed_in(any_house)
    code = in_order(closed, {"1": "any"}, board={"step": 2})
    commitment.decline(any_house, closed.mandates["secretary"], code, reason="Đơn vị đang sáp nhập")
    assert waits_for(closed, code) == {"secretary2", "secretary3"}, "others suffice without it"
    commitment.decline(any_house, closed.mandates["board"], code, reason="Chưa họp")
    assert state_of(any_house, code) == "declined" and waits_for(closed, code) == {"manager"}
    assert {"manager", "board", "board2"} <= told(closed, "commitment.declined")


def test_the_end_of_a_ceremony_is_found_where_a_witness_completed_the_pact(closed: District) -> None:
    house = closed.house
    deputy_of_third(closed)
    code = in_order(closed, {}, unit_2={"witness": closed.units[2].code})
    agreements.signed(closed, code, "secretary", "secretary2", "secretary3", "board")
    with pytest.raises(Refused) as refused:
        agreements.beside(closed, code, "secretary3", "witness")
    assert "signed-for-another" in refused.value.reasons
    assert state_of(house, code) == "partially_signed"
    agreements.beside(closed, code, "deputy3", "witness")
    integrate(house)
    assert state_of(house, code) == "in_force" and ceremony.get_end(house, code, "in_force") is not None


CHANGES = {
    "UPDATE seat SET step = 1": ("seat", "step"),
    "UPDATE seat SET turn = true WHERE NOT turn": ("seat", "turn"),
    "UPDATE seat SET due_on = '2025-12-31' WHERE place = 2": ("seat", "due_on"),
    "UPDATE seat SET asked_id = 1": ("seat", "asked_id"),
    "UPDATE agreement SET held_at = NULL": ("agreement", "held_at"),
    "UPDATE agreement SET held_by_id = 1 + held_by_id": ("agreement", "held_by_id"),
    "UPDATE agreement SET held_reason = ''": ("agreement", "held_reason"),
    "UPDATE seat SET answer = 'signed' WHERE answer = 'partial'": ("further_signature", "mandate_id"),
    "DELETE FROM further_signature WHERE mandate_id IS NULL": ("further_signature", "kind"),
    "UPDATE further_signature SET statement = replace(statement, 'beside', 'aside')": (
        "further_signature", "statement",
    ),
    "UPDATE further_signature SET mandate_id = (SELECT max(mandate_id) FROM signature) WHERE mandate_id > 0": (
        "further_signature", "mandate_id",
    ),
}  # fmt: skip


def test_a_changed_cell_of_the_order_is_found_and_named(house: House, tampering: None) -> None:
    district = closed_in(house, cells=2)
    asked = {"countersign": True, "until": "2025-05-25"}
    code = in_order(district, {}, board={"step": 2}, unit_1=asked, unit_2={"countersign": True})
    agreements.signed(district, code, "secretary", "secretary2")
    agreements.beside(district, code, "clerk")
    commitment_order.hold(house, district.mandates["manager"], code, reason="Chờ ý kiến")
    assert verify(house).findings == ()
    for change, found in CHANGES.items():
        table = next(name for name in ("further_signature", "agreement", "seat") if f" {name} " in change)
        with by_hand(house.settings.url) as connection:
            kept = connection.execute(f"SELECT * FROM {table}").fetchall()
            assert connection.execute(change).rowcount, change
        assert found in {(one.table, one.column) for one in verify(house).findings}, change
        with by_hand(house.settings.url) as connection:
            connection.execute(f"DELETE FROM {table}")
            marks = ", ".join("?" * len(kept[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", kept)
    assert verify(house).findings == ()


def test_a_text_without_an_order_is_worded_as_before_and_its_seats_are_all_open(closed: District) -> None:
    code = agreements.frozen(closed)
    with closed.house.db.reading() as session:
        seats = session.scalars(select(Seat)).all()
        assert {(seat.step, seat.turn, seat.due_on) for seat in seats} == {(1, True, None)}
        actor = load_actor(session, closed.mandates["board"], day_of(closed.house.clock()))
    view = commitment_case.get_case(closed.house, actor, code)
    assert view.steps == () and '"step' not in view.content


def test_on_paper_too_nobody_signs_for_a_party_and_beside_another_one(closed: District) -> None:
    witnesses = {"witness": closed.units[2].code}
    code = in_order(closed, {}, unit_1=witnesses, unit_2=witnesses)
    agreements.signed(closed, code, "secretary", "secretary2")
    number = papers.entered(closed, code, "secretary3")
    agreements.beside(closed, code, "secretary3", "witness")
    papers.opened(closed, code, number, "reviewer")
    with pytest.raises(Refused) as refused:
        papers.attest(closed, code, number)
    assert refused.value.reasons == ("paper-two-seats",)
    papers.refuse(closed, code, number)
    with pytest.raises(Refused) as refused:
        papers.entered(closed, code, "secretary3")
    assert refused.value.reasons == ("paper-two-seats",), "as with a key"
    assert reasons(closed, code, "secretary3") == ("signed-for-another",)
    agreements.beside(closed, code, "secretary3", "witness")


def test_more_time_is_never_less_than_the_agreement_gives_everybody(closed: District) -> None:
    code, manager = agreements.frozen(closed), closed.mandates["manager"]
    with closed.house.db.reading() as session:
        due_at = session.scalars(select(Case.due_at).where(Case.code == code)).one()
        assert due_at is not None
    general = day_of(due_at) - timedelta(days=1)
    for until in (general - timedelta(days=5), general):
        with pytest.raises(Refused) as refused:
            commitment_order.extend(closed.house, manager, code, 2, until, reason="Bí thư đi học")
        assert refused.value.reasons == ("day-not-later",)
    commitment_order.extend(closed.house, manager, code, 2, general + timedelta(days=1), reason="Bí thư đi học")


def test_who_is_asked_holds_a_mandate_for_this_programme_and_only_the_holder_lets_signing_go_on(
    closed: District,
) -> None:
    house = closed.house
    with unit_of_work(house) as work:
        held = work.session.get_one(Mandate, closed.mandates["secretary"])
        committee = work.session.get_one(Mandate, closed.mandates["manager"]).unit_id
        apparatus = work.session.get_one(Unit, committee)
        more = Programme(code="chuong-trinh-khac", issuer_id=committee)
        work.session.add(more)
        work.session.flush()
        person = work.session.get_one(Account, work.session.get_one(Mandate, closed.mandates["clerk"]).account_id)
        terms = {"role": "secretary", "reach": "self", "valid_from": date(2024, 1, 1)}
        account.grant_mandate(work, work.system(), person, unit=closed.units[0], programme=more, **terms)
        closed.mandates["apparatus"] = account.grant_mandate(work, work.system(), person, unit=apparatus, **terms).id
    code = in_order(closed, {}, board={"step": 2})
    with house.db.reading() as session:
        asked = session.scalars(select(Seat.asked_id).where(Seat.unit_id == closed.units[0].id)).one()
    assert asked == held.id, "not whose mandate is for another programme"
    commitment_order.hold(house, closed.mandates["manager"], code, reason="Chờ ý kiến")
    with pytest.raises(Refused) as refused:
        commitment_order.resume(house, closed.mandates["apparatus"], code)
    assert refused.value.reasons == ("not-the-holder",)
