"""Public codes such as 7KX4-M2QD-9TRA: 11 random characters and one that catches slips of the pen.

Crockford's 32 characters (no I, L, O, U) are the elements of the field GF(2^5). The check makes a sum with a different
factor for each place zero, so every wrong character and every swap of two different characters is noticed.
"""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {char: value for value, char in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_LENGTH = 12
_FIELD = 0b100101  # x^5 + x^2 + 1, primitive: the factors of the 12 places differ
_START = 0b00100  # not zero, so that a code of zeros only is not a good one
_SEPARATORS = dict.fromkeys(map(ord, "-‐‑–—− \u00a0\t"))


def new_code() -> str:
    """A new random code, unguessable (55 bits)."""
    values = [secrets.randbelow(32) for _ in range(_LENGTH - 1)]
    return _written([*values, _check(values)])


def parse_code(text: str) -> str | None:
    """The code as it is written, from what somebody typed; None when it is none or a character is wrong.

    Takes small letters, missing dashes, spaces, and O for 0, I or L for 1.
    """
    plain = text.strip().translate(_SEPARATORS)
    if len(plain) != _LENGTH or not plain.isascii():
        return None
    values = [_VALUES.get(char, -1) for char in plain.upper()]
    if -1 in values or _check(values[:-1]) != values[-1]:
        return None
    return _written(values)


def _check(values: list[int]) -> int:
    total = _START
    for value in values:
        total = _times_x(total ^ value)
    return total


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ _FIELD if doubled & 0b100000 else doubled


def _written(values: list[int]) -> str:
    chars = "".join(ALPHABET[value] for value in values)
    return f"{chars[:4]}-{chars[4:8]}-{chars[8:]}"
