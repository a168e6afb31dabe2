"""Deadlines: how long an act gives to whoever comes next, counted as the edition says, and where nobody waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from .deadline_rules import CALENDAR
from .edition import Edition
from .edition_values import day_of
from .process import Process
from .working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class Start:
    """What a deadline is counted from: the rules, the year of their round, the day of the act, and the calendar."""

    rules: Edition
    year: int
    day: date
    calendar: WorkingDays

    def plus(self, days: int, since: date | None = None) -> date:
        """The last day of so many days, by default those after the act."""
        since = since or self.day
        if self.rules.deadlines.days == CALENDAR:
            return since + timedelta(days=days)
        return self.calendar.add(since, days)

    def count(self, last_day: date) -> int:
        """How many days after the act a day is, in the same counting."""
        if self.rules.deadlines.days == CALENDAR:
            return (last_day - self.day).days
        return self.calendar.count(self.day, last_day)


Rule = Callable[[Start], date]  # gives the last day


def _given(days: Callable[[Edition], int]) -> Rule:
    return lambda start: start.plus(days(start.rules))


def _self_assessment(start: Start) -> date:
    """The day the edition names for all units, or, after a late announcement, as many days as it gives."""
    own, named = start.plus(start.rules.inspection.self_assess_days), start.rules.deadlines.self_assess_by
    return max(day_of(named, start.year), own) if named else own


def _comment_then_vote(start: Start) -> date:
    """The public has its calendar days, whatever holidays lie in them; then the board has the days for its vote."""
    comments_end = start.day + timedelta(days=start.rules.deadlines.public_comment_days)
    return start.plus(start.rules.recognition.vote_days, since=comments_end)


def _rewritten(start: Start) -> date:
    """With the round like every draft; when that is over, as many days as the parties have for their comments."""
    round_ends = start.rules.round_dates(start.year)[1] - timedelta(days=1)
    return max(round_ends, start.plus(start.rules.commitment.comment_days))


# fmt: off
AFTER: dict[str, Rule] = {
    "registration.submit":          _given(lambda e: e.registration.receive_days),
    "registration.receive":         _given(lambda e: e.registration.stage_days),
    "registration.endorse":         _given(lambda e: e.registration.stage_days),
    "registration.request_changes": _given(lambda e: e.registration.changes_days),
    "commitment.circulate":         _given(lambda e: e.commitment.comment_days),
    "commitment.freeze":            _given(lambda e: e.commitment.sign_days),
    "commitment.revise":            _rewritten,
    "commitment.reopen":            _rewritten,
    "inspection.plan":              _given(lambda e: e.inspection.announce_days),
    "inspection.announce":          _self_assessment,
    "inspection.submit_self":       _given(lambda e: e.inspection.check_days),
    "inspection.start":             _given(lambda e: e.inspection.check_days),
    "inspection.draft_minutes":     _given(lambda e: e.inspection.minutes_days),
    "inspection.send_minutes":      _given(lambda e: e.inspection.reply_days),
    "inspection.sign_minutes":      _given(lambda e: e.inspection.conclude_days),
    "inspection.record_refusal":    _given(lambda e: e.inspection.conclude_days),
    "inspection.require_fix":       _given(lambda e: e.inspection.rectify_days),
    "inspection.report_fix":        _given(lambda e: e.inspection.recheck_days),
    "inspection.recheck":           _given(lambda e: e.inspection.conclude_days),
    "recognition.propose":          _given(lambda e: e.recognition.receive_days),
    "recognition.accept_dossier":   _given(lambda e: e.recognition.check_days),
    "recognition.return":           _given(lambda e: e.recognition.completion_days),
    "recognition.to_appraisal":     _given(lambda e: e.recognition.appraise_days),
    "recognition.open_comment":     _comment_then_vote,
    "recognition.open_vote":        _given(lambda e: e.recognition.vote_days),
    "recognition.decide_yes":       _given(lambda e: e.deadlines.publish_within_days),
}

# What somebody objects or petitions is answered in these days from its receipt, whatever the case itself waits for.
ANSWER = _given(lambda e: e.recognition.answer_days)

# Acts that lead on and leave the deadline as it is, and why.
KEPT = {
    "commitment.sign":     "The other parties have the days they were given when the text was frozen.",
    "commitment.attest_paper": "As for a signature: the other parties have the days they were given.",
    "commitment.countersign": "As for a signature: the other parties have the days they were given.",
    "commitment.witness":  "As for a signature: the other parties have the days they were given.",
    "commitment.decline":  "The issuer answers a refusal within the days that were given for signing.",
    "inspection.open_self": "The unit assesses itself by the day that was announced to it.",
}

# States without a deadline besides the final ones, and why.
NOBODY_WAITS = {
    "registration.approved": "The unit carries out what it registered; the file is closed when the period is over.",
    "commitment.in_force":   "The parties keep their word until the period is over; what a clause asks has its day.",
    "recognition.draft":     "A unit proposes itself when it is ready; until then nobody waits for it.",
    "recognition.published": "The recognition holds until its last day.",
}
# fmt: on


def is_awaited(process: Process[object], state: str) -> bool:
    """Whether a state waits for somebody, so that it has a deadline."""
    return state not in process.final and f"{process.name}.{state}" not in NOBODY_WAITS
