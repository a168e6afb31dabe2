"""A small true-to-life journal for the tests of this folder, and a second, naive implementation of the tree."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workflow_app.transparency.canonical import commitment
from workflow_app.transparency.checkpoint import Checkpoint
from workflow_app.transparency.entry import build_entry
from workflow_app.transparency.export import export_files
from workflow_app.transparency.keys import JournalKeys, key_name
from workflow_app.transparency.merkle import inclusion_proof, leaf_hash
from workflow_app.transparency.note import Signer, sign_note
from workflow_app.transparency.proof import LogProof, format_proof
from workflow_app.transparency.tiles import MemoryStore

ORIGIN = "so.example.vn/log"
EDITION = hashlib.sha256(b"edition").hexdigest()
STEPS = (("submit", "draft", "submitted"), ("receive", "submitted", "in_review"), ("approve", "in_review", "approved"))
SALT = bytes(range(32))


def example_keys(origin: str = ORIGIN) -> JournalKeys:
    """The same two keys in every run, so that examples stay the same. Never use them for anything."""
    signers = [
        Signer(
            key_name(origin, purpose),
            Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"example, not secret: " + purpose.encode()).digest()),
        )
        for purpose in ("checkpoint", "entry")
    ]
    return JournalKeys(origin, *signers)


KEYS = example_keys()


def body(kind: str, under: bytes | None, /, **keys: Any) -> dict[str, Any]:
    """A body with the common keys, done by the one secretary of these samples, or by nobody yet."""
    by = {"ref": None, "role": "system", "reach": "programme", "mandate": None}
    if under is not None:
        by = {"ref": "4T7Q-K2M9-XR3D", "role": "secretary", "reach": "self", "mandate": under.hex()}
    return {"v": 1, "kind": kind, "at": "2024-03-01T02:11:09.123Z", "by": by, "sealed": {}} | keys


def beginnings() -> list[bytes]:
    """The entries every sample begins with: the journal, one mandate, one edition."""
    vkeys = {"entry_vkey": KEYS.entry.vkey, "checkpoint_vkey": KEYS.checkpoint.vkey}
    created = build_entry(body("journal.created", None, origin=ORIGIN, **vkeys), KEYS.entry)
    grant: dict[str, Any] = {"mandate": "M0C4-9Q2T-7HXB", "holder": "4T7Q-K2M9-XR3D", "role": "secretary"}
    grant |= {"reach": "self", "from": "2024-01-01", "to": None, "programme": None, "document": None}
    granted = build_entry(body("account.mandate_granted", None, **grant), KEYS.entry)
    edition = {"programme": "bon-tot", "issuer": "2D4K-7QWX-MRT0", "number": 1, "edition": EDITION}
    published = build_entry(body("programme.published", leaf_hash(granted), **edition), KEYS.entry)
    return [created, granted, published]


def case_body(number: int, step: int, prev: bytes | None, mandate: bytes) -> dict[str, Any]:
    """One step of one registration."""
    action, source, target = STEPS[step]
    found = body(f"registration.{action}", mandate, case=f"7KX4-M2QD-{number:04d}", seq=step + 1, edition=EDITION)
    found |= {"from": source, "to": target, "facts": {}, "at": f"2024-03-0{step + 1}T02:11:09.123Z"}
    found["sealed"] = {"unit": commitment(SALT, "Chi bộ Phòng Kỹ thuật")}
    return found | ({"prev": prev.hex()} if prev else {})


@functools.cache
def entries(size: int) -> tuple[bytes, ...]:
    """The entries of a true journal of this size."""
    found = beginnings()
    mandate, prev = leaf_hash(found[1]), None
    for place in range(size - len(found)):
        case, step = divmod(place, len(STEPS))
        found.append(build_entry(case_body(case, step, prev if step else None, mandate), KEYS.entry))
        prev = leaf_hash(found[-1])
    return tuple(found[:size])


def checkpoint_note(size: int, root: bytes, keys: JournalKeys = KEYS) -> bytes:
    return sign_note(Checkpoint(keys.origin, size, root).text(), keys.checkpoint)


def export(folder: Path, leaves: tuple[bytes, ...], openings: dict[str, Any] | None = None) -> Path:
    """Write a journal with these leaves as a folder; returns the folder."""
    store = MemoryStore(map(leaf_hash, leaves))
    note = checkpoint_note(store.size, store.root())
    for name, data in export_files(note, KEYS.verifiers.text(), store.size, store, leaves, openings):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def proof_file(leaves: tuple[bytes, ...], index: int) -> bytes:
    """The proof file of one entry."""
    store = MemoryStore(map(leaf_hash, leaves))
    path = tuple(inclusion_proof(index, store.size, store))
    return format_proof(LogProof(index, path, checkpoint_note(store.size, store.root()), leaves[index]))


# RFC 6962, section 2.1, word for word over plain lists: slow, and independent of the code under test.


def naive_root(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = naive_split(len(leaves))
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def naive_path(m: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = naive_split(len(leaves))
    if m < k:
        return naive_path(m, leaves[:k]) + [naive_root(leaves[k:])]
    return naive_path(m - k, leaves[k:]) + [naive_root(leaves[:k])]


def naive_proof(m: int, leaves: list[bytes]) -> list[bytes]:
    return naive_subproof(m, leaves, True)


def naive_subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    if m == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = naive_split(len(leaves))
    if m <= k:
        return naive_subproof(m, leaves[:k], whole) + [naive_root(leaves[k:])]
    return naive_subproof(m - k, leaves[k:], False) + [naive_root(leaves[:k])]
