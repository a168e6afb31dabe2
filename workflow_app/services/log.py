"""The journal as anyone reads it: pages of entries, one entry with its proof, and the files of the tree.

Pages may come from a replica. Files for programs never do: whoever holds the newest checkpoint must get its tree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ..clock import parse_instant
from ..house import House
from ..models import Case, Checkpoint, Entry, Leaf, Opening
from ..transparency.canonical import canonical
from ..transparency.merkle import HEIGHT, WIDTH, leaf_hash, verify_inclusion
from ..transparency.note import Verifier
from ..transparency.proof import LogProof, format_proof
from ..transparency.strict import LARGEST_SIZE
from ..transparency.tiles import ENTRIES, TileName, bundle
from . import journal
from .disclosure import is_open, public, read_public, unsealed
from .errors import NotFound
from .proofs import Head, believed, head_within, prove, served_head

PAGE = 25


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in a list."""

    index: int
    kind: str  # empty, like the role, when the entry cannot be believed
    role: str
    at: datetime | None  # as signed; None when the entry cannot be believed
    case: str | None


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One of the journal's public keys: what it signs, its line of text, and the SHA-256 of the key to compare."""

    purpose: str
    vkey: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """The newest checkpoint and one page of entries, newest first; `older` and `newer` are places to go on from."""

    origin: str
    head: Head | None
    head_at: datetime | None
    keys: tuple[KeyLine, ...]
    lines: tuple[Line, ...]
    older: int | None
    newer: int | None
    rolled_back: bool


@dataclass(frozen=True, slots=True)
class SealedField:
    """One commitment of an entry, when it opens, and what is behind it where that is open now."""

    field: str
    commitment: str
    opens: str
    erased: bool
    differs: bool  # what is stored is not what was committed to, so it is not shown
    salt: str | None
    value: Any


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry in full. `included` tells whether its proof led to the served root; None when there is none yet."""

    line: Line
    body: Mapping[str, Any] | None  # None when it cannot be believed
    text: str  # the signed line, byte for byte
    leaf_hash: str
    sealed: tuple[SealedField, ...]
    proof: tuple[str, ...]
    head: Head | None
    included: bool | None
    public_case: str | None  # the code of its case when that has a public page
    last: bool


def page(house: House, *, before: int | None = None, after: int | None = None) -> LogPage:
    """A page of entries older than `before`, or newer than `after`, or the newest."""
    served = served_head(house)
    with house.db.reading_public() as session:
        head = head_within(house, session, served)
        lines, older, newer = _lines(session, house.keys.entry_verifier, before, after)
        at = session.scalar(select(Checkpoint.at).where(Checkpoint.size == head.size)) if head else None
    verifiers = house.keys.verifiers
    keys = (_key("checkpoint", verifiers.checkpoint), _key("entry", verifiers.entry))
    rolled_back = bool(house.watch.rolled_back)
    return LogPage(verifiers.origin, head, at, keys, tuple(lines), older, newer, rolled_back)


def read(house: House, index: int) -> LogEntry:
    """The entry at a place of the tree, with its proof checked just now."""
    served = served_head(house)
    with house.db.reading_public() as session:
        head = head_within(house, session, served)
        leaf, entry, code, is_public = _find(session, index)
        body = believed(entry, house.keys.entry_verifier)
        proof = prove(session, [index], head.size).get(index) if head else None
        included = None
        if head and proof is not None:
            included = verify_inclusion(leaf_hash(entry.note), index, head.size, proof, head.root)
        return LogEntry(
            line=_line(index, body),
            body=body,
            text=entry.note.split(b"\n", 1)[0].decode("utf-8", "replace"),
            leaf_hash=leaf.hash.hex(),
            sealed=tuple(_sealed(session, entry, body)) if body else (),
            proof=tuple(one.hex() for one in proof or ()),
            head=head,
            included=included,
            public_case=code if is_public else None,
            last=head is None or index + 1 >= head.size,
        )


def proof_file(house: House, index: int) -> bytes:
    """The .tlog-proof of an entry, carrying the entry itself; `NotFound` until a checkpoint covers it."""
    head = served_head(house)
    with house.db.reading() as session:
        _, entry, _, _ = _find(session, index)
        hashes = prove(session, [index], head.size).get(index) if head else None
        if head is None or hashes is None:
            raise NotFound(str(index))
        return format_proof(LogProof(index, tuple(hashes), head.note.encode(), entry.note))


def openings_file(house: House, index: int) -> bytes:
    """What is open of an entry now, in the form of openings.json: leaf hash -> field -> salt and value."""
    with house.db.reading() as session:
        leaf, entry, _, _ = _find(session, index)
        body = believed(entry, house.keys.entry_verifier)
        opened = read_public(session, {entry.id: body}).opened.get(entry.id, {})
        return canonical({leaf.hash.hex(): {field: one.as_json() for field, one in opened.items()}})


def tile_file(house: House, name: TileName) -> bytes:
    """A tile of hashes or a bundle of entries; `NotFound` unless a signed tree has exactly this tile."""
    level = max(name.level, 0)
    first, last = name.n * WIDTH, name.n * WIDTH + name.width
    with house.db.reading() as session:
        if not _is_published(session, name, level, last):
            raise NotFound(str(name))
        if name.level == ENTRIES:
            return bundle(list(_notes(session, first, last)))
        return journal.DatabaseHashes(session).read(name.level, name.n, name.width)


def checkpoint_file(house: House) -> str:
    """The checkpoint to serve; `NotFound` before the first, `RolledBack` on a database that lost what was published."""
    note = journal.publish(house)
    if note is None:
        raise NotFound("checkpoint")
    return note


def _key(purpose: str, verifier: Verifier) -> KeyLine:
    digest = hashlib.sha256(verifier.public).hexdigest()
    return KeyLine(purpose, verifier.vkey, " ".join(digest[at : at + 4] for at in range(0, len(digest), 4)))


def _is_published(session: Session, name: TileName, level: int, last: int) -> bool:
    """A full tile belongs to every larger tree; a partial one only to the sizes that end in it."""
    if (last + 1) << (HEIGHT * level) > LARGEST_SIZE:
        return False  # larger than any tree; the database could not even compare it
    asked = Checkpoint.size >= last << (HEIGHT * level)
    if name.width < WIDTH:
        asked &= Checkpoint.size < (last + 1) << (HEIGHT * level)
    return bool(session.scalar(select(exists().where(asked))))


def _notes(session: Session, first: int, last: int) -> list[bytes]:
    rows = session.scalars(
        select(Entry.note)
        .join(Leaf, Leaf.entry_id == Entry.id)
        .where(Leaf.index >= first, Leaf.index < last)
        .order_by(Leaf.index)
    )
    return list(rows)


def _lines(
    session: Session, verifier: Verifier, before: int | None, after: int | None
) -> tuple[list[Line], int | None, int | None]:
    found = select(Leaf.index.label("place"), Entry).join(Entry, Leaf.entry_id == Entry.id).limit(PAGE + 1)
    if after is not None:
        found = found.where(Leaf.index > after).order_by(Leaf.index)
    else:
        found = found.order_by(Leaf.index.desc())
        found = found if before is None else found.where(Leaf.index < before)
    rows = list(session.execute(found))
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if after is not None:
        rows.reverse()
    lines = [_line(row.place, believed(row.Entry, verifier)) for row in rows]
    if not lines:
        return [], None, None
    has_newer = more if after is not None else before is not None
    return lines, lines[-1].index or None, lines[0].index if has_newer else None


def _line(index: int, body: Mapping[str, Any] | None) -> Line:
    if body is None:
        return Line(index, "", "", None, None)
    return Line(index, body["kind"], body["by"]["role"], parse_instant(body["at"]), body.get("case"))


def _find(session: Session, index: int) -> tuple[Leaf, Entry, str | None, bool]:
    row = session.execute(
        select(Leaf, Entry, Case.code, public().label("public"))
        .join(Entry, Leaf.entry_id == Entry.id)
        .outerjoin(Case, Entry.case_id == Case.id)
        .where(Leaf.index == index)
    ).one_or_none()
    if row is None:
        raise NotFound(str(index))
    return row.Leaf, row.Entry, row.code, bool(row.public)


def _sealed(session: Session, entry: Entry, body: Mapping[str, Any]) -> list[SealedField]:
    rows = session.execute(
        select(Opening, Case.process, Case.state)
        .join(Entry, Opening.entry_id == Entry.id)
        .outerjoin(Case, Entry.case_id == Case.id)
        .where(Opening.entry_id == entry.id)
        .order_by(Opening.field)
    )
    return [_field(row.Opening, row.process, row.state, body["sealed"].get(row.Opening.field, "")) for row in rows]


def _field(row: Opening, process: str | None, state: str | None, digest: str) -> SealedField:
    erased = row.salt is None or row.value is None
    if erased or not is_open(row.opens, process, state):
        return SealedField(row.field, digest, row.opens, erased, False, None, None)
    one = unsealed(row.salt, row.value, digest)
    if one is None:
        return SealedField(row.field, digest, row.opens, False, True, None, None)
    return SealedField(row.field, digest, row.opens, False, False, one.salt, one.value)
