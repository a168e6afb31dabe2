"""Targets: golden figures with the text that is shown for them, and exact arithmetic against fractions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.edition_values import Name
from states.programme import EditionInvalid, parse
from states.targets import Counted, Target, attendance, judge
from tests.builders import EDITION
from workflow_app.web.targets import figure_text

NAME = Name("Chỉ tiêu", "Target")
TEXT = EDITION.read_text(encoding="utf-8")


def share(pct: int) -> Target:
    return Target("T-1", NAME, "share", "recognised", "organisations", pct=pct)


ALL = Target("T-TB-1", NAME, "all", "signed", "organisations")
RANGE = Target("T-QP-1", NAME, "range", "recognised_first", least=20, most=25)


@pytest.mark.parametrize(
    ("target", "counted", "outcome", "vi", "en"),
    [
        (share(90), Counted(143, 159), "not_met", "143/159 = 89,94% – chưa đạt 90%",
         "143/159 = 89.94% – 90% not reached"),
        (share(90), Counted(144, 159), "met", "144/159 = 90,57% – đạt chỉ tiêu 90%",
         "144/159 = 90.57% – target 90% reached"),
        (share(90), Counted(7740, 8600), "met", "7.740/8.600 = 90% – đạt chỉ tiêu 90%",
         "7,740/8,600 = 90% – target 90% reached"),
        (share(90), Counted(22499, 25000), "not_met", "22.499/25.000 = 89,99% – chưa đạt 90%",
         "22,499/25,000 = 89.99% – 90% not reached"),
        (share(90), attendance(33, 40, 4), "met", "33/36 = 91,67% – đạt chỉ tiêu 90%",
         "33/36 = 91.67% – target 90% reached"),
        (share(90), attendance(32, 40, 4), "not_met", "32/36 = 88,89% – chưa đạt 90%",
         "32/36 = 88.89% – 90% not reached"),
        (share(90), attendance(0, 4, 4), "not_applicable", "không áp dụng", "not applicable"),
        (share(100), Counted(48, 50), "not_met", "48/50 = 96% – chưa đạt 100%", "48/50 = 96% – 100% not reached"),
        (share(100), Counted(50, 50), "met", "50/50 = 100% – đạt chỉ tiêu 100%", "50/50 = 100% – target 100% reached"),
        (share(100), Counted(0, 50), "not_met", "0/50 = 0% – chưa đạt 100%", "0/50 = 0% – 100% not reached"),
        (share(100), Counted(99999, 100000), "not_met", "99.999/100.000 = 99,99% – chưa đạt 100%",
         "99,999/100,000 = 99.99% – 100% not reached"),
        (share(20), Counted(1, 3), "met", "1/3 = 33,33% – đạt chỉ tiêu 20%", "1/3 = 33.33% – target 20% reached"),
        (share(50), Counted(1, 800), "not_met", "1/800 = 0,13% – chưa đạt 50%", "1/800 = 0.13% – 50% not reached"),
        (share(90), Counted(140, 150, 9), "met", "140/150 = 93,33% – đạt chỉ tiêu 90%; 9 đơn vị chưa báo cáo",
         "140/150 = 93.33% – target 90% reached; 9 not reported"),
        (share(90), Counted(0, 0, 9), "not_reported", "chưa báo cáo", "not reported"),
        (ALL, Counted(5, 6), "not_met", "5/6 – chưa đạt 6/6", "5/6 – 6/6 not reached"),
        (ALL, Counted(6, 6), "met", "6/6 – đạt chỉ tiêu 6/6", "6/6 – target 6/6 reached"),
        (ALL, Counted(0, 0), "not_applicable", "không áp dụng", "not applicable"),
        (RANGE, Counted(19, 42), "not_met", "19 – chưa đạt 20–25", "19 – 20–25 not reached"),
        (RANGE, Counted(22, 42), "met", "22 – đạt chỉ tiêu 20–25", "22 – target 20–25 reached"),
        (RANGE, Counted(25, 42), "met", "25 – đạt chỉ tiêu 20–25", "25 – target 20–25 reached"),
        (RANGE, Counted(26, 42), "exceeded", "26 – đạt chỉ tiêu 20–25, vượt", "26 – target 20–25 reached and exceeded"),
        (RANGE, Counted(0, 0), "not_met", "0 – chưa đạt 20–25", "0 – 20–25 not reached"),
        (replace(RANGE, least=5, most=5), Counted(5, 7), "met", "5 – đạt chỉ tiêu 5", "5 – target 5 reached"),
    ],
)  # fmt: skip
def test_each_figure_has_its_outcome_and_its_text(target, counted, outcome, vi, en):
    assert judge(target, counted) == outcome
    assert (figure_text(target, counted, "vi"), figure_text(target, counted, "en")) == (vi, en)


@given(st.integers(1, 100), st.integers(1, 10**30), st.data())
def test_what_is_shown_never_reaches_a_target_that_is_missed_nor_stays_below_one_that_is_met(pct, of, data):
    near = of * pct // 100
    number = data.draw(st.integers(0, of) | st.sampled_from([max(near - 1, 0), near, min(near + 1, of)]))
    text = figure_text(share(pct), Counted(number, of), "en")
    shown = Fraction(Decimal(text.partition(" = ")[2].partition("%")[0]))
    met = Fraction(number, of) >= Fraction(pct, 100)
    assert (judge(share(pct), Counted(number, of)) == "met") is met
    assert (shown >= pct) is met
    assert abs(shown - Fraction(100 * number, of)) <= Fraction(1, 100)


@pytest.mark.parametrize("number, of, missing", [(2, 1, 0), (-1, 1, 0), (0, 0, -1)])
def test_counts_that_cannot_be_are_refused(number, of, missing):
    with pytest.raises(ValueError, match="no such count"):
        Counted(number, of, missing)


def faults(old: str, new: str) -> tuple[str, ...]:
    assert old in TEXT
    with pytest.raises(EditionInvalid) as refused:
        parse(TEXT.replace(old, new, 1))
    return refused.value.errors


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('count = "recognised"', 'count = "excellent"', "targets[0].count: số đếm không có: 'excellent'"),
        ('of = "organisations"', 'of = "people"', "targets[0].of: tổng số không có: 'people'"),
        ('of = "organisations"', 'of = "members"', "targets[0].of: số đếm này phải tính trên 'organisations'"),
        ('count = "recognised"', 'count = "reviewed"', "targets[0].count: chương trình không có phần [classification]"),
        ('kind = "share"', 'kind = "mean"', "targets[0].kind: loại chỉ tiêu không có: 'mean'"),
        ("pct = 100", "pct = 101", "targets[0].pct: phải từ 1 đến 100"),
        ("pct = 100", "pct = 99.5", "targets[0].pct: phải là số nguyên"),
        ("pct = 100", "pct = 100\nleast = 3", "targets[0].least: khóa không có trong định dạng"),
        ('code = "T-DS-1"', 'code = "T 1"', "targets[0].code: không phải là mã: 'T 1'"),
        ('action = "propose"\nrequires = [', 'action = "propose"\nrequires = ["recognition.published", ',
         "steps[5].requires: không quy trình nào đi sau công nhận"),
    ],
)  # fmt: skip
def test_an_edition_with_a_faulty_target_is_refused_at_its_place(old, new, fault):
    assert any(fault in line for line in faults(old, new)), faults(old, new)


def test_a_range_is_read_and_one_that_ends_before_it_begins_is_refused():
    shares = 'kind = "share"\ncount = "recognised"\nof = "organisations"\npct = 100\n'
    ranges = 'kind = "range"\ncount = "recognised_first"\nleast = 20\nmost = 25\n'
    (target,) = parse(TEXT.replace(shares, ranges)).targets
    assert (target.kind, target.count, target.least, target.most) == ("range", "recognised_first", 20, 25)
    assert "targets[0].most: nhỏ hơn least" in faults(shares, ranges.replace("25", "5"))


def test_the_programme_of_dak_song_wants_every_organisation_and_leaves_the_classification_to_others():
    edition = parse(TEXT)
    assert [(t.code, t.kind, t.count, t.of, t.pct) for t in edition.targets] == [
        ("T-DS-1", "share", "recognised", "organisations", 100)
    ]
    assert [step.code for step in edition.leads_to("recognition.published")] == ["gan_xep_loai"]
