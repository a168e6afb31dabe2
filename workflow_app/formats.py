"""Days, instants and numbers as people write and read them, and the arithmetic of deadlines.

Days are those of Asia/Ho_Chi_Minh; instants are aware UTC. Vietnamese writes 8.600 and 90,57%,
English 8,600 and 90.57%.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from states.working_days import WorkingDays

from .clock import VIETNAM, day_of, start_of_day

ONE_DAY = timedelta(days=1)
_MONTHS = "January February March April May June July August September October November December".split()

# --- days ----------------------------------------------------------------------------------------------------------


def format_day(day: date, lang: str = "vi") -> str:
    """01/03/2025; in English 1 March 2025."""
    if lang == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def format_long_day(day: date, lang: str = "vi") -> str:
    """Ngày 01 tháng 02 năm 2025, as under a document: days to 9 and months 1 and 2 take a zero (Decree 30/2020)."""
    if lang == "en":
        return format_day(day, "en")
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-–]\s*(\d{1,2})\s*[/.\-–]\s*(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[/.\-–]\s*(\d{1,2})\s*[/.\-–]\s*(\d{1,2})", re.ASCII)
_IN_WORDS = re.compile(r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s*,?\s+năm\s+(\d{4})", re.ASCII)
_IN_ENGLISH = re.compile(r"(\d{1,2})\s+([a-z]+)\s+(\d{4})", re.ASCII)


def parse_day(text: str) -> date | None:
    """A day from 1/3/2025, 01-03-2025, 1.3.2025, 2025-03-01, "1 tháng 3 năm 2025" or "1 March 2025", else None.

    The day comes before the month; a year has four digits, between 1900 and 2199.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    if found := _YEAR_FIRST.fullmatch(plain):
        return _day(found[1], found[2], found[3])
    if found := _DAY_FIRST.fullmatch(plain) or _IN_WORDS.fullmatch(plain):
        return _day(found[3], found[2], found[1])
    if found := _IN_ENGLISH.fullmatch(plain):
        months = [n for n, name in enumerate(_MONTHS, 1) if found[2] in {name.casefold(), name[:3].casefold()}]
        return _day(found[3], str(months[0]), found[1]) if months else None
    return None


def _day(year: str, month: str, day: str) -> date | None:
    if not 1900 <= int(year) <= 2199:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


# --- instants ------------------------------------------------------------------------------------------------------


def format_about(about: Mapping[str, str], lang: str) -> dict[str, str]:
    """What a notice speaks of, as people write it: a month "2025-06" as 6/2025, a day."""
    values = dict(about)
    if month := about.get("month"):
        values["month"] = f"{int(month[5:])}/{month[:4]}"
    if day := about.get("due_on"):
        values["due_on"] = format_day(date.fromisoformat(day), lang)
    return values


def format_instant(at: datetime, lang: str = "vi") -> str:
    """14:05 ngày 10/06/2025; in English 14:05, 10 June 2025. The time of Viet Nam; ValueError for a naive instant."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    local = at.astimezone(VIETNAM)
    return f"{local:%H:%M}, {format_day(local, 'en')}" if lang == "en" else f"{local:%H:%M} ngày {format_day(local)}"


# --- deadlines -----------------------------------------------------------------------------------------------------


def window_closes_at(opened_on: date, days: int) -> datetime:
    """When a window of `days` whole days, opened on a day, closes: at 00:00 of the day opened + days + 1."""
    return start_of_day(opened_on + (days + 1) * ONE_DAY)


def last_day_before(closes_at: datetime) -> date:
    """The last day on which something is still in time that must happen before `closes_at`."""
    return day_of(closes_at - timedelta(microseconds=1))


def format_validity(valid_from: date, valid_to: date | None, lang: str = "vi") -> str:
    """The half-open [valid_from, valid_to) in words, naming the last day on which it holds."""
    first = format_day(valid_from, lang)
    if valid_to is None:
        return f"from {first}, with no end date" if lang == "en" else f"từ {first}, không xác định thời hạn"
    last = format_day(valid_to - ONE_DAY, lang)
    return f"from {first} to {last}, both included" if lang == "en" else f"từ {first} đến hết ngày {last}"


def days_left(last_day: date, today: date, lang: str = "vi", calendar: WorkingDays | None = None) -> str:
    """Còn 3 ngày · hạn cuối hôm nay · quá hạn 2 ngày, seen from `today`; with a calendar in working days.

    Where only days off lie between, they are counted as they are: nobody is told of 0 days.
    """
    if last_day == today:
        return "due today" if lang == "en" else "hạn cuối hôm nay"
    first, last = sorted((last_day, today))
    worked = calendar.count(first, last) if calendar else 0
    days, late = worked or (last - first).days, last_day < today
    if lang == "en":
        counted = f"{format_number(days, 'en')} {'working ' if worked else ''}{'day' if days == 1 else 'days'}"
        return f"{counted} overdue" if late else f"{counted} left"
    counted = f"{format_number(days)} {'ngày làm việc' if worked else 'ngày'}"
    return f"quá hạn {counted}" if late else f"còn {counted}"


# --- numbers -------------------------------------------------------------------------------------------------------

_TO_VIETNAMESE = str.maketrans(",.", ".,")


def format_number(value: int | Decimal, lang: str = "vi") -> str:
    """8.600 and 7,5 in Vietnamese, 8,600 and 7.5 in English, with the decimals that the value has."""
    written = f"{value:,}" if isinstance(value, int) else f"{value:,f}"
    return written if lang == "en" else written.translate(_TO_VIETNAMESE)


def format_percent(part: int, whole: int, lang: str = "vi", places: int = 2) -> str:
    """90,57%, from two counts; ValueError when there is nothing to measure.

    Rounds half up, but never up to a whole per cent that was not reached: 89,996% is written 89,99%.
    """
    if whole <= 0:
        raise ValueError("a share needs something to be a share of")
    unit = 10**places  # all in whole numbers: a quotient would be cut off somewhere
    rounded = (2 * part * 100 * unit + whole) // (2 * whole)
    if rounded % unit == 0 and rounded * whole > part * 100 * unit:
        rounded -= 1
    shown = rounded // unit if rounded % unit == 0 else Decimal(rounded).scaleb(-places)
    return format_number(shown, lang) + "%"


_VI_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?", re.ASCII)
_EN_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
_POINTS = re.compile(r"[+-]?\d+\.\d{1,2}", re.ASCII)  # what a phone's keyboard gives; three digits would be thousands


def parse_number(text: str, lang: str = "vi") -> Decimal | None:
    """The number in 8.600 or 90,57 (English: 8,600 or 90.57), else None. Vietnamese also takes 7.5 for 7,5."""
    plain = "".join(text.split()).replace("−", "-")
    if len(plain) > 30:
        return None
    if lang == "en":
        return Decimal(plain.replace(",", "")) if _EN_NUMBER.fullmatch(plain) else None
    if _VI_NUMBER.fullmatch(plain):
        return Decimal(plain.replace(".", "").replace(",", "."))
    return Decimal(plain) if _POINTS.fullmatch(plain) else None
