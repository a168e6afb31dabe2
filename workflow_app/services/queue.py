"""Queues: which cases wait for a person, asked in one query by role, reach and state.

The conditions say in SQL what the guards of the table of moves say one case at a time; a test compares the two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, literal, not_, or_, select
from sqlalchemy.orm import Session

from states import roles
from states.edition import Edition as Rules

from .. import text
from ..codes import parse_code
from ..house import House
from ..models import Case, Edition, Entry, Registration, Unit, UnitVersion
from . import commitment_duties, inspection_duties, recognition_duties, registration_duties
from . import unit as units
from .actor import Actor
from .commitment_due import own_due
from .reach import NOW, TODAY, Asker, Glance
from .rules import Editions, parsed

PAGE = 20
NO_DEADLINE = datetime(9999, 1, 1, tzinfo=UTC)
QUEUES = {  # the queues of a role, in the order in which they are shown
    roles.CLERK: ("mine", "write", "correct", "commitment", "inspection", "elsewhere", "accepted", "ended"),
    roles.SECRETARY: (
        "mine", "write", "correct", "commitment", "inspection", "recognition", "elsewhere", "accepted", "ended",
    ),
    roles.REVIEWER: ("mine", "receive", "review", "commitment", "recognition", "elsewhere", "accepted", "ended"),
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
    """How many cases wait for this actor; stands above every page, so it is counted anew only when it can differ."""
    with house.db.reading() as session:
        now = house.clock()
        stands = _stands(session, now)
        kept = house.watch.waiting.get(actor.mandate_id)
        if kept is None or kept[0] != stands:
            kept = (stands, _count_mine(_look(Glance(session, actor, now))))
            house.watch.waiting[actor.mandate_id] = kept
        return kept[1]


def _stands(session: Session, now: datetime) -> tuple[object, ...]:
    """Differs when something may wait that did not: an act, a case that was begun, or another minute."""
    newest = (select(func.max(table.id)).scalar_subquery() for table in (Entry, Case))
    return (*session.execute(select(*newest)).one(), now.replace(second=0, microsecond=0))


def waiting_for(glance: Glance, case_ids: Collection[int]) -> list[int]:
    """Which of these cases wait for the actor."""
    look = _look(glance)
    mine = select(look.cases.c.id).where(look.cases.c.id.in_(case_ids), _belongs(look.cases, "mine"))
    return list(glance.session.scalars(mine, look.values))


def seen_of(glance: Glance, case_ids: Collection[int]) -> set[int]:
    """Which of these cases the actor may see."""
    look = _look(glance)
    return set(glance.session.scalars(select(look.cases.c.id).where(look.cases.c.id.in_(case_ids)), look.values))


def read_page(
    house: House, actor: Actor, queue: str, *, q: str = "", state: str = "", after: str = "", most: int = PAGE
) -> tuple[tuple[Queue, ...], Tasks]:
    """All queues with their counts, and one page of one of them: what waits is worked out once for both.

    What is due first stands at the top; `q` is part of a unit's name or a case's code, `state` is "registration.draft"
    and the like, `after` the code with which the page before ended.
    """
    with house.db.reading() as session:
        look = _look(Glance(session, actor, house.clock()))
        return _queues(look), _tasks(look, queue, q, state, after, most)


@dataclass(frozen=True, slots=True)
class _Published:
    """The editions there are; equal when they are the same, whoever read them."""

    digests: tuple[tuple[int, str], ...]
    rules: Editions = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Look:
    """The cases that an actor sees, as a query (`duty`, `place`, `late`: what each is to the actor), and its values."""

    glance: Glance
    editions: _Published
    cases: Subquery
    values: Mapping[str, Any]


def _look(glance: Glance) -> _Look:
    editions = _published(glance.session)
    values = glance.values | recognition_duties.values(glance)
    return _Look(glance, editions, _sorted(glance.asker, editions), values)


def _published(session: Session) -> _Published:
    """The rules of every edition by id: a handful of rows, read as text and parsed once a process."""
    found = session.execute(select(Edition.id, Edition.digest, Edition.source).order_by(Edition.id)).all()
    rules = {id_: parsed(source) for id_, _, source in found}
    return _Published(tuple((id_, digest) for id_, digest, _ in found), rules)


@lru_cache(maxsize=256)
def _sorted(asker: Asker, editions: _Published) -> Subquery:
    """Put into words once for each kind of asker."""
    final, standing, settled = _in_state("FINAL"), _in_state("STANDING"), _in_state("SETTLED")
    duties = [
        (and_(Case.process == process.NAME, which), literal(name))
        for process in PROCESSES
        for name, which in process.duties(asker, editions.rules).items()
    ]
    seen = _visible(
        asker,
        Case.id,
        Case.process,
        UnitVersion.name,
        UnitVersion.name_fold,
        Registration.stages_passed,
        case((settled, literal("")), *duties, else_=literal("")).label("duty"),
        case((final, literal("ended")), (standing, literal("accepted")), else_=literal("elsewhere")).label("place"),
        and_(Case.due_at.is_not(None), Case.due_at <= NOW, not_(settled)).label("late"),
    )
    return seen.subquery()


@lru_cache(maxsize=256)
def _counted(asker: Asker, editions: _Published) -> Select[Any]:
    of = _sorted(asker, editions).c
    kinds = select(of.process, of.duty, of.place, of.late, func.count())
    return kinds.group_by(of.process, of.duty, of.place, of.late)


@lru_cache(maxsize=256)
def _counted_mine(asker: Asker, editions: _Published) -> Select[int] | None:
    """None where a role has no duty in any process."""
    if not any(process.duties(asker, editions.rules) for process in PROCESSES):
        return None
    cases = _sorted(asker, editions)
    return select(func.count()).select_from(cases).where(_belongs(cases, "mine"))


def _count_mine(look: _Look) -> int:
    asked = _counted_mine(look.glance.asker, look.editions)
    return 0 if asked is None else look.glance.session.scalar(asked, look.values) or 0


def _count(look: _Look) -> dict[str, Queue]:
    """Every queue that has cases, and "mine" in any case."""
    rows = look.glance.session.execute(_counted(look.glance.asker, look.editions), look.values).all()
    counts, late_ones = Counter({"mine": 0}), Counter[str]()
    for process, duty, place, late, number in rows:
        for name in ("mine", duty, process) if duty else (place,):
            counts[name] += number
            late_ones[name] += number if late else 0
    return {name: Queue(name, number, late_ones[name]) for name, number in counts.items()}


def _queues(look: _Look) -> tuple[Queue, ...]:
    counted = _count(look)
    return tuple(counted.get(name, Queue(name, 0, 0)) for name in queues_of(look.glance.actor))


def _tasks(look: _Look, queue: str, q: str, state: str, after: str, most: int) -> Tasks:
    of, glance = look.cases.c, look.glance
    rows = select(Case, of.name, of.stages_passed, of.duty).join(look.cases, of.id == Case.id)
    rows = _searched(rows.where(_belongs(look.cases, queue)), look.cases, q)
    if state:
        rows = rows.where(Case.process + "." + Case.state == state)
    order = func.coalesce(Case.due_at, literal(NO_DEADLINE, Case.due_at.type))
    if mark := _mark(look, after):
        rows = rows.where(or_(order > mark[0], and_(order == mark[0], Case.id > mark[1])))
    shown = glance.session.execute(rows.order_by(order, Case.id).limit(most + 1), look.values).all()
    units_of = [] if glance.actor.unit_id is None else [glance.actor.unit_id]
    own = own_due(glance.session, [row.Case.id for row in shown], units_of)
    rows_of = tuple(_task(row, look.editions.rules, glance.now, own) for row in shown[:most])
    return Tasks(rows_of, _next(shown, most))


def _belongs(cases: Subquery, queue: str) -> ColumnElement[bool]:
    """Which cases are in a queue: by duty, by process, or, where nothing waits for the actor, by place."""
    if queue == "mine":
        return cases.c.duty != ""
    if queue in OTHERS:
        return and_(cases.c.duty == "", cases.c.place == queue)
    if queue in {process.NAME for process in PROCESSES}:
        return and_(cases.c.duty != "", cases.c.process == queue)
    return cases.c.duty == literal(queue)


def _visible(asker: Asker, *columns: Any) -> Select[Any]:
    """The cases an actor may see at all, with the unit as it is called today."""
    named = and_(UnitVersion.unit_id == Case.unit_id, units.named(TODAY))
    return (
        select(*columns)
        .select_from(Case)
        .join(Unit, Case.holder_unit_id == Unit.id)
        .join(UnitVersion, named)
        .outerjoin(Registration, Registration.case_id == Case.id)
        .where(or_(*(and_(Case.process == process.NAME, process.visible(asker)) for process in PROCESSES)))
    )


def _in_state(which: str) -> ColumnElement[bool]:
    """Selects the cases in one of the states that their process counts as `FINAL` or `STANDING`.

    In a `SETTLED` one nothing can wait for anybody: each final one, unless the process says otherwise.
    """
    return or_(*(and_(Case.process == p.NAME, Case.state.in_(getattr(p, which, p.FINAL))) for p in PROCESSES))


def _searched(rows: Select[Any], cases: Subquery, q: str) -> Select[Any]:
    if code := parse_code(q):
        return rows.where(Case.code == code)
    for word in text.search_fold(q[:100]).split()[:8]:
        rows = rows.where(cases.c.name_fold.contains(word, autoescape=True))
    return rows


def _mark(look: _Look, after: str) -> tuple[datetime, int] | None:
    """Where the page before ended; a case that this actor does not see begins the list anew."""
    if not after:
        return None
    asked = select(Case.due_at, Case.id).join(look.cases, look.cases.c.id == Case.id).where(Case.code == after)
    row = look.glance.session.execute(asked, look.values).one_or_none()
    return (row.due_at or NO_DEADLINE, row.id) if row else None


def _task(row: Any, editions: Editions, now: datetime, own: Mapping[int, datetime]) -> Task:
    found: Case = row.Case
    due_at = own.get(found.id, found.due_at)
    process = next(process for process in PROCESSES if process.NAME == found.process)
    settled = getattr(process, "SETTLED", process.FINAL)
    late = due_at is not None and due_at <= now and found.state not in settled
    return Task(
        found.code, found.process, row.name, editions[found.edition_id], found.period, found.state,
        row.stages_passed or 0, due_at, found.changed_at, late, row.duty,
    )  # fmt: skip


def _next(rows: Any, most: int) -> str | None:
    return rows[most - 1].Case.code if len(rows) > most else None
