"""The rows of units, mandates, programmes and rounds, beside the signed entries that caused them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from states.programme import EditionInvalid, digest

from ..house import House
from ..models import (
    Account,
    Document,
    Edition,
    Entry,
    File,
    Journal,
    Leaf,
    Mandate,
    Opening,
    Programme,
    Round,
    RoundChange,
    Substitution,
    Unit,
)
from ..transparency.canonical import is_sealed, read_canonical
from ..transparency.entry import check_body
from ..transparency.strict import Malformed
from .raw_rows import bytes_value, chunks, day_text, instant_text, json_value, raw, raw_select, stream
from .verify_entries import ROUND_CHANGES, EntryCheck
from .verify_mandate import mandate_columns, paper_columns, with_paper
from .verify_report import Findings
from .verify_units import UnitRows

Row = dict[str, Any]
LENT = ("mandate_id", "of_mandate_id", "absent_id", "account_id", "entry_id")  # the columns of a substitution


@dataclass(slots=True)
class RowCheck:
    """What comparing a table with entries needs; to be used after every entry was checked by itself."""

    house: House
    session: Session
    findings: Findings
    entries: EntryCheck

    def with_entry(self, model: Any, link: Any, *kinds: str, **more: Any) -> Any:
        """Selects rows with their entry, and names entries of these kinds that no row points to."""
        orphan = select(raw(Entry.id, "id"), raw(Leaf.index, "place")).outerjoin(Leaf, Leaf.entry_id == Entry.id)
        orphan = orphan.where(Entry.kind.in_(kinds), ~select(model).where(link == Entry.id).exists())
        for row in stream(self.session, orphan):
            self.findings.add("row-missing", model.__tablename__, "", "entry_id", row["place"], f"entry id {row['id']}")
        asked = raw_select(model, note=Entry.note, leaf=Entry.leaf_hash, place=Leaf.index, by=Entry.account_id, **more)
        return asked.select_from(model).outerjoin(Entry, link == Entry.id).outerjoin(Leaf, Leaf.entry_id == Entry.id)

    def told(
        self, model: Any, kind: str | Collection[str], asked: Any, name: Callable[[Row], Any] = itemgetter("id")
    ) -> Iterator[tuple[Row, Row, dict[str, tuple[bytes, Any]]]]:
        """Each row with what its entry says and seals; a row without a believable entry of its kind is named."""
        kinds = (kind,) if isinstance(kind, str) else kind
        for batch in chunks(stream(self.session, asked)):
            openings = self._openings([row["entry_id"] for row in batch])
            for row in batch:
                body = _unsigned(row["note"])
                if body is None or body["kind"] not in kinds:
                    self.findings.add("row-without-entry", model.__tablename__, name(row), "entry_id", row["place"])
                    continue
                yield row, body, _sealed(openings.get(row["entry_id"], []), body["sealed"])

    def named_file(self, case_id: int | None, named: Any, place: int | None) -> None:
        """The row of a file that was handed in says what was sealed of it."""
        if not isinstance(named, dict) or not isinstance(named.get("code"), str):
            return  # no file, or a damaged content, which is named by itself
        said = {key: named.get(key) for key in ("code", "name", "sha256", "size")}
        row = next(stream(self.session, raw_select(File).where(File.code == said["code"])), None)
        if row is None:
            self.findings.add("row-missing", "file", said["code"], "code", place)
            return
        columns = {key: (row[key], said[key]) for key in ("name", "sha256", "size")}
        self.findings.compare("file", row["id"], place, {"case_id": (row["case_id"], case_id), **columns})

    def _openings(self, entry_ids: list[Any]) -> dict[Any, list[Row]]:
        found: dict[Any, list[Row]] = {}
        for row in stream(self.session, raw_select(Opening).where(raw(Opening.entry_id, "entry").in_(entry_ids))):
            found.setdefault(row["entry_id"], []).append(row)
        return found


class StandingRows(RowCheck):
    """Rows that stand for longer than one case."""

    def run(self) -> None:
        """Every protected table of this kind."""
        self._journal()
        self._editions()
        self._rounds()
        self._round_changes()
        UnitRows(self.house, self.session, self.findings, self.entries.units).run()
        self._mandates()

    def _journal(self) -> None:
        keys = self.house.keys
        first = next(stream(self.session, select(raw(Entry.at, "at")).order_by(Entry.id).limit(1)), {"at": None})
        rows = list(stream(self.session, raw_select(Journal)))
        if len(rows) != 1:
            self.findings.add("row-missing" if not rows else "row-without-entry", "journal", "1", "id")
        for row in rows:
            self.findings.compare(
                "journal",
                row["id"],
                0,
                {
                    "id": (row["id"], 1),
                    "origin": (row["origin"], keys.origin),
                    "checkpoint_vkey": (row["checkpoint_vkey"], keys.checkpoint_verifier.vkey),
                    "entry_vkey": (row["entry_vkey"], keys.entry_verifier.vkey),
                    "created_at": (instant_text(row["created_at"]), instant_text(first["at"])),
                },
            )

    def _editions(self) -> None:
        kind = "programme.published"
        asked = self.with_entry(Edition, Edition.entry_id, kind, programme=Programme.code, issuer=Unit.code)
        for row in stream(self.session, raw_select(Edition)):
            source = {"source": (_digest(row["source"]), row["digest"])}
            self.findings.compare("edition", row["id"], None, source, "recomputed-differs")
        asked = asked.outerjoin(Programme, Edition.programme_id == Programme.id)
        asked = asked.outerjoin(Unit, Programme.issuer_id == Unit.id)
        for row, body, _ in self.told(Edition, kind, asked):
            columns = {
                "digest": (row["digest"], body["edition"]),
                "number": (row["number"], body["number"]),
                "programme_id": (row["programme"], body["programme"]),
                "published_at": (instant_text(row["published_at"]), body["at"]),
            }
            self.findings.compare("edition", row["id"], row["place"], columns)
            named = {"code": (row["programme"], body["programme"]), "issuer_id": (row["issuer"], body["issuer"])}
            self.findings.compare("programme", row["programme_id"], row["place"], named)

    def _rounds(self) -> None:
        kind = "round.opened"
        asked = self.with_entry(Round, Round.entry_id, kind, programme=Programme.code, edition=Edition.digest)
        asked = asked.outerjoin(Programme, Round.programme_id == Programme.id)
        for row, body, _ in self.told(Round, kind, asked.outerjoin(Edition, Round.edition_id == Edition.id)):
            said = body | self.entries.rounds.get((body["programme"], body["period"]), {})
            columns = {
                "programme_id": (row["programme"], body["programme"]),
                "period": (row["period"], body["period"]),
                "edition_id": (row["edition"], body["edition"]),
                "opens_on": (day_text(row["opens_on"]), body["opens_on"]),
                "closes_on": (day_text(row["closes_on"]), said["closes_on"]),
                "ends_on": (day_text(row["ends_on"]), said["ends_on"]),
            }
            self.findings.compare("round", row["id"], row["place"], columns)

    def _round_changes(self) -> None:
        opened = aliased(Entry)
        asked = self.with_entry(RoundChange, RoundChange.entry_id, *ROUND_CHANGES, opened=opened.leaf_hash)
        asked = asked.outerjoin(Round, RoundChange.round_id == Round.id).outerjoin(opened, Round.entry_id == opened.id)
        for row, body, _ in self.told(RoundChange, ROUND_CHANGES, asked, itemgetter("entry_id")):
            named = bytes_value(row["opened"]).hex() if row["opened"] is not None else row["round_id"]
            self.findings.compare("round_change", row["entry_id"], row["place"], {"round_id": (named, body["opened"])})

    def _mandates(self) -> None:
        kind = "account.mandate_granted"
        more = {"unit": Unit.code, "programme": Programme.code, "document": Document.code}
        of, of_entry = aliased(Mandate), aliased(Entry)
        lent = {f"lent_{key}": getattr(Substitution, key) for key in LENT}
        more |= lent | {"of_granted": of_entry.leaf_hash, "of_account_id": of.account_id}
        asked = self.with_entry(Mandate, Mandate.entry_id, kind, holder=Account.pseudonym, **more)
        asked = asked.outerjoin(Programme, Mandate.programme_id == Programme.id)
        asked = asked.outerjoin(Document, Mandate.document_id == Document.id)
        asked = asked.outerjoin(Account, Mandate.account_id == Account.id).outerjoin(Unit, Mandate.unit_id == Unit.id)
        asked = asked.outerjoin(Substitution, Substitution.mandate_id == Mandate.id)
        asked = asked.outerjoin(of, Substitution.of_mandate_id == of.id).outerjoin(of_entry, of.entry_id == of_entry.id)
        for row, body, opened in self.told(Mandate, kind, with_paper(asked, Mandate.document_id)):
            self._mandate(row, body, {field: value for field, (_, value) in opened.items()})
            self._stands_in(row, body.get("instead_of"))

    def _stands_in(self, row: Row, instead_of: str | None) -> None:
        """In whose place a mandate is held, as its entry says."""
        granted = bytes_value(row["of_granted"]).hex() if row["of_granted"] is not None else row["lent_of_mandate_id"]
        stands_in = instead_of is not None
        expected = {
            "mandate_id": (row["lent_mandate_id"], row["id"] if stands_in else None),
            "of_mandate_id": (granted, instead_of),
            "absent_id": (row["lent_absent_id"], row["of_account_id"]),
            "account_id": (row["lent_account_id"], row["account_id"] if stands_in else None),
            "entry_id": (row["lent_entry_id"], row["entry_id"] if stands_in else None),
        }
        self.findings.compare("substitution", row["id"], row["place"], expected)

    def _mandate(self, row: Row, body: Row, opened: dict[str, Any]) -> None:
        of_system = body["role"] == "system"
        ended = self.entries.ended.get(body["mandate"], (None, None))
        expected = mandate_columns(row, body, opened) | {
            "kind": (row["kind"], "system" if of_system else "person"),
            "account_id": (row["holder"], None if of_system else body["holder"]),
            "ended_by_entry_id": (row["ended_by_entry_id"], ended[0]),
            "ended_on": (day_text(row["ended_on"]), ended[1]),
        }
        self.findings.compare("mandate", row["id"], row["place"], expected)
        self.findings.compare("document", row["document_id"], row["place"], paper_columns(row, opened))
        if row["holder"] is not None:
            pseudonym = {"pseudonym": expected["account_id"]}
            self.findings.compare("account", row["account_id"], row["place"], pseudonym)


def _unsigned(note: Any) -> Row | None:
    """What an entry says, by its form alone: its signature was checked with all the others."""
    try:
        body: Row = read_canonical(bytes_value(note).split(b"\n", 1)[0])
        check_body(body)
    except Malformed:
        return None
    return body


def _sealed(rows: list[Row], sealed: dict[str, str]) -> dict[str, tuple[bytes, Any]]:
    """Salt and value of the openings that are still there and are what was sealed."""
    read = [(row["field"], bytes_value(row["salt"]), json_value(row["value"])) for row in rows]
    return {field: (salt, value) for field, salt, value in read if is_sealed(salt, value, sealed.get(field))}


def _digest(source: Any) -> str:
    try:
        return digest(str(source))
    except EditionInvalid:
        return "no edition"
