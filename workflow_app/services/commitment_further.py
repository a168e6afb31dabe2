"""What is signed beside the signature of a seat: a second person of the same unit, or a unit that is its witness.

Who was asked for it can decline, saying why; the issuer then names somebody anew, and the seat waits until then.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from states.commitment import PROCESS, SIGNED, completes
from states.commitment_order import COUNTERSIGN, WITNESS

from ..house import House
from ..models import FurtherSignature, Seat, Signature, Unit
from ..transparency.canonical import canonical
from . import signing
from .commitment_deed import Act, begin, people_of, public_reason, settle, tell_in_force, tell_turns
from .commitment_matter import facts_for, name_for
from .commitment_text import named_unit, statement_of
from .commitment_turn import answered, further_of
from .perform import Once, Receipt, unit_of_work
from .reach import people_of_board, people_of_managers
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


def decline(
    house: House, mandate_id: int, code: str, kind: str, place: int, *, reason: str, request: Once | None = None
) -> Receipt:
    """Whoever is asked to sign beside a seat does not, saying why."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request)
        matter, beside = act.matter, further_of(act.matter, act.actor, kind, place)

        def keep() -> None:
            assert beside is not None, "the table lets nobody decline what is not asked"
            beside.declined_at, beside.reason = work.now, reason

        facts = facts_for(work, matter, act.actor, reason_given=bool(reason), kind=kind, place=place)
        sealed = {"reason": {"code": "", "text": reason}}
        if beside is not None:
            sealed["unit"] = named_unit(work, beside.unit_id)
        clear = {"version": matter.agreement.version, "place": place, "beside": kind}
        entry = act.take("decline_further", facts, keep, sealed=sealed, clear=clear)
        issuer = matter.issuer.id
        told = people_of_managers(work, issuer) + people_of_board(work, issuer)
        told += people_of(work, [seat for seat in matter.seats if seat.place == place])
        others = [one for one in told if one != act.actor.account_id]
        work.notify(entry, "commitment.further_declined", others, code=code)
    return work.receipt(entry)


def name(
    house: House, mandate_id: int, code: str, kind: str, place: int, unit_code: str = "", *, reason: str,
    request: Once | None = None,
) -> Receipt:  # fmt: skip
    """The issuer names who signs beside a seat: again a second person of its unit, or the unit that is its witness."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request)
        matter = act.matter
        beside = next((one for one in matter.further if (one.kind, one.place) == (kind, place)), None)
        unit_id = beside.unit_id if beside is not None and kind == COUNTERSIGN else None
        if unit_id is None:
            unit_id = work.session.scalar(select(Unit.id).where(Unit.code == unit_code))
        named = name_for(work, matter, beside, unit_id) if beside is not None else None

        def keep() -> None:
            assert beside is not None and unit_id is not None, "the table names nobody for what is not asked"
            beside.unit_id, beside.declined_at, beside.reason = unit_id, None, ""

        facts = facts_for(work, matter, act.actor, reason_given=bool(reason), place=place, named=named)
        sealed: dict[str, Any] = {"reason": public_reason(reason)}
        if unit_id is not None:
            sealed["unit"] = named_unit(work, unit_id)
        clear = {"version": matter.agreement.version, "place": place, "beside": kind}
        entry = act.take("name_further", facts, keep, sealed=sealed, clear=clear)
        tell_turns(act, entry, (), next(one for one in matter.seats if one.place == place))
    return work.receipt(entry)


def _statement(act: Act, beside: FurtherSignature) -> dict[str, Any]:
    """The same as for the seat itself, with the digest of the signature that it stands beside."""
    work, matter = act.work, act.matter
    seat = next(one for one in matter.seats if one.place == beside.place)
    first = work.session.get_one(Signature, (seat.case_id, seat.version, seat.place))
    return statement_of(work, matter, seat, act.actor, kind=beside.kind, beside=first)
