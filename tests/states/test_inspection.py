"""Inspection: the whole matrix of states, actions and roles against a table written by hand."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.fate import Carrying
from states.inspection import OUTCOMES, PROCESS, Facts
from states.process import Refused

STATES = (
    "planned announced self_assessing self_submitted checking minutes_draft unit_reply rectifying rechecking "
    "concluded cancelled"
).split()
ACTIONS = (
    "plan assign_team announce open_self submit_self start score add_finding draft_minutes send_minutes explain "
    "sign_minutes record_refusal require_fix report_fix recheck conclude mark_practice cancel transfer close_by_event"
).split()
ROLES = (
    "clerk secretary reviewer incharge inspector lead_inspector appraiser board_secretary board_signatory "
    "manager auditor administrator system"
).split()

TEAM, LEAD, UNIT, HEAD = {"inspector", "lead_inspector"}, {"lead_inspector"}, {"clerk", "secretary"}, {"secretary"}
# (state, action) -> (target, roles); written from the regulation, not from the table of the program.
ALLOWED = {
    ("planned", "plan"): ("planned", {"reviewer"}),
    ("planned", "announce"): ("announced", LEAD),
    ("announced", "open_self"): ("self_assessing", UNIT),
    ("self_assessing", "submit_self"): ("self_submitted", HEAD),
    ("announced", "start"): ("checking", TEAM),  # late
    ("self_assessing", "start"): ("checking", TEAM),  # late
    ("self_submitted", "start"): ("checking", TEAM),
    ("checking", "score"): ("checking", TEAM),
    ("rechecking", "score"): ("rechecking", TEAM),
    ("checking", "add_finding"): ("checking", TEAM),
    ("checking", "draft_minutes"): ("minutes_draft", LEAD),
    ("minutes_draft", "send_minutes"): ("unit_reply", LEAD),
    ("unit_reply", "explain"): ("unit_reply", HEAD),
    ("unit_reply", "sign_minutes"): ("unit_reply", HEAD),
    ("unit_reply", "record_refusal"): ("unit_reply", LEAD),
    ("unit_reply", "require_fix"): ("rectifying", LEAD),
    ("rechecking", "require_fix"): ("rectifying", LEAD),
    ("rectifying", "report_fix"): ("rechecking", HEAD),
    ("rectifying", "recheck"): ("rechecking", LEAD),  # late
    ("rechecking", "recheck"): ("rechecking", LEAD),
    ("unit_reply", "conclude"): ("concluded", LEAD),
    ("rechecking", "conclude"): ("concluded", LEAD),
    ("planned", "cancel"): ("cancelled", LEAD | {"reviewer"}),
    ("announced", "cancel"): ("cancelled", LEAD | {"reviewer"}),
}
ALLOWED |= {(state, "assign_team"): (state, {"board_signatory"}) for state in STATES[:9]}
ALLOWED |= {(state, "transfer"): (state, {"system"}) for state in STATES[:9]}
ALLOWED |= {(state, "close_by_event"): ("cancelled", {"system"}) for state in STATES[:9]}
ALLOWED |= {(state, "mark_practice"): (state, TEAM) for state in STATES[4:9]}

IN_ORDER = Facts(
    registration_approved=True,
    other_open_inspection=False,
    actor_of_unit=False,
    actor_writes_for_unit=True,
    actor_in_team=True,
    actor_leads=True,
    team_count=2,
    team_led=True,
    team_of_unit=False,
    self_late=True,
    criteria_scored=True,
    scores_fit=True,
    evidence_complete=True,
    finding_given=True,
    fix_given=True,
    fix_late=True,
    judged=True,
    reason_given=True,
    lead_signed=True,
    outcome="not_met",
    outcome_by_points="not_met",
    practice_given=True,
    carried=Carrying(holder_ended=True, to_successor=True, reason_given=True),
)


def facts(action: str, role: str, **changed: object) -> Facts:
    """Facts in which everything is in order for this act."""
    answered = action in ("conclude", "require_fix", "recheck", "report_fix")
    return replace(IN_ORDER, planned=action != "plan", unit_answered=answered, actor_role=role, **changed)


def outcome(state: str, action: str, known: Facts, role: str) -> str:
    try:
        return PROCESS.take(state, action, known, role).target
    except Refused as refused:
        return " ".join(refused.reasons)


def expected(state: str, action: str, role: str) -> str:
    if (state, action) not in ALLOWED:
        return "not-from-this-state"
    target, roles = ALLOWED[state, action]
    return target if role in roles else "not-your-role"


def test_every_state_action_and_role_ends_as_the_regulation_says() -> None:
    cells = [(state, action, role) for state in STATES for action in ACTIONS for role in ROLES]
    assert len(cells) == 11 * 21 * 13
    found = {cell: outcome(cell[0], cell[1], facts(cell[1], cell[2]), cell[2]) for cell in cells}
    assert found == {cell: expected(*cell) for cell in cells}


def test_the_table_has_exactly_the_states_and_actions_of_the_regulation() -> None:
    assert [state.value for state in PROCESS.states] == STATES
    assert list(dict.fromkeys(move.action for move in PROCESS.moves)) == ACTIONS


LEADING = {"not-the-lead": {"actor_leads": False}, "inspects-own-unit": {"actor_of_unit": True}}
CHECKS = {"not-in-team": {"actor_in_team": False}, "inspects-own-unit": {"actor_of_unit": True}}
TEAM_FACTS = {
    "team-too-small": {"team_count": 1},
    "team-without-lead": {"team_led": False},
    "team-of-unit": {"team_of_unit": True},
}
# (state, action, role) -> reason -> the one fact that is not in order.
AGAINST = {
    ("planned", "plan", "reviewer"): {
        "already-planned": {"planned": True},
        "inspects-own-unit": {"actor_of_unit": True},
        "registration-not-approved": {"registration_approved": False},
        "inspection-open": {"other_open_inspection": True},
    },
    ("planned", "assign_team", "board_signatory"): {"inspects-own-unit": {"actor_of_unit": True}, **TEAM_FACTS},
    ("planned", "announce", "lead_inspector"): LEADING | TEAM_FACTS,
    ("announced", "open_self", "clerk"): {"not-the-unit": {"actor_writes_for_unit": False}},
    ("self_assessing", "submit_self", "secretary"): {
        "not-the-unit": {"actor_writes_for_unit": False},
        "scores-missing": {"criteria_scored": False},
        "evidence-missing": {"evidence_complete": False},
    },
    ("self_submitted", "start", "inspector"): CHECKS,
    ("announced", "start", "inspector"): CHECKS | {"self-assessment-awaited": {"self_late": False}},
    ("checking", "score", "inspector"): CHECKS | {"scores-unfit": {"scores_fit": False}},
    ("checking", "add_finding", "inspector"): CHECKS | {"finding-missing": {"finding_given": False}},
    ("checking", "draft_minutes", "lead_inspector"): LEADING | {"scores-missing": {"criteria_scored": False}},
    ("minutes_draft", "send_minutes", "lead_inspector"): LEADING | {"minutes-missing": {"reason_given": False}},
    ("unit_reply", "explain", "secretary"): {
        "not-the-unit": {"actor_writes_for_unit": False},
        "reason-missing": {"reason_given": False},
    },
    ("unit_reply", "sign_minutes", "secretary"): {
        "not-the-unit": {"actor_writes_for_unit": False},
        "minutes-answered": {"unit_answered": True},
    },
    ("unit_reply", "record_refusal", "lead_inspector"): LEADING
    | {"minutes-answered": {"unit_answered": True}, "reason-missing": {"reason_given": False}},
    ("unit_reply", "require_fix", "lead_inspector"): LEADING
    | {"minutes-unsigned": {"unit_answered": False}, "no-open-finding": {"open_findings": 0}},
    ("rectifying", "report_fix", "secretary"): {
        "not-the-unit": {"actor_writes_for_unit": False},
        "fix-missing": {"fix_given": False},
    },
    ("rectifying", "recheck", "lead_inspector"): LEADING
    | {"fix-awaited": {"fix_late": False}, "judgement-missing": {"judged": False}},
    ("rechecking", "recheck", "lead_inspector"): LEADING
    | {"no-open-finding": {"open_findings": 0}, "judgement-missing": {"judged": False}},
    ("rechecking", "conclude", "lead_inspector"): LEADING
    | {
        "minutes-unsigned": {"lead_signed": False},
        "outcome-not-by-points": {"outcome_by_points": "met"},
        "reason-missing": {"reason_given": False},
    },
    ("checking", "mark_practice", "inspector"): CHECKS | {"practice-missing": {"practice_given": False}},
    ("planned", "cancel", "lead_inspector"): LEADING | {"reason-missing": {"reason_given": False}},
    ("checking", "transfer", "system"): {
        "holder-not-ended": {"carried": Carrying(to_successor=True)},
        "not-a-successor": {"carried": Carrying(holder_ended=True)},
    },
    ("checking", "close_by_event", "system"): {
        "holder-not-ended": {"carried": Carrying(reason_given=True)},
        "reason-missing": {"carried": Carrying(holder_ended=True)},
    },
    ("announced", "cancel", "reviewer"): {
        "inspects-own-unit": {"actor_of_unit": True},
        "reason-missing": {"reason_given": False},
    },
}


@pytest.mark.parametrize(
    ("cell", "reason", "fault"),
    [(cell, reason, fault) for cell, faults in AGAINST.items() for reason, fault in faults.items()],
    ids=lambda value: value if isinstance(value, str) else "-".join(map(str, value)),
)
def test_one_fact_that_is_not_in_order_gives_exactly_its_reason(cell, reason, fault) -> None:
    state, action, role = cell
    assert outcome(state, action, facts(action, role), role) == ALLOWED[state, action][0]
    assert outcome(state, action, replace(facts(action, role), **fault), role) == reason


def test_every_guard_of_every_action_is_tried_above() -> None:
    tried: dict[str, set[str]] = {}
    for (_, action, _), faults in AGAINST.items():
        tried.setdefault(action, set()).update(faults)
    for move in PROCESS.moves:
        # The two of a conclusion that never come alone are shown below.
        assert {guard.reason for guard in move.guards} - {"outcome-missing", "findings-open"} <= tried[move.action]


def test_all_reasons_against_a_conclusion_are_given_at_once() -> None:
    bare = Facts(actor_of_unit=False, actor_leads=True)
    assert outcome("unit_reply", "conclude", bare, "lead_inspector") == (
        "minutes-unsigned outcome-missing outcome-not-by-points reason-missing"
    )


@pytest.mark.parametrize("by_points", ["met", "not_met"])
@pytest.mark.parametrize("claimed", [*OUTCOMES, "", "excellent"])
@pytest.mark.parametrize("left", [0, 1])
def test_a_conclusion_follows_the_points_or_says_that_the_basis_is_not_sufficient(by_points, claimed, left) -> None:
    known = facts("conclude", "lead_inspector", outcome=claimed, outcome_by_points=by_points, open_findings=left)
    found = outcome("rechecking", "conclude", known, "lead_inspector")
    follows = claimed == "insufficient" or (claimed == by_points and not (claimed == "met" and left))
    assert (found == "concluded") == follows
    assert ("findings-open" in found) == (claimed == "met" and left == 1)


def test_facts_that_nobody_states_allow_nothing_but_what_needs_none() -> None:
    allowed = {
        (state, action)
        for state in STATES
        for action in ACTIONS
        for role in ROLES
        if outcome(state, action, Facts(), role) in STATES
    }
    assert allowed == set()


@given(known=st.builds(Facts, **{field.name: st.from_type(type(field.default)) for field in fields(Facts)}))
def test_what_is_offered_is_what_can_be_taken(known: Facts) -> None:
    for state in STATES:
        for role in ROLES:
            for action, reasons in PROCESS.open_actions(state, known, role).items():
                found = outcome(state, action, known, role)
                assert (found in STATES) if not reasons else (found == " ".join(reasons))


def test_no_unit_can_hold_up_a_check_for_ever() -> None:
    """Without any act of the unit the team still comes to a conclusion."""
    walk = "announce start score draft_minutes send_minutes record_refusal require_fix recheck conclude".split()
    state = "planned"
    for action in walk:
        state = outcome(state, action, facts(action, "lead_inspector"), "lead_inspector")
    assert state == "concluded"


def test_after_a_remedy_was_required_the_minutes_are_signed_already() -> None:
    """From rectifying no way leads back to the minutes: unsigned ones could never be signed."""
    known = facts("require_fix", "lead_inspector")
    unsigned = [replace(known, unit_answered=False), replace(known, lead_signed=False)]
    assert {outcome("unit_reply", "require_fix", known, "lead_inspector") for known in unsigned} == {"minutes-unsigned"}
