"""A workbook (XLSX) as rows of raw cells, after its archive was measured from outside."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import Any

from .shape import Grid, NotATable, Raw, Unreadable

MOST_PARTS = 300  # a workbook has some twenty; one with pictures some more
MOST_UNPACKED = 24 * 1024**2  # bytes of all parts together: five thousand rows need two million
MOST_OF_A_PART = 1024**2  # of those read whole (styles, the list of sheets); sheets and their texts are read in turn
MOST_MARKS = 1_000_000  # "<" in one part: what is unpacked may still be nothing but tags
LAST_ROW, MOST_COLUMNS = 1_048_576, 60

_DIRECTORY_MARK = b"PK\x01\x02"
_READ_IN_TURN = re.compile(r"xl/(worksheets/[^/]+|sharedStrings)\.xml", re.IGNORECASE)
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]+)([0-9]+):[A-Z]+([0-9]+)[\"']")
_OPENS_TEXT = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_UNREADABLE = (
    AttributeError, EOFError, LookupError, NotImplementedError, OSError, RuntimeError, SyntaxError, TypeError,
    ValueError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def read_workbook(data: bytes, most_rows: int) -> Grid:
    """The rows of the first sheet that hold anything.

    Raises `NotATable`: table-bomb, table-broken, table-encrypted, table-macros, table-kind, table-merged,
    table-too-many.
    """
    try:
        with zipfile.ZipFile(_measured(data)) as archive:
            _refuse_by_directory(archive)
            return _rows(_unpacked(archive), most_rows)
    except _UNREADABLE:
        raise NotATable("table-broken") from None


def _measured(data: bytes) -> io.BytesIO:
    """The file, when its directory has no more entries than may be read; listing a million takes memory too."""
    if data.count(_DIRECTORY_MARK) > MOST_PARTS:
        raise NotATable("table-bomb")
    return io.BytesIO(data)


def _refuse_by_directory(archive: zipfile.ZipFile) -> None:
    """What the directory tells: nothing is unpacked yet. More than it tells is never unpacked either."""
    parts = archive.infolist()
    names = {part.filename.lower() for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise NotATable("table-encrypted")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise NotATable("table-broken")
    whole = [part for part in parts if not _READ_IN_TURN.fullmatch(part.filename)]
    read_whole = [part for part in whole if part.filename.lower().endswith((".xml", ".rels"))]
    if sum(part.file_size for part in parts) > MOST_UNPACKED or any(p.file_size > MOST_OF_A_PART for p in read_whole):
        raise NotATable("table-bomb")
    if len(names) != len(parts):
        raise NotATable("table-broken")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise NotATable("table-macros")
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        raise NotATable("table-kind")


def _unpacked(archive: zipfile.ZipFile) -> io.BytesIO:
    """The parts that are read, in an archive of our own: whatever reads it cannot be made to unpack more than this.

    A part is unpacked to the size that the directory tells and not further; reading one whole trusts its packing.
    """
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as copy:
        for part in archive.infolist():
            if part.filename.lower().endswith((".xml", ".rels")):
                with archive.open(part) as packed:
                    content = packed.read(part.file_size) if part.file_size else b""
                _refuse_by_content(content)
                copy.writestr(part.filename, content)
    return plain


def _refuse_by_content(part: bytes) -> None:
    """A part defines no words of its own that unfold, is written in plain letters, and is not all tags."""
    if not _OPENS_TEXT.match(part) or b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise NotATable("table-broken")
    if part.count(b"<") > MOST_MARKS:
        raise NotATable("table-bomb")


def _rows(plain: io.BytesIO, most_rows: int) -> Grid:
    from openpyxl import load_workbook  # here: it takes a quarter of a second, and few requests need it

    workbook = load_workbook(plain, read_only=True, keep_links=False)
    try:
        if not workbook.worksheets:
            raise NotATable("table-empty")
        sheet = workbook.worksheets[0]
        with zipfile.ZipFile(plain) as archive:
            merged = _MERGED.search(archive.read(sheet._worksheet_path))
        if merged:
            place = f"{merged[1].decode()}{merged[2].decode()}"
            raise NotATable("table-merged", row=int(merged[2]), seen=place)
        sheet.reset_dimensions()  # what a sheet says of its own size need not be so
        found: Grid = []
        for number, cells in enumerate(sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS), 1):
            row = [_raw(cell) for cell in cells]
            if any(cell is not None for cell in row):
                found.append((number, row))
            if len(found) > most_rows + 1:
                raise NotATable("table-too-many", most=f"{most_rows}")
        return found
    finally:
        workbook.close()


def _raw(cell: Any) -> Raw:
    value = cell.value
    if value is None or isinstance(value, str) and not value.strip():
        return None
    if cell.data_type == "f":
        return Unreadable("table-formula", str(value)[:40] if isinstance(value, str) else "=…")
    if cell.data_type == "e":
        return Unreadable("table-error", str(value)[:40])
    if isinstance(value, time | timedelta):
        return Unreadable("table-time", str(value)[:40])
    if isinstance(value, str | bool | int | float | datetime | date):
        return value
    return Unreadable("table-formula", "=…")
