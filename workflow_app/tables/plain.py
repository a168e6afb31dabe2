"""A CSV file as rows of raw cells: UTF-8 with or without its mark, or UTF-16 with it; commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
import re

from .shape import Grid, NotATable

SEPARATORS = ",;\t"
_SAYS_ITS_SEPARATOR = re.compile("sep=([,;\t])\r?\n", re.IGNORECASE)  # Excel's own first line
_OUTSIDE_QUOTES = re.compile('"[^"]*"')
_CLEARLY_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def read_plain(data: bytes, most_rows: int) -> Grid:
    """The rows that hold anything.

    Raises `NotATable`: table-encoding, table-kind, table-quotes, table-too-many.
    """
    text = _decoded(data)
    told = _SAYS_ITS_SEPARATOR.match(text)
    body = text[told.end() :] if told else text
    first = _OUTSIDE_QUOTES.sub("", next((line for line in body.splitlines() if line.strip()), ""))
    separator = told[1] if told else max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True)
    skipped, found = int(told is not None), []
    number = skipped
    try:
        for number, cells in enumerate(reader, skipped + 1):
            if any(cell.strip() for cell in cells):
                found.append((number, [cell if cell.strip() else None for cell in cells]))
            if len(found) > most_rows + 1:
                raise NotATable("table-too-many", most=f"{most_rows}")
    except csv.Error:
        raise NotATable("table-quotes", row=number + 1) from None
    return [(number, list(row)) for number, row in found]


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise NotATable("table-encoding") from None
    if _CLEARLY_NO_TEXT.search(data[:4096]):
        raise NotATable("table-kind")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as stopped:
        raise NotATable("table-encoding", row=data.count(b"\n", 0, stopped.start) + 1) from None
    if "\0" in text:
        raise NotATable("table-kind")
    return text
