"""Texts that were set as documents to keep."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, BigId


class PrintedDocument(Base):
    """The PDF of the text that an entry fixed; made once, and never made again."""

    __tablename__ = "printed_document"
    of_entry_id: Mapped[int] = mapped_column(BigId, ForeignKey("entry.id"), primary_key=True, autoincrement=False)
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)


class SealedRecord(Base):
    """The record of an agreement in force, as of one signature; sealed once, and never made again."""

    __tablename__ = "sealed_record"
    of_entry_id: Mapped[int] = mapped_column(BigId, ForeignKey("entry.id"), primary_key=True, autoincrement=False)
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id"))
    certificate: Mapped[str] = mapped_column(String(64))  # digest of that under whose key it was sealed
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)
