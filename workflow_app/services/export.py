"""The journal as a folder of files, laid out as it is served, for copies and for checking without this server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.signature_rules import SIGNABLE

from ..house import House
from ..models import Entry, Evidence, Leaf, Opening
from ..transparency.export import export_files
from ..transparency.package import EVIDENCE
from ..transparency.private_file import sync_folder
from ..transparency.signed_entry import OF_SEAT
from .disclosure import opened, public_openings
from .journal import DatabaseHashes, body_of
from .proofs import Head, served_head

BATCH = 256
SIGNED = (*SIGNABLE, *OF_SEAT, "account.key_trusted")  # entries that may name evidence


class CannotExport(Exception):
    """There is nothing to export, or nowhere to put it."""


def export(house: House, folder: Path) -> Head:
    """Write the journal as of the served checkpoint into a new or empty folder; returns that checkpoint.

    Besides the tree: openings.json with everything that is open to everybody now.
    """
    head = served_head(house)
    if head is None:
        raise CannotExport(house.watch.rolled_back or "the journal has no checkpoint yet")
    if folder.exists() and any(folder.iterdir()):
        raise CannotExport(f"{folder} is not empty: an export never mixes with older files")
    with house.db.reading() as session:
        files = export_files(
            head.note.encode(),
            house.keys.verifiers.text(),
            head.size,
            DatabaseHashes(session),
            _notes(session, head.size),
            _openings(session, head.size),
        )
        for digest, signed in _evidence(session, head.size):
            write_file(folder / EVIDENCE / digest, signed.encode())
        for path, content in files:
            write_file(folder / path, content)
    return head


def _notes(session: Session, size: int) -> Iterator[bytes]:
    for first in range(0, size, BATCH):
        last = min(size, first + BATCH)
        yield from session.scalars(
            select(Entry.note)
            .join(Leaf, Leaf.entry_id == Entry.id)
            .where(Leaf.index >= first, Leaf.index < last)
            .order_by(Leaf.index)
        )


def _openings(session: Session, size: int) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    within = public_openings().add_columns(Leaf.hash).join(Leaf, Leaf.entry_id == Entry.id).where(Leaf.index < size)
    for row in session.execute(within):
        found.setdefault(row.hash.hex(), {})[row.Opening.field] = opened(row.Opening).as_json()
    return found


def _evidence(session: Session, size: int) -> Iterator[tuple[str, str]]:
    """The evidence of personal signatures, by its digest; of an agreement once its statements are open.

    What a step or a key was signed with says nothing of a person that the entry does not; the statement under an
    agreement names the unit and the position of the person.
    """
    open_now = set(session.scalars(public_openings().with_only_columns(Entry.id).where(Opening.field == "statement")))
    asked = select(Entry.id, Entry.kind, Entry.note).join(Leaf, Leaf.entry_id == Entry.id).where(Leaf.index < size)
    for row in session.execute(asked.where(Entry.kind.in_(SIGNED)).order_by(Entry.id)):
        digest = body_of(row).get("evidence")
        if digest is not None and (row.kind not in OF_SEAT or row.id in open_now):
            kept = session.get(Evidence, digest)
            if kept is not None:
                yield digest, kept.content


def write_file(path: Path, content: bytes) -> None:
    """Write a file durably, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    sync_folder(path.parent)
