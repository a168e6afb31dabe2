"""Vietnamese text: what is kept, what is refused, what counts as the same, and in which order it stands."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_app.text import TextRefused, identity_key, normalise, normalise_lines, search_fold, sort_key

PAIRS = Path(__file__).with_name("vi_sort_pairs.txt.gz")


def test_spaces_of_every_kind_become_one_plain_space():
    assert normalise("  Chi\u00a0bộ\u2009 \tthôn\u3000Đông ") == "Chi bộ thôn Đông"


def test_text_is_kept_in_composed_form():
    assert normalise("Huye\u0323\u0302n u\u0309y") == "Huyện ủy"


def test_the_spelling_of_a_name_is_never_changed():
    assert normalise("Huyện uỷ khoá Ðắk") == "Huyện uỷ khoá Ðắk"


def test_a_line_break_in_a_single_line_becomes_a_space():
    assert normalise("Chi bộ\r\nthôn\u2028Đông") == "Chi bộ thôn Đông"


def test_characters_without_width_do_not_survive():
    assert normalise("\ufeffChi\u200b bộ thôn\u00ad") == "Chi bộ thôn"


def test_several_lines_keep_their_breaks_and_lose_the_rest():
    assert normalise_lines("\n a  b \r\n\r\n\r\n\r\nc\u00a0\n ") == "a b\n\nc"


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x0b", "\x1c", "\x1f", "\x7f", "\x85", "\ud800", "\ue000", "\uffff"])
def test_control_characters_are_refused(char):
    with pytest.raises(TextRefused) as refused:
        normalise(f"Chi {char} bộ")
    assert refused.value.code == "text-control-character"


@pytest.mark.parametrize("char", "\u200e\u200f\u202a\u202d\u202e\u2066\u2069\u061c")
def test_characters_that_turn_the_direction_are_refused(char):
    for clean in (normalise, normalise_lines):
        with pytest.raises(TextRefused) as refused:
            clean(f"hồ sơ {char}fdp.exe")
        assert refused.value.code == "text-direction-character"


@given(st.text(st.characters(exclude_categories=["C"])))
def test_cleaning_twice_changes_nothing_more(text):
    once = normalise_lines(text)
    assert normalise_lines(once) == once
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Huyện uỷ khoá", "Huyện ủy khóa"),
        ("Thúy Hoà", "Thuý Hòa"),
        ("CHI BỘ Đông", "chi bộ ĐÔNG"),
        ("Đảng bộ", "Ðảng bộ"),
        ("Đảng bộ", "Ɖảng bộ"),
        ("Đảng bộ", "D\u0335ảng bộ"),
        ("Chi bộ", "Сhi bộ"),
        ("CHI BỘ KHU TÂN", "СНІ ВỘ КНU ТÂN"),
        ("Nam Định", "Νam Định"),
        ("Chi bộ thôn", "Chi bộ\u200b th\u200dôn"),
        ("Chi bộ", "Ｃｈｉ bộ"),
        ("giai đoạn 2022 – 2025", "giai đoạn 2022-2025"),
        ("Ban Ăn", "Ban Ǎn"),
        ("Chi bộ ", " Chi\u00a0 bộ"),
        ("Chi bộ\u3164", "Chi bộ"),
    ],
)
def test_twins_have_one_identity(one, other):
    assert identity_key(one) == identity_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Quỳnh Phụ", "Quỳnh Phú"),
        ("Đông", "Dông"),
        ("Chi bộ 1", "Chi bộ 11"),
        ("thôn An", "thôn Ân"),
        ("à b", "a b"),
        ("a-bà", "à-ba"),
        ("bà ba", "ba bà"),
        ("hòa", "hoa1"),
        ("Chi bộ 1 2", "Chi bộ 12"),
    ],
)
def test_different_words_have_different_identities(one, other):
    assert identity_key(one) != identity_key(other)


@pytest.mark.parametrize("typed", ["dak nong", "Đắk Nông", "Đăk  Nông", "ÐẮK NÔNG", "ɖak\u00a0nong", "Đ\u200bắk Nông"])
def test_search_finds_with_and_without_marks(typed):
    assert search_fold(typed) == "dak nong"


def test_the_order_is_that_of_icu_for_ten_thousand_pairs():
    lines = gzip.decompress(PAIRS.read_bytes()).decode().splitlines()
    assert len(lines) == 10_000
    wrong = []
    for line in lines:
        first, second, sign = line.split("\t")
        one, other = sort_key(first).encode(), sort_key(second).encode()
        if (one > other) - (one < other) != int(sign):
            wrong.append(line)
    assert wrong == []


def test_tones_stand_in_the_vietnamese_order():
    assert sorted("mạ má mã mả mà ma".split(), key=sort_key) == "ma mà mả mã má mạ".split()


def test_numbers_stand_by_value():
    names = ["Chi bộ 10", "Chi bộ 2", "Chi bộ 100", "Chi bộ 1", "Chi bộ"]
    assert sorted(names, key=sort_key) == ["Chi bộ", "Chi bộ 1", "Chi bộ 2", "Chi bộ 10", "Chi bộ 100"]


@given(st.text())
def test_any_text_has_a_key_that_every_database_can_store(text):
    key = sort_key(text)
    assert key.isascii() and key.isprintable() and " " not in key
