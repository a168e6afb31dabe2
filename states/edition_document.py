"""The documents that a programme rests on, as an edition names them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .toml_table import Table

DOCUMENT_TYPE = "[A-ZĐ][A-Za-zĐđ]{0,7}"  # the abbreviation inside a document's number: KH, CTr, ĐA


@dataclass(frozen=True, slots=True)
class Document:
    """A document the programme rests on; `ref` is its citation ("21-NQ/TW"), `implements` the ref of another one."""

    ref: str
    type: str
    number: int
    symbol: str
    issuer: str
    term: str  # "" where it is not known; with issuer, type and number it identifies a Party document
    date: date
    subject: str
    implements: str | None
    carries: tuple[str, ...] = ()  # the rules that rest on it: "registration", "registration.approve", "step.ky_ket"


def read_documents(root: Table) -> tuple[Document, ...]:
    """The tables [[documents]]; what one implements is another one of them."""
    rows = root.tables("documents")
    found = tuple(_document(row) for row in rows)
    refs = [document.ref for document in found]
    root.different("documents", refs)
    for row, document in zip(rows, found, strict=True):
        if document.implements is not None and document.implements not in refs:
            row.fault("implements", f"văn bản không có: {document.implements!r}")
    return found


def _document(row: Table) -> Document:
    document = Document(
        ref=row.text("ref"),
        type=row.text("type", DOCUMENT_TYPE, "KH"),
        number=row.count("number", least=1),
        symbol=row.text("symbol"),
        issuer=row.text("issuer"),
        term=row.text("term") if row.has("term") else "",
        date=row.day("date"),
        subject=row.text("subject"),
        implements=row.text("implements") if row.has("implements") else None,
        carries=row.texts("carries", least=1) if row.has("carries") else (),
    )
    if document.ref not in {f"{document.number:02}{mark}{document.symbol}" for mark in "-/"}:
        row.fault("ref", "không khớp với số và ký hiệu")
    row.finish()
    return document
