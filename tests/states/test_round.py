"""Rounds by the calendar: their phases, and that lengthening shortens nothing."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from states.round import CLOSED, COMING, EXTEND, OPEN, PENDING, REOPEN, faults_of_lengthening, lengthening_of, phase_of

DAY = timedelta(days=1)
DAYS = st.integers(0, 40).map(lambda number: date(2025, 1, 1) + number * DAY)


def test_a_round_is_extended_while_it_is_to_come_or_open_and_opened_again_afterwards() -> None:
    assert [lengthening_of(one) for one in (COMING, OPEN, PENDING, CLOSED)] == [EXTEND, EXTEND, REOPEN, REOPEN]


@given(today=DAYS, first=DAYS, length=st.integers(1, 20), rest=st.integers(0, 20), last_day=DAYS, ends=DAYS)
def test_what_is_accepted_is_longer_and_takes_registrations_today_or_later(
    today: date, first: date, length: int, rest: int, last_day: date, ends: date
) -> None:
    closes_on = first + length * DAY
    ends_on = closes_on + rest * DAY
    if not faults_of_lengthening(today, closes_on, ends_on, last_day, ends):
        assert last_day + DAY > closes_on and ends + DAY >= ends_on and last_day <= ends
        assert phase_of(max(today, first), first, last_day + DAY, ends + DAY) == OPEN


def test_every_fault_is_told_at_once() -> None:
    day = date(2025, 6, 1)
    found = faults_of_lengthening(day, day, day + 30 * DAY, day - DAY, day - 2 * DAY)
    assert found == {"last_day": "round-not-longer", "ends": "period-ends-before-round"}
    assert faults_of_lengthening(day, day - 9 * DAY, day, day - DAY, day) == {"last_day": "last-day-over"}
    assert faults_of_lengthening(day, day, day + 30 * DAY, day, day + 28 * DAY) == {"ends": "period-shorter"}
