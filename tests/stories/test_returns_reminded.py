"""A cell that has not reported is told before and after the last day, its committee once, and nobody twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from tests.app_fixtures import check_journal
from tests.builders import District, MovableClock
from tests.page import Browser
from tests.stories.test_returns import HANOI, typed
from tests.stories.test_shapes import published
from workflow_app.house import House
from workflow_app.models import Account, Job, MailChoice
from workflow_app.services import job, mail, mail_outbox


def told(house: House) -> list[tuple[str, str, str]]:
    """Who was told what about which month, in the order in which it was written."""
    with house.db.reading() as session:
        asked = select(Account.login, Job.kind, Job.payload).join(Job, Job.recipient_id == Account.id)
        rows = session.execute(asked.where(Job.kind.like("return%")).order_by(Job.id)).all()
    return [(row.login, row.kind, row.payload["month"]) for row in rows]


def mailing(house: House, login: str, choice: str) -> House:
    """The house as one that keeps its mails, of which this person gets some."""
    with house.db.writing() as session:
        person = session.scalars(select(Account).where(Account.login == login)).one()
        person.contact = f"{login}@example.vn"
        session.add(MailChoice(account_id=person.id, choice=choice, confirmed=person.contact))
        session.commit()
    return replace(house, settings=replace(house.settings, mode="demo", base_url="https://so.example.vn"))


def to_day(house: House, clock: MovableClock, year: int, month: int, day: int) -> int:
    """The workers of a day, one of which is started anew; how many notices there are by then."""
    clock.now = datetime(year, month, day, 1, 0, tzinfo=UTC)
    for _ in range(2):
        job.work_once(house)
        house.watch.returns_reminded_on = None
    return len(told(house))


def test_a_silent_cell_is_told_before_and_after_the_last_day_its_committee_once_and_nobody_twice(
    app: Flask, any_house: House, district: District, clock: MovableClock, browser_of: Callable[[str], Browser]
) -> None:
    published(browser_of("manager"), "hn-da11-clsh-2025", "2025")  # months are reported by the 5th
    clock.advance(days=2)
    secretary = browser_of("secretary")
    secretary.get(f"/sinh-hoat/{HANOI}/2025-05")
    secretary.send("Gửi báo cáo", **typed())
    any_house = mailing(any_house, "bi-thu-2", "duties")
    seen = [to_day(any_house, clock, 2025, 6, day) for day in (3, 4, 5, 6, 7, 12, 13)]
    assert seen == [0, 2, 2, 6, 6, 6, 6], "on the 4th; and on the 6th, not before the day is over"
    of_cell, reviewers = ["bi-thu-2", "van-thu-2"], ["tham-dinh", "tham-dinh-2"]
    assert [(login, kind) for login, kind, _ in told(any_house)] == [
        *((login, "return.near") for login in of_cell), *((login, "return.passed") for login in of_cell),
        *((login, "returns.missing") for login in reviewers),
    ]  # fmt: skip

    mail.send_due(any_house)
    letters = [letter.text.replace("\r", "") for letter in reversed(mail_outbox.list_letters(any_house))]
    assert len(letters) == 2, "a deadline is among what somebody has to do"
    assert "tháng 5/2025 chưa gửi" in letters[0] and "of 5/2025 was not sent yet" in letters[0]
    assert f"https://so.example.vn/sinh-hoat/{HANOI}/2025-05\n" in letters[1] and "Phòng Kỹ thuật" not in letters[1]

    clerk = browser_of("clerk2")
    page = clerk.get("/thong-bao")
    assert "Báo cáo sinh hoạt chi bộ tháng 5/2025 chưa gửi. Hạn gửi: hết ngày 05/06/2025" in page.text
    assert "Gửi báo cáo" in clerk.follow("Báo cáo sinh hoạt chi bộ tháng 5/2025 đã quá hạn").text
    reviewer = browser_of("reviewer")
    assert "Còn 1 chi bộ chưa gửi báo cáo sinh hoạt tháng 5/2025" in reviewer.get("/thong-bao").text
    page = reviewer.follow("Còn 1 chi bộ chưa gửi")
    assert "Chi bộ Phòng Kỹ thuật 2" in page.text and "Chi bộ Phòng Kỹ thuật 1 " not in page.text
    sample = browser_of("manager").get("/thu-mau?loai=returns.missing").text
    assert "Còn 3 chi bộ chưa gửi báo cáo sinh hoạt tháng 6/2025" in sample and "/cac-chi-bo?loc=overdue" in sample

    # The round ends with the year; its December is due on Monday 5 January, after four days off.
    before = to_day(any_house, clock, 2025, 12, 30)
    assert to_day(any_house, clock, 2025, 12, 31) == before + 4
    assert to_day(any_house, clock, 2026, 1, 6) == before + 4 + 4 + 2
    assert "Còn 2 chi bộ" in browser_of("reviewer").get("/thong-bao").text
    assert {month for _, _, month in told(any_house)[before:]} == {"2025-12"}
    page = browser_of("secretary").get("/nhiem-vu")
    assert "Báo cáo tháng 12/2025" in page.text
    check_journal(any_house)
