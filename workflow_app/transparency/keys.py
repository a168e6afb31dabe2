"""The journal's own keys: one for checkpoints, one for entries, each in a file of its own.

A key is bound to its purpose three times, so that one can never stand for the other: by the name it signs under
(ORIGIN for checkpoints, ORIGIN/entry for entries), by a line in its file, and by being another key.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from .note import Signer, Verifier, check_name
from .private_file import create_private
from .strict import Malformed

SUFFIXES = {"checkpoint": "", "entry": "/entry"}
SEAL = "seal"  # of the organisation, under documents: no key of the journal (seal.py)
_LARGEST_FILE = 40_000  # bytes: the seal lies with the certificates above it


class BadKey(Malformed):
    """A key or key file that must not be used."""


@dataclass(frozen=True, slots=True)
class JournalVerifiers:
    """The two public keys that someone who checks the journal must have."""

    origin: str
    checkpoint: Verifier
    entry: Verifier

    def __post_init__(self) -> None:
        names = (self.checkpoint.name, self.entry.name)
        if names != (key_name(self.origin, "checkpoint"), key_name(self.origin, "entry")):
            raise BadKey("key-purpose", f"{names[0]} and {names[1]}")
        if self.checkpoint.public == self.entry.public:
            raise BadKey("key-shared", "checkpoints and entries need different keys")

    @classmethod
    def from_text(cls, text: str) -> JournalVerifiers:
        """Read two lines, first the checkpoint key, then the entry key; the origin is the name of the first."""
        lines = text.split("\n")
        if len(lines) != 3 or lines[2]:
            raise BadKey("vkey-form", "two lines, each with its newline")
        checkpoint, entry = Verifier.from_vkey(lines[0]), Verifier.from_vkey(lines[1])
        return cls(checkpoint.name, checkpoint, entry)

    def text(self) -> str:
        """The same two lines."""
        return f"{self.checkpoint.vkey}\n{self.entry.vkey}\n"


@dataclass(frozen=True, slots=True)
class JournalKeys:
    """What the running system signs with."""

    origin: str
    checkpoint: Signer
    entry: Signer

    def __post_init__(self) -> None:
        JournalVerifiers(self.origin, self.checkpoint.verifier, self.entry.verifier)

    @property
    def verifiers(self) -> JournalVerifiers:
        return JournalVerifiers(self.origin, self.checkpoint.verifier, self.entry.verifier)

    @property
    def checkpoint_verifier(self) -> Verifier:
        return self.checkpoint.verifier

    @property
    def entry_verifier(self) -> Verifier:
        return self.entry.verifier


def key_name(origin: str, purpose: str) -> str:
    """The name a key of this purpose signs under; an origin may not itself look like a purpose's name."""
    check_name(origin)
    if origin.endswith(tuple(suffix for suffix in SUFFIXES.values() if suffix)):
        raise BadKey("origin-form", origin)
    return origin + SUFFIXES[purpose]


def generate(origin: str) -> JournalKeys:
    """Two new keys that exist only in memory."""
    signers = {purpose: Signer(key_name(origin, purpose), Ed25519PrivateKey.generate()) for purpose in SUFFIXES}
    return JournalKeys(origin, signers["checkpoint"], signers["entry"])


def create_keys(folder: Path, origin: str, passphrase: bytes | None = None) -> JournalKeys:
    """Generate both keys and store them as checkpoint.pem and entry.pem; an existing file is never overwritten."""
    keys = generate(origin)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for purpose, signer in (("checkpoint", keys.checkpoint), ("entry", keys.entry)):
        save_key(folder / f"{purpose}.pem", signer.private_key, purpose, passphrase)
    return keys


def load_keys(folder: Path, origin: str, passphrase: bytes | None = None) -> JournalKeys:
    """Read both keys from a folder; raises `BadKey` with the reason."""
    signers = {
        purpose: Signer(key_name(origin, purpose), load_key(folder / f"{purpose}.pem", purpose, passphrase))
        for purpose in SUFFIXES
    }
    return JournalKeys(origin, signers["checkpoint"], signers["entry"])


def save_key(path: Path, key: Ed25519PrivateKey, purpose: str, passphrase: bytes | None = None) -> None:
    """Write a key as PKCS#8 PEM that only its owner may read, with its purpose in the first line, durably."""
    protection: KeySerializationEncryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    write_private(path, purpose, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection))


def write_private(path: Path, purpose: str, pem: bytes) -> None:
    """Write a new file that only its owner may read, with its purpose in the first line, durably."""
    try:
        create_private(path, _heading(purpose) + pem)
    except FileExistsError:
        raise BadKey("key-exists", str(path)) from None


def load_key(path: Path, purpose: str, passphrase: bytes | None = None) -> Ed25519PrivateKey:
    """Read a key of one purpose; a file that others may read, or of another purpose, is refused."""
    pem = read_private(path, purpose)
    try:
        key = load_pem_private_key(pem, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadKey("key-unreadable", f"{path}: damaged, or the passphrase is wrong or missing") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey("key-type", f"{path} is no Ed25519 key")
    return key


def read_private(path: Path, purpose: str) -> bytes:
    """What stands below the first line of a file of one purpose; one that others may read is refused."""
    data, heading = _read_private(path), _heading(purpose)
    if not data.startswith(heading):
        raise BadKey("key-purpose", f"{path} is no key for the purpose {purpose}")
    return data[len(heading) :]


def _heading(purpose: str) -> bytes:
    if purpose not in (*SUFFIXES, SEAL):
        raise BadKey("key-purpose", purpose)
    return f"purpose: {purpose}\n".encode()


def _read_private(path: Path) -> bytes:
    try:
        with open(path, "rb") as source:
            mode = os.fstat(source.fileno()).st_mode  # of the open file: nobody can swap it in between
            if not stat.S_ISREG(mode) or mode & 0o077:
                raise BadKey("key-permissions", f"{path} must be a file that only its owner may read (chmod 600)")
            return source.read(_LARGEST_FILE)
    except OSError as error:
        raise BadKey("key-missing", f"{path}: {error.strerror}") from None
