"""The table in which a change of the organisation is brought in: its columns, and its rows as they were meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from states.reorganisation import FOUND, KINDS, Row
from states.reorganisation_plan import LONGEST_SHORT
from states.unit_kinds import LEVELS

from .. import wording
from ..tables import Cell, Column, Table
from ..wording.vocabulary import CELL_TYPES
from .unit_event_case import EventView


def columns(lang: str) -> tuple[Column, ...]:
    """The columns of the table, with the words in which people choose."""

    def chosen(codes: Iterable[str], name: Callable[[str, str], str]) -> dict[str, tuple[str, str]]:
        return {code: wording.in_both(name, code, lang) for code in codes}

    def column(code: str, **more: Any) -> Column:
        heading, *also = wording.in_both(wording.table_heading, f"event.{code}", lang)
        return Column(code, heading, also=tuple(also), **more)

    return (
        column("kind", kind="choice", required=True, choices=chosen(KINDS, wording.event_kind_name)),
        column("unit", required=True),
        column("name"),
        column("short_name", longest=LONGEST_SHORT),
        column("unit_kind", kind="choice", choices=chosen(LEVELS, wording.unit_kind_name)),
        column("cell_type", kind="choice", choices=chosen(CELL_TYPES, wording.cell_type_name)),
        column("parent"),
        column("related", longest=3000),
        column("note", longest=500),
    )


def list_rows(event: EventView, lang: str) -> list[list[Cell]]:
    """The rows of a change in the columns in which they can be brought in again; new units by the keys they have in it.

    What becomes of open cases is chosen on the page and stands in no column.
    """
    keys = {line.row.unit for line in event.rows if line.row.kind == FOUND}
    lines: list[list[Cell]] = [[one.heading for one in columns(lang)]]
    for line in event.rows:
        row = line.row
        named = (row.unit, line.unit), (row.parent, line.parent)
        unit, parent = (code if code in keys else name for code, name in named)
        related = [code if code in keys else name for code, name in zip(row.related, line.related, strict=True)]
        kind = wording.unit_kind_name(row.unit_kind, lang) if row.unit_kind else ""
        cell_type = wording.cell_type_name(row.cell_type, lang) if row.cell_type else ""
        words = [wording.event_kind_name(row.kind, lang), unit, row.name, row.short_name, kind, cell_type, parent]
        lines.append([*words, "; ".join(related), row.note])
    return lines


def rows_in(table: Table) -> list[Row]:
    """What the rows of a table say; several successors stand in one cell, parted by semicolons."""
    return [
        Row(
            number, line.text("kind"), line.text("unit"), line.text("name"), line.text("short_name"),
            line.text("unit_kind"), line.text("cell_type"), line.text("parent"),
            tuple(part.strip() for part in line.text("related").split(";") if part.strip()), note=line.text("note"),
        )
        for number, line in enumerate(table.rows, 1)
    ]  # fmt: skip
