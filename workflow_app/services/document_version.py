"""How a document is shown: the version that holds, and the first one of what an act names."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from .. import text
from ..models import Document, DocumentVersion

LONGEST_FOLD = 800
LATER = aliased(DocumentVersion)


def add(session: Session, document: Document) -> Document:
    """A document that some act names, with the version of it that this act tells."""
    session.add(document)
    session.flush()
    session.add(
        DocumentVersion(
            document_id=document.id, version=0, symbol=document.symbol, issued_on=document.issued_on,
            issuer_name=document.issuer_name, subject=document.subject, visibility=document.visibility,
            file_id=document.file_id, basis="", basis_on=None, reason="", recorded_at=None, entry_id=None,
            fold=folded(document.symbol, document.subject, document.issuer_name),
        )  # fmt: skip
    )
    session.flush()
    return document


def folded(symbol: str, subject: str, issuer_name: str) -> str:
    """What is searched, without marks and case."""
    return text.search_fold(f"{symbol} {subject} {issuer_name}")[:LONGEST_FOLD]


def holds() -> ColumnElement[bool]:
    """Selects the version of each document that stands."""
    later = exists().where(LATER.document_id == DocumentVersion.document_id, LATER.version > DocumentVersion.version)
    return ~later


def newest(session: Session, document_id: int) -> DocumentVersion:
    """The version that stands."""
    return session.scalars(select(DocumentVersion).where(DocumentVersion.document_id == document_id, holds())).one()
