"""The keys that may sign, what is put to a person to be signed, and the evidence of what was signed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, BigId, Instant


class TrustedKey(Base):
    """A passkey of which a second person said whose it is; only such a key signs."""

    __tablename__ = "trusted_key"
    factor_id: Mapped[int] = mapped_column(BigId, ForeignKey("second_factor.id"), primary_key=True, autoincrement=False)
    trusted_at: Mapped[datetime] = mapped_column(Instant)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)


class AskedStatement(Base):
    """A statement put to one person; its passkey answers for exactly these words, once and soon."""

    __tablename__ = "asked_statement"
    nonce: Mapped[str] = mapped_column(String(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    statement: Mapped[str] = mapped_column(Text)  # canonical JSON
    asked_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    lots: Mapped[str | None] = mapped_column(Text)  # what was drawn by lot for the act, until it is answered; JSON


class Evidence(Base):
    """The evidence of one personal signature, word for word; an entry names it by its digest."""

    __tablename__ = "evidence"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[str] = mapped_column(Text)  # canonical JSON
