"""Lists as files for spreadsheets: days stay days, numbers stay numbers, and nothing is run when the file is opened."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from ..csv_file import csv_file
from .shape import Cell

# A text is a text in a workbook; but the workbook may be saved as CSV later on, where it would be run.
_RUNS = re.compile("(?=[=+@\t\r\n＝＋－＠-])")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
Sheets = Mapping[str, Sequence[Sequence[Cell]]]  # name -> lines
LONGEST_CELL = 32_767  # characters: more than that Excel refuses to open
WIDEST, NARROWEST = 60, 8  # columns, in characters


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table as CSV in UTF-8; days are written dd/mm/yyyy."""
    return csv_file([_written(cell) for cell in row] for row in rows)


def as_xlsx(rows: Sequence[Sequence[Cell]], sheet: str = "Danh sách", more: Sheets | None = None) -> bytes:
    """A table as a workbook whose first row holds the headings; `more` sheets stand behind it."""
    from openpyxl import Workbook  # here: few requests need it

    workbook = Workbook(write_only=True)
    for name, lines in {sheet: rows, **(more or {})}.items():
        _fill(workbook.create_sheet(name[:31]), lines)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _fill(sheet, lines: Sequence[Sequence[Cell]]) -> None:  # type: ignore[no-untyped-def]
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for place, width in enumerate(_widths(lines), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for number, line in enumerate(lines):
        cells = []
        for value in line:
            plain = _plain(value) if isinstance(value, str) else value
            cell = WriteOnlyCell(sheet, plain)
            if isinstance(plain, str):
                cell.data_type = "s"  # whatever it looks like
            if isinstance(plain, date):
                cell.number_format = "dd/mm/yyyy hh:mm" if isinstance(plain, datetime) else "dd/mm/yyyy"
            if not number:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)


def _widths(lines: Sequence[Sequence[Cell]]) -> list[int]:
    columns = max(map(len, lines), default=0)
    longest = [max((len(_written(line[at])) for line in lines if at < len(line)), default=0) for at in range(columns)]
    return [min(max(length + 2, NARROWEST), WIDEST) for length in longest]


def _plain(text: str) -> str:
    safe = _NOT_IN_XML.sub("", text)
    return (f"'{safe}" if _RUNS.match(safe) else safe)[:LONGEST_CELL]


def _written(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return "" if cell is None else str(cell)
