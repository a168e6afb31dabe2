"""What the register holds of units: read as histories, and written down when they change."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from states.unit_history import Attributes, History, Version

from ..models import Unit, UnitEvent, UnitVersion
from .unit import add_version


def read(session: Session, unit_ids: Collection[int]) -> dict[int, History]:
    """The whole history of each unit, in the order in which it was written down."""
    rows = session.scalars(select(UnitVersion).where(UnitVersion.unit_id.in_(unit_ids)).order_by(UnitVersion.id)).all()
    codes = _codes(session, {row.parent_id for row in rows})
    found: dict[int, History] = {}
    for row in rows:
        found[row.unit_id] = (*found.get(row.unit_id, ()), version_of(row, codes))
    return found


def version_of(row: UnitVersion, codes: dict[int, str]) -> Version:
    """A row as a version; `codes` of the units above, by id."""
    parent = codes[row.parent_id] if row.parent_id is not None else None
    said = Attributes(row.name, row.short_name, row.kind, row.level, row.cell_type, parent)
    return Version(
        said, row.valid_from, row.valid_to, row.ended, row.recorded_at, row.entry_id, row.superseded_at,
        row.superseded_entry_id,
    )  # fmt: skip


def write(session: Session, unit_id: int, before: History, after: History, event: UnitEvent | None = None) -> None:
    """Write down what is new in a history: what was there is superseded at most, nothing else of it changes.

    `event`: the change that an entry belongs to which no row names yet.
    """
    rows = session.scalars(select(UnitVersion).where(UnitVersion.unit_id == unit_id).order_by(UnitVersion.id)).all()
    for row, one in zip(rows, after[: len(before)], strict=True):
        if row.superseded_at != one.superseded_at:
            row.superseded_at, row.superseded_entry_id = one.superseded_at, one.superseded_by
    new, events = after[len(before) :], {row.entry_id: row.event_id for row in rows}
    ids = _ids(session, {one.said.parent for one in new})
    for one in new:
        add_version(session, unit_id, one, ids, events.get(one.entry, event.id if event else None))
    session.flush()


def standing_on(session: Session, unit_ids: Collection[int], on: date) -> dict[int, tuple[Attributes, date]]:
    """What each unit in force on a day is, and from when on nothing else is known of it yet."""
    found = {}
    for unit_id, history in read(session, unit_ids).items():
        held = [one for one in history if one.superseded_at is None]
        here = [one for one in held if one.valid_from <= on and (one.valid_to is None or on < one.valid_to)]
        if here:
            last = max(held, key=lambda one: one.valid_from)
            found[unit_id] = here[0].said, last.valid_to if last.ended and last.valid_to else last.valid_from
    return found


def to_come(session: Session, within: ColumnElement[bool], on: date) -> tuple[Attributes, ...]:
    """What units become after a day below one of these (a condition on `Unit`), wherever they stand until then."""
    asked = select(UnitVersion, Unit.code).join(Unit, UnitVersion.parent_id == Unit.id)
    rows = session.execute(asked.where(within, UnitVersion.valid_from > on, UnitVersion.superseded_at.is_(None)))
    return tuple(version_of(row, {row.parent_id: code}).said for row, code in rows if row.parent_id is not None)


def around(session: Session, unit_ids: Collection[int]) -> dict[str, History]:
    """The histories of units, of those above them and of those that ever stood or will stand below them, by code."""
    version = UnitVersion
    below = select(version.unit_id).where(version.parent_id.in_(unit_ids), version.superseded_at.is_(None))
    above = select(version.parent_id).where(version.unit_id.in_(unit_ids), version.parent_id.is_not(None))
    ids = {*unit_ids, *session.scalars(below), *session.scalars(above)}
    codes = _codes(session, ids)
    return {codes[unit_id]: history for unit_id, history in read(session, ids).items()}


def _codes(session: Session, unit_ids: Iterable[int | None]) -> dict[int, str]:
    asked = select(Unit.id, Unit.code).where(Unit.id.in_({one for one in unit_ids if one is not None}))
    return {row.id: row.code for row in session.execute(asked)}


def _ids(session: Session, codes: Iterable[str | None]) -> dict[str, int]:
    asked = select(Unit.id, Unit.code).where(Unit.code.in_({one for one in codes if one is not None}))
    return {row.code: row.id for row in session.execute(asked)}
