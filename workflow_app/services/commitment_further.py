"""What is signed beside the signature of a seat: a second person of the same unit, or a unit that is its witness."""

from __future__ import annotations

from typing import Any

from states.commitment import PROCESS, SIGNED, completes
from states.commitment_order import COUNTERSIGN, WITNESS

from ..house import House
from ..models import FurtherSignature, Seat, Signature
from ..transparency.canonical import canonical
from . import signing
from .commitment_deed import Act, begin, settle, tell_in_force, tell_turns
from .commitment_matter import facts_for
from .commitment_text import statement_of
from .commitment_turn import answered, further_of
from .perform import Once, Receipt, unit_of_work
from .signing import Answer, Asked

KINDS = (COUNTERSIGN, WITNESS)


def ask(house: House, mandate_id: int, code: str, kind: str, site: str) -> Asked | None:
    """The statement of a further signature, put to the person; None while it is not his or hers to give."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, None)
        beside = further_of(act.matter, act.actor, kind)
        seen = act.matter.text.digest if act.matter.text else ""
        facts = facts_for(work, act.matter, act.actor, text_seen=seen, confirmed=True, kind=kind)
        if beside is None or PROCESS.reasons_against(act.matter.case.state, kind, facts, act.actor.role):
            return None
        assert act.actor.account_id is not None, "the system signs nothing"
        account_id, statement = act.actor.account_id, _statement(act, beside)
    return signing.ask(house, account_id, site, statement)


def countersign(
    house: House, mandate_id: int, code: str, *, answer: Answer | None, request: Once | None = None
) -> Receipt:
    """A second person of the unit signs beside the first: only with both does the seat count."""
    return _give(house, mandate_id, code, COUNTERSIGN, answer, request)


def witness(house: House, mandate_id: int, code: str, *, answer: Answer | None, request: Once | None = None) -> Receipt:
    """A unit states that it witnessed the signature of a seat, which it names by its digest."""
    return _give(house, mandate_id, code, WITNESS, answer, request)


def _give(house: House, mandate_id: int, code: str, kind: str, answer: Answer | None, request: Once | None) -> Receipt:
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request)
        matter, beside = act.matter, further_of(act.matter, act.actor, kind)
        signed = signing.take(work, act.actor, answer, _statement(act, beside)) if beside and answer else None
        said: dict[str, Any] = signed.statement if signed else {}
        text = said.get("text", matter.text.digest if matter.text else "")
        facts = facts_for(work, matter, act.actor, text_seen=text, confirmed=signed is not None, kind=kind)
        came: list[Seat] = []

        def keep() -> None:
            assert beside is not None and signed is not None, "the table lets nobody sign without them"
            beside.statement, beside.evidence = canonical(said).decode(), signed.evidence
            beside.mandate_id, beside.signed_at = act.actor.mandate_id, work.now
            seat = next(one for one in matter.seats if one.place == beside.place)
            seat.answer = answered(matter, seat)
            if seat.answer == SIGNED:
                seat.answered_at = work.now
            came.extend(settle(matter))
            if matter.agreement.in_force_at is None and completes(facts):
                matter.agreement.in_force_at = work.now

        clear = {"version": matter.agreement.version, "text": text, "place": beside.place if beside else 0}
        if "beside" in said:
            clear["beside"] = said["beside"]
        entry = act.take(
            kind, facts, keep, sealed={"unit": said.get("unit"), "statement": said}, clear=clear,
            evidence=signed.evidence if signed else None,
        )  # fmt: skip
        tell_turns(act, entry, came)
        tell_in_force(act, entry)
    return work.receipt(entry)


def _statement(act: Act, beside: FurtherSignature) -> dict[str, Any]:
    """The same as for the seat itself, with the digest of the signature that it stands beside."""
    work, matter = act.work, act.matter
    seat = next(one for one in matter.seats if one.place == beside.place)
    first = work.session.get_one(Signature, (seat.case_id, seat.version, seat.place))
    return statement_of(work, matter, seat, act.actor, kind=beside.kind, beside=first)
