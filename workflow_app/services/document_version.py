"""How a document is shown: the version that holds, and the first one of what an act names."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select
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


def find_same(
    session: Session, issuer_id: int, type_: str, number: int, term: str, issued_on: date | None
) -> Document | None:  # fmt: skip
    """The document that this one is: the same issuer, type and number in the same term, or else of the same day."""
    key = (Document.issuer_id == issuer_id, Document.type == type_, Document.number == number)
    same = or_(Document.term == term, DocumentVersion.issued_on == issued_on)
    asked = select(Document).join(DocumentVersion, and_(DocumentVersion.document_id == Document.id, holds()))
    return session.scalar(asked.where(*key, same).order_by(Document.term != term, Document.id).limit(1))


def newest(session: Session, document_id: int) -> DocumentVersion:
    """The version that stands."""
    return session.scalars(select(DocumentVersion).where(DocumentVersion.document_id == document_id, holds())).one()
