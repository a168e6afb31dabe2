"""The yearly classification: what is being prepared, and what a committee decided."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, BigId, Instant


class ClassificationDraft(Base):
    """What is to be decided of one unit; nothing of it is journalled, and it is gone with the decision."""

    __tablename__ = "classification_draft"
    __table_args__ = (UniqueConstraint("programme_id", "period", "unit_id"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    period: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    like_group: Mapped[str] = mapped_column(String(80))  # of like function, compared with each other
    version: Mapped[int] = mapped_column(Integer)
    saved_at: Mapped[datetime] = mapped_column(Instant)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ClassificationDecision(Base):
    """One decision of a committee about some of its units; one that changes an earlier one says why."""

    __tablename__ = "classification_decision"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(14), unique=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    period: Mapped[str] = mapped_column(String(20))
    committee_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    regulation: Mapped[str] = mapped_column(String(40))
    symbol: Mapped[str] = mapped_column(String(60))
    decided_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(2000))
    decided_at: Mapped[datetime] = mapped_column(Instant)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)


class Classification(Base):
    """The level of a unit in a year as a decision has it; a later decision adds a further version."""

    __tablename__ = "classification"
    __table_args__ = (UniqueConstraint("unit_id", "programme_id", "period", "version"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("classification_decision.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    period: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    version: Mapped[int] = mapped_column(Integer)
    level: Mapped[str] = mapped_column(String(10))
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    like_group: Mapped[str] = mapped_column(String(80))  # of like function, compared with each other
