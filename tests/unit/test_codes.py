"""Public codes: how they look, what is forgiven in typing, and what is noticed."""

import itertools
import re

import pytest

from workflow_app.codes import ALPHABET, new_code, parse_code

GOOD = "7KX4-M2QD-9TRA"


def test_a_new_code_reads_back_as_itself():
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(re.fullmatch("([0-9A-HJKMNP-TV-Z]{4}-?){3}", code) and parse_code(code) == code for code in codes)


@pytest.mark.parametrize(
    "typed",
    [
        GOOD,
        GOOD.lower(),
        "7kx4m2qd9tra",
        " 7KX4 M2QD 9TRA\n",
        "7KX4–M2QD–9TRA",
        "7KX4\u00a0M2QD-9TRA",
        "7-KX4M2QD9TR-A",
    ],
)
def test_case_dashes_and_spaces_do_not_matter(typed):
    assert parse_code(typed) == GOOD


def test_letters_that_look_like_digits_are_taken_as_digits():
    code = next(code for code in iter(new_code, None) if "0" in code and "1" in code)
    for one in "IiLl":
        assert parse_code(code.replace("0", "O").replace("1", one)) == code


@pytest.mark.parametrize(
    "typed", ["", "7KX4-M2QD-9TR", GOOD + "A", "UKX4-M2QD-9TRA", "7KX4-M2QD-9TRĄ", "٧KX4-M2QD-9TRA"]
)
def test_what_is_no_code_is_none(typed):
    assert parse_code(typed) is None


def test_letters_of_other_alphabets_that_become_latin_in_capitals_are_refused():
    code = next(code for code in iter(new_code, None) if "S" in code)
    assert parse_code(code.replace("S", "ſ")) is None


def test_every_single_wrong_character_is_noticed():
    plain = GOOD.replace("-", "")
    for place, char in itertools.product(range(12), ALPHABET):
        if char != plain[place]:
            assert parse_code(plain[:place] + char + plain[place + 1 :]) is None


def test_every_swap_of_two_different_characters_is_noticed():
    for plain in (GOOD.replace("-", ""), new_code().replace("-", "")):
        for one, other in itertools.combinations(range(12), 2):
            if plain[one] != plain[other]:
                chars = list(plain)
                chars[one], chars[other] = chars[other], chars[one]
                assert parse_code("".join(chars)) is None


def test_zeros_only_are_no_code():
    assert parse_code("0000-0000-0000") is None
