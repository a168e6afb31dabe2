"""Units from a table: compared with the register and with each other, and entered together or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from states.unit_kinds import LEADING, LEVELS, RANKS, kinds_below

from .. import text, wording
from ..clock import day_of
from ..codes import parse_code
from ..house import House
from ..models import Unit, UnitVersion
from ..tables import Cell, Column, Row
from ..wording.vocabulary import CELL_TYPES
from . import unit as units
from .actor import Actor, load_actor
from .errors import NotAllowed, NotFound
from .perform import Once, unit_of_work
from .table_check import Checked, RowsRefused
from .unit_tree import may_see, reaches_below

COMPARED = ("short_name", "kind", "cell_type", "since")  # what a row may say of a unit that is there


def columns(lang: str = "vi") -> tuple[Column, ...]:
    """The columns of the table, with the headings of a language; those of the other are understood too."""
    kinds = {kind: wording.in_both(wording.unit_kind_name, kind, lang) for kind in LEVELS}
    types = {kind: wording.in_both(wording.cell_type_name, kind, lang) for kind in CELL_TYPES}

    def column(code: str, **more: object) -> Column:
        heading, *also = wording.in_both(wording.table_heading, f"unit.{code}", lang)
        return Column(code, heading, also=tuple(also), **more)  # type: ignore[arg-type]

    return (
        column("code", longest=20),
        column("name", required=True),
        column("short_name", longest=units.LONGEST_SHORT_NAME),
        column("kind", kind="choice", required=True, choices=kinds),
        column("cell_type", kind="choice", choices=types),
        column("parent"),
        column("since", kind="date"),
    )


def check(house: House, mandate_id: int, code: str, rows: Sequence[Row], lang: str = "vi") -> tuple[Checked, ...]:
    """What would become of these rows below a unit; nothing is written."""
    with house.db.reading() as session:
        today = day_of(house.clock())
        actor = load_actor(session, mandate_id, today)
        return tuple(one.checked for one in _Desk(session, actor, code, today, lang).check(rows))


def list_below(house: House, actor: Actor, code: str, lang: str = "vi") -> list[list[Cell]]:
    """All units below one, on every level, as rows that can be brought in again."""
    with house.db.reading() as session:
        top = session.scalar(select(Unit).where(Unit.code == code))
        if top is None or not may_see(actor, top.path):
            raise NotFound(code)
        places = {place.id: place for place in _read(session, actor, day_of(house.clock()))}
        below = [place for place in places.values() if place.path.startswith(f"{top.path}.")]
        below.sort(key=lambda place: (place.path.count("."), text.sort_key(place.name)))
        rows: list[list[Cell]] = [[column.heading for column in columns(lang)]]
        for one in below:
            kind = wording.unit_kind_name(one.kind, lang)
            cell_type = wording.cell_type_name(one.cell_type, lang) if one.cell_type else None
            above = places[one.parent_id].code if one.parent_id in places else None
            rows.append([one.code, one.name, one.short_name, kind, cell_type, above, one.since])
        return rows


def take_in(
    house: House, mandate_id: int, code: str, rows: Sequence[Row], *, request: Once | None, lang: str = "vi"
) -> tuple[int, int]:
    """Enter all units that are not there yet, or raise `RowsRefused` and none; how many are new, and how many known."""
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        work.once(actor, request)
        desk = _Desk(work.session, actor, code, work.today, lang)
        parents = {place.parent.id for place in desk.check(rows) if place.parent and place.parent.id}
        # Of two who enter the same at once the second waits here, and sees the first.
        held = select(Unit.id).where(Unit.id.in_(parents)).order_by(Unit.id).with_for_update(key_share=True)
        work.session.execute(held).all()
        places = _Desk(work.session, actor, code, work.today, lang).check(rows)
        if any(place.checked.faults for place in places):
            raise RowsRefused([place.checked for place in places])
        made = {unit.id: unit for unit in work.session.scalars(select(Unit).where(Unit.id.in_(parents)))}
        new = [place for place in places if not place.checked.known]
        for place in sorted(new, key=lambda one: one.depth):
            assert place.parent is not None and place.parent.id
            values = place.checked.row.values
            unit = units.enter(
                work, actor, name=place.name, short_name=place.checked.row.text("short_name"), kind=place.kind,
                level=place.level, parent=made[place.parent.id], cell_type=place.cell_type,
                valid_from=_day(values.get("since")) or work.today, request=request,
            )  # fmt: skip
            place.id, made[unit.id], request = unit.id, unit, None  # the first of them remembers the form
        return len(new), len(places) - len(new)


@dataclass(slots=True, eq=False)
class _Place:
    """A unit that is there, or that a row would enter."""

    name: str
    kind: str
    level: str
    cell_type: str | None = None
    id: int = 0  # 0 until it is entered
    code: str = ""
    path: str = ""
    parent_id: int | None = None
    short_name: str = ""
    since: date | None = None
    parent: _Place | None = None
    depth: int = 0


@dataclass(slots=True, eq=False)
class _RowPlace(_Place):
    """A unit that a row would enter; `there` is the unit of the register that it means."""

    checked: Checked = None  # type: ignore[assignment]
    there: _Place | None = None


class _Desk:
    """All that a row is compared with, read once."""

    def __init__(self, session: Session, actor: Actor, code: str, today: date, lang: str) -> None:
        self.actor, self.today = actor, today
        self.heading = {column.code: column.heading for column in columns(lang)}
        unit = session.scalar(select(Unit).where(Unit.code == code))
        if unit is None or not may_see(actor, unit.path):
            raise NotFound(code)
        if not reaches_below(actor, unit.path):
            raise NotAllowed("only administrators and managers enter units, below those that they reach")
        self.by_id = {place.id: place for place in _read(session, actor, today)}
        self.top = self.by_id.get(unit.id)
        if self.top is None or self.top.kind not in LEADING:
            raise NotAllowed("units stand below one that leads")
        self.by_code = {place.code: place for place in self.by_id.values()}
        self.by_name: dict[str, list[_Place]] = {}
        self.below: dict[tuple[int, str], _Place] = {}
        for place in self.by_id.values():
            key = text.identity_key(place.name)
            self.by_name.setdefault(key, []).append(place)
            self.below[place.parent_id or 0, key] = place
        self.taken = _at_other_times(session, today)
        self.to_end = units.is_to_end(session, self.by_id)

    def check(self, rows: Sequence[Row]) -> list[_RowPlace]:
        """Each row with the unit above it, what it means, and all that stands against it."""
        places = [self._place(row) for row in rows]
        named: dict[str, list[_RowPlace]] = {}
        for place in places:
            if place.name:
                named.setdefault(text.identity_key(place.name), []).append(place)
        for place in places:
            self._find_parent(place, named)
        for place in places:
            _count_depth(place, self.heading["parent"])
        seen: dict[tuple[int, str], _RowPlace] = {}
        for place in sorted(places, key=lambda one: one.depth):  # the one above is known before those below it
            self._compare(place, seen)
        for place in places:
            self._refuse_two_of_one_name(place, named)
        return places

    def _place(self, row: Row) -> _RowPlace:
        kind = row.text("kind")
        checked = Checked(row, row.text("name"), kind)
        level = LEVELS.get(kind, "")
        return _RowPlace(row.text("name"), kind, level, row.text("cell_type") or None, checked=checked)

    def _find_parent(self, place: _RowPlace, named: dict[str, list[_RowPlace]]) -> None:
        written, heading = place.checked.row.text("parent"), self.heading["parent"]
        if not written:
            place.parent = self.top
            return
        key = text.identity_key(written)
        known = self.by_code.get(parse_code(written) or "")
        candidates: Sequence[_Place] = [known] if known else self.by_name.get(key) or named.get(key, [])
        if len(candidates) != 1:
            code = "unit-parent-several" if candidates else "unit-parent-unknown"
            place.checked.refuse(heading, code, seen=written[:60])
        else:
            place.parent = candidates[0]

    def _refuse_two_of_one_name(self, place: _RowPlace, named: dict[str, list[_RowPlace]]) -> None:
        """A name that means a unit of the register and a new one of the file says too little."""
        written = place.checked.row.text("parent")
        if place.parent is None or not written or parse_code(written) or isinstance(place.parent, _RowPlace):
            return
        if any(not one.checked.known for one in named.get(text.identity_key(written), ())):
            place.checked.refuse(self.heading["parent"], "unit-parent-several", seen=written[:60])

    def _compare(self, place: _RowPlace, seen: dict[tuple[int, str], _RowPlace]) -> None:
        parent = place.parent
        if isinstance(parent, _RowPlace) and parent.there is not None:
            parent = place.parent = parent.there
        place.there = self._meant(place, parent)
        since = place.checked.row.values.get("since")
        if isinstance(since, date) and since > self.today:
            place.checked.refuse(self.heading["since"], "unit-day-to-come")
        if place.there is not None:
            self._known(place, place.there)
        elif parent is not None:
            self._refuse_below(place, parent)
        if parent is None or not place.name:
            return
        first = seen.setdefault((parent.id or id(parent), text.identity_key(place.name)), place)
        if first is not place:
            said = {"row": str(min(first.checked.row.number, place.checked.row.number)), "seen": first.name[:60]}
            place.checked.refuse(self.heading["name"], "unit-twice", **said)

    def _meant(self, place: _RowPlace, parent: _Place | None) -> _Place | None:
        """The unit of the register that a row is about: by its code, or by its name under the unit above."""
        if written := place.checked.row.text("code"):
            found = self.by_code.get(parse_code(written) or "")
            if found is None:
                place.checked.refuse(self.heading["code"], "unit-code-unknown", seen=written)
            return found
        if parent is None or not parent.id:
            return None
        return self.below.get((parent.id, text.identity_key(place.name)))

    def _known(self, place: _RowPlace, there: _Place) -> None:
        """A unit that is there is never changed by a table: whatever differs is said."""
        row, checked = place.checked.row, place.checked
        checked.known, checked.beside = True, there.name if there.name != place.name else ""
        differing = [name for name in COMPARED if row.values.get(name) not in (None, getattr(there, name))]
        if text.identity_key(there.name) != text.identity_key(place.name):
            differing.insert(0, "name")
        if place.parent is not None and row.text("parent") and place.parent.id != there.parent_id:
            differing.append("parent")
        for name in differing:
            checked.refuse(self.heading[name], "unit-differs", name=there.name[:60])

    def _refuse_below(self, place: _RowPlace, parent: _Place) -> None:
        heading = self.heading["parent"]
        if parent.kind and parent.kind not in LEADING:
            place.checked.refuse(heading, "unit-parent-not-leading", seen=parent.name[:60])
        elif parent.id in self.to_end:
            place.checked.refuse(heading, "event-parent-changes-later")
        elif parent.path and not reaches_below(self.actor, parent.path):
            place.checked.refuse(heading, "unit-parent-out-of-reach", seen=parent.name[:60])
        elif parent.level and place.kind and place.kind not in kinds_below(parent.level):
            place.checked.refuse(self.heading["kind"], "unit-kind-not-below", seen=parent.name[:60])
        until = self.taken.get((parent.id, text.identity_key(place.name)))
        if until is not None and until > (_day(place.checked.row.values.get("since")) or self.today):
            place.checked.refuse(self.heading["name"], "unit-name-to-come")


def _count_depth(place: _RowPlace, heading: str) -> None:
    """How many new units stand above; rows that stand above themselves are refused."""
    passed, above = 0, place.parent
    while isinstance(above, _RowPlace):
        passed, above = passed + 1, above.parent
        if above is place or passed > len(RANKS):
            place.checked.refuse(heading, "unit-parent-circle")
            return
    place.depth = passed


def _read(session: Session, actor: Actor, today: date) -> list[_Place]:
    """The units within the actor's tree as they are called today."""
    version = UnitVersion
    asked = select(
        Unit.id, Unit.code, Unit.path, version.name, version.short_name, version.kind, version.level, version.cell_type,
        version.parent_id, version.valid_from,
    ).join(version, version.unit_id == Unit.id)  # fmt: skip
    below = Unit.path.startswith(f"{actor.unit_path}.", autoescape=True)
    found = session.execute(asked.where(or_(Unit.path == actor.unit_path, below), units.current(today)))
    return [
        _Place(
            row.name, row.kind, row.level, row.cell_type, row.id, row.code, row.path, row.parent_id, row.short_name,
            row.valid_from,
        )
        for row in found
    ]  # fmt: skip


def _at_other_times(session: Session, today: date) -> dict[tuple[int | None, str], date]:
    """The names that no unit has today, but had or will have: (parent, name as it is compared) -> until when."""
    asked = select(UnitVersion.parent_id, UnitVersion.name, UnitVersion.valid_to)
    asked = asked.where(UnitVersion.superseded_at.is_(None), ~units.current(today))
    found: dict[tuple[int | None, str], date] = {}
    for row in session.execute(asked):
        key = (row.parent_id, text.identity_key(row.name))
        found[key] = max(row.valid_to or date.max, found.get(key, date.min))
    return found


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
