"""The register of documents: recorded by hand or from a table, corrected, and their files published by a decision."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from states.document import INTERNAL, PUBLIC, WITHDRAWN

from .. import document_numbers, text, wording
from ..codes import new_code
from ..document_numbers import DocumentNumber
from ..house import House
from ..models import Document, DocumentVersion, File, Unit
from ..text import TextRefused
from ..uploads import safe_name
from . import issuing_body
from .actor import Actor
from .citation import cited
from .document_reach import may_correct, writer
from .document_version import find_same, folded, newest
from .errors import Invalid, NotAllowed, NotFound, Stale
from .file import media_type_of
from .perform import Once, Sealed, Work, unit_of_work
from .reach import Glance

RECORDED = "document.recorded"
LONGEST = {"issuer": 200, "subject": 500, "reason": 500, "term": 20}
MAY_BE_EMPTY = ("reason", "term")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in the store that is to go with a document."""

    sha256: str
    size: int
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody writes of a document; `symbol` as it was typed, `type` only where the number does not tell it."""

    symbol: str
    issued_on: date | None
    issuer: str
    subject: str
    type: str = ""
    term: str = ""
    visibility: str = INTERNAL
    basis: str = ""  # the decision by which its file is public
    basis_on: date | None = None
    reason: str = ""  # of a correction
    upload: Upload | None = None


def store(house: House, data: bytes, name: str) -> Upload:
    """Take an upload into the store, before anything is written of it. Raises `uploads.UploadRefused`."""
    media_type = media_type_of(house, data, name)
    house.files.put(data)
    return Upload(hashlib.sha256(data).hexdigest(), len(data), media_type, safe_name(name))


def list_issuers(house: House, actor: Actor) -> tuple[str, ...]:
    """The names of bodies that documents may be of; any other is entered as one above the organisation."""
    with house.db.reading() as session:
        return tuple(issuing_body.offered(Glance(session, actor, house.clock()), actor, ()).values())


def record(house: House, mandate_id: int, said: Said, request: Once | None = None) -> str:
    """Enter a document and return its code. Raises `Invalid` with every fault, also where it is there already."""
    with unit_of_work(house) as work:
        actor = writer(work, mandate_id)
        work.once(actor, request)
        return enter(work, actor, said, request)


def enter(work: Work, actor: Actor, said: Said, request: Once | None) -> str:
    """The same within a unit of work; a document that a mandate named, or that was taken back, is completed."""
    number, clean, errors = _checked(work, said)
    if errors or number is None:
        raise Invalid(errors)
    issuer = issuing_body.find(work, actor, clean.issuer)
    issuer = issuer or issuing_body.body(work, actor, clean.issuer, issuing_body.OUTSIDE)
    # Of two who enter one document the second waits here, and finds it.
    work.session.execute(select(Unit.id).where(Unit.id == issuer.id).with_for_update(key_share=True))
    kind = number.type or clean.type
    known = find_same(work.session, issuer.id, kind, number.number, clean.term, clean.issued_on)
    if known is not None:
        standing = newest(work.session, known.id)
        if standing.subject and standing.visibility != WITHDRAWN:
            raise Invalid({"symbol": "document-known"})
        if not may_correct(work.session, actor, known, standing):
            raise Invalid({"symbol": "document-not-yours"})
        _write(work, actor, known, issuer, standing.version + 1, clean, request)
        return known.code
    document = Document(
        code=new_code(), issuer_id=issuer.id, type=kind, number=number.number, term=clean.term,
        symbol=number.canonical, issued_on=clean.issued_on, issuer_name=clean.issuer, subject=clean.subject,
        visibility=INTERNAL,
    )  # fmt: skip
    work.session.add(document)
    work.session.flush()
    _write(work, actor, document, issuer, 1, clean, request)
    return document.code


def correct(house: House, mandate_id: int, code: str, said: Said, seen: int, request: Once | None = None) -> None:
    """Say anew what a document is: day, issuer's name, subject, who may read its file; its number stays.

    A document that was entered by mistake is taken back (`visibility` withdrawn), and the right one entered.
    """
    with unit_of_work(house) as work:
        actor = writer(work, mandate_id)
        work.once(actor, request)
        document = work.session.scalar(select(Document).where(Document.code == code))
        if document is None:
            raise NotFound(code)
        issuer = work.session.get_one(Unit, document.issuer_id, with_for_update={"key_share": True})
        standing = newest(work.session, document.id)
        if standing.version != seen:
            raise Stale(standing.recorded_at or work.now, actor.role, RECORDED)
        if not may_correct(work.session, actor, document, standing):
            raise NotAllowed("only who administers its body, recorded it, or runs a programme that rests on it")
        _, clean, errors = _checked(work, said, document, standing)
        if not said.reason.strip():
            errors["reason"] = "document-reason"
        if errors:
            raise Invalid(errors)
        _write(work, actor, document, issuer, seen + 1, clean, request, standing)


def _checked(
    work: Work, said: Said, document: Document | None = None, standing: DocumentVersion | None = None
) -> tuple[DocumentNumber | None, Said, dict[str, str]]:
    """The number, what is said as it is kept, and every fault by its field."""
    errors: dict[str, str] = {}
    number = document_numbers.parse(said.symbol)
    kind = (number.type if number else "") or said.type
    if document is None and (number is None or not wording.is_document_type(kind)):
        errors["symbol"] = "document-number" if number is None or number.type else "document-type"
    if said.issued_on is None or said.issued_on > work.today:
        errors["issued_on"] = "document-day"
    clean: dict[str, str] = {}
    for name, longest in LONGEST.items():
        try:
            clean[name] = text.normalise(getattr(said, name))
        except TextRefused as refused:
            errors[name] = refused.code
            continue
        if not clean[name] and name not in MAY_BE_EMPTY or len(clean[name]) > longest:
            errors[name] = f"document-{name}"
    basis, basis_on = "", None
    if said.visibility == PUBLIC:
        try:
            paper, basis_on = cited(said.basis, said.basis_on, work.today)
            basis = paper.canonical
        except Invalid as refused:
            errors |= {"basis" if name == "document" else "basis_on": why for name, why in refused.errors.items()}
        if said.upload is None and (standing is None or standing.file_id is None):
            errors["file"] = "document-file"
    if said.visibility not in (INTERNAL, PUBLIC, WITHDRAWN) or document is None and said.visibility == WITHDRAWN:
        errors["visibility"] = "document-visibility"
    term = clean.get("term", "") or (str(said.issued_on.year) if said.issued_on else "")
    kept = Said(
        said.symbol, said.issued_on, clean.get("issuer", ""), clean.get("subject", ""), kind, term,
        said.visibility, basis, basis_on, clean.get("reason", ""), said.upload,
    )  # fmt: skip
    return number, kept, errors


def _write(
    work: Work, actor: Actor, document: Document, issuer: Unit, version: int, said: Said, request: Once | None,
    before: DocumentVersion | None = None,
) -> None:  # fmt: skip
    """The next version with its entry; the file of the one before stays where no other is given."""
    file = _keep(work, actor, said.upload) if said.upload else None
    if file is None and before is not None and before.file_id is not None:
        file = work.session.get_one(File, before.file_id)
    shown = {
        "type": document.type, "number": document.number, "term": document.term, "issuer": issuer.code,
        "symbol": document.symbol, "issued_on": said.issued_on.isoformat() if said.issued_on else "",
        "issuer_name": said.issuer, "subject": said.subject, "visibility": said.visibility, "basis": said.basis,
        "basis_on": said.basis_on.isoformat() if said.basis_on else "", "reason": said.reason,
    }  # fmt: skip
    sealed = {"document": Sealed(shown, "at_once")}
    if file is not None:
        opens, name = ("at_once", "published") if said.visibility == PUBLIC else ("never", "file")
        sealed[name] = Sealed({"code": file.code, "sha256": file.sha256, "size": file.size, "name": file.name}, opens)
    entry = work.append(RECORDED, actor, sealed, request=request, document=document.code, version=version)
    work.session.add(
        DocumentVersion(
            document_id=document.id, version=version, symbol=document.symbol, issued_on=said.issued_on,
            issuer_name=said.issuer, subject=said.subject, visibility=said.visibility,
            file_id=file.id if file else None, basis=said.basis, basis_on=said.basis_on, reason=said.reason,
            recorded_at=work.now, entry_id=entry.id, fold=folded(document.symbol, said.subject, said.issuer),
        )  # fmt: skip
    )
    work.session.flush()


def _keep(work: Work, actor: Actor, upload: Upload) -> File:
    row = File(
        code=new_code(), sha256=upload.sha256, size=upload.size, media_type=upload.media_type, name=upload.name,
        case_id=None, uploaded_by_id=actor.account_id, uploaded_at=work.now,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return row
