"""Reminders: whoever holds a case learns once that its deadline is near, and once that it has passed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from tests import agreements, builders, recognition
from tests.builders import District, MovableClock
from workflow_app.clock import VIETNAM
from workflow_app.house import House
from workflow_app.models import Account, Case, Entry, Job, Reminder
from workflow_app.services import job, notice, registration, reminder
from workflow_app.services.recognition import petition


def told(house: House) -> list[tuple[str, str]]:
    """Who was told what about deadlines, in the order in which it was written."""
    with house.db.reading() as session:
        asked = select(Account.login, Job.kind).join(Job, Job.recipient_id == Account.id)
        rows = session.execute(asked.where(Job.kind.like("deadline.%")).order_by(Job.id)).all()
    return [(login, kind.removeprefix("deadline.")) for login, kind in rows]


def to_day(clock: MovableClock, month: int, day: int) -> None:
    clock.now = datetime(2025, month, day, 1, 0, tzinfo=UTC)


def test_the_office_is_told_a_working_day_before_and_after_the_deadline_once_each(
    district: District, house: House, clock: MovableClock
) -> None:
    builders.submitted(district)  # on Tuesday 20 May, to be received by Thursday 22
    offices = ["tham-dinh", "tham-dinh-2"]
    seen = []
    for day in (20, 21, 22, 23, 24):
        to_day(clock, 5, day)
        for _ in range(2):
            job.work_once(house)
            house.watch.reminded_on = None  # as if the worker had been started anew
        seen.append((day, len(told(house))))
    above = [(login, "escalated") for login in ("thuong-vu", "thuong-vu-2")]
    assert told(house) == [(login, "near") for login in offices] + [(login, "passed") for login in offices] + above
    assert seen == [(20, 0), (21, 2), (22, 2), (23, 6), (24, 6)]
    account_id = _account(house, "tham-dinh")
    kinds = [line.kind for line in notice.list_notices(house, account_id).rows]
    assert kinds == ["deadline.passed", "deadline.near", "registration.submitted"], "delivered as notices"


def test_a_deadline_passes_with_the_last_second_of_its_day_in_viet_nam_and_the_level_above_learns_of_it_once(
    district: District, house: House, clock: MovableClock
) -> None:
    builders.submitted(district)  # to be received by Thursday 22 May
    clock.now = datetime(2025, 5, 22, 23, 59, 59, tzinfo=VIETNAM)
    reminder.remind(house)
    assert {kind for _, kind in told(house)} == {"near"}
    clock.advance(seconds=1)
    for _ in range(3):
        job.work_once(house)
        house.watch.reminded_on = None
    passed = [
        ("tham-dinh", "passed"),
        ("tham-dinh-2", "passed"),
        ("thuong-vu", "escalated"),
        ("thuong-vu-2", "escalated"),
    ]
    assert told(house)[2:] == passed
    board = notice.list_notices(house, _account(house, "thuong-vu")).rows
    assert [line.kind for line in board] == ["deadline.escalated"]


def test_a_deadline_on_a_day_off_is_told_on_the_working_day_before(
    district: District, house: House, clock: MovableClock
) -> None:
    to_day(clock, 5, 22)
    builders.submitted(district)  # to be received by Saturday the 24th
    to_day(clock, 5, 23)
    assert reminder.remind(house) == 1
    assert {kind for _, kind in told(house)} == {"near"}


def test_a_new_deadline_is_told_anew_to_whoever_holds_the_case_then(
    district: District, house: House, clock: MovableClock
) -> None:
    code = builders.submitted(district)
    to_day(clock, 5, 23)
    reminder.remind(house)
    registration.receive(house, district.mandates["reviewer"], code, seen=1)
    registration.endorse(house, district.mandates["reviewer"], code, seen=2)  # the board has until Monday the 26th
    before = len(told(house))
    to_day(clock, 5, 26)
    reminder.remind(house)
    assert told(house)[before:] == [("thuong-vu", "near"), ("thuong-vu-2", "near")]


def test_drafts_remind_the_unit_and_an_agreement_its_silent_parties(
    district: District, house: House, clock: MovableClock
) -> None:
    builders.drafted(district)  # due with the round, on 15 June, a Sunday
    to_day(clock, 6, 8)
    pact = agreements.frozen(district)  # to be signed by Friday the 13th
    agreements.signed(district, pact, "secretary")
    to_day(clock, 6, 12)
    assert reminder.remind(house) == 1
    assert sorted(told(house)) == [("bi-thu-2", "near"), ("thuong-vu", "near"), ("thuong-vu-2", "near")]
    to_day(clock, 6, 13)
    assert reminder.remind(house) == 1
    assert sorted(told(house)[3:]) == [("bi-thu-1", "near"), ("van-thu-1", "near")]


def test_a_draft_of_which_somebody_was_reminded_can_still_be_thrown_away(
    any_house: House, district: District, clock: MovableClock
) -> None:
    delivered, waiting = builders.drafted(district), builders.drafted(district, "secretary2")
    to_day(clock, 6, 13)
    assert reminder.remind(any_house) == 2
    draft = builders.seen(any_house, waiting)[1]
    registration.discard(any_house, district.mandates["secretary2"], waiting, draft)  # the notice not yet delivered
    job.work_once(any_house)
    draft = builders.seen(any_house, delivered)[1]
    registration.discard(any_house, district.mandates["secretary"], delivered, draft)
    with any_house.db.reading() as session:
        assert session.scalars(select(Case.code)).all() == []
        assert session.scalars(select(Job.id).where(Job.done_at.is_(None))).all() == []


def test_rounds_that_ended_remind_nobody(district: District, house: House, clock: MovableClock) -> None:
    builders.submitted(district)
    to_day(clock, 7, 1)
    assert reminder.remind(house) == 0 and told(house) == []


def test_a_petition_after_the_round_reminds_those_who_may_answer_it(
    board: District, house: House, clock: MovableClock
) -> None:
    code = recognition.published(board)
    to_day(clock, 7, 7)  # the round has ended on 1 July
    said = recognition.objection(received_on=date(2025, 7, 7))
    recognition.act(board, petition, "reviewer", code, said)  # to be answered by Saturday the 12th
    to_day(clock, 7, 11)
    assert reminder.remind(house) == 1
    assert told(house) == [("tham-dinh-2", "near"), ("thuong-vu-3", "near")], "who had a part does not answer"


def test_a_worker_killed_in_between_leaves_nothing_half_done(
    district: District, house: House, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.submitted(district)
    builders.submitted(district, "secretary2")
    to_day(clock, 5, 21)
    whole, calls = reminder._add_jobs, []

    def dies(*given: Any) -> None:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        whole(*given)

    monkeypatch.setattr(reminder, "_add_jobs", dies)
    with pytest.raises(KeyboardInterrupt):
        reminder.remind(house)
    assert told(house) == [] and house.watch.reminded_on is None
    monkeypatch.setattr(reminder, "_add_jobs", whole)
    assert reminder.remind(house) == 2
    assert len(told(house)) == 4


@pytest.mark.usefixtures("any_house")
def test_a_second_worker_and_a_case_that_moved_are_left_alone(
    district: District, house: House, clock: MovableClock
) -> None:
    first, second = builders.submitted(district), builders.submitted(district, "secretary2")
    to_day(clock, 5, 21)
    looked = reminder._look(house)
    registration.receive(house, district.mandates["reviewer"], first, seen=1)
    assert reminder.remind(house) == 1, "another worker tells of the second case"
    assert reminder._tell(house, *looked) == 0
    with house.db.reading() as session:
        cases = session.scalars(select(Case.code).join(Reminder, Reminder.case_id == Case.id)).all()
        near = select(Entry.kind).join(Job, Job.entry_id == Entry.id).where(Job.kind == reminder.NEAR)
        assert list(cases) == [second] and set(session.scalars(near)) == {"registration.submit"}


def test_deadlines_are_gone_through_once_a_day_in_parts(
    district: District, house: House, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.submitted(district)
    builders.submitted(district, "secretary2")
    to_day(clock, 5, 21)
    monkeypatch.setattr(reminder, "MOST", 1)
    assert [reminder.remind(house) for _ in range(3)] == [1, 1, 0]
    monkeypatch.setattr(reminder, "_look", lambda _house: pytest.fail("looked again on the same day"))
    assert reminder.remind(house) == 0


def _account(house: House, login: str) -> int:
    with house.db.reading() as session:
        return session.scalars(select(Account.id).where(Account.login == login)).one()
