"""When mail goes out: never on days off, and gathered at seven in the morning of working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from states.working_days import WorkingDays

from ..clock import VIETNAM, day_of

MORNING = time(7, tzinfo=VIETNAM)


def next_morning(calendar: WorkingDays, now: datetime) -> datetime:
    """The next seven o'clock of a working day, after this very moment."""
    today = day_of(now)
    if calendar.is_working(today) and now < _morning_of(today):
        return _morning_of(today)
    return _morning_of(calendar.add(today, 1))


def out_of_quiet(calendar: WorkingDays, now: datetime) -> datetime:
    """Now; on a day off, or before seven, the next morning of a working day."""
    today = day_of(now)
    if calendar.is_working(today) and now >= _morning_of(today):
        return now
    return next_morning(calendar, now)


def _morning_of(day: date) -> datetime:
    return datetime.combine(day, MORNING).astimezone(UTC)
