"""A device with passkeys, in software: answers what a browser would be asked (WebAuthn), honestly or not."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from tests.page import Page
from workflow_app.transparency.evidence import Evidence, challenge_of

PRESENT, VERIFIED, BACKED_UP, ATTESTED = 0x01, 0x04, 0x18, 0x40
ORIGIN = "http://localhost"


@dataclass(slots=True)
class Device:
    """One key for one account; `verifies`: whether it asks for finger or PIN before it answers."""

    origin: str = ORIGIN
    verifies: bool = True
    backed_up: bool = False  # whether its vendor keeps a copy of the key
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    key_id: bytes = field(default_factory=lambda: os.urandom(32))
    count: int = 0
    site: str = ""  # for which it answers, where that is not the one it is asked for
    question: str = "webauthn.get"  # which it says it answers
    framed: bool = False  # whether another site showed the page

    def makes(self, page: Page) -> str:
        """The answer to the page that asks for a new key, with an attestation that nobody asked for."""
        asked = options_of(page)
        client = CollectedClientData.create("webauthn.create", asked["challenge"], self.origin)
        public = ES256.from_cryptography_key(self.key.public_key())
        made = AttestedCredentialData.create(Aaguid.NONE, self.key_id, public)
        data = self._data(asked["rp"]["id"], ATTESTED, made)
        signed = self.key.sign(bytes(data) + client.hash, ec.ECDSA(SHA256()))
        attested = AttestationObject.create("packed", data, {"alg": -7, "sig": signed})
        return self._answer({"clientDataJSON": client, "attestationObject": attested})

    def answers(self, page: Page, **changed: bytes) -> str:
        """The answer to the page that asks for a key; `changed` replaces parts of it."""
        asked = options_of(page)
        client = CollectedClientData.create("webauthn.get", asked["challenge"], self.origin)
        data = self._data(asked["rpId"])
        signed = self.key.sign(bytes(data) + client.hash, ec.ECDSA(SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": data, "signature": signed}
        return self._answer({**parts, **changed})

    def signs(self, statement: dict[str, Any]) -> Evidence:
        """A statement with this device's signature, as the register keeps it."""
        site = urlsplit(statement["site"]).hostname or ""
        challenge = challenge_of(statement)
        client = CollectedClientData.create(self.question, challenge, self.origin, cross_origin=self.framed)
        data = self._data(self.site or site)
        signed = self.key.sign(bytes(data) + client.hash, ec.ECDSA(SHA256()))
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        return Evidence(statement, bytes(client), bytes(data), signed, public)

    def pkcs8(self) -> bytes:
        """The private key, for a browser that plays this device."""
        return self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    def _data(self, site: str, flags: int = 0, made: Any = b"") -> AuthenticatorData:
        self.count += 1
        flags |= PRESENT | (VERIFIED if self.verifies else 0) | (BACKED_UP if self.backed_up else 0)
        return AuthenticatorData.create(hashlib.sha256(site.encode()).digest(), flags, self.count, made)

    def _answer(self, parts: dict[str, Any]) -> str:
        name = websafe_encode(self.key_id)
        response = {part: websafe_encode(bytes(value)) for part, value in parts.items()}
        said = {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
        return json.dumps(said)


def options_of(page: Page) -> dict[str, Any]:
    """What the page asks the device."""
    asked: dict[str, Any] = json.loads(page.all("form", data_module="passkey")[0].get("data-options", ""))
    return asked
