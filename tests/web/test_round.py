"""A round that lasts longer than it was to, or is opened again: with a public reason, and never shortened."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.builders import PASSWORD, District, MovableClock, drafted, state_of, submitted
from tests.page import Browser
from tests.people import person
from tests.web.visits import get_in
from workflow_app.models import Case, Round
from workflow_app.services import job, verify_journal

PROGRAMME = "/quan-tri/chuong-trinh/ds-bontot"
PUBLIC = "/chuong-trinh/ds-bontot/2025"
LONGER = {"last_day": "30/6/2025", "ends": "30/6/2025", "reason": "Nhiều chi bộ họp muộn vì mưa lũ"}
AGAIN = LONGER | {"document": "15-cv/hu", "issued_on": "19/5/2025"}


@pytest.fixture
def manager(app: Flask, district: District) -> Browser:
    return get_in(app, district, "manager")


def due_of(district: District, code: str) -> datetime | None:
    with district.house.db.reading() as session:
        return session.scalars(select(Case.due_at).where(Case.code == code)).one()


def days_of(district: District) -> tuple[date, date]:
    with district.house.db.reading() as session:
        row = session.scalars(select(Round)).one()
        return row.closes_on, row.ends_on


def test_an_open_round_lasts_longer_and_drafts_are_due_with_it(
    app: Flask, manager: Browser, district: District, clock: MovableClock
) -> None:
    begun = drafted(district, "secretary2")
    manager.get(PROGRAMME)
    manager.follow("Kéo dài đợt 2025")
    assert manager.page.form()["ends"] == "30/06/2025"
    page = manager.send("Kéo dài đợt", 422)
    assert "Nhập ngày cuối nhận đăng ký" in page.text and "Ghi lý do" in page.text
    page = manager.send("Kéo dài đợt", 422, **LONGER | {"last_day": "15/6/2025", "ends": "29/6/2025"})
    assert "Ngày cuối mới phải sau ngày cuối hiện nay" in page.text and "Kỳ không được ngắn hơn" in page.text
    clock.advance(minutes=11)
    page = manager.send("Kéo dài đợt", 422, **LONGER)
    assert "Xin xác nhận lại người thực hiện" in page.text and LONGER["reason"] in page.html
    page = manager.send("Kéo dài đợt", **LONGER, password=PASSWORD)
    assert "nhận đăng ký đến hết ngày 30/06/2025" in page.text and LONGER["reason"] in page.text
    assert days_of(district) == (date(2025, 7, 1), date(2025, 7, 1))
    assert due_of(district, begun) == datetime(2025, 6, 30, 17, tzinfo=UTC)
    public = Browser(app.test_client()).get(PUBLIC)
    assert "Kéo dài đến hết ngày 30/06/2025" in public.text and LONGER["reason"] in public.text
    assert "đã kéo dài đợt đăng ký" in Browser(app.test_client()).get(public.link("", to="/nhat-ky/")).text
    clock.advance(days=30)  # past the day that was the last one
    secretary = person(app, district, "secretary2")
    secretary.writes_resolution(begun)
    secretary.sends(begun)
    assert state_of(district.house, begun) == "submitted"
    other = "còn mở hoặc chưa đến ngày mở"
    assert other in manager.sign_in("quan-ly", PASSWORD, f"{PROGRAMME}/mo-lai/2025").text
    form = manager.get(f"{PROGRAMME}/keo-dai/2025").form() | AGAIN | {"last_day": "15/7/2025"}
    assert other in manager.post(f"{PROGRAMME}/mo-lai/2025", 422, data=form).text


def test_a_round_closed_by_mistake_is_opened_again_under_a_document(
    app: Flask, manager: Browser, district: District, clock: MovableClock
) -> None:
    begun = drafted(district, "secretary2")
    manager.get(f"{PROGRAMME}/dong/2025")
    manager.send("Đóng đợt từ hôm nay", reason="Nhầm ngày")
    assert "Kéo dài đợt 2025" not in manager.page.html
    manager.follow("Mở lại đợt 2025")
    page = manager.send("Mở lại đợt", 422, **LONGER)
    assert "Nhập số văn bản cho mở lại" in page.text
    wrong = {"document": "văn bản", "issued_on": "21/5/2025", "last_day": "19/5/2025"}
    page = manager.send("Mở lại đợt", 422, **AGAIN | wrong)
    assert "Số văn bản" in page.text and "Ngày cuối mới phải sau" in page.text
    page = manager.send("Mở lại đợt", **AGAIN)
    assert "Đang mở" in page.text
    assert due_of(district, begun) == datetime(2025, 6, 30, 17, tzinfo=UTC)
    told = Browser(app.test_client()).get(PUBLIC).text
    assert "Mở lại đến hết ngày 30/06/2025 theo văn bản số 15-CV/HU ngày 19/05/2025" in told
    assert told.index("Đóng sớm") < told.index("Mở lại đến hết ngày"), "what happened is told in its order"
    assert get_in(app, district, "secretary2").get(f"/ho-so/{begun}").text.count("hiện không mở") == 0
    manager.get(f"{PROGRAMME}/dong/2025")
    manager.send("Đóng đợt từ hôm nay", reason="Lần này đúng ngày")
    assert days_of(district) == (date(2025, 5, 20), date(2025, 7, 1))


def test_a_period_that_is_over_is_opened_again_only_with_a_later_end(manager: Browser, clock: MovableClock) -> None:
    clock.advance(days=300)
    manager.sign_in("quan-ly", PASSWORD, f"{PROGRAMME}/mo-lai/2025")
    page = manager.send("Mở lại đợt", 422, **AGAIN | {"last_day": "31/3/2026", "ends": "31/12/2025"})
    assert "Kỳ kết thúc trước khi hết hạn đăng ký" in page.text
    page = manager.send("Mở lại đợt", **AGAIN | {"last_day": "31/3/2026", "ends": "30/6/2026"})
    assert "Đang mở" in page.text and "kỳ kết thúc 30/06/2026" in page.text


def test_the_same_form_sent_twice_extends_once_and_other_committees_cannot(
    app: Flask, manager: Browser, district: District
) -> None:
    manager.get(f"{PROGRAMME}/keo-dai/2025")
    form = manager.page.form() | LONGER
    for _ in range(2):
        assert manager.post(f"{PROGRAMME}/keo-dai/2025", data=form).text.count("Kéo dài đến hết ngày") == 1
    get_in(app, district, "secretary").get(f"{PROGRAMME}/keo-dai/2025", 403)
    manager.get(f"{PROGRAMME}/keo-dai/2026", 404)


def test_verification_names_a_round_whose_days_or_changes_are_not_what_the_entries_say(
    manager: Browser, district: District, tampering: None
) -> None:
    manager.get(f"{PROGRAMME}/keo-dai/2025")
    manager.send("Kéo dài đợt", **LONGER)
    manager.get(f"{PROGRAMME}/dong/2025")
    manager.send("Đóng đợt từ hôm nay", reason="Kết thúc sớm")

    def found(*statements: str) -> set[str]:
        with district.house.db.writing() as session:
            for statement in statements:
                session.execute(text(statement))
            session.commit()
        return {f"{one.table}.{one.column} {one.code}" for one in verify_journal.verify(district.house).findings}

    assert found() == set()
    assert found("UPDATE round SET closes_on = '2025-07-01'") == {"round.closes_on differs"}
    assert found("UPDATE round SET closes_on = '2025-05-20', ends_on = '2026-02-01'") == {"round.ends_on differs"}
    assert found(
        "UPDATE round SET ends_on = '2025-07-01'", "DROP TRIGGER round_change_no_delete",
        "DELETE FROM round_change WHERE entry_id = (SELECT min(entry_id) FROM round_change)",
    ) == {"round_change.entry_id row-missing"}  # fmt: skip


def test_units_with_a_draft_or_a_file_are_told_once_of_each_change_and_reminded_of_the_new_day(
    app: Flask, manager: Browser, district: District, clock: MovableClock
) -> None:
    sent, begun = submitted(district), drafted(district, "secretary2")
    units = {code: get_in(app, district, part) for code, part in ((sent, "secretary"), (begun, "secretary2"))}

    def told() -> list[int]:
        job.work_once(district.house)
        pages = [browser.get("/thong-bao").text for browser in units.values()]
        return [page.count(words) for page in pages for words in ("được kéo dài", "đã đóng trước hạn", "được mở lại")]

    clock.now = datetime(2025, 6, 13, 2, tzinfo=UTC)  # a Friday: the working day before the last day
    assert told() == [0] * 6
    for browser, login in ((manager, "quan-ly"), *zip(units.values(), ("bi-thu-1", "bi-thu-2"), strict=True)):
        browser.sign_in(login, PASSWORD)
    near = "Hồ sơ sắp đến hạn xử lý"
    assert units[begun].get("/thong-bao").text.count(near) == 1
    manager.get(f"{PROGRAMME}/keo-dai/2025")
    manager.send("Kéo dài đợt", **LONGER)
    assert told() == told() == [1, 0, 0] * 2
    assert units[begun].page.link("", to=f"/ho-so/{begun}")
    manager.get(f"{PROGRAMME}/dong/2025")
    manager.send("Đóng đợt từ hôm nay", reason="Nhầm ngày")
    manager.get(f"{PROGRAMME}/mo-lai/2025")
    manager.send("Mở lại đợt", **AGAIN)
    assert told() == [1, 1, 1] * 2
    assert "Đợt đăng ký" not in get_in(app, district, "board").get("/thong-bao").text
    clock.now = datetime(2025, 6, 27, 2, tzinfo=UTC)
    job.work_once(district.house)
    assert units[begun].sign_in("bi-thu-2", PASSWORD, "/thong-bao").text.count(near) == 2, "for each of the two days"
