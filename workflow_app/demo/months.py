"""A month of meetings as the cells of a demo programme report it, in one table: most of them well, a few not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from states.returns_rules import PAIRS, ReturnRules

from ..house import House
from ..services import meeting_table
from ..tables.shape import Row, Value
from .units import edition_source

SOURCE = "Tệp báo cáo tháng của các đơn vị"


def report_month(
    house: House, mandate: int, programme: str, month: str, rules: ReturnRules, cells: Sequence[str]
) -> None:
    """Whoever reads the branch brings the reports of these cells in."""
    rows = [Row(number, _said(rules, month, cell, number)) for number, cell in enumerate(cells, start=2)]
    meeting_table.take_in(house, mandate, programme, month, rows, source=SOURCE, request=None)


def _said(rules: ReturnRules, month: str, cell: str, number: int) -> dict[str, Value]:
    """One cell: of every eleventh too few came, every thirteenth was short, some lost points."""
    turn = number + int(month[-2:])
    members, exempt = 12 + number % 30, number % 3
    due = members - exempt
    counts = {name: members for count in rules.counts for name in (PAIRS[count], count)}
    every = [one for group in rules.sheet.groups for one in group.criteria if one.code not in rules.by_rule]
    points = {f"p.{one.code}": f"{one.max}" for one in every}
    if turn % 5 == 0:
        points[f"p.{every[0].code}"] = f"{every[0].max - 2}"
    thematic = int(month[-2:]) in rules.thematic_months
    few, short = turn % 11 == 0, turn % 13 == 0
    if few:
        points[f"p.{rules.attendance}"] = "6"
    if short:
        points[f"p.{rules.duration}"] = "3"
    return {
        "unit": cell, "held_on": _day(month, 3 + number % 20), "minutes": 75 if short else 130, "members": members,
        "exempt": exempt, "present": due * 4 // 5 if few else due - (due > 20), **counts, **points,
        "thematic_on": _day(month, 25) if thematic else None,
    }  # fmt: skip


def _day(month: str, day: int) -> date:
    return date.fromisoformat(f"{month}-{day:02d}")


def source_of(programme: str, period: str, *changes: tuple[str, str]) -> str:
    """An edition as it is shipped, with what a committee below changes in it."""
    text = edition_source(period, programme)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text
