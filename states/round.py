"""The phases a round of registration goes through by the calendar alone."""

from __future__ import annotations

from datetime import date

COMING, OPEN, PENDING, CLOSED = PHASES = ("coming", "open", "pending", "closed")


def phase_of(today: date, opens_on: date, closes_on: date, ends_on: date) -> str:
    """The phase on a day; `closes_on` and `ends_on` are the first days after the last ones of round and period."""
    if today >= ends_on:
        return CLOSED
    if today >= closes_on:
        return PENDING
    return OPEN if today >= opens_on else COMING
