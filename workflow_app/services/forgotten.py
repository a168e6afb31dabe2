"""A forgotten password: asked for by mail address, answered by mail, and nobody learns whether the address is known.

Whoever asks is answered before anything is looked up: one row is written for every address alike, and the worker finds
out later whether anybody is reached there. The mail brings a code of one hour, with which a password is chosen; the
second factor is asked for when signing in, as always.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..house import House
from ..models import Account, Mail, MailChoice, OneTimeCode
from ..settings import MAIL_ADDRESS
from . import one_time_code
from .errors import ReadOnly
from .guessing import TooManyAttempts, note_attempt
from .mail_choice import is_on
from .mail_text import Text, forgotten_text
from .password import NO_PASSWORD

KIND = "forgotten"
WAITED_FOR = one_time_code.BY_MAIL
MOST_A_DAY = 5  # codes for one account; a mailbox is not to be filled by strangers
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
            note_attempt(session, house.clock(), ASKING, address)
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
    ).all()
    held = [account for account in found if _codes_today(session, account, now) < MOST_A_DAY]
    if not held:
        return None
    codes = [(account.login, _issue(session, account, now)) for account in held]
    until = now + one_time_code.BY_MAIL
    return held[0].contact, forgotten_text(house.settings, held[0].full_name, codes, until)


def _issue(session: Session, account: Account, now: datetime) -> str:
    return one_time_code.issue(
        session, now, account.id, one_time_code.FORGOTTEN, made_by=None, life=one_time_code.BY_MAIL
    )


def _codes_today(session: Session, account: Account, now: datetime) -> int:
    mine = (OneTimeCode.account_id == account.id, OneTimeCode.purpose == one_time_code.FORGOTTEN)
    return session.scalar(select(func.count()).where(*mine, OneTimeCode.made_at > now - timedelta(days=1))) or 0
