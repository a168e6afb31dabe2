"""A figure that the register cannot count itself: a number and its whole, as a document tells them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .targets import FIGURE, RANGE, Counted, Target

MOST = 100_000_000  # more people than any committee has


@dataclass(frozen=True, slots=True)
class Told:
    """What was entered: how many of how many, on which day. None: left empty or not a whole number."""

    number: int | None
    of: int | None
    as_of: date | None


def faults_of(
    target: Target, told: Told, *, opens_on: date, ends_on: date, issued_on: date | None
) -> dict[str, str]:  # fmt: skip
    """Every reason why a figure cannot stand, by the name of its field; `ends_on` is the first day after the period."""
    if target.count != FIGURE:
        return {"number": "figure-counted"}
    faults: dict[str, str] = {}
    of = told.number if target.kind == RANGE else told.of
    if told.number is None or not 0 <= told.number <= MOST:
        faults["number"] = "figure-number"
    if of is None or not (0 if target.kind == RANGE else 1) <= of <= MOST:
        faults["of"] = "figure-of"
    if not faults and told.number is not None and of is not None and told.number > of:
        faults["number"] = "figure-more"
    if told.as_of is None or not opens_on <= told.as_of < ends_on:
        faults["as_of"] = "figure-period"
    elif issued_on is not None and issued_on < told.as_of:
        faults["as_of"] = "figure-later"
    return faults


def counted_of(target: Target, told: Told | None) -> Counted:
    """What a target is judged by; a figure nobody entered is missing, never zero."""
    if told is None or told.number is None:
        return Counted(0, 0, missing=1)
    return Counted(told.number, told.number if target.kind == RANGE or told.of is None else told.of)
