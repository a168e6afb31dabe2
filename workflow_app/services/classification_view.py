"""How the classification of a year is read: the committee's list, a unit's own years, and what the public is told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from states.classification import years_on_end
from states.classification_rules import LEVELS
from states.reorganisation import EFFECTIVE

from ..house import House
from ..models import Case, Classification, ClassificationDecision, Programme, UnitEdge, UnitEvent
from .actor import Actor
from .classification import digest_of
from .classification_desk import DECIDES, WRITES, Desk, load_desk, newest
from .reach import Glance


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision about units of the list."""

    symbol: str
    decided_on: date
    regulation: str
    reason: str
    units: int


@dataclass(frozen=True, slots=True)
class ListView:
    """A committee's list of one year, and what its viewer may do with it."""

    desk: Desk
    seen: str  # digest of what is prepared
    eligible: Collection[int]  # ids of units that a recognition lets be considered for the highest level
    years: Mapping[int, int]  # unit -> years on end at the highest level, this one the last
    before: Mapping[int, int]  # unit -> the same, the most of any unit that it continues, up to the year before
    counts: Mapping[str, int]  # level -> units, as it would stand
    decisions: tuple[Decided, ...]
    may_write: bool
    may_decide: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """What everybody may know of a year: how many units have each level, and by which regulations."""

    counts: Mapping[str, int]
    regulations: tuple[str, ...]

    @property
    def classified(self) -> int:
        """All units that have a level."""
        return sum(self.counts.values())


def get_list(house: House, actor: Actor, code: str, period: str) -> ListView:
    """The list of the actor's committee; `NotFound` where the programme classifies nobody."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        desk = load_desk(glance, actor, code, period)
        ids = [row.unit_id for row in desk.rows]
        history = _history(session, desk.programme.id, ids)
        now = {row.unit_id: row.level for row in desk.rows if row.level}
        years = {one: years_on_end(history.get(one, {}) | {desk.year: now[one]}, desk.year) for one in now}
        return ListView(
            desk=desk,
            seen=digest_of(desk.prepared),
            eligible=_recognised(session, ids, period),
            years=years,
            before=_before(session, desk.programme.id, ids, desk.year),
            counts={level: sum(found == level for found in now.values()) for level in LEVELS},
            decisions=_decisions(session, desk),
            may_write=actor.role in WRITES,
            may_decide=actor.role in DECIDES,
        )


def count_levels(session: Session, programme_id: int, period: str) -> Totals:
    """The levels that stand in a year of a programme, over all its committees."""
    last, here = newest(), Classification
    same = and_(
        last.c.unit_id == here.unit_id, last.c.programme_id == here.programme_id, last.c.period == here.period,
        last.c.version == here.version,
    )  # fmt: skip
    asked = select(here.level, ClassificationDecision.regulation).join(last, same)
    asked = asked.join(ClassificationDecision, here.decision_id == ClassificationDecision.id)
    rows = session.execute(asked.where(here.programme_id == programme_id, here.period == period)).all()
    counts = {level: sum(row.level == level for row in rows) for level in LEVELS}
    return Totals(counts, tuple(sorted({row.regulation for row in rows})))


def list_own(house: House, actor: Actor) -> tuple[tuple[str, str, str, str], ...]:
    """The levels of the actor's own unit: programme, period, level, regulation; the latest first."""
    with house.db.reading() as session:
        asked = select(Programme.code, Classification, ClassificationDecision.regulation)
        asked = asked.join(Classification, Classification.programme_id == Programme.id)
        asked = asked.join(ClassificationDecision, Classification.decision_id == ClassificationDecision.id)
        found: dict[tuple[str, str], tuple[str, str, str, str]] = {}
        rows = session.execute(
            asked.where(Classification.unit_id.in_(actor.stands_for)).order_by(Classification.version)
        )
        for row in rows:
            one = row.Classification
            found[row.code, one.period] = (row.code, one.period, one.level, row.regulation)
        return tuple(sorted(found.values(), key=lambda each: each[1], reverse=True))


def _history(session: Session, programme_id: int, ids: Collection[int]) -> dict[int, dict[int, str]]:
    """The level of each unit in each year, as it stands."""
    asked = select(Classification.unit_id, Classification.period, Classification.level)
    asked = asked.where(Classification.programme_id == programme_id, Classification.unit_id.in_(ids))
    found: dict[int, dict[int, str]] = {}
    for row in session.execute(asked.order_by(Classification.version)):
        found.setdefault(row.unit_id, {})[int(row.period[:4])] = row.level
    return found


def _before(session: Session, programme_id: int, ids: Collection[int], year: int) -> dict[int, int]:
    """The most years on end of the units that each continues: whether they count on is for the issuer to say."""
    edges = select(UnitEdge.successor_id, UnitEdge.predecessor_id).join(UnitEvent, UnitEdge.event_id == UnitEvent.id)
    edges = edges.where(UnitEdge.successor_id.in_(ids), UnitEvent.status == EFFECTIVE)
    rows = [row for row in session.execute(edges) if row.predecessor_id != row.successor_id]
    history = _history(session, programme_id, [row.predecessor_id for row in rows])
    found: dict[int, int] = {}
    for row in rows:
        years = _last_streak(history.get(row.predecessor_id, {}), year)
        found[row.successor_id] = max(years, found.get(row.successor_id, 0))
    return {one: years for one, years in found.items() if years}


def _last_streak(levels: Mapping[int, str], year: int) -> int:
    return max((years_on_end(levels, last) for last in (year, year - 1)), default=0)


def _recognised(session: Session, ids: Collection[int], period: str) -> frozenset[int]:
    asked = select(Case.unit_id).where(Case.process == "recognition", Case.state == "published")
    return frozenset(session.scalars(asked.where(Case.unit_id.in_(ids), Case.period.startswith(period[:4]))))


def _decisions(session: Session, desk: Desk) -> tuple[Decided, ...]:
    of = (ClassificationDecision.programme_id == desk.programme.id, ClassificationDecision.period == desk.period)
    asked = select(ClassificationDecision).where(*of, ClassificationDecision.committee_id == desk.committee.id)
    found = session.scalars(asked.order_by(ClassificationDecision.id)).all()
    units = {one.id: 0 for one in found}
    levels = select(Classification.decision_id).where(Classification.decision_id.in_(units))
    for decision_id in session.scalars(levels):
        units[decision_id] += 1
    return tuple(Decided(one.symbol, one.decided_on, one.regulation, one.reason, units[one.id]) for one in found)


