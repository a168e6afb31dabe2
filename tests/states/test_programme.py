"""Editions: the ones shipped are read, and a faulty one is refused with every fault at its place."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import rfc8785

from states.commitment_reminder import ReminderRule
from states.edition import PartAbsent
from states.edition_values import FRAMEWORK, PROCESSES
from states.programme import EditionInvalid, digest, parse
from states.scoring import assess

SHIPPED = Path(__file__).parents[2] / "workflow_app" / "programmes"
TEXT = (SHIPPED / "ds-bontot-2024.toml").read_text(encoding="utf-8")


def faults(*changes: tuple[str, str]) -> list[str]:
    """The faults of the shipped text after each first occurrence of a piece was replaced."""
    text = TEXT
    for old, new in changes:
        assert old in text, f"nothing to change: {old}"
        text = text.replace(old, new, 1)
    with pytest.raises(EditionInvalid) as refusal:
        parse(text)
    return list(refusal.value.errors)


def test_the_edition_of_dak_song_says_what_the_plan_says():
    edition = parse(TEXT)
    assert (edition.code, edition.number, edition.period) == ("ds-bontot", 1, "2024")
    assert [(d.ref, d.date, d.implements) for d in edition.documents] == [
        ("21-NQ/TW", date(2022, 6, 16), None),
        ("48-CTr/TU", date(2022, 10, 31), "21-NQ/TW"),
        ("518-KH/HU", date(2024, 1, 22), "48-CTr/TU"),
    ]
    assert [(stage.code, stage.role) for stage in edition.registration.stages] == [
        ("direct", "reviewer"),
        ("board", "board_signatory"),
    ]
    assert [group.max for group in edition.framework.groups] == [30, 25, 20, 25]
    assert edition.framework.pass_total == Decimal(90)
    assert edition.openings["person"] == "never"
    assert {"thieu-nghi-quyet", "khac"} <= {reason.code for reason in edition.registration.return_reasons}


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_every_edition_shipped_is_sound_and_can_be_scored(path):
    edition = parse(path.read_text(encoding="utf-8"))
    if edition.has(FRAMEWORK):
        full = {criterion.code: criterion.max for group in edition.framework.groups for criterion in group.criteria}
        assert assess(edition.framework, full).passed
    opens_on, closes_on = edition.round_dates(int(edition.period))
    assert opens_on < closes_on


def test_the_edition_of_the_bloc_in_thai_binh_asks_all_six_parties_under_the_chain_of_its_documents():
    edition = parse((SHIPPED / "tb-dukdn-cbkm-2025.toml").read_text(encoding="utf-8"))
    assert [(d.ref, d.type, d.date, d.implements) for d in edition.documents[:2]] == [
        ("02-ĐA/TU", "ĐA", date(2022, 4, 20), None),
        ("48-KH/ĐUK", "KH", date(2022, 5, 25), "02-ĐA/TU"),
    ]
    asked = edition.commitment
    assert (asked.closing_rule, asked.superior_signs, asked.seats_required) == ("all", True, 6)
    assert asked.certificates and asked.template.recitals == ("02-ĐA/TU", "48-KH/ĐUK")
    assert asked.reminders == ReminderRule(3, 3, 5, ("weekends", "holidays"))
    assert edition.admits("dang_bo_co_so", None) and edition.admits("chi_bo_truc_thuoc", "doanh_nghiep")
    assert "documents[0].type: phải viết như 'KH': 'đề án'" in faults(('type = "NQ"', 'type = "đề án"'))


def test_a_round_includes_its_last_day_and_closes_on_the_next():
    assert parse(TEXT).round_dates(2024) == (date(2024, 2, 1), date(2024, 4, 1))


def test_each_kind_of_unit_has_a_title_of_its_own():
    edition = parse(TEXT)
    assert edition.title_of("chi_bo_co_so") == "Chi bộ bốn tốt"
    assert edition.title_of("dang_bo_co_so") == "Đảng bộ cơ sở bốn tốt"
    assert edition.title_of("dang_bo_huyen") == "Đảng bộ cơ sở bốn tốt, Chi bộ bốn tốt", "a kind it does not know"
    assert "titles.chi_bo_co_so: thiếu" in faults(("[titles.chi_bo_co_so]", "[titles.other]"))


def test_a_programme_admits_its_kinds_and_where_it_names_types_only_those():
    every_type = parse(TEXT)
    assert every_type.admits("chi_bo_co_so", "llvt")
    assert every_type.admits("dang_bo_co_so", None)
    assert not every_type.admits("chi_bo_truc_thuoc", "llvt")
    one_type = parse(TEXT.replace("cell_types = []", 'cell_types = ["llvt"]'))
    assert one_type.admits("chi_bo_co_so", "llvt")
    assert not one_type.admits("chi_bo_co_so", "co_quan")
    assert not one_type.admits("chi_bo_co_so", None)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('role = "reviewer"', 'role = "chief"', "registration.stages[0].role: vai trò không có: 'chief'"),
        (
            'role = "reviewer"',
            'role = "clerk"',
            "registration.stages[0].role: vai trò này không giữ cấp xét nào: 'clerk'",
        ),
        (
            'role = "board_signatory"',
            'role = "reviewer"',
            "registration.stages[1].role: cấp xét cuối phải thuộc board_signatory: 'reviewer'",
        ),
        ('code = "board"', 'code = "direct"', "registration.stages: trùng mã 'direct'"),
        ("receive_days = 3\n", "", "registration.receive_days: thiếu"),
        ("receive_days = 3", "receive_days = 0", "registration.receive_days: phải từ 1 trở lên"),
        ("receive_days = 3", "receive_days = true", "registration.receive_days: phải là số nguyên"),
        (
            "receive_days = 3",
            "recieve_days = 3\nreceive_days = 3",
            "registration.recieve_days: khóa không có trong định dạng",
        ),
        ("number = 1", "number = 1\nsecret = 1", "secret: khóa không có trong định dạng"),
        (
            "resolution_required = true",
            'resolution_required = "yes"',
            "registration.resolution_required: phải là true hoặc false",
        ),
        (
            'register_by = "03-31"',
            'register_by = "02-29"',
            "registration.register_by: không phải là ngày của mọi năm: '02-29'",
        ),
        ('register_by = "03-31"', 'register_by = "31/3"', "registration.register_by: phải viết như '03-31': '31/3'"),
        ('register_by = "03-31"', 'register_by = "01-15"', "registration.register_by: hạn đăng ký sớm hơn ngày mở"),
        ('unit = "acceptance"', 'unit = "tomorrow"', "openings.unit: thời điểm mở không có: 'tomorrow'"),
        ('person = "never"\n', "", "openings.person: thiếu"),
        ('person = "never"', 'person = "never"\nscore = "never"', "openings.score: khóa không có trong định dạng"),
        ('implements = "21-NQ/TW"', 'implements = "22-NQ/TW"', "documents[1].implements: văn bản không có: '22-NQ/TW'"),
        ("number = 518", "number = 519", "documents[2].ref: không khớp với số và ký hiệu"),
        ("date = 2022-06-16", 'date = "2022-06-16"', "documents[0].date: phải là ngày, ví dụ 2024-01-22"),
        ("date = 2022-06-16", "date = 2022-06-16T08:00:00", "documents[0].date: chỉ nhận ngày, không nhận giờ"),
        ("unit_kinds = [", 'unit_kinds = [ "chi_bo_co_so",', "unit_kinds: trùng mã 'chi_bo_co_so'"),
        ('unit_kinds = ["dang_bo_co_so", "chi_bo_co_so"]', "unit_kinds = []", "unit_kinds: phải có ít nhất 1 mục"),
        ('unit_kinds = ["dang_bo_co_so"', "unit_kinds = [7", "unit_kinds[0]: phải là chuỗi ký tự"),
        (
            'pass_total = "90"',
            "pass_total = 90.0",
            'framework.pass_total: không nhận số thập phân; viết trong ngoặc kép, ví dụ "7.5"',
        ),
        ('pass_total = "90"', 'pass_total = "9e1"', "framework.pass_total: phải viết như '7.5': '9e1'"),
        ('pass_total = "90"', 'pass_total = "100.5"', "framework.pass_total: lớn hơn tổng điểm tối đa"),
        ('pass_total = "90"\n', "", "framework.pass_total: thiếu: khung phải có điểm đạt hoặc các mức xếp loại"),
        ("pass_each_group_pct = 80", "pass_each_group_pct = 101", "framework.pass_each_group_pct: phải từ 0 đến 100"),
        ('step = "0.5"', 'step = "0"', "framework.step: phải lớn hơn 0"),
        ('max = "30"', 'max = "31"', "framework.groups[0].max: khác tổng điểm tối đa của các tiêu chí"),
        ('code = "N1.2"', 'code = "N1.1"', "framework.groups: trùng mã 'N1.1'"),
        ('step = "0.5"', 'step = "0.5"\ngates = ["N9.9"]', "framework.gates[0]: tiêu chí không có: 'N9.9'"),
        (
            'step = "0.5"',
            'step = "0.5"\nbands = [{ code = "tot", name = { vi = "Tốt", en = "Good" }, minimum = "90" }]',
            "framework.bands: phải xếp từ cao xuống thấp; mức cuối từ 0 điểm và không kèm điều kiện",
        ),
        ('requires = ["registration.approved"]', 'requires = ["a.b"]', "steps[6].requires[0]: kết quả không có: 'a.b'"),
        ('process = "inspection"\n', "", "steps[6].process: thiếu: hành động phải thuộc một quy trình"),
        ('"steps[6]",', '"steps[66]",', "illustrative: không có mục 'steps[66]'"),
        ('code = "khac"', 'code = "lý do"', "registration.return_reasons[5].code: không phải là mã: 'lý do'"),
        (
            'en = "Another reason (to be stated)"',
            'en = " "',
            "registration.return_reasons[5].name.en: không được để trống",
        ),
        ('period = "2024"', 'period = "24"', "period: phải viết như '2024': '24'"),
        ("Ban Chấp hành", "Ban Cha\u0302\u0301p hành", "documents[0].issuer: chữ phải theo Unicode NFC"),
        (
            "Ban Chấp hành", "Ban\\u202E Chấp\\u200B hành",
            "documents[0].issuer: có ký tự không nhìn thấy hoặc đảo chiều chữ: U+200B, U+202E",
        ),
        ("number = 1", "number = 9007199254740993", "number: số quá lớn"),
        ("number = 1", 'number = 1\n"khóa" = 1', "'khóa': khóa phải viết bằng ASCII"),
        ("[deadlines]", "[dead]", "deadlines: thiếu"),
    ],
)
def test_a_fault_is_named_with_its_place(old, new, fault):
    assert fault in faults((old, new))


def test_all_faults_are_reported_at_once():
    found = faults(
        ('role = "reviewer"', 'role = "chief"'),
        ("stage_days = 10\n", ""),
        ('max = "25"', 'max = "26"'),
        ('decide_by = "12-20"', 'decide_by = "12-40"'),
    )
    assert found == [
        "framework.groups[1].max: khác tổng điểm tối đa của các tiêu chí",
        "registration.stages[0].role: vai trò không có: 'chief'",
        "registration.stage_days: thiếu",
        "deadlines.decide_by: không phải là ngày của mọi năm: '12-40'",
    ]


def test_what_is_no_toml_is_refused_with_the_line():
    with pytest.raises(EditionInvalid, match="TOML: .*line 1"):
        parse("code = ?")
    with pytest.raises(EditionInvalid, match="TOML: .*line 1"):
        digest("code = ?")


@pytest.mark.parametrize(
    "text",
    ["a = " + "[\n" * 5_000, "a." * 50_000 + "a = 1", "a." * 400 + "a = 1", "number = " + "9" * 5_000],
    ids=["brackets", "line", "parts", "digits"],
)
def test_what_nobody_would_write_is_refused_and_breaks_nothing(text: str):
    for read in (parse, digest):
        with pytest.raises(EditionInvalid, match="lồng quá sâu|TOML"):
            read(text)


def test_an_empty_text_is_told_everything_an_edition_needs():
    with pytest.raises(EditionInvalid) as refusal:
        parse("")
    assert {"code: thiếu", "documents: thiếu", "unit_kinds: thiếu", "steps: thiếu"} <= set(refusal.value.errors)


def without(*parts: str) -> str:
    """The shipped text without the sections of these parts, as somebody would cut them out."""
    kept, cut = [], False
    for line in TEXT.splitlines():
        if line.startswith("["):
            cut = line.strip("[]").split(".")[0] in parts
        kept += [] if cut else [line]
    return "\n".join(kept)


def test_a_part_that_others_rest_on_cannot_be_left_out():
    with pytest.raises(EditionInvalid) as refusal:
        parse(without("registration", "framework"))
    assert {
        "inspection: cần có phần [registration]",
        "inspection: cần có phần [framework]",
        "recognition: cần có phần [registration]",
        "recognition: cần có phần [framework]",
    } <= set(refusal.value.errors)


def test_what_speaks_of_a_part_that_is_not_there_is_named():
    with pytest.raises(EditionInvalid) as refusal:
        parse(without("commitment"))
    found = "; ".join(refusal.value.errors)
    assert "không có phần [commitment]" in found and "openings.agreement: khóa không có trong định dạng" in found


def test_a_programme_may_do_without_any_process_and_says_so_when_it_is_asked():
    edition = parse((SHIPPED / "hn-da11-clsh-2025.toml").read_text(encoding="utf-8"))
    assert not any(edition.has(process) for process in PROCESSES)
    for process in PROCESSES:
        with pytest.raises(PartAbsent, match=process):
            getattr(edition, process)
    assert edition.round_dates(2025) == (date(2025, 1, 1), date(2026, 1, 1))


def test_rules_once_read_cannot_be_changed():
    edition = parse(TEXT)
    with pytest.raises(AttributeError):
        edition.number = 2
    with pytest.raises(TypeError):
        edition.openings["person"] = "at_once"


def test_the_digest_is_that_of_the_canonical_json_of_the_document_as_written():
    # {"a":[1,"ủy \"x\""],"b":{"c":true,"d":"2024-01-22"}} in UTF-8, digested with another program
    text = "b = { d = 2024-01-22, c = true }\na = [1, 'ủy \"x\"'] # a remark\n"
    assert digest(text) == "bcae764cfb7ce7584942c4b49cc9fa2df66a67f4444993a89966a27e6a4feab6"


def test_the_digest_forgets_layout_but_no_value():
    assert digest(TEXT) == digest("# another remark\n" + TEXT)
    for old, new in [("stage_days = 10", "stage_days = 11"), ('en = "District Standing Board"', 'en = "Board"')]:
        assert digest(TEXT.replace(old, new)) != digest(TEXT)


def test_the_digest_is_canonical_for_the_editions_shipped():
    def plain(value):
        if isinstance(value, dict):
            return {key: plain(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [plain(inner) for inner in value]
        return value.isoformat() if isinstance(value, date) else value

    for path in SHIPPED.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        assert digest(text) == hashlib.sha256(rfc8785.dumps(plain(tomllib.loads(text)))).hexdigest()


@pytest.mark.parametrize("text", ["a = 1.5", "a = [{ b = inf }]", "a = 08:00:00", "a = 2024-01-22T08:00:00Z"])
def test_a_value_without_one_exact_spelling_has_no_digest(text):
    with pytest.raises(EditionInvalid, match="^a"):
        digest(text)


def test_a_document_carries_only_rules_that_the_edition_has():
    good = TEXT.replace('symbol = "KH/HU"', 'symbol = "KH/HU"\ncarries = ["registration", "recognition.publish"]', 1)
    edition = parse(good)
    (plan,) = [one for one in edition.documents if one.carries]
    assert edition.basis_of("registration.approve") == (plan,), "what carries a process carries its acts"
    assert edition.basis_of("recognition.publish") == (plan,)
    assert edition.basis_of("recognition.propose") == edition.basis_of("inspection.conclude") == ()
    with pytest.raises(EditionInvalid) as refused:
        parse(good.replace("recognition.publish", "recognition.celebrate"))
    assert any("recognition.celebrate" in fault for fault in refused.value.errors)
