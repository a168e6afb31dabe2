"""The text of a checkpoint: which log, how many entries, which root (c2sp.org/tlog-checkpoint)."""

from __future__ import annotations

from dataclasses import dataclass

from .merkle import EMPTY_ROOT, HASH
from .note import check_name
from .strict import LARGEST_SIZE, Malformed, decimal, from_base64, to_base64


class BadCheckpoint(Malformed):
    """A text that is no checkpoint of this kind of log."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree's size and root (32 bytes), and the log it belongs to."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        check_name(self.origin)
        if not 0 <= self.size <= LARGEST_SIZE or len(self.root) != HASH:
            raise BadCheckpoint("checkpoint-form", f"size {self.size}, root of {len(self.root)} bytes")
        if (self.size == 0) != (self.root == EMPTY_ROOT):
            raise BadCheckpoint("checkpoint-empty", "only the empty tree has the empty root")

    def text(self) -> str:
        """Three lines: origin, size, root in base64."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


def parse(text: str) -> Checkpoint:
    """Read the three lines; extension lines, which this log never writes, are refused."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise BadCheckpoint("checkpoint-form", f"{len(lines) - 1} lines")
    try:
        return Checkpoint(lines[0], decimal(lines[1]), from_base64(lines[2], HASH))
    except BadCheckpoint:
        raise
    except Malformed as error:
        raise BadCheckpoint("checkpoint-form", str(error)) from None
