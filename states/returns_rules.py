"""What an edition says about monthly returns: who reports by when, the score sheet, and what is scored by rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from .framework import Criterion, Framework
from .framework_reader import read_framework
from .toml_table import Table

# Counted beside attendance where an edition asks: how many, and out of how many. Numbers only, never names.
PAIRS = {"assigned": "working", "trained": "officers"}
LEAST_TOLD = 3  # cells whose sums everybody may read: from fewer one could tell what a single cell reported


@dataclass(frozen=True, slots=True)
class ReturnRules:
    """The days are last days; `procedure` and the two criteria scored by rule are codes of the sheet."""

    unit_kinds: tuple[str, ...]
    due_day: int  # of the month after
    sheet: Framework
    attendance: str  # full marks from `attendance_pct` on
    attendance_pct: int
    duration: str  # full marks from `minutes` on
    minutes: int
    minutes_together: int  # when regular and thematic meeting are held as one
    procedure: tuple[str, ...]  # full content, right steps
    counts: tuple[str, ...]  # of PAIRS
    thematic_months: tuple[int, ...]  # in which a thematic meeting is due as well

    def due_on(self, month: str) -> date:
        """The last day on which a month "2025-06" is reported in time."""
        return first_of(next_month(month)) + timedelta(days=self.due_day - 1)

    @property
    def by_rule(self) -> tuple[str, str]:
        """The criteria whose full marks follow from what was counted."""
        return self.attendance, self.duration

    def without_attendance(self) -> Framework:
        """The sheet where everybody was exempt: nobody gains or loses by a share of nothing."""
        groups = tuple(
            replace(group, criteria=tuple(_optional(one, self.attendance) for one in group.criteria))
            for group in self.sheet.groups
        )
        bands = tuple(
            replace(band, full_marks=tuple(code for code in band.full_marks if code != self.attendance))
            for band in self.sheet.bands
        )
        return replace(self.sheet, groups=groups, bands=bands)


def first_of(month: str) -> date:
    """The first day of a month "2025-06"."""
    return date.fromisoformat(f"{month}-01")


def next_month(month: str) -> str:
    """The month after."""
    return (first_of(month) + timedelta(days=31)).isoformat()[:7]


def months_up_to(day: date, number: int) -> tuple[str, ...]:
    """So many months, of which the last one is that of a day."""
    found = [day.isoformat()[:7]]
    while len(found) < number:
        found.insert(0, (first_of(found[0]) - timedelta(days=1)).isoformat()[:7])
    return tuple(found)


def read_month(written: str) -> str | None:
    """The month "2025-06" in 6/2025, 06-2025 or 2025-06; None where it is none."""
    parts = written.replace("/", "-").split("-")
    numbers = [int(part) for part in parts if part.strip().isascii() and part.strip().isdecimal()]
    if len(parts) != 2 or len(numbers) != 2:
        return None
    month, year = sorted(numbers)
    return f"{year}-{month:02}" if 1 <= month <= 12 and 1900 <= year <= 9999 else None


def _optional(criterion: Criterion, code: str) -> Criterion:
    return replace(criterion, may_not_apply=True) if criterion.code == code else criterion


def read_returns(table: Table, kinds: tuple[str, ...]) -> ReturnRules:
    """The section [returns]; faults are noted in the table."""
    sheet = read_framework(table.table("sheet"))
    criteria = [one.code for group in sheet.groups for one in group.criteria]
    attendance, duration = table.table("attendance"), table.table("duration")
    months = table.texts("thematic_months") if table.has("thematic_months") else ()
    rules = ReturnRules(
        unit_kinds=table.codes("unit_kinds", kinds, "loại hình đơn vị", least=1) if table.has("unit_kinds") else kinds,
        due_day=table.count("due_day", least=1, most=28),
        sheet=sheet,
        attendance=attendance.code("criterion", criteria, "tiêu chí"),
        attendance_pct=attendance.count("pct", least=1, most=100),
        duration=duration.code("criterion", criteria, "tiêu chí"),
        minutes=duration.count("minutes", least=1),
        minutes_together=duration.count("minutes_together", least=1),
        procedure=table.codes("procedure", criteria, "tiêu chí") if table.has("procedure") else (),
        counts=table.codes("counts", PAIRS, "số đếm") if table.has("counts") else (),
        thematic_months=tuple(int(one) for one in months if one.isdigit() and 1 <= int(one) <= 12),
    )
    if len(rules.thematic_months) != len(months):
        table.fault("thematic_months", "mỗi mục là một tháng từ '1' đến '12'")
    if not sheet.bands:
        table.fault("sheet.bands", "thiếu: bảng điểm phải có các mức xếp loại")
    if rules.minutes_together < rules.minutes:
        duration.fault("minutes_together", "ít hơn thời lượng của một buổi thường kỳ")
    for inner in (attendance, duration):
        inner.finish()
    table.finish()
    return rules
