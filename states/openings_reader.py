"""What an edition says about when the fields that the journal seals are opened."""

from __future__ import annotations

from types import MappingProxyType

from .edition import LATER_FIELDS, OPENS, SEALED_FIELDS
from .toml_table import Table


def read_openings(table: Table) -> MappingProxyType[str, str]:
    """The section of an edition; fields that came later may be left out."""
    said = [field for field in SEALED_FIELDS if field not in LATER_FIELDS or table.has(field)]
    openings = {field: table.code(field, OPENS, "thời điểm mở") for field in said}
    table.finish()
    return MappingProxyType(LATER_FIELDS | openings)
