"""What the entry of a mandate says of its row, whether it grants it or proposes it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import aliased

from ..models import Document, Unit
from .raw_rows import day_text, raw

PAPER = ("code", "type", "number", "term", "symbol", "issued_on")


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


def with_paper(asked: Any, link: Any) -> Any:
    """The same with the document that gave a mandate, as its row says it is; `link`: the column that names it."""
    paper, issuer = aliased(Document), aliased(Unit)
    asked = asked.outerjoin(paper, link == paper.id).outerjoin(issuer, paper.issuer_id == issuer.id)
    columns = [raw(getattr(paper, name), f"paper_{name}") for name in PAPER]
    return asked.add_columns(*columns, raw(issuer.code, "paper_issuer"))


def paper_columns(row: dict[str, Any], opened: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The document's columns beside what was sealed of it; nothing where an earlier version sealed none."""
    said = opened.get("paper")
    if not isinstance(said, dict):
        return {}
    shown = row | {"paper_issued_on": day_text(row["paper_issued_on"]) if row["paper_issued_on"] else None}
    columns = {name: (shown[f"paper_{name}"], said.get(name)) for name in PAPER}
    return columns | {"issuer_id": (row["paper_issuer"], said.get("issuer"))}


def referred(row: dict[str, Any], name: str) -> Any:
    """The code of the row that a column refers to; a reference to nothing stays what it is."""
    return row[f"{name}_id"] if row[name] is None else row[name]
