"""Inviting people and letting them go: what a manager does about persons, each in one transaction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from .. import text
from ..codes import new_code
from ..house import House
from ..models import Account, Document, Mandate, MandateProposal, Programme, Unit
from . import account as accounts
from . import one_time_code as codes
from . import people
from .actor import Actor
from .citation import cited
from .document_version import add, find_same
from .errors import Invalid, NotAllowed, NotFound
from .mandate import Terms, check_may_give, check_terms, end_mandate, reaches_all, terms_of
from .own_notice import tell_owner
from .password import NO_PASSWORD
from .perform import Once, Work, unit_of_work
from .second_person import give, refuse_in

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who has no account yet; without a login one is made of the name."""

    name: str
    login: str = ""
    contact: str = ""
    another: bool = False  # is not the person of the same name whom the register knows already


@dataclass(frozen=True, slots=True)
class Asked:
    """A mandate as a form asks for it: codes and what was typed; the day `until` is included."""

    role: str
    reach: str
    unit: str
    programme: str
    title: str
    first: date | None
    until: date | None
    document: str
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed and handed over; the code stands nowhere else."""

    pseudonym: str
    name: str
    login: str
    code: str
    until: datetime
    waits: bool  # the mandate has to be granted by a second person


def invite(house: House, mandate_id: int, newcomer: Newcomer, asked: Asked, request: Once | None = None) -> Slip:
    """A new account with its first mandate and the code with which its owner chooses a password."""
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        work.once(actor, request)
        return enrol(work, actor, newcomer, checked(work, actor, newcomer, asked), request)


def grant_more(house: House, mandate_id: int, person: str, asked: Asked, request: Once | None = None) -> bool:
    """Another mandate for somebody within reach; returns whether it waits for a second person."""
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        work.once(actor, request)
        account = _open_account(work, actor, person)
        return give(work, actor, account, within_reach(work, actor, asked), request) is None


def end(house: House, mandate_id: int, person: str, code: str, on: date | None, request: Once | None = None) -> None:
    """Take a mandate away from a day on; nobody does that to himself, lest nobody be left."""
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        work.once(actor, request)
        account, mandate = _mandate_of(work, actor, person, code)
        _refuse_oneself(actor, account)
        end_mandate(work, actor, mandate, on or work.today, request)


def replace(
    house: House, mandate_id: int, person: str, code: str, newcomer: Newcomer, asked: Asked,
    request: Once | None = None,
) -> Slip:  # fmt: skip
    """End a mandate today and give it to a newcomer; an account to which nothing is left is closed at once."""
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        work.once(actor, request)
        left = _leave(work, actor, person, code)
        terms = _taken_over(work, left, checked(work, actor, newcomer, asked))
        return enrol(work, actor, newcomer, terms, request)


def hand_over(
    house: House, mandate_id: int, person: str, code: str, successor: str, asked: Asked, request: Once | None = None
) -> bool:
    """The same to somebody within reach who has an account already; returns whether it waits for a second person."""
    if successor == person:
        raise NotAllowed("nobody succeeds himself or herself")
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        work.once(actor, request)
        account = _open_account(work, actor, successor)
        left = _leave(work, actor, person, code)
        return give(work, actor, account, _taken_over(work, left, _terms(work, actor, asked)), request) is None


def close(house: House, mandate_id: int, person: str) -> None:
    """Close an account: its mandates end, its sessions end at the next request, its code is good no more."""
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        account = _open_account(work, actor, person)
        _refuse_oneself(actor, account)
        _close(work, actor, account)


def new_code_for(house: House, mandate_id: int, person: str) -> Slip:
    """A new slip for somebody who lost the first one or forgot the password; in the journal, because it opens doors.

    Only where all that the person holds is the viewer's to give: a slip must not lead to more than that.
    """
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        account = _open_account(work, actor, person)
        _refuse_oneself(actor, account)
        _check_all_is_mine(work, actor, account)
        entry = work.append("account.code_issued", actor, {}, holder=account.pseudonym)
        if account.password_hash != NO_PASSWORD:
            tell_owner(work.session, work.now, account.id, "code_issued", entry.id)
        return _slip(work, actor, account, False)


def _leave(work: Work, actor: Actor, person: str, code: str) -> Terms:
    """End a mandate today, close the account if nothing else is left to it, and return what was left behind."""
    account, mandate = _mandate_of(work, actor, person, code)
    _refuse_oneself(actor, account)
    left = terms_of(work.session, mandate)
    end_mandate(work, actor, mandate, work.today)
    if not _holds_more(work, account):
        _close(work, actor, account)
    return left


def _taken_over(work: Work, left: Terms, wanted: Terms) -> Terms:
    """What was left behind, from today, under the new paper."""
    return Terms(
        left.role, left.reach, left.unit, left.programme, work.today, wanted.valid_to, wanted.document,
        wanted.title or left.title,
    )  # fmt: skip


def checked(work: Work, actor: Actor, newcomer: Newcomer, asked: Asked) -> Terms:
    """The terms asked for; `Invalid` with everything about them and about the newcomer that has to be mended."""
    errors = {}
    if len(newcomer.name) > LONGEST_NAME:
        errors["name"] = "name-too-long"
    if not newcomer.another and namesake(work.session, actor, newcomer.name):
        errors["another"] = "name-known"
    try:
        terms = within_reach(work, actor, asked)
    except Invalid as refused:
        errors |= refused.errors
    if errors:
        raise Invalid(errors)
    return terms


def within_reach(work: Work, actor: Actor, asked: Asked) -> Terms:
    """The same; what reaches further than the actor does is a slip in the form, and comes back with it."""
    terms = _terms(work, actor, asked)
    check_terms(work, actor, terms)
    if not reaches_all(work.session, actor, terms):
        raise Invalid({"reach": "reach-beyond-own"})
    return terms


def enrol(work: Work, actor: Actor, newcomer: Newcomer, terms: Terms, request: Once | None) -> Slip:
    """The account of a newcomer with a first mandate, and the slip that is handed over."""
    login = newcomer.login or free_login(work.session, newcomer.name)
    account = accounts.create_account(work, login=login, full_name=newcomer.name, contact=newcomer.contact)
    granted = give(work, actor, account, terms, request)
    return _slip(work, actor, account, granted is None)


def _slip(work: Work, actor: Actor, account: Account, waits: bool) -> Slip:
    code = codes.issue(work.session, work.now, account.id, codes.PASSWORD, made_by=actor.account_id)
    return Slip(account.pseudonym, account.full_name, account.login, code, work.now + codes.ON_PAPER, waits)


def namesake(session: Session, actor: Actor, name: str) -> bool:
    """Whether somebody within reach has this name: one person under two accounts could decide twice."""
    meant = text.identity_key(name)
    known = session.scalars(
        select(Account.full_name).where(
            Account.name_fold == text.search_fold(name)[:120], Account.disabled_at.is_(None), people.within(actor)
        )
    )
    return any(text.identity_key(other) == meant for other in known)


def free_login(session: Session, name: str) -> str:
    """A login out of a name that nobody has: "nguyen.van.an", then "nguyen.van.an.2"."""
    plain = ".".join(re.findall(r"[a-z0-9]+", text.search_fold(name)))[:60] or "nguoi.dung"
    taken = set(
        session.scalars(select(Account.login_fold).where(Account.login_fold.startswith(plain, autoescape=True)))
    )
    candidates = (plain if number == 1 else f"{plain}.{number}" for number in range(1, len(taken) + 2))
    return next(login for login in candidates if accounts.fold_login(login) not in taken)


def _terms(work: Work, actor: Actor, asked: Asked) -> Terms:
    """What a form asks for, with its unit, programme and document found within reach."""
    unit = people.find_unit(work.session, actor, asked.unit)
    programme = None
    if asked.programme:
        programme = work.session.scalar(select(Programme).where(Programme.code == asked.programme))
        if programme is None:
            raise NotFound(asked.programme)
    end_ = date.fromordinal(asked.until.toordinal() + 1) if asked.until else None
    document = _document(work, actor.unit_id or unit.id, asked) if asked.document else None
    first = asked.first or work.today
    return Terms(asked.role, asked.reach, unit, programme, first, end_, document, text.normalise(asked.title))


def _document(work: Work, issuer_id: int, asked: Asked) -> Document:
    """The paper that gives the mandate, of the committee under whose mandate it is entered."""
    number, issued_on = cited(asked.document, asked.issued_on, work.today)
    term = str(issued_on.year)  # the term of office is not asked for; within a year no number comes twice
    # Of two who name one decision at once the second waits here, and finds it.
    work.session.execute(select(Unit.id).where(Unit.id == issuer_id).with_for_update(key_share=True))
    known = find_same(work.session, issuer_id, number.type, number.number, term, issued_on)
    if known is not None:
        return known
    document = Document(
        code=new_code(), issuer_id=issuer_id, type=number.type, number=number.number, term=term,
        symbol=number.canonical, issued_on=issued_on, issuer_name="", subject="", visibility="internal",
    )  # fmt: skip
    return add(work.session, document)


def _open_account(work: Work, actor: Actor, person: str) -> Account:
    account = people.find(work.session, actor, person)
    work.session.refresh(account, with_for_update=True)
    if account.disabled_at is not None:
        raise Invalid({"person": "account-closed"})
    return account


def _mandate_of(work: Work, actor: Actor, person: str, code: str) -> tuple[Account, Mandate]:
    account = people.find(work.session, actor, person)
    mandate = work.session.scalar(select(Mandate).where(Mandate.code == code, Mandate.account_id == account.id))
    if mandate is None:
        raise NotFound(code)
    return account, mandate


def _refuse_oneself(actor: Actor, account: Account) -> None:
    if actor.account_id == account.id:
        raise NotAllowed("nobody ends or renews his or her own access")


def _not_over(work: Work, account: Account) -> list[Mandate]:
    """The mandates in force or to come, those too that are to end on a later day."""
    held = select(Mandate).where(Mandate.account_id == account.id)
    held = held.where(or_(Mandate.ended_on.is_(None), Mandate.ended_on > work.today))
    return list(work.session.scalars(held.where(or_(Mandate.valid_to.is_(None), Mandate.valid_to > work.today))))


def _holds_more(work: Work, account: Account) -> bool:
    return bool(_not_over(work, account) or _waiting_for(work, account))


def _waiting_for(work: Work, account: Account) -> list[MandateProposal]:
    asked = select(MandateProposal).where(MandateProposal.account_id == account.id)
    return list(work.session.scalars(asked.where(MandateProposal.outcome == "waiting").with_for_update()))


def _check_all_is_mine(work: Work, actor: Actor, account: Account) -> None:
    """Raise `NotAllowed` unless all that this person holds or waits for is the viewer's to give."""
    held_or_waiting: list[Mandate | MandateProposal] = [*_not_over(work, account), *_waiting_for(work, account)]
    for held in held_or_waiting:
        check_may_give(work.session, actor, account, terms_of(work.session, held))


def _close(work: Work, actor: Actor, account: Account) -> None:
    _check_all_is_mine(work, actor, account)
    for proposal in _waiting_for(work, account):
        refuse_in(work, actor, proposal)
    accounts.disable(work, actor, account)
    codes.revoke(work.session, work.now, account.id, codes.PASSWORD)
