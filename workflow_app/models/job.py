"""Work to be done after a commit, notices in the app, and guards against repeats and guessing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, BigId, Instant


class Job(Base):
    """One piece of work, written in the transaction that causes it; at most one per (entry, kind, recipient)."""

    __tablename__ = "job"
    __table_args__ = (UniqueConstraint("entry_id", "kind", "recipient_id"), Index("ix_job_due", "done_at", "run_at"))
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))  # a changed password has none
    recipient_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    run_at: Mapped[datetime] = mapped_column(Instant)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    failure: Mapped[str | None] = mapped_column(String(300))


class Notice(Base):
    """A message shown to one person in the app."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_account", "account_id", "read_at"),)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_record.id"))
    kind: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)


class Reminder(Base):
    """That a case was looked at for one deadline: whoever held it was told that it is near, or that it has passed."""

    __tablename__ = "reminder"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    told_at: Mapped[datetime] = mapped_column(Instant)


class IdempotencyKey(Base):
    """One rendered form that was answered; the same key gets the same answer for 30 days."""

    __tablename__ = "idempotency_key"
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    endpoint: Mapped[str] = mapped_column(String(80), primary_key=True)
    body_digest: Mapped[str] = mapped_column(String(64))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    location: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(Instant, index=True)


class LoginAttempt(Base):
    """A failed sign-in, counted for a quarter of an hour to slow down guessing."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index("ix_login_attempt", "subject", "at"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    subject: Mapped[str] = mapped_column(String(64))  # digest of login or of address: no personal data
    at: Mapped[datetime] = mapped_column(Instant)
