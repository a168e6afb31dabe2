"""Texts that were set as documents to keep."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, BigId


class PrintedDocument(Base):
    """The PDF of the text that an entry fixed; made once, and never made again."""

    __tablename__ = "printed_document"
    of_entry_id: Mapped[int] = mapped_column(BigId, ForeignKey("entry.id"), primary_key=True, autoincrement=False)
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)
