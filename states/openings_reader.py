"""What an edition says about when the fields that the journal seals are opened."""

from __future__ import annotations

from collections.abc import Collection
from types import MappingProxyType

from .openings import LATER_FIELDS, OF_ALL, OF_PROCESS, OPENS
from .toml_table import Table


def read_openings(table: Table, processes: Collection[str]) -> MappingProxyType[str, str]:
    """The section of an edition with these processes; fields that came later may be left out."""
    asked = OF_ALL + tuple(field for process in processes for field in OF_PROCESS[process])
    said = [field for field in asked if field not in LATER_FIELDS or table.has(field)]
    openings = {field: table.code(field, OPENS, "thời điểm mở") for field in said}
    table.finish()
    later = {field: opens for field, opens in LATER_FIELDS.items() if field in asked}
    return MappingProxyType(later | openings)
