"""Working days: the announced calendar, and counting by it around Tết and the other holidays."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.working_days import CalendarInvalid, WorkingDays, parse
from workflow_app.calendars import SHIPPED, read_calendar

TEXT = SHIPPED.read_text(encoding="utf-8")
VIETNAM = read_calendar()
DAYS = st.dates(date(2021, 12, 1), date(2028, 2, 1))
TET = {2022: date(2022, 2, 1), 2023: date(2023, 1, 22), 2024: date(2024, 2, 10), 2025: date(2025, 1, 29),
       2026: date(2026, 2, 17)}  # fmt: skip


@pytest.mark.parametrize(
    ("opened", "days", "last_day"),
    [
        ("2024-02-07", 1, "2024-02-15"),  # the last working day before Tết
        ("2024-02-05", 5, "2024-02-19"),
        ("2024-02-09", 1, "2024-02-15"),  # opened on a day off
        ("2025-01-24", 1, "2025-02-03"),
        ("2025-01-23", 3, "2025-02-04"),
        ("2024-04-17", 1, "2024-04-19"),  # Hùng Kings' Day between
        ("2024-04-26", 1, "2024-05-02"),
        ("2024-04-26", 3, "2024-05-04"),  # the Saturday worked instead of 29 April
        ("2024-04-26", 4, "2024-05-06"),
        ("2024-08-30", 1, "2024-09-04"),
        ("2025-04-25", 1, "2025-04-26"),
        ("2025-04-29", 1, "2025-05-05"),
        ("2026-08-21", 6, "2026-08-28"),  # with Saturday the 22nd
        ("2026-08-28", 1, "2026-09-03"),
        ("2027-04-29", 1, "2027-05-03"),  # not announced: 30 April is off, and 1 May is a Saturday
    ],
)
def test_days_are_counted_around_holidays(opened: str, days: int, last_day: str) -> None:
    assert VIETNAM.add(date.fromisoformat(opened), days) == date.fromisoformat(last_day)


@pytest.mark.parametrize("year", sorted(TET))
def test_a_year_has_eleven_days_off_besides_weekends_whatever_was_made_up_or_swapped(year: int) -> None:
    first, last = date(year, 1, 1), date(year, 12, 31)
    weekdays = sum((first + timedelta(days=n)).weekday() < 5 for n in range((last - first).days + 1))
    assert VIETNAM.count(first - timedelta(days=1), last) == weekdays - 11


@pytest.mark.parametrize("year", sorted(TET))
def test_tet_and_the_hung_kings_day_lie_where_the_moon_puts_them(year: int) -> None:
    tet = TET[year]
    assert _new_moon(tet) == tet
    assert not any(VIETNAM.is_working(tet + timedelta(days=n)) for n in (-1, 0, 1, 2, 3)), "five days of Tết"
    months = 3 if year == 2023 else 2  # the second month of 2023 came twice
    third = _new_moon(tet + timedelta(days=round(29.53 * months)))
    assert third + timedelta(days=9) in VIETNAM.days_off


def _new_moon(near: date) -> date:
    """The day in Viet Nam of the new moon nearest to a day, by the main terms of Meeus's series (within minutes)."""
    lunation = round((near - date(2000, 1, 6)).days / 29.530588861)
    centuries = lunation / 1236.85
    julian = 2451550.09766 + 29.530588861 * lunation + 0.00015437 * centuries**2
    sun = math.radians(2.5534 + 29.10535670 * lunation)
    moon = math.radians(201.5643 + 385.81693528 * lunation + 0.0107582 * centuries**2)
    node = math.radians(160.7108 + 390.67050284 * lunation)
    julian += -0.40720 * math.sin(moon) + 0.17241 * math.sin(sun) + 0.01608 * math.sin(2 * moon)
    julian += 0.01039 * math.sin(2 * node) + 0.00739 * math.sin(moon - sun) - 0.00514 * math.sin(moon + sun)
    instant = datetime(2000, 1, 1, 12, tzinfo=UTC) + timedelta(days=julian - 2451545.0)
    return instant.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()


@given(DAYS, st.integers(1, 60))
def test_the_last_day_is_worked_and_counting_back_gives_the_days(day: date, days: int) -> None:
    last_day = VIETNAM.add(day, days)
    assert VIETNAM.is_working(last_day)
    assert VIETNAM.count(day, last_day) == days
    assert VIETNAM.count(day, last_day - timedelta(days=1)) == days - 1


@given(DAYS, st.integers(0, 60), st.integers(0, 30), st.integers(0, 30))
def test_later_begun_or_longer_never_ends_earlier(day: date, days: int, later: int, more: int) -> None:
    assert VIETNAM.add(day, days) <= VIETNAM.add(day + timedelta(days=later), days + more)
    assert VIETNAM.add(VIETNAM.add(day, days), more) == VIETNAM.add(day, days + more)


@given(DAYS)
def test_only_announced_saturdays_are_worked(day: date) -> None:
    if VIETNAM.is_working(day):
        assert day.weekday() < 5 or day in VIETNAM.worked
        assert day not in VIETNAM.days_off
    assert VIETNAM.is_announced(day) == (2022 <= day.year <= 2026)


def test_nothing_announced_leaves_weekends_and_fixed_holidays() -> None:
    empty = WorkingDays()
    off = [day for n in range(365) if not empty.is_working(day := date(2030, 1, 1) + timedelta(days=n))]
    assert [day for day in off if day.weekday() < 5] == [date(2030, 1, 1), date(2030, 4, 30), date(2030, 5, 1),
                                                        date(2030, 9, 2)]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("year = 2024", "year = 2023", "years: trùng mã '2023'"),
        ("first = 2024-02-08", "first = 2024-02-18", "years[2].off[1].last: phải từ ngày đầu trở đi và cùng năm"),
        ("day = 2024-05-04", "day = 2024-05-03", "years[2].worked[0].day: phải là thứ Bảy hoặc Chủ nhật của năm này"),
        ("instead_of = 2024-04-29", "instead_of = 2024-04-26", "years[2].worked[0].instead_of: phải là một ngày nghỉ"),
        ("first = 2022-09-01, last = 2022-09-02", "first = 2022-09-01, last = 2022-09-01", "thiếu ngày lễ 02/09"),
        (', rests_on = "2450/VPCP-KGVX, 12/04/2024" },', " },", "years[2].off[3].rests_on: thiếu"),
        ("worked = [{ day = 2024", "workd = [{ day = 2024", "years[2].workd: khóa không có trong định dạng"),
        ("[[years]]", "[[years", "TOML"),
    ],
)
def test_a_faulty_calendar_is_refused_with_its_place(old: str, new: str, fault: str) -> None:
    assert old in TEXT
    with pytest.raises(CalendarInvalid) as refusal:
        parse(TEXT.replace(old, new, 1))
    assert any(fault in one for one in refusal.value.faults), refusal.value.faults
