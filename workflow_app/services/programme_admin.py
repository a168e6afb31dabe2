"""Programmes as those who administer them see them: editions, rounds with their phase, and what is still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.edition import Edition as Rules
from states.edition_diff import Change, changes
from states.edition_values import REGISTRATION
from states.round import lengthening_of

from ..clock import day_of
from ..formats import ONE_DAY
from ..house import House
from ..models import Case, Edition, Programme, Round, Unit
from . import round as rounds
from .actor import Actor
from .edition_case import count_open
from .errors import NotFound
from .rules import rules_of
from .unit_tree import may_lead


@dataclass(frozen=True, slots=True)
class RoundAdmin:
    """A round; the days are the last ones, included. `lengthening`: by which act it can last longer.

    `registers`: whether units register in it; in others a period just runs.
    """

    period: str
    edition: int
    opens_on: date
    last_day: date
    ends: date
    phase: str
    cases: int
    lengthening: str
    changes: tuple[rounds.Change, ...]
    registers: bool


@dataclass(frozen=True, slots=True)
class EditionAdmin:
    """An edition; `open_cases` are those that go on under it."""

    number: int
    digest: str
    published_at: datetime
    open_cases: int
    periods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeAdmin:
    """A programme with its editions and rounds, the newest first; `rules` are those of its newest edition."""

    code: str
    rules: Rules
    editions: tuple[EditionAdmin, ...]
    rounds: tuple[RoundAdmin, ...]
    today: date


@dataclass(frozen=True, slots=True)
class EditionView:
    """One edition as it was written, and what it changed; `before` is the number of the edition compared with."""

    programme: str
    number: int
    rules: Rules
    digest: str
    published_at: datetime
    source: str
    before: int | None
    changes: tuple[Change, ...]


def list_programmes(house: House, actor: Actor) -> tuple[ProgrammeAdmin, ...]:
    """The programmes that a mandate administers, by code."""
    with house.db.reading() as session:
        today = day_of(house.clock())
        found = session.scalars(select(Programme).order_by(Programme.code)).all()
        return tuple(_view(house, session, one, today) for one in found if _administers(session, actor, one))


def get_programme(house: House, actor: Actor, code: str) -> ProgrammeAdmin:
    """One of them; `NotFound` for any other."""
    with house.db.reading() as session:
        return _view(house, session, _find(session, actor, code), day_of(house.clock()))


def get_edition(house: House, actor: Actor, code: str, number: int) -> EditionView:
    """One edition with what it says otherwise than the one before."""
    with house.db.reading() as session:
        programme = _find(session, actor, code)
        of = select(Edition).where(Edition.programme_id == programme.id)
        edition = session.scalar(of.where(Edition.number == number))
        if edition is None:
            raise NotFound(code)
        before = session.scalar(of.where(Edition.number < number).order_by(Edition.number.desc()).limit(1))
        return EditionView(
            code, edition.number, rules_of(edition), edition.digest, edition.published_at, edition.source,
            before.number if before else None, changes(before.source, edition.source) if before else (),
        )  # fmt: skip


def _find(session: Session, actor: Actor, code: str) -> Programme:
    programme = session.scalar(select(Programme).where(Programme.code == code))
    if programme is None or not _administers(session, actor, programme):
        raise NotFound(code)
    return programme


def _administers(session: Session, actor: Actor, programme: Programme) -> bool:
    return may_lead(actor, session.get_one(Unit, programme.issuer_id), programme.id)


def _view(house: House, session: Session, programme: Programme, today: date) -> ProgrammeAdmin:
    of = select(Edition).where(Edition.programme_id == programme.id).order_by(Edition.number.desc())
    editions, open_cases = session.scalars(of).all(), count_open(session, programme.id)
    found = session.scalars(
        select(Round).where(Round.programme_id == programme.id).order_by(Round.opens_on.desc(), Round.id.desc())
    ).all()
    numbers = {one.id: one.number for one in editions}
    registering = {one.id for one in editions if rules_of(one).has(REGISTRATION)}
    begun = select(Case.period, func.count()).where(Case.programme_id == programme.id, Case.process == "registration")
    counted = {period: number for period, number in session.execute(begun.group_by(Case.period))}
    changed = rounds.list_changes(house, session, [one.id for one in found])
    return ProgrammeAdmin(
        code=programme.code,
        rules=rules_of(editions[0]),
        editions=tuple(
            EditionAdmin(
                one.number, one.digest, one.published_at, open_cases.get(one.id, 0),
                tuple(round_.period for round_ in found if round_.edition_id == one.id),
            )
            for one in editions
        ),
        rounds=tuple(
            RoundAdmin(
                one.period, numbers[one.edition_id], one.opens_on, one.closes_on - ONE_DAY,
                one.ends_on - ONE_DAY, rounds.phase(one, today), counted.get(one.period, 0),
                lengthening_of(rounds.phase(one, today)), changed.get(one.id, ()), one.edition_id in registering,
            )
            for one in found
        ),
        today=today,
    )  # fmt: skip
