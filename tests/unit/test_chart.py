"""The shapes of charts: whole numbers that leave no gap and draw nothing for nothing."""

from __future__ import annotations

from itertools import pairwise

from workflow_app.web.chart import COLUMN, HEIGHT, WIDTH, columns, row


def test_the_parts_of_a_row_fill_it_exactly_whatever_the_numbers() -> None:
    for numbers in ((1, 1, 1), (0, 7, 0), (5_000, 1, 3), (2, 0, 5)):
        bar = row("Loại", "…", list(zip(("no", "wait", "ok"), numbers, strict=True)))
        assert sum(part.width for part in bar.parts) == WIDTH and bar.parts[0].x == 0
        assert all(left.x + left.width == right.x for left, right in pairwise(bar.parts))
    assert row("Loại", "chưa có", [("no", 0)]).parts == (), "nothing is drawn for nothing"


def test_columns_are_measured_by_the_highest_and_stand_on_the_line() -> None:
    first, second, none = columns([("1", "", [("ok", 30), ("late", 10)]), ("2", "", [("ok", 20)]), ("3", "", [])])
    assert sum(part.height for part in first.parts) == HEIGHT == 2 * second.parts[0].height
    assert {part.y + part.height for part in (first.parts[0], second.parts[0])} == {HEIGHT}
    assert first.parts[1].y == 0 and none.parts == ()
    assert first.middle + COLUMN < second.middle, "columns do not touch"
    assert columns([]) == ()
