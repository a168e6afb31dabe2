"""Organisations: a permanent id, and versions of name, kind, level and place in the tree."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, BigId, Instant, in_c_order


class Unit(Base):
    """An organisation, never reused; `path` is today's place in the tree as ids joined by dots ("1.3.17").

    One that has ended stands in the place of the unit that carries on what was open: whoever reaches that one reaches
    it too. One that is still to begin, or whose founding was undone, stands nowhere: its path is empty.
    """

    __tablename__ = "unit"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(14), unique=True)
    path: Mapped[str] = mapped_column(in_c_order(200), index=True)

    versions: Mapped[list[UnitVersion]] = relationship(
        foreign_keys="UnitVersion.unit_id", order_by="UnitVersion.valid_from", lazy="raise_on_sql", viewonly=True
    )


class UnitVersion(Base):
    """What a unit was called and where it stood from one day (included) to another (not included).

    Valid time is `valid_from`–`valid_to`; record time is `recorded_at`–`superseded_at`. `ended`: with `valid_to` the
    unit itself came to its end. The entry is the one by which this was written down.
    """

    __tablename__ = "unit_version"
    __table_args__ = (
        Index("ix_unit_version_current", "unit_id", "valid_from"),
        Index("ix_unit_version_sort", "sort_key"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(String(300))
    short_name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))
    level: Mapped[str] = mapped_column(String(40))
    cell_type: Mapped[str | None] = mapped_column(String(40))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    ended: Mapped[bool] = mapped_column(Boolean, default=False)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("unit_event.id"), index=True)  # by which it was written
    name_fold: Mapped[str] = mapped_column(in_c_order(300), index=True)
    sort_key: Mapped[str] = mapped_column(in_c_order(1200))


class UnitEvent(Base):
    """A change of the organisation: rows that take effect together on one day, by one document.

    While it is a draft its rows are what somebody writes; once it is recorded the entries say what it came to.
    """

    __tablename__ = "unit_event"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(14), unique=True)
    top_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))  # below which it changes the tree
    title: Mapped[str] = mapped_column(String(200))
    effective_on: Mapped[date] = mapped_column(Date)
    symbol: Mapped[str] = mapped_column(String(60))  # of the document by which it was decided
    issued_on: Mapped[date] = mapped_column(Date)
    issuer: Mapped[str] = mapped_column(String(200))
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(10))  # draft | recorded | effective | undone
    version: Mapped[int] = mapped_column(Integer, default=0)
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    drafted_at: Mapped[datetime] = mapped_column(Instant)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    effect_entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    undone_entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))


class UnitEdge(Base):
    """Which unit succeeds which by a change of the organisation; the first of several carries on what was open."""

    __tablename__ = "unit_edge"
    event_id: Mapped[int] = mapped_column(ForeignKey("unit_event.id"), primary_key=True)
    predecessor_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(Integer)  # among the successors of this unit
    kind: Mapped[str] = mapped_column(String(10))  # merge | split | dissolve | found (split off, the first goes on)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
