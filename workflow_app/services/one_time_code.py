"""One-time codes: how somebody who was invited, or who forgot the password, comes in without anybody else knowing it.

A code is handed over on paper or by mail. It opens nothing by itself: with it a password is chosen, once, until a
given moment; then the person signs in as always, with the second factor where there is one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ..codes import new_code, parse_code
from ..house import House
from ..models import Account, Mail, OneTimeCode, SignInSession
from .account import own_actor
from .errors import Invalid, ReadOnly
from .guessing import forget, in_turn, note_attempt
from .mail_choice import is_on
from .own_notice import tell_owner
from .password import NO_PASSWORD, hash_password, why_weak
from .perform import Work, unit_of_work

PASSWORD = "password"  # the purpose of a code with which a password is chosen, the first or another
FACTOR = "factor"  # of one that stands for a second factor that was lost, until another one was added
FIRST = "first"  # with which the first administrator of all founds the organisation
FORGOTTEN = "forgotten"  # the same by mail: it leaves a slip that was handed over as it is
WITH = {PASSWORD: "slip", FORGOTTEN: "mail"}  # what a password is chosen with, as the journal says it
CHOSEN, ENTERED = "account.password_chosen", "entered"  # the entry about it, and the mail
ON_PAPER, BY_MAIL = timedelta(days=7), timedelta(hours=1)  # how long a code can be used
REMEMBERED = timedelta(days=30)  # who gave which code
GUESSING = "\none-time code"  # the subject under which tries are counted; no login begins like this


class CodeRefused(Exception):
    """No code, a wrong one, one that was used or is too old: the answer does not say which."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a good code is for."""

    purpose: str
    login: str
    name: str
    is_new: bool  # this person has never had a password


def issue(
    session: Session, now: datetime, account_id: int | None, purpose: str, *, made_by: int | None,
    life: timedelta = ON_PAPER,
) -> str:  # fmt: skip
    """A new code, to be shown once; an earlier one of the same account and purpose is good no more.

    Those by mail stay good beside each other: anybody can ask for one, and must not take one away by that.

    Raises `Invalid` when `made_by` gave the other of the two that open an account between them, within a month.
    """
    _check_not_both(session, now, account_id, purpose, made_by)
    if purpose != FORGOTTEN:
        revoke(session, now, account_id, purpose)
    code = new_code()
    session.add(
        OneTimeCode(
            code_hash=_digest(code),
            account_id=account_id,
            purpose=purpose,
            made_by_id=made_by,
            made_at=now,
            expires_at=now + life,
        )  # fmt: skip
    )
    session.flush()
    return code


def revoke(session: Session, now: datetime, account_id: int | None, purpose: str) -> None:
    """Make the codes of an account for a purpose good no more."""
    mine = OneTimeCode.account_id == account_id if account_id is not None else OneTimeCode.account_id.is_(None)
    open_ones = (mine, OneTimeCode.purpose == purpose, OneTimeCode.used_at.is_(None))
    session.execute(update(OneTimeCode).where(*open_ones).values(used_at=now))


def look_up(house: House, typed: str, address: str) -> Found:
    """What a code is for, without using it. Raises `CodeRefused`, or `TooManyAttempts` for whoever guesses."""
    with using(house, typed, address) as (session, row):
        account = session.get_one(Account, row.account_id) if row.account_id is not None else None
        if account is None:
            return Found(row.purpose, "", "", True)
        return Found(row.purpose, account.login, account.full_name, account.password_hash == NO_PASSWORD)


def choose_password(house: House, typed: str, password: str, address: str) -> str:
    """Use a code to set the password of its account, end all sessions there, and return the login.

    The journal says when, and a mail tells the owner: whoever handed the slip over could have used it.
    Raises `CodeRefused`, `TooManyAttempts`, or `Invalid` for a weak password; the code can then be used again.
    """
    if reason := why_weak(password, look_up(house, typed, address).login):
        raise Invalid({"new": reason})
    with in_turn(address):
        kept = hash_password(password)  # before the transaction: nobody is to wait for it
    with acting(house, typed, address) as (work, row):
        if row.purpose not in WITH or row.account_id is None:
            raise CodeRefused
        account, session = work.session.get_one(Account, row.account_id), work.session
        first = account.password_hash == NO_PASSWORD
        account.password_hash, row.used_at = kept, work.now
        for purpose in WITH:  # a code still on its way must not undo this one's work
            revoke(session, work.now, account.id, purpose)
        session.flush()  # the row of the account is held first, as in `account.change_password`
        alive = (SignInSession.account_id == account.id, SignInSession.ended_at.is_(None))
        session.execute(update(SignInSession).where(*alive).values(ended_at=work.now))
        said = {"holder": account.pseudonym, "with": WITH[row.purpose]}
        entry = work.append(CHOSEN, own_actor(work, account.id), {}, request=None, **said)
        if not first:
            tell_owner(session, work.now, account.id, "password", entry.id)
        elif is_on(house.settings):
            session.add(Mail(kind=ENTERED, account_id=account.id, run_at=work.now, attempts=0))
        return account.login


def _check_not_both(
    session: Session, now: datetime, account_id: int | None, purpose: str, made_by: int | None
) -> None:  # fmt: skip
    """Who hands over a new password and a new second factor alone could enter as somebody else."""
    other = {PASSWORD: FACTOR, FACTOR: PASSWORD}.get(purpose)
    if other is not None and was_given(session, now, account_id, other, made_by):
        raise Invalid({"login": "both-codes-by-one"})


def was_given(session: Session, now: datetime, account_id: int | None, purpose: str, by: int | None) -> bool:
    """Whether a person handed out such a code for an account within a month."""
    by_same = (OneTimeCode.account_id == account_id, OneTimeCode.made_by_id == by, OneTimeCode.purpose == purpose)
    given = select(OneTimeCode.id).where(*by_same, OneTimeCode.made_at > now - REMEMBERED)
    return by is not None and session.scalar(given.limit(1)) is not None


@contextmanager
def using(house: House, typed: str, address: str) -> Iterator[tuple[Session, OneTimeCode]]:
    """A transaction in which a good code is held, so that of two at once one uses it; committed at the end.

    Tries are counted before the code is looked for, and taken back for a good one.
    """
    attempt = _counted(house, address)
    with house.db.writing() as session:
        row = _held(session, typed, house.clock())
        forget(session, attempt)  # a good code of one's own frees nobody to guess those of others
        yield session, row
        session.commit()


@contextmanager
def acting(house: House, typed: str, address: str) -> Iterator[tuple[Work, OneTimeCode]]:
    """The same where what the code is used for is written into the journal."""
    attempt = _counted(house, address)
    with unit_of_work(house) as work:
        row = _held(work.session, typed, work.now)
        forget(work.session, attempt)
        yield work, row


def _counted(house: House, address: str) -> list[int]:
    if house.watch.rolled_back:
        raise ReadOnly(house.watch.rolled_back)
    with house.db.writing() as session:
        attempt = note_attempt(session, house.clock(), GUESSING, address)
        session.commit()
    return attempt


def _held(session: Session, typed: str, now: datetime) -> OneTimeCode:
    code = parse_code(typed)
    if code is None:
        raise CodeRefused
    row = session.scalar(select(OneTimeCode).where(OneTimeCode.code_hash == _digest(code)).with_for_update())
    if row is None or row.used_at is not None or not row.made_at <= now < row.expires_at:
        raise CodeRefused
    if row.account_id is not None and session.get_one(Account, row.account_id).disabled_at is not None:
        raise CodeRefused
    return row


def _digest(code: str) -> bytes:
    return hashlib.sha256(f"one-time code {code}".encode()).digest()
