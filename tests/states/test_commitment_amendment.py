"""Amendments: nothing changes before its day, a number once given stays, and each clause says where it comes from."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from states.commitment_amendment import ADD, REMOVE, REPLACE, Change, Effect, effective_on, faults, first_text, text_on

FIRST = first_text([("k1", "Một", 0, 1), ("k2", "Hai", 0, 2), ("k3", "Ba", 0, 3)])
DAY = date(2025, 5, 20)

changes = st.lists(
    st.builds(Change, st.sampled_from([REPLACE, REMOVE]), st.sampled_from(["k1", "k2", "k3", "k9"]), st.text()),
    max_size=4,
).map(tuple)
effects = st.lists(st.tuples(st.integers(0, 9), changes, st.booleans()), max_size=4).map(
    lambda rows: [
        Effect(n, DAY + timedelta(days), (*what, *([Change(ADD, f"k{n + 10}", "Mới")] if adds else [])))
        for n, (days, what, adds) in enumerate(rows, start=1)
    ]
)


@given(effects, st.integers(-1, 10))
def test_an_amendment_changes_nothing_before_its_day_and_no_number_ever_moves(made: list[Effect], days: int) -> None:
    day = DAY + timedelta(days)
    shown = text_on(day, FIRST, made)
    assert shown == text_on(day, FIRST, [one for one in made if one.day <= day])
    assert [one.number for one in shown] == list(range(1, len(shown) + 1))
    counted = {one.number for one in made if one.day <= day}
    assert {one.amended_by for one in shown} <= {0, *counted}
    first = {one.id: one for one in FIRST}
    assert all(one == first[one.id] for one in shown if not one.amended_by), "what no amendment touched is as signed"


def test_it_counts_from_the_last_signature_or_the_later_day_it_names() -> None:
    assert effective_on(DAY, None) == effective_on(DAY, DAY - timedelta(3)) == DAY
    assert effective_on(DAY, DAY + timedelta(3)) == DAY + timedelta(3)


def test_a_clause_taken_out_stays_out_and_one_changed_twice_has_the_later_words() -> None:
    made = [
        Effect(1, DAY, (Change(REMOVE, "k2"), Change(REPLACE, "k1", "Một, sửa"))),
        Effect(2, DAY, (Change(REPLACE, "k2", "Lại"), Change(REPLACE, "k1", "Một, sửa nữa"), Change(ADD, "k4", "Bốn"))),
    ]
    one, two, three, four = text_on(DAY, FIRST, made)
    assert (one.text, one.amended_by) == ("Một, sửa nữa", 2)
    assert (two.text, two.amended_by, two.removed) == ("Hai", 1, True)
    assert three == FIRST[2] and (four.number, four.amended_by) == (4, 2)


def test_what_cannot_be_changed_is_named_one_by_one() -> None:
    wrong = [
        Change(REPLACE, "k1", "Một"), Change(REPLACE, "k2", ""), Change(REMOVE, "k7"), Change(REMOVE, "k2"),
        Change("swap", "k3"), Change(ADD, "k4", ""),
    ]  # fmt: skip
    said = ["clause-unchanged", "clause-empty", "clause-unknown", "clause-twice", "change-unknown", "clause-empty"]
    assert list(faults(FIRST, wrong).values()) == said
    assert faults(FIRST, [Change(REMOVE, one.id) for one in FIRST]) == {-1: "nothing-left"}
    assert not faults(FIRST, [*(Change(REMOVE, one.id) for one in FIRST), Change(ADD, "k4", "Mới")])
