"""Tables as files for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes Vietnamese for another encoding
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(rows: Iterable[Sequence[str]]) -> bytes:
    """A table as CSV in UTF-8; what a spreadsheet would take for a formula is made plain text by an apostrophe."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + written.getvalue()).encode()
