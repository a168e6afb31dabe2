"""By when the next act of a case is due: the only place that sets a deadline."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from states.deadline import AFTER, ANSWER, Start, is_awaited
from states.edition import Edition as Rules
from states.process import Process, Step

from ..clock import start_of_day
from ..formats import window_closes_at
from ..models import Case, Round

if TYPE_CHECKING:
    from .perform import Work


def due_after(work: Work, process: Process[Any], case: Case, rules: Rules, step: Step) -> datetime | None:
    """When the next act is due after a step; a step that does not say so leaves the deadline as it is."""
    if not is_awaited(process, step.target):
        return None
    rule = AFTER.get(f"{step.process}.{step.action}")
    if rule is None:
        return case.due_at
    return end_of(rule(_start(work, case, rules, work.today)))


def answer_by(work: Work, case: Case, rules: Rules, received_on: date) -> date:
    """The last day for the answer to what was received on a day."""
    return ANSWER(_start(work, case, rules, received_on))


def due_with(round_: Round) -> datetime:
    """When a draft is due: with the end of its round."""
    return start_of_day(round_.closes_on)


def _start(work: Work, case: Case, rules: Rules, day: date) -> Start:
    return Start(rules, int(case.period[:4]), day, work.house.calendar)


def end_of(last_day: date) -> datetime:
    """The instant at which a last day is over."""
    return window_closes_at(last_day, 0)
