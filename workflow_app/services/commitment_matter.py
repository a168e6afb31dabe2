"""An agreement with everything its guards and entries need, and the facts it is judged by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from states import programme as rules
from states import roles
from states.commitment import OPEN, SIGNED, SUPERIOR, UNIT, Facts, State
from states.commitment_certificate import SignedFile
from states.commitment_order import COUNTERSIGN, WITNESS, Order

from ..models import (
    Agreement,
    AgreementText,
    Case,
    Edition,
    FurtherSignature,
    Mandate,
    Round,
    Seat,
    Signature,
    Unit,
    UnitVersion,
)
from . import commitment_turn as turns
from . import unit as units
from .actor import Actor
from .commitment_amendment_matter import Amends, amending_facts, find_amends
from .edition import get_round, rules_of
from .perform import Sealed
from .reach import OF_UNIT, Reading

LEADING = (roles.MANAGER, roles.BOARD_SIGNATORY)


@dataclass(slots=True)
class Matter:
    """An agreement with the text shown last, the seats of that version, its issuer, its round and its rules."""

    case: Case
    agreement: Agreement
    text: AgreementText | None
    seats: list[Seat]
    further: list[FurtherSignature]  # asked for beside the signatures of seats, given or not
    issuer: Unit
    round: Round
    rules: rules.Edition
    amends: Amends | None = None  # the agreement that this one amends

    @property
    def present_text(self) -> AgreementText | None:
        """The text that is consulted or signed now; None while a new one is drafted."""
        return None if self.case.state == State.DRAFTING else self.text

    def order(self) -> Order:
        """Who signs after whom: as the present text says, or as the draft would."""
        superior = [turns.SUPERIOR_KEY] if self.rules.commitment.superior_signs else []
        return turns.order_of(self, superior + list(self.agreement.draft["units"]))

    def is_ordered(self) -> bool:
        """Whether its parties are named in the text, so that some can sign after others."""
        return self.rules.commitment.closing_rule != OPEN

    def seal(self, field: str, value: Any) -> Sealed:
        """A value to be committed to, opened when the edition says."""
        return Sealed(value, self.rules.openings[field])


def load_matter(reading: Reading, case: Case) -> Matter:
    """What belongs to a case of commitment."""
    session = reading.session
    agreement = session.get_one(Agreement, case.id)
    here = (Seat.case_id == case.id, Seat.version == agreement.version)
    text = session.get(AgreementText, (case.id, agreement.version))
    return Matter(
        case=case,
        agreement=agreement,
        text=text,
        seats=list(session.scalars(select(Seat).where(*here).order_by(Seat.place))),
        further=_further(reading, text),
        issuer=session.get_one(Unit, case.holder_unit_id),
        round=get_round(session, case.programme_id, case.period),
        rules=rules_of(session.get_one(Edition, case.edition_id)),
        amends=find_amends(session, case.id),
    )


def _further(reading: Reading, text: AgreementText | None) -> list[FurtherSignature]:
    """What is asked beside the signatures of a text; most texts ask nothing, and need not be looked through."""
    if text is None or not any(turns.asks_more(party) for party in text.content["parties"]):
        return []
    here = (FurtherSignature.case_id == text.case_id, FurtherSignature.version == text.version)
    order = (FurtherSignature.place, FurtherSignature.kind)
    return list(reading.session.scalars(select(FurtherSignature).where(*here).order_by(*order)))


def facts_for(
    reading: Reading,
    matter: Matter,
    actor: Actor,
    *,
    text_seen: str = "",
    confirmed: bool = False,
    comment_given: bool = False,
    reason_given: bool = False,
    document_given: bool = False,
    new_unit: int | None = None,
    file: SignedFile | None = None,
    place: int | None = None,
    kind: str = "",
    until: date | None = None,
    named: turns.Named | None = None,
) -> Facts:
    """The snapshot on which the table of moves decides; `text_seen` is the digest that the page showed.

    `place`: another seat than the actor's own, where the act is on that; `kind`: of a further signature that is given
    or declined; `named`: who is to give one.
    """
    asked, own = matter.rules.commitment, seat_of(matter, actor)
    seat = own if place is None else next((one for one in matter.seats if one.place == place), None)
    signed_another = _signed_elsewhere(reading, matter, actor, None if kind else seat, kind)
    act = turns.Act(
        leads=leads(matter, actor), signed=signed_another, kind=kind, place=place, until=until, named=named
    )  # fmt: skip
    drafting, draft = matter.case.state == State.DRAFTING, matter.agreement.draft
    signed = [one for one in matter.seats if one.answer == SIGNED]
    return Facts(
        closing_rule=asked.closing_rule,
        clauses_count=_count_clauses(matter),
        asks_ahead=all(day >= reading.today for day in _days_asked(matter)),
        seats_count=len(draft["units"]) + asked.superior_signs if drafting else len(matter.seats),
        seats_required=min(asked.seats_required, len(matter.amends.signed)) if matter.amends else asked.seats_required,
        superior_required=asked.superior_signs,
        superior_seated=asked.superior_signs if drafting else any(one.capacity == SUPERIOR for one in matter.seats),
        superior_signed=any(one.capacity == SUPERIOR for one in signed),
        units_signed=len([one for one in signed if one.capacity == UNIT]),
        actor_of_issuer=leads(matter, actor) or actor.role == roles.SYSTEM,
        actor_seated=own is not None,
        seat_answer=seat.answer if seat else "",
        seat_capacity=seat.capacity if seat else "",
        actor_signed=signed_another,
        seat_new=new_unit is not None and new_unit in {unit.id for unit, _ in list_outside(reading, matter)},
        text_seen=matter.text is not None and text_seen == matter.text.digest,
        confirmed=confirmed,
        comment_given=comment_given,
        reason_given=reason_given,
        document_given=document_given,
        period_ended=reading.today >= matter.round.ends_on,
        file=file,
        turn=turns.turn_of(matter, actor, reading.today, matter.order(), seat, own, act),
        amendment=amending_facts(reading, matter.case, matter.amends, said_of_changes(matter)),
    )


def said_of_changes(matter: Matter) -> dict[str, Any]:
    """What an amendment says of the agreement it changes, in its text or, while it is written, in its draft."""
    said = matter.agreement.draft if matter.present_text is None else matter.present_text.content
    found: dict[str, Any] = said.get("amends", {})
    return found


def _signed_elsewhere(reading: Reading, matter: Matter, actor: Actor, seat: Seat | None, kind: str) -> bool:
    """Whether this person, under whatever mandate, has signed the present version for another seat, or beside one.

    One who is asked to be a witness may be that for several seats; whoever countersigns is somebody new.
    """
    given = {one.mandate_id for one in matter.further if one.mandate_id is not None}
    if kind == WITNESS:
        given -= {one.mandate_id for one in matter.further if one.kind == WITNESS and one.unit_id in actor.stands_for}
    if given:
        mine = select(Mandate.id).where(Mandate.id.in_(given), Mandate.account_id == actor.account_id)
        if reading.session.scalar(mine.limit(1)) is not None:
            return True
    asked = (
        select(Signature.place)
        .join(Mandate, Signature.mandate_id == Mandate.id)
        .where(Signature.case_id == matter.case.id, Signature.version == matter.agreement.version)
        .where(Mandate.account_id == actor.account_id)
    )
    return any(seat is None or place != seat.place for place in reading.session.scalars(asked))


def _count_clauses(matter: Matter) -> int:
    """The clauses of what would be shown next; none at all while one of them, or the title, is still empty."""
    if matter.present_text is not None:
        return len(matter.present_text.content["clauses"])
    draft = matter.agreement.draft
    written = [one["text"] for one in draft["clauses"]]
    return len(written) if draft["title"] and all(written) else 0


def _days_asked(matter: Matter) -> list[date]:
    """The last days of what the clauses ask, in what would be shown next."""
    said = matter.agreement.draft if matter.present_text is None else matter.present_text.content
    asked = (one.get("obligation") for one in said["clauses"])
    return [date.fromisoformat(one["due"]) for one in asked if one]


def seat_of(matter: Matter, actor: Actor) -> Seat | None:
    """The seat for which an actor speaks under the mandate in use: the committee's for its board, a unit's for it."""
    capacity = SUPERIOR if actor.role == roles.BOARD_SIGNATORY else UNIT if actor.role in OF_UNIT else ""
    here = (seat for seat in matter.seats if seat.unit_id in actor.stands_for and seat.capacity == capacity)
    return next(here, None)


def leads(matter: Matter, actor: Actor) -> bool:
    """Whether an actor acts for the issuer of the programme, or for a committee that reaches it."""
    own = matter.issuer.id in actor.stands_for and of_programme(matter, actor)
    return actor.role in LEADING and (own or units.is_reached(actor, matter.issuer, matter.case.programme_id))


def of_programme(matter: Matter, actor: Actor) -> bool:
    """Whether the mandate is not limited to another programme."""
    return actor.programme_id in (None, matter.case.programme_id)


def sees(matter: Matter, actor: Actor) -> bool:
    """Whether an actor may look at an agreement: its issuer always, a party from the moment it is asked."""
    if actor.role == roles.SYSTEM:
        return True
    if actor.role not in roles.READERS:
        return False
    if units.is_reached(actor, matter.issuer, matter.case.programme_id):
        return True
    if not of_programme(matter, actor):
        return False
    taking_part = {one.unit_id for one in matter.seats} | {one.unit_id for one in matter.further}
    asked = matter.case.state != State.DRAFTING and bool(actor.stands_for & taking_part)
    return asked or matter.issuer.id in actor.stands_for


def list_admitted(reading: Reading, matter: Matter) -> list[tuple[Unit, UnitVersion]]:
    """The units below the issuer for which the programme is meant, in Vietnamese order."""
    rows = reading.session.execute(
        select(Unit, UnitVersion)
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .where(Unit.path.like(f"{matter.issuer.path}.%"), units.current(reading.today))
        .order_by(UnitVersion.sort_key, Unit.id)
    )
    if matter.amends is not None:  # whoever signed what is amended, and nobody else
        return [(unit, version) for unit, version in rows if unit.id in matter.amends.signed]
    admits = matter.rules.admits
    return [(unit, version) for unit, version in rows if admits(version.kind, version.cell_type)]


def name_for(reading: Reading, matter: Matter, beside: FurtherSignature, unit_id: int | None) -> turns.Named:
    """A unit named anew for a further signature: the seat's own countersigns, any other that may sign is a witness."""
    seat = next(one for one in matter.seats if one.place == beside.place)
    if beside.kind == COUNTERSIGN:
        return turns.Named(beside, unit_id == seat.unit_id)
    admitted = {unit.id for unit, _ in list_admitted(reading, matter)} - {seat.unit_id}
    if beside.declined_at is None:
        admitted -= {beside.unit_id}
    return turns.Named(beside, unit_id in admitted)


def list_outside(reading: Reading, matter: Matter) -> list[tuple[Unit, UnitVersion]]:
    """The units that could have a seat and have none."""
    seated = {seat.unit_id for seat in matter.seats}
    return [(unit, version) for unit, version in list_admitted(reading, matter) if unit.id not in seated]
