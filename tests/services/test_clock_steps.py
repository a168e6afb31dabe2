"""A clock that jumps while people work: a case never goes back in time, and work goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import select

from tests import builders
from tests.people import person
from workflow_app import create_app
from workflow_app.clock import SteadyClock
from workflow_app.house import House
from workflow_app.models import Case, Entry, Job, Notice
from workflow_app.services import job, log, registration, session, upkeep
from workflow_app.services.verify_journal import verify

STEPS = [timedelta(days=days) for days in (0, -3650, 0, 400, 0, -1, 30)]
START = datetime(2025, 5, 20, 1, 0, tzinfo=UTC)


@pytest.mark.usefixtures("any_house")
def test_acts_go_on_while_the_clock_jumps_and_no_case_goes_back_in_time(
    district: builders.District, clock: builders.MovableClock
) -> None:
    house, mandates = district.house, district.mandates
    code = builders.submitted(district)
    for step in STEPS:
        clock.now = START + step
        registration.receive(house, mandates["reviewer"], code, seen=builders.seen(house, code)[0])
        marks = [registration.Mark("contents.0", "noi-dung-chung-chung", "Nêu rõ hơn")]
        registration.request_changes(house, mandates["reviewer"], code, marks, seen=builders.seen(house, code)[0])
        version, draft_version = builders.seen(house, code)
        registration.submit(house, mandates["secretary"], code, seen=version, draft_seen=draft_version)
        job.work_once(house)
        upkeep.tidy(house)
    with house.db.reading() as session:
        times = session.scalars(select(Entry.at).join(Case).where(Case.code == code).order_by(Entry.seq)).all()
        assert session.scalars(select(Job.id).where(Job.done_at.is_(None))).all() == []
        assert len(session.scalars(select(Notice.job_id)).all()) == len(session.scalars(select(Job.id)).all())
    assert all(earlier <= later for earlier, later in pairwise(times)) and len(times) == 1 + 3 * len(STEPS)
    assert log.checkpoint_file(house)
    assert verify(house).ok


def test_work_that_was_leased_before_the_clock_was_set_back_is_taken_up_again(
    house: House, district: builders.District, clock: builders.MovableClock
) -> None:
    builders.submitted(district)
    assert job._lease(house, 100)  # and here the worker dies
    clock.advance(days=-3650)
    job.run_due(house)
    with house.db.reading() as session:
        assert len(session.scalars(select(Notice.job_id)).all()) == 2


class Wall:
    """The machine's clock, set by a test, and the time that really passed."""

    def __init__(self) -> None:
        self.now, self.passed = START, 0.0

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.passed += seconds


@pytest.mark.parametrize(
    ("step", "believed"),
    [(timedelta(days=-3650), False), (timedelta(days=-1), False), (timedelta(hours=-7), True), (timedelta(400), True)],
    ids=str,
)
def test_a_machine_that_falls_back_by_a_day_or_more_is_not_believed(step: timedelta, believed: bool) -> None:
    wall = Wall()
    clock = SteadyClock(lambda: wall.now, lambda: wall.passed)
    wall.wait(60)
    wall.now += step
    right = START + timedelta(seconds=60)
    assert clock() == (right + step if believed else right)
    wall.now = right
    assert clock() == right


def test_people_who_are_signed_in_work_on_in_spite_of_a_clock_that_falls_back_by_ten_years(
    district: builders.District,
) -> None:
    wall = Wall()
    house = replace(district.house, clock=SteadyClock(lambda: wall.now, lambda: wall.passed))
    app: Flask = create_app(house)
    code = builders.submitted(replace(district, house=house))
    office = person(app, district, "reviewer")
    wall.now -= timedelta(days=3650)
    office.receives(code)
    person(app, district, "secretary").opens("/nhiem-vu")  # and others still come in


def test_a_session_begun_while_the_clock_was_ahead_does_not_outlive_its_being_set_right(
    house: House, district: builders.District, clock: builders.MovableClock
) -> None:
    login = district.logins["reviewer"]
    clock.advance(days=400)
    ahead = session.sign_in(house, login, builders.PASSWORD, "127.0.0.1", "")
    assert session.resolve(house, session.hash_of(ahead)) is not None
    with pytest.raises(session.SignInRefused):
        session.sign_in(house, login, "sai hoàn toàn 2025", "127.0.0.1", "")
    clock.advance(days=-400)
    assert session.resolve(house, session.hash_of(ahead)) is None
    assert session.sign_in(house, login, builders.PASSWORD, "127.0.0.1", "")
