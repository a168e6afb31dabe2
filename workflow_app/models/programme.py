"""Programmes, the editions of their rules, and the rounds in which units register."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, BigId, Instant
from .unit import Unit


class Programme(Base):
    """A recognition programme of one issuer."""

    __tablename__ = "programme"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    issuer_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    issuer: Mapped[Unit] = relationship(lazy="raise_on_sql")


class Edition(Base):
    """One published version of the rules: the TOML as it was written, never changed afterwards."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("programme_id", "number"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    number: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    published_at: Mapped[datetime] = mapped_column(Instant)
    # No foreign key: entry -> case -> edition -> entry would be a circle; `journal verify` checks it instead.
    entry_id: Mapped[int] = mapped_column(BigId, unique=True)
    programme: Mapped[Programme] = relationship(lazy="raise_on_sql")


class Round(Base):
    """One period of a programme in which registrations are taken, with the days as its last change set them."""

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("programme_id", "period"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    period: Mapped[str] = mapped_column(String(20))
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    opens_on: Mapped[date] = mapped_column(Date)
    closes_on: Mapped[date] = mapped_column(Date)  # not included
    ends_on: Mapped[date] = mapped_column(Date)  # end of the period itself, not included
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    programme: Mapped[Programme] = relationship(lazy="raise_on_sql")
    edition: Mapped[Edition] = relationship(lazy="raise_on_sql")


class RoundChange(Base):
    """That an entry closed a round early, extended it or opened it again; what it says stands in the entry."""

    __tablename__ = "round_change"
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
