"""Canonical JSON and commitments."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from workflow_app.transparency.canonical import LARGEST_INT, NotCanonical, canonical, commitment, read_canonical

TEXT = st.text().map(lambda text: unicodedata.normalize("NFC", text))
KEYS = st.text(st.characters(max_codepoint=127))
SCALARS = st.none() | st.booleans() | st.integers(-LARGEST_INT, LARGEST_INT) | TEXT
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=20)


@given(VALUES)
def test_the_bytes_are_those_of_an_independent_rfc_8785_writer(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(VALUES)
def test_a_value_survives_writing_and_reading_on_one_line(value: Any) -> None:
    data = canonical(value)
    assert read_canonical(data) == value
    assert b"\n" not in data and b"\r" not in data


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.0, "json-type"),
        ({"score": [7.5]}, "json-type"),
        ((1, 2), "json-type"),
        (b"x", "json-type"),
        (2**53, "json-number-too-large"),
        (-(2**53), "json-number-too-large"),
        ("Hòa", "text-not-nfc"),
        ("\ud800", "text-surrogate"),
        ({"tên": 1}, "json-key"),
        ({1: 1}, "json-key"),
    ],
)
def test_what_could_be_written_in_two_ways_is_refused(value: Any, code: str) -> None:
    if code == "text-not-nfc":
        value = unicodedata.normalize("NFD", value)
    with pytest.raises(NotCanonical) as refused:
        canonical(value)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "data",
    [
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":NaN}',
        b'{"a":-0}',
        b'{"a":01}',
        b'{"a":9007199254740992}',
        b'"\\u0041"',
        b'"\\/"',
        b'"\\ud800"',
        b"\xef\xbb\xbf{}",
        b'"\xff"',
        b'"Ho\xcc\x80a"',
        b"",
        b"[" * 100_000,
        b"9" * 5_000,
        b"[" * 40 + b"]" * 40,
    ],
)
def test_any_other_spelling_is_refused_when_reading(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        read_canonical(data)


def test_a_commitment_is_the_hash_of_salt_and_canonical_value() -> None:
    salt = bytes(range(32))
    expected = hashlib.sha256(salt + b'{"a":1,"b":"\xc4\x91"}').hexdigest()
    assert commitment(salt, {"b": "đ", "a": 1}) == expected


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_salt_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(NotCanonical) as refused:
        commitment(bytes(length), "x")
    assert refused.value.code == "salt-length"
