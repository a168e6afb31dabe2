"""Deadlines on pages: counted as the edition says, and honest about what is not announced."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from states.working_days import WorkingDays
from tests.builders import EDITION, MovableClock, build_district, submitted
from tests.people import Person, person
from workflow_app.house import House

WORKING = EDITION.read_text(encoding="utf-8").replace('\ndays = "calendar"', '\ndays = "working"')


@pytest.fixture
def reviewer(app: Flask, house: House, clock: MovableClock) -> tuple[Person, str]:
    """The office of a district that counts working days, and a registration handed in on Friday 23 May 2025."""
    clock.now = datetime(2025, 5, 23, 1, 0, tzinfo=UTC)
    made = build_district(house, 1, WORKING)
    code = submitted(made)  # to be received within 2 working days: by Tuesday the 27th
    return person(app, made, "reviewer"), code


@pytest.mark.parametrize(
    ("day", "in_queue", "on_case"),
    [
        (24, "27/05/2025", "27/05/2025, còn 2 ngày làm việc"),  # Saturday
        (26, "27/05/2025", "27/05/2025, còn 1 ngày làm việc"),
        (27, "Hạn cuối hôm nay", "27/05/2025, hạn cuối hôm nay"),
        (28, "Quá hạn 1 ngày làm việc", "27/05/2025, quá hạn 1 ngày làm việc"),
        (31, "Quá hạn 3 ngày làm việc", "27/05/2025, quá hạn 3 ngày làm việc"),  # Saturday
    ],
)
def test_queue_and_case_count_working_days(
    reviewer: tuple[Person, str], clock: MovableClock, day: int, in_queue: str, on_case: str
) -> None:
    office, code = reviewer
    clock.now = datetime(2025, 5, day, 1, 0, tzinfo=UTC)
    office.signs_in()
    assert in_queue in office.opens("/nhiem-vu").text
    page = office.opens_case(code)
    assert on_case in page.text
    assert ("Quá hạn" in page.text) == (day > 27)


def test_a_deadline_in_a_year_not_announced_says_so(
    reviewer: tuple[Person, str], app: Flask, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, code = reviewer
    assert "chưa được cập nhật" not in office.opens_case(code).text
    app.extensions["house"] = replace(house, calendar=WorkingDays())
    assert "(lịch nghỉ năm 2025 chưa được cập nhật" in office.opens_case(code).text
