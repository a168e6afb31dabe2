"""How a unit stands in a period, seen from above: one word for the whole of it, and every reason for that word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import inspection
from .recognition import State as Recognised
from .registration import State as Registered

# From the worst to the best; the last is a unit that the programme is not meant for.
STATUSES = RED, AMBER, GREY, GREEN, NOT_APPLICABLE = ("red", "amber", "grey", "green", "not_applicable")
CONCERN = (RED, AMBER)  # what a committee is asked to look at


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a unit on a day; a part that the programme does not have stays as it is here."""

    asked: bool = True  # the programme is meant for such a unit
    registers: bool = False
    everyone: bool = False  # a target asks it of every unit
    round_over: bool = False  # nobody can register any more
    registration: str = ""  # its state; "" while nothing was handed in
    signs: bool = False
    signed: bool = False
    reports: bool = False
    overdue: int = 0  # months that should have been reported
    grade: int | None = None  # of the last month reported, 0 the best; None: no meeting, or no report
    grades: int = 0  # how many grades there are
    no_meeting: bool = False
    late_days: int = 0  # of the last month reported
    inspection: str = ""
    inspection_met: bool = False
    recognition: str = ""


Rule = Callable[[Facts], bool]
ACCEPTED = (Registered.APPROVED, Registered.CLOSED)
RECOGNISED = (Recognised.PUBLISHED, Recognised.EXPIRED)
NOT_HANDED_IN = ("", Registered.DRAFT, Registered.WITHDRAWN)
REMEDYING = (inspection.State.RECTIFYING, inspection.State.RECHECKING)


def _absent(facts: Facts) -> bool:
    return facts.registers and facts.registration in NOT_HANDED_IN


def _lowest(facts: Facts) -> bool:
    return facts.grade is not None and facts.grade == facts.grades - 1


# fmt: off
RULES: tuple[tuple[str, str, Rule], ...] = (
    ("registration_missing",  RED,   lambda f: _absent(f) and f.everyone and f.round_over),
    ("registration_rejected", RED,   lambda f: f.registration == Registered.REJECTED),
    ("month_overdue",         RED,   lambda f: f.overdue > 0),
    ("no_meeting",            RED,   lambda f: f.no_meeting),
    ("lowest_grade",          RED,   _lowest),
    ("inspection_not_met",    RED,   lambda f: f.inspection == inspection.State.CONCLUDED and not f.inspection_met),
    ("not_recognised",        RED,   lambda f: f.recognition == Recognised.NOT_RECOGNISED),
    ("revoked",               RED,   lambda f: f.recognition == Recognised.REVOKED),
    ("registration_returned", AMBER, lambda f: f.registration == Registered.CHANGES_REQUESTED),
    ("unsigned",              AMBER, lambda f: f.signs and f.registration in ACCEPTED and not f.signed
                                               and f.recognition not in RECOGNISED),
    ("low_grade",             AMBER, lambda f: f.grade is not None and f.grade >= 2 and not _lowest(f)),
    ("late_report",           AMBER, lambda f: f.late_days > 0),
    ("remedies_open",         AMBER, lambda f: f.inspection in REMEDYING),
    ("dossier_returned",      AMBER, lambda f: f.recognition == Recognised.RETURNED),
    ("recognised",            GREEN, lambda f: f.recognition in RECOGNISED),
    ("good_month",            GREEN, lambda f: f.grade is not None and f.grade < 2 and not _lowest(f)),
    ("registered",            GREEN, lambda f: f.registration in ACCEPTED),
    ("registering",           GREY,  lambda f: f.registration in (Registered.SUBMITTED, Registered.IN_REVIEW,
                                                                  Registered.ENDORSED)),
    ("not_registered",        GREY,  lambda f: _absent(f) and not (f.everyone and f.round_over)),
    ("not_reported",          GREY,  lambda f: f.reports and not f.overdue and f.grade is None and not f.no_meeting),
)
# fmt: on
REASONS = tuple(code for code, _, _ in RULES)


@dataclass(frozen=True, slots=True)
class Status:
    """The word, and the codes of everything that speaks for it."""

    code: str
    reasons: tuple[str, ...] = ()


NOTHING_ASKED = Status(NOT_APPLICABLE)


def judge(facts: Facts) -> Status:
    """How a unit stands: what concerns comes first, then what is good; with neither, nothing was reported yet."""
    if not facts.asked:
        return NOTHING_ASKED
    found = [(code, status) for code, status, holds in RULES if holds(facts)]
    for status in (RED, AMBER, GREEN, GREY):
        if any(one == status for _, one in found):
            # A red unit is told its amber reasons too: whoever looks into it mends all of them at once.
            shown = CONCERN if status in CONCERN else (status,)
            return Status(status, tuple(code for code, one in found if one in shown))
    return Status(GREY)
