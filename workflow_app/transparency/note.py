"""C2SP signed notes: text, a blank line, and one line for each Ed25519 signature.

Form: docs/journal-format.md; source: c2sp.org/signed-note. A key is known by name and id together; a signature of
an unknown key is ignored, a bad signature of a known key rejects the whole note.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from .strict import Malformed, from_base64, to_base64

ED25519 = 0x01
MOST_SIGNATURES = 100
LARGEST_NOTE = 1_000_000  # bytes
_DASH = "\u2014 "
_CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f]")
_NOT_IN_NAME = re.compile(r"[\s+\x00-\x1f]")


class BadNote(Malformed):
    """A note, key or name that must not be believed."""


def check_name(name: str) -> str:
    """The name itself when it may name a key: not empty, no space, no plus, no control character."""
    if not name or _NOT_IN_NAME.search(name):
        raise BadNote("key-name", repr(name[:80]))
    return name


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes that point to a key: SHA-256(name, newline, type, public key), cut off."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([ED25519]) + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with its name."""

    name: str
    public: bytes

    @classmethod
    def from_vkey(cls, text: str) -> Verifier:
        """Read "NAME+ID+BASE64"; the id must be that of the name and key."""
        name, _, rest = text.partition("+")
        identifier, _, encoded = rest.partition("+")
        check_name(name)
        try:
            typed = from_base64(encoded, 33)
        except Malformed as error:
            raise BadNote("vkey-form", error.detail) from None
        if typed[0] != ED25519:
            raise BadNote("vkey-type", f"0x{typed[0]:02x}")
        verifier = cls(name, typed[1:])
        if verifier.id.hex() != identifier:
            raise BadNote("vkey-id", identifier[:20])
        return verifier

    @property
    def id(self) -> bytes:
        return key_id(self.name, self.public)

    @property
    def vkey(self) -> str:
        """The public key as one line of text."""
        return f"{self.name}+{self.id.hex()}+{to_base64(bytes([ED25519]) + self.public)}"

    def holds(self, text: bytes, signature: bytes) -> bool:
        """Whether this key signed exactly these bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer:
    """A private key with its name."""

    def __init__(self, name: str, private_key: Ed25519PrivateKey) -> None:
        self.name = check_name(name)
        self.private_key = private_key
        self.verifier = Verifier(name, private_key.public_key().public_bytes_raw())

    @property
    def vkey(self) -> str:
        return self.verifier.vkey

    def sign(self, text: bytes) -> bytes:
        """64 bytes over the text of a note."""
        return self.private_key.sign(text)


@dataclass(frozen=True, slots=True)
class Note:
    """The text of a note that held, the names of the known keys that signed it, and how many signatures it carries."""

    text: str
    verified: tuple[str, ...]
    signatures: int


def sign_note(text: str, *signers: Signer) -> bytes:
    """The note: text (which must end with a newline), blank line, a line for each signer."""
    body = _checked_text(text.encode("utf-8"))
    if not body.endswith(b"\n") or not signers:
        raise BadNote("note-form", "text must end with a newline and have a signer")
    lines = [f"{_DASH}{s.name} {to_base64(s.verifier.id + s.sign(body))}\n" for s in signers]
    return body + b"\n" + "".join(lines).encode()


def open_note(data: bytes, *verifiers: Verifier) -> Note:
    """The text of a note that at least one given key has signed; raises `BadNote` otherwise."""
    text, signatures = _split(data)
    known = {(verifier.name, verifier.id): verifier for verifier in verifiers}
    verified: list[str] = []
    for name, identifier, signature in signatures:
        verifier = known.get((name, identifier))
        if verifier is None:
            continue
        if not verifier.holds(text, signature):
            raise BadNote("note-bad-signature", name)
        if name not in verified:
            verified.append(name)
    if not verified:
        raise BadNote("note-unsigned", "no known key signed it")
    return Note(text.decode("utf-8"), tuple(verified), len(signatures))


def _split(data: bytes) -> tuple[bytes, list[tuple[str, bytes, bytes]]]:
    _checked_text(data)
    # The signatures begin after the last blank line: text may hold blank lines, signature lines may not.
    at = data.rfind(b"\n\n")
    if at < 0 or not data.endswith(b"\n"):
        raise BadNote("note-form", "no blank line before the signatures, or no newline at the end")
    lines = data[at + 2 :].decode("utf-8").split("\n")[:-1]
    if not 0 < len(lines) <= MOST_SIGNATURES:
        raise BadNote("note-form", f"{len(lines)} signatures")
    return data[: at + 1], [_signature_line(line) for line in lines]


def _signature_line(line: str) -> tuple[str, bytes, bytes]:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise BadNote("note-form", repr(line[:80]))
    try:
        raw = from_base64(encoded)
    except Malformed as error:
        raise BadNote("note-form", error.detail) from None
    if len(raw) < 5:
        raise BadNote("note-form", "signature too short")
    return check_name(name), raw[:4], raw[4:]


def _checked_text(data: bytes) -> bytes:
    if len(data) > LARGEST_NOTE:
        raise BadNote("note-too-long", f"{len(data)} bytes")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        raise BadNote("note-encoding", "not UTF-8") from None
    if _CONTROL.search(data):
        raise BadNote("note-control-character")
    return data
