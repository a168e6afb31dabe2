"""The units out of which the targets of a period are counted, as they were called then and who carries them on now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.population import END, START

from ..clock import day_of
from ..house import House
from ..models import Population, Programme, Unit, UnitVersion
from . import unit as units
from .actor import Actor
from .errors import NotFound
from .population import related
from .targets import of_issuer
from .unit_tree import may_lead


@dataclass(frozen=True, slots=True)
class CountedUnit:
    """One unit: its name on the day it was counted, on which days it was, and what stands for it today."""

    code: str
    kind: str
    then: str
    at_start: bool
    at_end: bool
    now: tuple[str, ...]  # its own name of today, or the names of those that carry it on


def list_counted(house: House, actor: Actor, code: str, period: str) -> tuple[CountedUnit, ...]:
    """The units that were taken down for a period, for who runs the programme or works for its committee."""
    today = day_of(house.clock())
    with house.db.reading() as session:
        programme = session.scalar(select(Programme).where(Programme.code == code))
        if programme is None or not (of_issuer(actor, programme) or may_lead(actor, programme.issuer, programme.id)):
            raise NotFound(code)
        asked = select(Population).where(Population.programme_id == programme.id, Population.period == period)
        taken = {row.moment: row for row in session.scalars(asked)}
        there = {moment: row.units for moment, row in taken.items()}
        start, end = there.get(START, {}), there.get(END, {})
        called: dict[str, tuple[str, str]] = {}  # sort key and name
        for moment in (END, START):  # of a unit that was counted twice, the name it had first
            if moment in taken:
                called |= _names(session, taken[moment].as_of, set(there[moment]))
        now = _now(session, set(called), today)
    kinds = {**end, **start}
    return tuple(
        CountedUnit(one, kinds[one], name, one in start, one in end, now.get(one, ()))
        for one, (_, name) in sorted(called.items(), key=lambda item: (item[1], item[0]))
    )


def _names(session: Session, day: date, codes: set[str]) -> dict[str, tuple[str, str]]:
    asked = select(Unit.code, UnitVersion.sort_key, UnitVersion.name).join(UnitVersion, UnitVersion.unit_id == Unit.id)
    rows = session.execute(asked.where(Unit.code.in_(codes), units.current(day)))
    return {row.code: (row.sort_key, row.name) for row in rows}


def _now(session: Session, codes: set[str], today: date) -> dict[str, tuple[str, ...]]:
    """What stands for each unit today: itself, or through every change those that carry it on."""
    after = related(session, today, after=True)
    ids = {row.code: row.id for row in session.execute(select(Unit.code, Unit.id).where(Unit.code.in_(codes)))}
    asked = select(UnitVersion.unit_id, UnitVersion.name, UnitVersion.sort_key).where(units.current(today))
    wanted = set(ids.values()).union(*(after.get(one, set()) for one in ids.values()))
    rows = session.execute(asked.where(UnitVersion.unit_id.in_(wanted)))
    living = {row.unit_id: (row.sort_key, row.name) for row in rows}
    found = {}
    for code, unit_id in ids.items():
        here = {unit_id} if unit_id in living else after.get(unit_id, set()) & living.keys()
        found[code] = tuple(name for _, name in sorted(living[one] for one in here))
    return found
