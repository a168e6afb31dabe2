"""What a table is: columns that are described, rows with their number in the file, and faults with their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Value = str | date | int | None
Cell = str | int | float | date | None  # what a cell of a file may hold when it is written


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its code, its heading, and what its cells may say.

    `also`: other headings that mean it (English). `choices`: code -> the words that mean it; the first ones are shown.
    """

    code: str
    heading: str
    kind: Literal["text", "date", "int", "choice"] = "text"
    required: bool = False
    also: tuple[str, ...] = ()
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    longest: int = 300  # characters


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands against a file: `wording.table_fault` says it, with the remedy.

    `row` is the number that the spreadsheet shows, 0 for the file as a whole; `column` is a heading, or empty.
    `said` holds what the sentence quotes.
    """

    row: int
    column: str
    code: str
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: its number there, and the value of each column by its code; empty cells are None."""

    number: int
    values: Mapping[str, Value]

    def text(self, code: str) -> str:
        """The value of a column as text; empty when the cell is."""
        value = self.values.get(code)
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds: the rows that could be read, and everything that stands against it."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


class NotATable(Exception):
    """A file that cannot be read as a table at all."""

    def __init__(self, code: str, row: int = 0, **said: str) -> None:
        super().__init__(code)
        self.fault = Fault(row, "", code, said)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell with something in it that is no value: a formula, an error, a time without a day."""

    code: str
    seen: str


Raw = object  # str, int, float, bool, datetime, None, or Unreadable: as the file has it
Grid = list[tuple[int, list[Raw]]]  # rows that hold anything, with their number
