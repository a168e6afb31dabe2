"""Registration: a unit applies to a programme; the committees above it consider the application stage by stage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from . import fate
from .guards import Guard
from .process import Move, Process
from .roles import BOARD_SIGNATORY, MANAGER, REVIEWER, SECRETARY, SYSTEM


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    ENDORSED = "endorsed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known at the moment of the act. A fact that nobody states counts against the act, never for it."""

    round_open: bool = False
    unit_kind_allowed: bool = False
    other_open_registration: bool = True  # of this unit, in this programme and period
    resolution_required: bool = True
    resolution_complete: bool = False  # number, date and file
    contents_required: int = 1
    contents_count: int = 0
    roadmap_required: int = 1
    roadmap_count: int = 0
    stages_required: int = 1
    stages_passed: int = 0  # of the present submission
    stage_role: str = ""  # the role that holds the current stage
    actor_role: str = ""
    actor_of_unit: bool = True  # belongs to the registering unit
    actor_submitted: bool = True  # handed in the present submission
    actor_decided: bool = True  # already decided an earlier stage of the present submission
    reason_given: bool = False
    marks_count: int = 0  # places marked for correction
    period_ended: bool = False
    incharge_required: bool = True
    incharge_assigned: bool = False
    incharge_chosen: bool = False  # by the present act
    incharge_of_unit: bool = True  # the person chosen belongs to the registering unit
    carried: fate.Carrying = fate.Carrying()


def last_stage(facts: Facts) -> bool:
    """The decision now due is the last one the edition asks for."""
    return facts.stages_passed + 1 >= facts.stages_required


Rule = Guard[Facts]

# What a complete application is.
round_open = Rule("round-closed", "The round is open on the day of the act.", lambda f: f.round_open)
unit_fits = Rule("unit-kind-not-allowed", "The programme is meant for such units.", lambda f: f.unit_kind_allowed)
only_one = Rule(
    "registration-already-open",
    "The unit has no other open registration in this programme and period.",
    lambda f: not f.other_open_registration,
)
resolution_given = Rule(
    "resolution-missing",
    "The unit's resolution is given, where the programme asks for one.",
    lambda f: f.resolution_complete or not f.resolution_required,
)
contents_given = Rule(
    "contents-missing",
    "As many contents are registered as the programme asks for.",
    lambda f: f.contents_count >= f.contents_required,
)
roadmap_given = Rule(
    "roadmap-missing",
    "The roadmap has as many steps as the programme asks for.",
    lambda f: f.roadmap_count >= f.roadmap_required,
)
COMPLETE = (unit_fits, only_one, resolution_given, contents_given, roadmap_given)

# Who may decide on it.
own_stage = Rule("not-this-stage", "The file is with the role that acts.", lambda f: f.actor_role == f.stage_role)
not_own_unit = Rule("own-unit", "Nobody decides on his or her own unit.", lambda f: not f.actor_of_unit)
not_own_file = Rule("own-submission", "Nobody decides on what he or she submitted.", lambda f: not f.actor_submitted)
first_time = Rule("already-decided", "Nobody decides two stages of one submission.", lambda f: not f.actor_decided)
IMPARTIAL = (not_own_unit, not_own_file)
COMPETENT = (own_stage, *IMPARTIAL, first_time)

# What a decision must carry.
reasoned = Rule("reason-missing", "A reason is given.", lambda f: f.reason_given)
marked = Rule("marks-missing", "At least one place is marked for correction.", lambda f: f.marks_count > 0)
incharge_chosen = Rule("incharge-missing", "A committee member is chosen.", lambda f: f.incharge_chosen)
incharge_outside = Rule(
    "incharge-of-unit",
    "The member in charge does not belong to the unit.",
    lambda f: not (f.incharge_chosen and f.incharge_of_unit),
)
period_ended = Rule("period-not-ended", "The period is over.", lambda f: f.period_ended)
incharge_assigned = Rule(
    "incharge-missing",
    "A committee member is in charge of the unit, where the programme asks for one.",
    lambda f: f.incharge_assigned or not f.incharge_required,
)



def when_ended(rule: Guard[fate.Carrying]) -> Rule:
    """What must be true when the unit that holds the file is no more."""
    return Rule(rule.reason, rule.rule, lambda f: rule.holds(f.carried))


UNIT, OFFICE, BOARD = frozenset({SECRETARY}), frozenset({REVIEWER}), frozenset({BOARD_SIGNATORY})
HOLDERS = OFFICE | BOARD  # who may hold a stage; an edition gives the last one to the board
CLOSERS = frozenset({SYSTEM, MANAGER})
S, CHANGES = State, State.CHANGES_REQUESTED
UNDECIDED = (S.SUBMITTED, S.IN_REVIEW, CHANGES, S.ENDORSED)
ENDS = {**dict.fromkeys(UNDECIDED, S.WITHDRAWN), S.APPROVED: S.CLOSED}  # when a file is not to go on elsewhere

# fmt: off
PROCESS: Process[Facts] = Process("registration", State, S.DRAFT, [
    Move("submit",          (S.DRAFT,),                          S.SUBMITTED, UNIT,    (round_open, *COMPLETE)),
    # A file sent back may return after the round has closed: the examination took the time, not the unit.
    Move("submit",          (CHANGES,),                          S.SUBMITTED, UNIT,    COMPLETE),
    Move("withdraw",        (S.SUBMITTED, CHANGES, S.IN_REVIEW), S.WITHDRAWN, UNIT),
    Move("receive",         (S.SUBMITTED,),                      S.IN_REVIEW, OFFICE,  IMPARTIAL),
    Move("request_changes", (S.IN_REVIEW, S.ENDORSED),           CHANGES,     HOLDERS, (*COMPETENT, reasoned, marked)),
    Move("endorse",         (S.IN_REVIEW, S.ENDORSED),           S.ENDORSED,  HOLDERS, COMPETENT, unless=last_stage),
    Move("approve",         (S.IN_REVIEW, S.ENDORSED),           S.APPROVED,  BOARD,   COMPETENT, when=last_stage),
    Move("reject",          (S.IN_REVIEW, S.ENDORSED),           S.REJECTED,  BOARD,   (*COMPETENT, reasoned)),
    Move("assign_incharge", (S.APPROVED,),    S.APPROVED, BOARD,   (not_own_unit, incharge_chosen, incharge_outside)),
    Move("close",           (S.APPROVED,),    S.CLOSED,   CLOSERS, (period_ended, incharge_assigned)),
    *fate.moves(ENDS, ENDS, when_ended),
], final=frozenset({S.REJECTED, S.WITHDRAWN, S.CLOSED}))
# fmt: on
