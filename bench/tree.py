"""A tree kept in memory, to be compared with the one in a register or written into it."""

from __future__ import annotations

from workflow_app.transparency.merkle import Grown, HashStore, extend


class Leaves(HashStore):
    """Its hashes, level by level."""

    def __init__(self) -> None:
        self.levels: dict[int, list[bytes]] = {}

    def grow(self, size: int, leaves: list[bytes]) -> Grown:
        """Take in more leaves and return what came of it."""
        grown = extend(size, self, leaves)
        self.levels.setdefault(0, []).extend(leaves)
        for tile in grown.tiles:
            self.levels.setdefault(tile.level + 1, []).append(tile.root)
        return grown

    def read(self, level: int, tile: int, width: int) -> bytes:
        hashes = self.levels.get(level, [])[tile * 256 : tile * 256 + width]
        if len(hashes) != width:
            raise LookupError(f"tile {level}/{tile}")
        return b"".join(hashes)
