"""The days off of each year as they were announced: with their names and what each rests on, to be shown."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DayOff:
    """One holiday or the days made up for it, first and last day included."""

    name: str
    first: date
    last: date
    rests_on: str


@dataclass(frozen=True, slots=True)
class WorkedDay:
    """A day of a weekend that is worked in place of another."""

    day: date
    instead_of: date
    rests_on: str


@dataclass(frozen=True, slots=True)
class Year:
    """What was announced for one year."""

    year: int
    off: tuple[DayOff, ...]
    worked: tuple[WorkedDay, ...]


def read_years(source: str) -> tuple[Year, ...]:
    """The years of a calendar that `working_days.parse` accepts."""
    return tuple(
        Year(
            row["year"],
            tuple(DayOff(**one) for one in row["off"]),
            tuple(WorkedDay(**one) for one in row.get("worked", ())),
        )
        for row in tomllib.loads(source)["years"]
    )
