"""Choosing another password oneself, by proving the old one."""

from __future__ import annotations

from sqlalchemy import update

from ..house import House
from ..models import Account, SignInSession
from . import step_up, totp
from .errors import Invalid
from .password import hash_password, why_weak
from .perform import unit_of_work


def change_password(house: House, account_id: int, session_id: int, old: str, new: str, address: str) -> None:
    """Change one's own password and end every other session; `Invalid` when the old one is wrong or the new weak.

    Raises `TooManyAttempts` as signing in does.
    """
    if totp.is_code(old):  # proves who it is, but not that the password is known
        raise Invalid({"old": "password-wrong"})
    try:
        step_up.confirm(house, account_id, old, address)
    except Invalid as refused:
        raise Invalid({"old": refused.errors["password"]}) from None
    with house.db.reading() as session:
        login = session.get_one(Account, account_id).login
    if reason := why_weak(new, login):
        raise Invalid({"new": reason})
    kept = hash_password(new)
    with unit_of_work(house) as work:
        work.session.get_one(Account, account_id).password_hash = kept
        work.session.flush()  # the row is held first: a sign-in under way is either refused, or ended below
        others = (SignInSession.account_id == account_id, SignInSession.id != session_id)
        alive = SignInSession.ended_at.is_(None)
        work.session.execute(update(SignInSession).where(*others, alive).values(ended_at=work.now))
