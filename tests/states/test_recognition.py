"""Recognition: the whole matrix of states, actions and roles against a table written by hand."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import product
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transitions import MachineError

from states.decision import DEFECTS
from states.fate import Carrying
from states.process import Refused
from states.recognition import PROCESS, Facts

STATES = (
    "draft proposed dossier_check returned appraisal public_comment voting decided published not_recognised "
    "expired revoked"
).split()
ACTIONS = (
    "propose accept_dossier return to_appraisal give_opinion establish lift open_comment object answer open_vote "
    "record_vote confirm_vote decide_yes decide_no exclude publish petition correct revoke expire transfer"
).split()
ROLES = (
    "clerk secretary reviewer incharge inspector lead_inspector appraiser board_secretary board_signatory "
    "manager auditor administrator system"
).split()
BOARD, FINDERS = {"board_signatory"}, {"reviewer", "appraiser", "board_signatory"}
RESULTS, OVER = ("published", "not_recognised"), ("expired", "revoked")
UNDECIDED = ("dossier_check", "appraisal", "public_comment", "voting")

# (state, action) -> (target, roles); written from the regulation, not from the table of the program.
REGULATION = {
    ("draft", "propose"): ("proposed", {"secretary"}),
    ("returned", "propose"): ("proposed", {"secretary"}),
    ("proposed", "accept_dossier"): ("dossier_check", {"reviewer"}),
    ("dossier_check", "return"): ("returned", {"reviewer"}),
    ("appraisal", "return"): ("returned", {"reviewer"}),
    ("dossier_check", "to_appraisal"): ("appraisal", {"reviewer"}),
    ("appraisal", "give_opinion"): ("appraisal", {"appraiser"}),
    **{(state, "establish"): (state, FINDERS) for state in (*UNDECIDED, "decided")},
    **{(state, "lift"): (state, BOARD) for state in (*UNDECIDED, "decided")},
    ("appraisal", "open_comment"): ("public_comment", BOARD),
    ("public_comment", "object"): ("public_comment", {"reviewer"}),
    **{(state, "answer"): (state, {"reviewer", "board_signatory"}) for state in ("public_comment", *RESULTS, *OVER)},
    **{(state, "petition"): (state, {"secretary", "reviewer"}) for state in RESULTS},
    ("public_comment", "open_vote"): ("voting", BOARD),
    ("voting", "record_vote"): ("voting", {"board_secretary"}),
    ("voting", "confirm_vote"): ("voting", {"board_secretary", "board_signatory"}),
    ("voting", "decide_yes"): ("decided", BOARD),
    ("voting", "decide_no"): ("not_recognised", BOARD),
    **{(state, "exclude"): ("not_recognised", BOARD) for state in UNDECIDED},
    ("decided", "publish"): ("published", {"manager"}),
    ("published", "correct"): ("published", BOARD),
    ("decided", "revoke"): ("revoked", BOARD),
    ("published", "revoke"): ("revoked", BOARD),
    ("published", "expire"): ("expired", {"system"}),
    **{(state, "transfer"): (state, {"system"}) for state in ("proposed", "returned", *UNDECIDED, "decided")},
}

IN_ORDER = Facts(
    actor_of_unit=False,
    actor_writes_for_unit=True,
    actor_of_issuer=True,
    actor_involved=False,
    reason_given=True,
    other_open_recognition=False,
    registration_approved=True,
    inspection_met=True,
    commitment_signed=True,
    report_given=True,
    papers_missing=0,
    body_waits=True,
    actor_of_other_body=False,
    opinion_given=True,
    bodies_silent=0,
    knock_outs=0,
    knock_out_known=True,
    knock_out_stands=False,
    knock_out_chosen=True,
    window_ended=True,
    in_window=True,
    after_result=True,
    objection_given=True,
    objection_open=True,
    objections_unanswered=0,
    vote_defects=(),
    vote_carried=True,
    tally_recorded=True,
    tally_confirmed=True,
    tally_stands=False,
    actor_recorded_tally=False,
    actor_recused=False,
    number_free=True,
    correction_given=True,
    validity_ended=True,
    carried=Carrying(holder_ended=True, to_successor=True),
)
FITTING = {"exclude": {"knock_outs": 1}, "decide_no": {"vote_carried": False}}  # what else an act needs


def right(action: str, role: str = "") -> Facts:
    """Facts in which everything is in order for this action; whoever is no secretary does not write for the unit."""
    own = {} if role in ("", "secretary") else {"actor_writes_for_unit": False}
    return replace(IN_ORDER, **FITTING.get(action, {}), **own)


def outcome(state: str, action: str, facts: Facts, role: str) -> str:
    try:
        return PROCESS.take(state, action, facts, role).target
    except Refused as refused:
        return " ".join(refused.reasons)


def expected(state: str, action: str, role: str) -> str:
    row = REGULATION.get((state, action))
    if row is None:
        return "not-from-this-state"
    return row[0] if role in row[1] else "not-your-role"


def test_every_state_action_and_role_ends_as_the_regulation_says():
    cells = list(product(STATES, ACTIONS, ROLES))
    assert len(cells) == 12 * 22 * 13
    found = {cell: outcome(cell[0], cell[1], right(cell[1], cell[2]), cell[2]) for cell in cells}
    assert found == {cell: expected(*cell) for cell in cells}


def test_the_table_has_exactly_the_states_and_actions_of_the_regulation():
    assert [state.value for state in PROCESS.states] == STATES
    assert sorted({move.action for move in PROCESS.moves}) == sorted(ACTIONS)


BY_BOARD = {"own-unit": {"actor_of_unit": True}, "not-the-issuer": {"actor_of_issuer": False}}
REASON = {"reason-missing": {"reason_given": False}}
VOTE = {code: {"vote_defects": (code,)} for code in DEFECTS}
NOT_RECUSED = {"actor-recused": {"actor_recused": True}}
NUMBER = {"number-taken": {"number_free": False}}
WINDOW = {"comment-window-open": {"window_ended": False}, "objections-unanswered": {"objections_unanswered": 1}}
CLEAN = {"knock-out": {"knock_outs": 1}}
VOTED = BY_BOARD | NOT_RECUSED | {"tally-unconfirmed": {"tally_confirmed": False}} | VOTE | WINDOW
BREAKS = {  # action -> reason -> the one change that gives it
    "propose": {
        "not-the-unit": {"actor_writes_for_unit": False},
        "recognition-already-open": {"other_open_recognition": True},
        "registration-not-approved": {"registration_approved": False},
        "inspection-not-met": {"inspection_met": False},
        "commitment-not-signed": {"commitment_signed": False},
        "report-missing": {"report_given": False},
        "papers-missing": {"papers_missing": 1},
    },
    "accept_dossier": {"own-unit": {"actor_of_unit": True}},
    "return": {"own-unit": {"actor_of_unit": True}} | REASON,
    "to_appraisal": {"own-unit": {"actor_of_unit": True}},
    "give_opinion": {
        "own-unit": {"actor_of_unit": True},
        "body-has-spoken": {"body_waits": False},
        "speaks-for-another": {"actor_of_other_body": True},
        "opinion-missing": {"opinion_given": False},
    },
    "establish": {
        "own-unit": {"actor_of_unit": True},
        "knock-out-unknown": {"knock_out_known": False},
        "knock-out-stands": {"knock_out_stands": True},
    },
    "lift": BY_BOARD | {"knock-out-absent": {"knock_out_chosen": False}} | REASON,
    "open_comment": BY_BOARD | {"opinions-missing": {"bodies_silent": 1}} | CLEAN,
    "object": {
        "own-unit": {"actor_of_unit": True},
        "objection-missing": {"objection_given": False},
        "comment-window-closed": {"in_window": False},
    },
    "answer": {
        "own-unit": {"actor_of_unit": True},
        "already-involved": {"actor_involved": True},
        "objection-answered": {"objection_open": False},
    }
    | REASON,
    "open_vote": BY_BOARD | WINDOW | CLEAN,
    "record_vote": BY_BOARD | NOT_RECUSED | {"tally-confirmed": {"tally_stands": True}} | VOTE,
    "confirm_vote": BY_BOARD
    | NOT_RECUSED
    | {
        "tally-missing": {"tally_recorded": False},
        "tally-confirmed": {"tally_stands": True},
        "same-person": {"actor_recorded_tally": True},
    }
    | VOTE,
    "decide_yes": VOTED | {"vote-not-carried": {"vote_carried": False}} | CLEAN | NUMBER,
    "decide_no": VOTED | {"vote-carried": {"vote_carried": True}} | REASON,
    "exclude": BY_BOARD | {"knock-out-none": {"knock_outs": 0}} | REASON,
    "publish": BY_BOARD | CLEAN,
    "petition": {
        "own-unit": {"actor_of_unit": True},
        "objection-missing": {"objection_given": False},
        "petition-too-early": {"after_result": False},
    },
    "correct": BY_BOARD | {"correction-missing": {"correction_given": False}} | REASON,
    "revoke": BY_BOARD | NUMBER | REASON,
    "expire": {"still-valid": {"validity_ended": False}},
    "transfer": {
        "holder-not-ended": {"carried": Carrying(to_successor=True)},
        "not-a-successor": {"carried": Carrying(holder_ended=True)},
    },
}
CASES = [
    (state, action, sorted(REGULATION[state, action][1])[0], reason, change)
    for state, action in REGULATION
    for reason, change in BREAKS[action].items()
]


@pytest.mark.parametrize(("state", "action", "role", "reason", "change"), CASES)
def test_one_thing_wrong_gives_exactly_its_one_reason(state, action, role, reason, change):
    facts = right(action, role)
    assert PROCESS.reasons_against(state, action, facts, role) == ()
    assert PROCESS.reasons_against(state, action, replace(facts, **change), role) == (reason,)


def test_every_guard_of_the_table_has_a_case_above_that_breaks_it_alone():
    guarded = {(move.action, guard.reason) for move in PROCESS.moves for guard in move.guards}
    assert guarded == {(action, reason) for action, reasons in BREAKS.items() for reason in reasons}


def test_each_guard_of_a_move_has_a_reason_of_its_own_and_a_rule_in_words():
    for move in PROCESS.moves:
        reasons = [guard.reason for guard in move.guards]
        assert len(reasons) == len(set(reasons)), move.action
        assert all(guard.rule.endswith(".") for guard in move.guards), move.action


def test_a_fact_that_nobody_states_never_opens_an_act():
    for move in PROCESS.moves:
        for state, role in product(move.source, move.by):
            assert PROCESS.reasons_against(state, move.action, Facts(), role), (state, move.action)


def test_a_unit_petitions_for_itself_and_nobody_else_in_its_name():
    own = right("petition", "secretary")
    assert PROCESS.reasons_against("published", "petition", replace(own, actor_of_unit=True), "secretary") == ()
    assert PROCESS.reasons_against("published", "petition", own, "reviewer") == ("not-your-role",)
    stranger = replace(own, actor_writes_for_unit=False)
    assert PROCESS.reasons_against("published", "petition", stranger, "secretary") == ("not-your-role",)


def test_what_the_programme_does_not_ask_for_may_be_missing():
    free = replace(IN_ORDER, inspection_required=False, inspection_met=False)
    free = replace(free, commitment_required=False, commitment_signed=False)
    assert PROCESS.reasons_against("draft", "propose", free, "secretary") == ()


def test_an_empty_dossier_hears_everything_it_lacks_at_once():
    assert PROCESS.reasons_against("draft", "propose", Facts(), "secretary") == tuple(BREAKS["propose"])


@st.composite
def some_facts(draw: st.DrawFn) -> Facts:
    """Facts in order but for up to three fields: far from order nothing moves and nothing is tried."""
    changed = draw(st.lists(st.sampled_from(fields(Facts)), max_size=3, unique_by=lambda field: field.name))
    values = {"bool": st.booleans(), "int": st.integers(0, 2), "tuple[str, ...]": st.sampled_from([(), DEFECTS[:1]])}
    values["fate.Carrying"] = st.builds(Carrying, holder_ended=st.booleans(), to_successor=st.booleans())
    start = right(draw(st.sampled_from(ACTIONS)))
    return replace(start, **{field.name: draw(values[str(field.type)]) for field in changed})


@settings(max_examples=200, deadline=None)
@given(some_facts(), st.sampled_from(ROLES))
def test_explanation_and_machine_always_agree(facts, role):
    for state, action in product(STATES, ACTIONS):
        cursor = SimpleNamespace(state=state)
        try:
            moved = PROCESS._machine.events[action].trigger(cursor, facts, role)
        except MachineError:  # pytransitions' word for: no move of this action leaves the state
            moved = False
        explained = PROCESS.reasons_against(state, action, facts, role)
        assert moved == (explained == ()), (state, action, explained)
