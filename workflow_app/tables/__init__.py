"""Tables in and out: what somebody made in a spreadsheet, read with every fault named, and lists as such files.

Pure: bytes and a description of the columns in, rows or faults out. Nothing is believed: a workbook is measured by the
directory of its archive before any of it is unpacked.
"""

from __future__ import annotations

from .carried import pack, unpack
from .shape import Cell, Column, Fault, Row, Table
from .values import LARGEST, MOST_ROWS, read
from .writing import as_csv, as_xlsx

__all__ = [
    "LARGEST",
    "MOST_ROWS",
    "Cell",
    "Column",
    "Fault",
    "Row",
    "Table",
    "as_csv",
    "as_xlsx",
    "pack",
    "read",
    "unpack",
]
