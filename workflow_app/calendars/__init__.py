"""Calendars of working days, as they were announced."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from states.working_days import WorkingDays, parse

SHIPPED = Path(__file__).parent / "vietnam.toml"


@cache
def read_calendar(path: Path = SHIPPED) -> WorkingDays:
    """The working days of a file; raises `CalendarInvalid` with every fault."""
    return parse(path.read_text(encoding="utf-8"))
