"""What is thrown away, and what is kept."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from tests import builders
from workflow_app.house import House
from workflow_app.models import (
    Account,
    Case,
    Entry,
    File,
    IdempotencyKey,
    Job,
    LoginAttempt,
    Mail,
    MailPart,
    Notice,
    OneTimeCode,
    Registration,
)
from workflow_app.services import job, one_time_code, registration, upkeep
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


def test_a_draft_never_handed_in_is_thrown_away_a_year_after_it_was_last_written(
    any_house: House, district: builders.District, clock: builders.MovableClock
) -> None:
    builders.drafted(district)
    handed_in = builders.submitted(district, "secretary2")
    clock.advance(days=365)
    upkeep.tidy(any_house)
    assert _count(any_house, Registration) == 2
    clock.advance(seconds=1)
    upkeep.tidy(any_house)
    with any_house.db.reading() as session:
        assert list(session.scalars(select(Case.code))) == [handed_in]
        assert list(session.scalars(select(File.case_id))) == list(session.scalars(select(Case.id)))


def test_a_notice_goes_a_year_after_it_was_read_and_one_that_was_not_stays(
    any_house: House, district: builders.District, clock: builders.MovableClock
) -> None:
    builders.submitted(district)
    job.work_once(any_house)
    with any_house.db.writing() as session:
        first = session.scalars(select(Notice).order_by(Notice.job_id)).first()
        assert first is not None
        first.read_at = clock()
        told = Mail(kind="notice", account_id=first.account_id, run_at=clock(), done_at=clock())
        session.add(told)
        session.flush()
        session.add(MailPart(job_id=first.job_id, mail_id=told.id))
        session.commit()
    clock.advance(days=366)
    upkeep.tidy(any_house)
    assert [_count(any_house, table) for table in (Notice, Job, Mail, MailPart)] == [1, 1, 0, 0]


def test_a_used_or_expired_code_is_forgotten_after_a_month(
    house: House, district: builders.District, clock: builders.MovableClock
) -> None:
    with house.db.writing() as session:
        account_id = session.scalars(select(Account.id).order_by(Account.id)).first()
        one_time_code.issue(session, clock(), account_id, one_time_code.PASSWORD, made_by=None)
        session.commit()
    clock.advance(days=30)
    upkeep.tidy(house)
    assert _count(house, OneTimeCode) == 1
    clock.advance(days=60)
    upkeep.tidy(house)
    assert _count(house, OneTimeCode) == 0


def test_a_mail_is_forgotten_after_a_year_with_its_notices(
    house: House, district: builders.District, clock: builders.MovableClock
) -> None:
    builders.submitted(district)
    job.run_due(house)
    with house.db.writing() as session:
        notice = session.scalars(select(Notice)).first()
        assert notice is not None
        for done_at in (house.clock(), None):
            row = Mail(kind="notice", account_id=notice.account_id, run_at=house.clock(), attempts=1, done_at=done_at)
            session.add(row)
            session.flush()
            if done_at:
                session.add(MailPart(job_id=notice.job_id, mail_id=row.id))
        session.commit()
    clock.advance(days=365)
    upkeep.tidy(house)
    assert (_count(house, Mail), _count(house, MailPart)) == (2, 1)
    clock.advance(seconds=1)
    upkeep.tidy(house)
    assert (_count(house, Mail), _count(house, MailPart)) == (1, 0), "what was never sent still waits"


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
