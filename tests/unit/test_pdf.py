"""Documents to print: the same bytes, readable aloud, and whatever people wrote stays what they wrote."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pikepdf

from tests.pdf_text import text_of
from workflow_app.pdf import COVERED, STANDARD, typeset

AT = datetime(2026, 1, 4, 18, 30, tzinfo=UTC)  # already the 5th in Viet Nam
HOSTILE = '#panic("x") #read("/etc/passwd") $a^2$ *b* _c_ \\ @ref <nhãn> [x] // /* ```y``` = ~ -- "q" \' Đảng ủy Ặ'


def document(**changes: Any) -> bytes:
    value: dict[str, Any] = {
        "title": "Hồ sơ", "issuer": "Đảng ủy xã", "programme": "Chi bộ bốn tốt", "period": "2025", "entry_count": 0,
        "file_count": 0, "written_at": "10:00", "origin": "so.example/log", "tree_size": 7, "checkpoint": ["so"],
        "keys": ["so+1"], "programme_entries": [], "cases": [],
    }  # fmt: skip
    return typeset("archive", {**value, **changes}, AT)


def entry(value: str) -> dict[str, Any]:
    fields = [{"name": "Nội dung", "value": value}]
    return {"place": 3, "kind": "Nộp hồ sơ", "at": "09:00", "leaf": "ef" * 32, "fields": fields}


def test_the_same_value_gives_the_same_bytes_in_every_thread() -> None:
    with ThreadPoolExecutor(3) as threads:
        made = {one.result() for one in [threads.submit(document, programme_entries=[entry("x")]) for _ in range(6)]}
    assert made == {document(programme_entries=[entry("x")])}
    assert made != {document(programme_entries=[entry("y")])}


def test_a_document_is_tagged_vietnamese_pdf_a_with_title_and_day() -> None:
    with pikepdf.open(io.BytesIO(document())) as made:
        assert made.Root.MarkInfo.Marked and "/StructTreeRoot" in made.Root
        assert str(made.Root.Lang) == "vi"
        said = made.open_metadata()
        assert f"a-{said['pdfaid:part']}{said['pdfaid:conformance'].lower()}" == STANDARD
        assert said["dc:title"] == "Hồ sơ"
        assert said["xmp:CreateDate"].startswith("2026-01-05")
        fonts = [font for page in made.pages for font in page.Resources.Font.values()]
        assert {str(font.BaseFont).split("+")[1].split("-")[0] for font in fonts} == {"Tinos"}


def test_what_people_wrote_is_never_taken_for_markup() -> None:
    printed = text_of(document(title=HOSTILE, issuer=HOSTILE, programme_entries=[entry(HOSTILE + "\nDòng hai")]))
    assert printed.count(HOSTILE) == 2
    assert "Dòng hai" in printed


def test_every_letter_the_fonts_should_hold_is_set_and_any_other_is_told_by_its_number() -> None:
    ends = [[int(end, 16) for end in one.split("-")] for one in COVERED.split()]
    letters = "".join(chr(code) for one in ends for code in range(one[0], one[-1] + 1))
    both_weights = document(programme_entries=[{**entry(letters), "kind": letters}])  # a missing letter would raise
    assert all(letter in text_of(both_weights) for letter in "ẶặỄễỰựỴỵỸỹĐđƠơƯư₫№“”…")
    told = text_of(document(programme_entries=[entry("a中b😀c\ad A\u0323\u0306")]))
    assert "a[U+4E2D]b[U+1F600]c[U+0007]d Ặ" in told


def test_words_without_end_stay_on_the_page() -> None:
    made = document(programme_entries=[entry("Ặ" * 3000)])
    assert text_of(made).count("Ặ") == 3000
    with pikepdf.open(io.BytesIO(made)) as pages:
        assert len(pages.pages) > 1
