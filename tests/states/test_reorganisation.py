"""Changes of the organisation, whatever their rows: the tree stays a tree on every day, and nothing is half taken."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from states import unit_history
from states.reorganisation import ENDING, KINDS, Plan, Row, Standing
from states.reorganisation_check import stays_a_tree
from states.reorganisation_plan import plan
from states.unit_history import Attributes, History, Writing
from states.unit_kinds import LEVELS, stands_below

FIRST = date(2025, 7, 1)
CODES = ["A", "B", "C", "D", "E", "F"]
NEW = ["M1", "M2"]
KIND_OF = ["dang_bo_tinh", "dang_bo_huyen", "dang_bo_co_so", "dang_bo_co_so", "chi_bo_truc_thuoc", "chi_bo_co_so"]
PARENTS = [None, "A", "B", "B", "C", "B"]


def start() -> dict[str, History]:
    found = {}
    for code, kind, parent in zip(CODES, KIND_OF, PARENTS, strict=True):
        said = Attributes(f"Đơn vị {code}", code, kind, LEVELS[kind], None, parent)
        found[code] = unit_history.founded(said, date(2020, 1, 1), Writing(datetime(2020, 1, 1, tzinfo=UTC), 0))
    return found


def on_day(histories: dict[str, History], day: date) -> dict[str, Attributes]:
    """What stands on a day, by code."""
    found = {}
    for code, history in histories.items():
        for one in unit_history.standing(history):
            if one.valid_from <= day and (one.valid_to is None or day < one.valid_to):
                assert code not in found, "one version a day"
                found[code] = one.said
    return found


def tree_on(histories: dict[str, History], day: date) -> dict[str, Standing]:
    found = {}
    for code, said in on_day(histories, day).items():
        last = unit_history.last_of(histories[code])
        since = last.valid_to if last.ended and last.valid_to else last.valid_from
        found[code] = Standing(said, since, is_top=code == "A")
    return found


def written(histories: dict[str, History], made: Plan, on: date, number: int) -> dict[str, History]:
    """The histories after a plan was written down, new units under `KEY/number`."""
    by = Writing(datetime(2025, 6, 1, tzinfo=UTC), number)
    keys = {one.key: f"{one.key}/{number}" for one in made.founded}
    after = dict(histories)

    def placed(said: Attributes) -> Attributes:
        return Attributes(said.name, said.short_name, said.kind, said.level, said.cell_type,
                          keys.get(said.parent or "", said.parent))  # fmt: skip

    for founding in made.founded:
        after[keys[founding.key]] = unit_history.founded(placed(founding.said), on, by)
    for changing in made.changed:
        after[changing.unit] = unit_history.changed(after[changing.unit], placed(changing.said), on, by)
    for ending in made.ended:
        after[ending.unit] = unit_history.ended(after[ending.unit], on, by)
    return after


def check_tree(histories: dict[str, History], day: date) -> None:
    """Every unit in force stands below one in force of a higher level; so there is no circle."""
    standing = on_day(histories, day)
    for code, said in standing.items():
        steps, above = 0, said.parent
        while above is not None:
            assert above in standing, f"{code} stands below {above}, which is not there on {day}"
            above, steps = standing[above].parent, steps + 1
            assert steps < 20, f"a circle above {code}"
        if said.parent is not None:
            assert stands_below(said.level, standing[said.parent].level)


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    """Mostly what somebody could mean, now and then nonsense."""
    anything = st.sampled_from([*CODES, *NEW, "X"])
    found = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        kind, sane = draw(st.sampled_from(KINDS)), draw(st.integers(0, 7)) > 0
        unit = f"N{number}" if kind == "found" else draw(st.sampled_from(CODES[2:]) if sane else anything)
        leading = st.sampled_from(["B", "C", "D", *(row.unit for row in found if row.kind == "found")])
        name = f"Tên {draw(st.integers(1, 10**6))}" if sane else draw(st.sampled_from(["", "Đơn vị B"]))
        unit_kind = draw(st.sampled_from(["dang_bo_co_so", "chi_bo_co_so", "chi_bo_truc_thuoc"] if sane else ["", "x"]))
        parent = draw(leading if sane else anything)
        others = st.lists(leading if sane else anything, min_size=1, max_size=2)
        related = () if kind == "found" else tuple(draw(others))
        found.append(Row(number, kind, unit, name, "", unit_kind, "", parent, related))
    return found


def to_come(histories: dict[str, History], day: date) -> list[Attributes]:
    held = (one for history in histories.values() for one in unit_history.standing(history))
    return [one.said for one in held if one.valid_from > day]


def taken_back(histories: dict[str, History], number: int, on: date) -> dict[str, History]:
    """The histories without a change, where nothing written since rests on it."""
    touched = {code for code, history in histories.items() if any(one.entry == number for one in history)}
    if any(unit_history.last_of(histories[code]).entry != number for code in touched):
        return histories
    by = Writing(datetime(2025, 6, 2, tzinfo=UTC), -number)
    without = {code: unit_history.undone(history, number, by) for code, history in histories.items()}
    return without if stays_a_tree(without, on) else histories


@settings(max_examples=400)
@given(st.lists(st.tuples(rows(), st.integers(0, 60), st.integers(0, 3)), min_size=1, max_size=4))
def test_the_tree_is_a_tree_on_every_day_whatever_changes_are_recorded_and_taken_back(
    changes: list[tuple[list[Row], int, int]],
) -> None:
    histories, days = start(), dict[int, date]()
    for number, (asked, later, back) in enumerate(changes, 1):
        on = FIRST + timedelta(days=later)
        made = plan(tree_on(histories, on), asked, on, later=to_come(histories, on))
        if not made.faults:
            histories, days[number] = written(histories, made, on, number), on
        if back in days:
            histories = taken_back(histories, back, days.pop(back))
        for day in unit_history.days_from(histories.values(), date(2025, 6, 1)):
            check_tree(histories, day)


def test_what_a_later_day_is_to_bring_is_not_left_without_a_unit_above() -> None:
    found = [Row(1, "found", "M1", "Chi bộ mới", unit_kind="chi_bo_truc_thuoc", parent="D")]
    histories, second = start(), FIRST + timedelta(days=1)
    histories = written(histories, plan(tree_on(histories, second), found, second), second, 1)
    for row in (Row(1, "merge", "D", related=("B",)), Row(1, "change", "D", unit_kind="chi_bo_co_so")):
        made = plan(tree_on(histories, FIRST), [row], FIRST, later=to_come(histories, FIRST))
        assert made.faults == {1: ("event-units-to-come",)}
    same = [Row(1, "found", "M1", "Chi bộ mới", unit_kind="chi_bo_truc_thuoc", parent="D")]
    made = plan(tree_on(histories, FIRST), same, FIRST, later=to_come(histories, FIRST))
    assert made.faults == {1: ("unit-name-taken",)}


@settings(max_examples=200)
@given(rows())
def test_what_was_recorded_and_taken_back_leaves_every_day_as_it_was(asked: list[Row]) -> None:
    before = start()
    made = plan(tree_on(before, FIRST), asked, FIRST)
    if made.faults:
        return
    after = written(before, made, FIRST, 1)
    by = Writing(datetime(2025, 6, 2, tzinfo=UTC), 2)
    undone = {code: unit_history.undone(history, 1, by) for code, history in after.items()}
    for day in (date(2025, 6, 30), FIRST, date(2030, 1, 1)):
        assert on_day(undone, day) == on_day(before, day)
    recorded = {one.recorded_at for history in undone.values() for one in history}
    assert all(len(undone[code]) >= len(after[code]) for code in after), f"nothing is taken out of {recorded}"


def test_every_row_that_cannot_be_taken_is_named_with_all_its_reasons() -> None:
    tree = tree_on(start(), FIRST)
    made = plan(
        tree,
        [
            Row(1, "rename", "A", "Tỉnh mới"),  # the top may be called otherwise
            Row(2, "dissolve", "A", related=("B",)),
            Row(3, "dissolve", "C", related=("D",)),  # E stays below it
            Row(4, "change", "D", unit_kind="chi_bo_co_so"),
            Row(5, "merge", "X"),
            Row(6, "move", "F", parent="C"),  # which ends
        ],
        FIRST,
    )
    assert made.faults == {
        2: ("event-own-unit",), 3: ("event-units-left",), 5: ("event-unit-unknown",), 6: ("event-parent-unknown",),
    }  # fmt: skip
    assert [one.unit for one in made.changed] == ["A", "D", "F"]


def test_a_unit_that_changes_later_is_not_changed_before() -> None:
    histories = start()
    made = plan(tree_on(histories, FIRST), [Row(1, "rename", "B", "Tên mới")], FIRST)
    histories = written(histories, made, FIRST, 1)
    early = date(2025, 6, 1)
    assert plan(tree_on(histories, early), [Row(1, "rename", "B", "Tên khác")], early).faults == {
        1: ("event-unit-changes-later",)
    }
    again = plan(tree_on(histories, FIRST), [Row(1, "rename", "B", "Tên khác")], FIRST)
    histories = written(histories, again, FIRST, 2)
    assert on_day(histories, FIRST)["B"].name == "Tên khác", "on the very day it is written anew"
    assert on_day(histories, early)["B"].name == "Đơn vị B"
    assert len([one for one in histories["B"] if one.superseded_at]) == 2


def test_nothing_is_put_below_a_unit_that_is_to_end_and_nothing_is_handed_over_to_it() -> None:
    histories = start()
    end = [Row(1, "dissolve", "C", related=("D",)), Row(2, "move", "E", parent="D")]
    histories = written(histories, plan(tree_on(histories, FIRST), end, FIRST), FIRST, 1)
    early = date(2025, 6, 1)
    below = [
        Row(1, "found", "M1", "Chi bộ mới", unit_kind="chi_bo_truc_thuoc", parent="C"),
        Row(2, "merge", "F", related=("C",)),
    ]
    assert plan(tree_on(histories, early), below, early).faults == {
        1: ("event-parent-changes-later",), 2: ("event-successor-changes-later",),
    }  # fmt: skip


def test_kinds_that_end_a_unit_are_kinds() -> None:
    assert set(ENDING) < set(KINDS)
