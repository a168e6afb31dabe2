"""Cases of all processes, and what a registration holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, BigId, Instant
from .programme import Edition, Programme
from .unit import Unit

ENDED = ("rejected", "withdrawn", "closed")  # a unit may register again after these


class Case(Base):
    """One matter of one unit in one process; only `services.perform` moves its state."""

    __tablename__ = "case_record"
    __table_args__ = (
        Index("ix_case_queue", "process", "state", "due_at"),
        Index("ix_case_unit", "unit_id", "programme_id", "period"),
        # The guard says it kindly, this says it even when two requests race.
        Index(
            "uq_case_open_registration",
            "unit_id",
            "programme_id",
            "period",
            unique=True,
            sqlite_where=text("process = 'registration' AND state NOT IN ('rejected','withdrawn','closed')"),
            postgresql_where=text("process = 'registration' AND state NOT IN ('rejected','withdrawn','closed')"),
        ),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(14), unique=True)
    process: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    period: Mapped[str] = mapped_column(String(20))
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    state: Mapped[str] = mapped_column(String(30))
    version: Mapped[int] = mapped_column(Integer, default=0)
    seq: Mapped[int] = mapped_column(Integer, default=0)
    holder_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)

    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id], lazy="raise_on_sql")
    holder: Mapped[Unit] = relationship(foreign_keys=[holder_unit_id], lazy="raise_on_sql")
    programme: Mapped[Programme] = relationship(lazy="raise_on_sql")
    edition: Mapped[Edition] = relationship(lazy="raise_on_sql")


class Registration(Base):
    """What a unit writes when it registers; until `submit` a draft that only the unit sees."""

    __tablename__ = "registration"
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
