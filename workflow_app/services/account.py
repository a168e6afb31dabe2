"""Accounts and mandates: who may sign in, and in which roles, for which units, from when to when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from states import roles

from .. import text
from ..codes import new_code
from ..house import House
from ..models import Account, Document, Entry, Mandate, Programme, SignInSession, Unit
from . import step_up
from . import unit as units
from .actor import Actor, in_force
from .disclosure import opening_of_mandate_unit
from .errors import Invalid, NotAllowed
from .password import NO_PASSWORD, hash_password, why_weak
from .perform import Sealed, Work, unit_of_work

GRANTING = (roles.ADMINISTRATOR, roles.MANAGER, roles.SYSTEM)


@dataclass(frozen=True, slots=True)
class Capacity:
    """A mandate in force as its holder sees it when choosing in which capacity to act."""

    mandate_id: int
    code: str
    role: str
    reach: str
    unit_name: str
    title: str
    valid_from: date
    valid_to: date | None


def fold_login(login: str) -> str:
    """One spelling for all logins that look alike; what no database can keep becomes a question mark."""
    return text.identity_key(login.replace("\0", "?").encode("utf-8", "replace").decode())


def create_account(
    work: Work, *, login: str, full_name: str, password: str | None = None, contact: str = "", published: bool = False
) -> Account:
    """A new account, without any right until a mandate is granted; without a password nobody can sign in to it.

    `published`: the password stands on a page for everybody, as in the demo.
    Raises `Invalid` (login-taken, login-form, password-too-short, password-guessable, text-…).
    """
    kept = NO_PASSWORD if password is None else _checked(password, login, "password", published)
    try:
        login, full_name, contact = (text.normalise(given) for given in (login, full_name, contact))
    except text.TextRefused as refused:
        raise Invalid({"login": refused.code}) from None
    fold = fold_login(login)
    if not 2 <= len(fold) <= 80 or not full_name:
        raise Invalid({"login": "login-form"})
    if work.session.scalar(select(Account.id).where(Account.login_fold == fold)) is not None:
        raise Invalid({"login": "login-taken"})
    account = Account(
        login=login, login_fold=fold, password_hash=kept, pseudonym=new_code(), full_name=full_name,
        contact=contact, created_at=work.now,
    )  # fmt: skip
    work.session.add(account)
    work.session.flush()
    return account


def change_password(house: House, account_id: int, session_id: int, old: str, new: str, address: str) -> None:
    """Change one's own password and end every other session; `Invalid` when the old one is wrong or the new weak.

    Raises `TooManyAttempts` as signing in does.
    """
    try:
        step_up.confirm(house, account_id, old, address)
    except Invalid as refused:
        raise Invalid({"old": refused.errors["password"]}) from None
    with house.db.reading() as session:
        login = session.get_one(Account, account_id).login
    kept = _checked(new, login, "new")
    with unit_of_work(house) as work:
        work.session.get_one(Account, account_id).password_hash = kept
        work.session.flush()  # the row is held first: a sign-in under way is either refused, or ended below
        others = (SignInSession.account_id == account_id, SignInSession.id != session_id)
        alive = SignInSession.ended_at.is_(None)
        work.session.execute(update(SignInSession).where(*others, alive).values(ended_at=work.now))


def disable(work: Work, by: Actor, account: Account) -> None:
    """Close an account: its mandates end in the journal, its sessions at once."""
    account.disabled_at = work.now
    work.session.flush()  # the row is held first, as in `change_password`
    for mandate in work.session.scalars(select(Mandate).where(Mandate.account_id == account.id)).all():
        if in_force(mandate, work.today):
            end_mandate(work, by, mandate, work.today)
    open_ones = (SignInSession.account_id == account.id, SignInSession.ended_at.is_(None))
    work.session.execute(update(SignInSession).where(*open_ones).values(ended_at=work.now))


def grant_mandate(
    work: Work,
    by: Actor,
    account: Account,
    *,
    role: str,
    reach: str,
    unit: Unit | None = None,
    programme: Programme | None = None,
    valid_from: date,
    valid_to: date | None = None,
    document: Document | None = None,
    title: str = "",
) -> Mandate:
    """Give an account a role from one day (included) to another (not included); everyone can count it in the journal.

    The first day may be over: people took office before they were entered here. It changes no vote that was recorded.

    Raises `NotAllowed` for a grant to oneself or outside the granting mandate's own reach, `Invalid` for terms
    that make no sense.
    """
    _check_terms(role, reach, unit, programme, valid_from, valid_to)
    _check_may_grant(by, account, unit, programme)
    mandate = Mandate(
        code=new_code(), kind="person", account_id=account.id, role=role, reach=reach,
        unit_id=unit.id if unit else None, programme_id=programme.id if programme else None,
        title=text.normalise(title), valid_from=valid_from, valid_to=valid_to,
        document_id=document.id if document else None,
    )  # fmt: skip
    entry = work.append(
        "account.mandate_granted",
        by,
        _sealed_terms(work, account, mandate, unit),
        **{"mandate": mandate.code, "holder": account.pseudonym, "role": role, "reach": reach},
        **{"from": valid_from.isoformat(), "to": valid_to.isoformat() if valid_to else None},
        programme=programme.code if programme else None,
        document=document.code if document else None,
    )
    mandate.entry_id = entry.id
    work.session.add(mandate)
    work.session.flush()
    return mandate


def end_mandate(work: Work, by: Actor, mandate: Mandate, on: date) -> None:
    """Take a mandate away from a day on (that day no longer included); sessions notice at their next request.

    Raises `NotAllowed` as in `grant_mandate`, `Invalid` when it ended already or the day is over.
    """
    if mandate.kind == "system" or mandate.account_id is None:
        raise NotAllowed("the system's own mandate is not ended")
    work.session.refresh(mandate, with_for_update=True)  # acts under way under this mandate come first
    if mandate.ended_on is not None:
        raise Invalid({"mandate": "mandate-ended"})
    if on < work.today:  # the journal holds what was done under it since, and votes are judged by who was in office
        raise Invalid({"on": "ends-in-the-past"})
    unit = work.session.get_one(Unit, mandate.unit_id) if mandate.unit_id else None
    programme = work.session.get_one(Programme, mandate.programme_id) if mandate.programme_id else None
    _check_may_grant(by, None, unit, programme)
    granted = work.session.get_one(Entry, mandate.entry_id).leaf_hash.hex()
    entry = work.append("account.mandate_ended", by, {}, mandate=mandate.code, granted=granted, on=on.isoformat())
    mandate.ended_on, mandate.ended_by_entry_id = on, entry.id
    work.session.flush()


def list_mandates(session: Session, account_id: int, on: date) -> list[Capacity]:
    """The capacities in which an account may act on a day, in the order they were granted."""
    return list_capacities(session, [account_id], on).get(account_id, [])


def list_capacities(session: Session, account_ids: Collection[int], on: date) -> dict[int, list[Capacity]]:
    """The same of several accounts, by their ids; who has none is left out."""
    held = session.scalars(
        select(Mandate)
        .where(Mandate.account_id.in_(account_ids), Mandate.valid_from <= on)
        .where(or_(Mandate.valid_to.is_(None), Mandate.valid_to > on))
        .where(or_(Mandate.ended_on.is_(None), Mandate.ended_on > on))
        .order_by(Mandate.id)
    ).all()
    names = units.get_versions(session, {m.unit_id for m in held if m.unit_id is not None}, on)
    found: dict[int, list[Capacity]] = {}
    for mandate in held:
        named = names[mandate.unit_id].name if mandate.unit_id in names else ""
        found.setdefault(mandate.account_id or 0, []).append(_capacity(mandate, named))
    return found


def _capacity(held: Mandate, unit_name: str) -> Capacity:
    return Capacity(held.id, held.code, held.role, held.reach, unit_name, held.title, held.valid_from, held.valid_to)


def _checked(password: str, login: str, field: str, published: bool = False) -> str:
    if reason := why_weak(password, login):
        raise Invalid({field: reason})
    return hash_password(password, published=published)


def _check_terms(
    role: str, reach: str, unit: Unit | None, programme: Programme | None, valid_from: date, valid_to: date | None
) -> None:
    errors = {}
    if role not in roles.ROLES:
        errors["role"] = "role-unknown"
    if reach not in roles.REACHES:
        errors["reach"] = "reach-unknown"
    elif (programme if reach == roles.PROGRAMME else unit) is None:
        errors["reach"] = "reach-without-end"
    if valid_to is not None and valid_to <= valid_from:
        errors["valid_to"] = "ends-before-it-begins"
    if errors:
        raise Invalid(errors)


def _check_may_grant(by: Actor, to: Account | None, unit: Unit | None, programme: Programme | None) -> None:
    if by.role not in GRANTING:
        raise NotAllowed("only administrators and managers grant and end mandates")
    if to is not None and by.account_id == to.id:
        raise NotAllowed("nobody grants a mandate to himself or herself")
    if by.role == roles.SYSTEM:
        return
    programme_id = programme.id if programme else by.programme_id or 0
    if unit is None or not units.is_reached(by, unit, programme_id):
        raise NotAllowed("the unit lies outside the granting mandate's reach")


def _sealed_terms(work: Work, account: Account, mandate: Mandate, unit: Unit | None) -> dict[str, Sealed]:
    sealed = {"person": Sealed({"name": account.full_name, "title": mandate.title}, "never")}
    if unit is not None:
        version = units.get_versions(work.session, [unit.id], work.today).get(unit.id)
        opens = opening_of_mandate_unit(mandate.role, mandate.reach)
        sealed["unit"] = Sealed({"code": unit.code, "name": version.name if version else ""}, opens)
    return sealed
