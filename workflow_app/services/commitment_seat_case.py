"""The seats of an agreement as its page shows them: whose turn it is, what is still missing, what can be done there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from states.commitment import EXPIRED, IN_FORCE, PROCESS, SIGNABLE, WAITING, Facts
from states.commitment_order import COUNTERSIGN, WITNESS
from states.roles import MANAGER

from ..models import CertificateSignature, FurtherSignature, Mandate, Signature, Unit
from ..transparency.signed_entry import form_of, position_of
from .actor import in_force
from .commitment_matter import Matter, facts_for, leads, seat_of
from .commitment_paper_case import day_on_paper
from .commitment_turn import Named, further_of, is_vacant
from .commitment_verdict import Verdicts
from .reach import Glance
from .unit_past import Today, list_ended

ON_SEATS = ("countersign", "witness", "decline_further", "name_further", "extend", "expire", "hold", "resume")


class Given(TypedDict, total=False):
    """What the forms of acts bring along once they are filled in."""

    text_seen: str
    confirmed: bool
    comment_given: bool
    reason_given: bool
    document_given: bool


@dataclass(frozen=True, slots=True)
class FurtherLine:
    """What is asked beside a signature: whose it is, and whether it was given."""

    kind: str
    unit: str
    title: str  # of the one who gave it
    signed_at: datetime | None
    mine: bool  # it is the viewer's to give now
    holds: bool  # where it was given, it is still that of its key under the text that is kept
    declined_at: datetime | None
    reason: str  # why it was declined
    place: int
    instead_of: str  # the witness whom the text names, where it is another one by now
    vacant: bool  # the issuer may name somebody for it


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One seat: whose it is, what became of it, and by what means its signature was given."""

    place: int
    unit: str
    past: Today | None  # what became of a unit that is no more
    capacity: str
    answer: str  # of `states.commitment_order`
    answered_at: datetime | None
    reason: str  # why it declined
    method: str
    title: str  # of the one who signed
    signs_as: str  # in which form: tm, kt, tl
    signed_on: date | None  # on paper
    certificate: tuple[str, ...]  # whose, by whom issued, under which number; where it was signed by one
    own: bool  # the viewer speaks for it
    holds: bool  # its signature, where there is one, is still that of its key under the text that is kept
    step: int
    turn: bool  # it may sign now, as far as the order goes
    due_on: date | None
    late: bool
    further: tuple[FurtherLine, ...]
    instead_of: str  # who was asked to sign before, where that mandate has ended


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the order: how many of its seats have to sign, and how many have."""

    number: int
    needs: int
    seats: int
    signed: int

    @property
    def done(self) -> bool:
        return self.signed >= self.needs


def list_steps(matter: Matter) -> tuple[Step, ...]:
    """The steps in which a text is signed; nothing where everybody signs, and may at any time."""
    order = matter.order()
    numbers = sorted({one.step for one in order.places})
    if len(numbers) < 2 and not order.needs:
        return ()
    found = []
    for number in numbers:
        seats = len([one for one in order.places if one.step == number])
        needs = order.needs.get(number, seats)
        found.append(Step(number, needs, seats, needs - order.lacking(number)))
    return tuple(found)


def list_seats(
    glance: Glance,
    matter: Matter,
    names: Mapping[int, str],
    certificates: Mapping[int, CertificateSignature],
    judged: Verdicts,
) -> tuple[SeatLine, ...]:
    """The seats of the present version, step by step."""
    here = (Signature.case_id == matter.case.id, Signature.version == matter.agreement.version)
    signatures = {one.place: one for one in glance.session.scalars(select(Signature).where(*here))}
    said = {place: json.loads(one.statement) for place, one in signatures.items()}
    ended = list_ended(glance.session, Unit.id.in_({seat.unit_id for seat in matter.seats}), glance.today)
    own, replaced = seat_of(matter, glance.actor), _replaced(glance, matter, signatures)
    return tuple(
        SeatLine(
            place=seat.place,
            unit=names.get(seat.unit_id, ""),
            past=ended.get(seat.unit_id),
            capacity=seat.capacity,
            answer=seat.answer,
            answered_at=seat.answered_at,
            reason=seat.reason if leads(matter, glance.actor) or seat is own else "",
            method=signatures[seat.place].method if seat.place in signatures else "",
            title=position_of(seat.place, said.get(seat.place, {})),
            signs_as=form_of(seat.place, said.get(seat.place, {})),
            signed_on=day_on_paper(said.get(seat.place, {})),
            certificate=_certificate(certificates.get(seat.place)),
            own=seat is own,
            holds=judged.holds(seat.place),
            step=seat.step,
            turn=seat.turn,
            due_on=seat.due_on if seat.answer in (WAITING, EXPIRED) else None,
            late=seat.answer == WAITING and seat.due_on is not None and seat.due_on < glance.today,
            further=_further(glance, matter, seat.place, names, judged),
            instead_of=replaced.get(seat.place, ""),
        )
        for seat in sorted(matter.seats, key=lambda one: (one.step, one.place))
    )


def _certificate(row: CertificateSignature | None) -> tuple[str, ...]:
    return () if row is None else (row.subject, row.issuer, row.serial)


def _further(
    glance: Glance, matter: Matter, place: int, names: Mapping[int, str], judged: Verdicts
) -> tuple[FurtherLine, ...]:
    mine = [further_of(matter, glance.actor, kind) for kind in (COUNTERSIGN, WITNESS)]
    return tuple(
        FurtherLine(
            one.kind, names.get(one.unit_id, ""),
            json.loads(one.statement).get("position", "") if one.statement else "", one.signed_at,
            one in mine, judged.holds(place, one.kind), one.declined_at,
            one.reason if one.unit_id in glance.actor.stands_for or leads(matter, glance.actor) else "", place,
            _named_first(glance, matter, one), is_vacant(one),
        )
        for one in matter.further
        if one.place == place
    )  # fmt: skip


def _named_first(glance: Glance, matter: Matter, one: FurtherSignature) -> str:
    """What the text calls the witness it names, where another one was named since."""
    parties = matter.text.content["parties"] if matter.text else []
    said = parties[one.place - 1].get(WITNESS) if one.kind == WITNESS and one.place <= len(parties) else None
    if said is None or said["code"] == glance.session.get_one(Unit, one.unit_id).code:
        return ""
    return str(said["name"])


def _replaced(glance: Glance, matter: Matter, signatures: Mapping[int, Signature]) -> dict[int, str]:
    """Who was asked to sign for a seat first, where that mandate ended before the signature."""
    ids = {seat.asked_id for seat in matter.seats if seat.asked_id is not None}
    if not ids:
        return {}
    asked = select(Mandate).options(joinedload(Mandate.account)).where(Mandate.id.in_(ids))
    held = {one.id: one for one in glance.session.scalars(asked)}
    found = {}
    for seat in matter.seats:
        first, signature = held.get(seat.asked_id or 0), signatures.get(seat.place)
        given = "instead_of" in json.loads(signature.statement) if signature else False
        waiting = signature is None and first is not None and not in_force(first, glance.today)
        if first is not None and first.account is not None and (given or waiting):
            found[seat.place] = ", ".join(part for part in (first.account.full_name, first.title) if part)
    return found


def open_actions(glance: Glance, matter: Matter, facts: Facts, given: Given) -> dict[str, tuple[str, ...]]:
    """What the viewer can do about the order of signing, judged as if the form that goes with it were filled in."""
    state, actor, found = matter.case.state, glance.actor, dict[str, tuple[str, ...]]()
    if state not in (*SIGNABLE, IN_FORCE):
        return found
    for kind in (COUNTERSIGN, WITNESS):
        if further_of(matter, actor, kind) is not None:
            beside = facts_for(glance, matter, actor, **given, kind=kind)
            for name in (kind, "decline_further"):
                if "signed-for-another" not in (why := PROCESS.reasons_against(state, name, beside, actor.role)):
                    found[name] = why
    vacant = [one for one in matter.further if is_vacant(one)]
    if actor.role == MANAGER and facts.actor_of_issuer and vacant:
        named = facts_for(glance, matter, actor, **given, place=vacant[0].place, named=Named(vacant[0], fits=True))
        found["name_further"] = PROCESS.reasons_against(state, "name_further", named, actor.role)
    late = [seat for seat in matter.seats if seat.answer in (EXPIRED, WAITING)]
    if actor.role == MANAGER and facts.actor_of_issuer and late:
        first = min(late, key=lambda seat: (seat.answer != EXPIRED, seat.place))
        until = date.max
        longer = facts_for(glance, matter, actor, **given, place=first.place, until=until)
        found["extend"] = PROCESS.reasons_against(state, "extend", longer, actor.role)
    pause = "resume" if matter.agreement.held_at is not None else "hold"
    if actor.role in (MANAGER, "secretary", "board_signatory") and facts.turn.part:
        why = PROCESS.reasons_against(state, pause, facts, actor.role)
        if why != ("not-the-holder",):
            found[pause] = why
    return {name: why for name, why in found.items() if why != ("pact-not-open",)}
