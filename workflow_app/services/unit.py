"""Units: founding them, what they are called on a day, and which of them a mandate reaches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from states import roles

from .. import text
from ..codes import new_code
from ..models import Entry, Unit, UnitVersion
from .actor import Actor
from .errors import Invalid
from .perform import Once, Sealed, Work

# Where a kind of unit stands; whoever enters it need not be asked.
LEVELS = {
    "dang_bo_tinh": "province",
    "dang_bo_huyen": "upper_grassroots",
    "dang_bo_khoi": "upper_grassroots",
    "dang_bo_xa": "upper_grassroots",
    "dang_bo_co_so": "grassroots",
    "chi_bo_co_so": "grassroots",
    "chi_bo_truc_thuoc": "cell_sub",
}
RANKS = ("central", "province", "upper_grassroots", "grassroots", "sub_grassroots", "cell_sub")  # the highest first
LONGEST_SHORT_NAME = 120
LEADING = ("dang_bo_tinh", "dang_bo_huyen", "dang_bo_khoi", "dang_bo_xa", "dang_bo_co_so")  # may have units below


def kinds_below(level: str) -> list[str]:
    """The kinds of unit that can stand under one of this level."""
    return [kind for kind, its_level in LEVELS.items() if RANKS.index(its_level) > RANKS.index(level)]


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

    Raises `Invalid` (unit-name-taken) for a twin under the same parent.
    """
    _refuse_twin(work, text.normalise(name), parent, valid_from)
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
    unit = Unit(code=new_code(), path="")
    work.session.add(unit)
    work.session.flush()
    unit.path = f"{parent.path}.{unit.id}" if parent else str(unit.id)
    described = {"name": name, "kind": kind, "level": level, "parent": parent.code if parent else None}
    described |= {"short_name": short_name, "cell_type": cell_type, "valid_from": valid_from.isoformat()}
    sealed = {"unit": Sealed(described, "at_once")}
    entry: Entry = work.append("unit.founded", by, sealed, request=request, unit=unit.code)
    work.session.add(
        UnitVersion(
            unit_id=unit.id,
            name=name,
            short_name=short_name,
            kind=kind,
            level=level,
            cell_type=cell_type,
            parent_id=parent.id if parent else None,
            valid_from=valid_from,
            recorded_at=work.now,
            entry_id=entry.id,
            name_fold=text.search_fold(name),
            sort_key=text.sort_key(name),
        )
    )
    work.session.flush()
    return unit


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


def current(on: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Selects the versions in force on a day, as recorded now."""
    return and_(
        UnitVersion.valid_from <= on,
        or_(UnitVersion.valid_to.is_(None), UnitVersion.valid_to > on),
        UnitVersion.superseded_at.is_(None),
    )


def get_versions(session: Session, unit_ids: Iterable[int], on: date) -> dict[int, UnitVersion]:
    """The version of each unit in force on a day, by unit id, in one query."""
    found_versions = session.scalars(select(UnitVersion).where(UnitVersion.unit_id.in_(set(unit_ids)), current(on)))
    return {version.unit_id: version for version in found_versions}


def is_reached(actor: Actor, unit: Unit, programme_id: int) -> bool:
    """Whether a mandate reaches a unit in a programme."""
    if actor.reach == "programme":
        return actor.programme_id == programme_id
    if actor.programme_id not in (None, programme_id):
        return False
    return roles.reaches(actor.reach, own_path=actor.unit_path, path=unit.path)
