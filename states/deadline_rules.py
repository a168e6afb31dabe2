"""What an edition says about last days, and how the days of its steps are counted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from .edition_values import INSPECTION, RECOGNITION
from .toml_table import Table

WORKING, CALENDAR = DAYS = ("working", "calendar")  # how the days of a step are counted


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Last days as "MM-DD" of the round's year; None, or 0 days, where the programme sets none."""

    days: str = WORKING  # how the days of every step are counted: WORKING or CALENDAR
    mid_year_review: str | None = None
    self_assess_by: str | None = None  # always set where there are inspections
    appraise_by: str | None = None  # like all below always set where there is recognition
    public_comment_days: int = 0  # always calendar days
    decide_by: str | None = None
    publish_within_days: int = 0


def read_deadlines(root: Table, processes: Collection[str]) -> Deadlines:
    """The last days of the parts there are; a programme without a process has none to set."""
    if not processes and not root.has("deadlines"):
        return Deadlines()
    table = root.table("deadlines")
    decides = RECOGNITION in processes
    deadlines = Deadlines(
        days=table.code("days", DAYS, "cách tính ngày"),
        mid_year_review=table.month_day("mid_year_review") if table.has("mid_year_review") else None,
        self_assess_by=table.month_day("self_assess_by") if INSPECTION in processes else None,
        appraise_by=table.month_day("appraise_by") if decides else None,
        public_comment_days=table.count("public_comment_days") if decides else 0,
        decide_by=table.month_day("decide_by") if decides else None,
        publish_within_days=table.count("publish_within_days") if decides else 0,
    )
    table.finish()
    return deadlines
