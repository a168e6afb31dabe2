"""Confirming an act by the password once more, with the same limits on guessing as at the sign-in."""

from __future__ import annotations

from ..house import House
from ..models import Account
from .errors import Invalid, ReadOnly
from .guessing import note_attempt, take_back
from .password import matches


def confirm(house: House, account_id: int, password: str, address: str) -> None:
    """Return when the password is the account's; else `Invalid` on the field "password", or `TooManyAttempts`.

    Called before the writing transaction of the act: comparing a password is slow on purpose. In the demo everybody
    enters without a password, so there is nothing to repeat.
    """
    if house.settings.mode == "demo":
        return
    if house.watch.rolled_back:
        raise ReadOnly(house.watch.rolled_back)
    with house.db.reading() as session:
        account = session.get_one(Account, account_id)
    with house.db.writing() as session:
        attempt = note_attempt(session, house.clock(), account.login_fold, address)
        session.commit()
    if not matches(password, account.password_hash):
        raise Invalid({"password": "password-wrong"})
    with house.db.writing() as session:
        take_back(session, attempt, account.login_fold, address)
        session.commit()
