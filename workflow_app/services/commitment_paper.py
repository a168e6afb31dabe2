"""Signatures on paper: one person enters the scanned minutes, a second one attests or refuses each seat.

Nothing counts before it is attested. Both sign what they say with their passkeys, over the digests of text and scan.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from states.commitment import ENTERED, PROCESS, WAITING, Facts, completes
from states.commitment import REFUSED as DECLINED
from states.commitment_paper import Hand
from states.process import Refused

from ..house import House
from ..models import Edition, Entry, Mandate, PaperMinutes, PaperSeat, Seat, Signature
from ..transparency.canonical import canonical
from ..transparency.signed_entry import form_of
from . import signing
from .commitment_deed import Act, begin, people_of, settle, tell_in_force, tell_turns
from .commitment_matter import Matter
from .commitment_paper_matter import (
    Minutes,
    Written,
    attesting,
    entering,
    get_scan,
    in_remit,
    list_minutes,
    reasons_against,
)
from .commitment_paper_matter import list_signers as signers_of
from .commitment_text import named_unit, title_form
from .commitment_turn import answered
from .errors import NotFound
from .perform import Once, Receipt, Work, unit_of_work
from .reach import people_of_reviewers
from .signing import Answer, Asked, Statement

METHOD = "paper"


def ask_to_enter(house: House, mandate_id: int, code: str, written: Written, site: str) -> Asked:
    """Put to whoever enters minutes what they then say. Raises `Refused` with every reason, or `Invalid`."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, None)
        facts = entering(work, act.matter, act.actor, written, confirmed=True)
        _check(act, "enter_paper", facts)
        assert act.actor.account_id is not None, "the system enters nothing"
        account_id, statement = act.actor.account_id, _entering(act, written)
    return signing.ask(house, account_id, site, statement)


def faulty_seats(house: House, mandate_id: int, code: str, written: Written) -> dict[int, str]:
    """Which of the seats that somebody wants to enter stand in the way, each with its reason."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, None)
        hands = entering(work, act.matter, act.actor, written, confirmed=True).paper.hands
        found = {place: _reason_against(hand) for place, hand in zip(written.signers, hands, strict=True)}
        return {place: reason for place, reason in found.items() if reason}


def enter(
    house: House, mandate_id: int, code: str, written: Written, *, answer: Answer | None, request: Once | None = None
) -> Receipt:
    """Enter scanned minutes: their seats are kept from being signed otherwise, and count for nothing yet."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request)
        matter = act.matter
        _check(act, "enter_paper", entering(work, matter, act.actor, written, confirmed=answer is not None))
        statement = _entering(act, written)
        signed = signing.take(work, act.actor, answer or Answer("", ""), statement)
        scan = get_scan(work, matter, written.file)
        assert scan is not None and written.signed_on is not None, "the table lets nobody enter without them"
        asked = select(func.max(PaperMinutes.number)).where(PaperMinutes.case_id == matter.case.id)
        row = PaperMinutes(
            case_id=matter.case.id,
            number=(work.session.scalar(asked) or 0) + 1,
            version=matter.agreement.version,
            file_code=scan.code,
            sha256=scan.sha256,
            signed_on=written.signed_on,
            statement=canonical(signed.statement).decode(),
            evidence=signed.evidence,
            mandate_id=act.actor.mandate_id,
            entered_at=work.now,
        )
        entry = act.take(
            "enter_paper", entering(work, matter, act.actor, written, confirmed=True),
            lambda: _keep(work, matter, row, written),
            sealed={"statement": signed.statement}, evidence=signed.evidence,
            clear={"version": row.version, "text": statement["text"], "places": sorted(written.signers)},
        )  # fmt: skip
        told = people_of(work, [seat for seat in matter.seats if seat.place in written.signers])
        told += people_of_reviewers(work, matter.issuer.id)
        told = [one for one in told if one != act.actor.account_id]
        work.notify(entry, "commitment.paper_entered", told, code=code)
    return work.receipt(entry)


def ask_to_attest(house: House, mandate_id: int, code: str, number: int, site: str) -> Asked | None:
    """Put to a second person what attesting says; None while he or she may not. Raises `Invalid` (key-missing)."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, None)
        minutes = _minutes(work, act.matter, number)
        seats = in_remit(act.matter, act.actor, minutes)
        if reasons_against(work, act.matter, act.actor, minutes, seats):
            return None
        assert act.actor.account_id is not None, "the system attests nothing"
        account_id, statement = act.actor.account_id, _attesting(act, minutes, seats)
    return signing.ask(house, account_id, site, statement)


def attest(
    house: House, mandate_id: int, code: str, number: int, *, answer: Answer | None, request: Once | None = None
) -> Receipt:
    """A second person, who opened the scan, attests the seats that are his or hers to attest: each is signed then."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request)
        minutes = _minutes(work, act.matter, number)
        seats = in_remit(act.matter, act.actor, minutes)
        if reasons := reasons_against(work, act.matter, act.actor, minutes, seats):
            raise Refused("attest_paper", reasons)
        statement = _attesting(act, minutes, seats)
        signed = signing.take(work, act.actor, answer or Answer("", ""), statement)
        for one in seats:
            act.request = request if one is seats[-1] else None  # the form is answered by the last of its entries
            entry = _attest(act, minutes, one, signed.statement, signed.evidence)
        tell_in_force(act, entry)
    return work.receipt(entry)


def _attest(act: Act, minutes: Minutes, one: PaperSeat, statement: Statement, evidence: str) -> Entry:
    work, matter = act.work, act.matter
    seat = next(seat for seat in matter.seats if seat.place == one.place)
    facts = attesting(work, matter, act.actor, minutes, [one], text_seen=statement["text"], confirmed=True)
    came: list[Seat] = []

    def keep() -> None:
        one.outcome, one.settled_by_id, one.settled_at = "attested", act.actor.mandate_id, work.now
        seat.answer, seat.answered_at = answered(matter, seat), work.now
        came.extend(settle(matter))
        work.session.add(
            Signature(
                case_id=seat.case_id,
                version=seat.version,
                place=seat.place,
                method=METHOD,
                statement=canonical(statement).decode(),
                evidence=evidence,
                mandate_id=one.signer_id,
                signed_at=work.now,
            )  # fmt: skip
        )
        if matter.agreement.in_force_at is None and completes(facts):
            matter.agreement.in_force_at = work.now

    clear = {"version": seat.version, "text": statement["text"], "place": seat.place}
    sealed = {"unit": named_unit(work, seat.unit_id), "statement": statement}
    entry = act.take("attest_paper", facts, keep, sealed=sealed, clear=clear, evidence=evidence)
    tell_turns(act, entry, came, seat)
    return entry


def refuse(
    house: House, mandate_id: int, code: str, number: int, *, reason: str, request: Once | None = None
) -> Receipt:
    """Say why minutes do not hold: what was entered is withdrawn, and the seats are free again."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request)
        minutes = _minutes(work, act.matter, number)
        mine = minutes.entered_by == act.actor.account_id
        seats = minutes.waiting() if mine else in_remit(act.matter, act.actor, minutes)
        facts = attesting(work, act.matter, act.actor, minutes, seats, reason_given=bool(reason))
        places = [one.place for one in seats]

        def free() -> None:
            for one in seats:
                one.outcome, one.settled_by_id, one.settled_at = "refused", act.actor.mandate_id, work.now
                one.reason = reason
            for seat in act.matter.seats:
                if seat.place in places:
                    seat.answer = DECLINED if seat.reason else WAITING  # as it was before
            settle(act.matter)

        entry = act.take(
            "refuse_paper", facts, free, sealed={"reason": {"code": "", "text": reason}},
            clear={"version": minutes.row.version, "places": places},
        )  # fmt: skip
        told = people_of(work, [seat for seat in act.matter.seats if seat.place in places])
        told += [minutes.entered_by] if minutes.entered_by is not None else []
        work.notify(entry, "commitment.paper_refused", [one for one in told if one != act.actor.account_id], code=code)
    return work.receipt(entry)


def _reason_against(hand: Hand) -> str:
    against = {"paper-seat-answered": hand.free, "paper-mandate": hand.mandated}
    against |= {"paper-not-in-turn": hand.came, "paper-step-full": hand.room, "seat-expired": hand.in_time}
    against["paper-before-step"] = not hand.before_step
    against["paper-two-seats"] = not hand.signed_another
    return next((reason for reason, holds in against.items() if not holds), "")


def _check(act: Act, action: str, facts: Facts) -> None:
    if reasons := PROCESS.reasons_against(act.matter.case.state, action, facts, act.actor.role):
        raise Refused(action, reasons)


def _minutes(work: Work, matter: Matter, number: int) -> Minutes:
    found = next((one for one in list_minutes(work, matter) if one.row.number == number), None)
    if found is None:
        raise NotFound(f"{matter.case.code}/{number}")
    return found


def _keep(work: Work, matter: Matter, row: PaperMinutes, written: Written) -> None:
    work.session.add(row)
    held = signers_of(work, matter)
    for seat in matter.seats:
        if (signer := written.signers.get(seat.place)) is not None:
            mandate = next(one for one in held[seat.place] if one.code == signer)
            work.session.add(
                PaperSeat(
                    case_id=row.case_id,
                    number=row.number,
                    place=seat.place,
                    signer_id=mandate.id,
                    outcome="waiting",
                    reason="",
                )  # fmt: skip
            )
            seat.answer = ENTERED
    settle(matter)


def _entering(act: Act, written: Written) -> Statement:
    work, matter = act.work, act.matter
    scan, held = get_scan(work, matter, written.file), signers_of(work, matter)
    assert scan is not None and written.signed_on is not None, "checked by the table before"
    signed = [
        _hand(
            work, seat, next(one for one in held[seat.place] if one.code == written.signers[seat.place]),
            written.forms.get(seat.place, ""),
        )
        for seat in matter.seats
        if seat.place in written.signers
    ]  # fmt: skip
    return _statement(act, "enter_paper", scan.sha256, written.signed_on.isoformat(), signed)


def _attesting(act: Act, minutes: Minutes, seats: Sequence[PaperSeat]) -> Statement:
    work, row, places = act.work, minutes.row, {seat.place: seat for seat in act.matter.seats}
    entered = json.loads(row.statement)
    signed = [
        _hand(work, places[one.place], work.session.get_one(Mandate, one.signer_id), form_of(one.place, entered))
        for one in seats
    ]
    said = _statement(act, "attest_paper", row.sha256, row.signed_on.isoformat(), signed)
    return {**said, "entered": row.evidence}


def _statement(act: Act, name: str, scan: str, on: str, signed: list[dict[str, Any]]) -> Statement:
    """What a person says of minutes: whose hands are on them, under which mandates, on which day, to which words."""
    work, matter, actor = act.work, act.matter, act.actor
    assert matter.text is not None, "nothing is signed before a text is frozen"
    return {
        "v": 1,
        "act": f"commitment.{name}",
        "origin": work.house.keys.origin,
        "case": matter.case.code,
        "version": matter.agreement.version,
        "text": matter.text.digest,
        "scan": scan,
        "signed_on": on,
        "signed": signed,
        "position": actor.title,
        "person": actor.pseudonym,
        "mandate": actor.mandate_leaf,
        "edition": work.session.get_one(Edition, matter.case.edition_id).digest,
    }


def _hand(work: Work, seat: Seat, mandate: Mandate, form: str) -> dict[str, Any]:
    granted = work.session.get_one(Entry, mandate.entry_id).leaf_hash.hex()
    unit = named_unit(work, seat.unit_id)
    said = {"place": seat.place, "unit": unit["code"], "unit_name": unit["name"]}
    more = {"signs_as": title_form(form)} if form else {}
    return {**said, "position": mandate.title, "mandate": granted, **more}
