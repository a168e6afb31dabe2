"""Accounts and mandates: who may sign in, and in which roles, for which units, from when to when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from .. import text
from ..clock import day_of
from ..codes import new_code
from ..house import House
from ..models import Account, Document, Mandate, OneTimeCode, SignInSession
from . import step_up
from . import unit as units
from .actor import Actor
from .errors import Invalid
from .mandate import end_mandate as end_mandate
from .mandate import grant_mandate as grant_mandate
from .own_notice import tell_owner
from .password import NO_PASSWORD, hash_password, why_weak
from .perform import Work, unit_of_work

WAYS_TO_A_PASSWORD = ("password", "forgotten")  # codes of these purposes must not undo a change of one's own


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
        name_fold=text.search_fold(full_name)[:120], sort_key=text.sort_key(full_name)[:480],
        contact=contact, created_at=work.now,
    )  # fmt: skip
    work.session.add(account)
    work.session.flush()
    return account


def change_password(house: House, account_id: int, session_id: int, old: str, new: str, address: str) -> None:
    """Change one's own password and end every other session, and codes with which another could be chosen.

    Raises `Invalid` when the old one is wrong or the new weak, and `TooManyAttempts` as signing in does.
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
        ways = (OneTimeCode.account_id == account_id, OneTimeCode.purpose.in_(WAYS_TO_A_PASSWORD))
        unused = OneTimeCode.used_at.is_(None)
        work.session.execute(update(OneTimeCode).where(*ways, unused).values(used_at=work.now))
        others = (SignInSession.account_id == account_id, SignInSession.id != session_id)
        alive = SignInSession.ended_at.is_(None)
        work.session.execute(update(SignInSession).where(*others, alive).values(ended_at=work.now))
        tell_owner(work.session, work.now, account_id, "password")


def disable(work: Work, by: Actor, account: Account) -> None:
    """Close an account, in the journal: its mandates, those to come too, end with it, its sessions at once."""
    account.disabled_at = work.now
    work.session.flush()  # the row is held first, as in `change_password`
    for mandate in work.session.scalars(select(Mandate).where(Mandate.account_id == account.id)).all():
        if work.today < min(day for day in (mandate.valid_to, mandate.ended_on, date.max) if day is not None):
            end_mandate(work, by, mandate, work.today)
    work.append("account.closed", by, {}, holder=account.pseudonym)
    open_ones = (SignInSession.account_id == account.id, SignInSession.ended_at.is_(None))
    work.session.execute(update(SignInSession).where(*open_ones).values(ended_at=work.now))


def own_actor(work: Work, account_id: int) -> Actor:
    """A person about the own account: under the oldest own mandate, or by the system where there is none."""
    held = (work.actor(one.mandate_id) for one in list_mandates(work.session, account_id, work.today))
    return next((actor for actor in held if actor.stands_in_for is None), None) or work.system()


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


@dataclass(frozen=True, slots=True)
class Past:
    """A mandate that is over, with the paper that gave it; `until` is the first day on which it no longer held."""

    role: str
    unit_name: str
    title: str
    valid_from: date
    until: date
    document: str


def list_past(house: House, account_id: int) -> list[Past]:
    """The mandates of an account that are over, the last one first."""
    with house.db.reading() as session:
        today = day_of(house.clock())
        asked = select(Mandate, Document.symbol).outerjoin(Document, Mandate.document_id == Document.id)
        over = or_(Mandate.valid_to <= today, Mandate.ended_on <= today)
        rows = session.execute(asked.where(Mandate.account_id == account_id, over)).all()
        names = units.get_versions(session, {row.Mandate.unit_id for row in rows if row.Mandate.unit_id}, today)
        found = [
            Past(
                held.role, names[held.unit_id].name if held.unit_id in names else "", held.title, held.valid_from,
                min(day for day in (held.valid_to, held.ended_on) if day is not None), symbol or "",
            )
            for held, symbol in rows
        ]  # fmt: skip
    return sorted(found, key=lambda one: (one.until, one.valid_from), reverse=True)


def _capacity(held: Mandate, unit_name: str) -> Capacity:
    return Capacity(held.id, held.code, held.role, held.reach, unit_name, held.title, held.valid_from, held.valid_to)


def _checked(password: str, login: str, field: str, published: bool = False) -> str:
    if reason := why_weak(password, login):
        raise Invalid({field: reason})
    return hash_password(password, published=published)
