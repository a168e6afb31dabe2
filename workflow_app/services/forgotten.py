"""A forgotten password: asked for by mail address, answered by mail, and nobody learns whether the address is known.

Whoever asks is answered before anything is looked up: one row is written for every address alike, and the worker finds
out later whether anybody is reached there. The mail brings a code of one hour, with which a password is chosen; the
second factor is asked for when signing in, as always.

A stranger may ask too. So a code that arrived stays good until one of them is used, few mails go at a time, and whoever
asks and gets none has one from the last three quarters of an hour.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from ..house import House
from ..models import Account, Mail, MailChoice
from ..settings import MAIL_ADDRESS
from . import one_time_code
from .errors import ReadOnly
from .guessing import TooManyAttempts, note_attempt
from .mail_choice import is_on
from .mail_text import Text, forgotten_text
from .password import NO_PASSWORD

KIND = "forgotten"
WAITED_FOR = one_time_code.BY_MAIL
LAST_GOOD = timedelta(minutes=15)  # how long a code in the mailbox is good at least when no other is sent
MOST_TOGETHER, MOST_A_DAY = 3, 6  # mails to one address; after so many in a day only one at a time
MOST_AT_ONE = 5  # accounts that one address answers for
ASKING = "\nforgotten password"  # the subject under which tries are counted; no login begins like this


def ask(house: House, typed: str, address: str) -> None:
    """Remember that somebody asked, or drop it without a word where too many were asked for from one place."""
    if house.watch.rolled_back:
        raise ReadOnly(house.watch.rolled_back)
    if not is_on(house.settings):
        return
    with house.db.writing() as session:
        try:
            note_attempt(session, house.clock(), f"{ASKING}\n{typed.lower()}", address)
        except TooManyAttempts:
            return
        if MAIL_ADDRESS.fullmatch(typed):
            session.add(Mail(kind=KIND, address=typed.lower(), run_at=house.clock(), attempts=0))
        session.commit()


def answer(house: House, session: Session, mail: Mail, now: datetime) -> tuple[str, Text] | None:
    """The codes for whoever is reached at the address; None where nobody is, or where it was asked too often."""
    if mail.address is None or now - mail.run_at > WAITED_FOR:
        return None
    found = session.scalars(
        select(Account)
        .join(MailChoice, (MailChoice.account_id == Account.id) & (MailChoice.confirmed == Account.contact))
        .where(func.lower(Account.contact) == mail.address, Account.disabled_at.is_(None))
        .where(Account.password_hash != NO_PASSWORD)  # whoever never came in has a slip, handed over by a person
        .order_by(Account.id)
        .limit(MOST_AT_ONE)
        .with_for_update(of=Account)  # of two mails at once the second sees the first
    ).all()
    if not found or not _may_be_sent(session, mail, found[0].id, now):
        return None
    mail.account_id = found[0].id
    codes = [(account.login, _issue(session, account, now)) for account in found]
    until = now + one_time_code.BY_MAIL
    return found[0].contact, forgotten_text(house.settings, found[0].full_name, codes, until)


def _issue(session: Session, account: Account, now: datetime) -> str:
    return one_time_code.issue(
        session, now, account.id, one_time_code.FORGOTTEN, made_by=None, life=one_time_code.BY_MAIL
    )


def _may_be_sent(session: Session, mail: Mail, account_id: int, now: datetime) -> bool:
    """Whether a mail may follow those that went to this person, or are on their way; counted are mails, not tries."""
    others = (Mail.account_id == account_id, Mail.kind == KIND, Mail.id != mail.id)

    def sent(within: timedelta) -> int:
        arrived = (Mail.failure.is_(None), Mail.done_at > now - within)
        asked = select(func.count()).where(*others, or_(Mail.done_at.is_(None), and_(*arrived)))
        return session.scalar(asked) or 0

    most = MOST_TOGETHER if sent(timedelta(days=1)) < MOST_A_DAY else 1
    return sent(one_time_code.BY_MAIL - LAST_GOOD) < most
