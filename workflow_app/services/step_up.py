"""Proving again who one is, right before an act that binds an organisation."""

from __future__ import annotations

from ..house import House
from ..models import Account
from .errors import Invalid, ReadOnly
from .guessing import in_turn, note_attempt, take_back
from .password import matches

PASSWORD = "password"  # how it was proved; later ways add values, not columns


def confirm(house: House, account_id: int, password: str, address: str) -> str:
    """Check the password of the one who is signed in and return how it was proved.

    Raises `Invalid` for a wrong one, and `TooManyAttempts` or `Crowded` as signing in does:
    a stolen session must not guess either.
    """
    if house.watch.rolled_back:
        raise ReadOnly(house.watch.rolled_back)
    with in_turn(address):
        with house.db.writing() as session:
            account = session.get_one(Account, account_id)
            attempt = note_attempt(session, house.clock(), account.login_fold, address)
            session.commit()
        is_right = matches(password, account.password_hash)
    if not is_right:
        raise Invalid({"password": "password-wrong"})
    with house.db.writing() as session:
        take_back(session, attempt, account.login_fold, address)
        session.commit()
    return PASSWORD
