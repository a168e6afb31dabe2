"""What a registration holds: its draft, what was handed in, and what was sent back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, Instant

ENDED = ("rejected", "withdrawn", "closed")  # a unit may register again after these


class Registration(Base):
    """What a unit writes when it registers; until `submit` a draft that only the unit sees."""

    __tablename__ = "registration"
    # What is written, not yet handed in; `submission` holds what was.
    unrecorded = ("content", "draft_version", "saved_at", "saved_by_id")
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    draft_version: Mapped[int] = mapped_column(Integer, default=0)
    saved_at: Mapped[datetime] = mapped_column(Instant)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # nobody while only begun
    submission_no: Mapped[int] = mapped_column(Integer, default=0)
    stages_passed: Mapped[int] = mapped_column(Integer, default=0)
    incharge_mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"))


class Submission(Base):
    """The registration exactly as it was handed in the n-th time."""

    __tablename__ = "submission"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    submitted_at: Mapped[datetime] = mapped_column(Instant)
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


class ReturnMark(Base):
    """One field or document that a reviewer sent back, with the reason."""

    __tablename__ = "return_mark"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    submission_no: Mapped[int] = mapped_column(Integer, primary_key=True)
    field: Mapped[str] = mapped_column(String(40), primary_key=True)
    reason: Mapped[str] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(Text, default="")
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
