"""Which passkeys may sign: a second person said whose each is, on paper for the first two, with a key ever after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..house import House
from ..models import Account, Mandate, SecondFactor, TrustedKey
from ..transparency.evidence import key_digest
from . import one_time_code, signing
from .account import fold_login
from .actor import Actor, in_force
from .errors import Invalid, NotAllowed, NotFound
from .own_notice import tell_owner
from .perform import Sealed, Work, unit_of_work
from .second_factor import PASSKEY, RESETTING, fingerprint, reaches
from .signing import Answer, Asked, Statement

ON_PAPER = 2  # so many keys of a register are trusted by what stands on paper


@dataclass(frozen=True, slots=True)
class Waiting:
    """A key nobody vouched for yet."""

    factor: str
    name: str
    login: str
    person: str
    fingerprint: str
    added_at: datetime
    gave_slip: bool  # whoever looks handed its owner a slip not long ago, and so does not vouch for it


@dataclass(frozen=True, slots=True)
class WaitingKeys:
    """The keys an officer may vouch for, and whether paper is taken too."""

    keys: tuple[Waiting, ...]
    takes_paper: bool


def list_waiting(house: House, mandate_id: int) -> WaitingKeys:
    """The keys within an officer's reach that nobody vouched for, oldest first; never one's own."""
    with unit_of_work(house) as work:
        by = work.actor(mandate_id)
        rows = work.session.execute(
            select(SecondFactor, Account)
            .join(Account, SecondFactor.account_id == Account.id)
            .outerjoin(TrustedKey, TrustedKey.factor_id == SecondFactor.id)
            .where(SecondFactor.method == PASSKEY, SecondFactor.removed_at.is_(None), TrustedKey.factor_id.is_(None))
            .where(Account.disabled_at.is_(None), Account.id != by.account_id)
            .order_by(SecondFactor.id)
        )
        keys = tuple(_shown(work, by, row, of) for row, of in rows if by.role in RESETTING and reaches(work, by, of.id))
        return WaitingKeys(keys, takes_paper(work.session, work.today))


def get_waiting(house: House, mandate_id: int, factor: str) -> Waiting:
    """One of them; `NotFound` for any other."""
    with unit_of_work(house) as work:
        by = work.actor(mandate_id)
        account, row = _held(work, by, factor)
        return _shown(work, by, row, account)


def _shown(work: Work, by: Actor, row: SecondFactor, of: Account) -> Waiting:
    gave_slip = _gave_slip(work, by, of)
    return Waiting(row.code, row.name, of.login, of.full_name, fingerprint(row.public_key), row.added_at, gave_slip)


def _gave_slip(work: Work, by: Actor, of: Account) -> bool:
    """With the slip an officer could have signed in first and added a key of his or her own."""
    return one_time_code.was_given(work.session, work.now, of.id, one_time_code.PASSWORD, by.account_id)


def takes_paper(session: Session, today: date) -> bool:
    """Whether the next key is trusted by what stands on paper: the first two, or when nobody is left to vouch."""
    if (session.scalar(select(func.count()).select_from(TrustedKey)) or 0) < ON_PAPER:
        return True
    vouching = (
        select(Mandate)
        .join(Account, Mandate.account_id == Account.id)
        .join(SecondFactor, SecondFactor.account_id == Account.id)
        .join(TrustedKey, TrustedKey.factor_id == SecondFactor.id)
        .where(SecondFactor.removed_at.is_(None), Account.disabled_at.is_(None), Mandate.role.in_(RESETTING))
    )
    return not any(in_force(mandate, today) for mandate in session.scalars(vouching))


def trust_on_paper(house: House, mandate_id: int | None, login: str, typed: str, number: str, on: date) -> str:
    """Trust the key whose fingerprint stands in minutes on paper; returns its owner's name.

    `mandate_id` is the officer's, None for whoever runs the machine. Raises `Invalid`: nobody within reach, one's own,
    no key with this fingerprint, keys that can vouch are there, or minutes of a day that has not come.
    """
    with unit_of_work(house) as work:
        # One at a time: two at once would both find a place left on paper. Before `system` holds the same mandate with
        # others: of two that hold it so and then each want it alone, neither would ever get it.
        work.session.execute(select(Mandate.id).where(Mandate.kind == "system").with_for_update())
        by = work.actor(mandate_id) if mandate_id is not None else work.system()
        account = work.session.scalar(select(Account).where(Account.login_fold == fold_login(login)))
        if account is not None and account.id == by.account_id:
            raise Invalid({"login": "key-own"})
        if account is None or account.disabled_at is not None or not _may(work, by, account.id):
            raise Invalid({"login": "key-owner-beyond"})
        if on > work.today:
            raise Invalid({"on": "day-in-future"})
        if not takes_paper(work.session, work.today):
            raise Invalid({"fingerprint": "key-vouches"})
        same = [row for row in _waiting_of(work, account.id) if fingerprint(row.public_key) == _folded(typed)]
        if not same:
            raise Invalid({"fingerprint": "fingerprint-unknown"})
        minutes = Sealed({"number": number, "on": on.isoformat()}, "at_once")
        _trust(work, by, account, same[0], None, {"minutes": minutes})
        return account.full_name


def ask(house: House, mandate_id: int, factor: str, site: str) -> Asked:
    """Put to an officer the statement by which a key is trusted."""
    with unit_of_work(house) as work:
        by = work.actor(mandate_id)
        account, row = _held(work, by, factor)
        _check_other_gave_slip(work, by, account)
        assert by.account_id is not None, "the system has no key"
        account_id, statement = by.account_id, _statement(work, by, account, row)
    return signing.ask(house, account_id, site, statement)


def trust(house: House, mandate_id: int, factor: str, answer: Answer) -> str:
    """Trust a key by the signature of an officer whose own key is trusted; returns its owner's name."""
    with unit_of_work(house) as work:
        by = work.actor(mandate_id)
        account, row = _held(work, by, factor)
        _check_other_gave_slip(work, by, account)
        signed = signing.take(work, by, answer, _statement(work, by, account, row))
        _trust(work, by, account, row, signed.evidence, {})
        return account.full_name


def _check_other_gave_slip(work: Work, by: Actor, account: Account) -> None:
    if _gave_slip(work, by, account):
        raise Invalid({signing.FIELD: "key-slip-giver"})


def _held(work: Work, by: Actor, factor: str) -> tuple[Account, SecondFactor]:
    row = work.session.scalar(select(SecondFactor).where(SecondFactor.code == factor).with_for_update())
    if row is None or row.method != PASSKEY or row.removed_at is not None or not _may(work, by, row.account_id):
        raise NotFound(factor)
    if work.session.get(TrustedKey, row.id) is not None:
        raise Invalid({signing.FIELD: "key-trusted"})
    return work.session.get_one(Account, row.account_id), row


def _may(work: Work, by: Actor, account_id: int) -> bool:
    """Whether an officer may say whose a key is: within reach, and never one's own."""
    if by.role not in RESETTING:
        raise NotAllowed("only administrators and managers vouch for keys")
    return account_id != by.account_id and reaches(work, by, account_id)


def _waiting_of(work: Work, account_id: int) -> list[SecondFactor]:
    asked = select(SecondFactor).outerjoin(TrustedKey, TrustedKey.factor_id == SecondFactor.id)
    mine = (SecondFactor.account_id == account_id, SecondFactor.method == PASSKEY, SecondFactor.removed_at.is_(None))
    held = asked.where(*mine, TrustedKey.factor_id.is_(None)).with_for_update(of=SecondFactor)
    return list(work.session.scalars(held))


def _statement(work: Work, by: Actor, account: Account, row: SecondFactor) -> Statement:
    return {
        "v": 1,
        "act": "account.trust_key",
        "origin": work.house.keys.origin,
        "holder": account.pseudonym,
        "factor": row.code,
        "key": key_digest(row.public_key or b""),
        "person": by.pseudonym,
        "mandate": by.mandate_leaf,
    }


def _trust(
    work: Work, by: Actor, account: Account, row: SecondFactor, evidence: str | None, sealed: dict[str, Sealed]
) -> None:
    key = key_digest(row.public_key or b"")
    said: dict[str, Any] = {"holder": account.pseudonym, "factor": row.code, "key": key, "evidence": evidence}
    entry = work.append("account.key_trusted", by, sealed, **said)
    tell_owner(work.session, work.now, account.id, "key_trusted", entry.id)  # who signs with it is to know it is theirs
    work.session.add(TrustedKey(factor_id=row.id, trusted_at=work.now, entry_id=entry.id))
    work.session.flush()


def _folded(typed: str) -> str:
    digits = "".join(typed.split()).replace("-", "").upper()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
