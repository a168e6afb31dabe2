"""A proof file (c2sp.org/tlog-proof): an entry's index, the hashes to the root, and the checkpoint, in one text.

The entry itself travels in the line `extra`, so that one file is enough. That line is not protected by the format:
whoever verifies must hash it and follow the path (`verify.verify_proof` does).
"""

from __future__ import annotations

from dataclasses import dataclass

from .merkle import HASH
from .strict import Malformed, decimal, from_base64, to_base64

HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


class BadProof(Malformed):
    """A file that is no proof."""


@dataclass(frozen=True, slots=True)
class LogProof:
    """What a proof file says; nothing of it is checked yet. `checkpoint` is a signed note, `extra` the entry."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None


def format_proof(proof: LogProof) -> bytes:
    """The proof as a file."""
    lines = [HEADER]
    if proof.extra is not None:
        lines.append(f"extra {to_base64(proof.extra)}")
    lines.append(f"index {proof.index}")
    lines += [to_base64(value) for value in proof.hashes]
    return "".join(f"{line}\n" for line in [*lines, ""]).encode() + proof.checkpoint


def parse_proof(data: bytes) -> LogProof:
    """Read a proof file; every proof has exactly one spelling."""
    head, blank, checkpoint = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
        return _read(lines, checkpoint if blank else b"")
    except UnicodeDecodeError:
        raise BadProof("proof-form", "not ASCII before the checkpoint") from None
    except BadProof:
        raise
    except Malformed as error:
        raise BadProof("proof-form", str(error)) from None


def _read(lines: list[str], checkpoint: bytes) -> LogProof:
    if lines.pop(0) != HEADER or not lines or not checkpoint:
        raise BadProof("proof-form", f"must begin with {HEADER} and end with a checkpoint")
    extra = from_base64(lines.pop(0).removeprefix("extra ")) if lines[0].startswith("extra ") else None
    if not lines or not lines[0].startswith("index "):
        raise BadProof("proof-form", "no index")
    index = decimal(lines.pop(0).removeprefix("index "))
    if len(lines) > MOST_HASHES:
        raise BadProof("proof-form", f"{len(lines)} hashes")
    return LogProof(index, tuple(from_base64(line, HASH) for line in lines), checkpoint, extra)
