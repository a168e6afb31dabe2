"""What the clauses of an agreement ask, as a person sees it: from the clause to reports, evidence and entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from states.commitment import PROCESS, Facts
from states.commitment_amendment import Clause as ClauseNow
from states.obligation import ACCEPTED, LIFTED, REPORTED, UNSETTLED

from ..house import House
from ..models import Entry, Leaf, Mandate, ObligationReport
from . import journal
from . import unit as units
from .actor import Actor
from .commitment_amendment_matter import clauses_on
from .commitment_case import find_matter
from .commitment_clauses import Clause, list_clauses
from .commitment_matter import Matter, facts_for, seat_of
from .obligation_file import reads
from .obligation_matter import Owed, list_owed, with_duty
from .offer import Action
from .reach import Glance

REPORT, ACCEPT, RETURN, LIFT = "report_obligation", "accept_report", "return_report", "lift_obligation"


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report: what was said, with what evidence, what was answered, and where both stand in the journal."""

    number: int
    text: str
    quantity: str
    files: tuple[Mapping[str, Any], ...]
    at: datetime
    outcome: str  # reported | accepted | returned
    reason: str
    judged_at: datetime | None
    index: int | None  # of its entry in the tree
    judged_index: int | None


@dataclass(frozen=True, slots=True)
class OwedLine:
    """What one party owes by one clause."""

    place: int
    unit: str
    status: str  # open | reported | accepted | returned | lifted
    due_on: date
    late: bool
    asked: bool  # it stands among the owner's tasks
    own: bool  # the viewer speaks for the party
    shown: bool  # the viewer may read the reports
    reports: tuple[ReportLine, ...]
    may_report: tuple[str, ...] | None  # reasons against it; None where the viewer does not report here
    may_answer: tuple[str, ...] | None
    lifted_by: int = 0  # number of the amendment
    lifted_index: int | None = None  # of its entry in the tree


@dataclass(frozen=True, slots=True)
class Asked:
    """One clause that asks something, with what each party owes by it."""

    clause: Clause
    now: ClauseNow  # as amendments have left it
    lines: tuple[OwedLine, ...]

    def count(self, status: str) -> int:
        """How many parties stand there."""
        return len([line for line in self.lines if line.status == status])

    @property
    def late(self) -> int:
        """How many parties are overdue."""
        return len([line for line in self.lines if line.late])

    @property
    def accepted(self) -> int:
        """How many parties have done it."""
        return self.count(ACCEPTED)

    @property
    def parties(self) -> int:
        """How many parties are held to it: not those whose task was lifted."""
        return len(self.lines) - self.count(LIFTED)


def list_asked(house: House, actor: Actor, code: str) -> tuple[Asked, ...]:
    """What an agreement that this actor sees asks, clause by clause; empty before it is in force."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        matter = find_matter(glance, code)
        owed = list_owed(glance, matter)
        if not owed or matter.text is None:
            return ()
        names, entries, lifted = _names(glance, matter), _entries(glance, matter), _lifted(glance, matter)
        facts = facts_for(glance, matter, actor, reason_given=True)
        by = {one.waiting.mandate_id for one in owed if one.waiting}
        kept = glance.session.scalars(select(Mandate).where(Mandate.id.in_(by))).all()  # held: each is asked for below
        clauses = list_clauses(matter.text.content)
        now = {one.id: one for one in clauses_on(session, matter.case.id, glance.today)}
        found = []
        for clause in clauses:
            rows = [one for one in owed if one.row.clause == clause.id]
            lines = tuple(
                replace(_line(glance, matter, facts, one, names, entries), **lifted.get((clause.id, one.row.place), {}))
                for one in sorted(rows, key=_by_place)
            )
            if lines:
                found.append(Asked(clause, now[clause.id], lines))
        assert len(kept) == len(by), "a report names a mandate"
        return tuple(found)


def offered(name: str, reasons: tuple[str, ...]) -> Action:
    """An act on an obligation as something that may be done, or not for these reasons."""
    return Action(name, reasons, True)


def _by_place(one: Owed) -> int:
    return one.row.place


def _line(
    glance: Glance, matter: Matter, base: Facts, one: Owed, names: Mapping[int, str],
    entries: Mapping[tuple[str, int], int | None],
) -> OwedLine:  # fmt: skip
    actor, row, seat = glance.actor, one.row, seat_of(matter, glance.actor)
    facts = with_duty(glance, base, matter, actor, one, report_given=True)
    open_ = PROCESS.open_actions(matter.case.state, facts, actor.role)
    shown = reads(matter, actor, row.place)
    own = seat is not None and seat.place == row.place
    return OwedLine(
        place=row.place,
        unit=names.get(row.place, ""),
        status=row.status,
        due_on=row.due_on,
        late=one.is_late(glance.today),
        asked=row.status in UNSETTLED and (row.asked_from <= glance.today or row.status != "open"),
        own=own,
        shown=shown,
        reports=tuple(_report(report, entries) for report in one.reports) if shown else (),
        may_report=open_.get(REPORT) if own and row.status in UNSETTLED else None,
        may_answer=open_.get(ACCEPT) if row.status == REPORTED and facts.actor_of_issuer else None,
    )


def _report(row: ObligationReport, entries: Mapping[tuple[str, int], int | None]) -> ReportLine:
    answered = next((kind for kind in (ACCEPT, RETURN) if (kind, row.number) in entries), "")
    return ReportLine(
        row.number, row.text, row.quantity, tuple(row.files), row.reported_at, row.outcome, row.reason, row.judged_at,
        entries.get((REPORT, row.number)), entries.get((answered, row.number)),
    )  # fmt: skip


def _names(glance: Glance, matter: Matter) -> dict[int, str]:
    ids = {seat.unit_id for seat in matter.seats}
    named = units.get_versions(glance.session, ids, glance.today)
    return {seat.place: named[seat.unit_id].name for seat in matter.seats if seat.unit_id in named}


def _entries(glance: Glance, matter: Matter) -> dict[tuple[str, int], int | None]:
    """Where in the tree each report and each answer stands, by act and number of the report."""
    kinds = {f"{PROCESS.name}.{action}": action for action in (REPORT, ACCEPT, RETURN)}
    asked = select(Entry, Leaf.index.label("at")).outerjoin(Leaf, Leaf.entry_id == Entry.id)
    rows = glance.session.execute(asked.where(Entry.case_id == matter.case.id, Entry.kind.in_(kinds)))
    return {(kinds[row.Entry.kind], journal.body_of(row.Entry)["facts"]["number"]): row.at for row in rows}


def _lifted(glance: Glance, matter: Matter) -> dict[tuple[str, int], dict[str, Any]]:
    """Of each task that was lifted: by which amendment, and where that stands in the tree."""
    asked = select(Entry, Leaf.index.label("at")).outerjoin(Leaf, Leaf.entry_id == Entry.id)
    rows = glance.session.execute(
        asked.where(Entry.case_id == matter.case.id, Entry.kind == f"{PROCESS.name}.{LIFT}")
    ).all()
    said = [(journal.body_of(row.Entry)["facts"], row.at) for row in rows]
    return {(one["clause"], one["place"]): {"lifted_by": one["number"], "lifted_index": at} for one, at in said}
