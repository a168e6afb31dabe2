"""What became of a unit: its names and places day by day, whom it came from, and to whom it belongs now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from states.reorganisation import EFFECTIVE, ENDING, RECORDED

from ..clock import day_of
from ..formats import ONE_DAY
from ..house import House
from ..models import Case, Programme, Unit, UnitEdge, UnitEvent, UnitVersion
from . import unit as units
from .errors import NotFound


@dataclass(frozen=True, slots=True)
class Period:
    """What a unit was called and where it stood from one day to another; `symbol` of the document that made it so."""

    name: str
    kind: str
    level: str
    parent: str
    first_day: date
    last_day: date | None
    symbol: str


@dataclass(frozen=True, slots=True)
class Other:
    """A unit that succeeded this one, or that it came from, as it is called today or was called last."""

    code: str
    name: str
    on: date
    kind: str  # of the change: merge, split, dissolve, found
    symbol: str


@dataclass(frozen=True, slots=True)
class Past:
    """A unit through time, the newest period first; `ended_on` is the first day on which it is no more."""

    code: str
    name: str
    periods: tuple[Period, ...]
    ended_on: date | None
    successors: tuple[Other, ...]
    predecessors: tuple[Other, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """A unit as it is called today, or was called last, and who succeeded it if it is no more."""

    code: str
    name: str
    ended_on: date | None
    successors: tuple[Other, ...] = ()


@dataclass(frozen=True, slots=True)
class Now:
    """What has become of the unit of a case, and of the committee whose programme it stands in."""

    unit: Today | None
    issuer: Today | None


def now_of(session: Session, case: Case, today: date) -> Now:
    """Both as they are today; one question, and one more for each that is no more."""
    issuer = select(Programme.issuer_id).where(Programme.id == case.programme_id).scalar_subquery()
    asked = select(Unit.id, Unit.code, UnitVersion.name, UnitVersion.ended, UnitVersion.valid_to)
    asked = asked.join(UnitVersion, and_(UnitVersion.unit_id == Unit.id, units.named(today)))
    found = {}
    for row in session.execute(asked.where(or_(Unit.id == case.unit_id, Unit.id == issuer))).all():
        ended_on = row.valid_to if row.ended and row.valid_to <= today else None
        successors = _others(session, row.id, today, after=True) if ended_on else ()
        found[row.id == case.unit_id] = Today(row.code, row.name, ended_on, successors)
    return Now(found.get(True), found.get(False))


def list_ended(session: Session, which: ColumnElement[bool], today: date) -> dict[int, Today]:
    """Those of some units that are no more, by id, and who succeeded them; two questions for however many."""
    asked = select(Unit.id, Unit.code, UnitVersion.name, UnitVersion.valid_to)
    asked = asked.join(UnitVersion, and_(UnitVersion.unit_id == Unit.id, units.named(today)))
    rows = session.execute(asked.where(which, UnitVersion.ended, UnitVersion.valid_to <= today)).all()
    if not rows:
        return {}
    successors = _others_of(session, [row.id for row in rows], today, after=True)
    return {row.id: Today(row.code, row.name, row.valid_to, successors.get(row.id, ())) for row in rows}


def read(house: House, code: str) -> Past:
    """The past of any unit, as everybody may read it; `NotFound` for a code that is none."""
    today = day_of(house.clock())
    with house.db.reading_public() as session:
        unit = session.scalar(select(Unit).where(Unit.code == code))
        found = None if unit is None else of_unit(session, unit.id, today)
        if found is None:
            raise NotFound(code)
        return found


def of_unit(session: Session, unit_id: int, today: date) -> Past | None:
    """The past of a unit that has begun by a day; what is recorded for later days is not shown yet."""
    above, written = aliased(UnitVersion), aliased(UnitVersion)
    # The change on the first day of a period began it, also where a later one wrote down how long it lasted.
    began_by = select(func.max(UnitEvent.symbol)).join(written, written.event_id == UnitEvent.id)
    began_by = began_by.where(written.unit_id == UnitVersion.unit_id, UnitEvent.effective_on == UnitVersion.valid_from)
    began_by = began_by.where(UnitEvent.status.in_((RECORDED, EFFECTIVE))).correlate(UnitVersion)
    asked = select(Unit.code, UnitVersion, above.name.label("parent"), began_by.scalar_subquery().label("symbol"))
    asked = asked.join(UnitVersion, UnitVersion.unit_id == Unit.id)
    # What the unit above was called when this period began.
    named = and_(
        above.unit_id == UnitVersion.parent_id, above.superseded_at.is_(None),
        above.valid_from <= UnitVersion.valid_from,
        above.ended | above.valid_to.is_(None) | (above.valid_to > UnitVersion.valid_from),
    )  # fmt: skip
    asked = asked.outerjoin(above, named)
    asked = asked.where(Unit.id == unit_id, UnitVersion.superseded_at.is_(None), UnitVersion.valid_from <= today)
    rows = session.execute(asked.order_by(UnitVersion.valid_from.desc())).all()
    if not rows:
        return None
    newest = rows[0].UnitVersion
    over = newest.ended and newest.valid_to is not None and newest.valid_to <= today
    return Past(
        code=rows[0].code,
        name=newest.name,
        periods=tuple(_period(row.UnitVersion, row.parent or "", row.symbol or "", today) for row in rows),
        ended_on=newest.valid_to if over else None,
        successors=_others(session, unit_id, today, after=True),
        predecessors=_others(session, unit_id, today, after=False),
    )


def _period(one: UnitVersion, parent: str, symbol: str, today: date) -> Period:
    last = one.valid_to - ONE_DAY if one.valid_to is not None and one.valid_to <= today else None
    return Period(one.name, one.kind, one.level, parent, one.valid_from, last, symbol)


def _others(session: Session, unit_id: int, today: date, *, after: bool) -> tuple[Other, ...]:
    return _others_of(session, [unit_id], today, after=after).get(unit_id, ())


def _others_of(
    session: Session, unit_ids: Collection[int], today: date, *, after: bool
) -> dict[int, tuple[Other, ...]]:  # fmt: skip
    own, far = UnitEdge.predecessor_id, UnitEdge.successor_id
    if not after:
        own, far = far, own
    said = (Unit.code, UnitVersion.name, UnitEvent.effective_on, UnitEdge.kind, UnitEvent.symbol)
    asked = select(own.label("own"), *said)
    asked = asked.join(UnitEvent, UnitEdge.event_id == UnitEvent.id).join(Unit, far == Unit.id)
    asked = asked.join(UnitVersion, and_(UnitVersion.unit_id == Unit.id, units.named(today)))
    done = (UnitEvent.status.in_((RECORDED, EFFECTIVE)), UnitEvent.effective_on <= today)
    asked = asked.where(own.in_(unit_ids), *done)
    if after:
        asked = asked.where(UnitEdge.kind.in_(ENDING))
    found: dict[int, tuple[Other, ...]] = {}
    for row in session.execute(asked.order_by(UnitEvent.effective_on, UnitEdge.position, Unit.id)):
        found[row.own] = (*found.get(row.own, ()), Other(*row[1:]))
    return found
