"""Units: founding them, what they are called on a day, and which of them a mandate reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from states import roles, unit_history
from states.unit_history import Attributes, Version, Writing

from .. import text
from ..codes import new_code
from ..models import Entry, Unit, UnitEvent, UnitVersion
from .actor import Actor
from .errors import Invalid
from .perform import Once, Sealed, Work

LONGEST_SHORT_NAME = 120


def found(
    work: Work,
    by: Actor | None,
    *,
    name: str,
    short_name: str,
    kind: str,
    level: str,
    parent: Unit | None,
    valid_from: date,
    cell_type: str | None = None,
    request: Once | None = None,
) -> Unit:
    """Enter a new unit; its founding is journalled with the name sealed and open at once.

    Without a short name it has as much of its name as fits.

    Raises `Invalid` (unit-name-taken) for a twin under the same parent, or where that one is to end.
    """
    _refuse_twin(work, text.normalise(name), parent, valid_from)
    if parent is not None and is_to_end(work.session, [parent.id]):
        raise Invalid({"name": "event-parent-changes-later"})
    return enter(
        work, by, name=name, short_name=short_name, kind=kind, level=level, parent=parent, valid_from=valid_from,
        cell_type=cell_type, request=request,
    )  # fmt: skip


def enter(
    work: Work, by: Actor | None, *, name: str, short_name: str, kind: str, level: str, parent: Unit | None,
    valid_from: date, cell_type: str | None = None, request: Once | None = None,
) -> Unit:  # fmt: skip
    """As `found`, for whoever holds the parent and has compared the names under it already."""
    name, short_name = text.normalise(name), text.normalise(short_name or name[:LONGEST_SHORT_NAME])
    said = Attributes(name, short_name, kind, level, cell_type, parent.code if parent else None)
    unit = add(work)
    unit.path = f"{parent.path}.{unit.id}" if parent else str(unit.id)
    write_founded(work, by, unit, said, parent, valid_from, request=request)
    return unit


def add(work: Work) -> Unit:
    """The row of a unit that is about to be founded; until it stands somewhere its path is empty."""
    unit = Unit(code=new_code(), path="")
    work.session.add(unit)
    work.session.flush()
    return unit


def write_founded(
    work: Work, by: Actor | None, unit: Unit, said: Attributes, parent: Unit | None, on: date, *,
    request: Once | None = None, more: Mapping[str, Any] = {}, event: UnitEvent | None = None,
) -> Entry:  # fmt: skip
    """The entry that founds a unit, and its first version; `more` is said beside what the unit is."""
    clear = {"event": event.code} if event else {}
    sealed = {"unit": Sealed({**described(said), "valid_from": on.isoformat(), **more}, "at_once")}
    entry = work.append("unit.founded", by, sealed, request=request, unit=unit.code, **clear)
    ids = {parent.code: parent.id} if parent else {}
    (first,) = unit_history.founded(said, on, Writing(work.now, entry.id))
    add_version(work.session, unit.id, first, ids, event.id if event else None)
    work.session.flush()
    return entry


def described(said: Attributes) -> dict[str, Any]:
    """What a unit is, as an entry says it."""
    return asdict(said)


def add_version(session: Session, unit_id: int, one: Version, ids: Mapping[str, int], event_id: int | None) -> None:
    """The row of a version that was not written down before; `ids`: of the unit above, by code."""
    said = one.said
    session.add(
        UnitVersion(
            unit_id=unit_id, name=said.name, short_name=said.short_name, kind=said.kind, level=said.level,
            cell_type=said.cell_type, parent_id=ids[said.parent] if said.parent else None, valid_from=one.valid_from,
            valid_to=one.valid_to, ended=one.ended, recorded_at=one.recorded_at, superseded_at=one.superseded_at,
            superseded_entry_id=one.superseded_by, entry_id=one.entry, event_id=event_id,
            name_fold=text.search_fold(said.name), sort_key=text.sort_key(said.name),
        )
    )  # fmt: skip


def _refuse_twin(work: Work, name: str, parent: Unit | None, on: date) -> None:
    """Raise `Invalid` when a unit under the same parent has, or will have, a name that a reader takes for this one."""
    held = Unit.id == parent.id if parent else Unit.path.not_like("%.%")
    # Of two founded at once the second waits here, and sees the first.
    work.session.execute(select(Unit.id).where(held).order_by(Unit.id).with_for_update(key_share=True))
    beside = UnitVersion.parent_id == parent.id if parent else UnitVersion.parent_id.is_(None)
    lasting = and_(UnitVersion.superseded_at.is_(None), or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to > on))
    meant = text.identity_key(name)
    names = work.session.scalars(select(UnitVersion.name).where(beside, lasting))
    if any(text.identity_key(known) == meant for known in names):
        raise Invalid({"name": "unit-name-taken"})


def named(on: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Selects, of each unit that had begun by a day, what it was called then, or last if it was no more."""
    lasting = or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to > on, UnitVersion.ended)
    return and_(UnitVersion.valid_from <= on, lasting, UnitVersion.superseded_at.is_(None))


def is_to_end(session: Session, unit_ids: Iterable[int]) -> set[int]:
    """Which of these units end by a change that is recorded: nothing would move what is put below them now."""
    ends = (UnitVersion.unit_id.in_(set(unit_ids)), UnitVersion.ended, UnitVersion.superseded_at.is_(None))
    return set(session.scalars(select(UnitVersion.unit_id).where(*ends)))


def of_code(session: Session, code: str) -> Unit:
    """The unit with a code."""
    return session.scalars(select(Unit).where(Unit.code == code)).one()


def ended_by(on: date) -> ColumnElement[bool]:
    """Selects the last version of a unit that is no more on a day."""
    return and_(UnitVersion.ended, UnitVersion.superseded_at.is_(None), UnitVersion.valid_to <= on)


def has_ended(session: Session, unit_id: int, on: date) -> bool:
    """Whether a unit is no more on a day."""
    return session.scalar(select(UnitVersion.id).where(UnitVersion.unit_id == unit_id, ended_by(on))) is not None


def current(on: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Selects the versions in force on a day, as recorded now."""
    return and_(
        UnitVersion.valid_from <= on,
        or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to > on),
        UnitVersion.superseded_at.is_(None),
    )


def get_versions(session: Session, unit_ids: Iterable[int], on: date) -> dict[int, UnitVersion]:
    """What each unit was called on a day, or last if it was no more, by unit id, in one query."""
    found_versions = session.scalars(select(UnitVersion).where(UnitVersion.unit_id.in_(set(unit_ids)), named(on)))
    return {version.unit_id: version for version in found_versions}


def is_reached(actor: Actor, unit: Unit, programme_id: int) -> bool:
    """Whether a mandate reaches a unit in a programme."""
    if actor.reach == "programme":
        return actor.programme_id == programme_id
    if actor.programme_id not in (None, programme_id):
        return False
    return roles.reaches(actor.reach, own_path=actor.unit_path, path=unit.path)
