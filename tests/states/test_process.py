"""The table runner: what a table must be to be accepted, and that explanation and machine are one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pytest

from states.guards import Guard
from states.process import Move, Process, Refused, Step


class Light(StrEnum):
    RED = "red"
    GREEN = "green"
    OFF = "off"


@dataclass(frozen=True)
class Facts:
    power: bool = True
    clear: bool = True
    late: bool = False


def late(facts: Facts) -> bool:
    return facts.late


def clear(facts: Facts) -> bool:
    return facts.clear


POWER = Guard[Facts]("no-power", "There is power.", lambda facts: facts.power)
CLEAR = Guard[Facts]("not-clear", "The way is clear.", lambda facts: facts.clear)
GUARD = frozenset({"guard"})
END = frozenset({Light.OFF})
GO = Move("go", (Light.RED,), Light.GREEN, GUARD, (POWER, CLEAR))
STOP = Move("stop", (Light.GREEN,), Light.OFF, GUARD)


def build(*moves: Move[Facts], final: frozenset[StrEnum] = END) -> Process[Facts]:
    return Process("light", Light, Light.RED, moves, final=final)


def test_a_step_tells_where_it_led():
    assert build(GO, STOP).take("red", "go", Facts(), "guard") == Step("light", "go", "red", "green")


def test_a_refusal_gives_all_reasons_in_the_order_of_the_table():
    with pytest.raises(Refused) as refusal:
        build(GO, STOP).take("red", "go", Facts(power=False, clear=False), "guard")
    assert (refusal.value.action, refusal.value.reasons) == ("go", ("no-power", "not-clear"))


def test_a_role_without_part_in_the_act_learns_nothing_more():
    assert build(GO, STOP).reasons_against("red", "go", Facts(power=False), "driver") == ("not-your-role",)


@pytest.mark.parametrize(("state", "action"), [("green", "go"), ("red", "fly"), ("blue", "go")])
def test_an_action_that_does_not_leave_the_state_is_refused_as_such(state, action):
    assert build(GO, STOP).reasons_against(state, action, Facts(), "guard") == ("not-from-this-state",)


def test_an_action_whose_condition_chooses_no_move_is_not_at_this_stage():
    stop_late = Move("stop", (Light.GREEN,), Light.OFF, GUARD, when=late)
    process = build(GO, stop_late)
    assert process.reasons_against("green", "stop", Facts(late=False), "guard") == ("not-at-this-stage",)
    assert process.take("green", "stop", Facts(late=True), "guard").target == "off"


def test_when_and_unless_of_one_predicate_choose_exactly_one_move():
    again = Move("stop", (Light.GREEN,), Light.GREEN, GUARD, unless=late)
    last = Move("stop", (Light.GREEN,), Light.OFF, GUARD, when=late)
    process = build(GO, again, last)
    assert process.take("green", "stop", Facts(late=False), "guard").target == "green"
    assert process.take("green", "stop", Facts(late=True), "guard").target == "off"


@pytest.mark.parametrize(
    "rivals",
    [
        [STOP, STOP],
        [Move("stop", (Light.GREEN,), Light.GREEN, GUARD, when=late), STOP],
        [
            Move("stop", (Light.GREEN,), Light.GREEN, GUARD, when=late),
            Move("stop", (Light.GREEN,), Light.OFF, GUARD, when=late),
        ],
        [
            Move("stop", (Light.GREEN,), Light.GREEN, GUARD, when=clear),
            Move("stop", (Light.GREEN,), Light.OFF, GUARD, unless=late),
        ],
        [
            Move("stop", (Light.GREEN,), Light.GREEN, GUARD, when=late, unless=clear),
            Move("stop", (Light.GREEN,), Light.OFF, GUARD, unless=late),
        ],
        [
            Move("stop", (Light.GREEN,), Light.GREEN, GUARD, when=late),
            Move("stop", (Light.GREEN,), Light.OFF, GUARD, unless=late),
            STOP,
        ],
    ],
)
def test_two_moves_that_are_not_the_two_answers_to_one_question_are_refused(rivals):
    with pytest.raises(ValueError, match="stop from green is ambiguous"):
        build(GO, *rivals)


def test_a_state_that_nobody_reaches_is_refused():
    with pytest.raises(ValueError, match="green cannot be reached"):
        build(Move("stop", (Light.RED, Light.GREEN), Light.OFF, GUARD))


def test_a_state_without_a_way_out_is_refused():
    with pytest.raises(ValueError, match="green is a dead end"):
        build(GO, Move("stop", (Light.RED,), Light.OFF, GUARD))


def test_a_circle_that_never_ends_is_refused():
    back = Move("back", (Light.GREEN,), Light.RED, GUARD)
    with pytest.raises(ValueError, match="red is a dead end.*green is a dead end.*off cannot be reached"):
        build(GO, back)


def test_a_final_state_with_a_way_out_is_refused():
    with pytest.raises(ValueError, match="off is final but has a way out"):
        build(GO, STOP, Move("renew", (Light.OFF,), Light.RED, GUARD))


def test_what_leaves_a_final_state_as_it_is_is_no_way_out():
    process = build(GO, STOP, Move("note", (Light.OFF,), Light.OFF, GUARD))
    assert process.take("off", "note", Facts(), "guard").target == "off"


def test_no_unguarded_shortcut_to_a_state_exists():
    process = build(GO, STOP)
    assert set(process._machine.events) == {"go", "stop"}


def test_the_machine_keeps_no_trace_of_the_cases_it_moved():
    process = build(GO, STOP)
    for _ in range(100):
        process.take("red", "go", Facts(), "guard")
    assert process._machine.models == []


def test_open_actions_hold_what_the_role_has_here_each_with_what_stands_in_its_way():
    process = build(GO, STOP)
    assert process.open_actions("red", Facts(clear=False), "guard") == {"go": ("not-clear",)}
    assert process.open_actions("green", Facts(), "guard") == {"stop": ()}
    assert process.open_actions("green", Facts(), "driver") == {}


def test_an_explanation_that_the_machine_contradicts_stops_the_step():
    process = build(GO, STOP)
    process.reasons_against = lambda *_: ()  # type: ignore[method-assign]
    with pytest.raises(AssertionError, match="did not move"):
        process.take("red", "go", Facts(power=False), "guard")
