"""The table in which a change of the organisation is brought in: its columns, and its rows as they were meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from states.reorganisation import KINDS, Row
from states.reorganisation_plan import LONGEST_SHORT
from states.unit_kinds import LEVELS

from .. import wording
from ..tables import Column, Table
from ..wording.vocabulary import CELL_TYPES


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
