"""Criteria in groups, and what must be reached to pass: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .edition_values import Name, Reason


@dataclass(frozen=True, slots=True)
class Criterion:
    code: str
    name: Name
    max: Decimal
    may_not_apply: bool = False  # to some units; then nobody loses or gains by it


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    name: Name
    max: Decimal
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A grade: from `minimum` points on, with full marks in the criteria `full_marks`."""

    code: str
    name: Name
    minimum: Decimal
    full_marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Framework:
    """Criteria and what must be reached: points in all and in each group, full marks at the gates, no knock-out."""

    groups: tuple[Group, ...]
    step: Decimal = Decimal(1)  # points are given in multiples of it
    pass_total: Decimal | None = None
    pass_each_group_pct: int | None = None
    gates: tuple[str, ...] = ()  # codes of criteria
    knock_outs: tuple[Reason, ...] = ()
    bands: tuple[Band, ...] = ()  # highest first

    @property
    def full(self) -> Decimal:
        """The points of every criterion."""
        return sum((group.max for group in self.groups), Decimal(0))
