"""A table on its way from the page that shows what it would do to the act: packed into a field of a form.

What comes back is read as every other file is; so it need not be believed, and nothing is kept in between.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Sequence

from .shape import Cell, Column, Row
from .values import LARGEST
from .writing import as_csv

LONGEST = 400_000  # characters: what a form may carry


def pack(rows: Sequence[Row], columns: Sequence[Column]) -> str | None:
    """The rows in a field, each at its number; None when they do not fit."""
    lines: list[Sequence[Cell]] = [[column.heading for column in columns]]
    for row in rows:
        lines += [[]] * (row.number - 1 - len(lines))
        lines.append([_cell(row, column) for column in columns])
    written = as_csv(lines)
    packed = base64.b64encode(zlib.compress(written, 9)).decode()
    return packed if len(packed) <= LONGEST and len(written) <= LARGEST else None


def unpack(packed: str) -> bytes:
    """The file that was packed; empty when it is none."""
    try:
        return zlib.decompressobj().decompress(base64.b64decode(packed, validate=True), LARGEST)
    except (binascii.Error, ValueError, zlib.error):
        return b""


def _cell(row: Row, column: Column) -> Cell:
    value = row.values.get(column.code)
    if column.kind == "choice" and isinstance(value, str):
        return column.choices[value][0]
    return value
