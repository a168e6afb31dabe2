"""Throwing away what has served its purpose: answered forms, ended sessions, failed sign-ins."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import CursorResult, delete, or_

from ..house import House
from ..models import IdempotencyKey, LoginAttempt, SignInSession

KEPT_FORMS = timedelta(days=30)
KEPT_SESSIONS = timedelta(days=30)  # so that a person still finds last month's devices
KEPT_ATTEMPTS = timedelta(days=1)


def tidy(house: House) -> int:
    """Delete what is past its time and return how many rows went; the journal is never touched."""
    now = house.clock()
    ended = SignInSession.ended_at < now - KEPT_SESSIONS
    expired = SignInSession.expires_at < now - KEPT_SESSIONS
    anonymous = SignInSession.account_id.is_(None) & (SignInSession.expires_at < now)
    old = (
        delete(IdempotencyKey).where(IdempotencyKey.created_at < now - KEPT_FORMS),
        delete(SignInSession).where(or_(ended, expired, anonymous)),
        delete(LoginAttempt).where(LoginAttempt.at < now - KEPT_ATTEMPTS),
    )
    with house.db.writing() as session:
        results = [session.execute(statement) for statement in old]
        session.commit()
        return sum(result.rowcount for result in results if isinstance(result, CursorResult))
