"""What administration says: phases of rounds in colour, and how one edition differs from another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from states.edition_diff import Change, Place
from states.edition_values import Name
from states.overlay import Tightened
from states.round import CLOSED, COMING, OPEN, PENDING

from .. import wording
from ..formats import format_day
from .current import lang
from .registration_steps import say
from .words import gettext

PHASE_KINDS = {COMING: "info", OPEN: "ok", PENDING: "wait", CLOSED: ""}
SHARES = ("pct", "pass_each_group_pct")  # values that are percentages
MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")


def phase(code: str) -> tuple[str, str]:
    """A phase in words, and its colour."""
    return wording.phase_name(code, lang()), PHASE_KINDS[code]


def kind_choices(kinds: Iterable[str]) -> list[tuple[str, str, str]]:
    """Kinds of unit to choose from: code, name, and what tells it from the next one."""
    return [(kind, wording.unit_kind_name(kind, lang()), wording.unit_kind_hint(kind, lang())) for kind in kinds]


def differences(changed: Iterable[Change]) -> list[tuple[str, str | None, str | None]]:
    """Each difference as place, old and new value in the reader's words."""
    return [(place_words(one), value_words(one.old, one.place), value_words(one.new, one.place)) for one in changed]


def place_words(change: Change | Tightened) -> str:
    """Where a difference stands: "Đăng ký › Số ngày để tiếp nhận"."""
    said, above = [], ""
    for part in change.place:
        if isinstance(part, Name):
            said.append(f"“{say(part)}”")
        else:
            said.append(wording.edition_key_name(part, above, lang()))
            above = part
    return " › ".join(said)


def value_words(value: Any, place: Place = ()) -> str | None:
    """A value of an edition as a clerk reads it; a share at its place with its sign."""
    if value is None:
        return None
    if place and place[-1] in SHARES:
        return f"{value}%"
    if isinstance(value, bool):
        return gettext("Có") if value else gettext("Không")
    if isinstance(value, Name):
        return say(value)
    if isinstance(value, date):
        return format_day(value, lang())
    text = str(value)
    if day := MONTH_DAY.fullmatch(text):
        return f"{day[2]}/{day[1]}"
    return wording.edition_value(text, lang()) if text else None
