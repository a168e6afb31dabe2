"""Small values that every part of an edition is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PROCESSES = REGISTRATION, COMMITMENT, INSPECTION, RECOGNITION = (
    "registration", "commitment", "inspection", "recognition",
)  # fmt: skip
FRAMEWORK, CLASSIFICATION, RETURNS = "framework", "classification", "returns"


@dataclass(frozen=True, slots=True)
class Name:
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason of a list: for sending back, for refusing, for not considering at all."""

    code: str
    name: Name


def day_of(month_day: str, year: int) -> date:
    """The day "MM-DD" of a year."""
    return date.fromisoformat(f"{year:04d}-{month_day}")
