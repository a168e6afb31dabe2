"""Signing in and out: one row for each browser, asked anew on every request.

Who has a second factor is signed in only after showing it too; the row between the two steps has no account, and so no
rights. Who must have one and has none, or is to begin anew, is signed in but acts for nobody until there is one.

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
from . import passkey
from .account import Capacity, fold_login, list_capacities, list_mandates
from .actor import Actor, in_force, load_actor
from .errors import NotAllowed, NotFound, ReadOnly
from .factor_check import asked_of, prove
from .guessing import forget, in_turn, note_attempt, take_back
from .outage import OUTAGES
from .password import matches
from .second_factor import has_any, is_needed

log = structlog.get_logger()

ANONYMOUS_LIFE = timedelta(hours=1)  # of the row behind the sign-in page
HALFWAY_LIFE = timedelta(minutes=10)  # between the password and the second factor
HALFWAY = "halfway"  # in the data of such a row: the account, and a digest of the password that was right
PASSKEYS = "\npasskey"  # the subject under which tries are counted; no login begins like this
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
    step_up_at: datetime | None  # when this person last proved again who it is
    informed: bool = True  # of what is kept about the holder of the account
    must_enrol: bool = False  # acts for nobody until there is a second factor

    @property
    def halfway(self) -> bool:
        """Whether the password was right and the second factor is still to be shown."""
        return self.account_id is None and HALFWAY in self.data


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

    Where there is a second factor it is a session halfway, for `show_factor`.
    Raises `SignInRefused`, `TooManyAttempts` after ten failures of this login from this address, or `Crowded`.
    """
    fold = fold_login(login)[:80]
    with in_turn(address):
        with _writing(house) as session:
            attempt = note_attempt(session, house.clock(), fold, address)
        with house.db.reading() as session:
            account = session.scalar(select(Account).where(Account.login_fold == fold))
        is_right = matches(password, account.password_hash if account else None)
    if not is_right or account is None:
        raise SignInRefused
    with _writing(house) as session:
        take_back(session, attempt, fold, address)
        _hold_unchanged(session, account)
        if account.factor_reset_at is None and not has_any(session, account.id):
            return _open(house, session, account.id, device, data or {}, replaces)
        _end(house, session, replaces)
        known = {**(data or {}), HALFWAY: [account.id, _digest(account.password_hash)]}
        return _insert(house, session, None, None, device, known, HALFWAY_LIFE)


def show_factor(house: House, visit: Visit, typed: str, address: str, data: dict[str, Any], token: str) -> str:
    """The second step: check what was typed and return the token of a new session; that of the first step ends.

    Raises `SignInRefused` when the first step no longer holds, `FactorRefused` or `TooManyAttempts`.
    """
    account = _of_first_step(house, visit)
    prove(house, account.id, typed, address)
    with _writing(house) as session:
        _hold_unchanged(session, account)
        device = session.get_one(SignInSession, visit.session_id).device
        return _open(house, session, account.id, device, data, token)


def show_passkey(
    house: House, visit: Visit | None, origin: str, state: dict[str, Any], answer: str, address: str, device: str,
    data: dict[str, Any], token: str | None,
) -> str:  # fmt: skip
    """Sign in with a passkey: as the second step of a `visit` halfway, or alone.

    Raises `SignInRefused` when the first step no longer holds or the account is closed, `FactorRefused`, or
    `TooManyAttempts` for an address from which too much was tried.
    """
    with _writing(house) as session:
        attempt = note_attempt(session, house.clock(), PASSKEYS, address)
    first = _of_first_step(house, visit) if visit is not None else None
    account_id = passkey.prove(house, origin, state, answer, first.id if first else None)
    with house.db.reading() as session:
        account = first or session.get_one(Account, account_id)
    if account.factor_reset_at is not None:
        raise SignInRefused
    with _writing(house) as session:
        forget(session, attempt)
        _hold_unchanged(session, account)
        return _open(house, session, account_id, device, data, token)


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
        visit = _visit(house, session, row, account, day_of(now))
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


def note_proof(house: House, session_id: int) -> None:
    """Remember that this person just proved again who it is."""
    _change(house, session_id, step_up_at=house.clock())


def renew(house: House, session_id: int) -> str:
    """Go on under a new token, which is returned: what was known of the session before is worth nothing."""
    token = secrets.token_urlsafe(32)
    _change(house, session_id, token_hash=hash_of(token))
    return token


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


def _visit(house: House, session: Session, row: SignInSession, account: Account | None, today: date) -> Visit:
    data = json.loads(row.data)
    if account is None:
        return Visit(row.id, data, None, "", "", "", None, (), None)
    held, actor = tuple(list_mandates(session, account.id, today)), None
    must_enrol = account.factor_reset_at is not None
    if is_needed(house, [one.role for one in held]):
        must_enrol = must_enrol or not has_any(session, account.id)
    if row.mandate_id is not None and not must_enrol:
        try:
            actor = load_actor(session, row.mandate_id, today)
        except NotAllowed:
            pass  # it ended: the person chooses again, and is never moved silently to another capacity
    return Visit(
        row.id, data, account.id, account.pseudonym, account.full_name, account.login, actor, held,
        row.step_up_at, account.informed_at is not None, must_enrol,
    )  # fmt: skip


def _lives(house: House, row: SignInSession, now: datetime) -> bool:
    idle = ANONYMOUS_LIFE if row.account_id is None else timedelta(minutes=house.settings.session_idle_minutes)
    # A session from the future began while the clock was wrong; set right, the clock must not lengthen its life.
    began = row.created_at <= now + SEEN_EVERY
    return row.ended_at is None and began and now < row.expires_at and now < row.seen_at + idle


def asks_for(house: House, visit: Visit) -> frozenset[str]:
    """What a session halfway waits for: the code after a reset, or the methods of the factors there are."""
    return asked_of(house, halfway_to(visit))


def halfway_to(visit: Visit) -> int:
    """The account whose password was right."""
    return int(visit.data.get(HALFWAY, (0, ""))[0])


def _of_first_step(house: House, visit: Visit) -> Account:
    """The account whose password was right, unless it changed since."""
    account_id, known = visit.data.get(HALFWAY, (0, ""))
    with house.db.reading() as session:
        account = session.get(Account, account_id)
    if account is None or account.disabled_at is not None or _digest(account.password_hash) != known:
        raise SignInRefused
    return account


def _digest(kept: str) -> str:
    return hashlib.sha256(kept.encode()).hexdigest()


def _hold_unchanged(session: Session, checked: Account) -> None:
    """Raise `SignInRefused` when the account was closed, or its password or second factor begun anew, meanwhile.

    Its row is held until the commit: whoever changes it afterwards finds the new session, and ends it.
    """
    same = (Account.id == checked.id, Account.password_hash == checked.password_hash, Account.disabled_at.is_(None))
    as_before = Account.factor_reset_at.is_not_distinct_from(checked.factor_reset_at)
    if session.scalar(select(Account.id).where(*same, as_before).with_for_update(read=True)) is None:
        raise SignInRefused


def _open(
    house: House, session: Session, account_id: int, device: str, data: dict[str, Any], replaces: str | None
) -> str:
    """A new session under a new token: one that was planted in the browser before is of no use to anybody."""
    _end(house, session, replaces)
    held = list_mandates(session, account_id, day_of(house.clock()))
    only = held[0].mandate_id if len(held) == 1 else None
    return _insert(house, session, account_id, only, device, data, timedelta(hours=house.settings.session_hours))


def _end(house: House, session: Session, token: str | None) -> None:
    if token is not None:
        old = (SignInSession.token_hash == hash_of(token), SignInSession.ended_at.is_(None))
        session.execute(update(SignInSession).where(*old).values(ended_at=house.clock()))


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
            step_up_at=now if account_id is not None else None,
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
