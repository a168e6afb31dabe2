"""Documents that rules rest on, and files that were uploaded."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, BigId, Instant, in_c_order


class Document(Base):
    """A Party or State document: metadata is public, its file only when a decision says so.

    The key is the issuer's id with type, number and term: "TU" and "HU" are shared by every province and district.
    """

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("issuer_id", "type", "number", "term"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(14), unique=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    type: Mapped[str] = mapped_column(String(10))
    number: Mapped[int] = mapped_column(Integer)
    term: Mapped[str] = mapped_column(String(20))
    symbol: Mapped[str] = mapped_column(String(40))
    issued_on: Mapped[date | None] = mapped_column(Date)
    issuer_name: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(500))
    visibility: Mapped[str] = mapped_column(String(12), default="internal")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"))


class DocumentRelation(Base):
    """One document implements, cascades, amends, replaces or cites another."""

    __tablename__ = "document_relation"
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)


class DocumentVersion(Base):
    """How a document is shown: number, day, issuer, subject, and its file once a decision publishes it.

    Version 0 is what the act said that first named the document (an edition, a recognition, a mandate); every other
    has an entry of its own. The highest one holds; those before stay readable.
    """

    __tablename__ = "document_version"
    __table_args__ = (UniqueConstraint("document_id", "version"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    version: Mapped[int] = mapped_column(Integer)
    symbol: Mapped[str] = mapped_column(String(40))
    issued_on: Mapped[date | None] = mapped_column(Date)
    issuer_name: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(500))
    visibility: Mapped[str] = mapped_column(String(12))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"))
    basis: Mapped[str] = mapped_column(String(60))  # symbol of the decision that publishes the file, or ""
    basis_on: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(500))  # of a correction
    recorded_at: Mapped[datetime | None] = mapped_column(Instant)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"), unique=True)
    fold: Mapped[str] = mapped_column(in_c_order(800))  # symbol, subject and issuer as they are searched


class DocumentLink(Base):
    """What somebody recorded of two documents; of one pair and relation the last row holds, or takes it back."""

    __tablename__ = "document_link"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    target_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    holds: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str] = mapped_column(String(500))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)

class File(Base):
    """One upload; the bytes lie in the file store under their digest."""

    __tablename__ = "file"
    __table_args__ = (Index("ix_file_case", "case_id"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(14), unique=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(Integer)
    media_type: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(160))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_record.id"))
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime] = mapped_column(Instant)
