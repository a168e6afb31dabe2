"""The Merkle tree of RFC 6962 over hashes kept in tiles: root, proofs, growth, and the checks of RFC 9162.

Tile level L holds the hashes of height 8*L, 256 to a tile; hash n of level L >= 1 is the root of full tile n of
level L-1. So every complete subtree lies in one tile, and a root or proof reads one tile per level and edge.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from .strict import Malformed

HASH = 32
HEIGHT = 8
WIDTH = 1 << HEIGHT
TILE_BYTES = WIDTH * HASH
EMPTY_ROOT = hashlib.sha256(b"").digest()


class BadHashes(Malformed):
    """A store that does not give what the tree of this size must have, or a question outside the tree."""


class HashStore(Protocol):
    """Where the hashes of a tree are read from."""

    def read(self, level: int, tile: int, width: int) -> bytes:
        """The first `width` hashes (32 bytes each) of a tile."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class FullTile:
    """A tile that just became full, and its root (the hash it contributes to the level above)."""

    level: int
    n: int
    hashes: bytes
    root: bytes


@dataclass(frozen=True, slots=True)
class Grown:
    """A tree after new leaves: its size, root, and the tiles that became full."""

    size: int
    root: bytes
    tiles: tuple[FullTile, ...]


def leaf_hash(data: bytes) -> bytes:
    """The hash of an entry; the prefix keeps a leaf from passing for a node."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def tile_root(hashes: bytes) -> bytes:
    """The root over 1, 2, 4 … 256 hashes of 32 bytes."""
    count, rest = divmod(len(hashes), HASH)
    if rest or not 0 < count <= WIDTH or count & (count - 1):
        raise BadHashes("tile-width", f"{len(hashes)} bytes")
    row = [hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


class _Tree:
    """A tree of one size: reads each tile at most once, at exactly the width it has in that tree."""

    def __init__(self, size: int, store: HashStore) -> None:
        self.size, self.store = size, store
        self.tiles: dict[tuple[int, int], bytes] = {}
        self.complete: dict[tuple[int, int], bytes] = {}  # proofs of neighbours pass the same subtrees

    def range_root(self, low: int, high: int) -> bytes:
        """The root over leaves low … high-1, for the ranges that RFC 6962 splits a tree into."""
        count = high - low
        if count & (count - 1) == 0:
            return self._complete(count.bit_length() - 1, low // count)
        half = _half(count)
        return node_hash(self.range_root(low, low + half), self.range_root(low + half, high))

    def inclusion(self, index: int) -> list[bytes]:
        """The hashes that lead from leaf `index` to the root, leaf's sibling first."""
        if not 0 <= index < self.size:
            raise BadHashes("index-outside", f"{index} of {self.size}")
        proof, low, high = list[bytes](), 0, self.size
        while high - low > 1:
            middle = low + _half(high - low)
            if index < middle:
                proof.append(self.range_root(middle, high))
                high = middle
            else:
                proof.append(self.range_root(low, middle))
                low = middle
        return proof[::-1]

    def _complete(self, height: int, index: int) -> bytes:
        if (height, index) not in self.complete:
            level, inner = divmod(height, HEIGHT)
            tile, offset = divmod(index << inner, WIDTH)
            hashes = self._tile(level, tile)
            self.complete[height, index] = tile_root(hashes[offset * HASH : (offset + (1 << inner)) * HASH])
        return self.complete[height, index]

    def _tile(self, level: int, tile: int) -> bytes:
        if (level, tile) not in self.tiles:
            width = min(WIDTH, (self.size >> (HEIGHT * level)) - tile * WIDTH)
            self.tiles[level, tile] = _read(self.store, level, tile, width)
        return self.tiles[level, tile]


def _read(store: HashStore, level: int, tile: int, width: int) -> bytes:
    hashes = store.read(level, tile, width)
    if len(hashes) != width * HASH:
        raise BadHashes("tile-length", f"tile {level}/{tile}: {len(hashes)} bytes for {width} hashes")
    return hashes


def _half(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)  # the largest power of two below count


def root(size: int, store: HashStore) -> bytes:
    """The root of the tree of the first `size` leaves."""
    return _Tree(size, store).range_root(0, size) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, store: HashStore) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root of `size` leaves, leaf's sibling first (RFC 6962 2.1.1)."""
    return _Tree(size, store).inclusion(index)


def inclusion_proofs(indexes: Iterable[int], size: int, store: HashStore) -> dict[int, list[bytes]]:
    """The proofs of several leaves, by leaf: what they have in common is read and hashed once."""
    tree = _Tree(size, store)
    return {index: tree.inclusion(index) for index in indexes}


def consistency_proof(old: int, new: int, store: HashStore) -> list[bytes]:
    """The hashes that show the first `old` leaves unchanged in the tree of `new` (RFC 6962 2.1.2); empty if equal."""
    if not 0 < old <= new:
        raise BadHashes("size-outside", f"{old} of {new}")
    tree, proof = _Tree(new, store), []
    low, high = 0, new
    while high != old:
        middle = low + _half(high - low)
        if old <= middle:
            proof.append(tree.range_root(middle, high))
            high = middle
        else:
            proof.append(tree.range_root(low, middle))
            low = middle
    if low:  # the old tree is not one complete subtree: its last part comes first
        proof.append(tree.range_root(low, high))
    return proof[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from this leaf at this place to this root (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size or not _hashes(leaf, root, *proof):
        return False
    place, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            computed = node_hash(sibling, computed)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and computed == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows the old tree to be the beginning of the new one (RFC 9162 2.1.4.2).

    The empty tree is the beginning of every tree, so nothing can be proved about it: False, unless both are empty.
    """
    if not _hashes(old_root, new_root, *proof):
        return False
    if old == new:
        return not proof and old_root == new_root and (old > 0 or old_root == EMPTY_ROOT)
    if not 0 < old < new or not proof:
        return False
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_computed = new_computed = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old_computed = node_hash(sibling, old_computed)
            new_computed = node_hash(sibling, new_computed)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new_computed = node_hash(new_computed, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old_computed == old_root and new_computed == new_root


def _hashes(*values: bytes) -> bool:
    return all(len(value) == HASH for value in values)


class _Edge:
    """The right edge of a growing tree laid over the store that does not know it yet."""

    def __init__(self, store: HashStore) -> None:
        self.store, self.rows = store, dict[tuple[int, int], bytes]()

    def read(self, level: int, tile: int, width: int) -> bytes:
        row = self.rows.get((level, tile))
        return self.store.read(level, tile, width) if row is None else row[: width * HASH]


def extend(size: int, store: HashStore, leaf_hashes: Sequence[bytes]) -> Grown:
    """The tree after more leaves: new root and the tiles that became full, in time proportional to the new leaves.

    Reads only the partial tile of each level; writes nothing. The caller stores leaves, tiles and tile roots.
    """
    if not _hashes(*leaf_hashes):
        raise BadHashes("hash-length")
    edge, full = _Edge(store), list[FullTile]()
    level, start, fresh = 0, size, list(leaf_hashes)
    while fresh:
        n, width = divmod(start, WIDTH)
        row = (_read(store, level, n, width) if width else b"") + b"".join(fresh)
        roots = []
        for at in range(0, len(row), TILE_BYTES):
            hashes = row[at : at + TILE_BYTES]
            if len(hashes) < TILE_BYTES:
                edge.rows[level, n] = hashes
            else:
                roots.append(tile_root(hashes))
                full.append(FullTile(level, n, hashes, roots[-1]))
                n += 1
        level, start, fresh = level + 1, start >> HEIGHT, roots
    grown = size + len(leaf_hashes)
    return Grown(grown, root(grown, edge), tuple(full))
