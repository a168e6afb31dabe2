"""Whatever people do in whatever order: an agreement is in force only with every seat signed, once, over one text."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from states.process import Refused
from tests import agreements, builders, papers, signing
from tests.builders import District, MovableClock, state_of
from workflow_app.clock import day_of
from workflow_app.house import House
from workflow_app.models import (
    Account,
    AgreementText,
    Case,
    FurtherSignature,
    Mandate,
    PaperMinutes,
    PaperSeat,
    Seat,
    Signature,
)
from workflow_app.services import account, commitment, commitment_further, commitment_order
from workflow_app.services.actor import in_force
from workflow_app.services.errors import Invalid, NotAllowed, NotFound, Stale
from workflow_app.services.perform import unit_of_work

SIGNERS = ("board", "secretary", "secretary2", "both", "former")
PEOPLE = (*SIGNERS[:4], "clerk", "reviewer", "reviewer", "manager", "officer")
DAYS = (0, 0, 0, 0, -1, 1)
part, person = st.sampled_from(SIGNERS), st.sampled_from(PEOPLE)
ACT = st.one_of(
    st.tuples(st.just("sign"), part),
    st.tuples(st.just("enter"), st.sets(part, min_size=1, max_size=3), st.sampled_from(DAYS)),
    st.tuples(st.just("attest"), st.integers(1, 3), person),
    st.tuples(st.just("attest"), st.integers(1, 3), st.just("reviewer")),
    st.tuples(st.sampled_from(["sign", "sign", "refuse"]), part),
    st.tuples(st.sampled_from(["decline", "again"]), part),
    st.tuples(st.sampled_from(["hold", "resume", "extend", "day"]), st.sampled_from(["manager", "secretary2"])),
    st.tuples(st.sampled_from(["countersign", "countersign", "steps_back"]), person),
)
# Nothing said; step by step with a second hand and a last day; one of two units suffices, with a witness.
ORDERS: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({}, {}),
    ({}, {"superior": {"step": 2}, 1: {"countersign": True, "until": "2025-06-01"}}),
    ({"1": "any"}, {"superior": {"step": 2}, 1: {"witness": 2}}),
)
FINISH = [  # what people do who want to come to an end
    ("resume", "manager"), ("extend", "manager"), ("attest", 1, "reviewer"), ("attest", 2, "reviewer"),
    ("sign", "secretary"), ("names", "manager"), ("countersign", "clerk"), ("witness", "secretary2"),
    ("sign", "secretary2"), ("sign", "board"),
]  # fmt: skip


@pytest.fixture
def small(house: House) -> District:
    """A committee and two units, who must all sign; one person in two offices, one whose office is over."""
    source = builders.EDITION.read_text(encoding="utf-8").replace('closing_rule = "open"', 'closing_rule = "all"')
    made = builders.build_district(house, cells=2, source=source)
    with unit_of_work(house) as work:
        system = work.system()

        def give(name: str, whose: str, role: str, of: Any, reach: str = "self", until: date | None = None) -> None:
            held = work.session.get_one(Mandate, made.mandates[whose])
            who = work.session.get_one(Account, held.account_id)
            terms = {"role": role, "reach": reach, "unit": of, "valid_from": date(2025, 1, 1)}
            made.mandates[name] = account.grant_mandate(work, system, who, valid_to=until, **terms).id

        committee = work.session.get_one(builders.unit.Unit, work.actor(made.mandates["board"]).unit_id)
        give("both", "secretary", "secretary", made.units[1])
        give("officer", "manager", "reviewer", committee, "children")
        give("former", "clerk", "secretary", made.units[0], until=date(2025, 5, 1))
    for name in SIGNERS[:3] + ("clerk", "reviewer", "manager"):
        signing.trusted_of(house, made.mandates[name])
    return made


WALKS = settings(
    max_examples=12, phases=(Phase.generate,), deadline=None, suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)  # fmt: skip


def ordered(small: District, order: tuple[dict[Any, Any], dict[Any, Any]]) -> str:
    """An agreement in one of the orders, in which units are named by their numbers."""
    codes = {number: unit.code for number, unit in enumerate(small.units, start=1)}
    seats = {codes.get(key, key): {**said} for key, said in order[1].items()}
    for said in seats.values():
        if "witness" in said:
            said["witness"] = codes[said["witness"]]
    return agreements.frozen(small, steps=order[0], seats=seats)


def test_no_walk_brings_an_agreement_in_force_against_its_rules(small: District, clock: MovableClock) -> None:
    reached: list[str] = []
    began = clock.now

    @settings(WALKS)
    @given(st.lists(ACT, min_size=5, max_size=14), st.sampled_from(ORDERS))
    def walk(acts: list[tuple[Any, ...]], order: tuple[dict[Any, Any], dict[Any, Any]]) -> None:
        clock.now = began
        code = ordered(small, order)
        for act in [*acts, *FINISH]:
            try:
                clock.now += timedelta(days=act[0] == "day")
                DEEDS[act[0]](small, code, *act[1:])
            except (Refused, Invalid, NotFound, NotAllowed, Stale):
                continue
            if state_of(small.house, code) == "in_force":
                check(small.house, code)
                reached.append(str(order))

    walk()
    for parts in (("board",), ("secretary", "secretary2")):  # and so that it was not for want of trying
        code = agreements.frozen(small)
        agreements.signed(small, code, *({"board", "secretary", "secretary2"} - set(parts)))
        papers.attested(small, code, *parts)
        assert check(small.house, code) == len(parts)
    for order in ORDERS[1:]:
        code = ordered(small, order)
        for act in FINISH:
            with suppress(Refused, Invalid, NotFound, NotAllowed):
                DEEDS[act[0]](small, code, *act[1:])
        check(small.house, code)
    assert len(set(reached)) > 1, "some walks came to an end"


def check(house: House, code: str) -> int:
    """All that must be true of an agreement in force; returns how many signed on paper."""
    with house.db.reading() as session:
        case = session.scalars(select(Case).where(Case.code == code)).one()
        texts = session.scalars(select(AgreementText).where(AgreementText.case_id == case.id)).all()
        text = max(texts, key=lambda one: one.version)
        assert case.state == "in_force"
        here = {"case_id": case.id, "version": text.version}
        seats = {seat.place: seat for seat in session.scalars(select(Seat).filter_by(**here))}
        signed = {one.place: one for one in session.scalars(select(Signature).filter_by(**here))}
        assert_in_order(session, text, seats, signed)
        people = []
        for place, one in signed.items():
            mandate, said = session.get_one(Mandate, one.mandate_id), json.loads(one.statement)
            day = date.fromisoformat(said["signed_on"]) if one.method == "paper" else day_of(one.signed_at)
            assert in_force(mandate, day) and mandate.unit_id == seats[place].unit_id
            assert said["text"] == text.digest, "one text"
            people.append(mandate.account_id)
        beside = select(Mandate.account_id).join(FurtherSignature, FurtherSignature.mandate_id == Mandate.id)
        people += set(session.scalars(beside.filter(*(getattr(FurtherSignature, k) == v for k, v in here.items()))))
        assert len(set(people)) == len(people), "nobody signs for two parties, or for one and beside another"
        rows = session.execute(
            select(PaperMinutes.mandate_id, PaperSeat.settled_by_id)
            .join(PaperMinutes, PaperMinutes.number == PaperSeat.number)
            .where(PaperSeat.case_id == case.id, PaperMinutes.case_id == case.id, PaperSeat.outcome == "attested")
            .where(PaperMinutes.version == text.version)
        ).all()
        accounts = {id_: whose for id_, whose in session.execute(select(Mandate.id, Mandate.account_id))}
        assert all(accounts[by] != accounts[settled] for by, settled in rows), "two persons"
        return len(rows)


def assert_in_order(
    session: Session, text: AgreementText, seats: dict[int, Seat], signed: dict[int, Signature]
) -> None:
    """Every step has what it needs, none signed before the steps before, nobody after the own last day."""
    needs = {int(step): 1 if rule == "any" else int(rule) for step, rule in text.content.get("steps", {}).items()}
    steps = sorted({seat.step for seat in seats.values()})
    assert {p for p, seat in seats.items() if seat.answer == "signed"} == set(signed)
    asked = session.scalars(select(FurtherSignature).filter_by(case_id=text.case_id, version=text.version)).all()
    ends = {place: one.signed_at for place, one in signed.items()}
    for one in asked:
        if one.place in signed:
            assert one.signed_at is not None and one.mandate_id != signed[one.place].mandate_id
            assert json.loads(one.statement or "")["beside"] == signed[one.place].evidence
            ends[one.place] = max(ends[one.place], one.signed_at)
    for step in steps:
        mine = [place for place, seat in seats.items() if seat.step == step]
        assert len(ends.keys() & mine) == needs.get(step, len(mine)), "no seat is missing"
        before = [at for place, at in ends.items() if seats[place].step < step]
        assert all(signed[place].signed_at >= max(before) for place in mine if place in signed and before)
    for place, one in signed.items():
        due, paper = seats[place].due_on, json.loads(one.statement).get("signed_on")
        day = date.fromisoformat(paper) if paper else day_of(one.signed_at)
        assert due is None or day <= due


def sign(small: District, code: str, who: str) -> None:
    agreements.signed(small, code, who)


def enter(small: District, code: str, parts: set[str], days: int) -> None:
    on = day_of(small.house.clock()) + timedelta(days=days)
    papers.entered(small, code, *sorted(parts), signed_on=on)


def attest(small: District, code: str, number: int, who: str) -> None:
    papers.opened(small, code, number, who)
    papers.attest(small, code, number, who)


def refuse(small: District, code: str, who: str) -> None:
    papers.refuse(small, code, 1, who)


def decline(small: District, code: str, who: str) -> None:
    commitment.decline(small.house, small.mandates[who], code, reason="Chưa đồng ý")


def again(small: District, code: str, _: str) -> None:
    """Open the text again and freeze it anew."""
    house, manager = small.house, small.mandates["manager"]
    if state_of(house, code) == "declined":
        commitment.revise(house, manager, code, seen=agreements.seen(house, code)[0])
    else:
        commitment.reopen(house, manager, code, seen=agreements.seen(house, code)[0], reason="Sửa lại")
    version, draft_version = agreements.seen(house, code)
    commitment.freeze(house, manager, code, seen=version, draft_seen=draft_version)


def hold(small: District, code: str, who: str) -> None:
    commitment_order.hold(small.house, small.mandates[who], code, reason="Chờ ý kiến")


def resume(small: District, code: str, who: str) -> None:
    commitment_order.resume(small.house, small.mandates[who], code)


def extend(small: District, code: str, who: str) -> None:
    until = day_of(small.house.clock()) + timedelta(days=20)
    commitment_order.extend(small.house, small.mandates[who], code, 2, until, reason="Bận")


def day(small: District, code: str, _: str) -> None:
    """A day goes by, and the worker notes what it brought."""
    commitment_order.expire_due(small.house)


def countersign(small: District, code: str, who: str) -> None:
    agreements.beside(small, code, who)


def witness(small: District, code: str, who: str) -> None:
    agreements.beside(small, code, who, "witness")


def steps_back(small: District, code: str, who: str) -> None:
    """Decline to sign beside the first unit's signature, as whichever was asked for."""
    for kind in commitment_further.KINDS:
        with suppress(Refused):
            commitment_further.decline(small.house, small.mandates[who], code, kind, 2, reason="Chưa đồng ý")


def names(small: District, code: str, who: str) -> None:
    """Name again whoever declined."""
    for kind, unit in zip(commitment_further.KINDS, ("", small.units[1].code), strict=True):
        with suppress(Refused):
            commitment_further.name(small.house, small.mandates[who], code, kind, 2, unit, reason="Mời lại")


DEEDS: dict[str, Callable[..., None]] = {
    "sign": sign, "enter": enter, "attest": attest, "refuse": refuse, "decline": decline, "again": again,
    "steps_back": steps_back, "names": names, "hold": hold, "resume": resume, "extend": extend, "day": day,
    "countersign": countersign, "witness": witness,
}  # fmt: skip
