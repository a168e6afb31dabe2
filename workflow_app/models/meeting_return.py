"""Monthly returns of meetings: what cells reported, and what their committees decided about single ones."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, BigId, Instant


class MeetingReturn(Base):
    """One month of one cell as it was reported; a correction adds a version, and `current` marks the last one.

    What lists and sums ask for stands in columns of its own, worked out from `said` when it was handed in.
    """

    __tablename__ = "meeting_return"
    __table_args__ = (
        UniqueConstraint("unit_id", "programme_id", "month", "version"),
        Index("ix_meeting_return_month", "programme_id", "month", "current"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(14), unique=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    month: Mapped[str] = mapped_column(String(7))  # "2025-06"
    version: Mapped[int] = mapped_column(Integer)
    current: Mapped[bool] = mapped_column(Boolean)
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(500))  # of a correction
    band: Mapped[str | None] = mapped_column(String(20))  # None: no meeting was held
    total: Mapped[str] = mapped_column(String(10))  # points, "92.5"
    present: Mapped[int] = mapped_column(Integer)
    due: Mapped[int] = mapped_column(Integer)  # members who had to come
    came: Mapped[bool | None] = mapped_column(Boolean)  # enough of them; None where nobody had to
    complete: Mapped[bool] = mapped_column(Boolean)  # every meeting due was held
    proper: Mapped[bool] = mapped_column(Boolean)  # full content, right steps
    late_days: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(80))  # a table, or the programme below that was told; else ""
    reported_at: Mapped[datetime] = mapped_column(Instant)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)


class ReturnException(Base):
    """A committee's decision about one cell: a shorter meeting where there are few members, or a month not counted."""

    __tablename__ = "return_exception"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(14), unique=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))  # duration | excluded
    first_month: Mapped[str] = mapped_column(String(7))
    last_month: Mapped[str] = mapped_column(String(7))
    minutes: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(500))
    symbol: Mapped[str] = mapped_column(String(60))
    issued_on: Mapped[date] = mapped_column(Date)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)
