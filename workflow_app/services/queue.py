"""Queues: which cases wait for a person, asked in one query by role, reach and state.

The conditions say in SQL what the guards of the table of moves say one case at a time; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, not_, or_, select
from sqlalchemy.orm import Session

from states import roles
from states.edition import Edition as Rules

from .. import text
from ..codes import parse_code
from ..house import House
from ..models import Case, Edition, Registration, Unit, UnitVersion
from . import commitment_duties, inspection_duties, recognition_duties, registration_duties
from . import unit as units
from .actor import Actor
from .edition import Editions, rules_of
from .reach import Duties, Glance

PAGE = 20
NO_DEADLINE = datetime(9999, 1, 1, tzinfo=UTC)
QUEUES = {  # the queues of a role, in the order in which they are shown
    roles.CLERK: ("mine", "write", "correct", "inspection", "elsewhere", "accepted", "ended"),
    roles.SECRETARY: (
        "mine", "write", "correct", "commitment", "inspection", "recognition", "elsewhere", "accepted", "ended",
    ),
    roles.REVIEWER: ("mine", "receive", "review", "recognition", "elsewhere", "accepted", "ended"),
    roles.APPRAISER: ("mine", "elsewhere", "accepted", "ended"),
    roles.BOARD_SIGNATORY: (
        "mine", "review", "incharge", "commitment", "inspection", "recognition", "elsewhere", "accepted", "ended",
    ),
    roles.BOARD_SECRETARY: ("mine", "elsewhere", "accepted", "ended"),
    roles.INSPECTOR: ("mine", "elsewhere", "ended"),
    roles.LEAD_INSPECTOR: ("mine", "elsewhere", "ended"),
    roles.MANAGER: ("mine", "commitment", "recognition", "elsewhere", "accepted", "ended"),
}  # fmt: skip
OTHERS = ("elsewhere", "accepted", "ended")

# Each tells what its cases wait for, and who may see them.
PROCESSES = (registration_duties, commitment_duties, inspection_duties, recognition_duties)


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
    process: str
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
        glance = Glance(session, actor, house.clock())
        mine = or_(*_duties(glance).values(), false())
        return session.scalar(_visible(glance, func.count(Case.id)).where(mine)) or 0


def list_queues(house: House, actor: Actor) -> tuple[Queue, ...]:
    """All queues of an actor with their counts, in one query."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        names = queues_of(actor)
        conditions = _conditions(_duties(glance))
        late = and_(Case.due_at.is_not(None), Case.due_at <= glance.now, not_(_in_state("FINAL")))
        columns = [func.count(case((conditions[name], 1))) for name in names]
        columns += [func.count(case((and_(conditions[name], late), 1))) for name in names]
        counts = list(session.execute(_visible(glance, *columns)).one())
        return tuple(Queue(name, counts[i], counts[len(names) + i]) for i, name in enumerate(names))


def list_tasks(
    house: House, actor: Actor, queue: str = "mine", *, q: str = "", state: str = "", after: str = ""
) -> Tasks:
    """One page of a queue, what is due first at the top; `q` is part of a unit's name or a case's code.

    `state` is "registration.draft" and the like.
    """
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        duties = _duties(glance)
        duty = _duty(duties).label("duty")
        found = _visible(glance, Case, UnitVersion.name, Registration.stages_passed, duty)
        found = found.where(_conditions(duties)[queue])
        if state:
            found = found.where(Case.process + "." + Case.state == state)
        found = _searched(found, q)
        order = func.coalesce(Case.due_at, literal(NO_DEADLINE, Case.due_at.type))
        if mark := _mark(glance, after):
            found = found.where(or_(order > mark[0], and_(order == mark[0], Case.id > mark[1])))
        rows = session.execute(found.order_by(order, Case.id).limit(PAGE + 1)).all()
        editions = _editions(session)
        return Tasks(tuple(_task(row, editions, glance.now) for row in rows[:PAGE]), _next(rows))


def _visible(glance: Glance, *columns: Any) -> Select[Any]:
    """The cases an actor may see at all, with the unit as it is called today."""
    named = and_(UnitVersion.unit_id == Case.unit_id, units.current(glance.today))
    return (
        select(*columns)
        .select_from(Case)
        .join(Unit, Case.unit_id == Unit.id)
        .join(UnitVersion, named)
        .outerjoin(Registration, Registration.case_id == Case.id)
        .where(or_(*(and_(Case.process == process.NAME, process.visible(glance)) for process in PROCESSES)))
    )


def _in_state(which: str) -> ColumnElement[bool]:
    """Selects the cases in one of the states that their process counts as `FINAL` or `STANDING`."""
    return or_(*(and_(Case.process == p.NAME, Case.state.in_(getattr(p, which))) for p in PROCESSES))


def _conditions(duties: Duties) -> Duties:
    """What belongs in each named queue."""
    mine, final, standing = or_(*duties.values(), false()), _in_state("FINAL"), _in_state("STANDING")
    others = {
        "mine": mine,
        "elsewhere": and_(not_(final), not_(standing), not_(mine)),
        "accepted": and_(standing, not_(mine)),
        "ended": final,
    }
    return duties | _of_processes(duties) | others


def _of_processes(duties: Duties) -> Duties:
    """One queue for each process under its name: everything that waits in it."""
    mine = or_(*duties.values(), false())
    return {process.NAME: and_(Case.process == process.NAME, mine) for process in PROCESSES}


def _duties(glance: Glance) -> Duties:
    """What waits for the actor's role, by the name of the duty."""
    editions = _editions(glance.session)
    found: Duties = {}
    for process in PROCESSES:
        of_process = process.duties(glance, editions)
        found |= {name: and_(Case.process == process.NAME, which) for name, which in of_process.items()}
    return found


def _duty(duties: Duties) -> ColumnElement[str]:
    """The name of the duty that a case is for the actor, or ""."""
    named = [(condition, literal(name)) for name, condition in duties.items()]
    return case(*named, else_="") if named else literal("")


def _editions(session: Session) -> Editions:
    """The rules of every edition by id: a handful of rows, read as text and parsed once a process."""
    return {edition.id: rules_of(edition) for edition in session.scalars(select(Edition))}


def _searched(found: Select[Any], q: str) -> Select[Any]:
    if code := parse_code(q):
        return found.where(Case.code == code)
    for word in text.search_fold(q[:100]).split()[:8]:
        found = found.where(UnitVersion.name_fold.contains(word, autoescape=True))
    return found


def _mark(glance: Glance, after: str) -> tuple[datetime, int] | None:
    """Where the page before ended; a case that this actor does not see begins the list anew."""
    if not after:
        return None
    row = glance.session.execute(_visible(glance, Case.due_at, Case.id).where(Case.code == after)).one_or_none()
    return (row.due_at or NO_DEADLINE, row.id) if row else None


def _task(row: Any, editions: Editions, now: datetime) -> Task:
    found: Case = row.Case
    final = next(process.FINAL for process in PROCESSES if process.NAME == found.process)
    late = found.due_at is not None and found.due_at <= now and found.state not in final
    return Task(
        found.code, found.process, row.name, editions[found.edition_id], found.period, found.state,
        row.stages_passed or 0, found.due_at, found.changed_at, late, row.duty,
    )  # fmt: skip


def _next(rows: Any) -> str | None:
    return rows[PAGE - 1].Case.code if len(rows) > PAGE else None
