"""Mail: what is to be sent and what became of it, and how each person wants to get it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, BigId, Instant


class Mail(Base):
    """One mail to one person, written in the transaction that causes it; its text is made when it is sent."""

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_due", "done_at", "run_at"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))  # notice | digest | forgotten | entered
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    digest_of: Mapped[str | None] = mapped_column(String(40), unique=True)  # person and morning, of a digest
    address: Mapped[str | None] = mapped_column(String(254))  # as typed by whoever forgot a password; erased when done
    run_at: Mapped[datetime] = mapped_column(Instant)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    failure: Mapped[str | None] = mapped_column(String(20))  # a code; with `done_at` it was given up
    kept: Mapped[str | None] = mapped_column(Text)  # the mail itself, in the demo only


class MailPart(Base):
    """A notice that a mail tells of; each notice is in one mail."""

    __tablename__ = "mail_part"
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("mail.id"), index=True)


class MailChoice(Base):
    """How a person wants to get notices by mail, and the address that he or she said is the right one."""

    __tablename__ = "mail_choice"
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    choice: Mapped[str] = mapped_column(String(10))  # at_once | daily | duties
    confirmed: Mapped[str | None] = mapped_column(String(254))
