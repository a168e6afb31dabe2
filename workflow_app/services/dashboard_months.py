"""The months of a branch added up: of all of it, and of each unit directly below the one looked at."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from states.edition_values import RETURNS
from states.returns_rules import LEAST_TOLD, first_of

from ..models import MeetingReturn, Unit, UnitVersion
from . import unit as units
from .dashboard_branch import Place, Row
from .dashboard_facts import Reports, read_asked
from .programme_units import covered

FEW = 500  # ids that are named one by one in a question
Grades = dict[str | None, int]  # grade (None: no meeting) -> cells


@dataclass(frozen=True, slots=True)
class Month:
    """One month: how many cells were asked, what those came to that reported, and whether the last day has passed."""

    month: str
    asked: int
    grades: Grades = field(default_factory=dict)
    over: bool = True

    @property
    def missing(self) -> int:
        """Cells that have not reported: apart, never as zero."""
        return max(0, self.asked - sum(self.grades.values()))


@dataclass(frozen=True, slots=True)
class GridRow:
    """A unit directly below, with its own months or the sums of all below it."""

    row: Row
    months: tuple[Month, ...]


def told_to_all(session: Session, place: Place) -> tuple[tuple[Month, ...], bool]:
    """The months of the whole programme that everybody may read, and whether others are kept back.

    Where a month asks only a few cells, one could tell from its sums which of them said what.
    """
    reports, issuer = read_asked(session, place), place.programme.issuer_id
    if not reports.months:
        return (), False
    below = covered(session, session.get_one(Unit, issuer), place.last_on).below()
    is_over = place.as_of != place.last_on  # the committee: the tree of its last day does not hold who carries units on
    if is_over:
        here = and_(UnitVersion.unit_id == Unit.id, units.current(place.last_on))
        cells = select(Unit.id).join(UnitVersion, here).where(below)
    else:
        tree = _tree([issuer], place).subquery()
        here = and_(UnitVersion.unit_id == tree.c.id, units.current(place.as_of))
        cells = select(UnitVersion.unit_id).join(tree, here)
    asked = cells.where(UnitVersion.kind.in_(place.rules.returns.unit_kinds))
    reports.until = _ended(session, place, reports, below)
    months = add_up(session, place, reports, issuer, [*session.scalars(asked), *reports.until], deep=not is_over)
    told = tuple(one for one in months if one.asked >= LEAST_TOLD)
    return told, len(told) < len(months)


def _ended(session: Session, place: Place, reports: Reports, below: ColumnElement[bool]) -> dict[int, date]:
    """The cells that were there in one of these months and are no more by its last day, and since when."""
    asked = select(UnitVersion.unit_id, UnitVersion.valid_to).join(Unit, UnitVersion.unit_id == Unit.id).where(
        units.ended_by(place.last_on), UnitVersion.valid_to > first_of(reports.months[0]), below,
        UnitVersion.kind.in_(place.rules.returns.unit_kinds),
    )  # fmt: skip
    return {row.unit_id: row.valid_to for row in session.execute(asked) if row.valid_to is not None}


def cells_of(place: Place, rows: Sequence[Row]) -> list[int]:
    """Those of these units that report."""
    kinds = place.rules.returns.unit_kinds if place.rules.has(RETURNS) else ()
    return [row.id for row in rows if row.kind in kinds]


def add_up(
    session: Session, place: Place, reports: Reports, top: int, cells: Sequence[int], *, deep: bool = True
) -> tuple[Month, ...]:  # fmt: skip
    """The months of these cells at or below a unit, the first first; `deep`: whether they are all that stand there."""
    if not reports.months:
        return ()
    found: dict[str, Grades] = {}
    here = MeetingReturn
    # Whoever looks at thousands of cells looks at the programme: what falls outside is told apart by its id.
    within: ColumnElement[bool] = here.unit_id.in_(cells)
    if len(cells) > FEW and deep:
        within = or_(here.unit_id.in_(_below_ids(top, place)), here.unit_id.in_(reports.until))
    asked = select(here.month, here.band, func.count()).where(*_current(place, reports), within)
    for month, band, number in session.execute(asked.group_by(here.month, here.band)):
        found.setdefault(month, {})[band] = number
    _take_out(found, _uncounted(session, place, reports), cells)
    return _months(reports, _asked(reports, cells), found)


def _uncounted(session: Session, place: Place, reports: Reports) -> list[tuple[int, str, str | None]]:
    """Cell, month and grade of what was reported although nothing asked for it: it stands in no sum."""
    apart = reports.apart
    if not apart:
        return []
    here = MeetingReturn
    asked = select(here.unit_id, here.month, here.band).where(*_current(place, reports))
    if len(apart) <= FEW:
        asked = asked.where(here.unit_id.in_(apart))
    rows = session.execute(asked)
    return [(row.unit_id, row.month, row.band) for row in rows if not reports.asked(row.unit_id, row.month)]


def _take_out(
    found: dict[str, Grades], uncounted: Sequence[tuple[int, str, str | None]], cells: Collection[int]
) -> None:  # fmt: skip
    within = set(cells) if uncounted else ()
    for unit_id, month, band in uncounted:
        if unit_id in within:
            found[month][band] -= 1


def in_all(lines: Sequence[GridRow]) -> tuple[Month, ...]:
    """The months of units that together are the whole of a branch."""
    whole: list[Month] = []
    for months in zip(*(line.months for line in lines), strict=True):
        grades: Grades = {}
        for one in months:
            for grade, number in one.grades.items():
                grades[grade] = grades.get(grade, 0) + number
        whole.append(Month(months[0].month, sum(one.asked for one in months), grades, months[0].over))
    return tuple(whole)


def _asked(reports: Reports, ids: Sequence[int]) -> dict[str, int]:
    """How many of these cells are asked for each month; only of a few is that a question of days and decisions."""
    apart = reports.apart & set(ids)
    rest = len(ids) - len(apart)
    return {month: rest + sum(reports.asked(one, month) for one in apart) for month in reports.months}


def add_up_each(
    session: Session, place: Place, reports: Reports, groups: Mapping[int, Sequence[Row]], shown: Sequence[Row],
    *, deep: bool = True,
) -> tuple[GridRow, ...]:  # fmt: skip
    """The months of each of these units; `groups`: the unit and all below it, as far as the viewer sees.

    Who does not see `deep` sees each of these units alone.
    """
    if not reports.months or not shown:
        return ()
    tree = _tree([row.id for row in shown], place, deep=deep).subquery()
    here = MeetingReturn
    asked = select(tree.c.top, here.month, here.band, func.count()).join(tree, tree.c.id == here.unit_id)
    asked = asked.where(*_current(place, reports)).group_by(tree.c.top, here.month, here.band)
    found: dict[int, dict[str, Grades]] = {}
    for top, month, band, number in session.execute(asked):
        found.setdefault(top, {}).setdefault(month, {})[band] = number
    lines, uncounted = [], _uncounted(session, place, reports)
    for row in shown:
        cells, own = cells_of(place, groups.get(row.id, (row,))), found.get(row.id, {})
        _take_out(own, uncounted, cells)
        lines.append(GridRow(row, _months(reports, _asked(reports, cells), own)))
    return tuple(lines)


def _months(reports: Reports, asked: Mapping[str, int], found: Mapping[str, Grades]) -> tuple[Month, ...]:
    return tuple(Month(one, asked[one], found.get(one, {}), one in reports.due) for one in reports.months)


def _current(place: Place, reports: Reports) -> tuple[Any, ...]:
    here = MeetingReturn
    return here.programme_id == place.programme.id, here.current, here.month.in_(reports.months)


def _below_ids(top: int, place: Place) -> Select[tuple[int]]:
    tree = _tree([top], place).subquery()
    return select(tree.c.id)


def _tree(tops: Sequence[int], place: Place, *, deep: bool = True) -> Select[tuple[int, int]]:
    """Selects every unit at or below these on the day, with the one of them that it belongs to; else these alone."""
    first = select(UnitVersion.unit_id.label("id"), UnitVersion.unit_id.label("top"))
    first = first.where(UnitVersion.unit_id.in_(tops), units.current(place.as_of))
    if not deep:
        alone = first.subquery()
        return select(alone.c.id, alone.c.top)
    found = first.cte("tree", recursive=True)
    deeper = aliased(UnitVersion)
    step = select(deeper.unit_id, found.c.top).join(found, deeper.parent_id == found.c.id).where(
        deeper.valid_from <= place.as_of, deeper.valid_to.is_(None) | (deeper.valid_to > place.as_of),
        deeper.superseded_at.is_(None),
    )  # fmt: skip
    whole = found.union_all(step)
    return select(whole.c.id, whole.c.top)
