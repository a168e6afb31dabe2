"""What a record of an agreement is made of: read from entries and openings, compared with the journal, never trusted.

Only what everybody may read goes into it: the file is public as soon as the agreement is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from sqlalchemy import select
from sqlalchemy.orm import Session

from .. import wording
from ..clock import day_of, parse_instant
from ..formats import format_day, format_instant, format_long_day, parse_day
from ..house import House
from ..models import AgreementText, Case, Edition, Entry, Evidence, Leaf, PrintedDocument, SecondFactor, TrustedKey
from ..pdf import typeset
from ..transparency import record
from ..transparency.canonical import canonical
from ..transparency.chain import ChainEntry
from ..transparency.evidence import key_digest, read_evidence
from ..transparency.proof import LogProof, format_proof
from ..transparency.seal import Seal
from ..transparency.signed_entry import OF_AGREEMENT
from ..transparency.signed_file import is_signed_file
from ..wording.record import HOW_TO, REASON
from . import journal, printed, seal
from .commitment_text import digest_of
from .disclosure import Disclosed, read_public
from .errors import NotFound
from .proofs import Head, believed, prove, served_head
from .rules import rules_of

JSON, PLAIN = "application/json", "text/plain"
REMOVED = "account.factor_removed"


class NotYet(Exception):
    """The tree, or the PDF of the text, is not as far as the record needs."""


class RecordDiffers(Exception):
    """Something stored is not what the journal says: it must never be sealed as that."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that goes into one record."""

    code: str
    leaf: str  # of the signature as of which it is made, hex
    signed: int
    value: dict[str, Any]  # what its pages say
    files: dict[str, tuple[str, bytes]]  # name -> media type, bytes
    reason: str

    def page(self, at: datetime) -> bytes:
        """Its pages, without the files."""
        return typeset("record", self.value | {"made_at": _instant(at), "made_on": format_long_day(day_of(at))}, at)


@dataclass(frozen=True, slots=True)
class _Source:
    """The rows a record is made from, each entry believed and with its place in the tree."""

    case: Case
    edition: Edition
    of_case: list[ChainEntry]
    others: list[ChainEntry]  # of keys, of the PDF of the text, of the seal
    notes: Mapping[int, bytes]  # place in the tree -> entry as signed
    openings: dict[str, dict[str, Any]]
    text: dict[str, Any]
    evidence: dict[str, bytes]


def gather(house: House, entry_id: int, key: Seal) -> Parts:
    """Read and check what the record as of one signature consists of; raises `NotYet` or `RecordDiffers`."""
    head = served_head(house)
    if head is None:
        raise NotYet("no checkpoint")
    with house.db.reading() as session:
        source, papers = _read(house, session, entry_id, key)
        entries = sorted([*source.of_case, *source.others], key=lambda one: one.index)
        if entries[-1].index >= head.size:
            raise NotYet(f"{entries[-1].index} of {head.size}")
        proofs = _proofs(session, entries, source.notes, head)
    told = (source.of_case, source.openings, source.text)
    parties, further = record.parties_of(*told), record.further_of(*told)
    files = _files(source, [*parties, *further], papers, proofs, head, house.keys.verifiers.text())
    manifest = _manifest(source, parties, further, files, key)
    files = {record.MANIFEST: (JSON, canonical(manifest)), **files}
    leaf = source.of_case[-1].leaf_hash.hex()
    value = _value(house, source, manifest, entries, head) | {"files": list(files)}
    return Parts(source.case.code, leaf, len(parties), value, files, REASON)


def _read(house: House, session: Session, entry_id: int, key: Seal) -> tuple[_Source, dict[str, bytes]]:
    """What a record is made from, and the PDF of its text: as it was set, and as parties signed it by certificate."""
    entry = session.get(Entry, entry_id)
    if entry is None or entry.case_id is None:
        raise NotFound(str(entry_id))
    case = session.get_one(Case, entry.case_id)
    rows = list(session.scalars(select(Entry).where(Entry.case_id == case.id, Entry.seq <= entry.seq)))
    rows.sort(key=lambda row: row.seq or 0)
    freeze = [row for row in rows if row.kind == printed.FREEZE][-1]
    text = session.get_one(AgreementText, (case.id, journal.body_of(freeze)["facts"]["version"]))
    if digest_of(text.content) != journal.body_of(freeze)["facts"]["text"]:
        raise RecordDiffers(case.code)
    made = session.get(PrintedDocument, freeze.id)
    stored = printed.find(session, case.id, text.version)
    if made is None or stored is None:
        raise NotYet("the PDF of the text")
    evidence = _evidence(session, rows, shown := _shown(house, session, rows))
    more = {made.entry_id, seal.adoption_of(session, key).id, *_of_keys(session, evidence)}
    others = list(session.scalars(select(Entry).where(Entry.id.in_(more))))
    places = _places(session, [*rows, *others])
    openings = {
        row.leaf_hash.hex(): {name: one.as_json() for name, one in shown.opened[row.id].items()}
        for row in rows if row.id in shown.opened
    }  # fmt: skip
    source = _Source(
        case, session.get_one(Edition, case.edition_id), _believe(house, rows, places),
        _believe(house, others, places), {places[row.id]: row.note for row in (*rows, *others)}, openings,
        text.content, evidence,
    )  # fmt: skip
    papers = {record.FROZEN: house.files.read(stored.sha256)}
    accepted = record.last_signed(journal.body_of(row) for row in rows if row.kind == record.SIGN)
    if text.version in accepted:
        papers[record.SIGNED] = house.files.read(accepted[text.version])
    return source, papers


def _shown(house: House, session: Session, rows: Sequence[Entry]) -> Disclosed:
    bodies = {row.id: believed(row, house.keys.entry_verifier) for row in rows}
    shown = read_public(session, bodies)
    if None in bodies.values() or shown.false:
        raise RecordDiffers("an entry or an opening")
    return shown


def _evidence(session: Session, rows: Iterable[Entry], shown: Disclosed) -> dict[str, bytes]:
    """What devices answered; of an agreement only where the statement is open to everybody."""
    found = {}
    for row in rows:
        named = journal.body_of(row).get("evidence")
        if named and (row.kind not in OF_AGREEMENT or "statement" in shown.values(row.id)):
            kept = session.get(Evidence, named)
            if kept is None or record.digest(kept.content.encode()) != named:
                raise RecordDiffers(named)
            found[named] = kept.content.encode()
    return found


def _of_keys(session: Session, evidence: dict[str, bytes]) -> list[int]:
    """The entries that say whose these keys are, and that they are gone; adds what was signed for that."""
    asked = select(SecondFactor.public_key, SecondFactor.code, TrustedKey.entry_id)
    rows = session.execute(asked.join(TrustedKey, TrustedKey.factor_id == SecondFactor.id)).all()
    known = {key_digest(row.public_key): row for row in rows if row.public_key}
    used, waiting = dict[str, int](), list(evidence.values())
    while waiting:  # whoever vouched has a key of his or her own, up to those taken on paper
        if is_signed_file(one := waiting.pop()):
            continue
        row = known.get(key_digest(read_evidence(one).public_key))
        if row is not None and row.code not in used:
            used[row.code] = row.entry_id
            vouched = _evidence(session, [session.get_one(Entry, row.entry_id)], Disclosed({}))
            evidence |= vouched
            waiting += vouched.values()
    gone = session.scalars(select(Entry).where(Entry.kind == REMOVED))
    return [*used.values(), *(row.id for row in gone if journal.body_of(row)["factor"] in used)]


def _places(session: Session, rows: Iterable[Entry]) -> dict[int, int]:
    asked = select(Leaf.entry_id, Leaf.index.label("place")).where(Leaf.entry_id.in_([row.id for row in rows]))
    found = {row.entry_id: row.place for row in session.execute(asked)}
    if missing := [row.id for row in rows if row.id not in found]:
        raise NotYet(f"entry {missing[0]} waits for the tree")
    return found


def _believe(house: House, rows: Iterable[Entry], places: Mapping[int, int]) -> list[ChainEntry]:
    found = []
    for row in rows:
        body = believed(row, house.keys.entry_verifier)
        if body is None:
            raise RecordDiffers(f"entry {row.id}")
        found.append(ChainEntry(places[row.id], row.leaf_hash, body))
    return found


def _proofs(
    session: Session, entries: Sequence[ChainEntry], notes: Mapping[int, bytes], head: Head
) -> dict[str, bytes]:
    hashes = prove(session, [one.index for one in entries], head.size)
    checkpoint = head.note.encode()
    return {
        record.PROOF.format(place): format_proof(LogProof(place, tuple(hashes[place]), checkpoint, notes[place]))
        for place in (one.index for one in entries)
    }


def _files(
    source: _Source, signed: Iterable[Mapping[str, Any]], papers: Mapping[str, bytes], proofs: Mapping[str, bytes],
    head: Head, vkeys: str,
) -> dict[str, tuple[str, bytes]]:  # fmt: skip
    files = {
        record.HOW_TO: (PLAIN, HOW_TO.format(code=source.case.code, origin=head.origin).encode()),
        record.TEXT: (JSON, canonical(source.text)),
        **{name: ("application/pdf", data) for name, data in papers.items()},
        record.OPENINGS: (JSON, canonical(source.openings)),
        record.VKEY: (PLAIN, vkeys.encode()),
        record.CHECKPOINT: (PLAIN, head.note.encode()),
    }
    for one in signed:
        statement = source.openings[one["leaf"]]["statement"]["value"]
        files[record.stated_in(one)] = (JSON, canonical(statement))
    files |= {record.EVIDENCE.format(name): (JSON, data) for name, data in sorted(source.evidence.items())}
    return files | {name: (PLAIN, data) for name, data in proofs.items()}


def _manifest(
    source: _Source, parties: list[dict[str, Any]], further: list[dict[str, Any]],
    files: Mapping[str, tuple[str, bytes]], key: Seal,
) -> dict[str, Any]:  # fmt: skip
    text = source.text
    return {
        "v": record.VERSION, "origin": text["origin"], "case": source.case.code, "version": text["version"],
        "title": text["title"], "text": digest_of(text), "in_force_at": record.in_force_at(source.of_case),
        "parties": parties, "further": further, "seal": key.digest,
        "files": {name: record.digest(data) for name, (_, data) in files.items()},
    }  # fmt: skip


def _value(
    house: House, source: _Source, manifest: Mapping[str, Any], entries: Iterable[ChainEntry], head: Head
) -> dict[str, Any]:
    """What the pages say, all of it in words."""
    case, text, rules = source.case, source.text, rules_of(source.edition)
    address = f"{house.settings.base_url.rstrip('/')}/tra-cuu/{case.code}"
    return {
        "title": text["title"], "kind": rules.commitment.name.vi, "issuer": rules.issuer_name.vi, "case": case.code,
        "version": text["version"], "digest": manifest["text"], "period": case.period, "programme": rules.name.vi,
        "in_force_at": _instant(parse_instant(manifest["in_force_at"])),
        "closing": wording.closing_rule_text("steps" if text.get("steps") else text["closing_rule"]),
        "parties": [_party(one, manifest["further"]) for one in manifest["parties"]],
        "entries": [_entry(one) for one in entries],
        "address": address, "qr": _qr(address), "origin": head.origin, "checkpoint": head.note.splitlines(),
        "keys": house.keys.verifiers.text().splitlines(), "seal": manifest["seal"],
        "stamped": bool(house.settings.timestamps_url),
    }  # fmt: skip


def _party(one: Mapping[str, Any], further: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    on = parse_day(one["signed_on"]) if one["signed_on"] else None
    beside = [_signature(more, wording.further_name(more["kind"])) for more in further if more["place"] == one["place"]]
    own = _signature(one, wording.capacity_name(one["capacity"]))
    return own | {"signed_on": format_day(on) if on else "", "beside": beside}


def _signature(one: Mapping[str, Any], capacity: str) -> dict[str, Any]:
    return {
        "unit": one["unit"]["name"], "capacity": capacity, "position": one["position"],
        "form": wording.title_name(one["form"]) if one["form"] else "", "level": wording.method_name(one["method"]),
        "at": _instant(parse_instant(one["at"])), "signed_on": "", "statement": one["statement"],
        "place": one["index"],
    }  # fmt: skip


def _entry(one: ChainEntry) -> dict[str, Any]:
    return {
        "place": one.index, "kind": wording.entry_kind_name(one.body["kind"]),
        "at": _instant(parse_instant(one.body["at"])), "leaf": one.leaf_hash.hex(),
    }  # fmt: skip


def _instant(at: datetime) -> str:
    return f"{format_instant(at)} (UTC+7)"


def _qr(address: str) -> str:
    return str(segno.make(address, error="m").svg_inline(border=2))
