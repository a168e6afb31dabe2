"""One period of a programme for the archives: every entry with its proof, what an archive may read, the papers, a PDF.

Nothing in the folder needs this register: proofs and values are checked with the public keys alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from ..clock import day_of, iso_instant
from ..house import House
from ..models import (
    Case,
    CertificateSignature,
    EarlierResult,
    Edition,
    Entry,
    Evidence,
    File,
    Leaf,
    Opening,
    PrintedDocument,
    Programme,
    Round,
    RoundChange,
    SealedRecord,
    SigningTrust,
    UnitVersion,
)
from ..transparency.package import EVIDENCE, TRUST
from ..transparency.proof import LogProof, format_proof
from .archive_print import print_archive
from .disclosure import opened
from .export import CannotExport, write_file
from .journal import body_of
from .proofs import Head, prove, served_head
from .rules import rules_of
from .unit import current

# An archive keeps what the unit and those who handled its case could read; what opens to nobody stays closed there too.
KEPT_BACK = "never"
OF_KEYS = ("account.key_trusted", "account.factor_removed")  # whose keys sign, from when to when


@dataclass(frozen=True, slots=True)
class Archived:
    """What was written, and the papers whose bytes are lost or changed."""

    cases: int
    entries: int
    files: int
    damaged: tuple[str, ...]


def archive(house: House, folder: Path, programme: str, period: str) -> Archived:
    """Write a period that is over into a new or empty folder.

    Raises `CannotExport` when there is no such period, when it is not over, or when the folder holds something.
    """
    head = served_head(house)
    if head is None:
        raise CannotExport(house.watch.rolled_back or "the journal has no checkpoint yet")
    if folder.exists() and any(folder.iterdir()):
        raise CannotExport(f"{folder} is not empty: an archive never mixes with older files")
    with house.db.reading() as session:
        round_, edition = _round(session, programme, period)
        if round_.ends_on > day_of(house.clock()):
            raise CannotExport(f"{programme} {period} is not over before {round_.ends_on}")
        cases = _cases(session, round_)
        told = {case.id: _entries(session, _of_case(case)) for case in cases}
        copied = select(EarlierResult.entry_id).where(
            EarlierResult.programme_id == round_.programme_id, EarlierResult.period == period
        )
        changed = select(RoundChange.entry_id).where(RoundChange.round_id == round_.id)
        founding = (Entry.id.in_([round_.entry_id, edition.entry_id]), Entry.id.in_(changed), Entry.id.in_(copied))
        told[0] = _entries(session, or_(*founding, Entry.kind.in_(OF_KEYS)))
        _proofs(session, folder, head, [one for entries in told.values() for one in entries])
        _evidence(session, folder, [one for entries in told.values() for one in entries])
        _trust(session, folder, [case.id for case in cases])
        names = _names(session, cases)
        rows = [_case(case, names.get(case.unit_id, ""), told[case.id]) for case in cases]
        files, damaged = _files(house, session, folder, [case.id for case in cases])
        content = {
            "programme": programme, "period": period, "origin": head.origin, "tree_size": head.size,
            "written_at": iso_instant(house.clock()), "cases": rows, "files": files,
            "programme_entries": [_entry(*one) for one in told[0]],
        }  # fmt: skip
        name, issuer = rules_of(edition).name.vi, _issuer(session, round_)
    write_file(folder / "edition.toml", edition.source.encode())
    write_file(folder / "archive.json", json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode())
    vkey = house.keys.verifiers.text()
    write_file(folder / "archive.pdf", print_archive(issuer, name, content, head.note, vkey))
    write_file(folder / "vkey", vkey.encode())
    write_file(folder / "checkpoint", head.note.encode())  # last: a copy cut short has none
    return Archived(len(rows), sum(map(len, told.values())), len(files) - len(damaged), tuple(damaged))


def _round(session: Session, programme: str, period: str) -> tuple[Round, Edition]:
    asked = select(Round, Edition).join(Edition, Round.edition_id == Edition.id)
    asked = asked.join(Programme, Round.programme_id == Programme.id)
    found = session.execute(asked.where(Programme.code == programme, Round.period == period)).one_or_none()
    if found is None:
        raise CannotExport(f"there is no period {period} of a programme {programme}")
    return found.Round, found.Edition


def _cases(session: Session, round_: Round) -> list[Case]:
    """Everything that was handed in; drafts are nobody's business but their unit's."""
    of_round = (Case.programme_id == round_.programme_id, Case.period == round_.period, Case.seq > 0)
    return list(session.scalars(select(Case).where(*of_round).order_by(Case.process, Case.id)))


def _of_case(case: Case) -> ColumnElement[bool]:
    """The acts on a case, and the documents that were made of it."""
    of = aliased(Entry)
    made = [
        select(table.entry_id).join(of, table.of_entry_id == of.id).where(of.case_id == case.id)
        for table in (PrintedDocument, SealedRecord)
    ]
    return or_(Entry.case_id == case.id, *(Entry.id.in_(one) for one in made))


def _issuer(session: Session, round_: Round) -> str:
    """The issuer as it was called on the last day of the period."""
    on = round_.ends_on - timedelta(days=1)
    asked = select(UnitVersion.name).join(Programme, Programme.issuer_id == UnitVersion.unit_id)
    return session.scalars(asked.where(Programme.id == round_.programme_id, current(on))).one()


def _names(session: Session, cases: Iterable[Case]) -> dict[int, str]:
    asked = select(UnitVersion.unit_id, UnitVersion.name).where(UnitVersion.superseded_at.is_(None))
    asked = asked.where(UnitVersion.unit_id.in_({case.unit_id for case in cases}))
    return {row.unit_id: row.name for row in session.execute(asked.order_by(UnitVersion.valid_from))}


Told = tuple[Entry, int | None, dict[str, Any]]  # an entry, its place in the tree, what of it may be read


def _entries(session: Session, which: Any) -> list[Told]:
    asked = select(Entry, Leaf.index.label("place")).outerjoin(Leaf, Leaf.entry_id == Entry.id).where(which)
    rows = session.execute(asked.order_by(Entry.id)).all()
    openings: dict[int, dict[str, Any]] = {}
    shown = (Opening.opens != KEPT_BACK, Opening.salt.is_not(None), Opening.value.is_not(None))
    of_rows = Opening.entry_id.in_([row.Entry.id for row in rows])
    for one in session.scalars(select(Opening).where(of_rows, *shown).order_by(Opening.field)):
        openings.setdefault(one.entry_id, {})[one.field] = opened(one).as_json()
    return [(row.Entry, row.place, openings.get(row.Entry.id, {})) for row in rows]


def _proofs(session: Session, folder: Path, head: Head, told: list[Told]) -> None:
    places = {place: entry for entry, place, _ in told if place is not None and place < head.size}
    for place, hashes in prove(session, places, head.size).items():
        proof = LogProof(place, tuple(hashes), head.note.encode(), places[place].note)
        write_file(folder / "proofs" / f"{place}.tlog-proof", format_proof(proof))


def _evidence(session: Session, folder: Path, told: list[Told]) -> None:
    """What persons signed, word for word: an archive may read the statements of its cases."""
    for entry, _, _ in told:
        digest = body_of(entry).get("evidence")
        if digest is not None and (kept := session.get(Evidence, digest)) is not None:
            write_file(folder / EVIDENCE / digest, kept.content.encode())


def _trust(session: Session, folder: Path, case_ids: list[int]) -> None:
    """Roots and revocation lists on which signatures by certificate were believed; the signed files are papers."""
    named = select(CertificateSignature.trust).where(CertificateSignature.case_id.in_(case_ids))
    for kept in session.scalars(select(SigningTrust).where(SigningTrust.digest.in_(named))):
        write_file(folder / TRUST / kept.digest, kept.content.encode())


def _case(case: Case, unit: str, told: list[Told]) -> dict[str, Any]:
    return {
        "code": case.code, "process": case.process, "unit": unit, "state": case.state, "period": case.period,
        "entries": [_entry(*one) for one in told],
    }  # fmt: skip


def _entry(entry: Entry, place: int | None, openings: dict[str, Any]) -> dict[str, Any]:
    return {
        "index": place, "leaf": entry.leaf_hash.hex(), "kind": entry.kind, "at": iso_instant(entry.at),
        "body": body_of(entry), "openings": openings,
    }  # fmt: skip


def _files(house: House, session: Session, folder: Path, case_ids: list[int]) -> tuple[list[dict[str, Any]], list[str]]:
    """The papers, each under its digest; and the digests of those that are gone or changed."""
    asked = select(File, Case.code.label("case")).join(Case, File.case_id == Case.id).where(File.case_id.in_(case_ids))
    found, damaged = [], []
    for row in session.execute(asked.order_by(File.id)):
        said = {"sha256": row.File.sha256, "name": row.File.name, "media_type": row.File.media_type, "case": row.case}
        found.append(said)
        try:
            write_file(folder / "files" / row.File.sha256, house.files.read(row.File.sha256))
        except (FileNotFoundError, ValueError):
            damaged.append(row.File.sha256)
    return found, damaged
