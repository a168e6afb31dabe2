"""Changes of the organisation as those who write them see them: each row in names, with what stands against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from states.reorganisation import DRAFT, FOUND, Plan, Row, Standing

from .. import text
from ..formats import ONE_DAY
from ..house import House
from ..models import Entry, Unit, UnitEvent, UnitVersion
from . import unit as units
from .actor import Actor
from .errors import NotAllowed
from .unit_event import find, may_write, plan, rows_of, standing_tree
from .unit_event_record import reasons_against_undoing

MOST_OFFERED = 500  # names to choose from


@dataclass(frozen=True, slots=True)
class EventLine:
    """A change in the list of all."""

    code: str
    title: str
    effective_on: date
    status: str
    rows: int


@dataclass(frozen=True, slots=True)
class RowView:
    """A row with the names of the units it speaks of, and why it cannot be taken."""

    row: Row
    unit: str
    parent: str
    related: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventView:
    """One change; `offered`: names of units to choose from. `against_undoing`: why it cannot be taken back."""

    code: str
    title: str
    effective_on: date
    symbol: str
    issued_on: date
    issuer: str
    status: str
    version: int
    rows: tuple[RowView, ...]
    founded: int
    changed: int
    ended: int
    faults: tuple[str, ...]  # that belong to no row
    offered: tuple[str, ...]
    against_undoing: tuple[str, ...]

    @property
    def is_draft(self) -> bool:
        return self.status == DRAFT

    @property
    def may_record(self) -> bool:
        """Nothing stands against it as it is written now."""
        return self.is_draft and not self.faults and not any(line.faults for line in self.rows)


def list_events(house: House, actor: Actor) -> tuple[EventLine, ...]:
    """The changes of the tree below a mandate's unit, the latest day first."""
    _may_read(actor)
    with house.db.reading() as session:
        within = or_(Unit.path == actor.unit_path, Unit.path.startswith(f"{actor.unit_path}.", autoescape=True))
        asked = select(UnitEvent).join(Unit, UnitEvent.top_id == Unit.id).where(within)
        found = session.scalars(asked.order_by(UnitEvent.effective_on.desc(), UnitEvent.id.desc()))
        return tuple(EventLine(one.code, one.title, one.effective_on, one.status, len(one.rows)) for one in found)


def view(house: House, actor: Actor, code: str) -> EventView:
    """One of them with all its rows."""
    _may_read(actor)
    with house.db.reading() as session:
        event = find(session, actor, code)
        rows, tree = rows_of(event), dict[str, Standing]()
        made = Plan((), (), (), {})
        if event.status == DRAFT:
            tree = standing_tree(session, actor.unit_path, event.top_id, event.effective_on)
            made = plan(session, actor, event)
        names = _names(session, rows, tree, event.effective_on - ONE_DAY)
        numbers = _numbers(session, event, made)
        return EventView(
            event.code, event.title, event.effective_on, event.symbol, event.issued_on, event.issuer, event.status,
            event.version, tuple(_line(row, names, made.faults.get(row.number, ())) for row in rows), *numbers,
            faults=made.faults.get(0, ()), offered=_offered(tree),
            against_undoing=() if event.status == DRAFT else reasons_against_undoing(session, event),
        )  # fmt: skip


def resolve(house: House, actor: Actor, code: str, rows: Iterable[Row]) -> list[Row]:
    """The same rows with units that were named by their full names named by their codes."""
    with house.db.reading() as session:
        event = find(session, actor, code)
        tree = standing_tree(session, actor.unit_path, event.top_id, event.effective_on)
    by_name: dict[str, list[str]] = {}
    for unit, standing in tree.items():
        by_name.setdefault(text.identity_key(standing.said.name), []).append(unit)
    typed = list(rows)
    keys = {row.unit for row in typed if row.kind == FOUND} | {row.unit for row in rows_of(event) if row.kind == FOUND}

    def meant(written: str) -> str:
        if written in keys or written.upper() in tree:
            return written if written in keys else written.upper()
        found = by_name.get(text.identity_key(written), [])
        return found[0] if len(found) == 1 else written

    return [_resolved(row, meant) for row in typed]


def _resolved(row: Row, meant: Callable[[str], str]) -> Row:
    unit = row.unit if row.kind == FOUND else meant(row.unit)
    related = tuple(meant(one) for one in row.related)
    return replace(row, unit=unit, parent=meant(row.parent) if row.parent else "", related=related)


def _may_read(actor: Actor) -> None:
    if not may_write(actor):
        raise NotAllowed("only administrators and managers of a whole tree change it")


def _line(row: Row, names: Mapping[str, str], faults: tuple[str, ...]) -> RowView:
    related = tuple(names.get(one, one) for one in row.related)
    return RowView(row, names.get(row.unit, row.unit), names.get(row.parent, row.parent), related, faults)


def _names(session: Session, rows: Iterable[Row], tree: Mapping[str, Standing], before: date) -> dict[str, str]:
    """What the units in these rows are called before the change, and the new ones by it."""
    rows = list(rows)
    named = {code for row in rows for code in (row.unit, row.parent, *row.related)} - tree.keys()
    asked = select(Unit.code, UnitVersion.name).join(UnitVersion, UnitVersion.unit_id == Unit.id)
    known = session.execute(asked.where(Unit.code.in_(named), units.named(before)))
    new = {row.unit: row.name for row in rows if row.kind == FOUND and row.name}
    return {code: one.said.name for code, one in tree.items()} | {row.code: row.name for row in known} | new


def _numbers(session: Session, event: UnitEvent, made: Plan) -> tuple[int, int, int]:
    """How many units are founded, changed and ended."""
    if event.entry_id is None:
        return len(made.founded), len(made.changed), len(made.ended)
    kinds = [f"unit.{act}" for act in ("founded", "changed", "ended")]
    of_it = select(UnitVersion.entry_id).where(UnitVersion.event_id == event.id)
    counted = {kind: 0 for kind in kinds}
    for kind in session.scalars(select(Entry.kind).where(Entry.id.in_(of_it))):
        counted[kind] = counted.get(kind, 0) + 1
    return counted[kinds[0]], counted[kinds[1]], counted[kinds[2]]


def _offered(tree: Mapping[str, Standing]) -> tuple[str, ...]:
    names = sorted((one.said.name for one in tree.values()), key=text.sort_key)
    return tuple(names[:MOST_OFFERED])
