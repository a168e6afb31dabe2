"""The journal as a folder of files, each under the path it is served at: what anyone can copy and check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from .canonical import canonical
from .merkle import WIDTH, BadHashes, HashStore
from .tiles import bundle, entries_path, tile_path, tiles_of

# leaf hash in hex -> field -> {"salt": hex, "value": ...}
Openings = Mapping[str, Mapping[str, Mapping[str, Any]]]


def export_files(
    checkpoint: bytes,
    vkeys: str,
    size: int,
    store: HashStore,
    entries: Iterable[bytes],
    openings: Openings | None = None,
) -> Iterator[tuple[str, bytes]]:
    """(path, content) of every file of a tree of `size` entries, the checkpoint last: a copy cut short has none."""
    yield "vkey", vkeys.encode()
    source = iter(entries)
    for first in range(0, size, WIDTH):
        width = min(WIDTH, size - first)
        part = list(islice(source, width))
        if len(part) != width:
            raise BadHashes("entries-missing", f"{first + len(part)} of {size}")
        yield f"tile/{entries_path(first // WIDTH, width)}", bundle(part)
    for name in tiles_of(size):
        yield f"tile/{tile_path(*name)}", store.read(*name)
    if openings:
        yield "openings.json", canonical({leaf: dict(fields) for leaf, fields in openings.items()})
    yield "checkpoint", checkpoint
