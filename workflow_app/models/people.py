"""Accounts of the few who act, the mandates they act under, and their sessions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, BigId, Instant, in_c_order
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
    name_fold: Mapped[str] = mapped_column(in_c_order(120))
    sort_key: Mapped[str] = mapped_column(in_c_order(480))
    contact: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    disabled_at: Mapped[datetime | None] = mapped_column(Instant)
    factor_reset_at: Mapped[datetime | None] = mapped_column(Instant)  # until another second factor was added
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


class MandateProposal(Base):
    """A mandate that one person proposed and another has to grant; until then it gives no right."""

    __tablename__ = "mandate_proposal"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(14), unique=True)  # the mandate's own, once it is granted
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    reach: Mapped[str] = mapped_column(String(12))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"))
    title: Mapped[str] = mapped_column(String(120), default="")
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    of_mandate_id: Mapped[int | None] = mapped_column(BigInteger, index=True)  # that of an absent person
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    outcome: Mapped[str] = mapped_column(String(10), default="waiting")  # waiting | granted | refused
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    settled_entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))


class Substitution(Base):
    """For which mandate of an absent person another mandate stands in."""

    __tablename__ = "substitution"
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), primary_key=True)
    of_mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), index=True)
    absent_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


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


class SecondFactor(Base):
    """What somebody has beside the password: an app that shows codes, or a passkey."""

    __tablename__ = "second_factor"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(14), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    method: Mapped[str] = mapped_column(String(10))  # totp | passkey
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)  # of an app, encrypted
    last_step: Mapped[int | None] = mapped_column(BigInteger)  # the half minute whose code was used last
    credential_id: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)  # of a passkey
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    name: Mapped[str] = mapped_column(String(80), default="")
    added_at: Mapped[datetime] = mapped_column(Instant)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))


class RecoveryCode(Base):
    """One of the codes somebody keeps on paper for the day the second factor is lost; only its digest is kept."""

    __tablename__ = "recovery_code"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
