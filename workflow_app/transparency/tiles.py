"""Tiles and entry bundles as they are named and served (c2sp.org/tlog-tiles), and a tree kept in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .merkle import HASH, HEIGHT, WIDTH, extend, leaf_hash, tile_root
from .merkle import root as tree_root
from .strict import LARGEST_SIZE, Malformed, decimal

__all__ = [
    "ENTRIES", "LARGEST_BUNDLE", "LARGEST_ENTRY", "WIDTH", "BadTile", "MemoryStore", "TileName", "bundle",
    "completed_tiles", "entries_path", "parse_bundle", "parse_tile_path", "partial_width", "tile_path", "tile_root",
    "tiles_of",
]  # fmt: skip

ENTRIES = -1  # stands for the level of entry bundles
LARGEST_ENTRY = 65_535  # bytes: a bundle writes the length in two
LARGEST_BUNDLE = WIDTH * (LARGEST_ENTRY + 2)
_PATH = re.compile(r"(entries|[0-9]{1,2})/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([0-9]{1,3}))?")


class BadTile(Malformed):
    """A tile's name or bytes that are not as they must be."""


class TileName(NamedTuple):
    """Which tile: level (`ENTRIES` for a bundle), number, and how many hashes or entries it holds (256 = full)."""

    level: int
    n: int
    width: int


def tile_path(level: int, n: int, width: int = WIDTH) -> str:
    """The address of a tile below `tile/`: "0/x001/234", or "0/x001/234.p/5" while it is partial."""
    if not (ENTRIES <= level <= 63 and 0 <= n <= LARGEST_SIZE and 0 < width <= WIDTH):
        raise BadTile("tile-name", f"level {level}, number {n}, width {width}")
    digits = str(n)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    number = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    part = "" if width == WIDTH else f".p/{width}"
    return f"{'entries' if level == ENTRIES else level}/{number}{part}"


def entries_path(n: int, width: int = WIDTH) -> str:
    """The address of a bundle of entries below `tile/`: "entries/x001/234.p/5"."""
    return tile_path(ENTRIES, n, width)


def parse_tile_path(text: str) -> TileName:
    """The tile that an address means; every tile has exactly one address."""
    found = _PATH.fullmatch(text)
    if found is None:
        raise BadTile("tile-path", repr(text[:80]))
    level, number, part = found.groups()
    digits = number.replace("x", "").replace("/", "").lstrip("0") or "0"
    try:
        name = TileName(
            ENTRIES if level == "entries" else decimal(level, 63),
            decimal(digits),
            WIDTH if part is None else decimal(part, WIDTH - 1),
        )
    except Malformed:
        raise BadTile("tile-path", repr(text[:80])) from None
    if name.width == 0 or tile_path(*name) != text:
        raise BadTile("tile-path", repr(text[:80]))
    return name


def partial_width(size: int, level: int) -> int:
    """How many hashes the partial tile of a level holds in a tree of this size; 0 when there is none."""
    return (size >> (HEIGHT * level)) % WIDTH


def completed_tiles(old_size: int, new_size: int) -> list[tuple[int, int]]:
    """(level, number) of the tiles that become full when a tree grows from one size to another."""
    done, level = [], 0
    while full := new_size >> (HEIGHT * (level + 1)):
        done += [(level, n) for n in range(old_size >> (HEIGHT * (level + 1)), full)]
        level += 1
    return done


def tiles_of(size: int) -> list[TileName]:
    """Every tile of hashes that a tree of this size has, from the leaves upwards."""
    names = [TileName(level, n, WIDTH) for level, n in completed_tiles(0, size)]
    level = 0
    while size >> (HEIGHT * level):
        if width := partial_width(size, level):
            names.append(TileName(level, size >> (HEIGHT * (level + 1)), width))
        level += 1
    return sorted(names)


def bundle(entries: Sequence[bytes]) -> bytes:
    """Up to 256 entries, each after its length in two bytes, the higher first."""
    if not 0 < len(entries) <= WIDTH or any(len(entry) > LARGEST_ENTRY for entry in entries):
        raise BadTile("bundle", f"{len(entries)} entries, or one of more than {LARGEST_ENTRY} bytes")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def parse_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle."""
    entries, at = [], 0
    while at < len(data):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        if start > len(data) or at > len(data):
            raise BadTile("bundle", "cut off")
        entries.append(data[start:at])
    if not 0 < len(entries) <= WIDTH:
        raise BadTile("bundle", f"{len(entries)} entries")
    return entries


class MemoryStore:
    """A tree whose tiles are kept in memory: for tests and for checking an export."""

    def __init__(self, leaf_hashes: Iterable[bytes] = ()) -> None:
        self.size = 0
        self.rows: dict[tuple[int, int], bytes] = {}
        self.append(list(leaf_hashes))

    def append(self, leaf_hashes: Sequence[bytes]) -> bytes:
        """Add leaves; returns the new root."""
        grown = extend(self.size, self, leaf_hashes)
        self._add(0, self.size, b"".join(leaf_hashes))
        for tile in grown.tiles:
            self._add(tile.level + 1, tile.n, tile.root)
        self.size = grown.size
        return grown.root

    def append_entries(self, entries: Iterable[bytes]) -> bytes:
        """Add entries; returns the new root."""
        return self.append([leaf_hash(entry) for entry in entries])

    def _add(self, level: int, index: int, hashes: bytes) -> None:
        at = 0
        while at < len(hashes):
            n, offset = divmod(index, WIDTH)
            taken = hashes[at : at + (WIDTH - offset) * HASH]
            self.rows[level, n] = self.rows.get((level, n), b"") + taken
            index, at = index + len(taken) // HASH, at + len(taken)

    def root(self) -> bytes:
        """The root of the whole tree."""
        return tree_root(self.size, self)

    def read(self, level: int, tile: int, width: int) -> bytes:
        """The first `width` hashes of a tile."""
        return self.rows.get((level, tile), b"")[: width * HASH]
