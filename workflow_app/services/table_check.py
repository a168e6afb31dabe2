"""What becomes of the rows of a table beside the register: the shape that every import gives its preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..tables import Fault, Row


@dataclass(slots=True)
class Checked:
    """One row: what stands against it, or that the register holds it already; `beside` is how it is written there."""

    row: Row
    name: str
    kind: str = ""
    known: bool = False
    beside: str = ""
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, column: str, code: str, **said: str) -> None:
        """Note what stands against a cell."""
        self.faults.append(Fault(self.row.number, column, code, said))


class RowsRefused(Exception):
    """Not every row can be taken in, so none was."""

    def __init__(self, checked: Sequence[Checked]) -> None:
        super().__init__(f"{sum(1 for one in checked if one.faults)} rows")
        self.checked = tuple(checked)
