"""What an agreement holds: its draft, its texts as they were shown to the parties, seats, signatures, comments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, Text, true
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, Instant


class Agreement(Base):
    """One agreement; the draft is only its issuer's until it is circulated or frozen."""

    __tablename__ = "agreement"
    unrecorded: ClassVar[tuple[str, ...]] = ("draft", "draft_version", "saved_at", "saved_by_id")
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    draft: Mapped[dict[str, Any]] = mapped_column(JSON)
    draft_version: Mapped[int] = mapped_column(Integer, default=0)
    saved_at: Mapped[datetime] = mapped_column(Instant)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(Integer, default=0)  # of the text shown last; 0 before the first
    frozen_at: Mapped[datetime | None] = mapped_column(Instant)  # of the present version
    in_force_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # number and day of the decision
    held_at: Mapped[datetime | None] = mapped_column(Instant)  # since when signing is on hold
    held_by_id: Mapped[int | None] = mapped_column(BigInteger)  # the unit that put it on hold
    held_reason: Mapped[str] = mapped_column(Text, default="", server_default="")


class AgreementText(Base):
    """The text of one version, as the parties were shown it."""

    __tablename__ = "agreement_text"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Instant)


class Seat(Base):
    """One party of one version of the text; a version that was reopened keeps its seats as history."""

    __tablename__ = "seat"
    __table_args__ = (Index("ix_seat_unit", "unit_id", "answer"),)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    capacity: Mapped[str] = mapped_column(String(10))  # superior | unit
    answer: Mapped[str] = mapped_column(String(10), default="waiting")  # of `states.commitment_order`
    reason: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    step: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    turn: Mapped[bool] = mapped_column(Boolean, default=True, server_default=true())  # as `Order` says, for queues
    due_on: Mapped[date | None] = mapped_column(Date)  # the last day on which it may sign
    asked_id: Mapped[int | None] = mapped_column(BigInteger)  # mandate of the signatory who was asked first


class Signature(Base):
    """What one person stated for one seat, word for word, and how it was made sure who that was."""

    __tablename__ = "signature"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    method: Mapped[str] = mapped_column(String(20))  # passkey, paper; password until there were passkeys
    statement: Mapped[str] = mapped_column(Text)  # canonical JSON
    evidence: Mapped[str | None] = mapped_column(String(64))  # digest of what the key answered
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"))
    signed_at: Mapped[datetime] = mapped_column(Instant)


class FurtherSignature(Base):
    """What was asked for beside the signature of a seat, and given: a countersignature, or that of a witness."""

    __tablename__ = "further_signature"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)  # countersign | witness
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))  # whose it is to give
    statement: Mapped[str | None] = mapped_column(Text)  # canonical JSON; names the signature it stands beside
    evidence: Mapped[str | None] = mapped_column(String(64))
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"))
    signed_at: Mapped[datetime | None] = mapped_column(Instant)
    declined_at: Mapped[datetime | None] = mapped_column(Instant)  # until the issuer names somebody anew
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")


class AgreementComment(Base):
    """What a party said about a version while it was consulted; every party reads it."""

    __tablename__ = "agreement_comment"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    place: Mapped[int] = mapped_column(Integer)  # the seat for which it was said
    clause: Mapped[str] = mapped_column(String(12))  # id of the clause; empty: the whole text
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Instant)


class PaperMinutes(Base):
    """Scanned minutes on which seats signed one version on paper, as one person entered them."""

    __tablename__ = "paper_minutes"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    file_code: Mapped[str] = mapped_column(String(14))
    sha256: Mapped[str] = mapped_column(String(64))  # of the scan
    signed_on: Mapped[date] = mapped_column(Date)
    statement: Mapped[str] = mapped_column(Text)  # canonical JSON, of the one who entered
    evidence: Mapped[str] = mapped_column(String(64))
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"))  # of the one who entered
    entered_at: Mapped[datetime] = mapped_column(Instant)


class PaperSeat(Base):
    """One seat that signed on paper, under whose mandate, and what a second person said of it."""

    __tablename__ = "paper_seat"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    signer_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"))
    outcome: Mapped[str] = mapped_column(String(10), default="waiting")  # waiting | attested | refused
    reason: Mapped[str] = mapped_column(Text, default="")  # of a refusal
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)


class PaperReading(Base):
    """Who has opened which scan: nobody attests what he or she has not opened."""

    __tablename__ = "paper_reading"
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(Instant)
