"""Work after the commit: notices are delivered, and delivered once, even when a worker dies in the middle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ..house import House
from ..models import Case, Job, Notice
from . import (
    agreement_record,
    commitment_order,
    commitment_reminder,
    fate,
    journal,
    mail,
    meeting_reminder,
    obligation_lift,
    population,
    printed,
    recognition_board,
    reminder,
    unit_effect,
)
from .agreement_record_parts import NotYet

log = structlog.get_logger()

LEASE = timedelta(minutes=2)
LONGEST_PAUSE = timedelta(hours=1)  # before work that failed is tried once more; it is never given up
# What a job makes or does instead of telling somebody; asked for by its name each time, so that a test may stand in.
DOCUMENTS: dict[str, Callable[[House, int], None]] = {
    printed.JOB: lambda house, entry_id: printed.make(house, entry_id),
    agreement_record.JOB: lambda house, entry_id: agreement_record.make(house, entry_id),
    fate.JOB: lambda house, entry_id: fate.settle(house, entry_id),
}
TOGETHER = 100  # jobs that are taken, and done, in one transaction


def run_due(house: House, most: int = 100) -> int:
    """Do the work that is due and return how much of it was done."""
    done = 0
    while done < most:
        leased = _lease(house, min(most - done, TOGETHER))
        if not leased:
            return done
        _do(house, [job_id for job_id, kind, _ in leased if kind not in DOCUMENTS])
        for job_id, kind, entry_id in leased:
            if kind in DOCUMENTS:
                _print(house, job_id, kind, entry_id)
        done += len(leased)
    return done


def _lease(house: House, most: int) -> list[tuple[int, str, int | None]]:
    """Take some due jobs for a while: if this worker dies, another takes them when the lease is over.

    Beside the id of each: its kind, and of which entry it is.
    """
    now = house.clock()
    with house.db.writing() as session:
        due = (
            select(Job)
            .where(Job.done_at.is_(None))
            # A lease longer than any was taken before the clock was set back.
            .where(or_(Job.leased_until.is_(None), Job.leased_until <= now, Job.leased_until > now + LONGEST_PAUSE))
            .order_by(Job.run_at, Job.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        jobs = session.scalars(due).all()
        for job in jobs:
            job.leased_until = now + LEASE
            job.attempts += 1
        session.commit()
        return [(job.id, job.kind, job.entry_id) for job in jobs]


def _do(house: House, job_ids: list[int]) -> None:
    """Deliver notices in one transaction; where one of them fails, each by itself."""
    if not job_ids:
        return
    try:
        with house.db.writing() as session:
            due = select(Job).where(Job.id.in_(job_ids), Job.done_at.is_(None)).order_by(Job.id)
            jobs = session.scalars(due.with_for_update()).all()
            _deliver_notices(house, session, jobs)
            for job in jobs:
                job.done_at = house.clock()
            session.commit()
    except Exception as error:
        if len(job_ids) > 1:
            for job_id in job_ids:
                _do(house, [job_id])
            return
        log.error("job.failed", job=job_ids[0], error=type(error).__name__)
        _put_off(house, job_ids[0], type(error).__name__)


def _print(house: House, job_id: int, kind: str, entry_id: int | None) -> None:
    """Make one document with no transaction open; a worker that died here is followed by another."""
    assert entry_id is not None, "a document is made of what an entry fixed"
    try:
        DOCUMENTS[kind](house, entry_id)
        with house.db.writing() as session:
            session.get_one(Job, job_id).done_at = house.clock()
            session.commit()
    except NotYet:  # nothing failed: the tree, or the document before it, is under way
        _put_off(house, job_id, NotYet.__name__)
    except Exception as error:
        log.error("job.failed", job=job_id, error=type(error).__name__)
        _put_off(house, job_id, type(error).__name__)


def _deliver_notices(house: House, session: Session, jobs: Sequence[Job]) -> None:
    """A notice in the app for each, and its mail; the job's id is its key, so that delivering twice leaves one."""
    codes = {job.payload["code"] for job in jobs if "code" in job.payload}
    cases = {row.code: row.id for row in session.execute(select(Case.code, Case.id).where(Case.code.in_(codes)))}
    known = set(session.scalars(select(Notice.job_id).where(Notice.job_id.in_([job.id for job in jobs]))))
    new = [
        Notice(
            job_id=job.id, account_id=job.recipient_id, case_id=cases.get(job.payload.get("code", "")), kind=job.kind,
            created_at=job.run_at,
        )
        for job in jobs
        if job.id not in known and ("code" not in job.payload or job.payload["code"] in cases)  # a draft may be gone
    ]  # fmt: skip
    session.add_all(new)
    mail.add(house, session, new)


def _put_off(house: House, job_id: int, failure: str) -> None:
    with house.db.writing() as session:
        job = session.get_one(Job, job_id)
        job.failure = failure
        job.leased_until = house.clock() + min(timedelta(seconds=2 ** min(job.attempts, 20)), LONGEST_PAUSE)
        session.commit()


def work_once(house: House) -> None:
    """One round of the worker: the tree first, then what is due."""
    if house.watch.rolled_back:
        journal.look_back(house)
    if not house.watch.rolled_back:
        journal.integrate_quietly(house)
    if house.watch.rolled_back:
        return
    unit_effect.turn_due(house)  # first: who may act, and for whom, follows from the tree of the day
    population.take_due(house)  # by the tree of the day
    recognition_board.expire_due(house)
    commitment_order.expire_due(house)
    obligation_lift.lift_due(house)
    reminder.remind(house)
    meeting_reminder.remind(house)
    commitment_reminder.send_due(house)
    run_due(house)
