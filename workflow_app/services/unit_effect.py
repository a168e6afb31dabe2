"""The day on which a change of the organisation takes effect: the tree turns, and what hung on units that are no more
goes where the change says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import structlog
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from states.reorganisation import EFFECTIVE, ENDING, RECORDED, UNDONE

from ..clock import day_of
from ..house import House
from ..models import Entry, Mandate, Unit, UnitEdge, UnitEvent, UnitVersion
from . import fate
from .mandate import write_end
from .perform import Work, unit_of_work
from .unit import named

log = structlog.get_logger()


def turn_due(house: House) -> int:
    """Bring into effect what was recorded for today or before; returns how many changes that were."""
    due = (UnitEvent.status == RECORDED, UnitEvent.effective_on <= day_of(house.clock()))
    with house.db.reading() as session:
        codes = session.scalars(select(UnitEvent.code).where(*due).order_by(UnitEvent.effective_on, UnitEvent.id)).all()
    return sum(_turn(house, code) for code in codes)


def _turn(house: House, code: str) -> bool:
    """One of them; whatever stands in its way must not keep the worker from its other work."""
    try:
        with unit_of_work(house) as work:
            held = select(UnitEvent).where(UnitEvent.code == code, UnitEvent.status == RECORDED).with_for_update()
            event = work.session.scalar(held)
            if event is not None:  # otherwise another worker was first
                bring_into_effect(work, event)
            return event is not None
    except Exception as error:
        log.error("unit.turn_failed", change=code, error=type(error).__name__)
        return False


def bring_into_effect(work: Work, event: UnitEvent) -> None:
    """The entry that says from when a change counts, the tree of today, and no mandate in a unit that is no more."""
    assert event.entry_id is not None, "only what is recorded takes effect"
    recorded = work.session.get_one(Entry, event.entry_id).leaf_hash.hex()
    entry = work.append("unit.took_effect", work.system(), {}, event=event.code, recorded=recorded)
    event.status, event.effect_entry_id = EFFECTIVE, entry.id
    event.version += 1
    work.session.flush()
    _turn_paths(work)
    for mandate in _mandates_left(work, event):
        write_end(work, work.system(), mandate, work.today)
    fate.ask(work, event, entry)


def _turn_paths(work: Work) -> None:
    """Write every unit's place in the tree of today."""
    paths = paths_on(work.session, _latest_day(work))
    for unit in work.session.scalars(select(Unit).order_by(Unit.id)):
        if unit.path != paths.get(unit.id, ""):
            unit.path = paths.get(unit.id, "")
    work.session.flush()


def _latest_day(work: Work) -> date:
    """Today; or, while a clock is behind, the latest day that has come for the register already."""
    asked = select(func.max(UnitVersion.valid_from)).where(UnitVersion.event_id.is_(None))
    turned = select(func.max(UnitEvent.effective_on)).where(UnitEvent.status == EFFECTIVE)
    days = (work.session.scalar(asked), work.session.scalar(turned))
    return max([work.today, *(day for day in days if day is not None)])


def paths_on(session: Session, on: date) -> dict[int, str]:
    """Where each unit stands on a day, by id: below the one above it, or in the place of the one that carries it on."""
    asked = select(UnitVersion.unit_id, UnitVersion.parent_id, UnitVersion.ended, UnitVersion.valid_to)
    rows = session.execute(asked.where(named(on))).all()
    over = {row.unit_id for row in rows if row.ended and row.valid_to <= on}
    return paths_of({row.unit_id: row.parent_id for row in rows if row.unit_id not in over}, carriers(session, over))


def paths_of(above: Mapping[int, int | None], carried_by: Mapping[int, int]) -> dict[int, str]:
    """Paths from what stands above each unit, and what carries on each that is no more; "" for one left nowhere."""
    found: dict[int, str] = {}

    def path(id_: int) -> str:
        if id_ not in found:
            found[id_] = ""  # where a circle, which no change can make, would end
            if id_ in carried_by:
                found[id_] = path(carried_by[id_])
            elif id_ in above:
                parent = above[id_]
                over = path(parent) if parent is not None else ""
                found[id_] = str(id_) if parent is None else over and f"{over}.{id_}"
        return found[id_]

    return {id_: path(id_) for id_ in (*above, *carried_by)}


def carriers(session: Session, over: Collection[int]) -> dict[int, int]:
    """Of each of these units, which are no more, the first of those that succeeded it."""
    asked = select(UnitEdge.predecessor_id, UnitEdge.successor_id).join(UnitEvent, UnitEdge.event_id == UnitEvent.id)
    asked = asked.where(UnitEdge.predecessor_id.in_(over), UnitEdge.position == 0, UnitEdge.kind.in_(ENDING))
    ended = asked.where(UnitEvent.status != UNDONE).order_by(UnitEvent.id)
    return {row.predecessor_id: row.successor_id for row in session.execute(ended)}


def _mandates_left(work: Work, event: UnitEvent) -> list[Mandate]:
    """The mandates of persons in the units that a change has ended, as far as they still hold or are to hold."""
    over = select(UnitVersion.unit_id).where(UnitVersion.event_id == event.id, UnitVersion.ended)
    lasting = [or_(day.is_(None), day > work.today) for day in (Mandate.valid_to, Mandate.ended_on)]
    held = select(Mandate).where(Mandate.unit_id.in_(over), Mandate.account_id.is_not(None), *lasting)
    return list(work.session.scalars(held.order_by(Mandate.id).with_for_update()))
