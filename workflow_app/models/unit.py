"""Organisations: a permanent id, and versions of name, kind, level and place in the tree."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db import Base, BigId, Instant, in_c_order


class Unit(Base):
    """An organisation, never reused; `path` is today's place in the tree as ids joined by dots ("1.3.17")."""

    __tablename__ = "unit"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(14), unique=True)
    path: Mapped[str] = mapped_column(in_c_order(200), index=True)

    versions: Mapped[list[UnitVersion]] = relationship(
        foreign_keys="UnitVersion.unit_id", order_by="UnitVersion.valid_from", lazy="raise_on_sql", viewonly=True
    )


class UnitVersion(Base):
    """What a unit was called and where it stood from one day (included) to another (not included).

    Valid time is `valid_from`–`valid_to`; record time is `recorded_at`–`superseded_at`.
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
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    name_fold: Mapped[str] = mapped_column(in_c_order(300), index=True)
    sort_key: Mapped[str] = mapped_column(in_c_order(1200))
