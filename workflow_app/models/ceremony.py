"""The room of a signing ceremony."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, Instant


class CeremonyRoom(Base):
    """A short code under which the parties of one agreement find its page for some hours; it gives nobody a right."""

    __tablename__ = "ceremony_room"
    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
