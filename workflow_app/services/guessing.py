"""Guessing of passwords is slowed down without giving anybody a way to lock out somebody else.

Counted are failures of a login *from an address*, and of an address alone; never of a login alone. Whoever guesses
uses up their own address: the owner still signs in from elsewhere, and living sessions are never touched.
"""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from ipaddress import ip_address

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from ..models import LoginAttempt

WINDOW = timedelta(minutes=15)
MOST_PER_LOGIN, MOST_PER_ADDRESS = 10, 100  # an office of many people may share one address

# Passwords being looked at or waiting for that, in all and from one address: fewer than the server has threads, so that
# a flood of them holds up no page and nobody who comes from elsewhere.
AT_ONCE, AT_ONCE_FROM_ONE = 4, 2

_door, _inside = threading.Lock(), Counter[str]()


class Crowded(Exception):
    """So many passwords are being looked at, here or from everywhere, that this one does not wait for its turn."""

    def __init__(self, from_one: bool) -> None:
        super().__init__("one address" if from_one else "all addresses")
        self.from_one = from_one


class TooManyAttempts(Exception):
    """So many failures that the next try must wait for a quarter of an hour."""


@contextmanager
def in_turn(address: str) -> Iterator[None]:
    """Take a place for a password that is to be looked at. Raises `Crowded` at once: nobody waits for a place."""
    place = _place(address)
    with _door:
        if (from_one := _inside[place] >= AT_ONCE_FROM_ONE) or _inside.total() >= AT_ONCE:
            raise Crowded(from_one)
        _inside[place] += 1
    try:
        yield
    finally:
        with _door:
            _inside[place] -= 1
            if not _inside[place]:
                del _inside[place]


def note_attempt(
    session: Session, now: datetime, fold: str, address: str, anywhere: Mapping[timedelta, int] | None = None
) -> list[int]:
    """Count a try before its password is looked at, so that many at once cannot slip through; returns its rows.

    `anywhere`: how many may fail in so long a time from all addresses together, where only who knows the password gets
    this far.

    Raises `TooManyAttempts`; such a try is not counted, or the wait would never end.
    """
    limits = {_pair(fold, address): {WINDOW: MOST_PER_LOGIN}, _place(address): {WINDOW: MOST_PER_ADDRESS}}
    if anywhere is not None:
        limits[_digest(f"anywhere\n{fold}")] = dict(anywhere)
    _one_at_a_time(session, *limits)
    for subject, allowed in limits.items():
        for window, most in allowed.items():
            # Attempts from the future were made while the clock was wrong: nobody is to wait until then.
            recent = (LoginAttempt.subject == subject, LoginAttempt.at > now - window, LoginAttempt.at < now + WINDOW)
            if (session.scalar(select(func.count()).where(*recent)) or 0) >= most:
                raise TooManyAttempts
    rows = [LoginAttempt(subject=subject, at=now) for subject in limits]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def take_back(session: Session, attempt: list[int], fold: str, address: str) -> None:
    """Forget a try that succeeded, and the failures of this login from this address before it."""
    _one_at_a_time(session, _pair(fold, address))  # two successes at once would wait for each other's rows
    forget(session, attempt)
    session.execute(delete(LoginAttempt).where(LoginAttempt.subject == _pair(fold, address)))


def forget(session: Session, attempt: list[int]) -> None:
    """Forget a try that succeeded, and nothing else: where one good answer says nothing about the guesses before."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.id.in_(attempt)))


def _one_at_a_time(session: Session, *subjects: str) -> None:
    """Hold these subjects until the commit, so that nobody counts between another's counting and noting.

    On SQLite every writer waits already; on PostgreSQL there may be no row yet to lock. Always in the same order.
    """
    if session.get_bind().dialect.name == "postgresql":
        for key in sorted(int.from_bytes(bytes.fromhex(subject)[:8], signed=True) for subject in subjects):
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def _pair(fold: str, address: str) -> str:
    return _digest(f"login\n{fold}\n{_network(address)}")


def _place(address: str) -> str:
    return _digest(f"address\n{_network(address)}")


def _network(address: str) -> str:
    """The address; of IPv6 the /64, because one subscriber has all of it to choose from."""
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    return str(known) if known.version == 4 else known.exploded[:19]


def _digest(subject: str) -> str:
    return hashlib.sha256(subject.encode()).hexdigest()
