"""Days, instants, deadlines and numbers as people write and read them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_app import formats
from workflow_app.calendars import read_calendar
from workflow_app.clock import day_of
from workflow_app.formats import days_left, format_day, format_number, format_percent, parse_day, parse_number

FIRST_OF_MARCH = date(2025, 3, 1)
DAYS = st.dates(date(1976, 1, 1), date(2199, 12, 30))


@pytest.mark.parametrize(
    "typed",
    [
        "1/3/2025", "01/03/2025", "01-03-2025", "1.3.2025", "2025-03-01", "2025/3/1", " 1 / 3 / 2025 ", "1–3–2025",
        "1 tháng 3 năm 2025", "Ngày 01 tháng 3 năm 2025", "ngày 1 THÁNG 03, năm 2025", "1 March 2025", "1 mar 2025",
        "1 tha\u0301ng 3 na\u0306m 2025",
    ],
)  # fmt: skip
def test_a_day_is_understood_in_any_sane_form(typed):
    assert parse_day(typed) == FIRST_OF_MARCH


@pytest.mark.parametrize(
    "typed", ["", "1/3/25", "30/2/2025", "3/2025", "2025", "0/1/2025", "١/٣/٢٠٢٥", "1/3/20255", "hôm nay", "1 Mai 2025"]
)
def test_what_is_no_day_is_none(typed):
    assert parse_day(typed) is None


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_what_is_written_can_be_read(day):
    for written in (format_day(day), format_day(day, "en"), formats.format_long_day(day), day.isoformat()):
        assert parse_day(written) == day


def test_under_a_document_small_days_and_the_first_two_months_take_a_zero():
    assert formats.format_long_day(date(2018, 2, 9)) == "ngày 09 tháng 02 năm 2018"
    assert formats.format_long_day(FIRST_OF_MARCH) == "ngày 01 tháng 3 năm 2025"


def test_an_instant_is_shown_in_the_time_of_viet_nam():
    at = datetime(2025, 6, 9, 17, 5, tzinfo=UTC)
    assert formats.format_instant(at) == "00:05 ngày 10/06/2025"
    assert formats.format_instant(at, "en") == "00:05, 10 June 2025"


def test_an_instant_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        formats.format_instant(datetime(2025, 1, 1))  # noqa: DTZ001


def test_a_window_of_fifteen_days_closes_when_the_sixteenth_day_begins():
    closes = formats.window_closes_at(date(2025, 6, 10), 15)
    assert closes == datetime(2025, 6, 25, 17, 0, tzinfo=UTC)  # 00:00 of 26/06 in Viet Nam
    assert formats.last_day_before(closes) == date(2025, 6, 25)


@given(DAYS, st.integers(0, 300))
def test_a_window_is_open_on_its_last_day_to_the_last_second(opened, days):
    last = min(opened + timedelta(days), date(2199, 12, 31))
    closes = formats.window_closes_at(opened, (last - opened).days)
    assert day_of(closes - timedelta(seconds=1)) == last
    assert day_of(closes) == last + timedelta(1)


def test_a_validity_shows_its_last_day():
    start, end = date(2025, 1, 1), date(2026, 1, 1)
    assert formats.format_validity(start, end) == "từ 01/01/2025 đến hết ngày 31/12/2025"
    assert formats.format_validity(start, end, "en") == "from 1 January 2025 to 31 December 2025, both included"
    assert formats.format_validity(start, None) == "từ 01/01/2025, không xác định thời hạn"


@pytest.mark.parametrize(
    ("last_day", "vietnamese", "english"),
    [
        (13, "còn 3 ngày", "3 days left"),
        (11, "còn 1 ngày", "1 day left"),
        (10, "hạn cuối hôm nay", "due today"),
        (9, "quá hạn 1 ngày", "1 day overdue"),
        (8, "quá hạn 2 ngày", "2 days overdue"),
    ],
)
def test_a_deadline_is_told_in_days(last_day, vietnamese, english):
    due, today = date(2025, 6, last_day), date(2025, 6, 10)
    assert (days_left(due, today), days_left(due, today, "en")) == (vietnamese, english)


@pytest.mark.parametrize(
    ("last_day", "today", "vietnamese", "english"),
    [
        ("2024-02-16", "2024-02-07", "còn 2 ngày làm việc", "2 working days left"),
        ("2024-02-15", "2024-02-10", "còn 1 ngày làm việc", "1 working day left"),
        ("2024-02-07", "2024-02-07", "hạn cuối hôm nay", "due today"),
        ("2024-02-07", "2024-02-10", "quá hạn 3 ngày", "3 days overdue"),  # only days of Tết since
        ("2024-02-07", "2024-02-15", "quá hạn 1 ngày làm việc", "1 working day overdue"),
        ("2024-03-31", "2024-03-29", "còn 2 ngày", "2 days left"),  # the end of a round, on a Sunday
    ],
)
def test_a_deadline_is_told_in_working_days_where_there_are_any(last_day, today, vietnamese, english):
    due, on = date.fromisoformat(last_day), date.fromisoformat(today)
    found = days_left(due, on, "vi", read_calendar()), days_left(due, on, "en", read_calendar())
    assert found == (vietnamese, english)


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (8600, "8.600", "8,600"),
        (0, "0", "0"),
        (-1234567, "-1.234.567", "-1,234,567"),
        (Decimal("7.5"), "7,5", "7.5"),
        (Decimal("1234.50"), "1.234,50", "1,234.50"),
        (Decimal("1E+3"), "1.000", "1,000"),
    ],
)
def test_numbers_follow_the_language(value, vietnamese, english):
    assert (format_number(value), format_number(value, "en")) == (vietnamese, english)


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        (144, 159, "90,57%"), (143, 159, "89,94%"), (33, 36, "91,67%"), (32, 36, "88,89%"), (48, 50, "96%"),
        (89_996, 100_000, "89,99%"), (99_999, 100_000, "99,99%"), (1, 1, "100%"), (0, 7, "0%"),
    ],
)  # fmt: skip
def test_a_share_is_never_rounded_up_to_a_whole_per_cent(part, whole, written):
    assert format_percent(part, whole) == written


def test_a_share_of_nothing_is_no_number():
    with pytest.raises(ValueError, match="share"):
        format_percent(0, 0)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("8.600", "8600"),
        ("90,57", "90.57"),
        ("7.5", "7.5"),
        ("-1.234,5", "-1234.5"),
        ("12 000", "12000"),
        ("1.000", "1000"),
    ],
)
def test_vietnamese_numbers_are_read(typed, value):
    assert parse_number(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["", "abc", "1,2,3", "1.23.4", "٣", "1e5", "NaN", "9" * 31])
def test_what_is_no_number_is_none(typed):
    assert parse_number(typed) is None


@given(st.decimals(-(10**9), 10**9, places=2) | st.integers(-(10**12), 10**12))
def test_a_number_that_is_written_can_be_read(value):
    for lang in ("vi", "en"):
        assert parse_number(format_number(value, lang), lang) == value
