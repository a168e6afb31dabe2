"""Monthly returns of a local edition beside those of its framework."""

from __future__ import annotations

from collections.abc import Iterator

from .overlay_framework import left_out, loosened_framework
from .returns_rules import ReturnRules

NUMBERS = {  # the name of a value, and its place in the section
    "attendance_pct": ("attendance", "pct"),
    "minutes": ("duration", "minutes"),
    "minutes_together": ("duration", "minutes_together"),
    "due_day": ("due_day",),
}


def loosened_returns(base: ReturnRules, local: ReturnRules) -> Iterator[str]:
    """Meetings: attendance, duration and the sheet may be asked for more strictly, and nobody reports later."""
    if local.attendance_pct < base.attendance_pct:
        yield f"returns.attendance.pct: {local.attendance_pct}% thấp hơn khung {base.attendance_pct}%"
    for name, place in (("minutes", "duration.minutes"), ("minutes_together", "duration.minutes_together")):
        if getattr(local, name) < getattr(base, name):
            yield f"returns.{place}: {getattr(local, name)} thấp hơn khung {getattr(base, name)}"
    if local.due_day > base.due_day:
        yield f"returns.due_day: {local.due_day} muộn hơn khung {base.due_day}"
    if local.by_rule != base.by_rule:
        yield "returns: tiêu chí tính theo quy tắc khác khung"
    for place in ("unit_kinds", "procedure", "counts", "thematic_months"):
        yield from left_out(f"returns.{place}", getattr(base, place), getattr(local, place))
    # Where everybody is exempt the same share is asked of fewer points, which added criteria must not make easier.
    exempt = loosened_framework(base.without_attendance(), local.without_attendance())
    faults = dict.fromkeys((*loosened_framework(base.sheet, local.sheet), *exempt))
    yield from (f"returns.{one.replace('framework.', 'sheet.', 1)}" for one in faults)  # the place in the file


def tightened_returns(base: ReturnRules, local: ReturnRules) -> Iterator[tuple[tuple[str, ...], tuple[int, int]]]:
    """Each number that is stricter locally: its place, and the local and the framework's value."""
    for name, place in NUMBERS.items():
        if (mine := getattr(local, name)) != (theirs := getattr(base, name)):
            yield place, (mine, theirs)
