"""Passwords: what is refused, how they are kept, and checking them in the same time for everybody."""

from __future__ import annotations

import re
import secrets
import threading
import unicodedata
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SHORTEST, LONGEST = 12, 200  # characters
DIGITS = "0123456789"
NO_PASSWORD = "!"  # an account that cannot be entered with a password at all

# 19 MiB each: more at once would let a flood of sign-ins eat the machine.
_TWO_AT_A_TIME = threading.BoundedSemaphore(2)
# What people of this register would try first.
_GUESSED = (
    "matkhau", "password", "123456", "qwertyuiop", "qwerty", "asdfghjkl", "zxcvbnm", "abcdef", "abc123",
    "chibo", "dangbo", "dangvien", "danguy", "huyenuy", "tinhuy", "bithu", "vietnam",
    "congsan", "kieumau", "bontot", "admin", "iloveyou", "hochiminh",
)  # fmt: skip


def why_weak(password: str, login: str) -> str | None:
    """The reason a password must not be chosen, or None: too short, too long, or the first thing to be guessed."""
    if len(password) < SHORTEST:
        return "password-too-short"
    if len(password) > LONGEST:
        return "password-too-long"
    rest = _bare(password)
    for word in (_bare(login), *_GUESSED):
        rest = rest.replace(word, "") if len(word) > 2 else rest
    # What is left beside words and counting must itself be something to guess.
    core, whole = _once(rest.strip(DIGITS)), _once(_bare(password))
    guessed = len(core) < 6 or len(set(core)) < 4 or not common_passwords().isdisjoint((core, whole))
    return "password-guessable" if guessed else None


@cache
def common_passwords() -> frozenset[str]:
    """What lists of leaked passwords are full of: small letters and digits, without the digits around a word."""
    return frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="ascii").split())


def _once(text: str) -> str:
    """What a text repeats, or the text: "dragon" of "dragondragon"."""
    return text[: (text + text).find(text, 1)].strip(DIGITS) if text else ""


def hash_password(password: str, *, published: bool = False) -> str:
    """The Argon2id PHC string to keep; a `published` password needs no protection that costs time."""
    rounds, kib = (1, 8) if published else (2, 19 * 1024)
    with _TWO_AT_A_TIME:
        made = Argon2id(salt=secrets.token_bytes(16), length=32, iterations=rounds, lanes=1, memory_cost=kib)
        return made.derive_phc_encoded(_bytes(password))


def matches(password: str, kept: str | None) -> bool:
    """Whether a password is the kept one; as slow for an account that does not exist (None) or has none."""
    real = kept is not None and kept != NO_PASSWORD
    with _TWO_AT_A_TIME:
        try:
            Argon2id.verify_phc_encoded(_bytes(password[:LONGEST]), kept if real and kept else _nobody())
        except InvalidKey:
            return False
    return real and len(password) <= LONGEST


def _bare(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if unicodedata.category(c) != "Mn")
    return re.sub(r"[\W_]", "", plain.replace("đ", "d"))


def _bytes(password: str) -> bytes:
    """The one change ever made to a password: NFC, because keyboards differ in how they compose Vietnamese."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def _nobody() -> str:
    """A kept password that nobody has, with the cost of a real one."""
    return "$argon2id$v=19$m=19456,t=2,p=1$1nOqwQ+bvX6nyN+m9ajmbA$SCjMO7i7YcHapvKK4MOaVGLldwnL5wa2jzCEJ7Pk6NI"
