"""Every entry by itself, its columns and its openings; and, on the way, what the cases came to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.edition import Edition as Rules
from states.programme import EditionInvalid, digest, parse

from ..house import House
from ..models import Account, Case, Edition, Entry, Leaf, Opening
from ..transparency.canonical import is_sealed, read_canonical
from ..transparency.chain import ChainEntry
from ..transparency.entry import read_entry
from ..transparency.merkle import leaf_hash
from ..transparency.signed_entry import OF_AGREEMENT, use_of
from ..transparency.strict import Malformed
from .disclosure import opening_of_mandate_unit
from .raw_rows import bytes_value, chunks, instant_text, raw, raw_select, stream
from .record import Record
from .verify_fates import FateReplay
from .verify_moves import breach
from .verify_report import Findings
from .verify_tree import TreeCheck, stored_leaf
from .verify_units import UnitReplay

# When the fields of entries that belong to no case open; those of a case open when its edition says, but for these.
# The unit of a mandate opens by the terms of that mandate.
OPENS = {
    ("unit.founded", "unit"): "at_once",
    ("unit.changed", "unit"): "at_once",
    ("unit.ended", "unit"): "at_once",
    ("unit.ended", "fates"): "never",
    ("unit.reorganised", "title"): "at_once",
    ("unit.reorganised", "document"): "at_once",
    ("unit.reorganisation_undone", "reason"): "at_once",
    ("earlier.recorded", "result"): "at_once",
    ("earlier.recorded", "kept_result"): "unit",
    ("classification.decided", "decision"): "at_once",
    ("classification.decided", "classified"): "never",  # a level is for the unit and those above it
    ("target.counted", "population"): "at_once",
    ("target.decided", "basis"): "at_once",
    ("target.reported", "paper"): "at_once",
    ("practice.published", "practice"): "at_once",
    ("practice.published", "source"): "never",  # which inspection: its course is for those it concerns
    ("practice.withdrawn", "reason"): "at_once",
    ("return.reported", "meeting"): "unit",
    ("return.excepted", "exception"): "unit",
    ("account.mandate_granted", "person"): "never",
    ("account.mandate_granted", "paper"): "never",
    ("account.mandate_proposed", "paper"): "never",
    ("round.closed", "reason"): "at_once",
    ("round.extended", "reason"): "at_once",
    ("round.reopened", "reason"): "at_once",
    ("round.reopened", "document"): "at_once",
    ("account.mandate_proposed", "person"): "never",
    ("account.key_trusted", "minutes"): "at_once",
    ("document.recorded", "document"): "at_once",
    ("document.recorded", "published"): "at_once",
    ("document.recorded", "file"): "never",
    ("document.unlinked", "reason"): "at_once",
    ("document.printed", "printed"): "never",
    ("commitment.extend", "reason"): "acceptance",  # the reason is for everybody, as soon as the agreement is
    ("commitment.hold", "reason"): "acceptance",
    ("commitment.name_further", "reason"): "acceptance",
    ("document.sealed", "printed"): "never",
    ("seal.adopted", "seal"): "at_once",
}

ROUND_CHANGES = ("round.closed", "round.extended", "round.reopened")

# What says something of a person may be erased. Nothing else: an erased content would leave the register's own
# columns without anything they could be compared with.
ERASABLE = frozenset({"person", "responsible", "reason", "incharge", "objector"})


@dataclass(slots=True)
class Replay:
    """What the entries of one case lead to."""

    process: str
    edition: str
    reached: str = ""  # the state
    seq: int = 0
    at: str = ""
    submissions: list[int] = field(default_factory=list)  # ids of the entries
    stages: int = 0
    unit: str | None = None  # code; None while unknown or erased
    incharge: str | None = None  # code of a mandate; "" after an assignment whose opening was erased
    record: Record = field(default_factory=dict)  # what the last entry sealed of the case's rows
    place: int | None = None  # of the last entry in the tree


@dataclass(frozen=True, slots=True)
class Signing:
    """An entry that names the evidence of a personal signature."""

    place: int | None
    entry_id: int
    body: Mapping[str, Any]

    @property
    def by(self) -> str | None:
        """The pseudonym of who acted."""
        found: str | None = self.body["by"]["ref"]
        return found


@dataclass(frozen=True, slots=True)
class KeyTrust:
    """An entry by which a key may sign from then on."""

    holder: str  # pseudonym
    factor: str
    entry_id: int
    place: int | None
    at: str
    on_paper: bool  # nobody signed for it


@dataclass(slots=True)
class EntryCheck:
    """One pass over all entries in the order of the tree, then over those that still wait for it."""

    house: House
    session: Session
    findings: Findings
    tree: TreeCheck
    cases: dict[str, Replay] = field(default_factory=dict)
    marks: dict[int, tuple[str, int, Any]] = field(default_factory=dict)  # entry id -> case, submission, sealed marks
    ended: dict[str, tuple[int, str]] = field(default_factory=dict)  # code of a mandate -> entry id, day
    removed: dict[str, tuple[int, str]] = field(default_factory=dict)  # code of a second factor -> entry id, instant
    resets: dict[str, str | None] = field(default_factory=dict)  # pseudonym -> since when it is to begin anew
    shut: dict[str, str] = field(default_factory=dict)  # pseudonym -> since when the account is closed
    confirmed: dict[str, str] = field(default_factory=dict)  # pseudonym -> digest of the mail address
    rounds: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)  # programme, period -> changed days
    units: UnitReplay = field(default_factory=UnitReplay)
    fates: FateReplay = field(default_factory=FateReplay)
    proposed: set[str] = field(default_factory=set)  # codes of mandates that one person proposed
    settled: dict[str, tuple[str, str | None, int]] = field(default_factory=dict)  # what became of them, by whom, where
    evidence: dict[str, Signing] = field(default_factory=dict)  # by its digest
    uses: set[tuple[str, Any]] = field(default_factory=set)  # of evidence
    trusted: dict[str, KeyTrust] = field(default_factory=dict)  # by the digest of the key
    seals: dict[str, int] = field(default_factory=dict)  # digest of a certificate -> id of the entry that adopted it
    systems: set[str] = field(default_factory=set)  # pseudonyms of the system's own mandates
    rules: dict[str, Rules] = field(default_factory=dict)  # by the digest of the edition

    def run(self) -> Iterator[ChainEntry]:
        """The entries that could be believed, for the rules between entries; notes everything else on the way."""
        self._learn_editions()
        self.tree.begin()
        for batch in chunks(self._rows()):
            openings = self._openings([row["id"] for row in batch if row["id"] is not None])
            for row in batch:
                entry = self._take(row, openings)
                if entry is not None:
                    yield entry
        self.tree.end()

    def could_sign(self, key: str, signing: Signing) -> bool:
        """Whether a key was trusted for that person when the entry was written, and not removed yet."""
        known = self.trusted.get(key)
        if known is None or known.holder != signing.by or signing.entry_id <= known.entry_id:
            return False
        return not self.was_removed(known.factor, signing.entry_id)

    def was_removed(self, factor: str, entry_id: int) -> bool:
        """Whether a second factor was gone when an entry was written."""
        return factor in self.removed and self.removed[factor][0] < entry_id

    def _rows(self) -> Iterator[dict[str, Any]]:
        more = {"place": Leaf.index, "hash": Leaf.hash, "case": Case.code, "pseudonym": Account.pseudonym}
        asked = raw_select(Entry, **more)
        in_tree = asked.select_from(Leaf).outerjoin(Entry, Leaf.entry_id == Entry.id).order_by(Leaf.index)
        waiting = asked.select_from(Entry).outerjoin(Leaf, Leaf.entry_id == Entry.id).order_by(Entry.id)
        for part in (in_tree, waiting.where(Leaf.entry_id.is_(None))):
            known = part.outerjoin(Case, Entry.case_id == Case.id).outerjoin(Account, Entry.account_id == Account.id)
            yield from stream(self.session, known)

    def _take(self, row: dict[str, Any], openings: Mapping[int, list[dict[str, Any]]]) -> ChainEntry | None:
        place = row["place"]
        note = bytes_value(row["note"])
        leaf = leaf_hash(note) if row["id"] is not None else stored_leaf(row)
        if place is not None:
            self._place(row, leaf, place)
        if row["id"] is None:
            self.findings.add("entry-missing", "leaf", place, "entry_id", place)
            return None
        try:
            body = read_entry(note, self.house.keys.entry_verifier)
        except Malformed as error:
            self.findings.add(error.code, "entry", row["id"], "note", place, error.detail)
            return None
        self._columns(row, body, leaf, place)
        values = self._check_openings(row, body, openings.get(row["id"], []), place)
        self._replay(row["id"], body, values, place)
        index = self.tree.size if place is None else place
        return ChainEntry(index, leaf, body, f"{'' if place is None else place}:{row['id']}")

    def _place(self, row: dict[str, Any], leaf: bytes, place: int) -> None:
        if place != self.tree.size:
            self.findings.add("leaf-gap", "leaf", place, "index", place, f"{place} ≠ {self.tree.size}")
        self.findings.compare("leaf", place, place, {"entry_id, hash": (row["hash"], leaf)}, "recomputed-differs")
        self.tree.add(leaf)

    def _columns(self, row: dict[str, Any], body: Mapping[str, Any], leaf: bytes, place: int | None) -> None:
        self.findings.compare("entry", row["id"], place, {"leaf_hash": (row["leaf_hash"], leaf)}, "recomputed-differs")
        self.findings.compare(
            "entry",
            row["id"],
            place,
            {
                "kind": (row["kind"], body["kind"]),
                "at": (instant_text(row["at"]), body["at"]),
                "seq": (row["seq"], body.get("seq")),
                "case_id": (row["case"], body.get("case")),
            },
        )
        if body["kind"] == "account.mandate_granted" and body["role"] == "system":
            self.systems.add(body["holder"])
        who = body["by"]["ref"]
        of_system = who is None or who in self.systems
        known = row["pseudonym"] if row["account_id"] is not None else None
        self.findings.compare("entry", row["id"], place, {"account_id": (known, None if of_system else who)})

    def _check_openings(
        self, row: dict[str, Any], body: Mapping[str, Any], rows: list[dict[str, Any]], place: int | None
    ) -> dict[str, Any]:
        """The values behind an entry's commitments, without those that were erased."""
        sealed, values = body["sealed"], dict[str, Any]()
        for name in sealed.keys() - {one["field"] for one in rows}:
            self.findings.add("row-missing", "opening", f"{row['id']}/{name}", "entry_id, field", place)
        for one in rows:
            name = f"{row['id']}/{one['field']}"
            if one["field"] not in sealed:
                self.findings.add("row-without-entry", "opening", name, "entry_id, field", place)
                continue
            expected = self._when(body, one["field"])
            self.findings.compare("opening", name, place, {"opens": (one["opens"], expected)})
            self._open(one, sealed[one["field"]], name, place, values)
        return values

    def _open(self, one: dict[str, Any], sealed: str, name: str, place: int | None, values: dict[str, Any]) -> None:
        gone = [one[key] is None for key in ("salt", "value")]
        if all(gone) and one["erased_at"] is not None and one["field"] in ERASABLE:
            return
        if any(gone) or one["erased_at"] is not None:
            column = "erased_at" if not any(gone) or all(gone) else "salt" if gone[0] else "value"
            self.findings.add("opening-differs", "opening", name, column, place)
            return
        value = _canonical_value(one["value"])
        if not is_sealed(bytes_value(one["salt"]), value, sealed):
            self.findings.add("opening-differs", "opening", name, "salt, value", place)
            return
        values[one["field"]] = value

    def _when(self, body: Mapping[str, Any], name: str) -> str | None:
        if name == "record":
            return "never"
        if "case" in body and (body["kind"], name) not in OPENS:
            rules = self.rules.get(body["edition"])
            return rules.openings.get("unit" if name == "holder" else name) if rules else None
        if body["kind"] in ("account.mandate_granted", "account.mandate_proposed") and name == "unit":
            return opening_of_mandate_unit(body["role"], body["reach"])
        return OPENS.get((body["kind"], name))

    def _replay(self, entry_id: int, body: Mapping[str, Any], values: Mapping[str, Any], place: int | None) -> None:
        process, _, action = body["kind"].partition(".")
        if digest := body.get("evidence"):
            if use_of(body) in self.uses:  # what somebody signed once counts for one act
                self.findings.add("evidence-repeated", "entry", entry_id, "note", place)
            self.uses.add(use_of(body))
            self.evidence.setdefault(digest, Signing(place, entry_id, body))
        elif body["kind"] in OF_AGREEMENT and self.trusted:  # passwords signed only while no key was trusted
            self.findings.add("evidence-missing", "entry", entry_id, "note", place)
        if process == "account":
            self._account(entry_id, action, body, place)
        if process == "unit":
            self.units.take(entry_id, body, values, place)
        if body["kind"] == "seal.adopted":
            self.seals.setdefault(body["certificate"], entry_id)
        if body["kind"] in ROUND_CHANGES:
            days = {"closes_on": body["on"]} if body["kind"] == "round.closed" else body
            known = self.rounds.setdefault((body["programme"], body["period"]), {})
            known |= {key: days[key] for key in ("closes_on", "ends_on") if key in days}
        if "case" not in body:
            return
        case = self.cases.setdefault(body["case"], Replay(process, body["edition"]))
        if wrong := breach(body, case.stages, self.rules.get(body["edition"])):
            self.findings.add("move-unknown", "entry", entry_id, "note", place, wrong)
        rules = self.rules.get(body["edition"])
        if rules is not None and body["kind"] in rules.signed and "evidence" not in body:
            self.findings.add("evidence-missing", "entry", entry_id, "note", place)
        case.reached, case.seq, case.at, case.place = body["to"], body["seq"], body["at"], place
        case.record = values.get("record", {})
        self.fates.take(entry_id, body, values, place)
        if process != "registration":
            return
        if action == "submit":
            case.submissions.append(entry_id)
            case.stages = 0
            case.unit = values.get("unit", {}).get("code")
        elif action == "endorse":
            case.stages += 1
        elif action == "request_changes":
            case.stages = 0
            self.marks[entry_id] = (body["case"], len(case.submissions), values.get("marks"))
        elif action == "assign_incharge":
            case.incharge = values.get("incharge", {}).get("mandate", "")

    def _account(self, entry_id: int, action: str, body: Mapping[str, Any], place: int | None) -> None:
        if action == "mandate_ended":
            known = self.ended.get(body["mandate"])
            if known is None or body["on"] < known[1]:  # one that was to end later may end sooner
                self.ended[body["mandate"]] = (entry_id, body["on"])
        elif action == "factor_removed":
            self.removed.setdefault(body["factor"], (entry_id, body["at"]))
        elif action == "key_trusted":
            told = KeyTrust(body["holder"], body["factor"], entry_id, place, body["at"], body["evidence"] is None)
            self.trusted.setdefault(body["key"], told)
        elif action in ("factor_reset", "factor_added"):
            self.resets[body["holder"]] = body["at"] if action == "factor_reset" else None
        elif action == "closed":
            self.shut.setdefault(body["holder"], body["at"])
        elif action == "address_confirmed":
            self.confirmed[body["holder"]] = body["address"]
        elif action == "mandate_proposed":
            self.proposed.add(body["mandate"])
        elif action in ("mandate_granted", "mandate_refused") and body["mandate"] in self.proposed:
            self.settled.setdefault(body["mandate"], (action.removeprefix("mandate_"), body["by"]["ref"], entry_id))

    def _openings(self, entry_ids: list[int]) -> dict[int, list[dict[str, Any]]]:
        found: dict[int, list[dict[str, Any]]] = {}
        asked = raw_select(Opening).where(Opening.entry_id.in_(entry_ids)).order_by(Opening.entry_id, Opening.field)
        for row in stream(self.session, asked):
            found.setdefault(row["entry_id"], []).append(row)
        return found

    def _learn_editions(self) -> None:
        for row in stream(self.session, select(raw(Edition.source, "source"))):
            try:
                self.rules[digest(str(row["source"]))] = parse(str(row["source"]))
            except EditionInvalid:
                continue  # the row itself is named when the editions are checked


def _canonical_value(written: Any) -> Any:
    """The value of canonical JSON; for anything else something that no entry can have committed to."""
    try:
        return read_canonical(str(written).encode())
    except (Malformed, UnicodeEncodeError):
        return object()
