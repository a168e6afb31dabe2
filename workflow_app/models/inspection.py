"""What an inspection holds: the team, versions of points, findings, and what the two sides said."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, Instant


class Inspection(Base):
    """One check of one unit; the unit's own assessment is a draft until `submit_self`."""

    __tablename__ = "inspection"
    unrecorded = (
        "draft", "draft_version", "saved_at", "saved_by_id", "minutes_draft", "minutes_version", "minutes_saved_at",
    )  # fmt: skip
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"))
    visit_on: Mapped[date] = mapped_column(Date)
    announced_at: Mapped[datetime | None] = mapped_column(Instant)  # from now on the unit sees it
    outcome: Mapped[str] = mapped_column(String(20), default="")
    total: Mapped[str] = mapped_column(String(12), default="")  # points the outcome rests on
    band: Mapped[str] = mapped_column(String(40), default="")
    draft: Mapped[dict[str, Any]] = mapped_column(JSON)
    draft_version: Mapped[int] = mapped_column(Integer, default=0)
    saved_at: Mapped[datetime | None] = mapped_column(Instant)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    minutes_draft: Mapped[str] = mapped_column(Text, default="")  # the head's, whoever that is, until they are sent
    minutes_version: Mapped[int] = mapped_column(Integer, default=0)
    minutes_saved_at: Mapped[datetime | None] = mapped_column(Instant)


class InspectionMember(Base):
    """One person of the team, under one mandate, with the points still being written."""

    __tablename__ = "inspection_member"
    unrecorded = ("draft", "draft_version", "saved_at")
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    leads: Mapped[bool] = mapped_column(Boolean)
    draft: Mapped[dict[str, Any]] = mapped_column(JSON)
    draft_version: Mapped[int] = mapped_column(Integer, default=0)
    saved_at: Mapped[datetime | None] = mapped_column(Instant)


class InspectionScore(Base):
    """The points of one criterion as one act recorded them; a later act adds a version, it changes none."""

    __tablename__ = "inspection_score"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    criterion: Mapped[str] = mapped_column(String(40), primary_key=True)
    side: Mapped[str] = mapped_column(String(8))  # self | team
    points: Mapped[str] = mapped_column(String(12))  # canonical, "8.5"; "n/a" where the criterion does not apply
    note: Mapped[str] = mapped_column(Text, default="")  # with "n/a" the reason
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # code, name, sha256, size
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(Instant)


class InspectionFinding(Base):
    """Something the team found, what the unit did about it, and whether the team accepted that."""

    __tablename__ = "inspection_finding"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    seq: Mapped[int] = mapped_column(Integer)
    subject: Mapped[str] = mapped_column(String(40))  # code of a criterion, or of a knock-out
    severity: Mapped[str] = mapped_column(String(12))  # remedy | remark | knock_out
    text: Mapped[str] = mapped_column(Text)
    fix: Mapped[str] = mapped_column(Text, default="")
    fix_seq: Mapped[int | None] = mapped_column(Integer)
    accepted: Mapped[bool | None] = mapped_column(Boolean)
    judgement: Mapped[str] = mapped_column(Text, default="")
    judged_seq: Mapped[int | None] = mapped_column(Integer)


class InspectionStatement(Base):
    """What one side put down in one act: the minutes, a signature, a refusal, an explanation, a good practice."""

    __tablename__ = "inspection_statement"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))  # minutes | signature | refusal | explanation | practice | conclusion
    text: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(String(12), default="")  # of a signature: passkey; password in former versions
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(Instant)
