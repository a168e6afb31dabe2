"""Reminders: whoever holds a case is told a working day before its deadline, and once more when that has passed.

Then the level above is told too, once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from states import roles
from states.recognition import OVER
from states.recognition import PROCESS as RECOGNITION

from ..clock import day_of
from ..house import House
from ..models import Case, Entry, Job, Mandate, Reminder, Round, RoundChange, Seat, Unit
from . import queue
from .actor import Actor, load_actor
from .deadline import end_of
from .errors import NotAllowed
from .reach import Glance

log = structlog.get_logger()

NEAR, PASSED, ESCALATED = "deadline.near", "deadline.passed", "deadline.escalated"
MOST = 50  # cases at a time, so that others may write between

Holders = dict[int, set[int]]  # accounts by case


@dataclass(frozen=True, slots=True)
class Due:
    """A case as it was seen, and what is to be told about it."""

    case_id: int
    version: int
    due_at: datetime
    kind: str


def remind(house: House) -> int:
    """Go through the deadlines once a day and return of how many cases the holders were told.

    A worker that starts anew on the same day, or a second one, finds what was told already.
    """
    today = day_of(house.clock())
    if house.watch.reminded_on == today:
        return 0
    try:
        found, holders, above = _look(house)
        told = _tell(house, found, holders, above)
    except Exception as error:  # told again on the next round; other work must not wait for it
        log.error("reminder.failed", error=type(error).__name__)
        return 0
    if len(found) < MOST:
        house.watch.reminded_on = today
    return told


def _look(house: House) -> tuple[list[Due], Holders, Holders]:
    """The deadlines that nobody was told of, who holds their cases, and who is above those that hold an overdue one."""
    with house.db.reading() as session:
        now = house.clock()
        soon = end_of(house.calendar.add(day_of(now), 1))
        rows = session.execute(_untold(now, soon).limit(MOST)).all()
        found = [Due(*row) for row in rows if row.due_at is not None]
        if not found:
            return [], {}, {}
        actors = _actors(session, now, [due.case_id for due in found])
        held = _held(session, now, actors, [due.case_id for due in found])
        late = {due.case_id: held[due.case_id] for due in found if due.kind == PASSED}
        return found, {case_id: _accounts(held[case_id]) for case_id in held}, _above(session, now, actors, late)


def _untold(now: datetime, soon: datetime) -> Select[int, int, datetime, str]:
    """Cases due by `soon` or before of which nobody was told; when a round has ended, only answers are awaited.

    Petitions come after the result, and so mostly after the round.
    """
    kind = case((Case.due_at <= now, PASSED), else_=NEAR)
    told = exists().where(Reminder.case_id == Case.id, Reminder.due_at == Case.due_at, Reminder.kind == kind)
    of_round = and_(Round.programme_id == Case.programme_id, Round.period == Case.period)
    asked = select(Case.id, Case.version, Case.due_at, kind).join(Round, of_round)
    answers = and_(Case.process == RECOGNITION.name, Case.state.in_(OVER))
    awaited = or_(Round.ends_on > day_of(now), answers)
    return asked.where(Case.due_at <= soon, awaited, ~told).order_by(Case.due_at, Case.id)


def _actors(session: Session, now: datetime, case_ids: Collection[int]) -> list[Actor]:
    """Everybody who could hold one of these cases, or be above whoever does."""
    found = []
    for mandate_id in session.scalars(_candidates(session, case_ids)).all():
        try:
            found.append(load_actor(session, mandate_id, day_of(now)))
        except NotAllowed:
            continue  # a mandate that has ended, or of an account that is closed
    return found


def _held(
    session: Session, now: datetime, actors: Collection[Actor], case_ids: Collection[int]
) -> dict[int, list[Actor]]:
    """In whose queue these cases wait: the queues decide, nobody else."""
    found: dict[int, list[Actor]] = {case_id: [] for case_id in case_ids}
    for actor in actors:
        for case_id in queue.waiting_for(Glance(session, actor, now), case_ids):
            found[case_id].append(actor)
    return found


def _above(
    session: Session, now: datetime, actors: Collection[Actor], late: Mapping[int, Collection[Actor]]
) -> Holders:
    """Who sees an overdue case from the level above those who hold it; nobody is told twice of one deadline."""
    found: Holders = defaultdict(set)
    for actor in actors:
        below = [id_ for id_, held in late.items() if actor.role in {roles.ABOVE.get(one.role) for one in held}]
        for case_id in queue.seen_of(Glance(session, actor, now), below) if below else ():
            found[case_id] |= _accounts([actor]) - _accounts(late[case_id])
    return found


def _accounts(actors: Collection[Actor]) -> set[int]:
    return {actor.account_id for actor in actors if actor.account_id is not None}


def _candidates(session: Session, case_ids: Collection[int]) -> Select[int]:
    """The mandates that could hold one of these cases: at its unit, at its parties, or above them."""
    of_cases = select(Unit.path).join(Case, Case.holder_unit_id == Unit.id).where(Case.id.in_(case_ids))
    of_parties = select(Unit.path).join(Seat, Seat.unit_id == Unit.id).where(Seat.case_id.in_(case_ids))
    steps = [path.split(".") for path in session.scalars(of_cases.union(of_parties))]
    above = {".".join(path[: i + 1]) for path in steps for i in range(len(path))}
    reaching = or_(Unit.path.in_(above), Mandate.reach == roles.PROGRAMME)
    return select(Mandate.id).outerjoin(Unit, Mandate.unit_id == Unit.id).where(
        Mandate.account_id.is_not(None), Mandate.role.in_(queue.QUEUES), reaching
    )  # fmt: skip


def _tell(house: House, found: Collection[Due], holders: Holders, above: Holders) -> int:
    """Write the reminders and their jobs together; a case that moved meanwhile is looked at again later."""
    if not found:
        return 0
    told, seen = 0, {due.case_id: due for due in found}
    with house.db.writing() as session:
        locked = select(Case).where(Case.id.in_(seen)).order_by(Case.id).with_for_update()
        for row in session.scalars(locked).all():
            due = seen[row.id]
            key = (row.id, due.due_at, due.kind)
            if (row.version, row.due_at) != (due.version, due.due_at) or session.get(Reminder, key) is not None:
                continue
            session.add(Reminder(case_id=row.id, due_at=due.due_at, kind=due.kind, told_at=house.clock()))
            _add_jobs(session, house.clock(), row, due.kind, holders.get(row.id, set()))
            if above.get(row.id):
                _add_jobs(session, house.clock(), row, ESCALATED, above[row.id])
            told += 1
        session.commit()
    return told


def _add_jobs(session: Session, now: datetime, row: Case, kind: str, accounts: Collection[int]) -> None:
    """One notice for each holder, caused by the act that led here; for a draft, by what set the days of its round."""
    entry_id = session.scalar(select(Entry.id).where(Entry.case_id == row.id, Entry.seq == row.seq))
    if entry_id is None:
        of_round = (Round.programme_id == row.programme_id, Round.period == row.period)
        last = select(func.max(RoundChange.entry_id)).where(RoundChange.round_id == Round.id).scalar_subquery()
        entry_id = session.scalars(select(func.coalesce(last, Round.entry_id)).where(*of_round)).one()
    for account_id in sorted(accounts):
        known = exists().where(Job.entry_id == entry_id, Job.kind == kind, Job.recipient_id == account_id)
        if not session.scalar(select(known)):  # somebody who writes two drafts of one round is told once
            payload = {"code": row.code}
            session.add(Job(kind=kind, entry_id=entry_id, recipient_id=account_id, payload=payload, run_at=now))
            session.flush()
