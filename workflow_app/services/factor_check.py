"""Looking at a second factor: the code of an app, a recovery code, or after a reset the code from an officer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from ..clock import wall_of
from ..codes import parse_code
from ..house import House
from ..models import Account, RecoveryCode, SecondFactor
from . import one_time_code, totp
from .errors import ReadOnly
from .factor_secret import digest, unseal
from .guessing import note_attempt, take_back
from .second_factor import TOTP, active

RECOVERY, RESET = "recovery", "reset"
GUESSING = "\nsecond factor\n"  # before the id of the account: the subject under which tries are counted

# Of a million codes three are good at any moment: 300 tries a day find one in three years.
MOST_ANYWHERE = {timedelta(minutes=15): 100, timedelta(days=1): 300}


class FactorRefused(Exception):
    """A wrong code, one that was used already, or none: the answer does not say which."""


def prove(house: House, account_id: int, typed: str, address: str) -> str:
    """Check and use what was typed, and return how it proved the person: totp, recovery or reset.

    Raises `FactorRefused`, or `TooManyAttempts`. A try is counted before it is looked at, and taken back for a good
    one: of many at once none slips through.
    """
    if house.watch.rolled_back:
        raise ReadOnly(house.watch.rolled_back)
    with house.db.reading() as session:
        is_reset = session.get_one(Account, account_id).factor_reset_at is not None
    if is_reset:
        return _after_reset(house, account_id, typed, address)
    if totp.is_code(typed):
        use_app(house, account_id, typed, address)
        return TOTP
    with _counted(house, account_id, address) as session:
        if not _use_recovery(house, session, account_id, typed):
            raise FactorRefused
    return RECOVERY


def use_app(house: House, account_id: int, typed: str, address: str) -> None:
    """Check and use the code of an app. Raises `FactorRefused`, or `TooManyAttempts`."""
    if house.watch.rolled_back:
        raise ReadOnly(house.watch.rolled_back)
    with _counted(house, account_id, address) as session:
        if not _use_app(house, session, account_id, typed):
            raise FactorRefused


@contextmanager
def _counted(house: House, account_id: int, address: str) -> Iterator[Session]:
    """A transaction for one try, which was counted before; committed and taken back at the end."""
    subject = f"{GUESSING}{account_id}"
    with house.db.writing() as session:
        attempt = note_attempt(session, house.clock(), subject, address, MOST_ANYWHERE)
        session.commit()
    with house.db.writing() as session:
        yield session
        take_back(session, attempt, subject, address)
        session.commit()


def asked_of(house: House, account_id: int) -> frozenset[str]:
    """What signing in takes beside the password: the code after a reset, or the methods of the factors there are."""
    with house.db.reading() as session:
        account = session.get(Account, account_id)
        if account is None or account.factor_reset_at is not None:
            return frozenset({RESET})
        return frozenset(session.scalars(select(SecondFactor.method).where(*active(account_id))).all())


def _use_app(house: House, session: Session, account_id: int, typed: str) -> bool:
    row = session.scalar(select(SecondFactor).where(*active(account_id), SecondFactor.method == TOTP))
    if row is None or row.secret is None:
        return False
    step = totp.step_of(unseal(house, row.secret, account_id), typed, wall_of(house.clock))
    if step is None:
        return False
    # Of two at once with the same code the second finds the step taken.
    unused = (SecondFactor.id == row.id, SecondFactor.removed_at.is_(None), SecondFactor.last_step < step)
    done = session.execute(update(SecondFactor).where(*unused).values(last_step=step, used_at=house.clock()))
    return isinstance(done, CursorResult) and done.rowcount == 1


def _use_recovery(house: House, session: Session, account_id: int, typed: str) -> bool:
    code = parse_code(typed)
    if code is None:
        return False
    mine = (RecoveryCode.account_id == account_id, RecoveryCode.code_hash == digest(house, code, account_id))
    done = session.execute(delete(RecoveryCode).where(*mine))
    return isinstance(done, CursorResult) and done.rowcount == 1


def _after_reset(house: House, account_id: int, typed: str, address: str) -> str:
    """The officer's code; it is used up only when another factor was added, so that a closed page costs nothing."""
    try:
        with one_time_code.using(house, typed, address) as (_, row):
            if (row.account_id, row.purpose) != (account_id, one_time_code.FACTOR):
                raise FactorRefused
    except one_time_code.CodeRefused:
        raise FactorRefused from None
    return RESET
