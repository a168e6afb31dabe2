"""What a second factor rests on, kept so that the database alone opens nothing.

The key is derived from the journal's entry key, which lies outside the database: a copy of the tables shows neither the
secret of an app nor a recovery code that could be found by trying.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ..house import House

NONCE, SECRET = 12, 20  # bytes


class SecretUnreadable(Exception):
    """A secret that this journal's key did not seal for this account."""


def seal(house: House, secret: bytes, account_id: int) -> bytes:
    """Encrypt the secret of an account; moved to another one it cannot be opened."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(_key(house, b"secret")).encrypt(nonce, secret, _of(account_id))


def unseal(house: House, sealed: bytes, account_id: int) -> bytes:
    """The secret again; raises `SecretUnreadable`."""
    try:
        return AESGCM(_key(house, b"secret")).decrypt(sealed[:NONCE], sealed[NONCE:], _of(account_id))
    except (InvalidTag, ValueError):
        raise SecretUnreadable(f"of account {account_id}") from None


def secret_to_come(house: House, account_id: int, session_id: int, had: int) -> bytes:
    """What an app that is being set up will share with this system; `had`: how many factors there were before it."""
    told = _of(account_id) + f"session {session_id}\nafter {had}\n".encode()
    return hmac.digest(_key(house, b"secret to come"), told, hashlib.sha256)[:SECRET]


def digest(house: House, code: str, account_id: int) -> bytes:
    """What is kept of a recovery code."""
    return hmac.digest(_key(house, b"recovery"), _of(account_id) + code.encode(), hashlib.sha256)


def digest_of_address(house: House, address: str, account_id: int) -> str:
    """What the journal says of a mail address that its owner confirmed: to be compared, and not to be guessed."""
    return hmac.digest(_key(house, b"address"), _of(account_id) + address.encode(), hashlib.sha256).hex()


def _key(house: House, purpose: bytes) -> bytes:
    derive = HKDF(SHA256(), 32, salt=house.keys.origin.encode(), info=b"second factor, " + purpose)
    return derive.derive(house.keys.entry.private_key.private_bytes_raw())


def _of(account_id: int) -> bytes:
    return f"account {account_id}\n".encode()
