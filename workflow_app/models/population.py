"""Out of how many the targets of a period are counted: who belonged at its start and end, and what was decided."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, BigId, Instant


class Population(Base):
    """The units of a programme on the first or the last day of a period, written once and never changed."""

    __tablename__ = "population"
    __table_args__ = (UniqueConstraint("programme_id", "period", "moment"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    period: Mapped[str] = mapped_column(String(20))
    moment: Mapped[str] = mapped_column(String(5))  # start | end
    as_of: Mapped[date] = mapped_column(Date)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    units: Mapped[dict[str, Any]] = mapped_column(JSON)  # code -> kind
    taken_at: Mapped[datetime] = mapped_column(Instant)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)


class PopulationDecision(Base):
    """Which of both numbers counts where units went in between; a later decision replaces an earlier one."""

    __tablename__ = "population_decision"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    period: Mapped[str] = mapped_column(String(20))
    choice: Mapped[str] = mapped_column(String(10))  # keep | recount
    reason: Mapped[str] = mapped_column(String(500))
    symbol: Mapped[str] = mapped_column(String(60))
    issued_on: Mapped[date] = mapped_column(Date)
    decided_at: Mapped[datetime] = mapped_column(Instant)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)


class TargetFigure(Base):
    """A figure of a target as a document tells it; a later version replaces an earlier one, which stays readable."""

    __tablename__ = "target_figure"
    __table_args__ = (UniqueConstraint("programme_id", "period", "target", "version"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    period: Mapped[str] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column()
    number: Mapped[int] = mapped_column()
    of: Mapped[int] = mapped_column()
    as_of: Mapped[date] = mapped_column(Date)
    symbol: Mapped[str] = mapped_column(String(60))
    issued_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(500))  # of a correction; "" for the first
    told_at: Mapped[datetime] = mapped_column(Instant)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)
