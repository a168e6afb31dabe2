"""Inspection: a team checks a unit's own assessment on the spot, hears the unit, and concludes with reasons."""

from __future__ import annotations

from enum import StrEnum

from . import fate
from . import inspection_guards as g
from .inspection_guards import MET, NOT_MET, OUTCOMES, Facts
from .process import Move, Process
from .roles import BOARD_SIGNATORY, CLERK, INSPECTOR, LEAD_INSPECTOR, REVIEWER, SECRETARY

__all__ = ["MET", "NOT_MET", "OUTCOMES", "PROCESS", "TEAM_ROLES", "Facts", "State"]


class State(StrEnum):
    PLANNED = "planned"
    ANNOUNCED = "announced"
    SELF_ASSESSING = "self_assessing"
    SELF_SUBMITTED = "self_submitted"
    CHECKING = "checking"
    MINUTES_DRAFT = "minutes_draft"
    UNIT_REPLY = "unit_reply"
    RECTIFYING = "rectifying"
    RECHECKING = "rechecking"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"


OFFICE, BOARD = frozenset({REVIEWER}), frozenset({BOARD_SIGNATORY})
UNIT, SECRETARIES = frozenset({CLERK, SECRETARY}), frozenset({SECRETARY})
TEAM_ROLES, LEADS = frozenset({INSPECTOR, LEAD_INSPECTOR}), frozenset({LEAD_INSPECTOR})
S = State
UNDER_WAY = (S.ANNOUNCED, S.SELF_ASSESSING, S.SELF_SUBMITTED)
AFTER_START = (S.CHECKING, S.MINUTES_DRAFT, S.UNIT_REPLY, S.RECTIFYING, S.RECHECKING)

OPEN = (S.PLANNED, *UNDER_WAY, *AFTER_START)

PLANNING = (g.not_planned, g.impartial, g.registered, g.only_one)
TEAM = (g.team_enough, g.team_led, g.team_impartial)
CHECKS, LEADING = (g.in_team, g.impartial), (g.leading, g.impartial)
REMEDYING = (*LEADING, g.minutes_signed, g.findings_open)
CALLING_OFF = (g.calls_off, g.impartial, g.reasoned)
CONCLUDING = (*LEADING, g.minutes_signed, g.outcome_known, g.outcome_follows, g.findings_settled, g.reasoned)


def _stays(action: str, states: tuple[State, ...], by: frozenset[str], guards: tuple[g.Rule, ...]) -> list[Move[Facts]]:
    return [Move(action, (state,), state, by, guards) for state in states]


# fmt: off
PROCESS: Process[Facts] = Process("inspection", State, S.PLANNED, [
    Move("plan",           (S.PLANNED,),        S.PLANNED,        OFFICE,  PLANNING),
    # Somebody falls ill or leaves: without a new team the check could never end.
    *_stays("assign_team", (S.PLANNED, *UNDER_WAY, *AFTER_START),  BOARD,  (g.impartial, *TEAM)),
    Move("announce",       (S.PLANNED,),        S.ANNOUNCED,      LEADS,   (*LEADING, *TEAM)),
    Move("open_self",      (S.ANNOUNCED,),      S.SELF_ASSESSING, UNIT,    (g.of_unit,)),
    Move("submit_self",    (S.SELF_ASSESSING,), S.SELF_SUBMITTED, SECRETARIES, (g.of_unit, g.all_scored, g.evidenced)),
    Move("start",          (S.SELF_SUBMITTED,), S.CHECKING,       TEAM_ROLES,  CHECKS),
    # A unit that does not assess itself in time cannot keep the team out.
    Move("start",          (S.ANNOUNCED, S.SELF_ASSESSING), S.CHECKING, TEAM_ROLES, (*CHECKS, g.self_late)),
    *_stays("score",       (S.CHECKING, S.RECHECKING), TEAM_ROLES,         (*CHECKS, g.scores_fit)),
    *_stays("add_finding", (S.CHECKING,),              TEAM_ROLES,         (*CHECKS, g.finding_given)),
    Move("draft_minutes",  (S.CHECKING,),       S.MINUTES_DRAFT,  LEADS,   (*LEADING, g.all_scored)),
    Move("send_minutes",   (S.MINUTES_DRAFT,),  S.UNIT_REPLY,     LEADS,   (*LEADING, g.minutes_given)),
    *_stays("explain",     (S.UNIT_REPLY,),     SECRETARIES,               (g.of_unit, g.reasoned)),
    *_stays("sign_minutes", (S.UNIT_REPLY,),    SECRETARIES,               (g.of_unit, g.not_answered)),
    *_stays("record_refusal", (S.UNIT_REPLY,),  LEADS,                     (*LEADING, g.not_answered, g.reasoned)),
    # Only after the minutes: there is no way back to them from here. A second time when a remedy was not enough.
    Move("require_fix",    (S.UNIT_REPLY, S.RECHECKING), S.RECTIFYING, LEADS, REMEDYING),
    Move("report_fix",     (S.RECTIFYING,),     S.RECHECKING,     SECRETARIES, (g.of_unit, g.fix_given)),
    *_stays("recheck",     (S.RECHECKING,),     LEADS,                     (*LEADING, g.findings_open, g.judged)),
    Move("recheck",        (S.RECTIFYING,),     S.RECHECKING,     LEADS,   (*LEADING, g.fix_late, g.judged)),
    Move("conclude",       (S.UNIT_REPLY, S.RECHECKING), S.CONCLUDED, LEADS, CONCLUDING),
    *_stays("mark_practice", AFTER_START,       TEAM_ROLES,                (*CHECKS, g.practice_given)),
    Move("cancel",         (S.PLANNED, S.ANNOUNCED), S.CANCELLED, LEADS | OFFICE, CALLING_OFF),
    *fate.moves(OPEN, dict.fromkeys(OPEN, S.CANCELLED), g.when_ended),
], final=frozenset({S.CONCLUDED, S.CANCELLED}))
# fmt: on
