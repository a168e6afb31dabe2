"""The months of a dashboard: a column for each month of a branch, and the grid of units and months."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from states.edition import Edition
from states.returns_rules import ReturnRules

from ..formats import format_number
from ..services.dashboard_branch import Row
from ..services.dashboard_months import GridRow, Month
from .chart import columns
from .current import lang
from .meeting import grade_kind, month_name, state_name
from .words import gettext

NO_MEETING, OVERDUE, NOT_YET = "no_meeting", "overdue", "not_yet"
SIGNS = {NO_MEETING: "none", OVERDUE: "late", NOT_YET: ""}  # tags of what is no grade
SHAPES = {NO_MEETING: "none", OVERDUE: "late", NOT_YET: "blank"}  # parts of charts


def trend(rules: Edition, months: Sequence[Month]) -> dict[str, Any] | None:
    """A column of grades for each month and the table beside it; None where nobody is asked to report."""
    if not months or not any(one.asked for one in months):
        return None
    returns = rules.returns
    states = [*(band.code for band in returns.sheet.bands), NO_MEETING, OVERDUE, NOT_YET]
    heads = [(state_name(returns, one), SHAPES.get(one) or grade_kind(returns, one)) for one in states]
    lines, rows = [], []
    for month in months:
        numbers = _numbers(month, states)
        said = ", ".join(
            f"{words} {format_number(number, lang())}"
            for (words, _), number in zip(heads, numbers, strict=True)
            if number
        )
        parts = [(kind, number) for (_, kind), number in zip(heads, numbers, strict=True)]
        lines.append((str(int(month.month[5:])), said, parts))
        rows.append({"name": month_name(month.month), "numbers": numbers, "asked": month.asked})
    return {"heads": heads, "bars": columns(lines), "rows": rows, "width": 12 * 40}


def _numbers(month: Month, states: Sequence[str]) -> list[int]:
    missing = OVERDUE if month.over else NOT_YET
    found = {state: month.grades.get(None if state == NO_MEETING else state, 0) for state in states}
    return [month.missing if state == missing else found[state] for state in states]


def grid(rules: Edition, lines: Sequence[GridRow], url: Callable[[Row], str]) -> dict[str, Any] | None:
    """Units down, months across: a single cell shows its grade, a committee how many of its cells reported."""
    if not any(month.asked for line in lines for month in line.months):
        return None
    returns = rules.returns
    return {
        "months": [month_name(one.month) for one in lines[0].months],
        "rows": [
            {"name": line.row.name, "url": url(line.row), "marks": [_mark(returns, line, one) for one in line.months]}
            for line in lines
        ],
    }


def _mark(rules: ReturnRules, line: GridRow, month: Month) -> dict[str, str]:
    if not month.asked and not month.grades:
        return {"text": "–", "said": gettext("không tính"), "kind": ""}
    if line.row.kind in rules.unit_kinds:
        state = _state(month)
        return {"text": "", "said": state_name(rules, state), "kind": SIGNS.get(state, grade_kind(rules, state))}
    reported = format_number(sum(month.grades.values()), lang())
    text = f"{reported}/{format_number(month.asked, lang())}"
    return {"text": text, "said": gettext("đã báo cáo %(share)s", share=text), "kind": ""}


def _state(month: Month) -> str:
    for grade in month.grades:
        return grade or NO_MEETING
    return OVERDUE if month.over else NOT_YET


def marks(rules: Edition) -> list[tuple[str, str]]:
    """What the signs of the grid mean."""
    if not rules.has("returns"):
        return []
    returns = rules.returns
    grades = [(state_name(returns, band.code), grade_kind(returns, band.code)) for band in returns.sheet.bands]
    return [*grades, *((state_name(returns, state), kind) for state, kind in SIGNS.items())]


def table(rules: Edition, months: Sequence[Month]) -> list[list[Any]]:
    """The columns as rows for a spreadsheet."""
    found = trend(rules, months)
    if found is None:
        return []
    head = [gettext("Tháng"), *(words for words, _ in found["heads"]), gettext("Phải báo cáo")]
    return [head, *([row["name"], *row["numbers"], row["asked"]] for row in found["rows"])]
