"""Those who have not signed are reminded by a rule: shown before it is sent, and no oftener than the rule says."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from states.commitment_reminder import HOLIDAYS, QUIET, ReminderRule, next_sending
from states.process import Refused
from states.programme import EditionInvalid, parse
from tests import agreements, builders
from tests.builders import District, MovableClock
from tests.parties import party
from tests.tampering import by_hand
from workflow_app.calendars import read_calendar
from workflow_app.house import House
from workflow_app.models import Account, Job
from workflow_app.services import commitment, commitment_draft, commitment_order, commitment_reminder, job
from workflow_app.services.verify_journal import verify

SECTION = "\n[commitment.reminders]\nfirst_after_days = 2\nrepeat_days = 2\ncap = 3\nquiet = ['weekends', 'holidays']\n"
SOURCE = builders.EDITION.read_text(encoding="utf-8")
WITH_RULE = SOURCE.replace("\n[recognition]\n", f"{SECTION}\n[recognition]\n", 1)


def told(house: House) -> list[str]:
    with house.db.reading() as session:
        asked = select(Account.login).join(Job, Job.recipient_id == Account.id)
        return list(session.scalars(asked.where(Job.kind == "commitment.reminded").order_by(Job.id)))


def day(clock: MovableClock, month: int, on: int, house: House) -> None:
    clock.now = datetime(2025, month, on, 1, 0, tzinfo=UTC)
    for _ in range(2):
        job.work_once(house)
        house.watch.asked_again_on = None  # as if the worker had been started anew


def test_the_clock_reminds_whoever_waits_as_the_edition_says_and_stops_with_the_last_answer(
    any_house: House, clock: MovableClock
) -> None:
    district = builders.build_district(any_house, source=builders.unsigned(WITH_RULE))
    code = agreements.frozen(district)  # on Tuesday 20 May
    agreements.signed(district, code, "secretary")
    seen = []
    for on in (21, 22, 23, 24, 25, 26, 27, 28, 29, 30):
        day(clock, 5, on, any_house)
        seen.append((on, len(told(any_house))))
    first = told(any_house)[: seen[1][1]]
    assert "bi-thu-1" not in first and {"thuong-vu", "thuong-vu-2", "bi-thu-2"} <= set(first)
    each = len(first)
    counts = {on: count // each for on, count in seen}
    assert counts == {21: 0, 22: 1, 23: 1, 24: 1, 25: 1, 26: 2, 27: 2, 28: 3, 29: 3, 30: 3}, "no weekend, three times"

    other = agreements.frozen(district)
    agreements.signed(district, other, "secretary", "board")
    commitment.decline(any_house, district.mandates["secretary2"], other, reason="Đơn vị đang sáp nhập")
    before = told(any_house)
    for on in (2, 4, 6):
        day(clock, 6, on, any_house)
    assert told(any_house) == before, "nobody waits any more"


def test_what_will_be_sent_is_shown_first_and_the_rule_of_one_agreement_counts_from_the_next_day(
    app: Flask, district: District, house: House, clock: MovableClock
) -> None:
    code = agreements.frozen(district)
    manager = party(app, district, "manager")
    page = manager.opens(f"/giao-uoc/{code}/nhac")
    for shown in ("chưa đặt", "0 lần", "Chi bộ Phòng Kỹ thuật 1", "Kính gửi đồng chí", "Lời văn sẽ gửi", "Dear "):
        assert shown in page.text, shown
    assert not told(house), "looking sends nothing"
    links = re.findall(r"https?://\S+", page.text)
    assert any(link.endswith(f"/giao-uoc/{code}") for link in links) and not any("?" in link for link in links)
    page = manager.acts(code, "lich-nhac", 422, first_after_days="0", repeat_days="7", cap="2")
    assert "Nhập số từ 1 đến 60" in page.text and page.form("/lich-nhac")["repeat_days"] == "7"
    manager.acts(code, "lich-nhac", first_after_days="1", repeat_days="7", cap="2")
    assert manager.sees("đã đặt lịch nhắc ký") and manager.sees("0 lần") and manager.sees("21/05/2025")
    assert manager.sees("đặt riêng cho bản này: sau 1 ngày, rồi mỗi 7 ngày, nhiều nhất 2 lần cho mỗi bên")
    assert "Lần nhắc tự động" not in party(app, district, "secretary").opens(f"/giao-uoc/{code}").text
    page = manager.opens(f"/giao-uoc/{code}/nhac")
    assert "đặt riêng cho bản này" in page.text and "21/05/2025" in page.text
    day(clock, 5, 20, house)
    assert not told(house), "not before the day after it was set"
    day(clock, 5, 21, house)
    once = len(told(house))
    assert once
    manager.signs_in()
    manager.acts(code, "nhac")
    day(clock, 5, 28, house)
    assert len(told(house)) == 2 * once, "by hand counts too: twice at most"
    manager.signs_in()
    assert "2 lần" in manager.opens(f"/giao-uoc/{code}/nhac").text


def test_a_rule_that_was_changed_behind_the_journals_back_is_found(house: House, tampering: None) -> None:
    district = builders.build_district(house)
    code, manager = agreements.frozen(district), district.mandates["manager"]
    rule = ReminderRule(1, 7, 2, QUIET)
    commitment_reminder.set_rule(house, manager, code, rule, seen=agreements.seen(house, code)[0])
    with by_hand(house.settings.url) as connection:
        assert connection.execute("UPDATE reminder_setting SET cap = 20, quiet = ''").rowcount == 1
    found = {(one.table, one.column) for one in verify(house).findings}
    assert {("reminder_setting", "cap"), ("reminder_setting", "quiet")} <= found


def test_a_day_that_is_quiet_is_waited_out() -> None:
    calendar, rule = read_calendar(), ReminderRule(1, 1, 9, QUIET)
    assert next_sending(rule, date(2025, 5, 22), [], calendar) == date(2025, 5, 23)
    assert next_sending(rule, date(2025, 5, 23), [], calendar) == date(2025, 5, 26)
    assert next_sending(ReminderRule(1, 1, 9, (HOLIDAYS,)), date(2025, 5, 23), [], calendar) == date(2025, 5, 24)
    assert next_sending(rule, date(2025, 8, 29), [], calendar) == date(2025, 9, 3), "2 September and its bridge"
    assert next_sending(ReminderRule(1, 1, 0), date(2025, 5, 22), [], calendar) is None


def test_a_rule_that_cannot_be_is_refused_with_its_place() -> None:
    with pytest.raises(EditionInvalid) as refused:
        parse(WITH_RULE.replace("first_after_days = 2", "first_after_days = 0").replace("'weekends'", "'mondays'"))
    said = str(refused.value)
    assert "commitment.reminders.first_after_days" in said and "commitment.reminders.quiet" in said


ONCE = SECTION.replace("cap = 3", "cap = 1")
IN_STEPS = SOURCE.replace("\n[recognition]\n", f"{ONCE}\n[recognition]\n", 1).replace('"open"', '"all"', 1)


def test_days_and_times_are_counted_for_each_party_from_when_it_was_asked(
    any_house: House, clock: MovableClock
) -> None:
    house, district = any_house, builders.build_district(any_house, source=builders.unsigned(IN_STEPS))
    board, unit = {"step": 2}, {"countersign": True}
    code = agreements.frozen(district, seats={"superior": board, district.units[0].code: unit})  # Tuesday 20 May
    agreements.signed(district, code, "secretary2")
    day(clock, 5, 22, house)
    assert set(told(house)) == {"van-thu-1", "bi-thu-1"}
    agreements.signed(district, code, "secretary")
    day(clock, 5, 23, house)
    before = len(told(house))
    assert before == 2, "not on the day after the second hand was asked"
    day(clock, 5, 26, house)
    assert told(house)[before:] == ["van-thu-1"], "whoever is to sign beside it, and not the one who signed"
    agreements.beside(district, code, "clerk")
    for on in (27, 28, 29):
        day(clock, 5, on, house)
    assert set(told(house)[before + 1 :]) == {"thuong-vu", "thuong-vu-2"}, "once, two days after its turn came"


def test_nobody_is_reminded_who_cannot_sign_and_a_late_joiner_has_days_of_its_own(
    house: House, clock: MovableClock
) -> None:
    source = SOURCE.replace("\n[recognition]\n", f"{ONCE}\n[recognition]\n", 1)
    district = builders.build_district(house, source=builders.unsigned(source))
    manager, units = district.mandates["manager"], district.units
    code = commitment_draft.start(house, manager, district.programme_id, builders.PERIOD)
    draft = {"title": "Giao ước", "clauses": [{"id": "", "text": "Điều"}], "units": [units[0].code]}
    commitment_draft.save_draft(house, manager, code, draft, 0)
    commitment_order.save_order(house, manager, code, {}, {units[0].code: {"until": "2025-05-21"}}, 1)
    version, draft_version = agreements.seen(house, code)
    commitment.freeze(house, manager, code, seen=version, draft_seen=draft_version)
    agreements.signed(district, code, "board")
    day(clock, 5, 22, house)
    with pytest.raises(Refused) as refused:
        commitment_reminder.remind(house, manager, code, seen=agreements.seen(house, code)[0])
    assert refused.value.reasons == ("nobody-waited-for",) and not told(house), "its last day has passed"
    clock.now = datetime(2025, 5, 28, 1, 0, tzinfo=UTC)
    commitment.add_party(house, manager, code, units[1].code)
    day(clock, 5, 29, house)
    assert not told(house)
    day(clock, 5, 30, house)
    assert set(told(house)) == {"van-thu-2", "bi-thu-2"}
