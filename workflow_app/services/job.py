"""Work after the commit: notices are delivered, and delivered once, even when a worker dies in the middle."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ..house import House
from ..models import Case, Job, Notice
from . import journal, recognition_board, reminder

log = structlog.get_logger()

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 8


def run_due(house: House, most: int = 100) -> int:
    """Do the work that is due and return how much of it was done."""
    done = 0
    while done < most:
        job_id = _lease(house)
        if job_id is None:
            return done
        _do(house, job_id)
        done += 1
    return done


def _lease(house: House) -> int | None:
    """Take one due job for a while: if this worker dies, another takes it when the lease is over."""
    now = house.clock()
    with house.db.writing() as session:
        due = (
            select(Job)
            .where(Job.done_at.is_(None), Job.run_at <= now, Job.attempts < MOST_ATTEMPTS)
            .where(or_(Job.leased_until.is_(None), Job.leased_until <= now))
            .order_by(Job.run_at, Job.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        job = session.scalar(due)
        if job is None:
            return None
        job.leased_until = now + LEASE
        job.attempts += 1
        session.commit()
        return job.id


def _do(house: House, job_id: int) -> None:
    try:
        with house.db.writing() as session:
            job = session.scalar(select(Job).where(Job.id == job_id, Job.done_at.is_(None)).with_for_update())
            if job is None:
                return
            _deliver_notice(session, job)
            job.done_at = house.clock()
            session.commit()
    except Exception as error:
        log.error("job.failed", job=job_id, error=type(error).__name__)
        _put_off(house, job_id, type(error).__name__)


def _deliver_notice(session: Session, job: Job) -> None:
    """A notice in the app; the job's id is its key, so that delivering twice leaves one."""
    case_id = session.scalars(select(Case.id).where(Case.code == job.payload["code"])).one()
    if session.get(Notice, job.id) is None:
        session.add(
            Notice(job_id=job.id, account_id=job.recipient_id, case_id=case_id, kind=job.kind, created_at=job.run_at)
        )
        session.flush()


def _put_off(house: House, job_id: int, failure: str) -> None:
    with house.db.writing() as session:
        job = session.get_one(Job, job_id)
        job.failure = failure
        job.leased_until = house.clock() + timedelta(seconds=2**job.attempts)
        session.commit()


def work_once(house: House) -> None:
    """One round of the worker: the tree first, then what is due."""
    if house.watch.rolled_back:
        journal.look_back(house)
    if house.watch.rolled_back:
        return
    journal.integrate_quietly(house)
    recognition_board.expire_due(house)
    reminder.remind(house)
    run_due(house)
