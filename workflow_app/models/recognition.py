"""What a recognition holds: proposals, opinions, knock-outs, objections, votes, and the text of the decision."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, Instant

ENDED = ("not_recognised", "expired", "revoked")  # a unit may be proposed again after these


class Recognition(Base):
    """Where a recognition stands: its present dossier, the time for comments, the last vote, the decisions."""

    __tablename__ = "recognition"
    unrecorded = ("papers",)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    dossier_no: Mapped[int] = mapped_column(Integer, default=0)
    papers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # code -> the file attached, not yet proposed
    comment_opened_on: Mapped[date | None] = mapped_column(Date)
    comment_closes_at: Mapped[datetime | None] = mapped_column(Instant)  # not included
    vote_no: Mapped[int] = mapped_column(Integer, default=0)
    text_no: Mapped[int] = mapped_column(Integer, default=0)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    signatory: Mapped[str] = mapped_column(String(250), default="")  # as printed on the decision
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date, index=True)  # not included
    revocation_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))


class RecognitionProposal(Base):
    """The dossier exactly as it was proposed the n-th time."""

    __tablename__ = "recognition_proposal"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    dossier: Mapped[dict[str, Any]] = mapped_column(JSON)
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class RecognitionOpinion(Base):
    """What one appraising body says about one dossier."""

    __tablename__ = "recognition_opinion"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    dossier_no: Mapped[int] = mapped_column(Integer, primary_key=True)
    body: Mapped[str] = mapped_column(String(60), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(10))
    reasons: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(Instant)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)


class RecognitionKnockOut(Base):
    """A fact that excludes recognition: what it rests on, who established it, and who lifted it, if anybody did."""

    __tablename__ = "recognition_knock_out"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    evidence: Mapped[str] = mapped_column(Text)
    established_at: Mapped[datetime] = mapped_column(Instant)
    established_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(Instant)
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    lift_reason: Mapped[str] = mapped_column(Text, default="")


class RecognitionObjection(Base):
    """What somebody objected while comments were asked for, or petitioned after the result was known.

    Who it was is sealed in the entry alone.
    """

    __tablename__ = "recognition_objection"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))  # objection | petition
    received_on: Mapped[date] = mapped_column(Date)
    answer_by: Mapped[date | None] = mapped_column(Date)  # the last day; None where it came before there was one
    text: Mapped[str] = mapped_column(Text)
    admissible: Mapped[bool] = mapped_column(Boolean)
    grounds: Mapped[str] = mapped_column(Text, default="")  # why it is not admissible
    entered_at: Mapped[datetime] = mapped_column(Instant)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class RecognitionVote(Base):
    """A tally as it was recorded, and who confirmed it: only counts, never who voted how."""

    __tablename__ = "recognition_vote"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    held_on: Mapped[date] = mapped_column(Date)
    in_favour: Mapped[int] = mapped_column(Integer)
    against: Mapped[int] = mapped_column(Integer)
    other: Mapped[int] = mapped_column(Integer)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class RecognitionVoter(Base):
    """A member of the board at one vote: present, or recused and why, or neither."""

    __tablename__ = "recognition_voter"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    vote_no: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    present: Mapped[bool] = mapped_column(Boolean)
    recused: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str] = mapped_column(Text, default="")  # empty where belonging to the unit is the reason


class RecognitionText(Base):
    """What the decision and its certificate say of the unit; each correction adds a text and leaves the old one."""

    __tablename__ = "recognition_text"
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    unit_name: Mapped[str] = mapped_column(String(300))
    superior_name: Mapped[str] = mapped_column(String(300))
    title: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(Text, default="")  # of the correction
    made_at: Mapped[datetime] = mapped_column(Instant)
