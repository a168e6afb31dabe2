"""Standing in for an absent person: who may, from when to when, and what of it is in the journal.

The other gets a mandate of his or her own with the terms of the absent person's, for a time, and its title says both
names; so each act shows who did it and in whose place. It passes nothing on, and own cases stay closed to it. Where the
rules ask for two persons to give such a mandate, lending it takes two as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from states.mandate import STANDS_IN

from .. import wording
from ..clock import day_of
from ..house import House
from ..models import Account, Mandate, Substitution
from . import absence
from .actor import Actor
from .errors import Invalid, NotAllowed, NotFound
from .mandate import Terms, asks_second_person, check_may_give, end_mandate, terms_of, write, write_end
from .perform import Once, unit_of_work
from .second_person import propose

LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may stand in."""

    pseudonym: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who stands in for whom, in what, from when to when (not included)."""

    code: str
    absent: str
    name: str
    role: str
    title: str
    valid_from: date
    valid_to: date
    stage: str  # in_force or to_come
    absent_id: int


@dataclass(frozen=True, slots=True)
class Leave:
    """What the page of an absence shows: the mandate, who may stand in, and who does or will."""

    absent: str
    absent_code: str  # the pseudonym
    mandate_id: int
    role: str
    title: str
    possible: bool  # somebody may stand in for this role at all
    candidates: tuple[Candidate, ...]
    standing: tuple[StandIn, ...]
    proposed: tuple[str, ...]  # the names of those for whom a second person is waited for


def read_leave(house: House, actor: Actor, code: str) -> Leave:
    """The page of an absence, for the holder of the mandate and for whoever may give it."""
    with house.db.reading() as session:
        today = day_of(house.clock())
        mandate, account = _mandate(session, actor, code)
        candidates = tuple(_candidates(session, mandate, today))
        standing = tuple(_lines(session, today, Substitution.of_mandate_id == mandate.id))
        waiting = [one.account_id for one in absence.proposed_for(session, mandate)]
        proposed = tuple(session.get_one(Account, account_id).full_name for account_id in waiting)
    return Leave(
        account.full_name, account.pseudonym, mandate.id, mandate.role, mandate.title,
        mandate.role in STANDS_IN, candidates, standing, proposed,
    )  # fmt: skip


def list_own(house: House, account_id: int) -> list[StandIn]:
    """Where this person stands in for somebody, or somebody for this person, now or later."""
    with house.db.reading() as session:
        mine = or_(Substitution.account_id == account_id, Substitution.absent_id == account_id)
        return _lines(session, day_of(house.clock()), mine)


def appoint(
    house: House, mandate_id: int, code: str, person: str, first: date | None, until: date | None,
    request: Once | None = None,
) -> bool:  # fmt: skip
    """Let somebody stand in from a day to another (included); returns whether it waits for a second person.

    Raises `Invalid` with every reason against it.
    """
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        work.once(actor, request)
        mandate, absent = _mandate(work.session, actor, code)
        other = work.session.scalar(select(Account).where(Account.pseudonym == person, Account.disabled_at.is_(None)))
        if other is None:
            raise Invalid({"person": "stand-in-elsewhere"})
        if other.id == actor.account_id and actor.mandate_id != mandate.id:
            raise NotAllowed("nobody appoints himself or herself")
        first, end = first or work.today, (until or work.today) + timedelta(days=1)
        absence.check(work, mandate, other.id, first, end)
        own = terms_of(work.session, mandate)
        title = _title(absent.full_name, mandate.title or wording.role_name(mandate.role))
        terms = Terms(own.role, own.reach, own.unit, own.programme, first, end, None, title)
        if asks_second_person(work.session, own.role, own.programme):
            propose(work, actor, other, terms, request, instead_of=mandate)
            return True
        write(work, actor, other, terms, instead_of=mandate, request=request)
        return False


def end_early(house: House, mandate_id: int, code: str) -> None:
    """The absent person is back: whoever stands in stops today. Only for who gave it, and for who gives mandates."""
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        mandate = work.session.scalar(select(Mandate).where(Mandate.code == code))
        lent = work.session.get(Substitution, mandate.id) if mandate else None
        if mandate is None or lent is None or lent.absent_id != actor.account_id:
            raise NotFound(code)
        work.session.refresh(mandate, with_for_update=True)
        if mandate.ended_on is not None and mandate.ended_on <= work.today:
            raise Invalid({"mandate": "mandate-ended"})
        if actor.mandate_id == lent.of_mandate_id:
            write_end(work, actor, mandate, work.today)
        else:
            end_mandate(work, actor, mandate, work.today)


def _title(name: str, title: str) -> str:
    both = f"Thay {name}, {title}"
    return both if len(both) <= LONGEST_TITLE else f"Thay {name}"[:LONGEST_TITLE]


def _mandate(session: Session, actor: Actor, code: str) -> tuple[Mandate, Account]:
    """One's own mandate in use, or one that is the viewer's to give; any other is not found."""
    mandate = session.scalar(select(Mandate).where(Mandate.code == code, Mandate.kind == "person"))
    if mandate is None or mandate.account_id is None:
        raise NotFound(code)
    if mandate.id != actor.mandate_id:
        try:
            check_may_give(session, actor, None, terms_of(session, mandate))
        except NotAllowed:
            raise NotFound(code) from None
    return mandate, session.get_one(Account, mandate.account_id)


def _candidates(session: Session, mandate: Mandate, today: date) -> Iterable[Candidate]:
    seen = {mandate.account_id}
    for held, account in absence.own_mandates(session, mandate, today):
        if account.id not in seen and held.role in STANDS_IN.get(mandate.role, ()):
            seen.add(account.id)
            yield Candidate(account.pseudonym, account.full_name, held.title or wording.role_name(held.role))


def _lines(session: Session, today: date, which: ColumnElement[bool]) -> list[StandIn]:
    """Who stands in for whom, now or later."""
    absent, other = aliased(Account), aliased(Account)
    asked = select(Mandate, absent.full_name, other.full_name, absent.id)
    asked = asked.join(Substitution, Substitution.mandate_id == Mandate.id)
    asked = asked.join(absent, Substitution.absent_id == absent.id).join(other, Substitution.account_id == other.id)
    asked = asked.where(which).order_by(Mandate.valid_from, Mandate.id)
    found = []
    for held, of_name, name, absent_id in session.execute(asked):
        end = min(day for day in (held.valid_to, held.ended_on, date.max) if day is not None)
        if today < end and held.valid_from < end:
            stage = "in_force" if held.valid_from <= today else "to_come"
            found.append(
                StandIn(held.code, of_name, name, held.role, held.title, held.valid_from, end, stage, absent_id)
            )
    return found
