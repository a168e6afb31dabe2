"""Agreements below the pages: many hands at once, texts that change, and what each person may see."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from states.process import Refused
from tests import agreements, builders, signing
from tests.agreements import digest, seen
from tests.builders import District, MovableClock, state_of
from workflow_app.clock import day_of
from workflow_app.house import House
from workflow_app.models import Account, Entry, Mandate, Notice, Programme, Seat, Signature, Unit
from workflow_app.services import (
    account,
    commitment,
    commitment_case,
    commitment_draft,
    commitment_reminder,
    job,
    public_agreement,
    queue,
    verify_journal,
)
from workflow_app.services.actor import Actor, load_actor
from workflow_app.services.errors import Invalid, NotFound, Stale
from workflow_app.services.perform import unit_of_work

SIGNERS = 17


def actors(house: House) -> list[Actor]:
    with house.db.reading() as session:
        held = session.scalars(select(Mandate.id).where(Mandate.kind == "person").order_by(Mandate.id))
        return [load_actor(session, id_, day_of(house.clock())) for id_ in held]


@pytest.mark.timeout(240)
def test_seventeen_people_sign_one_text_in_one_moment_and_none_is_told_it_is_stale(any_house: House) -> None:
    district = builders.build_district(any_house, cells=SIGNERS)
    code = agreements.frozen(district)
    parts = ["secretary", *(f"secretary{number}" for number in range(2, SIGNERS + 1))]
    for part in parts:
        signing.trusted_of(any_house, district.mandates[part])

    def sign(part: str) -> str:
        return signing.sign(any_house, district.mandates[part], code).kind

    with ThreadPoolExecutor(SIGNERS) as people:
        assert list(people.map(sign, parts)) == ["commitment.sign"] * SIGNERS
    with any_house.db.reading() as session:
        assert len(session.scalars(select(Signature)).all()) == SIGNERS
        entries = session.scalars(select(Entry.seq).where(Entry.kind == "commitment.sign").order_by(Entry.seq)).all()
        assert entries == list(range(2, SIGNERS + 2))
    assert state_of(any_house, code) == "partially_signed", "the superior committee has not signed"
    agreements.signed(district, code, "board")
    assert state_of(any_house, code) == "in_force"


def test_the_statement_of_a_signature_names_text_person_unit_mandate_and_means(district: District) -> None:
    code = agreements.in_force(district)
    with district.house.db.reading() as session:
        kept = session.scalars(select(Signature).order_by(Signature.place)).all()
    said = [json.loads(one.statement) for one in kept]
    assert {one["text"] for one in said} == {digest(district.house, code)}
    assert [one["unit"]["name"] for one in said] == ["Đảng bộ huyện Đắk Song", "Chi bộ Phòng Kỹ thuật 1"]
    assert {(one["act"], one["method"], one["case"]) for one in said} == {("commitment.sign", "passkey", code)}
    assert len({one["nonce"] for one in said} | {one["person"] for one in said} | {one["mandate"] for one in said}) == 6


def test_one_changed_letter_of_a_signed_text_is_found_and_the_public_page_says_so(
    district: District, tampering: None
) -> None:
    house, code = district.house, agreements.in_force(district)
    assert public_agreement.read(house, code).checks.verdict == "ok"
    with house.db.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER agreement_text_no_update"))
        connection.execute(text("UPDATE agreement_text SET content = replace(content, 'quy', 'quá')"))
    found = verify_journal.verify(house).findings
    assert {(one.table, one.column) for one in found} == {("agreement_text", "content")}
    with house.db.engine.begin() as connection:
        connection.execute(text("UPDATE opening SET value = replace(value, 'quy', 'quá') WHERE field = 'agreement'"))
    page = public_agreement.read(house, code)
    assert page.checks.verdict == "bad" and page.articles == () and page.title == ""


def test_nobody_signs_for_another_unit_or_twice_or_another_text(district: District) -> None:
    house, mandates, code = district.house, district.mandates, agreements.frozen(district)
    with pytest.raises(Refused) as refused:
        commitment.sign(house, mandates["clerk"], code, answer=None)
    assert refused.value.reasons == ("not-your-role",)
    with pytest.raises(Refused) as refused:
        commitment.sign(house, mandates["secretary"], code, answer=None)
    assert refused.value.reasons == ("not-confirmed",)
    agreements.signed(district, code, "secretary")
    with pytest.raises(Refused) as refused:
        agreements.signed(district, code, "secretary")
    assert refused.value.reasons == ("seat-signed", "not-confirmed")
    with house.db.reading() as session:
        assert len(session.scalars(select(Signature)).all()) == 1


def test_one_person_does_not_bring_a_pact_in_force_alone(district: District) -> None:
    house, code = district.house, agreements.frozen(district)
    with unit_of_work(house) as work:
        board = work.session.get_one(Mandate, district.mandates["board"])
        person, unit = work.session.get_one(Account, board.account_id), district.units[0]
        both = account.grant_mandate(
            work, work.system(), person, role="secretary", reach="self", unit=unit, valid_from=date(2025, 1, 1)
        )
        district.mandates["both"] = both.id
    agreements.signed(district, code, "board")
    with pytest.raises(Refused) as refused:
        agreements.signed(district, code, "both")
    assert refused.value.reasons == ("signed-for-another", "not-confirmed")
    assert state_of(house, code) == "partially_signed"


def test_what_was_only_circulated_and_commented_stays_with_the_parties(district: District) -> None:
    code = agreements.in_force(district)
    page = public_agreement.read(district.house, code)
    opened = {step.kind: set(step.opened) for step in page.steps}
    assert opened == {
        "commitment.circulate": set(), "commitment.comment": set(), "commitment.freeze": {"agreement"},
        "commitment.sign": {"unit", "statement"}, "commitment.decline": set(),
    }  # fmt: skip


def test_a_unit_without_a_seat_sees_nothing_until_it_is_given_one(house: House) -> None:
    district = builders.build_district(house, cells=3)
    manager = district.mandates["manager"]
    code = agreements.drafted(district)
    with house.db.reading() as session:
        third = load_actor(session, district.mandates["secretary3"], day_of(house.clock()))
    draft = {"title": "Giao ước", "clauses": [{"id": "", "text": "Một điều"}], "units": [district.units[0].code]}
    commitment_draft.save_draft(house, manager, code, draft, seen(house, code)[1])
    version, draft_version = seen(house, code)
    commitment.freeze(house, manager, code, seen=version, draft_seen=draft_version)
    with pytest.raises(NotFound):
        commitment_case.get_case(house, third, code)
    commitment.add_party(house, manager, code, district.units[2].code)
    agreements.signed(district, code, "secretary3")
    with pytest.raises(Refused) as refused:
        commitment.add_party(house, manager, code, district.units[2].code)
    assert refused.value.reasons == ("seat-taken",)


def test_a_draft_saved_elsewhere_is_neither_lost_nor_shown_to_the_parties_unread(district: District) -> None:
    house, manager = district.house, district.mandates["manager"]
    code = agreements.drafted(district)
    version, draft_version = seen(house, code)
    changed = {"title": "Tên khác", "clauses": [{"id": "k1", "text": "Điều khác"}], "units": []}
    commitment_draft.save_draft(house, manager, code, changed, draft_version)
    for late in (
        lambda: commitment_draft.save_draft(house, manager, code, changed | {"title": "Cũ"}, draft_version),
        lambda: commitment.freeze(house, manager, code, seen=version, draft_seen=draft_version),
        lambda: commitment.circulate(house, manager, code, seen=version, draft_seen=draft_version),
    ):
        with pytest.raises(Stale):
            late()
    with pytest.raises(Invalid):
        commitment_draft.save_draft(house, manager, code, changed | {"units": ["không có"]}, draft_version + 1)


def test_a_reminder_reaches_exactly_those_who_have_not_answered(district: District) -> None:
    house, code = district.house, agreements.frozen(district)
    agreements.signed(district, code, "secretary")
    commitment_reminder.remind(house, district.mandates["manager"], code, seen=seen(house, code)[0])
    job.run_due(house)
    with house.db.reading() as session:
        told = set(session.scalars(select(Notice.account_id).where(Notice.kind == "commitment.reminded")))
        held = select(Mandate.account_id).where(
            Mandate.id.in_([district.mandates[p] for p in ("secretary2", "clerk2", "board", "board2")])
        )
        assert told == set(session.scalars(held))


def test_an_agreement_waits_in_a_queue_exactly_when_its_owner_can_do_what_it_waits_for(
    any_house: House, clock: MovableClock
) -> None:
    district = builders.build_district(any_house, cells=3)
    codes = [agreements.in_force(district), agreements.frozen(district)]
    agreements.signed(district, codes[1], "secretary3")
    codes.append(agreements.drafted(district))
    for late in (False, True):
        if late:
            clock.now += timedelta(days=60)
        for actor in actors(any_house):
            _compare(any_house, actor, codes)


def _compare(house: House, actor: Actor, codes: list[str]) -> None:
    visible, waiting = set(), set()
    for code in codes:
        try:
            view = commitment_case.get_case(house, actor, code)
        except NotFound:
            continue
        visible.add(code)
        if any(action.duty and action.enabled for action in view.actions):
            waiting.add(code)
    mine = {task.code for task in queue.read_page(house, actor, "mine")[1].rows}
    assert mine == waiting, (actor.role, actor.name)
    shown = (queue.read_page(house, actor, name)[1].rows for name in ("elsewhere", "accepted", "ended"))
    others = {task.code for rows in shown for task in rows}
    assert mine | others == visible and not mine & others


@pytest.mark.parametrize("part", ["manager", "board", "secretary"])
def test_a_mandate_for_another_programme_reaches_no_agreement_of_this_one(district: District, part: str) -> None:
    house, code = district.house, agreements.frozen(district)
    with unit_of_work(house) as work:
        held = work.session.get_one(Mandate, district.mandates[part])
        other = Programme(code="chuong-trinh-khac", issuer_id=district.units[0].id)
        work.session.add(other)
        work.session.flush()
        person, unit = work.session.get_one(Account, held.account_id), work.session.get_one(Unit, held.unit_id)
        terms = {"role": held.role, "reach": held.reach, "unit": unit, "valid_from": date(2025, 1, 1)}
        limited = account.grant_mandate(work, work.system(), person, programme=other, **terms).id
    with house.db.reading() as session:
        actor = load_actor(session, limited, day_of(house.clock()))
    with pytest.raises(NotFound):
        commitment_case.get_case(house, actor, code)
    with pytest.raises(NotFound):
        commitment.sign(house, limited, code, answer=None)
    with pytest.raises(NotFound):
        commitment.reopen(house, limited, code, seen=seen(house, code)[0], reason="Sửa lại")
    _compare(house, actor, [code])


def test_signatures_to_a_reopened_text_stay_but_count_no_more(district: District) -> None:
    house, code = district.house, agreements.frozen(district)
    agreements.signed(district, code, "secretary")
    before = digest(house, code)
    commitment.reopen(house, district.mandates["manager"], code, seen=seen(house, code)[0], reason="Sai tên")
    version, draft_version = seen(house, code)
    commitment.freeze(house, district.mandates["manager"], code, seen=version, draft_seen=draft_version)
    assert digest(house, code) != before
    with house.db.reading() as session:
        seats = session.execute(select(Seat.version, Seat.answer).order_by(Seat.version, Seat.place)).all()
        assert len(session.scalars(select(Signature)).all()) == 1
    assert [tuple(seat) for seat in seats] == [
        (1, "waiting"), (1, "signed"), (1, "waiting"), (2, "waiting"), (2, "waiting"), (2, "waiting"),
    ]  # fmt: skip
