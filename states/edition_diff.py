"""What one edition says otherwise than the one before, place by place."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .edition_values import Name

LEFT_OUT = ("illustrative",)  # which values are made up is said beside them, and is no rule
Place = tuple[str | Name, ...]  # keys, and of a row in a list its own name


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs; None where there was or is nothing. A row that came or went is its name."""

    place: Place
    old: Any
    new: Any


def changes(old_source: str, new_source: str) -> tuple[Change, ...]:
    """Every difference between two editions that can be read, in the order of the new text."""
    old, new = tomllib.loads(old_source), tomllib.loads(new_source)
    for key in LEFT_OUT:
        old.pop(key, None), new.pop(key, None)
    return tuple(_compare(old, new, ()))


def _compare(old: Any, new: Any, place: Place) -> Iterator[Change]:
    if old == new:
        return
    if _has_rows(old, new):
        yield from _compare_rows(old or [], new or [], place)
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in (*new, *(key for key in old if key not in new)):
            yield from _compare(old.get(key), new.get(key), (*place, key))
    else:
        yield Change(place, _shown(old), _shown(new))


def _compare_rows(old: list[dict[str, Any]], new: list[dict[str, Any]], place: Place) -> Iterator[Change]:
    before, after = ({_code(row): row for row in rows} for rows in (old, new))
    for code in (*after, *(code for code in before if code not in after)):
        was, is_now = before.get(code), after.get(code)
        if was is not None and is_now is not None:
            yield from _compare(was, is_now, (*place, _name(is_now)))
        else:
            yield Change(place, was and _name(was), is_now and _name(is_now))
    if list(before) != list(after) and set(before) == set(after):
        yield Change(place, "; ".join(before), "; ".join(after))


def _has_rows(*values: Any) -> bool:
    """Whether these are lists of tables, of which one may be missing."""
    lists = [value for value in values if value is not None]
    return all(isinstance(value, list) and all(isinstance(row, dict) for row in value) for value in lists)


def _shown(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return _name(value) if isinstance(value, dict) else value


def _code(row: dict[str, Any]) -> str:
    return str(row.get("code", row.get("ref")))


def _name(row: dict[str, Any]) -> Name:
    name = row.get("name", row)
    code = _code(row)
    return Name(str(name.get("vi", code)), str(name.get("en", code))) if isinstance(name, dict) else Name(code, code)
