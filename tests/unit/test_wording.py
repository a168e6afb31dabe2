"""The words: every code has them in both languages, and they are written as agreed."""

import re
import unicodedata

import pytest

from workflow_app import wording
from workflow_app.wording import casework, findings, journal, reasons, registration, vocabulary

MODULES = (vocabulary, journal, reasons, findings)
TABLES = [
    *(getattr(module, name) for module in MODULES for name in dir(module) if name.isupper()),
    *(getattr(casework, name) for name in ("PROCESSES", "NOTICES")),
    registration.FIELDS, registration.ROWS,
    *casework.STATES.values(), *casework.ACTIONS.values(), *casework.LOG_SENTENCES.values(),
]  # fmt: skip
ALL = [(code, *words) for table in TABLES for code, words in table.items()]


def test_all_tables_are_looked_at():
    assert len(TABLES) >= 18
    assert len(ALL) > 200


def test_every_code_has_words_in_both_languages():
    assert [code for code, vi, en in ALL if not vi.strip() or not en.strip() or vi == en] == []


def test_vietnamese_is_composed_and_places_tones_as_agreed():
    text = " ".join(vi for _, vi, _ in ALL)
    assert text == unicodedata.normalize("NFC", text)
    assert re.findall(r"\b\w*(?:uỷ|oà|oá|oả|oạ|oã)\b", text) == []


def test_nobody_is_addressed_casually():
    assert [vi for _, vi, _ in ALL if re.search(r"\b(bạn|quý khách)\b", vi, re.IGNORECASE)] == []


def test_a_reason_is_at_least_two_full_sentences_that_end():
    for code, (vi, en) in reasons.REASONS.items():
        assert vi.endswith(".") and en.endswith("."), code
        assert vi[0].isupper() and en[0].isupper(), code
        assert len(re.findall(r"[.:](\s|$)", vi)) >= 2, code


def test_a_history_says_that_something_was_done():
    sentences = [vi for table in casework.LOG_SENTENCES.values() for vi, _ in table.values()]
    assert all(vi.startswith("đã ") for vi in [*sentences, *(vi for vi, _ in journal.ENTRY_KINDS.values())])


def test_the_words_of_the_field_are_used():
    assert wording.process_name("registration") == "Đăng ký xây dựng mô hình"
    assert wording.state_name("registration", "changes_requested") == "Cần bổ sung"
    assert wording.action_name("registration", "endorse", "en") == "Endorse and forward"
    assert wording.log_sentence("registration", "receive") == "đã tiếp nhận hồ sơ"
    assert wording.role_name("incharge") == "Cấp ủy viên phụ trách"
    assert wording.document_type_name("ĐA", "en") == "Scheme"
    assert wording.unit_kind_name("chi_bo_co_so") == "Chi bộ cơ sở"


def test_an_entry_of_a_case_is_told_like_its_history():
    assert wording.entry_kind_name("registration.submit") == "đã gửi đăng ký"
    assert wording.entry_kind_name("round.opened", "en") == "opened the round"


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("resolution.number", "Số và ký hiệu nghị quyết"),
        ("contents", "Nội dung đăng ký"),
        ("contents.0", "Nội dung đăng ký 1"),
        ("roadmap.11", "Bước 12 của lộ trình"),
        ("roadmap.2.due", "Bước 3 của lộ trình: Thời hạn"),
    ],
)
def test_fields_and_rows_have_names(field, name):
    assert wording.field_name(field) == name


@pytest.mark.parametrize(
    "ask",
    [
        lambda: wording.reason_text("no-such-code"),
        lambda: wording.finding_text("no-such-code"),
        lambda: wording.entry_kind_name("registration.no_such"),
        lambda: wording.state_name("registration", "transferred"),
        lambda: wording.field_name("resolution.0"),
    ],
)
def test_a_code_without_words_is_a_fault(ask):
    with pytest.raises(KeyError):
        ask()


def test_a_language_without_words_is_a_fault():
    with pytest.raises(ValueError, match="not in tuple"):
        wording.role_name("clerk", "fr")
