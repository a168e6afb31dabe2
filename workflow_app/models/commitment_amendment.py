"""Which agreement amends which other one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, Instant


class Amendment(Base):
    """One amendment of an agreement: a case of its own, numbered within the agreement it changes."""

    __tablename__ = "amendment"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)  # the agreement that changes
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    amendment_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), unique=True)
    begun_at: Mapped[datetime] = mapped_column(Instant)
