"""Reading numbers, base64 and hex so that each value has exactly one spelling, and the error all readers raise.

`int()` accepts "+6", " 6", "٦" and "1_000", and base64 decoders accept stray bits: two texts for one value are
two signatures for one statement, so every reader of this package comes through here.
"""

from __future__ import annotations

import base64
import binascii
import re

LARGEST_SIZE = 2**63 - 1  # what other implementations keep in a signed 64-bit number

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_HASH_HEX = re.compile(r"[0-9a-f]{64}")


class Malformed(ValueError):
    """Bytes that are not what they should be; `code` is stable, `detail` is for people."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail
        super().__init__(f"{code}: {detail}" if detail else code)


def decimal(text: str, largest: int = LARGEST_SIZE) -> int:
    """A whole number from 0 to `largest`, written with ASCII digits and no leading zero."""
    if not _DECIMAL.fullmatch(text) or int(text) > largest:
        raise Malformed("number", repr(text[:40]))
    return int(text)


def from_base64(text: str, length: int | None = None) -> bytes:
    """Bytes from standard base64 with padding, in its only canonical spelling; `length` in bytes when it is known."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise Malformed("base64", repr(text[:40])) from None
    if to_base64(data) != text or (length is not None and len(data) != length):
        raise Malformed("base64", repr(text[:40]))
    return data


def to_base64(data: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(data).decode("ascii")


def is_hash_hex(value: object) -> bool:
    """Whether a value is a SHA-256 in lower-case hexadecimal."""
    return isinstance(value, str) and _HASH_HEX.fullmatch(value) is not None
