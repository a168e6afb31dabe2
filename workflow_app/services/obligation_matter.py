"""The obligations of an agreement: begun when it binds a party, read by those who see it, due by their own days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from states.commitment import SIGNED, Facts, State
from states.obligation import JUDGES, OPEN, OWNERS, REPORTED, RETURNED, UNSETTLED, Duty, asked_from

from ..models import Mandate, Obligation, ObligationReport, Seat, Unit
from .actor import Actor
from .commitment_clauses import owners
from .commitment_matter import Matter, facts_for, leads, seat_of
from .deadline import end_of
from .offer import Action
from .perform import Work
from .reach import Reading


@dataclass(frozen=True, slots=True)
class Owed:
    """One obligation with the reports on it, oldest first."""

    row: Obligation
    reports: tuple[ObligationReport, ...]

    @property
    def waiting(self) -> ObligationReport | None:
        """The report that waits for an answer."""
        return next((one for one in self.reports if one.outcome == REPORTED), None)

    def is_late(self, today: date) -> bool:
        """Whether its last day is over while its owner is awaited."""
        return self.row.status in UNSETTLED and self.row.due_on < today


def begin(work: Work, matter: Matter) -> None:
    """Write down what the text asks of every seat that is bound by now; what was begun before stays as it is."""
    if matter.agreement.in_force_at is None or matter.text is None:
        return
    asking = [one for one in matter.text.content["clauses"] if one.get("obligation")]
    if not asking:
        return
    known = {(row.clause, row.place) for row in _rows(work, matter)}
    seats = _signed(work, matter.seats)
    for clause in asking:
        for place in owners(clause["obligation"], seats):
            if (clause["id"], place) not in known:
                work.session.add(_new(matter, clause, place))


def _new(matter: Matter, clause: dict[str, Any], place: int) -> Obligation:
    due_on = date.fromisoformat(clause["obligation"]["due"])
    return Obligation(
        case_id=matter.case.id, clause=clause["id"], place=place, version=matter.agreement.version, due_on=due_on,
        asked_from=asked_from(due_on), status=OPEN,
    )  # fmt: skip


def _signed(work: Work, seats: Iterable[Seat]) -> list[tuple[int, str, str]]:
    bound = [seat for seat in seats if seat.answer == SIGNED]
    found = work.session.execute(select(Unit.id, Unit.code).where(Unit.id.in_({seat.unit_id for seat in bound}))).all()
    codes = {id_: code for id_, code in found}
    return [(seat.place, seat.capacity, codes[seat.unit_id]) for seat in bound]


def _rows(reading: Reading, matter: Matter) -> list[Obligation]:
    asked = select(Obligation).where(Obligation.case_id == matter.case.id)
    return list(reading.session.scalars(asked.order_by(Obligation.due_on, Obligation.clause, Obligation.place)))


def list_owed(reading: Reading, matter: Matter) -> list[Owed]:
    """Every obligation of an agreement, what is due first at the top."""
    rows = _rows(reading, matter)
    if not rows:
        return []
    asked = select(ObligationReport).where(ObligationReport.case_id == matter.case.id)
    reports = list(reading.session.scalars(asked.order_by(ObligationReport.number)))
    return [
        Owed(row, tuple(one for one in reports if (one.clause, one.place) == (row.clause, row.place))) for row in rows
    ]


def due_next(work: Work, matter: Matter) -> datetime | None:
    """When the agreement is due: in force, with the first obligation that its owner still owes."""
    if matter.case.state != State.IN_FORCE:
        return matter.case.due_at
    owed = [row.due_on for row in _rows(work, matter) if row.status in UNSETTLED]
    return end_of(min(owed)) if owed else None


def list_actions(reading: Reading, matter: Matter, actor: Actor) -> list[Action]:
    """What an actor has to do about what the clauses ask: report what is soon due, look at what was reported."""
    if matter.case.state != State.IN_FORCE:
        return []
    owed, seat, found = list_owed(reading, matter), seat_of(matter, actor), []
    own = [one.row for one in owed if seat is not None and seat.place == one.row.place and one.row.status in UNSETTLED]
    if own and actor.role in OWNERS:
        asked = any(row.status == RETURNED or row.asked_from <= reading.today for row in own)
        found.append(Action("report_obligation", (), asked))
    if actor.role in JUDGES and leads(matter, actor) and any(one.waiting for one in owed):
        found.append(Action("accept_report", (), True))
    return found


def duty_facts(
    reading: Reading, matter: Matter, actor: Actor, owed: Owed | None, *, report_given: bool = False,
    reason_given: bool = False, released: bool = False,
) -> Facts:  # fmt: skip
    """The facts for an act on one obligation."""
    facts = facts_for(reading, matter, actor, reason_given=reason_given)
    return with_duty(reading, facts, matter, actor, owed, report_given, released)


def with_duty(
    reading: Reading, facts: Facts, matter: Matter, actor: Actor, owed: Owed | None, report_given: bool,
    released: bool = False,
) -> Facts:  # fmt: skip
    """The facts of an agreement with those of one obligation: a page asks for many of them."""
    seat = seat_of(matter, actor)
    waiting = owed.waiting if owed else None
    by = reading.session.get_one(Mandate, waiting.mandate_id).account_id if waiting else None
    duty = Duty(
        unsettled=owed is not None and owed.row.status in UNSETTLED,
        waits=waiting is not None,
        actor_owns=owed is not None and seat is not None and seat.place == owed.row.place,
        report_given=report_given,
        released=released,
        other_reported=waiting is not None and by != actor.account_id,
    )
    return replace(facts, duty=duty)
