"""One month of a cell: what it reports of its meetings, what cannot be true, and the grade with every reason for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from .points import misfits
from .returns_rules import PAIRS, ReturnRules, first_of, next_month
from .scoring import Result, assess
from .targets import Counted, attendance
from .working_days import WorkingDays

LONGEST_MINUTES = 24 * 60
MOST_MEMBERS = 100_000  # of one cell: what is beyond was mistyped
NEAR, PASSED = "near", "passed"  # what a cell is told of the last day
TOLD_FOR = timedelta(days=7)  # after the last day: who was told nothing until then learns it from the tasks


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell reports of a month. Counts only: no member is ever named."""

    held_on: date | None  # of the regular meeting; None when there was none
    minutes: int = 0
    members: int = 0
    exempt: int = 0  # from Party activities
    present: int | None = 0  # None: not said
    thematic_on: date | None = None
    together: bool = False  # regular and thematic meeting as one
    points: Mapping[str, Decimal] = field(default_factory=dict)  # of a criterion scored by rule: where it is not full
    counts: Mapping[str, int] = field(default_factory=dict)  # of PAIRS, and what they are out of
    why_not: str = ""  # there was no meeting


@dataclass(frozen=True, slots=True)
class Judged:
    """What a month comes to; None where no meeting was held."""

    attended: Counted
    came: bool | None  # enough of those who had to; None when nobody had to
    lasted: bool
    points: Mapping[str, Decimal]  # of every criterion that applies
    result: Result
    complete: bool  # every meeting due was held
    proper: bool  # full content, right steps


def to_tell(due_on: date, today: date, calendar: WorkingDays) -> str | None:
    """What a cell that has not reported is told today: from one working day before the last day, and after it."""
    if today <= due_on:
        return NEAR if due_on <= calendar.add(today, 1) else None
    return PASSED if today <= due_on + TOLD_FOR else None


def faults(said: Said, rules: ReturnRules, month: str, today: date, minutes: int | None = None) -> dict[str, str]:
    """Everything that cannot be true or is missing, as field -> reason code; `minutes` as for `judge`."""
    found = dict(_faults(said, rules, month, today))
    if said.held_on is not None:
        found |= {f"points.{code}": why for code, why in _by_rule(said, rules, found, minutes)}
    return found


def _by_rule(
    said: Said, rules: ReturnRules, found: Mapping[str, str], minutes: int | None
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """Of a criterion whose rule is not reached somebody gives the points, and never all of them."""
    full = {one.code: one.max for group in rules.sheet.groups for one in group.criteria}
    rests_on = {rules.attendance: {"members", "exempt", "present"}, rules.duration: {"minutes"}}
    for code, met in _reached(said, rules, minutes).items():
        if met is not False or f"points.{code}" in found or rests_on[code] & found.keys():
            continue
        if code not in said.points:
            yield code, "return-by-rule-points"
        elif said.points[code] == full[code]:
            yield code, "return-by-rule"


def _reached(said: Said, rules: ReturnRules, minutes: int | None) -> dict[str, bool | None]:
    """Whether each criterion scored by rule has full marks; None where nobody had to come."""
    due = said.members - said.exempt
    came = None if not due else (said.present or 0) * 100 >= rules.attendance_pct * due
    needed = rules.minutes_together if said.together else minutes or rules.minutes
    return {rules.attendance: came, rules.duration: said.minutes >= needed}


def _faults(said: Said, rules: ReturnRules, month: str, today: date) -> Iterator[tuple[str, str]]:
    if said.held_on is None:
        if not said.why_not:
            yield "why_not", "return-why-not"
        return
    for name, day in (("held_on", said.held_on), ("thematic_on", said.thematic_on)):
        if day is not None and not (first_of(month) <= day < first_of(next_month(month))):
            yield name, "return-other-month"
        elif day is not None and day > today:
            yield name, "return-day-to-come"
    if said.together and said.thematic_on not in (None, said.held_on):
        yield "thematic_on", "return-together"
    if not 0 < said.minutes <= LONGEST_MINUTES:
        yield "minutes", "return-minutes"
    if not 0 < said.members <= MOST_MEMBERS:
        yield "members", "return-members"
    if not 0 <= said.exempt <= said.members:
        yield "exempt", "return-exempt"
    elif said.present is None:
        yield "present", "return-present-missing"
    elif not 0 <= said.present <= said.members - said.exempt:
        yield "present", "return-present"
    for name in rules.counts:
        whole = said.counts.get(PAIRS[name])
        if whole is None or name not in said.counts or not 0 <= whole <= MOST_MEMBERS:
            yield name, "return-count"
        elif not 0 <= said.counts[name] <= whole:
            yield name, "return-count-more"
    asked = {one.code for group in rules.sheet.groups for one in group.criteria} - set(rules.by_rule)
    for reason, code in misfits(rules.sheet, said.points):
        yield f"points.{code}", reason
    for code in sorted(asked - said.points.keys()):
        yield f"points.{code}", "criterion-not-scored"


def judge(said: Said, rules: ReturnRules, month: str, minutes: int | None = None) -> Judged | None:
    """What a sound report comes to; `minutes`: what a decision of the committee asks of a small cell instead."""
    if said.held_on is None:
        return None
    attended = attendance(said.present or 0, said.members, said.exempt)
    reached = _reached(said, rules, minutes)
    came, lasted = reached[rules.attendance], bool(reached[rules.duration])
    full = {one.code: one.max for group in rules.sheet.groups for one in group.criteria}
    given = {code: said.points.get(code, Decimal(0)) for code in full}
    given[rules.duration] = full[rules.duration] if lasted else given[rules.duration]
    if came is None:
        del given[rules.attendance]
        result = assess(rules.without_attendance(), given, (), {rules.attendance})
    else:
        given[rules.attendance] = full[rules.attendance] if came else given[rules.attendance]
        result = assess(rules.sheet, given)
    thematic = int(month[5:]) not in rules.thematic_months or said.together or said.thematic_on is not None
    proper = all(given.get(code) == full[code] for code in rules.procedure)
    return Judged(attended, came, lasted, given, result, thematic, proper)
