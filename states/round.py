"""The phases a round of registration goes through by the calendar alone, and how it may be lengthened."""

from __future__ import annotations

from datetime import date

EXTEND, REOPEN = "extend", "reopen"
COMING, OPEN, PENDING, CLOSED = PHASES = ("coming", "open", "pending", "closed")


def phase_of(today: date, opens_on: date, closes_on: date, ends_on: date) -> str:
    """The phase on a day; `closes_on` and `ends_on` are the first days after the last ones of round and period."""
    if today >= ends_on:
        return CLOSED
    if today >= closes_on:
        return PENDING
    return OPEN if today >= opens_on else COMING


def lengthening_of(phase: str) -> str:
    """By which act a round in this phase is lengthened: one that takes registrations no more is opened again."""
    return EXTEND if phase in (COMING, OPEN) else REOPEN


def faults_of_lengthening(today: date, closes_on: date, ends_on: date, last_day: date, ends: date) -> dict[str, str]:
    """What is wrong with new last days of a round and its period, beside the first days after the present ones.

    Nothing is ever shortened here: closing early is an act of its own.
    """
    faults = {}
    if last_day < closes_on:
        faults["last_day"] = "round-not-longer"
    elif last_day < today:
        faults["last_day"] = "last-day-over"
    if ends < last_day:
        faults["ends"] = "period-ends-before-round"
    elif (ends_on - ends).days > 1:
        faults["ends"] = "period-shorter"
    return faults
