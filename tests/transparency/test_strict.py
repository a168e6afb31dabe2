"""One spelling for each number and each run of bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_app.transparency.strict import LARGEST_SIZE, Malformed, decimal, from_base64, is_hash_hex, to_base64

OTHER_SPELLINGS = ["", "+6", " 6", "6 ", "6\n", "-6", "-0", "06", "00", "٦", "六", "6_0", "6.0", "6e1", "0x6", "６"]


@pytest.mark.parametrize("text", [*OTHER_SPELLINGS, str(LARGEST_SIZE + 1), "9" * 5000])
def test_a_number_has_one_spelling(text: str) -> None:
    with pytest.raises(Malformed):
        decimal(text)


@given(st.integers(0, LARGEST_SIZE))
def test_every_number_in_range_is_read(number: int) -> None:
    assert decimal(str(number)) == number


@pytest.mark.parametrize("text", ["AA", "AA=", "AB==", "AA==\n", " AA==", "A-==", "AA==AA==", "ÀA==", "====", "AA=A"])
def test_base64_has_one_spelling(text: str) -> None:
    with pytest.raises(Malformed):
        from_base64(text)


@given(st.binary())
def test_base64_comes_back(data: bytes) -> None:
    assert from_base64(to_base64(data), len(data)) == data


def test_base64_of_another_length_is_refused() -> None:
    with pytest.raises(Malformed):
        from_base64("AAAA", 2)


@pytest.mark.parametrize("value", ["A" * 64, "a" * 63, "a" * 65, "a" * 63 + "g", "a" * 64 + "\n", 7, None])
def test_a_hash_is_64_lower_case_hex_digits(value: object) -> None:
    assert is_hash_hex("a" * 64)
    assert not is_hash_hex(value)
