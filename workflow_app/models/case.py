"""Cases: one matter of one unit, in whatever process."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, BigId, Instant
from .programme import Edition, Programme
from .unit import Unit


class Case(Base):
    """One matter of one unit in one process; only `services.perform` moves its state.

    `unit_id` is whose matter it is, for ever; `holder_unit_id` is who goes on with it where that unit is no more.
    """

    __tablename__ = "case_record"
    __table_args__ = (
        Index("ix_case_queue", "process", "state", "due_at"),
        Index("ix_case_unit", "unit_id", "programme_id", "period"),
        Index("ix_case_holder", "holder_unit_id", "programme_id", "period"),
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
        Index(
            "uq_case_open_recognition",
            "unit_id",
            "programme_id",
            "period",
            unique=True,
            sqlite_where=text("process = 'recognition' AND state NOT IN ('not_recognised','expired','revoked')"),
            postgresql_where=text("process = 'recognition' AND state NOT IN ('not_recognised','expired','revoked')"),
        ),
        # A row comes before the act that plans it (seq 0), so that the guard can answer first.
        Index(
            "uq_case_open_inspection",
            "unit_id",
            "programme_id",
            "period",
            unique=True,
            sqlite_where=text("process = 'inspection' AND seq > 0 AND state NOT IN ('concluded','cancelled')"),
            postgresql_where=text("process = 'inspection' AND seq > 0 AND state NOT IN ('concluded','cancelled')"),
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
