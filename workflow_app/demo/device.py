"""The devices of the demo's people, in software: outside a demo a key never leaves the device of its owner.

They lie in the demo's folder, so that a visitor can sign as anybody without owning a security key. What they sign is
checked like everything else, on the page it is called simulated.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AuthenticatorData, CollectedClientData

from ..house import House
from ..models import Account
from ..services import second_factor, signing_key
from ..services.perform import unit_of_work
from ..services.signing import Answer
from ..transparency.evidence import challenge_of

FILE = "demo-keys.json"
SITE = "http://localhost:8000"
PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
NAME = "Khóa mô phỏng"


class Devices:
    """One key for each person of the demo, kept in a file beside the database."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._keys: dict[str, str] = json.loads(self.path.read_text()) if self.path.exists() else {}

    def give(self, house: House, account_id: int, officer: int | None) -> None:
        """Make the key of a person and have it trusted: by an officer's mandate, or on paper by the operator."""
        key = ec.generate_private_key(ec.SECP256R1())
        name, public = _name(account_id), cbor.encode(dict(ES256.from_cryptography_key(key.public_key())))  # type: ignore[no-untyped-call]
        second_factor.add_passkey(house, account_id, 0, name, public, 0, NAME)
        self._keys[str(account_id)] = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        with house.db.reading() as session:
            login = session.get_one(Account, account_id).login
        (made,) = second_factor.standing(house, account_id, []).factors
        if officer is None:
            on = date(2024, 1, 22)
            signing_key.trust_on_paper(house, None, login, made.fingerprint, "01-BB/VP", on)
            return
        with unit_of_work(house) as work:
            by = work.actor(officer).account_id
        asked = signing_key.ask(house, officer, made.code, SITE)
        assert by is not None, "an officer is a person"
        signing_key.trust(house, officer, made.code, self.answer(by, asked.nonce, asked.text))

    def keep(self) -> None:
        """Write the keys down."""
        self.path.write_text(json.dumps(self._keys))

    def has(self, account_id: int) -> bool:
        """Whether this person has a device here."""
        return str(account_id) in self._keys

    def answer(self, account_id: int, nonce: str, statement: str) -> Answer:
        """What the browser would send after the device was touched; nothing for what is no statement."""
        try:
            return Answer(nonce, self._signed(account_id, json.loads(statement)))
        except (ValueError, TypeError, KeyError, RecursionError):
            return Answer(nonce, "")

    def _signed(self, account_id: int, said: dict[str, Any]) -> str:
        site = str(said["site"])
        client = CollectedClientData.create("webauthn.get", challenge_of(said), site)
        host = site.split("://", 1)[-1].split(":", 1)[0]
        data = AuthenticatorData.create(hashlib.sha256(host.encode()).digest(), PRESENT_AND_VERIFIED, 0)
        key = load_pem_private_key(self._keys[str(account_id)].encode(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey), "made above"
        signed = key.sign(bytes(data) + client.hash, ec.ECDSA(SHA256()))
        parts = {"clientDataJSON": bytes(client), "authenticatorData": bytes(data), "signature": signed}
        response = {part: websafe_encode(value) for part, value in parts.items()}
        return json.dumps({"rawId": websafe_encode(_name(account_id)), "response": response})


def _name(account_id: int) -> bytes:
    return hashlib.sha256(f"demo {account_id}".encode()).digest()
