"""Minutes on paper as the page of an agreement shows them, and what its viewer can do about them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from states.commitment import EXPIRED, IN_FORCE, PROCESS, REFUSED, SIGNABLE, WAITING, Facts
from states.commitment_paper import Hand, Paper
from states.roles import MANAGER

from ..house import House
from ..models import Mandate, Seat
from ..transparency.signed_entry import form_of
from . import unit as units
from .actor import Actor
from .commitment_matter import Matter, leads
from .commitment_paper_file import seen_matter
from .commitment_paper_matter import Minutes, in_remit, list_minutes, list_signers, reasons_against
from .reach import Glance


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One seat on the minutes: whose hand, and what a second person said of it."""

    place: int
    unit: str
    signer: str
    title: str
    signs_as: str  # T/M, K/T, T/L, where the minutes say so
    outcome: str  # waiting | attested | refused
    by: str  # who settled it
    at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class MinutesLine:
    """Minutes that were entered, with what keeps the viewer from attesting them, if that is his or hers to do."""

    number: int
    file: str
    name: str
    sha256: str
    signed_on: date
    by: str
    entered_at: datetime
    seats: tuple[PaperLine, ...]
    mine: tuple[int, ...]  # the places that the viewer attests
    reasons: tuple[str, ...]
    refusable: bool


@dataclass(frozen=True, slots=True)
class FreeSeat:
    """A seat that has not signed, and whose hands may stand on paper for it: code of the mandate, who, since when."""

    place: int
    unit: str
    capacity: str
    signers: tuple[tuple[str, str, date], ...]


def list_lines(glance: Glance, matter: Matter, names: Mapping[int, str]) -> tuple[MinutesLine, ...]:
    """The minutes of the present version, as the viewer sees them."""
    found = list_minutes(glance, matter)
    people = _people(glance, found)
    of_place = {seat.place: names.get(seat.unit_id, "") for seat in matter.seats}
    return tuple(_line(glance, matter, one, people, of_place) for one in found)


def open_actions(glance: Glance, matter: Matter, facts: Facts) -> dict[str, tuple[str, ...]]:
    """What the viewer can do about paper here, judged as if the form that goes with it were filled in."""
    state, actor, found = matter.case.state, glance.actor, dict[str, tuple[str, ...]]()
    if state not in (*SIGNABLE, IN_FORCE):
        return found
    if actor.role == MANAGER and leads(matter, actor) and _free(matter):
        day = glance.today
        hand = Hand(
            free=True, mandated=True, signed_another=False, came=True, room=True, in_time=True, before_step=False
        )  # fmt: skip
        filled = Paper(hands=(hand,), scan_given=True, signed_on=day, frozen_on=day, today=day)
        against = PROCESS.reasons_against(state, "enter_paper", replace(facts, paper=filled), actor.role)
        if against != ("pact-not-open",):
            found["enter_paper"] = against
    lines = list_lines(glance, matter, {})
    if mine := [one for one in lines if one.mine]:
        found["attest_paper"] = tuple(r for r in mine[0].reasons if r != "scan-unopened")
    if any(one.refusable for one in lines):
        found["refuse_paper"] = ()
    return found


def list_free(house: House, actor: Actor, code: str) -> tuple[FreeSeat, ...]:
    """The seats that can be entered, for those who enter."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        matter = seen_matter(glance, actor, code)
        if not leads(matter, actor):
            return ()
        names = units.get_versions(session, {seat.unit_id for seat in matter.seats}, glance.today)
        signers = list_signers(glance, matter)
        return tuple(
            FreeSeat(
                seat.place,
                names[seat.unit_id].name,
                seat.capacity,
                tuple((m.code, _named(m), m.valid_from) for m in signers[seat.place]),
            )  # fmt: skip
            for seat in _free(matter)
        )


def day_on_paper(statement: Mapping[str, Any]) -> date | None:
    """The day on which a paper was signed; None for what was not signed on paper."""
    return date.fromisoformat(statement["signed_on"]) if "signed_on" in statement else None


def _free(matter: Matter) -> list[Seat]:
    return [seat for seat in matter.seats if seat.answer in (WAITING, REFUSED, EXPIRED)]


def _people(glance: Glance, found: list[Minutes]) -> dict[int, Mandate]:
    """The mandates of everybody whose name stands with these minutes."""
    ids = {one.row.mandate_id for one in found}
    ids |= {held for one in found for seat in one.seats for held in (seat.signer_id, seat.settled_by_id) if held}
    asked = select(Mandate).options(joinedload(Mandate.account)).where(Mandate.id.in_(ids))
    return {mandate.id: mandate for mandate in glance.session.scalars(asked)} if ids else {}


def _line(
    glance: Glance, matter: Matter, found: Minutes, people: Mapping[int, Mandate], of_place: Mapping[int, str]
) -> MinutesLine:
    row, actor, said = found.row, glance.actor, json.loads(found.row.statement)
    own = found.entered_by == actor.account_id
    remit = in_remit(matter, actor, found)
    mine = [] if own else remit
    return MinutesLine(
        number=row.number,
        file=row.file_code,
        name=found.uploaded.name if found.uploaded else "",
        sha256=row.sha256,
        signed_on=row.signed_on,
        by=_named(people[row.mandate_id]),
        entered_at=row.entered_at,
        seats=tuple(
            PaperLine(
                one.place, of_place.get(one.place, ""), _name(people[one.signer_id]), people[one.signer_id].title,
                form_of(one.place, said), one.outcome,
                _named(people[one.settled_by_id]) if one.settled_by_id else "", one.settled_at, one.reason,
            )
            for one in found.seats
        ),
        mine=tuple(one.place for one in mine),
        reasons=reasons_against(glance, matter, actor, found, mine) if mine else (),
        refusable=bool(found.waiting() if own else remit),
    )  # fmt: skip


def _name(mandate: Mandate) -> str:
    return mandate.account.full_name if mandate.account else ""


def _named(mandate: Mandate) -> str:
    return ", ".join(part for part in (_name(mandate), mandate.title) if part)
