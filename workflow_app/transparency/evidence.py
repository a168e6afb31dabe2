"""The evidence of a personal signature: what a person stated, and how a passkey answered for it (WebAuthn level 2).

One canonical JSON object, named in the entry of the act by its SHA-256 and kept word for word. The key signs SHA-256 of
the canonical statement as its challenge, so whoever holds these bytes checks them with no server, no database and no
trust in either; that the key is that person's is what the entries of the key say.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.webauthn import AuthenticatorData

from .canonical import canonical, read_canonical
from .strict import Malformed

LARGEST = 32_768  # bytes
ALGORITHMS = (-7, -8, -257)  # ES256, EdDSA, RS256: what devices have
_PARTS = ("client_data", "authenticator_data", "signature", "public_key")


class EvidenceRefused(Malformed):
    """Evidence that does not show what it should."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A statement with the answer of a passkey; all parts as the device gave them, the key as COSE."""

    statement: dict[str, Any]
    client_data: bytes
    authenticator_data: bytes
    signature: bytes
    public_key: bytes

    def to_bytes(self) -> bytes:
        """The canonical form, of which entries name the digest."""
        parts = {name: _to_text(getattr(self, name)) for name in _PARTS}
        return canonical({"v": 1, "method": "passkey", "statement": self.statement, **parts})

    @property
    def count(self) -> int:
        """How often the key answered so far, as its device counts; 0 where it does not count."""
        return int(AuthenticatorData(self.authenticator_data).counter)

    @property
    def may_be_copied(self) -> bool:
        """Whether the key may lie in an account of its vendor, from which other devices can get it."""
        return may_be_copied(AuthenticatorData(self.authenticator_data))


def may_be_copied(data: AuthenticatorData) -> bool:
    """Whether a device says of its key that it is, or can be, backed up (flags BE and BS)."""
    return bool(data.flags & (AuthenticatorData.FLAG.BE | AuthenticatorData.FLAG.BS))


def challenge_of(statement: dict[str, Any]) -> bytes:
    """What the device is asked to sign: 32 bytes."""
    return hashlib.sha256(canonical(statement)).digest()


def digest_of(evidence: bytes) -> str:
    """By what an entry names evidence: SHA-256 in hex."""
    return hashlib.sha256(evidence).hexdigest()


def key_digest(public_key: bytes) -> str:
    """By what the entries of a key name it: SHA-256 (hex) of its COSE bytes."""
    return hashlib.sha256(public_key).hexdigest()


def read_evidence(data: bytes) -> Evidence:
    """Evidence from its canonical bytes, not checked yet; raises `EvidenceRefused`."""
    if len(data) > LARGEST:
        raise EvidenceRefused("evidence-too-long", f"{len(data)} bytes")
    try:
        said = read_canonical(data)
        if said.keys() != {"v", "method", "statement", *_PARTS} or (said["v"], said["method"]) != (1, "passkey"):
            raise EvidenceRefused("evidence-form", "not the keys of version 1")
        return Evidence(said["statement"], *(_from_text(said[name]) for name in _PARTS))
    except EvidenceRefused:
        raise
    except (Malformed, ValueError, TypeError, AttributeError) as error:
        raise EvidenceRefused("evidence-form", str(error)[:80]) from None


def check_evidence(evidence: Evidence) -> None:
    """Raise `EvidenceRefused` unless the key signed this very statement, on its site, with its owner present.

    The checks of WebAuthn 7.2 that need no server: type, challenge, origin, site, presence, verification, signature.
    """
    try:
        _check(evidence)
    except EvidenceRefused:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OverflowError) as error:
        raise EvidenceRefused("evidence-form", str(error)[:80]) from None


def _check(evidence: Evidence) -> None:
    said = json.loads(evidence.client_data)
    if said["type"] != "webauthn.get":
        raise EvidenceRefused("evidence-type", str(said["type"])[:40])
    if _from_text(said["challenge"]) != challenge_of(evidence.statement):
        raise EvidenceRefused("evidence-statement", "the key signed another statement")
    site = evidence.statement["site"]
    if said["origin"] != site or said.get("crossOrigin"):
        raise EvidenceRefused("evidence-site", str(said["origin"])[:80])
    data = AuthenticatorData(evidence.authenticator_data)
    if data.rp_id_hash != hashlib.sha256((urlsplit(site).hostname or "").encode()).digest():
        raise EvidenceRefused("evidence-site", "the key is of another site")
    if not (data.is_user_present() and data.is_user_verified()):
        raise EvidenceRefused("evidence-presence", "the device did not ask who holds it")
    _check_signature(evidence)


def _check_signature(evidence: Evidence) -> None:
    said = cbor.decode(evidence.public_key)
    if not isinstance(said, Mapping):
        raise EvidenceRefused("evidence-key", "no key")
    key = CoseKey.parse(said)
    if key.get(3) not in ALGORITHMS:
        raise EvidenceRefused("evidence-key", str(key.get(3)))
    try:
        key.verify(evidence.authenticator_data + hashlib.sha256(evidence.client_data).digest(), evidence.signature)
    except InvalidSignature:
        raise EvidenceRefused("evidence-signature") from None


def _to_text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _from_text(text: str) -> bytes:
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _to_text(data) != text:
        raise EvidenceRefused("evidence-form", "base64url has one spelling")
    return data
