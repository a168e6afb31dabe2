"""Tables as files for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes Vietnamese for another encoding
# At the start of a cell, or after a semicolon: where the comma is the decimal sign, that is what separates cells.
# Some take the wide signs of East Asian keyboards for the narrow ones.
FORMULA = re.compile("(^|;)(?=[=+@\t\r\n＝＋－＠-])")


def csv_file(rows: Iterable[Sequence[str]]) -> bytes:
    """A table as CSV in UTF-8; what a spreadsheet would take for a formula is made plain text by an apostrophe."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([FORMULA.sub(r"\1'", cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + written.getvalue()).encode()
