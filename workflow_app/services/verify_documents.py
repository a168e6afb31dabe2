"""The rows of documents and of their relations, beside the entries and editions that name them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from states.document import IMPLEMENTS, INTERNAL
from states.edition_document import Document as Named
from states.programme import EditionInvalid, parse

from ..models import (
    Document,
    DocumentLink,
    DocumentRelation,
    DocumentVersion,
    Edition,
    Entry,
    File,
    Mandate,
    MandateProposal,
    Recognition,
    Unit,
)
from .document import RECORDED
from .document_link import LINKED, UNLINKED
from .document_version import folded
from .raw_rows import day_text, instant_text, raw, raw_select, stream
from .verify_rows import Row, RowCheck

SHOWN = ("symbol", "issuer_name", "subject", "visibility", "basis", "reason")
KEY = ("type", "number", "term", "symbol")  # what a document is, whoever corrects the rest
FIRST = ("issued_on", "issuer_name", "subject")  # what was said of it when it was entered
IN_FILE = ("code", "sha256", "size", "name")
ZERO = aliased(DocumentVersion)


def _as_entered(row: Row, said: Row) -> dict[str, Any]:
    """The rest of a document that was entered by hand: it stays as it was said first, whatever is corrected."""
    shown = row | {"of_issued_on": day_text(row["of_issued_on"]) if row["of_issued_on"] else ""}
    found = {name: (shown[f"of_{name}"], said[name]) for name in FIRST}
    return found | {"visibility": (row["of_visibility"], INTERNAL), "file_id": (row["of_file_id"], None)}


class DocumentRows(RowCheck):
    """What was recorded is sealed in its entry; what an act named equals the document that the act made."""

    def run(self) -> None:
        """Versions, relations, and documents themselves."""
        self._recorded()
        self._first_ones()
        self._links()
        self._documents()

    def _recorded(self) -> None:
        more = {f"of_{name}": getattr(Document, name) for name in (*KEY, *FIRST, "code", "visibility", "file_id")}
        more |= {f"file_{name}": getattr(File, name) for name in IN_FILE}
        named = exists().where(ZERO.document_id == Document.id, ZERO.version == 0)
        asked = self.with_entry(
            DocumentVersion, DocumentVersion.entry_id, RECORDED, issuer=Unit.code, named=named, **more
        )  # fmt: skip
        asked = asked.outerjoin(Document, DocumentVersion.document_id == Document.id)
        asked = asked.outerjoin(Unit, Document.issuer_id == Unit.id).outerjoin(File, DocumentVersion.file_id == File.id)
        asked = asked.where(or_(DocumentVersion.version != 0, DocumentVersion.entry_id.is_not(None)))
        codes = {row["code"] for row in stream(self.session, raw_select(Document))}
        for row, body, opened in self.told(DocumentVersion, RECORDED, asked):
            expected: dict[str, Any] = {
                "version": (row["version"], body["version"]),
                "recorded_at": (instant_text(row["recorded_at"]), body["at"]),
                "fold": (row["fold"], folded(row["symbol"], row["subject"], row["issuer_name"])),
            }  # fmt: skip
            if (said := opened.get("document", (b"", None))[1]) is not None:
                expected |= {name: (row[name], said[name]) for name in SHOWN}
                expected |= {
                    name: (day_text(row[name]) if row[name] else "", said[name]) for name in ("issued_on", "basis_on")
                }
                self._document(row, said)
            whose = (row["of_code"], body["document"])
            if row["of_code"] and body["document"] not in codes:  # it names no other document: the code changed
                self.findings.compare("document", row["document_id"], row["place"], {"code": whose})
            else:
                expected["document_id"] = whose
            self._file(row, opened, expected)
            self.findings.compare("document_version", row["id"], row["place"], expected)

    def _document(self, row: Row, said: Row) -> None:
        """The document of a version: no correction changes what it is."""
        expected = {name: (row[f"of_{name}"], said[name]) for name in KEY}
        expected["issuer_id"] = (row["issuer"], said["issuer"])
        if row["version"] == 1 and not row["named"]:
            expected |= _as_entered(row, said)
        self.findings.compare("document", row["document_id"], row["place"], expected)

    def _file(self, row: Row, opened: dict[str, tuple[bytes, Any]], expected: dict[str, Any]) -> None:
        """A sealed digest may be closed; whether there is a file is never."""
        names = [name for name in ("file", "published") if name in opened]
        if not names:
            expected["file_id"] = (row["file_id"], None)
        elif (told := opened[names[0]][1]) is not None:
            expected["file_id"] = (row["file_code"], told["code"])
            columns = {name: (row[f"file_{name}"], told[name]) for name in IN_FILE if name != "code"}
            self.findings.compare("file", row["file_id"], row["place"], columns)

    def _first_ones(self) -> None:
        """Version 0 says nothing but what the document itself does."""
        same = ("symbol", "issued_on", "issuer_name", "subject", "visibility", "file_id")
        asked = raw_select(DocumentVersion, **{f"of_{name}": getattr(Document, name) for name in same})
        asked = asked.select_from(DocumentVersion).outerjoin(Document, DocumentVersion.document_id == Document.id)
        first = DocumentVersion.version == 0
        for row in stream(self.session, asked.where(first, DocumentVersion.entry_id.is_(None))):
            expected = {name: (row[name], row[f"of_{name}"]) for name in same}
            expected |= {"basis": (row["basis"], ""), "reason": (row["reason"], "")}
            expected |= {name: (row[name], None) for name in ("basis_on", "recorded_at")}
            expected["fold"] = (row["fold"], folded(row["symbol"], row["subject"], row["issuer_name"]))
            self.findings.compare("document_version", row["id"], None, expected)

    def _links(self) -> None:
        more = {"own": Document.code, "entry_kind": Entry.kind}
        asked = self.with_entry(DocumentLink, DocumentLink.entry_id, LINKED, UNLINKED, **more)
        asked = asked.outerjoin(Document, DocumentLink.document_id == Document.id)
        codes = {row["id"]: row["code"] for row in stream(self.session, raw_select(Document))}
        for row, body, opened in self.told(DocumentLink, (LINKED, UNLINKED), asked):
            expected: dict[str, Any] = {
                "document_id": (row["own"], body["document"]), "kind": (row["kind"], body["relation"]),
                "target_id": (codes.get(row["target_id"]), body["target"]),
                "holds": (bool(row["holds"]), body["kind"] == LINKED),
                "recorded_at": (instant_text(row["recorded_at"]), body["at"]),
            }  # fmt: skip
            if body["kind"] == LINKED:
                expected["reason"] = (row["reason"], "")
            elif (said := opened.get("reason", (b"", None))[1]) is not None:
                expected["reason"] = (row["reason"], said)
            self.findings.compare("document_link", row["id"], row["place"], expected)

    def _documents(self) -> None:
        """Each is one that an edition or a mandate names, a decision of a recognition, or was recorded by hand."""
        of_editions = self._of_editions()
        self._relations()
        version, decided = DocumentVersion, (Recognition.decision_id, Recognition.revocation_id)
        by_hand = exists().where(version.document_id == Document.id, version.version > 0)
        named = exists().where(version.document_id == Document.id, version.version == 0)
        given = [exists().where(model.document_id == Document.id) for model in (Mandate, MandateProposal)]
        asked = select(
            *(raw(column, column.key) for column in Document.__table__.columns),
            (by_hand & ~named).label("by_hand"), or_(*given).label("given"),
        ).where(~or_(*(exists().where(link == Document.id) for link in decided)))  # fmt: skip
        for row in stream(self.session, asked):
            said = (*(row[name] for name in KEY), day_text(row["issued_on"]), row["issuer_name"], row["subject"])
            if not (row["by_hand"] or row["given"] or said in of_editions):
                self.findings.add("row-without-entry", "document", row["id"], "id", None)

    def _relations(self) -> None:
        """Rows without an entry of their own are those of an edition, which says what implements what."""
        own, other = aliased(Document), aliased(Document)
        asked = select(
            raw(DocumentRelation.document_id, "id"), raw(DocumentRelation.kind, "kind"), raw(own.symbol, "symbol"),
            raw(other.symbol, "target"),
        ).select_from(DocumentRelation)  # fmt: skip
        asked = asked.outerjoin(own, DocumentRelation.document_id == own.id)
        asked = asked.outerjoin(other, DocumentRelation.target_id == other.id)
        said = {(one.ref, IMPLEMENTS, one.implements) for one in self._named() if one.implements}
        for row in stream(self.session, asked):
            if (row["symbol"], row["kind"], row["target"]) not in said:
                self.findings.add("row-without-entry", "document_relation", row["id"], "document_id", None)

    def _of_editions(self) -> set[tuple[Any, ...]]:
        return {
            (one.type, one.number, one.term, one.ref, one.date.isoformat(), one.issuer, one.subject)
            for one in self._named()
        }

    def _named(self) -> Iterator[Named]:
        """The documents that editions name."""
        for row in stream(self.session, raw_select(Edition)):
            with suppress(EditionInvalid):  # named where editions are checked
                yield from parse(row["source"]).documents
