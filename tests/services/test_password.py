"""Passwords: how they are kept, and which are refused."""

from __future__ import annotations

import unicodedata

import pytest

from tests.builders import PASSWORD
from workflow_app.services import password


def test_a_password_is_kept_as_argon2id_with_the_agreed_cost() -> None:
    kept = password.hash_password(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert kept != password.hash_password(PASSWORD)
    assert password.matches(PASSWORD, kept) and not password.matches(PASSWORD + " ", kept)


def test_a_password_typed_on_a_keyboard_that_composes_differently_is_the_same() -> None:
    kept = password.hash_password(unicodedata.normalize("NFC", PASSWORD))
    assert password.matches(unicodedata.normalize("NFD", PASSWORD), kept)


def test_no_password_opens_an_account_without_one() -> None:
    for word in ("", "!", password.NO_PASSWORD, PASSWORD):
        assert not password.matches(word, password.NO_PASSWORD)
        assert not password.matches(word, None)


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("mười một c", "password-too-short"),
        ("matkhau12345678", "password-guessable"),
        ("Mật khẩu 2025 !", "password-guessable"),
        ("Chi bộ 10/06/2025", "password-guessable"),
        ("bi-thu-1-bi-thu-1", "password-guessable"),
        ("aaaaaaaaaaaaaaaa", "password-guessable"),
        ("abcdabcdabcd", "password-guessable"),
        ("chibo-xyzw-2025", "password-guessable"),
        ("sunshine2025!!", "password-guessable"),
        ("Monkey, monkey 12", "password-guessable"),
        ("123qweasdzxc", "password-guessable"),
        ("trustno1trustno1", "password-guessable"),
        ("Anh yêu em 2025!", "password-guessable"),
        ("x" * 201, "password-too-long"),
        ("bốn từ chẳng dính dáng", None),
        ("ConTrauDiTruocCaiCay", None),
        ("chi bộ ta họp đúng mồng ba", None),
        ("sunshine bên hiên nhà cũ", None),
    ],
)
def test_what_would_be_guessed_first_is_refused(word: str, reason: str | None) -> None:
    assert password.why_weak(word, "bi-thu-1") == reason
