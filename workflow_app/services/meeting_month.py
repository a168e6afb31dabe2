"""A month of meetings seen from above: every cell of the branch with its state, and the sums over all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from states import roles
from states.returns_rules import LEAST_TOLD, ReturnRules, first_of, next_month
from states.targets import Counted

from ..house import House
from ..models import MeetingReturn, Programme, ReturnException, Unit, UnitVersion
from . import unit as units
from .actor import Actor
from .errors import NotFound
from .meeting_exception import EXCLUDED
from .meeting_place import Place, find_place
from .programme_units import covered
from .reach import OF_UNIT, Glance

PAGE = 50
NOT_YET, OVERDUE, NO_MEETING = "not_yet", "overdue", "no_meeting"  # beside the grades of the sheet
FOUNDED, ENDED = "founded", "ended"  # why a cell is not counted in a month; or by a decision
BEFORE = "before"  # it was not there at all


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in a month: its grade or what is missing, or why it is not counted."""

    unit_id: int
    code: str
    name: str
    sort_key: str
    state: str  # a grade's code, or NOT_YET, OVERDUE, NO_MEETING
    total: str = ""
    attended: Counted | None = None
    late_days: int = 0
    left_out: str = ""


@dataclass(slots=True)
class Sums:
    """All that is counted of a month; sums of numbers, never means of shares."""

    active: int = 0
    reported: int = 0
    grades: dict[str, int] = field(default_factory=dict)
    no_meeting: int = 0
    complete: int = 0
    proper: int = 0
    came: int = 0  # cells with enough of their members present
    present: int = 0
    due: int = 0
    late: int = 0  # reported after the last day
    counts: dict[str, int] = field(default_factory=dict)  # of states.returns_rules.PAIRS

    @property
    def missing(self) -> int:
        """Active cells that have not reported: apart, never zero."""
        return self.active - self.reported

    @property
    def is_told(self) -> bool:
        """Whether everybody may read them: so many cells are behind them that nobody can tell which said what."""
        return self.active >= LEAST_TOLD


@dataclass(frozen=True, slots=True)
class MonthView:
    """One page of the cells of a branch in a month, its sums, and who is left out of them and why."""

    place: Place
    month: str
    due_on: date
    is_over: bool  # the last day has passed
    cells: tuple[Cell, ...]
    next: str | None
    sums: Sums | None  # on the first page only: they are those of the whole branch
    left_out: tuple[Cell, ...]
    only: str
    months: tuple[str, ...]  # of the year that are asked and have begun


def get_month(house: House, actor: Actor, code: str, month: str, *, only: str = "", after: str = "") -> MonthView:
    """A page of a branch in a month; `only` a state, `after` the code with which the page before ended."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        if actor.role in OF_UNIT or actor.role not in roles.READERS:
            raise NotFound(code)
        place = find_place(glance, code, month)
        if actor.programme_id not in (None, place.programme.id):
            raise NotFound(code)
        branch = branch_of(session, actor, place.programme, glance.today)
        is_over = place.returns.due_on(month) < glance.today
        excluded = _excluded(session, place.programme.id, month)
        active, gone = _active(session, place, branch, month, glance.today, excluded)
        sums = None if after else add_up(session, place.programme.id, month, active)
        cells, following = _page(session, place, month, branch, gone, is_over, only, after)
        named = {} if after else _named(session, gone)
        left_out = [
            Cell(one, *named[one], state="", left_out=why) for one, why in gone.items() if one in named
        ]  # fmt: skip
        left_out.sort(key=lambda cell: cell.sort_key)
        return MonthView(
            place, month, place.returns.due_on(month), is_over, cells, following, sums, tuple(left_out), only,
            tuple(one for one in months_of(month, glance.today) if one >= place.first_month),
        )  # fmt: skip


def branch_of(session: Session, actor: Actor, programme: Programme, today: date) -> ColumnElement[bool]:
    """The units that a mandate sees in a programme, as a condition on `Unit`; never its own."""
    every = _below(session, programme, today)
    if actor.reach == roles.PROGRAMME:
        return every
    top = actor.unit_path or "-"
    below = and_(every, Unit.path.startswith(f"{top}.", autoescape=True))
    return and_(below, ~Unit.path.like(f"{top}.%.%")) if actor.reach == roles.CHILDREN else below


def _below(session: Session, programme: Programme, today: date) -> ColumnElement[bool]:
    return covered(session, session.get_one(Unit, programme.issuer_id), today).below()


def public_sums(session: Session, place: Place, month: str, today: date) -> Sums:
    """The sums of a whole programme in a month, which everybody may read where they are told."""
    branch = _below(session, place.programme, today)
    active, _ = _active(session, place, branch, month, today, _excluded(session, place.programme.id, month))
    return add_up(session, place.programme.id, month, active)


def silent_cells(session: Session, place: Place, month: str, today: date) -> set[int]:
    """The cells that a programme itself asks for a month, that are still there, and that have not reported it."""
    branch = _below(session, place.programme, today)
    active, _ = _active(session, place, branch, month, today, _excluded(session, place.programme.id, month))
    told = set(session.scalars(select(MeetingReturn.unit_id).where(*_of_month(place, month))))
    elsewhere = [one.covers.below() for one in place.nearer]
    if elsewhere:
        told |= set(session.scalars(select(Unit.id).where(or_(*elsewhere))))
    return (active & _there(session, place.returns, branch, today)) - told


def _active(
    session: Session, place: Place, branch: ColumnElement[bool], month: str, today: date, excluded: dict[int, str]
) -> tuple[set[int], dict[int, str]]:  # fmt: skip
    """The cells that a month counts, and those it leaves out with the reason for each."""
    first = first_of(month)
    last = min(first_of(next_month(month)) - timedelta(days=1), max(today, first))
    began, stayed = (_there(session, place.returns, branch, day) for day in (first, last))
    gone = dict.fromkeys(stayed - began, FOUNDED) | dict.fromkeys(began - stayed, ENDED)
    gone |= {one: why for one, why in excluded.items() if one in began & stayed}
    return (began & stayed) - excluded.keys(), gone


def _there(session: Session, rules: ReturnRules, branch: ColumnElement[bool], day: date) -> set[int]:
    asked = select(Unit.id).join(UnitVersion, and_(UnitVersion.unit_id == Unit.id, units.current(day)))
    return set(session.scalars(asked.where(branch, UnitVersion.kind.in_(rules.unit_kinds))))


def _excluded(session: Session, programme_id: int, month: str) -> dict[int, str]:
    """The cells that a decision leaves out of a month, and why."""
    asked = select(ReturnException.unit_id, ReturnException.reason).where(
        ReturnException.programme_id == programme_id, ReturnException.kind == EXCLUDED,
        ReturnException.first_month <= month, ReturnException.last_month >= month,
    )  # fmt: skip
    return {row.unit_id: row.reason for row in session.execute(asked.order_by(ReturnException.id))}


def add_up(session: Session, programme_id: int, month: str, active: Collection[int]) -> Sums:
    """The sums of the cells that a month counts."""
    here = MeetingReturn
    asked = select(
        here.unit_id, here.band, here.complete, here.proper, here.came, here.present, here.due, here.late_days,
        here.said["counts"],
    ).where(here.programme_id == programme_id, here.month == month, here.current)  # fmt: skip
    sums = Sums(active=len(active))
    for unit_id, band, complete, proper, came, present, due, late_days, counts in session.execute(asked):
        if unit_id not in active:
            continue
        sums.reported += 1
        sums.no_meeting += band is None
        if band is not None:
            sums.grades[band] = sums.grades.get(band, 0) + 1
        sums.complete += complete
        sums.proper += proper
        sums.came += came is not False and band is not None
        sums.present += present
        sums.due += due
        sums.late += late_days > 0
        for name, number in counts.items():
            sums.counts[name] = sums.counts.get(name, 0) + number
    return sums


def _page(
    session: Session, place: Place, month: str, branch: ColumnElement[bool], gone: Collection[int], is_over: bool,
    only: str, after: str,
) -> tuple[tuple[Cell, ...], str | None]:  # fmt: skip
    """The cells after the one with which the page before ended, by name; their reports are read for these alone."""
    silent = OVERDUE if is_over else NOT_YET
    asked = select(Unit.id, Unit.code, UnitVersion.name, UnitVersion.sort_key)
    asked = asked.join(UnitVersion, and_(UnitVersion.unit_id == Unit.id, units.current(first_of(month))))
    asked = asked.where(branch, UnitVersion.kind.in_(place.returns.unit_kinds))
    if only:
        asked = asked.where(_in_state(place, month, only))
    if after:
        mark = select(UnitVersion.sort_key, Unit.id).join(Unit, UnitVersion.unit_id == Unit.id)
        found = session.execute(mark.where(Unit.code == after).order_by(UnitVersion.id.desc()).limit(1)).first()
        if found is not None:
            asked = asked.where(tuple_(UnitVersion.sort_key, Unit.id) > tuple_(found.sort_key, found.id))
    asked = asked.order_by(UnitVersion.sort_key, Unit.id).limit(PAGE + 1 + len(gone))
    rows = [row for row in session.execute(asked) if row.id not in gone]
    here = MeetingReturn
    told = select(here.unit_id, here.band, here.total, here.present, here.due, here.late_days)
    told = told.where(*_of_month(place, month), here.unit_id.in_([row.id for row in rows[:PAGE]]))
    reports = {one.unit_id: one for one in session.execute(told)}
    cells = [_cell(row, reports.get(row.id), silent) for row in rows[:PAGE]]
    return tuple(cells), cells[-1].code if len(rows) > PAGE else None


def _of_month(place: Place, month: str) -> tuple[ColumnElement[bool], ...]:
    here = MeetingReturn
    return (here.programme_id == place.programme.id, here.month == month, here.current.is_(True))


def _in_state(place: Place, month: str, state: str) -> ColumnElement[bool]:
    """The cells with a grade, without a meeting, or without a report."""
    told = select(MeetingReturn.unit_id).where(*_of_month(place, month))
    if state in (NOT_YET, OVERDUE):
        return Unit.id.not_in(told)
    return Unit.id.in_(told.where(MeetingReturn.band == (None if state == NO_MEETING else state)))


def _cell(row: Any, report: Any, silent: str) -> Cell:
    if report is None:
        return Cell(row.id, row.code, row.name, row.sort_key, silent)
    attended = Counted(report.present, report.due) if report.band else None
    state = report.band or NO_MEETING
    return Cell(row.id, row.code, row.name, row.sort_key, state, report.total, attended, report.late_days)


def _named(session: Session, ids: Iterable[int]) -> dict[int, tuple[str, str, str]]:
    """Code, last name and sort key of units."""
    last = select(UnitVersion.unit_id, func.max(UnitVersion.valid_from).label("since"))
    last_rows = last.where(UnitVersion.superseded_at.is_(None)).group_by(UnitVersion.unit_id).subquery()
    asked = select(Unit.id, Unit.code, UnitVersion.name, UnitVersion.sort_key)
    asked = asked.join(UnitVersion, UnitVersion.unit_id == Unit.id)
    same = and_(last_rows.c.unit_id == UnitVersion.unit_id, last_rows.c.since == UnitVersion.valid_from)
    asked = asked.join(last_rows, same).where(Unit.id.in_(list(ids)), UnitVersion.superseded_at.is_(None))
    return {row.id: (row.code, row.name, row.sort_key) for row in session.execute(asked)}


def months_of(period: str, today: date) -> tuple[str, ...]:
    """The months of a year that have begun, the first first."""
    year = period[:4]
    return tuple(month for n in range(1, 13) if (month := f"{year}-{n:02}") <= today.isoformat()[:7])
