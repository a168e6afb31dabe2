"""By which rule the parties of one agreement are reminded, where that is not the programme's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, Instant


class ReminderSetting(Base):
    """One setting by the issuer; the last one counts."""

    __tablename__ = "reminder_setting"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    first_after_days: Mapped[int] = mapped_column(Integer)
    repeat_days: Mapped[int] = mapped_column(Integer)
    cap: Mapped[int] = mapped_column(Integer)
    quiet: Mapped[str] = mapped_column(String(40))  # codes with a comma between
    set_at: Mapped[datetime] = mapped_column(Instant)
