"""The tree of units as it stood on a day, whatever became of it since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, literal, select
from sqlalchemy.orm import Session, aliased

from ..clock import day_of
from ..formats import ONE_DAY
from ..house import House
from ..models import Unit, UnitVersion
from . import unit as units
from .actor import Actor
from .errors import NotFound
from .unit_tree import may_see

MOST = 5_000  # units on one page


@dataclass(frozen=True, slots=True)
class Line:
    """A unit as it was called on the day; `depth` below the one that was asked for."""

    code: str
    name: str
    kind: str
    cell_type: str | None
    depth: int


@dataclass(frozen=True, slots=True)
class TreeOn:
    """A unit and all that stood below it on a day, each behind the one above it; `above` it on that day."""

    on: date
    here: Line
    above: str
    below: tuple[Line, ...]


def below_on(unit_id: int, on: date) -> Select[tuple[int, int]]:
    """Selects id and depth of every unit below one on a day, through all levels; `depth` 1 stands directly below."""
    first = select(UnitVersion.unit_id.label("id"), literal(1).label("depth"))
    found = first.where(UnitVersion.parent_id == unit_id, units.current(on)).cte("below_on", recursive=True)
    deeper = aliased(UnitVersion)
    in_force = and_(
        deeper.valid_from <= on, deeper.valid_to.is_(None) | (deeper.valid_to > on), deeper.superseded_at.is_(None)
    )
    step = select(deeper.unit_id, found.c.depth + 1).join(found, deeper.parent_id == found.c.id).where(in_force)
    whole = found.union_all(step)
    return select(whole.c.id, whole.c.depth)


def above_on(session: Session, unit_id: int, on: date) -> tuple[int, ...]:
    """A unit and all that stood above it on a day, itself first; nothing where it was not there."""
    first = select(UnitVersion.unit_id.label("id"), UnitVersion.parent_id, literal(0).label("steps"))
    found = first.where(UnitVersion.unit_id == unit_id, units.current(on)).cte("above_on", recursive=True)
    higher = aliased(UnitVersion)
    in_force = and_(
        higher.valid_from <= on, higher.valid_to.is_(None) | (higher.valid_to > on), higher.superseded_at.is_(None)
    )
    step = select(higher.unit_id, higher.parent_id, found.c.steps + 1)
    whole = found.union_all(step.join(found, higher.unit_id == found.c.parent_id).where(in_force))
    return tuple(session.scalars(select(whole.c.id).order_by(whole.c.steps)))


def last_day(session: Session, unit_id: int, on: date) -> date:
    """A day, or the last one of a unit that was no more by then."""
    ended = select(UnitVersion.valid_to).where(UnitVersion.unit_id == unit_id, UnitVersion.ended)
    valid_to = session.scalar(ended.where(UnitVersion.superseded_at.is_(None), UnitVersion.valid_to <= on))
    return on if valid_to is None else valid_to - ONE_DAY


def show(house: House, actor: Actor, code: str, on: date | None) -> TreeOn:
    """The tree below a unit within reach on a day, or today; `NotFound` where it was not there on that day."""
    day = on or day_of(house.clock())
    with house.db.reading() as session:
        unit = session.scalar(select(Unit).where(Unit.code == code))
        if unit is None or not may_see(actor, unit.path):
            raise NotFound(code)
        here = session.scalar(select(UnitVersion).where(UnitVersion.unit_id == unit.id, units.current(day)))
        if here is None:
            raise NotFound(code)
        tree = below_on(unit.id, day).subquery()
        asked = select(Unit.code, UnitVersion, tree.c.depth).join(tree, tree.c.id == Unit.id)
        asked = asked.join(UnitVersion, and_(UnitVersion.unit_id == Unit.id, units.current(day)))
        rows = session.execute(asked.order_by(UnitVersion.sort_key, Unit.id).limit(MOST)).all()
        above = units.get_versions(session, [here.parent_id], day) if here.parent_id else {}
        name = next((one.name for one in above.values()), "")
        children: dict[int, list[Line]] = {}
        ids: dict[str, int] = {}
        for row in rows:
            one = row.UnitVersion
            children.setdefault(one.parent_id, []).append(_line(row.code, one, row.depth))
            ids[row.code] = one.unit_id
        return TreeOn(day, _line(code, here, 0), name, tuple(_in_order(children, ids, unit.id)))


def _line(code: str, one: UnitVersion, depth: int) -> Line:
    return Line(code, one.name, one.kind, one.cell_type, depth)


def _in_order(children: dict[int, list[Line]], ids: dict[str, int], top: int) -> list[Line]:
    found: list[Line] = []
    for line in children.get(top, ()):
        found.append(line)
        found += _in_order(children, ids, ids[line.code])
    return found
