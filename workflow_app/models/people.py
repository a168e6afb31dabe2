"""Accounts of the few who act, the mandates they act under, and their sessions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, BigId, Instant
from .programme import Programme
from .unit import Unit


class Account(Base):
    """A person who may sign in; outside, only the pseudonym is ever shown."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    login: Mapped[str] = mapped_column(String(80))
    login_fold: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    pseudonym: Mapped[str] = mapped_column(String(14), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
    contact: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    disabled_at: Mapped[datetime | None] = mapped_column(Instant)
    informed_at: Mapped[datetime | None] = mapped_column(Instant)  # read what is kept and why


class Mandate(Base):
    """The right of one account to act in one role for one unit, from one day to another (not included)."""

    __tablename__ = "mandate"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(14), unique=True)
    kind: Mapped[str] = mapped_column(String(10))  # person | system
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    reach: Mapped[str] = mapped_column(String(12))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), index=True)
    title: Mapped[str] = mapped_column(String(120), default="")
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    ended_on: Mapped[date | None] = mapped_column(Date)
    ended_by_entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))

    account: Mapped[Account | None] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit | None] = relationship(lazy="raise_on_sql")
    programme: Mapped[Programme | None] = relationship(lazy="raise_on_sql")


class SignInSession(Base):
    """One browser; the cookie holds a random token, this row only its digest."""

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_account", "account_id"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"))
    data: Mapped[str] = mapped_column(Text, default="{}")
    device: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    step_up_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class OneTimeCode(Base):
    """A code on a slip or in a mail: whoever types it chooses a password once; only its digest is kept."""

    __tablename__ = "one_time_code"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)  # none: the first of all
    purpose: Mapped[str] = mapped_column(String(10))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)  # or was replaced by a newer one
