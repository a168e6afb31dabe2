"""The tree computed anew from the entries, beside what the database says about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..house import House
from ..models import Checkpoint, Entry, Leaf, Pending, Tile
from ..transparency import checkpoint as checkpoints
from ..transparency.merkle import EMPTY_ROOT, HASH, HEIGHT, WIDTH, node_hash, tile_root
from ..transparency.note import open_note
from ..transparency.strict import Malformed
from .raw_rows import bytes_value, raw, raw_select, stream
from .verify_report import Findings


@dataclass(slots=True)
class TreeCheck:
    """Grows a tree leaf by leaf in little memory, and compares tiles and checkpoints as they become complete."""

    house: House
    session: Session
    findings: Findings
    size: int = 0
    peaks: list[tuple[int, bytes]] = field(default_factory=list)  # (height, root), left to right
    rows: list[bytearray] = field(default_factory=list)  # of each level: the tile being filled
    published: checkpoints.Checkpoint | None = None
    heads: Iterator[dict[str, Any]] | None = None
    waiting: dict[str, Any] | None = None
    newest: int = 0

    def begin(self) -> None:
        """Read the published checkpoint and stand before the first row of `checkpoint`."""
        self.published = self._published()
        self.heads = stream(self.session, raw_select(Checkpoint).order_by(Checkpoint.size))
        self.waiting = next(self.heads, None)
        self._compare_heads()

    def add(self, leaf: bytes) -> None:
        """Take the next leaf."""
        self.size += 1
        height, node = 0, leaf
        while self.peaks and self.peaks[-1][0] == height:
            node = node_hash(self.peaks.pop()[1], node)
            height += 1
        self.peaks.append((height, node))
        self._fill(0, leaf)
        self._compare_heads()

    def end(self) -> None:
        """What can only be said when every leaf was seen."""
        while self.waiting is not None:
            self.findings.add("checkpoint-beyond", "checkpoint", self.waiting["size"], "size")
            self._next()
        if self.newest != self.size:
            self.findings.add("checkpoint-missing", "checkpoint", self.size, "size", self.size - 1)
        if self.published and self.published.size > self.size:
            self.findings.add("rolled-back", "checkpoint", self.published.size, "size")
        self._check_pending()
        for row in stream(self.session, select(raw(Tile.level, "level"), raw(Tile.n, "n"))):
            if not self._belongs(row["level"], row["n"]):
                self.findings.add("tile-unexpected", "tile", f"{row['level']}/{row['n']}", "level, n")

    def _belongs(self, level: Any, n: Any) -> bool:
        whole = isinstance(level, int) and isinstance(n, int) and 0 <= level < 8
        return whole and 0 <= n < self.size >> (HEIGHT * (level + 1))

    @property
    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1][1]
        for _, left in reversed(self.peaks[:-1]):
            node = node_hash(left, node)
        return node

    def _fill(self, level: int, value: bytes) -> None:
        if level == len(self.rows):
            self.rows.append(bytearray())
        row = self.rows[level]
        row += value
        if len(row) == WIDTH * HASH:
            n = (self.size >> (HEIGHT * (level + 1))) - 1
            hashes, root = bytes(row), tile_root(bytes(row))
            row.clear()
            self._compare_tile(level, n, hashes, root)
            self._fill(level + 1, root)

    def _compare_tile(self, level: int, n: int, hashes: bytes, root: bytes) -> None:
        name = f"{level}/{n}"
        stored = next(stream(self.session, raw_select(Tile).where(Tile.level == level, Tile.n == n)), None)
        if stored is None:
            self.findings.add("row-missing", "tile", name, "level, n", self.size - 1)
            return
        self.findings.compare(
            "tile",
            name,
            None,
            {"hashes": (stored["hashes"], hashes), "root": (stored["root"], root)},
            "recomputed-differs",
        )

    def _compare_heads(self) -> None:
        while self.waiting is not None and self.waiting["size"] == self.size:
            self._compare_checkpoint(self.waiting)
            self._next()
        if self.published and self.published.size == self.size:
            own = (self.house.keys.origin, self.root)
            if (self.published.origin, self.published.root) != own:
                self.findings.add("rolled-back", "checkpoint", self.size, "root", self.size - 1)

    def _compare_checkpoint(self, row: dict[str, Any]) -> None:
        self.newest = self.size
        place = self.size - 1
        self.findings.compare("checkpoint", self.size, place, {"root": (row["root"], self.root)}, "recomputed-differs")
        try:
            said = self._opened(row["note"])
        except Malformed as error:
            self.findings.add("checkpoint-unsigned", "checkpoint", self.size, "note", place, str(error))
            return
        expected = checkpoints.Checkpoint(self.house.keys.origin, self.size, self.root)
        self.findings.compare("checkpoint", self.size, place, {"note": (said.text(), expected.text())})

    def _opened(self, note: Any) -> checkpoints.Checkpoint:
        text = note if isinstance(note, str) else ""
        return checkpoints.parse(open_note(text.encode(), self.house.keys.checkpoint_verifier).text)

    def _next(self) -> None:
        assert self.heads is not None
        self.waiting = next(self.heads, None)

    def _published(self) -> checkpoints.Checkpoint | None:
        path = self.house.settings.high_water_path
        if not path.exists():
            return None
        try:
            return self._opened(path.read_text(encoding="utf-8", errors="replace"))
        except Malformed as error:
            self.findings.add("checkpoint-unsigned", "checkpoint", path.name, "", None, str(error))
            return None

    def _check_pending(self) -> None:
        outside = select(Entry.id.label("id")).outerjoin(Leaf, Leaf.entry_id == Entry.id).where(Leaf.entry_id.is_(None))
        waiting = select(Pending.entry_id.label("id"))
        for asked in (outside.except_(waiting), waiting.except_(outside)):
            for row in self.session.execute(asked):
                self.findings.add("pending-differs", "pending", row[0], "entry_id")


def stored_leaf(row: dict[str, Any]) -> bytes:
    """The hash a leaf row holds, 32 bytes; zeros when it holds something else."""
    return bytes_value(row["hash"]).ljust(HASH, b"\0")[:HASH]
