"""Notices: what happened to the cases that concern a person, and to the person's own account."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.orm import Session

from ..clock import day_of
from ..house import House
from ..models import Case, Job, Notice, UnitVersion
from . import queue
from . import unit as units
from .account import list_mandates
from .actor import Actor, load_actor
from .reach import Glance

PAGE = 20


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice: number and kind (a code with words), the case, its process, and the unit as it is called today.

    `opens`: the mandate in use sees the case; the unit is empty where no mandate of the person does any more, and so
    are case and process of what is about no case. `about`: the programme and the time that such a notice speaks of.
    """

    id: int
    kind: str
    case: str
    process: str
    unit: str
    at: datetime
    read: bool
    opens: bool
    about: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Notices:
    """One page of notices; `next` is the number to go on from, or None."""

    rows: tuple[NoticeLine, ...]
    next: int | None


def count_unread(house: House, account_id: int) -> int:
    """How many notices a person has not read yet."""
    with house.db.reading() as session:
        unread = select(func.count()).where(Notice.account_id == account_id, Notice.read_at.is_(None))
        return session.scalar(unread) or 0


def list_notices(house: House, account_id: int, after: int | None = None, actor: Actor | None = None) -> Notices:
    """One page of a person's notices, newest first, under the mandate in use, if there is one."""
    with house.db.reading() as session:
        named = units.named(day_of(house.clock()))
        found = (
            select(Notice, Case.code, Case.process, UnitVersion.name, Job.payload)
            .join(Job, Job.id == Notice.job_id)
            .outerjoin(Case, Notice.case_id == Case.id)
            .outerjoin(UnitVersion, (UnitVersion.unit_id == Case.unit_id) & named)
            .where(Notice.account_id == account_id)
            .order_by(Notice.created_at.desc(), Notice.job_id.desc())
        )
        last = session.get(Notice, after) if after is not None else None
        if last is not None and last.account_id == account_id:
            found = found.where(tuple_(Notice.created_at, Notice.job_id) < (last.created_at, last.job_id))
        rows = session.execute(found.limit(PAGE + 1)).all()
        seen = _seen(session, account_id, house.clock(), {row.Notice.case_id for row in rows if row.Notice.case_id})
    here, anywhere = seen.get(actor.mandate_id if actor else None, set()), set[int]().union(*seen.values())
    lines = tuple(
        NoticeLine(
            row.Notice.job_id, row.Notice.kind, row.code or "", row.process or "",
            (row.name or "") if row.Notice.case_id in anywhere else "", row.Notice.created_at,
            row.Notice.read_at is not None, row.Notice.case_id in here, row.payload,
        )
        for row in rows[:PAGE]
    )  # fmt: skip
    return Notices(lines, lines[-1].id if len(rows) > PAGE else None)


def _seen(session: Session, account_id: int, now: datetime, case_ids: Collection[int]) -> dict[int | None, set[int]]:
    """Which of these cases a person may see today, by mandate."""
    held = list_mandates(session, account_id, day_of(now))
    actors = [load_actor(session, one.mandate_id, day_of(now)) for one in held]
    return {actor.mandate_id: queue.seen_of(Glance(session, actor, now), case_ids) for actor in actors}


def mark_read(house: House, account_id: int, shown: Collection[int]) -> None:
    """Mark the notices read that a page showed to this person: one that came meanwhile was not seen."""
    with house.db.writing() as session:
        own = (Notice.account_id == account_id, Notice.job_id.in_(shown), Notice.read_at.is_(None))
        session.execute(update(Notice).where(*own).values(read_at=house.clock()))
        session.commit()
