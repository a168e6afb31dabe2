"""Working days: which days of a year are worked, as officially announced, and counting by them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .toml_table import Table

SATURDAY = 5
ONE_DAY = timedelta(days=1)
# Public holidays on a fixed day (Labour Code 2019, Article 112): all that is known of a year not announced yet.
FIXED = ((1, 1), (4, 30), (5, 1), (9, 2))


class CalendarInvalid(ValueError):
    """A calendar that must not be counted by, with every fault and its place."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(faults))


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The days off besides weekends, and the days of weekends that are worked, in the years that were announced."""

    years: frozenset[int] = frozenset()
    days_off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_announced(self, day: date) -> bool:
        """Whether the days off of this day's year are known."""
        return day.year in self.years

    def is_working(self, day: date) -> bool:
        """Whether offices work on a day; in a year not announced only weekends and fixed holidays are off."""
        if day in self.worked:
            return True
        fixed = not self.is_announced(day) and (day.month, day.day) in FIXED
        return day.weekday() < SATURDAY and day not in self.days_off and not fixed

    def add(self, day: date, days: int) -> date:
        """The last day of so many working days that begin on the day after `day`; with none, `day` itself."""
        while days > 0:
            day += ONE_DAY
            days -= self.is_working(day)
        return day

    def count(self, day: date, last_day: date) -> int:
        """How many working days lie after a day, up to and including the last one."""
        return sum(self.is_working(one) for one in _between(day + ONE_DAY, last_day))


def parse(source: str) -> WorkingDays:
    """Read a calendar strictly; raises `CalendarInvalid` with every fault."""
    try:
        document = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise CalendarInvalid([f"TOML: {error}"]) from error
    faults: list[str] = []
    root = Table(document, "", faults)
    rows = root.tables("years")
    years = [_year(row) for row in rows]
    root.different("years", [str(year) for year, _, _ in years])
    root.finish()
    if faults:
        raise CalendarInvalid(faults)
    return WorkingDays(
        frozenset(year for year, _, _ in years),
        frozenset(day for _, off, _ in years for day in off),
        frozenset(day for _, _, worked in years for day in worked),
    )


def _year(row: Table) -> tuple[int, list[date], list[date]]:
    year = row.count("year", least=2000, most=2199)
    off = [day for one in row.tables("off") for day in _days_off(one, year)]
    worked = [_worked(one, year, off) for one in row.tables("worked")] if row.has("worked") else []
    for month, day in FIXED:
        if date(year or 2000, month, day) not in off:
            row.fault("off", f"thiếu ngày lễ {day:02}/{month:02}")
    row.finish()
    return year, off, worked


def _days_off(row: Table, year: int) -> list[date]:
    row.text("name")
    row.text("rests_on")
    first, last = row.day("first"), row.day("last")
    if not first.year == last.year == year or last < first:
        row.fault("last", "phải từ ngày đầu trở đi và cùng năm")
        last = first
    row.finish()
    return list(_between(first, last))


def _worked(row: Table, year: int, off: list[date]) -> date:
    row.text("rests_on")
    day, instead_of = row.day("day"), row.day("instead_of")
    if day.year != year or day.weekday() < SATURDAY or day in off:
        row.fault("day", "phải là thứ Bảy hoặc Chủ nhật của năm này, không phải ngày lễ")
    if instead_of not in off:
        row.fault("instead_of", "phải là một ngày nghỉ của năm này")
    row.finish()
    return day


def _between(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
