"""What an edition says about the framework edition that it concretises."""

from __future__ import annotations

from dataclasses import dataclass

from .toml_table import Table

DIGEST = r"[0-9a-f]{64}"


@dataclass(frozen=True, slots=True)
class Overlay:
    """Which edition is the framework: the code of its programme, and its digest."""

    of: str
    edition: str


def read_overlay(table: Table) -> Overlay:
    """The section [overlay]; faults are noted in the table."""
    overlay = Overlay(table.code("of"), table.text("edition", DIGEST, "64 chữ số 0–9, a–f"))
    table.finish()
    return overlay
