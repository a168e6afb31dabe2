"""Good practices that were published for others to follow."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, BigId, Instant


class Practice(Base):
    """What a unit did well, as it was published; the version that takes it back repeats the words and says why."""

    __tablename__ = "practice"
    __table_args__ = (UniqueConstraint("code", "version"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(14), index=True)
    version: Mapped[int] = mapped_column(Integer)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    period: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), index=True)  # the inspection that marked it
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    holds: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str] = mapped_column(String(500))  # why it was taken back; "" while it holds
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)
