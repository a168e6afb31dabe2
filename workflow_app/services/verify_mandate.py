"""What the entry of a mandate says of its row, whether it grants it or proposes it."""

from __future__ import annotations

from typing import Any

from .raw_rows import day_text


def mandate_columns(row: dict[str, Any], body: dict[str, Any], opened: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The columns of a mandate, granted or proposed, beside what its entry says and seals."""
    columns = {
        "code": (row["code"], body["mandate"]),
        "account_id": (row["holder"], body["holder"]),
        "role": (row["role"], body["role"]),
        "reach": (row["reach"], body["reach"]),
        "valid_from": (day_text(row["valid_from"]), body["from"]),
        "valid_to": (day_text(row["valid_to"]), body["to"]),
        "programme_id": (referred(row, "programme"), body["programme"]),
        "document_id": (referred(row, "document"), body["document"]),
    }
    if "unit" in opened or "unit" not in body["sealed"]:
        columns["unit_id"] = (referred(row, "unit"), opened.get("unit", {}).get("code"))
    if "person" in opened:
        columns["title"] = (row["title"], opened["person"].get("title"))
    return columns


def referred(row: dict[str, Any], name: str) -> Any:
    """The code of the row that a column refers to; a reference to nothing stays what it is."""
    return row[f"{name}_id"] if row[name] is None else row[name]
