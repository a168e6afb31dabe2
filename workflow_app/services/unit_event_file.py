"""The table in which a change of the organisation is brought in: its columns, and its rows as they were meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from states.reorganisation import KINDS, Row
from states.unit_kinds import LEVELS

from ..tables import Column, Fault, read

Words = Mapping[str, Sequence[str]]  # code -> the words that mean it, the first ones shown


def columns(kinds: Words, unit_kinds: Words, cell_types: Words) -> tuple[Column, ...]:
    """The columns of the table, with the words in which people choose."""
    return (
        Column("kind", "Việc", "choice", True, ("What happens",), {kind: kinds[kind] for kind in KINDS}),
        Column("unit", "Đơn vị", required=True, also=("Unit",)),
        Column("name", "Tên mới", also=("New name",)),
        Column("short_name", "Tên gọn", also=("Short name",), longest=120),
        Column("unit_kind", "Loại hình", "choice", also=("Kind",), choices={one: unit_kinds[one] for one in LEVELS}),
        Column("cell_type", "Loại chi bộ", "choice", also=("Cell type",), choices=cell_types),
        Column("parent", "Trực thuộc", also=("Below",)),
        Column("related", "Đơn vị kế thừa, đơn vị gốc", also=("Successors",), longest=3000),
        Column("note", "Ghi chú", also=("Note",), longest=500),
    )


def rows_in(data: bytes, described: Sequence[Column]) -> tuple[tuple[Row, ...], tuple[Fault, ...]]:
    """The rows of a file, and all that stands against it; several successors stand in one cell, parted by `;`."""
    table = read(data, described)
    found = []
    for number, line in enumerate(table.rows, 1):
        related = tuple(part.strip() for part in line.text("related").split(";") if part.strip())
        said = {column.code: line.text(column.code) for column in described if column.code != "related"}
        found.append(Row(number, related=related, **said))
    return tuple(found), table.faults
