"""Mail of notices: written with its cause, sent by whichever worker comes first, tried until it is taken.

A mail is leased before it is sent and marked after it was taken, so that it is lost by no crash. One whose fate is
unknown is sent again under the same Message-ID, by which mail programs know it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage

import structlog
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ..clock import day_of
from ..house import House
from ..models import Account, Case, Edition, Job, Mail, MailPart, Notice
from . import digest, forgotten, one_time_code, queue
from . import mail_text as texts
from .account import list_mandates
from .actor import load_actor
from .commitment_due import due_for
from .mail_choice import DAILY, DUTIES, address_in, choices, is_on
from .own_notice import OWN
from .reach import Glance
from .rules import rules_of
from .smtp import Later, Line, Refused, Unreachable

log = structlog.get_logger()

LEASE = timedelta(minutes=10)  # longer than any conversation with a server lasts
LONGEST_PAUSE = timedelta(minutes=15)  # before a mail is tried once more
GIVEN_UP = timedelta(days=5)
ABOUT_DEADLINES = ("deadline.", "round.", "return.", "returns.")
TO_DECIDE = "people.proposed"


def add(house: House, session: Session, notices: Sequence[Notice]) -> None:
    """Write the mails of new notices, in the transaction that delivers them: each notice is in one mail."""
    if not is_on(house.settings) or not notices or house.watch.in_bulk:
        return  # what a program plays back happened long ago
    now, ids = house.clock(), {notice.account_id for notice in notices}
    rows = session.execute(select(Account.id, Account.contact).where(Account.id.in_(ids))).all()
    reached = {account_id for account_id, contact in rows if address_in(contact)}
    chosen = choices(session, reached)
    for notice in notices:
        how = chosen.get(notice.account_id)
        own = notice.kind.startswith(OWN)
        if how is None or (how == DUTIES and not own and not _is_duty(session, now, notice)):
            continue
        if own:  # somebody else may be at work under this name: no choice and no day off holds that back
            mail = _new("notice", notice.account_id, now)
            session.add(mail)
        elif how == DAILY:
            mail = _digest(house, session, notice.account_id, now)
        else:
            mail = _new("notice", notice.account_id, digest.out_of_quiet(house.calendar, now))
            session.add(mail)
        session.flush()
        session.add(MailPart(job_id=notice.job_id, mail_id=mail.id))


def _new(kind: str, account_id: int, run_at: datetime, digest_of: str | None = None) -> Mail:
    return Mail(kind=kind, account_id=account_id, run_at=run_at, digest_of=digest_of, attempts=0)


def _is_duty(session: Session, now: datetime, notice: Notice) -> bool:
    """Whether a notice is about a deadline, or something waits for this very person."""
    if notice.kind.startswith(ABOUT_DEADLINES) or notice.kind == TO_DECIDE:
        return True
    if notice.case_id is None:
        return False
    today = day_of(now)
    held = [load_actor(session, one.mandate_id, today) for one in list_mandates(session, notice.account_id, today)]
    return any(queue.waiting_for(Glance(session, actor, now), [notice.case_id]) for actor in held)


def _digest(house: House, session: Session, account_id: int, now: datetime) -> Mail:
    """The person's next digest that nobody has begun to send."""
    run_at = now
    while True:
        run_at = digest.next_morning(house.calendar, run_at)
        name = f"{account_id} {day_of(run_at)}"
        mail = session.scalar(select(Mail).where(Mail.digest_of == name).with_for_update())
        if mail is None:
            mail = _new("digest", account_id, run_at, name)
            session.add(mail)
            return mail
        if not mail.attempts:
            return mail


def send_due(house: House, most: int = 200) -> int:
    """Send the mails that are due and return how many were taken; ends early where no server answers."""
    if not is_on(house.settings) or house.watch.rolled_back:
        return 0
    taken = 0
    with Line(house.settings) as line:
        for _ in range(most):
            mail_id = _lease(house)
            if mail_id is None:
                break
            try:
                taken += _send(house, line, mail_id)
            except Unreachable:
                _put_off(house, mail_id, "unreachable")
                break
            except Later:
                _put_off(house, mail_id, "later")
            except Refused:
                _finish(house, mail_id, "refused")
            except Exception as error:  # one mail that cannot be made keeps no other back
                log.error("mail.failed", mail=mail_id, error=type(error).__name__)
                _put_off(house, mail_id, "later")
    return taken


def _lease(house: House) -> int | None:
    """Take one mail that is due: if this worker dies, another takes it when the lease is over."""
    now = house.clock()
    with house.db.writing() as session:
        due = (
            select(Mail)
            .where(Mail.done_at.is_(None), Mail.run_at <= now)
            # A lease longer than any was taken before the clock was set back.
            .where(or_(Mail.leased_until.is_(None), Mail.leased_until <= now, Mail.leased_until > now + LONGEST_PAUSE))
            .order_by(Mail.run_at, Mail.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        mail = session.scalar(due)
        if mail is None:
            return None
        mail.leased_until = now + LEASE
        mail.attempts += 1
        session.commit()
        return mail.id


def _send(house: House, line: Line, mail_id: int) -> bool:
    """Send one mail; False where there is nothing to be said any more."""
    kept_here = not house.settings.smtp_url
    if not kept_here:
        line.open()  # before a code is made, which would replace one that has arrived
    message = _compose(house, mail_id)
    if message is None:
        _finish(house, mail_id)
        return False
    if not kept_here:
        line.send(message)
    _finish(house, mail_id, kept=message.as_string() if house.settings.mode == "demo" else None)
    return True


def _compose(house: House, mail_id: int) -> EmailMessage | None:
    """The mail as it is now: a case thrown away, or a person who left, is written about no more."""
    now = house.clock()
    with house.db.writing() as session:
        mail = session.get_one(Mail, mail_id)
        if mail.kind == forgotten.KIND:
            found = forgotten.answer(house, session, mail, now)
            session.commit()
            name = f"{mail.kind}.{mail.id}.{mail.attempts}"  # each has another code in it
        elif mail.kind == one_time_code.ENTERED:
            found = _of_entering(house, session, mail)
            name = f"{mail.kind}.{mail.id}"
        else:
            found = _of_notices(house, session, mail)
            name = f"{mail.kind}.{mail.id}" if mail.digest_of else f"{mail.kind}.{_job_of(session, mail_id)}"
    return texts.envelope(house, *found, name, now) if found else None


def _of_entering(house: House, session: Session, mail: Mail) -> tuple[str, texts.Text] | None:
    account = session.get_one(Account, mail.account_id)
    to = address_in(account.contact)
    if not to or account.disabled_at is not None:
        return None
    return to, texts.entered_text(house.settings, account.full_name, account.login, mail.run_at)


def _of_notices(house: House, session: Session, mail: Mail) -> tuple[str, texts.Text] | None:
    account = session.get_one(Account, mail.account_id)
    asked = select(Notice.kind, Case, Edition, Job.payload).join(MailPart, MailPart.job_id == Notice.job_id)
    asked = asked.join(Job, Job.id == Notice.job_id)
    asked = asked.outerjoin(Case, Case.id == Notice.case_id).outerjoin(Edition, Edition.id == Case.edition_id)
    rows = session.execute(asked.where(MailPart.mail_id == mail.id).order_by(Notice.job_id)).all()
    told = [
        texts.Told(
            kind, case.code, case.process, rules_of(edition).name, case.period, due_for(session, case, account.id)
        )
        if case is not None
        else texts.Told(kind, about=about)
        for kind, case, edition, about in rows
    ]
    to = address_in(account.contact)
    if not told or not to or account.disabled_at is not None:
        return None
    return to, texts.notice_text(house.settings, account.full_name, told)


def _job_of(session: Session, mail_id: int) -> int | None:
    return session.scalar(select(MailPart.job_id).where(MailPart.mail_id == mail_id))


def _put_off(house: House, mail_id: int, failure: str) -> None:
    """Try again after a pause that grows; what failed for days is given up, and so is a code that nobody waits for."""
    now = house.clock()
    with house.db.writing() as session:
        mail = session.get_one(Mail, mail_id)
        mail.failure = failure
        mail.leased_until = now + min(timedelta(seconds=2 ** min(mail.attempts, 20)), LONGEST_PAUSE)
        if now - mail.run_at > (forgotten.WAITED_FOR if mail.kind == forgotten.KIND else GIVEN_UP):
            mail.failure, mail.done_at, mail.address = "too-old", now, None
        session.commit()


def _finish(house: House, mail_id: int, failure: str | None = None, kept: str | None = None) -> None:
    with house.db.writing() as session:
        mail = session.get_one(Mail, mail_id)
        mail.failure, mail.done_at, mail.kept, mail.address = failure, house.clock(), kept, None
        session.commit()
