"""Second factors: adding and removing what a person has beside the password, and beginning anew when it is lost.

Each change is an entry of the journal. Nobody but the person adds a factor; who lost all of them turns to an officer,
who hands over a one-time code after seeing who asks, and cannot use it without that person's password.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from states import roles

from ..clock import wall_of
from ..codes import new_code
from ..house import House
from ..models import Account, Mandate, RecoveryCode, SecondFactor, SignInSession, TrustedKey, Unit
from ..transparency.evidence import key_digest
from . import one_time_code, totp
from .account import fold_login, list_mandates, own_actor
from .actor import Actor
from .actor import in_force as holds_on
from .errors import Invalid, NotAllowed
from .factor_secret import digest, seal, secret_to_come
from .mandate import reaches_all, terms_of
from .own_notice import tell_owner
from .perform import Work, unit_of_work

TOTP, PASSKEY = "totp", "passkey"
RESETTING = (roles.ADMINISTRATOR, roles.MANAGER, roles.SYSTEM)
RECOVERY_CODES = 10
MOST = 10  # factors of one account
GROUPS = 8  # of a fingerprint: 128 bits, to which nobody finds a second key


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor as its owner sees it."""

    code: str
    method: str
    name: str
    added_at: datetime
    used_at: datetime | None
    fingerprint: str = ""  # of a passkey
    trusted_at: datetime | None = None  # since when it signs


@dataclass(frozen=True, slots=True)
class Standing:
    """What an account has beside its password; `needed` when its roles may not go without."""

    factors: tuple[Factor, ...]
    recovery_left: int
    needed: bool

    def has(self, method: str) -> bool:
        """Whether there is a factor of this method."""
        return any(factor.method == method for factor in self.factors)


@dataclass(frozen=True, slots=True)
class Started:
    """An app that is being set up: the secret to type, and what the QR code says."""

    secret: str
    address: str


def fingerprint(public_key: bytes | None) -> str:
    """What people compare aloud or on paper: the first 32 digits of the key's digest, in groups of four."""
    digits = key_digest(public_key).upper() if public_key else ""
    return " ".join(digits[at : at + 4] for at in range(0, min(len(digits), 4 * GROUPS), 4))


def active(account_id: int) -> tuple[ColumnElement[bool], ...]:
    """The conditions for the factors that an account has now."""
    return (SecondFactor.account_id == account_id, SecondFactor.removed_at.is_(None))


def has_any(session: Session, account_id: int) -> bool:
    """Whether an account has a second factor."""
    return session.scalar(select(SecondFactor.id).where(*active(account_id)).limit(1)) is not None


def is_needed(house: House, held: Iterable[str]) -> bool:
    """Whether somebody with these roles may do nothing without a second factor."""
    return house.settings.needs_second_factor and not set(roles.DECIDING).isdisjoint(held)


def standing(house: House, account_id: int, held: Iterable[str]) -> Standing:
    """What an account with these roles has."""
    with house.db.reading() as session:
        asked = select(SecondFactor, TrustedKey.trusted_at).outerjoin(TrustedKey)
        found = session.execute(asked.where(*active(account_id)).order_by(SecondFactor.id)).all()
        left = session.scalar(select(func.count()).where(RecoveryCode.account_id == account_id)) or 0
    factors = tuple(
        Factor(row.code, row.method, row.name, row.added_at, row.used_at, fingerprint(row.public_key), since)
        for row, since in found
    )
    return Standing(factors, left, is_needed(house, held))


def start_app(house: House, account_id: int, session_id: int, login: str, issuer: str) -> Started:
    """Begin to set an app up, or go on with it: in one session the secret stays the same until it was added.

    Nothing is kept before `add_app`, so that no other tab and no page left lying can lose it.
    """
    with house.db.reading() as session:
        secret = _to_come(house, session, account_id, session_id)
    return Started(totp.shown(secret), totp.address(secret, login, issuer))


def add_app(house: House, account_id: int, session_id: int, typed: str) -> list[str]:
    """Add the app whose code was typed and return new recovery codes, to be shown once.

    An app set up before gives way to it. Raises `Invalid` for a wrong code.
    """
    with unit_of_work(house) as work:
        account, by = _held(work, account_id), own_actor(work, account_id)
        secret = _to_come(house, work.session, account_id, session_id)
        step = totp.step_of(secret, typed, wall_of(house.clock))
        if step is None:
            raise Invalid({"code": "factor-code-wrong"})
        _remove(work, by, account, work.session.scalars(_of_method(account_id, TOTP)).all())
        sealed = seal(house, secret, account_id)
        _add(work, by, account, SecondFactor(method=TOTP, secret=sealed, last_step=step))
        _end_sessions(work, account_id, but=session_id)
        return _new_recovery_codes(house, work.session, account_id, work.now)


def add_passkey(
    house: House, account_id: int, session_id: int, credential_id: bytes, public_key: bytes, sign_count: int, name: str
) -> list[str]:
    """Add a passkey that was checked; returns recovery codes to be shown once, when there were none."""
    with unit_of_work(house) as work:
        account, by = _held(work, account_id), own_actor(work, account_id)
        known = work.session.scalars(select(SecondFactor.credential_id).where(*active(account_id))).all()
        if len(known) >= MOST:
            raise Invalid({"name": "factors-too-many"})
        # A public key is no secret, and nothing shows here that who brings one has its other half: it is one person's.
        same = or_(SecondFactor.credential_id == credential_id, SecondFactor.public_key == public_key)
        if work.session.scalar(select(SecondFactor.id).where(same).limit(1)) is not None:
            raise Invalid({"name": "passkey-known"})
        kept = {"credential_id": credential_id, "public_key": public_key, "sign_count": sign_count}
        _add(work, by, account, SecondFactor(method=PASSKEY, name=name[:80], **kept))
        _end_sessions(work, account_id, but=session_id)
        left = work.session.scalar(select(func.count()).where(RecoveryCode.account_id == account_id))
        return [] if left else _new_recovery_codes(house, work.session, account_id, work.now)


def remove(house: House, account_id: int, session_id: int, code: str) -> None:
    """Take a factor of one's own away; the last one goes with its recovery codes, where the roles can do without."""
    with unit_of_work(house) as work:
        account, by = _held(work, account_id), own_actor(work, account_id)
        found = work.session.scalars(select(SecondFactor).where(*active(account_id)).with_for_update()).all()
        gone = [row for row in found if row.code == code]
        if len(gone) == len(found):
            if is_needed(house, [held.role for held in list_mandates(work.session, account_id, work.today)]):
                raise Invalid({"factor": "factor-needed"})
            work.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
        _remove(work, by, account, gone)
        for row in gone:
            tell_owner(work.session, work.now, account_id, "factor_removed", row.removed_entry_id)
        _end_sessions(work, account_id, but=session_id)


def new_recovery_codes(house: House, account_id: int) -> list[str]:
    """Other recovery codes, to be shown once; those before are good no more."""
    with house.db.writing() as session:
        one_at_a_time = select(Account.id).where(Account.id == account_id).with_for_update()
        session.execute(one_at_a_time)
        if not has_any(session, account_id):
            raise Invalid({"factor": "factor-missing"})
        made = _new_recovery_codes(house, session, account_id, house.clock())
        tell_owner(session, house.clock(), account_id, "recovery_codes")
        session.commit()
        return made


def reset(house: House, mandate_id: int, login: str) -> tuple[str, str]:
    """Let somebody who lost the second factor begin anew; returns the name and the code to hand over, shown once.

    From now on neither the old factors nor the recovery codes are good, every session ends, and signing in takes the
    password and this code. Raises `Invalid` for a login that nobody within reach has, and for one's own.
    """
    with unit_of_work(house) as work:
        by = work.actor(mandate_id)
        if by.role not in RESETTING:
            raise NotAllowed("only administrators and managers reset second factors")
        account = work.session.scalar(select(Account).where(Account.login_fold == fold_login(login)))
        if account is None or account.disabled_at is not None or not reaches(work, by, account.id):
            raise Invalid({"login": "nobody-within-reach"})
        if account.id == by.account_id:
            raise Invalid({"login": "factor-own"})
        return account.full_name, reset_of(work, by, account)


def reset_by_operator(house: House, login: str) -> tuple[str, str]:
    """The same by whoever runs the machine, for a register with one administrator; the journal shows the system."""
    with unit_of_work(house) as work:
        account = work.session.scalar(select(Account).where(Account.login_fold == fold_login(login)))
        if account is None or account.disabled_at is not None:
            raise Invalid({"login": "nobody-within-reach"})
        return account.full_name, reset_of(work, work.system(), account)


def reset_of(work: Work, by: Actor, account: Account) -> str:
    """The same for somebody whose reach was looked at."""
    account = _held(work, account.id)
    account.factor_reset_at = work.now
    entry = work.append("account.factor_reset", by, {}, holder=account.pseudonym)
    tell_owner(work.session, work.now, account.id, "factor_reset", entry.id)
    held = select(SecondFactor).where(*active(account.id)).with_for_update()  # who signs comes before, or not at all
    _remove(work, by, account, work.session.scalars(held).all())
    work.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    _end_sessions(work, account.id)
    purpose = one_time_code.FACTOR
    return one_time_code.issue(work.session, work.now, account.id, purpose, made_by=by.account_id)


def reaches(work: Work, by: Actor, account_id: int) -> bool:
    """Whether all that this person may do lies within the officer's reach: who opens the account opens all of it."""
    held = work.session.scalars(select(Mandate).where(Mandate.account_id == account_id)).all()
    not_over = [one for one in held if holds_on(one, max(one.valid_from, work.today))]
    return bool(not_over) and all(_covers(work, by, mandate) for mandate in not_over)


def _covers(work: Work, by: Actor, mandate: Mandate) -> bool:
    if by.role != roles.ADMINISTRATOR and mandate.role == roles.ADMINISTRATOR:
        return False
    terms = terms_of(work.session, mandate)
    if terms.unit is None and terms.programme is not None:  # of a whole programme: as if held where that is issued
        terms = replace(terms, unit=work.session.get_one(Unit, terms.programme.issuer_id))
    return by.role == roles.SYSTEM or reaches_all(work.session, by, terms)


def _held(work: Work, account_id: int) -> Account:
    """The account, held so that a sign-in under way is either refused, or ended by what follows."""
    return work.session.scalars(select(Account).where(Account.id == account_id).with_for_update()).one()


def _to_come(house: House, session: Session, account_id: int, session_id: int) -> bytes:
    """The secret of the next app; whoever added a factor meanwhile, in another tab too, gets another one."""
    had = session.scalar(select(func.count()).where(SecondFactor.account_id == account_id)) or 0
    return secret_to_come(house, account_id, session_id, had)


def _of_method(account_id: int, method: str) -> Select[SecondFactor]:
    return select(SecondFactor).where(*active(account_id), SecondFactor.method == method)


def _add(work: Work, by: Actor, account: Account, row: SecondFactor) -> None:
    row.code, row.account_id, row.added_at = new_code(), account.id, work.now
    said: dict[str, Any] = {"holder": account.pseudonym, "factor": row.code, "method": row.method}
    kept = {"key": row.public_key, "secret": row.secret, "credential": row.credential_id}
    said |= {name: hashlib.sha256(value).hexdigest() if value else None for name, value in kept.items()}
    row.entry_id = work.append("account.factor_added", by, {}, **said).id
    tell_owner(work.session, work.now, account.id, "factor_added", row.entry_id)
    work.session.add(row)
    if account.factor_reset_at is not None:
        account.factor_reset_at = None
        one_time_code.revoke(work.session, work.now, account.id, one_time_code.FACTOR)
    work.session.flush()


def _remove(work: Work, by: Actor, account: Account, rows: Iterable[SecondFactor]) -> None:
    for row in rows:
        entry = work.append("account.factor_removed", by, {}, holder=account.pseudonym, factor=row.code)
        row.removed_at, row.removed_entry_id, row.secret = work.now, entry.id, None
    work.session.flush()


def _end_sessions(work: Work, account_id: int, but: int = 0) -> None:
    alive = (SignInSession.account_id == account_id, SignInSession.ended_at.is_(None), SignInSession.id != but)
    work.session.execute(update(SignInSession).where(*alive).values(ended_at=work.now))


def _new_recovery_codes(house: House, session: Session, account_id: int, now: datetime) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = [new_code() for _ in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(account_id=account_id, code_hash=digest(house, code, account_id), made_at=now) for code in codes
    )
    session.flush()
    return codes
