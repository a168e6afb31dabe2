"""Out of how many: what was taken down of a day stays so, whatever becomes of the units, until somebody decides."""

from __future__ import annotations

import json
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from states.population import KEEP, RECOUNT, basis_of
from states.reorganisation import Row
from states.reorganisation_plan import plan
from states.unit_history import History
from tests.states.test_reorganisation import FIRST, on_day, rows, start, to_come, tree_on, written

STARTS, ENDS = FIRST - timedelta(days=30), FIRST + timedelta(days=30)
KINDS = ("dang_bo_co_so", "chi_bo_co_so")  # of whom the programme is meant for
Units = dict[str, str]


def taken(histories: dict[str, History], day: date) -> Units:
    """Code and kind of every unit of the programme on a day, as a population keeps them."""
    return {code: said.kind for code, said in sorted(on_day(histories, day).items()) if said.kind in KINDS}


def bits(units: object) -> str:
    """The very text that is kept, sealed and counted."""
    return json.dumps(units, ensure_ascii=False)


@settings(max_examples=300)
@given(st.lists(st.tuples(rows().map(lambda found: found[:2]), st.integers(1, 60)), min_size=3, max_size=9))
def test_a_number_taken_down_stands_to_the_last_bit_and_both_stay_readable_after_a_decision(
    changes: list[tuple[list[Row], int]],
) -> None:
    histories = start()
    at_start = taken(histories, STARTS)
    kept, at_end = bits(at_start), dict[str, str]()
    for number, (asked, later) in enumerate(sorted(changes, key=lambda one: one[1]), 1):
        on = FIRST + timedelta(days=later)
        made = plan(tree_on(histories, on), asked, on, later=to_come(histories, on))
        if on > ENDS and not at_end:
            at_end = taken(histories, ENDS)  # the period is over; what follows comes after the fact
        if not made.faults:
            histories = written(histories, made, on, number)
        assert bits(taken(histories, STARTS)) == kept, "the day itself reads as it was taken down"
        assert not at_end or bits(taken(histories, ENDS)) == bits(at_end)
    at_end = at_end or taken(histories, ENDS)
    gone = sorted(set(at_start) - set(at_end))

    undecided, held, anew = (basis_of(at_start, at_end, choice) for choice in ("", KEEP, RECOUNT))
    assert undecided.is_open == bool(gone) and not held.is_open and not anew.is_open
    assert bits(undecided.units) == bits(held.units) == (kept if gone else bits(at_end))
    assert bits(anew.units) == bits(at_end)
    for one in (undecided, held, anew):
        assert (one.at_start, one.at_end) == (len(at_start), len(at_end)), "both numbers, whatever was decided"
        assert list(one.changed) == gone, "and who went"
    assert bits(at_start) == kept
