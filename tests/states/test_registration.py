"""Registration: the whole matrix of states, actions and roles against a table written by hand."""

from __future__ import annotations

from dataclasses import Field, fields, replace
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transitions import MachineError

from states.fate import Carrying
from states.process import Refused
from states.registration import PROCESS, Facts

STATES = "draft submitted in_review changes_requested endorsed approved rejected withdrawn closed".split()
ACTIONS = (
    "submit withdraw receive request_changes endorse approve reject assign_incharge close transfer close_by_event"
).split()
ROLES = (
    "clerk secretary reviewer incharge inspector lead_inspector appraiser board_secretary board_signatory "
    "manager auditor administrator system"
).split()

# (state, action) -> (target, roles); written from the regulation, not from the table of the program.
ALWAYS = {
    ("draft", "submit"): ("submitted", {"secretary"}),
    ("changes_requested", "submit"): ("submitted", {"secretary"}),
    ("submitted", "withdraw"): ("withdrawn", {"secretary"}),
    ("in_review", "withdraw"): ("withdrawn", {"secretary"}),
    ("changes_requested", "withdraw"): ("withdrawn", {"secretary"}),
    ("submitted", "receive"): ("in_review", {"reviewer"}),
    ("in_review", "request_changes"): ("changes_requested", {"reviewer", "board_signatory"}),
    ("endorsed", "request_changes"): ("changes_requested", {"reviewer", "board_signatory"}),
    ("in_review", "reject"): ("rejected", {"board_signatory"}),
    ("endorsed", "reject"): ("rejected", {"board_signatory"}),
    ("approved", "assign_incharge"): ("approved", {"board_signatory"}),
    ("approved", "close"): ("closed", {"manager", "system"}),
    ("approved", "close_by_event"): ("closed", {"system"}),
    **{(state, "close_by_event"): ("withdrawn", {"system"}) for state in STATES[1:5]},
    **{(state, "transfer"): (state, {"system"}) for state in STATES[1:6]},
}
MORE_STAGES = {
    ("in_review", "endorse"): ("endorsed", {"reviewer", "board_signatory"}),
    ("endorsed", "endorse"): ("endorsed", {"reviewer", "board_signatory"}),
}
LAST_STAGE = {
    ("in_review", "approve"): ("approved", {"board_signatory"}),
    ("endorsed", "approve"): ("approved", {"board_signatory"}),
}

IN_ORDER = Facts(
    round_open=True,
    unit_kind_allowed=True,
    other_open_registration=False,
    resolution_complete=True,
    contents_count=1,
    roadmap_count=1,
    actor_of_unit=False,
    actor_submitted=False,
    actor_decided=False,
    reason_given=True,
    marks_count=1,
    period_ended=True,
    incharge_assigned=True,
    incharge_chosen=True,
    incharge_of_unit=False,
    carried=Carrying(holder_ended=True, to_successor=True, reason_given=True),
)


def facts(role: str, *, stages: int = 2, passed: int = 0, **changed: object) -> Facts:
    """Facts in which everything is in order and the file is with the role that acts."""
    return replace(IN_ORDER, stages_required=stages, stages_passed=passed, actor_role=role, stage_role=role, **changed)


def expected(state: str, action: str, role: str, last: bool) -> str:
    """What the hand-written table says: the target, or the reason against."""
    other = MORE_STAGES if last else LAST_STAGE
    if (state, action) in other:
        return "not-at-this-stage"
    row = (ALWAYS | (LAST_STAGE if last else MORE_STAGES)).get((state, action))
    if row is None:
        return "not-from-this-state"
    target, roles = row
    return target if role in roles else "not-your-role"


def outcome(state: str, action: str, facts: Facts, role: str) -> str:
    try:
        return PROCESS.take(state, action, facts, role).target
    except Refused as refused:
        return " ".join(refused.reasons)


@pytest.mark.parametrize("passed", [0, 1], ids=["more stages to come", "last stage"])
def test_every_state_action_and_role_ends_as_the_regulation_says(passed):
    cells = [(state, action, role) for state in STATES for action in ACTIONS for role in ROLES]
    assert len(cells) == 9 * 11 * 13
    found = {cell: outcome(cell[0], cell[1], facts(cell[2], passed=passed), cell[2]) for cell in cells}
    assert found == {cell: expected(*cell, last=passed == 1) for cell in cells}


def test_the_table_has_exactly_the_states_and_actions_of_the_regulation():
    assert [state.value for state in PROCESS.states] == STATES
    assert list(dict.fromkeys(move.action for move in PROCESS.moves)) == ACTIONS


def test_an_application_passes_two_stages_and_is_closed_at_the_end_of_the_period():
    walk = [
        ("submit", "secretary", 0),
        ("receive", "reviewer", 0),
        ("request_changes", "reviewer", 0),
        ("submit", "secretary", 0),
        ("receive", "reviewer", 0),
        ("endorse", "reviewer", 0),
        ("approve", "board_signatory", 1),
        ("assign_incharge", "board_signatory", 2),
        ("close", "system", 2),
    ]
    state, seen = "draft", []
    for action, role, passed in walk:
        state = PROCESS.take(state, action, facts(role, passed=passed), role).target
        seen.append(state)
    assert seen == (
        "submitted in_review changes_requested submitted in_review endorsed approved approved closed".split()
    )


@pytest.mark.parametrize("stages", [1, 2, 3])
def test_an_edition_with_n_stages_needs_n_decisions(stages):
    state = "in_review"
    for passed in range(stages - 1):
        assert outcome(state, "approve", facts("board_signatory", stages=stages, passed=passed), "board_signatory") == (
            "not-at-this-stage"
        )
        state = outcome(state, "endorse", facts("board_signatory", stages=stages, passed=passed), "board_signatory")
        assert state == "endorsed"
    end = facts("board_signatory", stages=stages, passed=stages - 1)
    assert outcome(state, "endorse", end, "board_signatory") == "not-at-this-stage"
    assert outcome(state, "approve", end, "board_signatory") == "approved"


DECISIONS = [
    ("request_changes", "reviewer", 0),
    ("endorse", "reviewer", 0),
    ("approve", "board_signatory", 1),
    ("reject", "board_signatory", 1),
]
APPLICATION = {
    "unit-kind-not-allowed": {"unit_kind_allowed": False},
    "registration-already-open": {"other_open_registration": True},
    "resolution-missing": {"resolution_complete": False},
    "contents-missing": {"contents_count": 0},
    "roadmap-missing": {"roadmap_count": 1, "roadmap_required": 2},
}
CASES = [
    ("draft", "submit", "secretary", 0, "round-closed", {"round_open": False}),
    *[
        (state, "submit", "secretary", 0, *row)
        for state in ("draft", "changes_requested")
        for row in APPLICATION.items()
    ],
    ("submitted", "receive", "reviewer", 0, "own-unit", {"actor_of_unit": True}),
    ("submitted", "receive", "reviewer", 0, "own-submission", {"actor_submitted": True}),
    *[("endorsed", *row, "not-this-stage", {"stage_role": "appraiser"}) for row in DECISIONS],
    *[("endorsed", *row, "own-unit", {"actor_of_unit": True}) for row in DECISIONS],
    *[("endorsed", *row, "own-submission", {"actor_submitted": True}) for row in DECISIONS],
    *[("endorsed", *row, "already-decided", {"actor_decided": True}) for row in DECISIONS],
    ("in_review", "request_changes", "reviewer", 0, "reason-missing", {"reason_given": False}),
    ("in_review", "request_changes", "reviewer", 0, "marks-missing", {"marks_count": 0}),
    ("in_review", "reject", "board_signatory", 1, "reason-missing", {"reason_given": False}),
    ("approved", "assign_incharge", "board_signatory", 2, "own-unit", {"actor_of_unit": True}),
    ("approved", "assign_incharge", "board_signatory", 2, "incharge-missing", {"incharge_chosen": False}),
    ("approved", "assign_incharge", "board_signatory", 2, "incharge-of-unit", {"incharge_of_unit": True}),
    ("approved", "close", "manager", 2, "period-not-ended", {"period_ended": False}),
    ("approved", "close", "system", 2, "incharge-missing", {"incharge_assigned": False}),
    *[
        ("submitted", act, "system", 0, reason, {"carried": replace(IN_ORDER.carried, **{fact: False})})
        for act, reason, fact in (
            ("transfer", "holder-not-ended", "holder_ended"), ("transfer", "not-a-successor", "to_successor"),
            ("close_by_event", "holder-not-ended", "holder_ended"),
            ("close_by_event", "reason-missing", "reason_given"),
        )
    ],
]


@pytest.mark.parametrize(("state", "action", "role", "passed", "reason", "change"), CASES)
def test_one_thing_wrong_gives_exactly_its_one_reason(state, action, role, passed, reason, change):
    right = facts(role, passed=passed)
    assert PROCESS.reasons_against(state, action, right, role) == ()
    assert PROCESS.reasons_against(state, action, replace(right, **change), role) == (reason,)


def test_every_guard_of_the_table_has_a_case_above_that_breaks_it_alone():
    guarded = {(move.action, guard.reason) for move in PROCESS.moves for guard in move.guards}
    assert guarded == {(action, reason) for _, action, _, _, reason, _ in CASES}


def test_each_guard_of_a_move_has_a_reason_of_its_own_and_a_rule_in_words():
    for move in PROCESS.moves:
        reasons = [guard.reason for guard in move.guards]
        assert len(reasons) == len(set(reasons)), move.action
        assert all(guard.rule.endswith(".") for guard in move.guards), move.action


def test_an_empty_application_hears_everything_it_lacks_at_once():
    assert PROCESS.reasons_against("draft", "submit", Facts(), "secretary") == (
        "round-closed",
        "unit-kind-not-allowed",
        "registration-already-open",
        "resolution-missing",
        "contents-missing",
        "roadmap-missing",
    )


def test_a_return_without_anything_hears_everything_at_once():
    bare = Facts(stages_required=2, stage_role="board_signatory", actor_role="reviewer")
    assert PROCESS.reasons_against("in_review", "request_changes", bare, "reviewer") == (
        "not-this-stage",
        "own-unit",
        "own-submission",
        "already-decided",
        "reason-missing",
        "marks-missing",
    )


def test_a_fact_that_nobody_states_never_opens_a_guarded_act():
    for move in (move for move in PROCESS.moves if move.guards):
        for state, role in product(move.source, move.by):
            assert PROCESS.reasons_against(state, move.action, Facts(actor_role=role), role), (state, move.action)


def test_what_the_programme_does_not_ask_for_may_be_missing():
    asks_little = facts("secretary", resolution_required=False, resolution_complete=False, roadmap_required=0)
    assert PROCESS.reasons_against("draft", "submit", replace(asks_little, roadmap_count=0), "secretary") == ()
    nobody = facts("manager", incharge_required=False, incharge_assigned=False)
    assert PROCESS.reasons_against("approved", "close", nobody, "manager") == ()


def test_a_file_sent_back_may_return_after_the_round_has_closed():
    closed = facts("secretary", round_open=False)
    assert outcome("changes_requested", "submit", closed, "secretary") == "submitted"
    assert outcome("draft", "submit", closed, "secretary") == "round-closed"


def test_a_page_offers_only_the_acts_that_the_stage_has():
    waiting = replace(facts("board_signatory"), stage_role="reviewer")
    assert PROCESS.open_actions("in_review", waiting, "board_signatory") == {
        "request_changes": ("not-this-stage",),
        "endorse": ("not-this-stage",),
        "reject": ("not-this-stage",),
    }
    last = facts("board_signatory", passed=1)
    assert PROCESS.open_actions("endorsed", last, "board_signatory") == {
        "request_changes": (),
        "approve": (),
        "reject": (),
    }


def values(field: Field[Any]) -> st.SearchStrategy[Any]:
    by_type = {
        "bool": st.booleans(),
        "int": st.integers(0, 3),
        "fate.Carrying": st.builds(Carrying, holder_ended=st.booleans(), to_successor=st.booleans()),
        "str": st.sampled_from(["", "reviewer", "board_signatory", "secretary"]),
    }
    return by_type[str(field.type)]


@st.composite
def some_facts(draw: st.DrawFn) -> Facts:
    """Facts in order but for up to three fields: far from order nothing moves and nothing is tried."""
    changed = draw(st.lists(st.sampled_from(fields(Facts)), max_size=3, unique_by=lambda field: field.name))
    start = facts(draw(st.sampled_from(ROLES)), passed=draw(st.integers(0, 2)))
    return replace(start, **{field.name: draw(values(field)) for field in changed})


@settings(max_examples=300, deadline=None)
@given(some_facts())
def test_explanation_and_machine_always_agree(facts):
    for state, action in product(STATES, ACTIONS):
        cursor = SimpleNamespace(state=state)
        try:
            moved = PROCESS._machine.events[action].trigger(cursor, facts, facts.actor_role)
        except MachineError:  # pytransitions' word for: no move of this action leaves the state
            moved = False
        explained = PROCESS.reasons_against(state, action, facts, facts.actor_role)
        assert moved == (explained == ()), (state, action, explained)
        if moved:
            assert PROCESS.take(state, action, facts, facts.actor_role).target == cursor.state
