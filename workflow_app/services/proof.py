"""Proving again who one is, by the password or by the code of the app; a fresh proof is good for ten minutes."""

from __future__ import annotations

from datetime import timedelta

from ..house import House
from . import step_up, totp
from .errors import Invalid
from .factor_check import FactorRefused, use_app
from .second_factor import TOTP
from .session import Visit, note_proof

FRESH = timedelta(minutes=10)


def is_fresh(house: House, visit: Visit) -> bool:
    """Whether this person proved lately enough who it is."""
    return visit.step_up_at is not None and abs(house.clock() - visit.step_up_at) < FRESH


def confirm(house: House, account_id: int, typed: str, address: str) -> str:
    """Check the password of the one who is signed in, or the code of the app, and return how it was proved.

    Six digits are never a password. Raises `Invalid` for a wrong one, and `TooManyAttempts` as signing in does.
    """
    if not totp.is_code(typed):
        return step_up.confirm(house, account_id, typed, address)
    try:
        use_app(house, account_id, typed, address)
    except FactorRefused:
        raise Invalid({"password": "factor-code-wrong"}) from None
    return TOTP


def confirm_visit(house: House, visit: Visit, typed: str, address: str) -> str:
    """The same, remembered for the session, so that the next acts do not ask again."""
    assert visit.account_id is not None, "only who is signed in is asked"
    method = confirm(house, visit.account_id, typed, address)
    note_proof(house, visit.session_id)
    return method
