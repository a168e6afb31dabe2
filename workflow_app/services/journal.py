"""The journal's tree: taking entries in, signing checkpoints, and keeping the high-water mark."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Row, delete, insert, select, text
from sqlalchemy.orm import Session

from ..house import House
from ..models import Checkpoint, Entry, Leaf, Pending, Tile
from ..transparency import checkpoint as checkpoints
from ..transparency.merkle import EMPTY_ROOT, HashStore, extend
from ..transparency.note import open_note, sign_note
from ..transparency.private_file import sync_folder

log = structlog.get_logger()

BATCH = 1024
INTEGRATOR_LOCK = 0x50_C0_46_48  # any constant: names the one integrator on PostgreSQL


class RolledBack(Exception):
    """The database is behind, or beside, what was already published."""


class DatabaseHashes(HashStore):
    """Reads hashes of the tree from rows: leaves, full tiles, and the roots of full tiles for the levels above."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def read(self, level: int, tile: int, width: int) -> bytes:
        """`width` hashes of 32 bytes from the start of a tile."""
        if width == 256:
            full = self.session.scalar(select(Tile.hashes).where(Tile.level == level, Tile.n == tile))
            if full is not None:
                return full
        first, last = tile * 256, tile * 256 + width
        if level == 0:
            rows = select(Leaf.hash).where(Leaf.index >= first, Leaf.index < last).order_by(Leaf.index)
        else:
            rows = select(Tile.root).where(Tile.level == level - 1, Tile.n >= first, Tile.n < last).order_by(Tile.n)
        hashes = self.session.scalars(rows).all()
        if len(hashes) != width:
            raise LookupError(f"tile {level}/{tile} holds {len(hashes)} of {width} hashes")
        return b"".join(hashes)


def body_of(entry: Entry | Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """The JSON object of an entry (trusting the database; `journal verify` does not)."""
    body: dict[str, Any] = json.loads(entry.note.split(b"\n", 1)[0])
    return body


def integrate_quietly(house: House) -> None:
    """Integrate after a commit; whatever goes wrong here never changes the answer to the request."""
    if house.watch.in_bulk:
        return
    try:
        integrate(house)
    except Exception as error:
        log.error("journal.integrate_failed", error=type(error).__name__, detail=str(error)[:200])


def integrate(house: House) -> int:
    """Take every committed entry into the tree, sign a checkpoint, publish what is newest; how many were taken in.

    What another node signed is published here too: the mark of a node that rests would fall behind, and an old
    database brought back to just there would pass unnoticed.

    One integrator at a time. Whoever held the lock looks again after its commit for entries of those who found it
    taken; one that comes in the very moment of the last look waits for the next act or for the worker, half a second.
    """
    taken = 0
    while batch := _integrate_batch(house):
        taken += batch
        if batch < BATCH and house.db.dialect == "sqlite":
            break  # there others wait for the lock instead of finding it taken
    publish(house)
    return taken


def _integrate_batch(house: House) -> int:
    with house.db.writing() as session:
        if house.db.dialect == "postgresql":
            held = session.scalar(text("SELECT pg_try_advisory_xact_lock(:k)"), {"k": INTEGRATOR_LOCK})
            if not held:
                return 0
        # Read under the write lock: whatever the mark names was committed before this transaction began. Asked also
        # where nothing waits: the database may have been exchanged for an older one while nobody acted.
        refuse_rollback(house, session, read_mark(house))
        entries = session.execute(_WAITING).all()
        if not entries:
            return 0
        head = newest(session)
        _extend(house, session, head.size if head else 0, entries)
        session.commit()
        house.watch.acts += 1
        return len(entries)


# Put into words once: that takes longer than to ask them.
# The few that wait are taken first: joined with all entries, SQLite looks through all of them.
_OLDEST = select(Pending.entry_id).order_by(Pending.entry_id).limit(BATCH).subquery()
_WAITING = select(Entry.id, Entry.leaf_hash).join(_OLDEST, _OLDEST.c.entry_id == Entry.id).order_by(Entry.id)
_NEWEST = select(Checkpoint).order_by(Checkpoint.size.desc()).limit(1)


def _extend(house: House, session: Session, size: int, entries: Any) -> None:
    hashes = [row.leaf_hash for row in entries]
    grown = extend(size, DatabaseHashes(session), hashes)
    session.execute(
        insert(Leaf), [{"index": size + i, "entry_id": row.id, "hash": row.leaf_hash} for i, row in enumerate(entries)]
    )
    if grown.tiles:
        session.execute(
            insert(Tile), [{"level": t.level, "n": t.n, "hashes": t.hashes, "root": t.root} for t in grown.tiles]
        )
    session.execute(delete(Pending).where(Pending.entry_id.in_([row.id for row in entries])))
    _sign_checkpoint(house, session, size + len(hashes), grown.root)


def _sign_checkpoint(house: House, session: Session, size: int, root: bytes) -> None:
    statement = checkpoints.Checkpoint(house.keys.origin, size, root)
    note = sign_note(statement.text(), house.keys.checkpoint)
    session.add(Checkpoint(size=size, root=root, note=note.decode(), at=house.clock()))
    session.flush()


def newest(session: Session) -> Checkpoint | None:
    """The newest signed checkpoint in the database."""
    return session.scalar(_NEWEST)


def publish(house: House) -> str | None:
    """The checkpoint to serve: the high-water file first follows the database durably, then it is shown.

    Nobody outside may hold a checkpoint that this machine could forget: while the file cannot be written, the one it
    holds is served.
    """
    published = read_mark(house)  # before the snapshot: a mark read after it may be newer than what it shows
    with house.db.reading() as session:
        head = newest(session)
        refuse_rollback(house, session, published)
        if head is None:
            return None
        if published != head.note and not _advances(house, head):
            return published
        return head.note


def _advances(house: House, head: Checkpoint) -> bool:
    try:
        _advance_high_water(house.settings.high_water_path, head)
    except OSError as error:
        log.error("journal.mark_not_written", error=errno.errorcode.get(error.errno or 0, ""))
        return False
    return True


def look_back(house: House) -> None:
    """Compare database and mark again: `house.watch` then says whether the house is open for writing."""
    published = read_mark(house)
    try:
        with house.db.reading() as session:
            refuse_rollback(house, session, published)
    except RolledBack:
        return  # every page and /readyz say so; `journal recover` is the way out


def read_mark(house: House) -> str | None:
    """The checkpoint published last, as the high-water file keeps it; read it before the transaction that looks."""
    return _read_high_water(house.settings.high_water_path)


def refuse_rollback(house: House, session: Session, published: str | None) -> None:
    """Raise `RolledBack` when the database does not contain the checkpoint published last."""
    if published is None:
        return
    mark = checkpoints.parse(open_note(published.encode(), house.keys.checkpoint_verifier).text)
    root = EMPTY_ROOT if mark.size == 0 else session.scalar(select(Checkpoint.root).where(Checkpoint.size == mark.size))
    if mark.origin == house.keys.origin and root == mark.root:
        house.watch.rolled_back = ""
        return
    said, house.watch.rolled_back = house.watch.rolled_back, f"published size {mark.size} is not in this database"
    if said != house.watch.rolled_back:  # the worker looks again twice a second
        log.critical("journal.rolled_back", published_size=mark.size)
    raise RolledBack(house.watch.rolled_back)


def accept_high_water(house: House, head: Checkpoint) -> None:
    """Set the mark back to what the database holds: only after an operator's decision."""
    with _marking(house.settings.high_water_path) as path:
        _write_high_water(path, head.note)
    house.watch.rolled_back = ""


def _read_high_water(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


@contextmanager
def _marking(path: Path) -> Iterator[Path]:
    """Hold the mark's lock: two that publish at once must not put the older mark last."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path.with_name(f".{path.name}.lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield path


def _advance_high_water(path: Path, head: Checkpoint) -> None:
    with _marking(path):
        published = _read_high_water(path)
        if published is None or int(published.split("\n")[1]) < head.size:
            _write_high_water(path, head.note)


def _write_high_water(path: Path, note: str) -> None:
    temporary = path.with_name(f".{path.name}.new")
    with open(temporary, "w", encoding="utf-8") as out:
        out.write(note)
        out.flush()
        os.fsync(out.fileno())
    os.replace(temporary, path)
    sync_folder(path.parent)
