"""Proofs that entries lie in the tree of the checkpoint that everybody is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, or_, select, tuple_
from sqlalchemy.orm import Session

from ..house import House
from ..models import Checkpoint, Entry, Leaf, Tile
from ..transparency import checkpoint as checkpoints
from ..transparency.entry import read_entry
from ..transparency.merkle import HEIGHT, WIDTH, inclusion_proofs, leaf_hash
from ..transparency.note import Verifier, open_note
from ..transparency.strict import Malformed
from . import journal


@dataclass(frozen=True, slots=True)
class Head:
    """The checkpoint shown to everybody: its signed note, and what it says."""

    note: str
    origin: str
    size: int
    root: bytes


def served_head(house: House) -> Head | None:
    """The checkpoint being served, its signature checked; None while there is none.

    None also when the database is older than what was published: nothing may then be proved against it
    (`house.watch.rolled_back` says so).
    """
    try:
        note = journal.publish(house)
    except journal.RolledBack:
        return None
    return None if note is None else _opened(house, note)


def head_within(house: House, session: Session, served: Head | None) -> Head | None:
    """The newest checkpoint, up to the one being served, whose tree this snapshot holds: a replica may be behind."""
    if served is None or not house.db.has_replica:
        return served
    held = select(Checkpoint.note).where(Checkpoint.size <= served.size).order_by(Checkpoint.size.desc()).limit(1)
    note = session.scalar(held)
    return None if note is None else _opened(house, note)


def _opened(house: House, note: str) -> Head:
    statement = checkpoints.parse(open_note(note.encode(), house.keys.checkpoint_verifier).text)
    return Head(note, statement.origin, statement.size, statement.root)


@lru_cache(maxsize=4096)
def _read(note: bytes, verifier: Verifier) -> Mapping[str, Any] | None:
    """The same bytes under the same key stay right or wrong: a list of fifty entries is not checked at every look."""
    try:
        return read_entry(note, verifier)
    except Malformed:
        return None


def believed(entry: Entry, verifier: Verifier) -> Mapping[str, Any] | None:
    """What an entry says, after every check that needs no other entry; None when it must not be believed."""
    body = _read(entry.note, verifier)
    if body is None:
        return None
    same = (body["kind"], body.get("seq")) == (entry.kind, entry.seq) and leaf_hash(entry.note) == entry.leaf_hash
    return body if same else None


def prove(session: Session, indexes: Iterable[int], size: int) -> dict[int, list[bytes]]:
    """The inclusion proofs of several leaves in the tree of `size`, in at most three queries."""
    wanted = [index for index in set(indexes) if index < size]
    if not wanted:
        return {}
    return inclusion_proofs(wanted, size, _Fetched(session, _tiles_for(wanted, size)))


def _tiles_for(indexes: Iterable[int], size: int) -> dict[tuple[int, int], int]:
    """(level, tile) -> width of every tile that proofs of these leaves read: those above the leaves, and the edge."""
    needed: dict[tuple[int, int], int] = {}
    level = 0
    while count := size >> (HEIGHT * level):
        tiles = {index >> (HEIGHT * (level + 1)) for index in indexes} | {count // WIDTH}
        needed |= {(level, n): width for n in tiles if (width := min(WIDTH, count - n * WIDTH)) > 0}
        level += 1
    return needed


class _Fetched(journal.DatabaseHashes):
    """Hashes read beforehand, whole tiles at once: a page with ten proofs must not ask a hundred times."""

    def __init__(self, session: Session, needed: Mapping[tuple[int, int], int]) -> None:
        super().__init__(session)
        full = [place for place, width in needed.items() if width == WIDTH]
        self.tiles = self._full(full)
        partial = {place: width for place, width in needed.items() if place not in self.tiles}
        self.tiles |= self._leaves(partial)
        self.tiles |= self._roots(partial)

    def read(self, level: int, tile: int, width: int) -> bytes:
        known = self.tiles.get((level, tile))
        return super().read(level, tile, width) if known is None else known[: width * 32]

    def _full(self, places: list[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        if not places:
            return {}
        rows = self.session.execute(
            select(Tile.level, Tile.n, Tile.hashes).where(tuple_(Tile.level, Tile.n).in_(places))
        )
        return {(row.level, row.n): row.hashes for row in rows}

    def _leaves(self, partial: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], bytes]:
        ranges = [(n, n * WIDTH, n * WIDTH + width) for (level, n), width in partial.items() if level == 0]
        if not ranges:
            return {}
        within = or_(*(and_(Leaf.index >= first, Leaf.index < last) for _, first, last in ranges))
        asked = select(Leaf.index.label("place"), Leaf.hash).where(within).order_by(Leaf.index)
        rows = self.session.execute(asked).all()
        return {
            (0, n): b"".join(row.hash for row in rows if first <= row.place < last) for n, first, last in ranges
        }

    def _roots(self, partial: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], bytes]:
        ranges = [(level, n, n * WIDTH, n * WIDTH + width) for (level, n), width in partial.items() if level > 0]
        if not ranges:
            return {}
        within = or_(*(and_(Tile.level == level - 1, Tile.n >= a, Tile.n < b) for level, _, a, b in ranges))
        rows = self.session.execute(select(Tile.level, Tile.n, Tile.root).where(within).order_by(Tile.n)).all()
        return {
            (level, n): b"".join(row.root for row in rows if row.level == level - 1 and a <= row.n < b)
            for level, n, a, b in ranges
        }
