"""Inspection: what is known at the moment of an act, and the conditions of the acts."""

from __future__ import annotations

from dataclasses import dataclass

from . import fate
from .guards import Guard
from .roles import REVIEWER

MET, NOT_MET, INSUFFICIENT = OUTCOMES = ("met", "not_met", "insufficient")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known at the moment of the act. A fact that nobody states counts against the act, never for it."""

    registration_approved: bool = False
    other_open_inspection: bool = True  # of this unit, in this programme and period
    planned: bool = True  # the plan is in the journal already
    actor_role: str = ""
    actor_of_unit: bool = True  # belongs to the unit or is in charge of it
    actor_writes_for_unit: bool = False
    actor_in_team: bool = False
    actor_leads: bool = False
    team_required: int = 2
    team_count: int = 0  # distinct persons whose mandates hold
    team_led: bool = False  # one of them leads
    team_of_unit: bool = True  # one of them belongs to the unit or is in charge of it
    self_late: bool = False  # the day by which the unit assesses itself is over
    criteria_scored: bool = False  # every criterion, by the side that acts
    scores_fit: bool = False  # of the present act: some, of known criteria, in exact steps, within the maximum
    evidence_complete: bool = False  # where the edition asks for it
    finding_given: bool = False
    open_findings: int = 1  # that ask for a remedy and have none accepted
    fix_given: bool = False  # for every open finding
    fix_late: bool = False  # the day by which the unit reports is over
    judged: bool = False  # by the present act: every open finding
    reason_given: bool = False
    unit_answered: bool = False  # signed the minutes, or its refusal was recorded
    lead_signed: bool = False
    outcome: str = ""
    outcome_by_points: str = "?"  # what the framework makes of the team's points
    practice_given: bool = False
    carried: fate.Carrying = fate.Carrying()


Rule = Guard[Facts]


def when_ended(rule: Guard[fate.Carrying]) -> Rule:
    """What must be true when the unit that is checked is no more."""
    return Rule(rule.reason, rule.rule, lambda f: rule.holds(f.carried))


registered = Rule("registration-not-approved", "The registration was accepted.", lambda f: f.registration_approved)
only_one = Rule("inspection-open", "The unit has no other open inspection.", lambda f: not f.other_open_inspection)
not_planned = Rule("already-planned", "The check is not planned yet.", lambda f: not f.planned)
impartial = Rule(
    "inspects-own-unit", "Nobody has a part in checking his or her own unit.", lambda f: not f.actor_of_unit
)
team_impartial = Rule(
    "team-of-unit", "Nobody in the team belongs to the unit or is in charge of it.", lambda f: not f.team_of_unit
)
team_enough = Rule("team-too-small", "The team has enough members.", lambda f: f.team_count >= f.team_required)
team_led = Rule("team-without-lead", "One member leads the team.", lambda f: f.team_led)

of_unit = Rule("not-the-unit", "The unit itself does this.", lambda f: f.actor_writes_for_unit)
in_team = Rule("not-in-team", "Only a member of the team does this.", lambda f: f.actor_in_team)
leading = Rule("not-the-lead", "Only the head of the team does this.", lambda f: f.actor_leads)
calls_off = Rule(
    "not-the-lead",
    "The head of the team calls the check off, or the office that plans.",
    lambda f: f.actor_leads or f.actor_role == REVIEWER,
)

self_late = Rule("self-assessment-awaited", "The unit's time to assess itself is over.", lambda f: f.self_late)
all_scored = Rule("scores-missing", "Every criterion has points.", lambda f: f.criteria_scored)
scores_fit = Rule("scores-unfit", "The points fit the framework.", lambda f: f.scores_fit)
evidenced = Rule("evidence-missing", "Evidence is there where the edition asks for it.", lambda f: f.evidence_complete)
finding_given = Rule("finding-missing", "What was found is written down.", lambda f: f.finding_given)
fix_given = Rule("fix-missing", "What was remedied is written down for every open finding.", lambda f: f.fix_given)
fix_late = Rule("fix-awaited", "The unit's time to remedy is over.", lambda f: f.fix_late)
judged = Rule("judgement-missing", "Every open finding is judged.", lambda f: f.judged)
findings_open = Rule("no-open-finding", "A finding asks for a remedy.", lambda f: f.open_findings > 0)
findings_settled = Rule(
    "findings-open",
    "“Met” leaves no finding open that asks for a remedy.",
    lambda f: f.open_findings == 0 or f.outcome != MET,
)
reasoned = Rule("reason-missing", "A reason is given.", lambda f: f.reason_given)
minutes_given = Rule("minutes-missing", "The minutes are written.", lambda f: f.reason_given)
practice_given = Rule("practice-missing", "What was done well is written down.", lambda f: f.practice_given)
minutes_signed = Rule(
    "minutes-unsigned",
    "Both sides signed the minutes, or the unit's refusal was recorded.",
    lambda f: f.unit_answered and f.lead_signed,
)
not_answered = Rule("minutes-answered", "The unit has not answered the minutes yet.", lambda f: not f.unit_answered)
outcome_known = Rule("outcome-missing", "The conclusion is one of the three.", lambda f: f.outcome in OUTCOMES)
outcome_follows = Rule(
    "outcome-not-by-points",
    "“Met” and “not met” follow from the points; only “insufficient basis” is left to the team.",
    lambda f: f.outcome in (INSUFFICIENT, f.outcome_by_points),
)
