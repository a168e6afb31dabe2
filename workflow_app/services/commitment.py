"""Commitment: what the issuer and the parties do with an agreement, one verb a step."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from states.commitment import PROCESS, UNIT, State, completes
from states.commitment import REFUSED as DECLINED

from ..house import House
from ..models import AgreementComment, Seat, Signature
from ..transparency.canonical import canonical
from . import printed, signing
from .commitment_clauses import body_of
from .commitment_deed import Act, begin, due_with_seats, parties, people_of, settle, tell_in_force, tell_turns
from .commitment_matter import facts_for, list_outside, seat_of
from .commitment_text import (
    Content,
    ask_signatories,
    changes_in,
    codes_of,
    content_of_draft,
    digest_of,
    keep_text,
    named_unit,
    new_seat,
    statement_of,
    title_form,
)
from .commitment_turn import answered
from .errors import Invalid, Stale
from .perform import Once, Receipt, unit_of_work
from .reach import people_of_board, people_of_managers, people_of_units
from .signing import Answer, Asked, Signed


def circulate(
    house: House, mandate_id: int, code: str, *, seen: int, draft_seen: int, request: Once | None = None
) -> Receipt:
    """The issuer shows the draft to the parties and asks for their comments."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request, seen=seen)
        _check_draft(act, draft_seen)
        content = content_of_draft(work, act.matter)
        facts = facts_for(work, act.matter, act.actor)
        entry = act.take(
            "circulate",
            facts,
            lambda: keep_text(work, act.matter, content),
            sealed={"proposal": content},
            clear=_named(content),
        )
        work.notify(entry, "commitment.circulated", parties(work, act.matter.case.id, content["version"]), code=code)
    return work.receipt(entry)


def comment(
    house: House, mandate_id: int, code: str, clause: str, text: str, *, request: Once | None = None
) -> Receipt:
    """A party says what it thinks of the text, or of one clause; every party can read it."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request)
        matter, seat = act.matter, seat_of(act.matter, act.actor)
        if clause and clause not in {one["id"] for one in (matter.text.content["clauses"] if matter.text else ())}:
            raise Invalid({"clause": "clause-unknown"})
        facts = facts_for(work, matter, act.actor, comment_given=bool(text))
        said = {"clause": clause, "text": text}
        place = seat.place if seat else 0

        def keep() -> None:
            asked = select(func.max(AgreementComment.number)).where(AgreementComment.case_id == matter.case.id)
            work.session.add(
                AgreementComment(
                    case_id=matter.case.id,
                    number=(work.session.scalar(asked) or 0) + 1,
                    version=matter.agreement.version,
                    place=place,
                    clause=clause,
                    text=text,
                    made_at=work.now,
                )  # fmt: skip
            )

        clear = {"version": matter.agreement.version, "place": place}
        entry = act.take("comment", facts, keep, sealed={"comment": said}, clear=clear)
    return work.receipt(entry)


def revise(house: House, mandate_id: int, code: str, *, seen: int, request: Once | None = None) -> Receipt:
    """The issuer takes the text back to write a new version of it."""
    return _back_to_draft(house, mandate_id, code, "revise", seen, "", request)


def reopen(house: House, mandate_id: int, code: str, *, seen: int, reason: str, request: Once | None = None) -> Receipt:
    """The issuer opens a frozen text again; signatures given to it stay in the history and count no more."""
    return _back_to_draft(house, mandate_id, code, "reopen", seen, reason, request)


def freeze(
    house: House, mandate_id: int, code: str, *, seen: int, draft_seen: int, request: Once | None = None
) -> Receipt:
    """The issuer fixes the text: from here on everybody signs exactly these words."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request, seen=seen)
        matter = act.matter
        drafted = matter.case.state == State.DRAFTING
        if drafted:
            _check_draft(act, draft_seen)
        content = content_of_draft(work, matter) if drafted or matter.text is None else matter.text.content

        def fix() -> None:
            if drafted:
                keep_text(work, matter, content)
            matter.agreement.frozen_at = work.now
            ask_signatories(work, matter, matter.seats)
            settle(matter)

        facts = facts_for(work, matter, act.actor)
        entry = act.take(
            "freeze", facts, fix, sealed={"agreement": content}, clear=_named(content),
            due=lambda: due_with_seats(matter),
        )  # fmt: skip
        printed.ask(work, entry)
        first = people_of(work, [seat for seat in matter.seats if seat.turn])
        work.notify(entry, "commitment.frozen", first, code=code)
    return work.receipt(entry)


def ask_to_sign(house: House, mandate_id: int, code: str, site: str, signs_as: str = "") -> Asked | None:
    """The statement that a party signs from its own seat, put to the person; None while it may not sign.

    Raises `Invalid` where no key of this person may sign. `site`: the origin of the page; `signs_as`: T/M, K/T, T/L.
    """
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, None)
        matter, seat = act.matter, seat_of(act.matter, act.actor)
        seen = matter.text.digest if matter.text else ""
        facts = facts_for(work, matter, act.actor, text_seen=seen, confirmed=True)
        if seat is None or PROCESS.reasons_against(matter.case.state, "sign", facts, act.actor.role):
            return None
        assert act.actor.account_id is not None, "the system has no seat"
        account_id = act.actor.account_id
        statement = statement_of(work, matter, seat, act.actor, signs_as=title_form(signs_as))
    return signing.ask(house, account_id, site, statement)


def sign(
    house: House, mandate_id: int, code: str, *, answer: Answer | None, signs_as: str = "",
    request: Once | None = None,
) -> Receipt:  # fmt: skip
    """A party signs the frozen text from its own seat, with the passkey of the person who signs for it.

    Compared is the text that was seen, not the version of the case: many may sign in the same moment.
    """
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request)
        matter, seat = act.matter, seat_of(act.matter, act.actor)
        signed = _signed(act, seat, answer, title_form(signs_as))
        statement = signed.statement if signed else {}
        frozen = matter.text.digest if matter.text else ""
        text_seen = statement.get("text", frozen)  # who answered nothing was shown no other text either
        facts = facts_for(work, matter, act.actor, text_seen=text_seen, confirmed=signed is not None)

        came: list[Seat] = []

        def keep() -> None:
            assert seat is not None and signed is not None, "the table lets nobody sign without them"
            seat.answer, seat.answered_at = answered(matter, seat), work.now
            came.extend(settle(matter))
            work.session.add(
                Signature(
                    case_id=seat.case_id,
                    version=seat.version,
                    place=seat.place,
                    method=statement["method"],
                    statement=canonical(statement).decode(),
                    evidence=signed.evidence,
                    mandate_id=act.actor.mandate_id,
                    signed_at=work.now,
                )  # fmt: skip
            )
            if matter.agreement.in_force_at is None and completes(facts):
                matter.agreement.in_force_at = work.now

        clear = {"version": matter.agreement.version, "text": text_seen, "place": seat.place if seat else 0}
        if "instead_of" in statement:
            clear["instead_of"] = statement["instead_of"]
        entry = act.take(
            "sign", facts, keep, sealed={"unit": statement.get("unit"), "statement": statement}, clear=clear,
            evidence=signed.evidence if signed else None,
        )  # fmt: skip
        tell_turns(act, entry, came, seat)
        tell_in_force(act, entry)
    return work.receipt(entry)


def _signed(act: Act, seat: Seat | None, answer: Answer | None, signs_as: str) -> Signed | None:
    """What was signed, for a seat of the actor's own; None leaves it to the table to say what stands in the way."""
    if seat is None or answer is None or act.actor.account_id is None:
        return None
    statement = statement_of(act.work, act.matter, seat, act.actor, signs_as=signs_as)
    return signing.take(act.work, act.actor, answer, statement)


def decline(house: House, mandate_id: int, code: str, *, reason: str, request: Once | None = None) -> Receipt:
    """A party does not sign, saying why; in an open pact that concerns its own seat alone."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request)
        matter, seat = act.matter, seat_of(act.matter, act.actor)

        def keep() -> None:
            assert seat is not None, "the table lets nobody decline without a seat"
            seat.answer, seat.reason, seat.answered_at = DECLINED, reason, work.now
            settle(matter)

        entry = act.take(
            "decline", facts_for(work, matter, act.actor, reason_given=bool(reason)), keep,
            sealed={"reason": {"code": "", "text": reason}},
            clear={"version": matter.agreement.version, "place": seat.place if seat else 0},
        )  # fmt: skip
        told = people_of_board(work, matter.issuer.id) + people_of_managers(work, matter.issuer.id)
        work.notify(entry, "commitment.declined", told, code=code)
    return work.receipt(entry)


def add_party(house: House, mandate_id: int, code: str, unit_code: str, *, request: Once | None = None) -> Receipt:
    """The issuer gives a unit a seat in an open pact."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request)
        matter = act.matter
        found = next((pair for pair in list_outside(work, matter) if pair[0].code == unit_code), None)
        place = max((seat.place for seat in matter.seats), default=0) + 1

        def keep() -> None:
            assert found is not None, "the table lets no other unit in"
            seat = new_seat(matter, place, found[0].id, UNIT)
            ask_signatories(work, matter, [seat])
            work.session.add(seat)

        facts = facts_for(work, matter, act.actor, new_unit=found[0].id if found else None)
        unit = named_unit(work, found[0].id) if found else {}
        clear = {"version": matter.agreement.version, "place": place}
        entry = act.take("add_party", facts, keep, sealed={"unit": unit}, clear=clear)
        work.notify(entry, "commitment.frozen", people_of_units(work, [found[0].id] if found else []), code=code)
    return work.receipt(entry)


def _back_to_draft(
    house: House, mandate_id: int, code: str, action: str, seen: int, reason: str, request: Once | None
) -> Receipt:
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request, seen=seen)
        matter = act.matter

        def take_back() -> None:
            agreement, shown = matter.agreement, matter.text
            agreement.frozen_at = None
            agreement.held_at, agreement.held_by_id, agreement.held_reason = None, None, ""
            if shown is not None:
                said = shown.content
                units = codes_of(work, matter.seats)
                order = {"order": agreement.draft["order"]} if "order" in agreement.draft else {}
                agreement.draft = order | {"title": said["title"], **body_of(said), "units": units} | changes_in(said)
                agreement.draft_version += 1
                agreement.saved_at, agreement.saved_by_id = work.now, act.actor.account_id

        facts = facts_for(work, matter, act.actor, reason_given=bool(reason))
        sealed = {"reason": {"code": "", "text": reason}} if reason else {}
        entry = act.take(action, facts, take_back, sealed=sealed)
        work.notify(entry, f"commitment.{action}", people_of(work, matter.seats), code=code)
    return work.receipt(entry)


def _check_draft(act: Act, draft_seen: int) -> None:
    """What is shown to the parties is what the issuer saw last."""
    agreement = act.matter.agreement
    if draft_seen != agreement.draft_version:
        raise Stale(agreement.saved_at, act.actor.role, "commitment.save")


def _named(content: Content) -> dict[str, Any]:
    """What of a text stands in the journal from the first moment: its number and its digest."""
    return {"version": content["version"], "text": digest_of(content)}
