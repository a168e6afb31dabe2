"""From raw cells to rows of plain values, with every fault found at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from ..text import TextRefused, normalise, search_fold
from .plain import read_plain
from .shape import Column, Fault, Grid, NotATable, Raw, Row, Table, Unreadable, Value
from .spelling import broken
from .workbook import read_workbook

LARGEST = 4 * 1024**2  # bytes
MOST_ROWS = 5_000
SHOWN = 40  # characters of a cell that a sentence quotes

_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IS_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DAY = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_WHOLE = re.compile(r"-?[0-9]{1,15}|-?[0-9]{1,3}(?:\.[0-9]{3}){1,4}")
_KEPT_FROM_RUNNING = re.compile("'(?=[=+@\t\r-])")  # the apostrophe that our own files put before such a cell


def read(data: bytes, columns: Sequence[Column], most_rows: int = MOST_ROWS) -> Table:
    """The rows of an uploaded table, and all that stands against it; with a fault of the whole file there is no row."""
    try:
        grid = _grid(data, most_rows)
        if not grid:
            raise NotATable("table-empty")
        named, faults = _headings(grid[0], columns)
    except NotATable as refused:
        return Table((), (refused.fault,))
    if faults:
        return Table((), tuple(faults))
    rows = [_row(number, cells, named, faults) for number, cells in grid[1:]]
    if not rows:
        faults.append(Fault(0, "", "table-empty"))
    return Table(tuple(rows), tuple(faults))


def _grid(data: bytes, most_rows: int) -> Grid:
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise NotATable("table-empty")
    if len(data) > LARGEST:
        raise NotATable("table-too-large", most=f"{LARGEST // 1024**2}")
    if data.startswith(_OLD_WORKBOOK):
        raise NotATable("table-encrypted" if _IS_ENCRYPTED in data else "table-old")
    if data.startswith(b"PK"):
        return read_workbook(data, most_rows)
    if data.startswith((b"%PDF", b"{\\rtf")) or data[:512].lstrip().lower().startswith(
        (b"<!doctype", b"<html", b"<?xml")
    ):
        raise NotATable("table-kind")
    return read_plain(data, most_rows)


def _headings(first: tuple[int, list[Raw]], columns: Sequence[Column]) -> tuple[dict[int, Column], list[Fault]]:
    """Which place in a row belongs to which column; in whatever order they stand."""
    number, cells = first
    meant = {search_fold(name): column for column in columns for name in (column.heading, *column.also, column.code)}
    named: dict[int, Column] = {}
    faults: list[Fault] = []
    for place, cell in enumerate(cells):
        if cell is None:
            continue
        seen = cell.seen if isinstance(cell, Unreadable) else str(cell).strip()
        column = meant.get(search_fold(seen).rstrip(" *"))
        if column is None:
            code = "table-letters" if broken(seen) else "table-column-unknown"
            faults.append(Fault(number, seen[:SHOWN], code, {"seen": seen[:SHOWN]}))
        elif column in named.values():
            faults.append(Fault(number, column.heading, "table-column-twice"))
        else:
            named[place] = column
    missing = [column for column in columns if column.required and column not in named.values()]
    faults += [Fault(number, column.heading, "table-column-missing") for column in missing]
    if not named:  # then it is another table altogether
        names = ", ".join(column.heading for column in columns)
        return {}, [Fault(number, "", "table-columns", {"names": names})]
    return named, faults


def _row(number: int, cells: list[Raw], named: dict[int, Column], faults: list[Fault]) -> Row:
    values: dict[str, Value] = {}
    for place, column in named.items():
        found = _value(cells[place] if place < len(cells) else None, column)
        if isinstance(found, Fault):
            faults.append(Fault(number, column.heading, found.code, found.said))
        elif found is None and column.required:
            faults.append(Fault(number, column.heading, "table-required"))
        else:
            values[column.code] = found
    beside = [cell for place, cell in enumerate(cells) if place not in named and cell is not None]
    if beside:
        faults.append(Fault(number, "", "table-beside", {"seen": _seen(beside[0])}))
    return Row(number, values)


def _value(raw: Raw, column: Column) -> Value | Fault:
    if raw is None:
        return None
    if isinstance(raw, Unreadable):
        return _fault(raw.code, raw.seen)
    if isinstance(raw, bool):
        return _fault("table-not-text", _seen(raw))
    if column.kind == "date":
        return _day(raw)
    if isinstance(raw, date):  # a datetime is one
        return _fault("table-became-date", f"{raw:%d/%m/%Y}")
    written = _text(raw, column.longest)
    if isinstance(written, Fault) or not written:
        return written or None
    if column.kind == "int":
        return int(written.replace(".", "")) if _WHOLE.fullmatch(written) else _fault("table-number", written)
    return _chosen(written, column) if column.kind == "choice" else written


def _text(raw: Raw, longest: int) -> str | Fault:
    if isinstance(raw, float):
        raw = int(raw) if raw.is_integer() else format(raw, ".15g")
    text = str(raw)
    if text.startswith("="):
        return _fault("table-formula", text)
    text = _KEPT_FROM_RUNNING.sub("", text, count=1) if text.startswith("'") else text
    if broken(text):
        return _fault("table-letters", text)
    try:
        plain = normalise(text)
    except TextRefused as refused:
        return _fault(refused.code, text)
    return _fault("table-too-long", plain, most=f"{longest}") if len(plain) > longest else plain


def _day(raw: Raw) -> date | Fault:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, int | float):
        return _fault("table-date-number", _seen(raw))
    written = str(raw).strip()
    if written.startswith("="):
        return _fault("table-formula", written)
    day, iso = _DAY.fullmatch(written), _ISO_DAY.fullmatch(written)
    try:
        if day:
            return date(int(day[4]), int(day[3]), int(day[1]))
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
    except ValueError:
        return _fault("table-date-none", written)
    return _fault("table-date", written)


def _chosen(written: str, column: Column) -> str | Fault:
    meant = search_fold(written)
    for code, words in column.choices.items():
        if meant in {search_fold(code), *map(search_fold, words)}:
            return code
    allowed = "; ".join(words[0] for words in column.choices.values())
    return _fault("table-choice", written, allowed=allowed)


def _fault(code: str, seen: str, **said: str) -> Fault:
    return Fault(0, "", code, {"seen": seen[:SHOWN], **said})


def _seen(raw: Raw) -> str:
    return (raw.seen if isinstance(raw, Unreadable) else str(raw))[:SHOWN]
