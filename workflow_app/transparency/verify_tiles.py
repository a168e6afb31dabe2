"""Checking the tiles of an exported folder against the signed root, and saying which file is the damaged one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .merkle import EMPTY_ROOT, HASH, TILE_BYTES, WIDTH, BadHashes, leaf_hash, root, tile_root
from .package import read_file
from .report import Finding
from .strict import Malformed
from .tiles import ENTRIES, LARGEST_BUNDLE, MemoryStore, TileName, parse_bundle, parse_tile_path, tile_path, tiles_of


@dataclass(slots=True)
class Tiles:
    """The tiles of a folder, the root they must lead to, and the leaf hashes computed from the entries.

    If the entries alone give the signed root, they are the truth and each tile is compared with them. If not, the
    tiles are checked from the root downwards, each against its parent, and the entries against the leaf tiles.
    """

    folder: Path
    size: int
    root: bytes
    leaves: list[bytes | None]
    findings: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    trusted: MemoryStore | None = None  # the whole tree, once the entries are known to give the signed root
    files: dict[TileName, bytes] = field(default_factory=dict)

    def check(self) -> None:
        known = [leaf for leaf in self.leaves if leaf is not None]
        computed = MemoryStore(known) if len(known) == self.size else None
        names = tiles_of(len(self.leaves))
        for name in names:
            self.load(name)
        if computed is not None and computed.root() == self.root:
            self.trusted = computed
            self.compare(names, computed)
        elif self.edge_holds():
            self.descend(names)
        else:
            self.find("root-differs", "checkpoint", "neither the entries nor the tiles give the signed root")
            if computed is not None:
                self.compare(names, computed)
        self.check_others(set(names))

    def find(self, code: str, where: str, detail: str = "") -> None:
        self.findings.append(Finding(code, where, detail))

    def load(self, name: TileName) -> None:
        where = _where(name)
        try:
            data = read_file(self.folder / tile_path(*name), TILE_BYTES)
        except OSError as error:
            self.find("file-missing", where, str(error.strerror))
            return
        if len(data) == name.width * HASH:
            self.files[name] = data
        else:
            self.find("tile-length", where, f"{name.width * HASH} bytes expected")

    def compare(self, names: list[TileName], computed: MemoryStore) -> None:
        for name in names:
            if name in self.files and self.files[name] != computed.read(*name):
                self.find("tile-differs", _where(name), "not the hashes of the entries")

    def read(self, level: int, tile: int, width: int) -> bytes:
        """A tile as the folder has it: makes this a store of hashes, believed only after `edge_holds`."""
        return self.files.get(TileName(level, tile, width), b"")

    def edge_holds(self) -> bool:
        """Whether the partial tiles at the right edge, which have no parent, give the signed root together."""
        try:
            return root(self.size, self) == self.root if self.size else self.root == EMPTY_ROOT
        except BadHashes:
            return False

    def descend(self, names: list[TileName]) -> None:
        believed: dict[tuple[int, int], bytes] = {}
        for name in sorted(names, reverse=True):
            data = self.files.get(name)
            if data is None:
                continue
            if name.width == WIDTH:
                parent = believed.get((name.level + 1, name.n // WIDTH))
                if parent is None:
                    continue  # its parent was reported
                if parent[name.n % WIDTH * HASH :][:HASH] != tile_root(data):
                    self.find("tile-not-in-parent", _where(name))
                    continue
            believed[name.level, name.n] = data
        self.compare_entries(believed)

    def compare_entries(self, believed: dict[tuple[int, int], bytes]) -> None:
        for index, leaf in enumerate(self.leaves):
            tile = believed.get((0, index // WIDTH))
            if leaf is None or tile is None or tile[index % WIDTH * HASH :][:HASH] == leaf:
                continue
            first = index // WIDTH * WIDTH
            name = TileName(ENTRIES, index // WIDTH, min(WIDTH, self.size - first))
            self.find("entry-not-in-tree", f"{_where(name)} entry {index}", "not the entry that was signed for")

    def check_others(self, expected: set[TileName]) -> None:
        """Files that this size does not need: older partial tiles must agree, strangers are named."""
        for path in sorted(self.folder.rglob("*")):
            if path.is_dir():
                continue
            text = path.relative_to(self.folder).as_posix()
            try:
                name = parse_tile_path(text)
                if not path.is_file():
                    raise Malformed("tile-path", "not a file")
            except Malformed:
                self.find("file-unexpected", f"tile/{text}")
                continue
            if name not in expected:
                self.check_other(name, path)

    def check_other(self, name: TileName, path: Path) -> None:
        level = max(name.level, 0)
        available = (self.size >> (8 * level)) - name.n * WIDTH
        if name.width > available:
            self.warnings.append(Finding("beyond-checkpoint", _where(name), "not covered by this checkpoint"))
        elif self.trusted is not None and not (name.level == ENTRIES and name.width == min(available, WIDTH)):
            if self.hashes_of(name, path) != self.trusted.read(level, name.n, name.width):
                self.find("tile-differs", _where(name), "not the hashes of the entries")

    def hashes_of(self, name: TileName, path: Path) -> bytes:
        data = read_file(path, LARGEST_BUNDLE)
        if name.level != ENTRIES:
            return data
        try:
            return b"".join(leaf_hash(entry) for entry in parse_bundle(data))
        except Malformed:
            return b""


def _where(name: TileName) -> str:
    return f"tile/{tile_path(*name)}"
