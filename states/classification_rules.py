"""What an edition says about the yearly classification: of which units, and by which regulation from which day on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from .toml_table import Table

LEVELS = EXCELLENT, GOOD, COMPLETED, FAILED = ("excellent", "good", "completed", "failed")  # the highest first
EARNED = LEVELS[:-1]  # those for which something must be reached
REGULATION = r"[0-9]{1,4}-QĐ/[A-ZĐ]{2,8}"


@dataclass(frozen=True, slots=True)
class Regime:
    """One regulation, in force from a day on until the next one; what it does not ask stays empty."""

    regulation: str  # "124-QĐ/TW"
    since: date
    excellent_cap_pct: int | None  # excellent units, of those graded good in the same group
    points: Mapping[str, Decimal]  # least points of a level
    on_time_pct: Mapping[str, int]  # least share of tasks done in time, by level
    exceeded_pct: int | None  # least share of tasks done beyond what was asked, for "excellent"
    shortcomings_fixed: bool  # "excellent" only when every shortcoming found before was put right

    @property
    def asks_tasks(self) -> bool:
        """Whether tasks are counted."""
        return bool(self.on_time_pct) or self.exceeded_pct is not None


@dataclass(frozen=True, slots=True)
class ClassificationRules:
    unit_kinds: tuple[str, ...]
    regimes: tuple[Regime, ...]  # by day

    def regime_of(self, year: int) -> Regime | None:
        """The regulation in force on the last day of a year, however late that year is classified."""
        return next((one for one in reversed(self.regimes) if one.since <= date(year, 12, 31)), None)


def read_classification(table: Table, kinds: tuple[str, ...]) -> ClassificationRules:
    """The section [classification]; faults are noted in the table."""
    rows = table.tables("regimes")
    regimes = tuple(_regime(row) for row in rows)
    days = [one.since for one in regimes]
    if days != sorted(set(days)):
        table.fault("regimes", "phải xếp theo ngày có hiệu lực, mỗi ngày một quy định")
    named = table.codes("unit_kinds", kinds, "loại hình đơn vị", least=1) if table.has("unit_kinds") else kinds
    table.finish()
    return ClassificationRules(named, regimes)


def _regime(row: Table) -> Regime:
    points = row.table("points") if row.has("points") else None
    on_time = row.table("on_time_pct") if row.has("on_time_pct") else None
    regime = Regime(
        regulation=row.text("regulation", REGULATION, "124-QĐ/TW"),
        since=row.day("since"),
        excellent_cap_pct=row.count("excellent_cap_pct", most=100) if row.has("excellent_cap_pct") else None,
        points=MappingProxyType({level: points.points(level) for level in EARNED} if points else {}),
        on_time_pct=MappingProxyType({level: on_time.count(level, most=100) for level in EARNED} if on_time else {}),
        exceeded_pct=row.count("exceeded_pct", most=100) if row.has("exceeded_pct") else None,
        shortcomings_fixed=row.has("shortcomings_fixed") and row.flag("shortcomings_fixed"),
    )
    least = list(regime.points.values())
    if least != sorted(least, reverse=True):
        row.fault("points", "mức cao hơn phải cần nhiều điểm hơn")
    for inner in (points, on_time):
        if inner:
            inner.finish()
    row.finish()
    return regime
