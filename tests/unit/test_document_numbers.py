"""Numbers of documents: all those of the five programmes, however they were typed, and how they are cited."""

from datetime import date

import pytest

from workflow_app.document_numbers import DocumentNumber, cite, cite_first, parse


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("02-ĐA / TU", "02-ĐA/TU"),
        ("48-KH / ĐUK", "48-KH/ĐUK"),
        ("12-HD / BTCTW", "12-HD/BTCTW"),
        ("222-TB / TU", "222-TB/TU"),
        ("21 -NQ/TW", "21-NQ/TW"),
        ("21 nq/tw", "21-NQ/TW"),
        ("48-CTr/TU", "48-CTr/TU"),
        ("48-ctr/tu", "48-CTr/TU"),
        ("518-KH/Hu", "518-KH/HU"),
        ("Số 11-ĐA/TU", "11-ĐA/TU"),
        ("Số: 11–ĐA/TU", "11-ĐA/TU"),
        ("2-ĐA/TU", "02-ĐA/TU"),
        ("01-đa\u00a0/\u00a0thu", "01-ĐA/ThU"),
        ("18-KL/TW", "18-KL/TW"),
        ("366-QĐ/TW", "366-QĐ/TW"),
        ("30/2020/NĐ-CP", "30/2020/NĐ-CP"),
        ("20/2023/QH15", "20/2023/QH15"),
        ("202/2025/QH15", "202/2025/QH15"),
        ("23/2025/NĐ-CP", "23/2025/NĐ-CP"),
        ("Số: 12/QĐ-UBND", "12/QĐ-UBND"),
        ("1234/qđ-ttg", "1234/QĐ-TTg"),
        ("05/2024/ttlt-bnv-btc", "05/2024/TTLT-BNV-BTC"),
    ],
)
def test_a_number_is_read_however_it_was_typed(typed, canonical):
    number = parse(typed)
    assert number is not None
    assert number.canonical == canonical
    assert parse(canonical) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "12",
        "-KH/TU",
        "12-KH",
        "12-XX/TU",
        "12KH/TU",
        "12 XX/TU",
        "0-KH/TU",
        "12/2020",
        "123456-KH/TU",
        "12-KH/TU/TW",
        "٣-KH/TU",
        "12-KH/T1",
    ],
)
def test_what_is_no_number_is_none(typed):
    assert parse(typed) is None


def test_one_number_of_two_types_is_two_documents():
    assert parse("48-KH/ĐUK") != parse("48-CTr/TU")


def test_the_parts_of_a_number_are_known():
    assert parse("518-KH/HU") == DocumentNumber("party", 518, "KH", "HU")
    assert parse("30/2020/NĐ-CP") == DocumentNumber("state", 30, "NĐ", "CP", 2020)
    assert parse("12/QĐ-UBND") == DocumentNumber("state", 12, "QĐ", "UBND")
    assert parse("20/2023/QH15") == DocumentNumber("state", 20, "", "QH15", 2023)


def test_a_first_citation_says_everything_and_later_ones_the_number():
    known = {"issued_on": date(2024, 1, 22), "issuer": "Ban Thường vụ Huyện ủy Đắk Song"}
    assert cite_first("518-KH/HU", "KH", **known, subject="xây dựng chi bộ bốn tốt") == (
        "Kế hoạch số 518-KH/HU ngày 22/01/2024 của Ban Thường vụ Huyện ủy Đắk Song về xây dựng chi bộ bốn tốt"
    )
    assert cite("518-KH/HU", "KH") == "Kế hoạch số 518-KH/HU"


def test_a_title_is_quoted_and_a_phrase_keeps_its_preposition():
    assert cite_first("02-ĐA/TU", "ĐA", subject="Xây dựng mô hình").endswith(", “Xây dựng mô hình”")
    assert cite_first("11-ĐA/TU", "ĐA", subject="về sinh hoạt chi bộ") == "Đề án số 11-ĐA/TU về sinh hoạt chi bộ"


def test_what_is_not_known_is_left_out():
    assert cite_first("", "KTC", issuer="Tỉnh ủy") == "Khung tiêu chí của Tỉnh ủy"
    assert cite_first("54", "KH") == "Kế hoạch số 54"


def test_citations_in_english_keep_the_number_and_the_title():
    first = cite_first("11-ĐA/TU", "ĐA", issued_on=date(2021, 12, 6), issuer="Thành ủy", subject="nâng cao", lang="en")
    assert first == "Scheme No. 11-ĐA/TU of 6 December 2021, Thành ủy, “nâng cao”"
    assert cite("366-QĐ/TW", "QyĐ", "en") == "Regulation No. 366-QĐ/TW"
