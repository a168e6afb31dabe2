"""A file signed elsewhere, looked at before anything is locked: what it continues, and what it adds."""

from __future__ import annotations

import hashlib
import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from cryptography import x509
from sqlalchemy import select
from sqlalchemy.orm import Session

from states.commitment import OPEN, PROCESS

from .. import pdf_check, signed_pdf
from ..house import House
from ..models import Case, CertificateSignature, File, PrintedDocument, Seat
from ..pdf.fields import field_name
from ..settings import Settings
from ..signed_pdf import Asked, Found
from . import printed
from .commitment_matter import Matter
from .errors import Invalid
from .file import Stored

log = structlog.get_logger()

FIELD = "file"  # of the form
LARGEST_MB = 50
OF_FORM_MB = 2  # of what a request may hold, left to the rest of its form
PDF = b"%PDF-"
PEM = b"-----BEGIN"
PEM_LIST = re.compile(rb"-----BEGIN X509 CRL-----.*?-----END X509 CRL-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Chain:
    """What was accepted so far for one version of a text: its PDF as it was set, and the signed files in order."""

    first: Stored | None  # None while the PDF is being made
    signed: tuple[CertificateSignature, ...]
    names: tuple[Stored, ...]  # of the signed files

    @property
    def last(self) -> Stored | None:
        """The file that the next signature continues."""
        return self.names[-1] if self.names else self.first


def chain_of(session: Session, case_id: int, version: int) -> Chain:
    """The files of one version, the last one to be signed next."""
    asked = select(CertificateSignature, File).join(File, File.code == CertificateSignature.file_code)
    here = (CertificateSignature.case_id == case_id, CertificateSignature.version == version)
    rows = session.execute(asked.where(*here).order_by(CertificateSignature.number)).all()
    return Chain(
        printed.find(session, case_id, version),
        tuple(row.CertificateSignature for row in rows),
        tuple(Stored(row.File.sha256, row.File.name, row.File.media_type, row.File.size) for row in rows),
    )


def largest(settings: Settings) -> int:
    """How many bytes a signed file may have: what a request may hold, and never more than 50 MB."""
    return min(LARGEST_MB, settings.max_body_mb - OF_FORM_MB) * 1024 * 1024


def examine(house: House, matter: Matter, seat: Seat, chain: Chain, data: bytes, at: datetime) -> Found:
    """The certificate that signed for a seat; raises `Invalid` with the one reason against the file."""
    assert chain.last is not None, "nobody signs what is not set yet"
    found = _whole(house, matter, chain, data)
    if not found:
        asked = Asked(
            before=chain.last.size,
            field="" if matter.rules.commitment.closing_rule == OPEN else field_name(seat.place),
            signed=tuple(one.field for one in chain.signed),
            at=at,
            roots=b"".join(map(_certificates_in, _files(house.settings.signing_roots))),
            crls=tuple(one.read_bytes() for one in _files(house.settings.signing_crls)),
        )
        judged = signed_pdf.check_in_child(data, asked) if asked.roots else Found("certificate-no-roots")
        if not judged.reason:
            return judged
        found, detail = judged.reason, judged.detail
    else:
        detail = ""
    log.warning("certificate.refused", reason=found, detail=detail, case=matter.case.code, place=seat.place)
    raise Invalid({FIELD: found})


def _whole(house: House, matter: Matter, chain: Chain, data: bytes) -> str:
    """The reason against a file that does not continue the one accepted last; empty where it does."""
    if not data:
        return "file-empty"
    if len(data) > largest(house.settings):
        return "certificate-too-large"
    if not data.startswith(PDF):
        return "certificate-no-pdf"
    assert chain.first is not None and chain.last is not None, "asked before"
    last = house.files.read(chain.last.sha256)
    if data == last:
        return "certificate-unsigned"
    if data.startswith(last):
        return ""
    if last.startswith(data.rstrip()):
        return "certificate-cut-back"
    if data.startswith(house.files.read(chain.first.sha256)):
        return "certificate-overtaken"
    return _other(house, matter, data)


def _other(house: House, matter: Matter, data: bytes) -> str:
    """What a file is that does not even begin as ours."""
    with house.db.reading() as session:
        asked = select(File.sha256, File.size, File.case_id).join(PrintedDocument, PrintedDocument.file_id == File.id)
        asked = asked.join(Case, File.case_id == Case.id).where(Case.process == PROCESS.name)
        known = sorted(session.execute(asked.where(File.size <= len(data))), key=lambda row: row.size)
    running, read = hashlib.sha256(), 0
    for row in known:
        running.update(data[read : row.size])
        read = row.size
        if running.copy().hexdigest() == row.sha256:
            return "certificate-other-version" if row.case_id == matter.case.id else "certificate-other-agreement"
    reason = pdf_check.reason_against_in_child(data)
    return reason if reason in ("pdf-encrypted", "pdf-active-content", "pdf-broken") else "certificate-not-ours"


def list_ends(settings: Settings) -> list[tuple[str, datetime | None]]:
    """The revocation lists at hand: whose each is, or its file where it cannot be read, and until when it is good."""
    found: list[tuple[str, datetime | None]] = []
    for place in _files(settings.signing_crls):
        one = place.read_bytes()
        try:
            parts = PEM_LIST.findall(one) or [one]
            read = [(x509.load_pem_x509_crl if PEM in part else x509.load_der_x509_crl)(part) for part in parts]
        except ValueError:
            found.append((str(place), None))
        else:
            found += [(part.issuer.rfc4514_string(), part.next_update_utc) for part in read]
    return found


def unread_roots(settings: Settings) -> list[str]:
    """The files among the roots in which there is no certificate."""
    return [str(place) for place in _files(settings.signing_roots) if not _certificates_in(place)]


def _certificates_in(place: Path) -> bytes:
    """The certificates in a file as PEM, also where an authority gave out the bare bytes; empty where it has none."""
    one = place.read_bytes()
    try:
        pem = one if PEM in one else ssl.DER_cert_to_PEM_cert(one).encode()
        x509.load_pem_x509_certificates(pem)
    except ValueError:
        return b""
    return pem + b"\n"


def _files(path: str) -> Sequence[Path]:
    """A file, or every file in a folder in the order of their names, but for what is only being fetched (`.new`)."""
    if not path:
        return ()
    place = Path(path)
    if not place.is_dir():
        return [place]
    return sorted(one for one in place.iterdir() if one.is_file() and not one.name.startswith("."))
