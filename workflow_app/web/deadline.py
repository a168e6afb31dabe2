"""A deadline as pages tell it: the last day, how long it still is, or how late."""

from __future__ import annotations

from datetime import date, datetime

from states.deadline_rules import WORKING
from states.edition import Edition

from ..clock import day_of
from ..formats import days_left, format_day, last_day_before
from .current import house, lang
from .words import gettext


def left_words(rules: Edition, due_at: datetime) -> str:
    """Còn 2 ngày làm việc, or quá hạn 3 ngày, counted as the edition counts."""
    calendar = house().calendar if rules.deadlines.days == WORKING else None
    return days_left(last_day_before(due_at), _today(), lang(), calendar)


def due_words(rules: Edition, due_at: datetime | None) -> str:
    """12/06/2025, còn 2 ngày; empty where nothing is due."""
    if due_at is None:
        return ""
    day = last_day_before(due_at)
    words = f"{format_day(day, lang())}, {left_words(rules, due_at)}"
    if rules.deadlines.days != WORKING or house().calendar.is_announced(day):
        return words
    guessed = gettext(
        "lịch nghỉ năm %(year)s chưa được cập nhật, mới trừ ngày cuối tuần và ngày lễ cố định", year=day.year
    )
    return f"{words} ({guessed})"


def late_words(rules: Edition, due_at: datetime | None) -> str:
    """Quá hạn 3 ngày; empty while there is time."""
    if due_at is None or last_day_before(due_at) >= _today():
        return ""
    return capitalised(left_words(rules, due_at))


def capitalised(words: str) -> str:
    """The same words with a capital letter at the beginning."""
    return words[:1].upper() + words[1:]


def _today() -> date:
    return day_of(house().clock())
