"""Queues: which cases wait for a person, asked in one query by role, reach and state.

The conditions say in SQL what the guards of the table of moves say one case at a time; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, literal, not_, or_, select
from sqlalchemy.orm import Session

from states import roles
from states.edition import Edition as Rules
from states.registration import State

from .. import text
from ..clock import day_of
from ..codes import parse_code
from ..house import House
from ..models import Case, Edition, Entry, Registration, Round, Submission, Unit, UnitVersion
from ..models.casework import ENDED
from . import unit as units
from .actor import Actor
from .edition import rules_of
from .matter import OF_UNIT, own_units

PAGE = 20
NO_DEADLINE = datetime(9999, 1, 1, tzinfo=UTC)
QUEUES = {  # the queues of a role, in the order in which they are shown
    roles.CLERK: ("mine", "write", "correct", "elsewhere", "accepted", "ended"),
    roles.SECRETARY: ("mine", "write", "correct", "elsewhere", "accepted", "ended"),
    roles.REVIEWER: ("mine", "receive", "review", "elsewhere", "accepted", "ended"),
    roles.BOARD_SIGNATORY: ("mine", "review", "incharge", "elsewhere", "accepted", "ended"),
    roles.MANAGER: ("mine", "elsewhere", "accepted", "ended"),
}
OTHERS = ("elsewhere", "accepted", "ended")

Duties = dict[str, ColumnElement[bool]]  # name -> the cases that belong there
Editions = dict[int, Rules]


@dataclass(frozen=True, slots=True)
class Glance:
    """One look at the register: a session, who looks, and when."""

    session: Session
    actor: Actor
    now: datetime

    @property
    def today(self) -> date:
        return day_of(self.now)


@dataclass(frozen=True, slots=True)
class Queue:
    """A named queue: how many cases are in it, and how many of those are overdue."""

    name: str
    count: int
    late: int


@dataclass(frozen=True, slots=True)
class Task:
    """One case in a list; `duty` is what the viewer has to do about it, or ""."""

    code: str
    unit: str
    rules: Rules
    period: str
    state: str
    stage: int  # stages passed
    due_at: datetime | None
    changed_at: datetime
    late: bool
    duty: str


@dataclass(frozen=True, slots=True)
class Tasks:
    """One page of a queue; `next` is the code to go on from, or None."""

    rows: tuple[Task, ...]
    next: str | None


def queues_of(actor: Actor) -> tuple[str, ...]:
    """The names of an actor's queues."""
    return QUEUES.get(actor.role, OTHERS)


def count_tasks(house: House, actor: Actor) -> int:
    """How many cases wait for this actor."""
    with house.db.reading() as session:
        duty = _duties(Glance(session, actor, house.clock()))
        found = select(func.count(Case.id)).select_from(Case).join(Unit, Case.unit_id == Unit.id)
        found = found.join(Registration, Registration.case_id == Case.id)
        return session.scalar(found.where(_reached(actor), or_(*duty.values(), false()))) or 0


def list_queues(house: House, actor: Actor) -> tuple[Queue, ...]:
    """All queues of an actor with their counts, in one query."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        names = queues_of(actor)
        conditions = _conditions(_duties(glance))
        late = and_(Case.due_at.is_not(None), Case.due_at <= glance.now, Case.state.not_in(ENDED))
        columns = [func.count(case((conditions[name], 1))) for name in names]
        columns += [func.count(case((and_(conditions[name], late), 1))) for name in names]
        counts = list(session.execute(_visible(glance, *columns)).one())
        return tuple(Queue(name, counts[i], counts[len(names) + i]) for i, name in enumerate(names))


def list_tasks(
    house: House, actor: Actor, queue: str = "mine", *, q: str = "", state: str = "", after: str = ""
) -> Tasks:
    """One page of a queue, what is due first at the top; `q` is part of a unit's name or a case's code."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        duties = _duties(glance)
        duty = _duty(duties).label("duty")
        found = _visible(glance, Case, UnitVersion.name, Registration.stages_passed, duty)
        found = found.where(_conditions(duties)[queue])
        if state:
            found = found.where(Case.state == state)
        found = _searched(found, q)
        order = func.coalesce(Case.due_at, literal(NO_DEADLINE, Case.due_at.type))
        if mark := _mark(session, after):
            found = found.where(or_(order > mark[0], and_(order == mark[0], Case.id > mark[1])))
        rows = session.execute(found.order_by(order, Case.id).limit(PAGE + 1)).all()
        editions = _editions(session)
        return Tasks(tuple(_task(row, editions, glance.now) for row in rows[:PAGE]), _next(rows))


def _visible(glance: Glance, *columns: Any) -> Select[Any]:
    """The cases an actor may see at all (the same rule as `matter.sees`), with the unit as it is called today."""
    actor = glance.actor
    drafts = Case.unit_id == actor.unit_id if actor.role in OF_UNIT else false()
    named = and_(UnitVersion.unit_id == Case.unit_id, units.current(glance.today))
    return (
        select(*columns)
        .select_from(Case)
        .join(Unit, Case.unit_id == Unit.id)
        .join(UnitVersion, named)
        .join(Registration, Registration.case_id == Case.id)
        .where(_reached(actor), or_(Case.state != State.DRAFT, drafts))
    )


def _reached(actor: Actor) -> ColumnElement[bool]:
    """The cases of the units a mandate reaches, in its programme if it has one."""
    if actor.reach == roles.PROGRAMME:
        return Case.programme_id == actor.programme_id
    if actor.programme_id is None:
        return units.reached_by(actor)
    return and_(units.reached_by(actor), Case.programme_id == actor.programme_id)


def _conditions(duties: Duties) -> Duties:
    """What belongs in each named queue."""
    mine = or_(*duties.values(), false())
    others = {
        "mine": mine,
        "elsewhere": and_(Case.state.not_in((*ENDED, State.APPROVED)), not_(mine)),
        "accepted": and_(Case.state == State.APPROVED, not_(mine)),
        "ended": Case.state.in_(ENDED),
    }
    return duties | others


def _duties(glance: Glance) -> Duties:
    """What waits for the actor's role, by the name of the duty."""
    make: dict[str, Callable[[Glance, Editions], Duties]] = {
        roles.CLERK: _of_unit,
        roles.SECRETARY: _of_unit,
        roles.REVIEWER: _of_reviewer,
        roles.BOARD_SIGNATORY: _of_board,
        roles.MANAGER: _of_manager,
    }
    if glance.actor.role not in make:
        return {}
    return make[glance.actor.role](glance, _editions(glance.session))


def _duty(duties: Duties) -> ColumnElement[str]:
    """The name of the duty that a case is for the actor, or ""."""
    named = [(condition, literal(name)) for name, condition in duties.items()]
    return case(*named, else_="") if named else literal("")


def _of_unit(glance: Glance, editions: Editions) -> Duties:
    own = Case.unit_id == glance.actor.unit_id
    open_now = and_(Round.opens_on <= glance.today, Round.closes_on > glance.today)
    is_open = exists().where(Round.programme_id == Case.programme_id, Round.period == Case.period, open_now)
    return {
        "write": and_(own, Case.state == State.DRAFT, is_open),
        "correct": and_(own, Case.state == State.CHANGES_REQUESTED),
    }


def _of_reviewer(glance: Glance, editions: Editions) -> Duties:
    return {"receive": and_(Case.state == State.SUBMITTED, _impartial(glance)), "review": _at_stage(glance, editions)}


def _of_board(glance: Glance, editions: Editions) -> Duties:
    asking = [id_ for id_, edition in editions.items() if edition.registration.incharge_required]
    unassigned = and_(Registration.incharge_mandate_id.is_(None), Case.edition_id.in_(asking))
    return {
        "review": _at_stage(glance, editions),
        "incharge": and_(Case.state == State.APPROVED, unassigned, _not_own_unit(glance)),
    }


def _of_manager(glance: Glance, editions: Editions) -> Duties:
    ended = and_(Round.programme_id == Case.programme_id, Round.period == Case.period, Round.ends_on <= glance.today)
    free = [id_ for id_, edition in editions.items() if not edition.registration.incharge_required]
    assigned = or_(Registration.incharge_mandate_id.is_not(None), Case.edition_id.in_(free))
    return {"close": and_(Case.state == State.APPROVED, exists().where(ended), assigned)}


def _at_stage(glance: Glance, editions: Editions) -> ColumnElement[bool]:
    """Under consideration at a stage that the actor's role holds, and not for the first time by this person."""
    role = glance.actor.role
    stages = [
        and_(Case.edition_id == id_, Registration.stages_passed == passed)
        for id_, edition in editions.items()
        for passed, stage in enumerate(edition.registration.stages)
        if stage.role == role
    ]
    under_way = Case.state.in_((State.IN_REVIEW, State.ENDORSED))
    return and_(under_way, or_(*stages, false()), _impartial(glance), _not_decided(glance))


def _impartial(glance: Glance) -> ColumnElement[bool]:
    submitted = exists().where(
        Submission.case_id == Case.id, Submission.submitted_by_id == glance.actor.account_id
    )
    return and_(_not_own_unit(glance), ~submitted)


def _not_own_unit(glance: Glance) -> ColumnElement[bool]:
    return Case.unit_id.not_in(own_units(glance, glance.actor))


def _not_decided(glance: Glance) -> ColumnElement[bool]:
    submit = (
        select(func.max(Entry.seq))
        .where(Entry.case_id == Case.id, Entry.kind == "registration.submit")
        .correlate(Case)
        .scalar_subquery()
    )
    endorsed = exists().where(
        Entry.case_id == Case.id,
        Entry.account_id == glance.actor.account_id,
        Entry.kind == "registration.endorse",
        Entry.seq > submit,
    )
    return ~endorsed


def _editions(session: Session) -> Editions:
    """The rules of every edition by id: a handful of rows, read as text and parsed once a process."""
    return {edition.id: rules_of(edition) for edition in session.scalars(select(Edition))}


def _searched(found: Select[Any], q: str) -> Select[Any]:
    if code := parse_code(q):
        return found.where(Case.code == code)
    for word in text.search_fold(q[:100]).split()[:8]:
        found = found.where(UnitVersion.name_fold.contains(word, autoescape=True))
    return found


def _mark(session: Session, after: str) -> tuple[datetime, int] | None:
    """Where the page before ended; a case that is known no more begins the list anew."""
    if not after:
        return None
    row = session.execute(select(Case.due_at, Case.id).where(Case.code == after)).one_or_none()
    return (row.due_at or NO_DEADLINE, row.id) if row else None


def _task(row: Any, editions: Editions, now: datetime) -> Task:
    found: Case = row.Case
    late = found.due_at is not None and found.due_at <= now and found.state not in ENDED
    return Task(
        found.code, row.name, editions[found.edition_id], found.period, found.state, row.stages_passed, found.due_at,
        found.changed_at, late, row.duty,
    )  # fmt: skip


def _next(rows: Any) -> str | None:
    return rows[PAGE - 1].Case.code if len(rows) > PAGE else None
