"""When parties that have not signed are asked again by themselves: first after, then again, so often, on which days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .toml_table import Table
from .working_days import SATURDAY, WorkingDays

WEEKENDS, HOLIDAYS = "weekends", "holidays"
QUIET = (WEEKENDS, HOLIDAYS)
MOST_DAYS, MOST_TIMES = 60, 20
ONE_DAY = timedelta(days=1)
LONGEST_PAUSE = 60  # no run of quiet days is longer; a calendar that says so is not waited for


@dataclass(frozen=True, slots=True)
class ReminderRule:
    """Calendar days from when a party was asked; what falls on a quiet day waits for the next other. `cap` 0: never."""

    first_after_days: int
    repeat_days: int
    cap: int
    quiet: tuple[str, ...] = ()


def read_reminders(table: Table) -> ReminderRule:
    """The rule of an edition; faults are noted in the table."""
    rule = ReminderRule(
        first_after_days=table.count("first_after_days", least=1, most=MOST_DAYS),
        repeat_days=table.count("repeat_days", least=1, most=MOST_DAYS),
        cap=table.count("cap", most=MOST_TIMES),
        quiet=table.codes("quiet", QUIET, "ngày nghỉ"),
    )
    table.finish()
    return rule


def next_sending(
    rule: ReminderRule, asked_on: date, sent_on: Sequence[date], calendar: WorkingDays, since: date | None = None
) -> date | None:
    """The day of one party's next reminder; None when all were sent. `since`: the first day a changed rule counts.

    Whoever was reminded by hand is not reminded by the rule the next morning: both count.
    """
    if len(sent_on) >= rule.cap:
        return None
    day = max(sent_on) + timedelta(rule.repeat_days) if sent_on else asked_on + timedelta(rule.first_after_days)
    if since is not None:
        day = max(day, since)
    for _ in range(LONGEST_PAUSE):
        if not _is_quiet(rule, day, calendar):
            break
        day += ONE_DAY
    return day


def _is_quiet(rule: ReminderRule, day: date, calendar: WorkingDays) -> bool:
    if calendar.is_working(day):
        return False
    return (WEEKENDS if day.weekday() >= SATURDAY else HOLIDAYS) in rule.quiet
