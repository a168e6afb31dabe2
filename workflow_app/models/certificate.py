"""Signatures by certificate: the signed files in their order, what they rest on, and links to sign by."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, Instant


class CertificateSignature(Base):
    """One signed file that was accepted: it continues the one before, and signs for one seat."""

    __tablename__ = "certificate_signature"
    __table_args__ = (
        UniqueConstraint("case_id", "version", "number"),
        UniqueConstraint("case_id", "version", "key"),  # nobody signs for two parties
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(Integer)  # in the order in which the files were accepted
    file_code: Mapped[str] = mapped_column(String(14))
    sha256: Mapped[str] = mapped_column(String(64))  # of the file
    before: Mapped[str] = mapped_column(String(64))  # of the bytes that it continues
    field: Mapped[str] = mapped_column(String(120))
    certificate: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(300))
    issuer: Mapped[str] = mapped_column(String(300))
    serial: Mapped[str] = mapped_column(String(64))
    trust: Mapped[str] = mapped_column(ForeignKey("signing_trust.digest"))
    accepted_at: Mapped[datetime] = mapped_column(Instant)  # when it was judged; the entry a moment later


class SigningTrust(Base):
    """Root and revocation lists on which a certificate was believed, word for word, to be judged by again."""

    __tablename__ = "signing_trust"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[str] = mapped_column(Text)  # PEM


class SigningLink(Base):
    """A link by which a program on the signer's machine takes one file and brings it back signed, once and soon."""

    __tablename__ = "signing_link"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    place: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))  # of the bytes to be signed
    asked_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    refused: Mapped[str] = mapped_column(String(60), default="")  # reason code against what was brought
