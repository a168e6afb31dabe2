"""Throwing away what has served its purpose; the table of how long anything about a person is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import CursorResult, delete, func, or_, select
from sqlalchemy.orm import Session

from ..house import House
from ..models import (
    AskedStatement,
    Case,
    CeremonyRoom,
    IdempotencyKey,
    Job,
    LoginAttempt,
    Mail,
    MailPart,
    Notice,
    OneTimeCode,
    Registration,
    SigningLink,
    SignInSession,
)
from .perform import unit_of_work
from .registration_draft import throw_away

# What is kept, in the words of wording/privacy.py -> for how long; None: as long as the journal. `docs/privacy.md`
# and the page "Dữ liệu về tôi" print this table; a test compares them.
RETENTION: Mapping[str, timedelta | None] = {
    "account": None,
    "mandate": None,
    "entry": None,
    "session": timedelta(days=30),  # so that a person still finds last month's devices
    "attempt": timedelta(days=1),
    "form": timedelta(days=30),
    "code": timedelta(days=30),
    "notice": timedelta(days=365),
    "mail": timedelta(days=365),
    "factor": None,
    "asked": timedelta(days=1),
    "signature": None,
    "draft": timedelta(days=365),
    "log": timedelta(days=90),  # by the operator: the program only writes lines to standard error
}
ROOMS = timedelta(days=1)  # after its end; a room names an agreement and nobody
DRAFTS_TOGETHER = 50  # thrown away in one transaction, so that nobody waits for long


def tidy(house: House) -> int:
    """Delete what is past its time and return how many rows went; the journal is never touched."""
    now = house.clock()
    kept = {what: now - time for what, time in RETENTION.items() if time is not None}
    ended = SignInSession.ended_at < kept["session"]
    expired = SignInSession.expires_at < kept["session"]
    anonymous = SignInSession.account_id.is_(None) & (SignInSession.expires_at < now)
    used = OneTimeCode.used_at < kept["code"]
    old = (
        delete(IdempotencyKey).where(IdempotencyKey.created_at < kept["form"]),
        delete(SignInSession).where(or_(ended, expired, anonymous)),
        delete(LoginAttempt).where(LoginAttempt.at < kept["attempt"]),
        delete(AskedStatement).where(AskedStatement.asked_at < kept["asked"]),
        delete(SigningLink).where(SigningLink.expires_at < kept["asked"]),
        delete(CeremonyRoom).where(CeremonyRoom.expires_at < now - ROOMS),
        delete(OneTimeCode).where(or_(used, OneTimeCode.expires_at < kept["code"])),
    )
    with house.db.writing() as session:
        results = [session.execute(statement) for statement in old]
        gone = sum(result.rowcount for result in results if isinstance(result, CursorResult))
        sent = select(Mail.id).where(Mail.done_at < kept["mail"]).limit(1000)
        gone += _forget_mails(session, list(session.scalars(sent)))
        read = select(Notice.job_id).where(Notice.read_at < kept["notice"])
        gone += _forget_notices(session, list(session.scalars(read.limit(1000))))
        session.commit()
    return gone + _drafts(house)


def _forget_mails(session: Session, mail_ids: list[int]) -> int:
    session.execute(delete(MailPart).where(MailPart.mail_id.in_(mail_ids)))
    session.execute(delete(Mail).where(Mail.id.in_(mail_ids)))
    return len(mail_ids)


def _forget_notices(session: Session, job_ids: list[int]) -> int:
    session.execute(delete(MailPart).where(MailPart.job_id.in_(job_ids)))  # of a mail that was sent later
    session.execute(delete(Notice).where(Notice.job_id.in_(job_ids)))
    session.execute(delete(Job).where(Job.id.in_(job_ids)))
    return len(job_ids)


def _drafts(house: House) -> int:
    """Throw away registrations that were begun and, for a year, neither written in nor handed in."""
    if house.watch.rolled_back:
        return 0
    before = house.clock() - (RETENTION["draft"] or timedelta.max)
    last = func.coalesce(Registration.saved_at, Case.created_at)
    asked = select(Case, Registration).join(Registration, Registration.case_id == Case.id)
    asked = asked.where(Case.process == "registration", Case.state == "draft", Case.seq == 0, last < before)
    with house.db.reading() as session:
        if session.execute(asked.limit(1)).one_or_none() is None:
            return 0  # nearly always: then nobody need wait for a lock
    with unit_of_work(house) as work:
        rows = work.session.execute(asked.order_by(Case.id).limit(DRAFTS_TOGETHER).with_for_update(of=Case)).all()
        for case, registration in rows:
            throw_away(work, case, registration)
        return len(rows)
