"""Signing in and out: one row for each browser, asked anew on every request.

Nothing about rights is kept in the cookie or trusted from the last request: a disabled account, an ended mandate or a
session ended elsewhere counts at once. Times out after `session_idle_minutes` without a request and `session_hours`
after signing in, whichever comes first.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ..clock import day_of
from ..house import House
from ..models import Account, Mandate, SignInSession
from .account import Capacity, fold_login, list_capacities, list_mandates
from .actor import Actor, in_force, load_actor
from .errors import NotAllowed, NotFound, ReadOnly
from .guessing import note_attempt, take_back
from .outage import OUTAGES
from .password import matches

log = structlog.get_logger()

ANONYMOUS_LIFE = timedelta(hours=1)  # of the row behind the sign-in page
SEEN_EVERY = timedelta(minutes=1)


class SignInRefused(Exception):
    """The login or the password is wrong, or the account is closed: the answer does not say which."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One living session, as it stands at this request."""

    session_id: int
    data: dict[str, Any]
    account_id: int | None
    pseudonym: str
    name: str
    login: str
    actor: Actor | None  # under the mandate in use; None before one is chosen, or when it has ended
    capacities: tuple[Capacity, ...]
    step_up_at: datetime | None
    informed: bool = True  # of what is kept about the holder of the account


@dataclass(frozen=True, slots=True)
class Device:
    """One session as its owner sees it in the list of places where the account is signed in."""

    handle: str  # names it in a form, and opens nothing
    session_id: int
    device: str
    created_at: datetime
    seen_at: datetime


def hash_of(token: str) -> bytes:
    """What the database keeps of a session's token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def sign_in(
    house: House, login: str, password: str, address: str, device: str, data: dict[str, Any] | None = None,
    replaces: str | None = None,
) -> str:  # fmt: skip
    """Check a password and return the token of a new session; the session of `replaces` ends.

    Raises `SignInRefused`, or `TooManyAttempts` after ten failures of this login from this address.
    """
    fold = fold_login(login)[:80]
    with _writing(house) as session:
        attempt = note_attempt(session, house.clock(), fold, address)
    with house.db.reading() as session:
        account = session.scalar(select(Account).where(Account.login_fold == fold))
    if not matches(password, account.password_hash if account else None) or account is None:
        raise SignInRefused
    with _writing(house) as session:
        take_back(session, attempt, fold, address)
        _hold_unchanged(session, account)
        return _open(house, session, account.id, device, data or {}, replaces)


def enter_demo(
    house: House, pseudonym: str, device: str, data: dict[str, Any] | None = None, replaces: str | None = None
) -> str:
    """Sign in to a prepared account without a password; exists in the demo only."""
    if house.settings.mode != "demo":
        raise NotFound("demo")
    with _writing(house) as session:
        known = (Account.pseudonym == pseudonym, Account.disabled_at.is_(None))
        account_id = session.scalar(select(Account.id).where(*known))
        if account_id is None:
            raise NotFound(pseudonym)
        return _open(house, session, account_id, device, data or {}, replaces)


def open_anonymous(house: House, data: dict[str, Any]) -> str:
    """A short session without an account, for the form on the sign-in page; returns its token."""
    with _writing(house) as session:
        return _insert(house, session, None, None, "", data, ANONYMOUS_LIFE)


def resolve(house: House, token_hash: bytes) -> Visit | None:
    """The session behind a token with everything it may do now, or None; notes once a minute that it was seen."""
    now = house.clock()
    with house.db.reading() as session:
        asked = select(SignInSession, Account).outerjoin(Account, SignInSession.account_id == Account.id)
        found = session.execute(asked.where(SignInSession.token_hash == token_hash)).one_or_none()
        if found is None:
            return None
        row, account = found
        if not _lives(house, row, now):
            return None
        if row.account_id and (account is None or account.disabled_at is not None):
            return None
        visit = _visit(session, row, account, day_of(now))
    if abs(now - row.seen_at) >= SEEN_EVERY and not house.watch.rolled_back:
        _note_seen(house, row.id, now)
    return visit


def keep_data(house: House, session_id: int, data: dict[str, Any]) -> None:
    """Keep what the pages want to remember of a session (a message for the next page), if it can be written.

    What was read or done is answered all the same: a full disk must not take reading away.
    """
    try:
        _change(house, session_id, data=json.dumps(data))
    except OUTAGES as error:
        log.warning("session.not_kept", error=type(error).__name__)


def sign_out(house: House, session_id: int) -> None:
    """End one session here and now."""
    _change(house, session_id, ended_at=house.clock())


def switch_mandate(house: House, session_id: int, account_id: int, mandate_code: str) -> str:
    """Go on in another capacity, one's own and in force, under a new token, which is returned."""
    today = day_of(house.clock())
    with _writing(house) as session:
        own = (Mandate.code == mandate_code, Mandate.account_id == account_id)
        mandate = session.scalar(select(Mandate).where(*own))
        if mandate is None or not in_force(mandate, today):
            raise NotFound(mandate_code)
        row, token = session.get_one(SignInSession, session_id), secrets.token_urlsafe(32)
        row.mandate_id, row.token_hash = mandate.id, hash_of(token)
        session.flush()
        return token


def list_devices(house: House, account_id: int) -> list[Device]:
    """The living sessions of an account, the latest first."""
    now = house.clock()
    with house.db.reading() as session:
        rows = session.scalars(
            select(SignInSession)
            .where(SignInSession.account_id == account_id, SignInSession.ended_at.is_(None))
            .order_by(SignInSession.seen_at.desc(), SignInSession.id.desc())
        ).all()
    return [
        Device(row.token_hash.hex()[:16], row.id, row.device, row.created_at, row.seen_at)
        for row in rows
        if _lives(house, row, now)
    ]


def end_device(house: House, account_id: int, handle: str) -> None:
    """End one session of one's own account; anybody else's is not found."""
    for device in list_devices(house, account_id):
        if device.handle == handle:
            return sign_out(house, device.session_id)
    raise NotFound("session")


def end_everywhere(house: House, account_id: int) -> None:
    """End every session of an account, this one too."""
    with _writing(house) as session:
        alive = (SignInSession.account_id == account_id, SignInSession.ended_at.is_(None))
        session.execute(update(SignInSession).where(*alive).values(ended_at=house.clock()))


def list_prepared(house: House) -> list[tuple[str, str, tuple[Capacity, ...]]]:
    """The accounts the demo offers: pseudonym, name, capacities; those without a capacity are left out."""
    today = day_of(house.clock())
    with house.db.reading() as session:
        accounts = session.scalars(select(Account).where(Account.disabled_at.is_(None)).order_by(Account.id)).all()
        held = list_capacities(session, [account.id for account in accounts], today)
        return [(a.pseudonym, a.full_name, tuple(held[a.id])) for a in accounts if a.id in held]


def _note_seen(house: House, session_id: int, now: datetime) -> None:
    """Reading goes on where nothing can be written; the session then ends a little early."""
    try:
        _change(house, session_id, seen_at=now)
    except OUTAGES as error:
        log.warning("session.not_noted", error=type(error).__name__)


def _visit(session: Session, row: SignInSession, account: Account | None, today: date) -> Visit:
    data = json.loads(row.data)
    if account is None:
        return Visit(row.id, data, None, "", "", "", None, (), None)
    actor = None
    if row.mandate_id is not None:
        try:
            actor = load_actor(session, row.mandate_id, today)
        except NotAllowed:
            pass  # it ended: the person chooses again, and is never moved silently to another capacity
    return Visit(
        row.id, data, account.id, account.pseudonym, account.full_name, account.login, actor,
        tuple(list_mandates(session, account.id, today)), row.step_up_at,
        account.informed_at is not None,
    )  # fmt: skip


def _lives(house: House, row: SignInSession, now: datetime) -> bool:
    idle = ANONYMOUS_LIFE if row.account_id is None else timedelta(minutes=house.settings.session_idle_minutes)
    # A session from the future began while the clock was wrong; set right, the clock must not lengthen its life.
    began = row.created_at <= now + SEEN_EVERY
    return row.ended_at is None and began and now < row.expires_at and now < row.seen_at + idle


def _hold_unchanged(session: Session, checked: Account) -> None:
    """Raise `SignInRefused` when the account was closed or its password changed while this one was being checked.

    Its row is held until the commit: whoever changes it afterwards finds the new session, and ends it.
    """
    same = (Account.id == checked.id, Account.password_hash == checked.password_hash, Account.disabled_at.is_(None))
    if session.scalar(select(Account.id).where(*same).with_for_update(read=True)) is None:
        raise SignInRefused


def _open(
    house: House, session: Session, account_id: int, device: str, data: dict[str, Any], replaces: str | None
) -> str:
    """A new session under a new token: one that was planted in the browser before is of no use to anybody."""
    if replaces is not None:
        old = (SignInSession.token_hash == hash_of(replaces), SignInSession.ended_at.is_(None))
        session.execute(update(SignInSession).where(*old).values(ended_at=house.clock()))
    held = list_mandates(session, account_id, day_of(house.clock()))
    only = held[0].mandate_id if len(held) == 1 else None
    return _insert(house, session, account_id, only, device, data, timedelta(hours=house.settings.session_hours))


def _insert(
    house: House, session: Session, account_id: int | None, mandate_id: int | None, device: str, data: dict[str, Any],
    life: timedelta,
) -> str:  # fmt: skip
    now, token = house.clock(), secrets.token_urlsafe(32)
    session.add(
        SignInSession(
            token_hash=hash_of(token),
            account_id=account_id,
            mandate_id=mandate_id,
            data=json.dumps(data),
            device=device[:200],
            created_at=now,
            seen_at=now,
            expires_at=now + life,
        )  # fmt: skip
    )
    session.flush()
    return token


def _change(house: House, session_id: int, **values: Any) -> None:
    with _writing(house) as session:
        session.execute(update(SignInSession).where(SignInSession.id == session_id).values(**values))


@contextmanager
def _writing(house: House) -> Iterator[Session]:
    """A transaction of its own: sessions are not journalled, and an act never waits for one."""
    if house.watch.rolled_back:
        raise ReadOnly(house.watch.rolled_back)
    with house.db.writing() as session:
        yield session
        session.commit()
