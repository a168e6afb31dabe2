"""Codes of six digits from an app (RFC 6238).

Each is good once, for the half minute in which it is shown and for one before and after.
"""

from __future__ import annotations

import base64
import re
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

STEP = 30  # seconds
DRIFT = 1  # half minutes by which a telephone may be early or late
CODE = re.compile(r"[0-9]{6}")
_SPACES = dict.fromkeys(map(ord, " \u00a0\t-"))


def shown(secret: bytes) -> str:
    """The secret as it is typed into an app, in groups of four."""
    return " ".join(re.findall(".{1,4}", base64.b32encode(secret).decode()))


def address(secret: bytes, login: str, issuer: str) -> str:
    """What the QR code says to an app."""
    said = urlencode({"secret": base64.b32encode(secret).decode(), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(login)}?{said}"


def is_code(typed: str) -> bool:
    """Whether this is six digits, however spaced; no password and no other code looks like it."""
    return CODE.fullmatch(bare(typed)) is not None


def bare(typed: str) -> str:
    """A code without the spaces that people put between the digits."""
    return typed.translate(_SPACES)


def step_of(secret: bytes, typed: str, now: datetime) -> int | None:
    """The half minute whose code this is, or None."""
    current, given = int(now.timestamp()) // STEP, bare(typed).encode("utf-8", "replace")
    # What apps know is SHA-1; as a keyed digest nothing is known against it.
    made = HOTP(secret, 6, SHA1(), enforce_key_length=True)  # noqa: S303
    steps = range(max(0, current - DRIFT), current + DRIFT + 1)
    fitting = [step for step in steps if secrets.compare_digest(made.generate(step), given)]
    return max(fitting, default=None)
