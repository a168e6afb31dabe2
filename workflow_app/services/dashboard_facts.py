"""What is known of every unit of a branch in a period, read with the same few queries however many there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.dashboard import Facts, Status, judge
from states.edition_values import CLASSIFICATION, COMMITMENT, PROCESSES, REGISTRATION, RETURNS
from states.inspection import MET
from states.returns_rules import first_of, next_month
from states.round import CLOSED, PENDING
from states.targets import ALL, SHARE

from ..models import MeetingReturn, ReturnException, UnitVersion
from . import unit as units
from .dashboard_branch import Place, Row
from .disclosure import is_open
from .meeting_exception import EXCLUDED
from .meeting_month import months_of
from .reach import Glance
from .round import phase
from .standing import signed_units
from .targets import period_cases

WHOLE = 100  # per cent


@dataclass(slots=True)
class Reports:
    """The months of a round: which are asked of which unit, and what each reported."""

    months: tuple[str, ...] = ()  # that have begun
    due: tuple[str, ...] = ()  # of them, whose last day has passed
    since: dict[int, date] = field(default_factory=dict)  # of units that were founded during the round
    until: dict[int, date] = field(default_factory=dict)  # of units that ended during the round
    excluded: dict[int, set[str]] = field(default_factory=dict)  # by decisions
    told: dict[int, int] = field(default_factory=dict)  # unit -> months due that were reported
    told_excluded: dict[int, int] = field(default_factory=dict)  # of them, that no decision asks for
    last: dict[int, tuple[str | None, int]] = field(default_factory=dict)  # unit -> grade and days late of the last

    def asked(self, unit_id: int, month: str) -> bool:
        """Whether a unit has to report a month: it was there all the time, and no decision leaves it out."""
        since, until = self.since.get(unit_id), self.until.get(unit_id)
        there = (since is None or since <= first_of(month)) and (until is None or until >= first_of(next_month(month)))
        return there and month not in self.excluded.get(unit_id, ())

    @property
    def apart(self) -> set[int]:
        """The units of which not every month is asked."""
        return {*self.since, *self.until, *self.excluded}

    def let_off(self) -> set[int]:
        """The units of which no month was asked so far and that reported none."""
        silent = self.apart - self.last.keys()
        return {one for one in silent if not any(self.asked(one, month) for month in self.months)}

    def overdue(self, unit_id: int) -> int:
        """How many months a unit still owes."""
        told = self.told.get(unit_id, 0)
        if unit_id not in self.since and unit_id not in self.until and unit_id not in self.excluded:
            return len(self.due) - told
        asked = sum(self.asked(unit_id, month) for month in self.due)
        return max(0, asked - told + self.told_excluded.get(unit_id, 0))


@dataclass(frozen=True, slots=True)
class Known:
    """The word for every unit, the cases behind it that the viewer may open, and the months."""

    statuses: Mapping[int, Status]
    cases: Mapping[int, Mapping[str, Any]]  # unit -> process -> the last case
    reports: Reports


def read_known(session: Session, place: Place, glance: Glance, rows: Sequence[Row]) -> Known:
    """How each of these units stands, as far as this viewer may know."""
    rules, ids = place.rules, {row.id for row in rows}
    cases = _cases(session, place, glance, ids)
    signed = set(session.scalars(signed_units(place.programme.id, place.round.period)))
    reports = read_reports(session, place)
    always = {
        "registers": rules.has(REGISTRATION), "signs": rules.has(COMMITMENT), "everyone": _everyone(place),
        "round_over": phase(place.round, place.today) in (PENDING, CLOSED),
    }  # fmt: skip
    grades = [band.code for band in rules.returns.sheet.bands] if rules.has(RETURNS) else []
    kinds = rules.returns.unit_kinds if grades else ()
    statuses: dict[int, Status] = {}
    known: dict[tuple[Any, ...], Status] = {}  # thousands of units stand in the same few ways
    asked = {same: _is_asked(place, *same) for same in {(row.kind, row.cell_type) for row in rows}}
    let_off = reports.let_off()
    months_alone = not any(rules.has(part) for part in (*PROCESSES, CLASSIFICATION))
    for row in rows:
        months = _of_months(reports, row.id, grades) if row.kind in kinds and row.id not in let_off else ()
        own = cases.get(row.id)
        states = tuple((name, own[name].state, own[name].outcome) for name in own) if own else ()
        is_asked = asked[row.kind, row.cell_type] and not (months_alone and row.id in let_off)
        same = (is_asked, months, states, row.id in signed)
        if same not in known:
            known[same] = judge(_facts(same, always))
        statuses[row.id] = known[same]
    return Known(statuses, cases, reports)


def _is_asked(place: Place, kind: str, cell_type: str) -> bool:
    types = place.rules.cell_types
    return kind in place.rules.unit_kinds and (not types or cell_type in types)


def _everyone(place: Place) -> bool:
    """Whether a target of the programme is to be reached by every unit, so that one that is absent is missing."""
    every = {"registered", "recognised", "signed", "inspected", "inspection_met"}
    return any(
        one.count in every and (one.kind == ALL or (one.kind == SHARE and one.pct == WHOLE))
        for one in place.rules.targets
    )


def _facts(same: tuple[Any, ...], always: Mapping[str, bool]) -> Facts:
    asked, months, states, signed = same
    said: dict[str, Any] = {"asked": asked, "signed": signed, **always}
    for process, state, outcome in states:
        said[process] = state
        if process == "inspection":
            said["inspection_met"] = outcome == MET
    if months:
        overdue, grade, grades, late_days = months
        said |= {"reports": True, "overdue": overdue, "grades": grades, "late_days": late_days}
        said |= {"grade": grade if grade is not None and grade >= 0 else None, "no_meeting": grade == -1}
    return Facts(**said)


def _of_months(reports: Reports, unit_id: int, grades: list[str]) -> tuple[int, int | None, int, int]:
    """Months owed; place of the last grade, -1 for no meeting, None for no report; how many grades; days late."""
    last = reports.last.get(unit_id)
    if last is None:
        return reports.overdue(unit_id), None, len(grades), 0
    band, late_days = last
    grade = grades.index(band) if band in grades else -1
    return reports.overdue(unit_id), grade, len(grades), late_days


def _cases(session: Session, place: Place, glance: Glance, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """The last case of each unit in each process, among those that the viewer may open or that everybody may."""
    found: dict[int, dict[str, Any]] = {}
    opens = place.rules.openings.get("unit", "never")
    for row in period_cases(session, place.round, glance):
        unit_id = row.unit_id if row.unit_id in ids else row.holder_unit_id
        seen = row.seen or is_open(opens, row.process, row.state)
        if row.period == place.round.period and unit_id in ids and seen:
            found.setdefault(unit_id, {})[row.process] = row
    return found


def read_asked(session: Session, place: Place) -> Reports:
    """Which months of a round are asked of which unit; nothing where the programme asks for no reports."""
    round_, rules = place.round, place.rules
    if not rules.has(RETURNS):
        return Reports()
    first = round_.opens_on.isoformat()[:7]
    months = tuple(one for one in months_of(round_.period, place.today) if one >= first)
    if not months:
        return Reports()
    due = tuple(one for one in months if rules.returns.due_on(one) < place.today)
    reports = Reports(months, due, since=_founded(session, first_of(months[0])))
    if place.as_of != place.last_on:  # the units shown are those of the committee's last day
        over = select(UnitVersion.unit_id, UnitVersion.valid_to).where(units.ended_by(place.last_on))
        rows = session.execute(over.where(UnitVersion.valid_to > first_of(months[0])))
        reports.until = {row.unit_id: row.valid_to for row in rows}
    for unit_id, first, last in session.execute(_exclusions(place)):
        left_out = {month for month in months if first <= month <= last}
        reports.excluded.setdefault(unit_id, set()).update(left_out)
    return reports


def read_reports(session: Session, place: Place) -> Reports:
    """What was reported in these months, beside what is asked."""
    reports = read_asked(session, place)
    months, due, here = reports.months, reports.due, MeetingReturn
    if not months:
        return reports
    _read_told_excluded(session, place, reports)
    current = (here.programme_id == place.programme.id, here.current)
    counted = select(here.unit_id, func.count()).where(*current, here.month.in_(due)).group_by(here.unit_id)
    reports.told = {unit_id: number for unit_id, number in session.execute(counted)}
    shown = months[months.index(due[-1]) :] if due else months  # the last month due, and what came in since
    told = select(here.unit_id, here.band, here.late_days).where(*current, here.month.in_(shown))
    for unit_id, band, late_days in session.execute(told.order_by(here.month)):
        reports.last[unit_id] = (band, late_days)
    return reports


def _founded(session: Session, day: date) -> dict[int, date]:
    """The units that were founded after a day, and when."""
    began = func.min(UnitVersion.valid_from)
    asked = select(UnitVersion.unit_id, began).where(UnitVersion.superseded_at.is_(None))
    return dict(session.execute(asked.group_by(UnitVersion.unit_id).having(began > day)).all())


def _exclusions(place: Place) -> Any:
    one = ReturnException
    asked = select(one.unit_id, one.first_month, one.last_month)
    return asked.where(one.programme_id == place.programme.id, one.kind == EXCLUDED)


def _read_told_excluded(session: Session, place: Place, reports: Reports) -> None:
    """How many of the months that decisions leave out were reported all the same."""
    one, here = ReturnException, MeetingReturn
    if reports.excluded:
        told = select(here.unit_id, here.month).join(one, one.unit_id == here.unit_id).where(
            here.programme_id == place.programme.id, here.current, here.month.in_(reports.due), one.kind == EXCLUDED
        )  # fmt: skip
        for unit_id, month in set(session.execute(told)):
            if month in reports.excluded.get(unit_id, ()):
                reports.told_excluded[unit_id] = reports.told_excluded.get(unit_id, 0) + 1
