"""What clauses of an agreement in force ask of its parties, and the reports on it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, Instant


class Obligation(Base):
    """What one clause asks of one seat, from the day on which the agreement binds it."""

    __tablename__ = "obligation"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    clause: Mapped[str] = mapped_column(String(12), primary_key=True)  # id of the clause
    place: Mapped[int] = mapped_column(Integer, primary_key=True)  # of the seat
    version: Mapped[int] = mapped_column(Integer)  # of the text that was signed
    due_on: Mapped[date] = mapped_column(Date)
    asked_from: Mapped[date] = mapped_column(Date)  # from here on it stands among the owner's tasks
    status: Mapped[str] = mapped_column(String(10))  # open | reported | accepted | returned


class ObligationReport(Base):
    """One report of a party on what it owes, and what the issuer answered; a further one after it was given back."""

    __tablename__ = "obligation_report"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    clause: Mapped[str] = mapped_column(String(12))
    place: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    quantity: Mapped[str] = mapped_column(String(20))  # an exact decimal; empty where none was given
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"))
    reported_at: Mapped[datetime] = mapped_column(Instant)
    outcome: Mapped[str] = mapped_column(String(10))  # reported | accepted | returned
    reason: Mapped[str] = mapped_column(Text)  # why it was given back
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"))
    judged_at: Mapped[datetime | None] = mapped_column(Instant)
