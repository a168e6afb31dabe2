"""Canonical JSON (RFC 8785) for the values the journal uses, and commitments to values that stay hidden.

For text, whole numbers, true/false/null, lists and objects with ASCII keys the standard encoder already writes
what RFC 8785 asks; everything for which the two could differ is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from typing import Any, NoReturn

from .strict import Malformed

LARGEST_INT = 2**53 - 1  # beyond it JavaScript loses digits
DEEPEST = 32
SALT_BYTES = 32
_SURROGATE = re.compile("[\ud800-\udfff]")


class NotCanonical(Malformed):
    """A value or text that has no canonical form here."""


def canonical(value: object) -> bytes:
    """The one spelling of a value as JSON: UTF-8, a single line, keys in order, nothing between the tokens."""
    _check(value, 0)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def read_canonical(data: bytes) -> Any:
    """The value that canonical bytes stand for; any other spelling of the same value is refused."""
    try:
        value = json.loads(data.decode("utf-8"), parse_float=_refuse_number, parse_constant=_refuse_number)
    except NotCanonical:
        raise
    except (ValueError, RecursionError) as error:
        raise NotCanonical("json", str(error)[:80]) from None
    if canonical(value) != data:
        raise NotCanonical("json-not-canonical", "the same value has another canonical spelling")
    return value


def commitment(salt: bytes, value: object) -> str:
    """SHA-256(salt || canonical value) in hex: binds to the value without showing it. The salt is 32 random bytes."""
    if len(salt) != SALT_BYTES:
        raise NotCanonical("salt-length", f"{len(salt)} bytes instead of {SALT_BYTES}")
    return hashlib.sha256(salt + canonical(value)).hexdigest()


def is_sealed(salt: bytes, value: object, sealed: object) -> bool:
    """Whether this salt and value are what a commitment binds to."""
    try:
        return commitment(salt, value) == sealed
    except Malformed:
        return False


def _check(value: object, depth: int) -> None:
    if depth > DEEPEST:
        raise NotCanonical("json-too-deep")
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int):
        if abs(value) > LARGEST_INT:
            raise NotCanonical("json-number-too-large", str(value)[:40])
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise NotCanonical("json-key", repr(key)[:40])
            _check(item, depth + 1)
    else:
        raise NotCanonical("json-type", type(value).__name__)


def _check_text(text: str) -> None:
    if text.isascii():
        return
    if not unicodedata.is_normalized("NFC", text):
        raise NotCanonical("text-not-nfc", repr(text[:40]))
    if _SURROGATE.search(text):
        raise NotCanonical("text-surrogate", repr(text[:40]))


def _refuse_number(text: str) -> NoReturn:
    raise NotCanonical("json-number", text[:40])
