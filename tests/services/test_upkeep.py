"""What is thrown away, and what is kept."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from tests import builders
from workflow_app.house import House
from workflow_app.models import Entry, IdempotencyKey, LoginAttempt
from workflow_app.services import job, registration, upkeep
from workflow_app.services.perform import Once


def _count(house: House, table: type) -> int:
    with house.db.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_answered_form_is_forgotten_after_thirty_days_and_not_before(
    house: House, district: builders.District, clock: builders.MovableClock
) -> None:
    code = builders.submitted(district)
    once = Once("key-of-a-form", "registration.receive", "0" * 64, f"/ho-so/{code}")
    seen = builders.seen(house, code)[0]
    registration.receive(house, district.mandates["reviewer"], code, seen=seen, request=once)
    entries = _count(house, Entry)
    clock.advance(days=30)
    upkeep.tidy(house)
    assert _count(house, IdempotencyKey) == 1
    clock.advance(seconds=1)
    upkeep.tidy(house)
    assert _count(house, IdempotencyKey) == 0
    assert _count(house, Entry) == entries


def test_failed_sign_ins_are_forgotten_after_a_day(house: House, clock: builders.MovableClock) -> None:
    with house.db.writing() as session:
        session.add(LoginAttempt(subject="0" * 64, at=house.clock()))
        session.commit()
    clock.now += timedelta(days=1, seconds=1)
    assert upkeep.tidy(house) == 1
    assert _count(house, LoginAttempt) == 0


def test_the_worker_delivers_each_notice_once(house: House, district: builders.District) -> None:
    from workflow_app.models import Job, Notice

    builders.submitted(district)
    job.work_once(house)
    jobs = _count(house, Job)
    assert jobs == 2  # both reviewers are told
    assert _count(house, Notice) == jobs
    job.work_once(house)
    assert _count(house, Notice) == jobs


def test_a_notice_whose_worker_died_is_delivered_by_the_next_after_the_lease(
    house: House, district: builders.District, clock: builders.MovableClock
) -> None:
    from workflow_app.models import Notice

    builders.submitted(district)
    assert len(job._lease(house, 1)) == 1  # and here the worker dies
    job.run_due(house)
    assert _count(house, Notice) == 1
    clock.now += job.LEASE
    job.run_due(house)
    assert _count(house, Notice) == 2
