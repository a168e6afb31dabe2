"""Proving again who one is, right before an act that binds an organisation."""

from __future__ import annotations

from datetime import timedelta

from ..house import House
from ..models import Account
from . import factor_check, totp
from .errors import Invalid, ReadOnly
from .guessing import note_attempt, take_back
from .password import matches
from .second_factor import TOTP
from .session import Visit, note_proof

PASSWORD = "password"  # how it was proved; other ways add values, not columns
FRESH = timedelta(minutes=10)  # for so long a proof is good for the acts that ask for one


def is_fresh(house: House, visit: Visit) -> bool:
    """Whether this person proved lately enough who it is."""
    return visit.step_up_at is not None and abs(house.clock() - visit.step_up_at) < FRESH


def confirm(house: House, account_id: int, typed: str, address: str) -> str:
    """Check the password of the one who is signed in, or the code of the app, and return how it was proved.

    Raises `Invalid` for a wrong one, and `TooManyAttempts` as signing in does: a stolen session must not guess either.
    """
    if house.watch.rolled_back:
        raise ReadOnly(house.watch.rolled_back)
    with house.db.writing() as session:
        account = session.get_one(Account, account_id)
        # Six digits are never a password: the tries at the app's code are counted where signing in counts them.
        by_app = totp.is_code(typed)
        subject = f"{factor_check.GUESSING}{account_id}" if by_app else account.login_fold
        anywhere = factor_check.MOST_ANYWHERE if by_app else None
        attempt = note_attempt(session, house.clock(), subject, address, anywhere)
        session.commit()
    if by_app and not factor_check.use_app(house, account_id, typed):
        raise Invalid({"password": "factor-code-wrong"})
    if not by_app and not matches(typed, account.password_hash):
        raise Invalid({"password": "password-wrong"})
    with house.db.writing() as session:
        take_back(session, attempt, subject, address)
        session.commit()
    return TOTP if by_app else PASSWORD


def confirm_visit(house: House, visit: Visit, typed: str, address: str) -> str:
    """The same, remembered for the session, so that the next acts do not ask again."""
    assert visit.account_id is not None, "only who is signed in is asked"
    method = confirm(house, visit.account_id, typed, address)
    note_proof(house, visit.session_id)
    return method
