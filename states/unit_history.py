"""What a unit was called and where it stood, day by day, and when each of that was written down.

Two times run beside each other: valid time says from which day (included) to which (not included) something was so;
record time says from when to when the register held it to be so. Nothing is ever taken out: what is written anew
stands beside what it supersedes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Attributes:
    """What can change of a unit; `parent` is the code of the unit above, None at the top."""

    name: str
    short_name: str
    kind: str
    level: str
    cell_type: str | None
    parent: str | None


@dataclass(frozen=True, slots=True)
class Version:
    """Attributes in valid time and record time; `ended`: with `valid_to` the unit itself came to its end.

    `entry` is whatever identifies the journal entry that says so, `superseded_by` the one by which it was written anew
    or taken back.
    """

    said: Attributes
    valid_from: date
    valid_to: date | None
    ended: bool
    recorded_at: datetime
    entry: Any
    superseded_at: datetime | None = None
    superseded_by: Any = None


History = tuple[Version, ...]  # in the order in which it was written down


@dataclass(frozen=True, slots=True)
class Writing:
    """One act of writing down: when, and by which entry."""

    at: datetime
    entry: Any


def founded(said: Attributes, on: date, by: Writing) -> History:
    """The history of a unit that begins on a day."""
    return (Version(said, on, None, ended=False, recorded_at=by.at, entry=by.entry),)


def changed(history: History, said: Attributes, on: date, by: Writing) -> History:
    """The unit is this from a day on; on the day its last version begins, that version is written anew."""
    last = last_of(history)
    kept = _cut(last, on, by, ended=False) if on > last.valid_from else ()
    new = Version(said, on, None, ended=False, recorded_at=by.at, entry=by.entry)
    return (*_superseded(history, {last}, by), *kept, new)


def ended(history: History, on: date, by: Writing) -> History:
    """The unit is no more from a day on."""
    last = last_of(history)
    return (*_superseded(history, {last}, by), *_cut(last, on, by, ended=True))


def undone(history: History, of: Any, by: Writing) -> History:
    """As if the entry `of` had never been written: what it superseded is written down once more."""
    gone = {one for one in history if one.entry == of and one.superseded_at is None}
    before = [one for one in history if one.superseded_by == of]
    again = (replace(one, recorded_at=by.at, superseded_at=None, superseded_by=None) for one in before)
    return (*_superseded(history, gone, by), *again)


def standing(history: History) -> History:
    """What the register holds now, in the order of valid time."""
    return tuple(sorted((one for one in history if one.superseded_at is None), key=lambda one: one.valid_from))


def said_on(history: History, day: date) -> Attributes | None:
    """What the unit is on a day, as the register holds now; None where it is not there."""
    held = (one for one in history if one.superseded_at is None and one.valid_from <= day)
    return next((one.said for one in held if one.valid_to is None or day < one.valid_to), None)


def days_from(histories: Iterable[History], since: date) -> list[date]:
    """A day and all later ones on which something changes in these histories."""
    held = [one for history in histories for one in standing(history)]
    bounds = {one.valid_from for one in held} | {one.valid_to for one in held if one.valid_to is not None}
    return sorted({since} | {day for day in bounds if day > since})


def last_of(history: History) -> Version:
    """The last version that stands; ValueError where none does."""
    return max((one for one in history if one.superseded_at is None), key=lambda one: one.valid_from)


def _cut(last: Version, on: date, by: Writing, *, ended: bool) -> History:
    return (replace(last, valid_to=on, ended=ended, recorded_at=by.at, entry=by.entry),)


def _superseded(history: History, gone: Iterable[Version], by: Writing) -> History:
    marked = set(gone)
    return tuple(
        replace(one, superseded_at=by.at, superseded_by=by.entry) if one in marked else one for one in history
    )
