"""The register of documents as it is read: a list to search, and each document with what stands to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, extract, func, or_, select, tuple_
from sqlalchemy.orm import Session

from states.document import PUBLIC, REPLACES, WITHDRAWN, Link
from states.reorganisation import EFFECTIVE, RECORDED
from states.roles import MANAGING

from .. import text
from ..clock import day_of
from ..house import House
from ..models import (
    Case,
    Document,
    DocumentVersion,
    File,
    Recognition,
    Unit,
    UnitEvent,
    UnitVersion,
)
from . import unit as units
from .actor import Actor
from .disclosure import public
from .document_link import read_links, recorded_links
from .document_reach import may_correct, programmes_naming
from .document_version import holds
from .errors import NotFound
from .file import Stored

PAGE, MOST_ROWS, LONGEST_SEARCH, MOST_WORDS = 30, 1000, 100, 8
FIRST_DAY = date(1, 1, 1)  # of what has no day


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for; `after`: the code of the last row of the page left."""

    text: str = ""
    type: str = ""
    year: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One document in a list."""

    code: str
    symbol: str
    type: str
    issued_on: date | None
    issuer: str
    subject: str
    visibility: str
    term: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One page, newest first; `replaced`: the codes of those that another one replaces."""

    rows: tuple[Line, ...]
    total: int
    next: str | None
    types: tuple[str, ...]
    years: tuple[int, ...]
    replaced: frozenset[str]
    search: Search


@dataclass(frozen=True, slots=True)
class Past:
    """A version of a document that held before, and why the next one was written."""

    line: Line
    recorded_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Related:
    """A relation of a document; `recorded`: whether a person may take it back."""

    link: Link
    other: Line
    recorded: bool


@dataclass(frozen=True, slots=True)
class Cited:
    """Where a document is named: a programme, a recognition, a change of the organisation."""

    kind: str  # programme | recognition | event
    code: str
    name: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document with its relations both ways, where it is named, and what it was called before."""

    line: Line
    issuer_now: str  # as the issuing unit is called today
    issuer_code: str
    version: int
    reason: str
    basis: str
    basis_on: date | None
    has_file: bool
    file_open: bool  # to whoever looks
    does: tuple[Related, ...]
    suffers: tuple[Related, ...]
    cited: tuple[Cited, ...]
    before: tuple[Past, ...]
    may_write: bool


def search(house: House, actor: Actor | None, asked: Search, most: int = PAGE) -> Listing:
    """Documents that everybody may know of; those who administer also see what only a mandate names."""
    words = text.search_fold("".join(c for c in asked.text[:LONGEST_SEARCH] if c.isprintable())).split()[:MOST_WORDS]
    with house.db.reading() if actor else house.db.reading_public() as session:
        known = _known(actor)
        wanted = [*known, *(DocumentVersion.fold.contains(word, autoescape=True) for word in words)]
        types, years = _choices(session, known)
        kind = asked.type if asked.type in types else ""
        year = asked.year if asked.year in {str(one) for one in years} else ""
        wanted += [Document.type == kind] if kind else []
        wanted += [extract("year", DocumentVersion.issued_on) == int(year)] if year else []
        if not (words or kind or year):
            wanted.append(~_decides())  # hundreds each year, with a register of their own
        joined = select(Document, DocumentVersion).join(DocumentVersion, DocumentVersion.document_id == Document.id)
        total = session.scalar(select(func.count()).select_from(joined.where(*wanted).subquery())) or 0
        place = (func.coalesce(DocumentVersion.issued_on, FIRST_DAY), Document.id)
        if asked.after:
            mark = session.execute(
                select(*place).join(DocumentVersion, DocumentVersion.document_id == Document.id)
                .where(Document.code == asked.after, holds())
            ).one_or_none()  # fmt: skip
            wanted += [tuple_(*place) < tuple_(*mark)] if mark else []
        order = [column.desc() for column in place]
        rows = session.execute(joined.where(*wanted).order_by(*order).limit(most + 1)).all()
        lines = tuple(_line(row.Document, row.DocumentVersion) for row in rows[:most])
        replaced = _replaced(session, {one.code for one in lines})
        return Listing(
            lines, total, lines[-1].code if len(rows) > most else None, types, years, replaced,
            Search(asked.text, kind, year),
        )  # fmt: skip


def find_code(house: House, actor: Actor | None, typed: str) -> str | None:
    """The code of the one document whose number this is; None where there is none, or several."""
    meant = text.search_fold(typed[:LONGEST_SEARCH])
    if not meant:
        return None
    with house.db.reading() if actor else house.db.reading_public() as session:
        asked = select(Document.code).join(DocumentVersion, DocumentVersion.document_id == Document.id)
        starts = DocumentVersion.fold.startswith(f"{meant} ", autoescape=True)
        found = session.scalars(asked.where(*_known(actor), starts).limit(2)).all()
        return found[0] if len(found) == 1 else None


def get_document(house: House, actor: Actor | None, code: str) -> DocumentView:
    """One document, also one that was taken back; `NotFound` where it is none, or nobody may know of it."""
    with house.db.reading() if actor else house.db.reading_public() as session:
        document, versions = _read(session, actor, code)
        stands, *before = versions
        today = day_of(house.clock())
        issuer = session.get_one(Unit, document.issuer_id)
        name = session.scalar(select(UnitVersion.name).where(UnitVersion.unit_id == issuer.id, units.named(today)))
        links = read_links(session, document.id)
        recorded = recorded_links(session, document.id)
        others = _lines(session, {one for link in links for one in (link.document, link.target)} - {code})
        related = [
            Related(link, others[other], link in recorded)
            for link in links
            for other in (link.target if link.document == code else link.document,)
            if _is_told(actor, others[other])
        ]
        return DocumentView(
            line=_line(document, stands),
            issuer_now=name or "",
            issuer_code=issuer.code,
            version=stands.version,
            reason=stands.reason,
            basis=stands.basis,
            basis_on=stands.basis_on,
            has_file=stands.file_id is not None,
            file_open=stands.file_id is not None and (actor is not None or stands.visibility == PUBLIC),
            does=tuple(one for one in related if one.link.document == code),
            suffers=tuple(one for one in related if one.link.target == code),
            cited=tuple(_cited(session, document, stands, inside=actor is not None)),
            before=_before(document, before, stands),
            may_write=may_correct(session, actor, document, stands),
        )


def get_file(house: House, actor: Actor | None, code: str) -> Stored:
    """The file of a document: of a published one for everybody, else for those who work in the register."""
    with house.db.reading() if actor else house.db.reading_public() as session:
        _, versions = _read(session, actor, code)
        row = session.get(File, versions[0].file_id) if versions[0].file_id else None
        if row is None or (actor is None and versions[0].visibility != PUBLIC):
            raise NotFound(code)
        return Stored(row.sha256, row.name, row.media_type, row.size)


def _read(session: Session, actor: Actor | None, code: str) -> tuple[Document, Sequence[DocumentVersion]]:
    """A document and its versions, the newest first."""
    document = session.scalar(select(Document).where(Document.code == code))
    if document is None:
        raise NotFound(code)
    of = DocumentVersion.document_id == document.id
    versions = session.scalars(select(DocumentVersion).where(of).order_by(DocumentVersion.version.desc())).all()
    if not versions or not (versions[0].subject or (actor is not None and actor.role in MANAGING)):
        raise NotFound(code)
    return document, versions


def _is_told(actor: Actor | None, other: Line) -> bool:
    """Whether a relation is shown: not to a document taken back, and of what only a mandate names not to everybody."""
    return other.visibility != WITHDRAWN and (other.subject != "" or (actor is not None and actor.role in MANAGING))


def _replaced(session: Session, codes: set[str]) -> frozenset[str]:
    """Of these documents those in whose place another one stands that holds itself."""
    found = [one for one in read_links(session) if one.kind == REPLACES and one.target in codes]
    others = _lines(session, {one.document for one in found})
    return frozenset(one.target for one in found if _is_told(None, others[one.document]))


def _known(actor: Actor | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [holds(), DocumentVersion.visibility != WITHDRAWN]
    if actor is None or actor.role not in MANAGING:
        found.append(DocumentVersion.subject != "")
    return found


def _decides() -> ColumnElement[bool]:
    """Selects the decisions of recognitions."""
    return exists().where(or_(Recognition.decision_id == Document.id, Recognition.revocation_id == Document.id))


def _choices(session: Session, known: list[ColumnElement[bool]]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    joined = select(Document.type, extract("year", DocumentVersion.issued_on).label("year"))
    joined = joined.join(DocumentVersion, DocumentVersion.document_id == Document.id).where(*known).distinct()
    rows = session.execute(joined).all()
    years = {int(row.year) for row in rows if row.year is not None}
    return tuple(sorted({row.type for row in rows})), tuple(sorted(years, reverse=True))


def _lines(session: Session, codes: set[str]) -> dict[str, Line]:
    asked = select(Document, DocumentVersion).join(
        DocumentVersion, and_(DocumentVersion.document_id == Document.id, holds())
    )
    rows = session.execute(asked.where(Document.code.in_(codes)))
    return {row.Document.code: _line(row.Document, row.DocumentVersion) for row in rows}


def _line(document: Document, version: DocumentVersion) -> Line:
    return Line(
        document.code, document.symbol, document.type, version.issued_on, version.issuer_name, version.subject,
        version.visibility, document.term,
    )  # fmt: skip


def _before(document: Document, before: Sequence[DocumentVersion], stands: DocumentVersion) -> tuple[Past, ...]:
    """Each earlier version with the reason of the one that followed it."""
    reasons = [stands.reason, *(one.reason for one in before)]
    return tuple(
        Past(_line(document, one), one.recorded_at, reason) for one, reason in zip(before, reasons, strict=False)
    )  # fmt: skip


def _cited(session: Session, document: Document, stands: DocumentVersion, *, inside: bool) -> list[Cited]:
    found = []
    for programme, rules, period in programmes_naming(session, document, stands):
        found.append(Cited("programme", programme.code, rules.name.vi, period))
    decided = or_(Recognition.decision_id == document.id, Recognition.revocation_id == document.id)
    cases = select(Case.code).join(Recognition, Recognition.case_id == Case.id).where(decided, public())
    found += [Cited("recognition", code, code) for code in session.scalars(cases)]
    if inside:
        # A draft is known to those who write it alone.
        told = UnitEvent.status.in_((RECORDED, EFFECTIVE))
        same = (UnitEvent.symbol == document.symbol, UnitEvent.issued_on == stands.issued_on, told)
        found += [Cited("event", row.code, row.title) for row in session.scalars(select(UnitEvent).where(*same))]
    return found
