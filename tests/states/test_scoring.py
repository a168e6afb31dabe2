"""Scoring: the grades of the field, exact thresholds, and an explanation that is the result."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.edition_values import Name, Reason
from states.framework import Band, Criterion, Framework, Group
from states.scoring import PointsInvalid, assess

N = Name("tên", "name")


def group(code: str, **criteria: str) -> Group:
    rows = tuple(Criterion(name, N, Decimal(most)) for name, most in criteria.items())
    return Group(code, N, sum((row.max for row in rows), Decimal(0)), rows)


FULL = ("ty_le_du_hop", "thoi_luong", "tham_gia_y_kien", "bien_ban")
MEETING = Framework(
    groups=(
        group("A", chi_uy_hop="6", du_thao="6", tai_lieu_truoc="4", phan_cong_chuan_bi="4"),
        group("B", dung_ngay="5", ty_le_du_hop="10", thoi_luong="5", trinh_tu="5", noi_dung="10", tham_gia_y_kien="10"),
        group("C", nghi_quyet="8", bieu_quyet="4", bien_ban="8"),
        group("D", thuc_hien_thang_truoc="10", bao_cao_luu_tru="5"),
    ),
    step=Decimal("0.5"),
    bands=(
        Band("tot", N, Decimal(90), FULL),
        Band("kha", N, Decimal(70)),
        Band("trung_binh", N, Decimal(50)),
        Band("kem", N, Decimal(0)),
    ),
)
FOUR_GOODS = Framework(
    groups=(group("N1", a="8", b="14", c="8"), group("N2", d="25"), group("N3", e="20"), group("N4", f="25")),
    step=Decimal("0.5"),
    pass_total=Decimal(90),
    pass_each_group_pct=80,
    gates=("a",),
    knock_outs=(Reason("ky-luat", N), Reason("khong-dang-ky", N)),
)


def full(framework: Framework) -> dict[str, Decimal]:
    return {criterion.code: criterion.max for group in framework.groups for criterion in group.criteria}


def less(framework: Framework, **lost: str) -> dict[str, Decimal]:
    return {code: most - Decimal(lost.get(code, "0")) for code, most in full(framework).items()}


@pytest.mark.parametrize(
    ("lost", "total", "band"),
    [
        ({}, "100", "tot"),
        ({"nghi_quyet": "6"}, "94", "tot"),
        ({"ty_le_du_hop": "1", "nghi_quyet": "5"}, "94", "kha"),  # attendance not full
        ({"bien_ban": "0.5"}, "99.5", "kha"),
        ({"noi_dung": "10"}, "90", "tot"),
        ({"noi_dung": "10", "dung_ngay": "0.5"}, "89.5", "kha"),
        ({"noi_dung": "10", "thuc_hien_thang_truoc": "10", "nghi_quyet": "8", "chi_uy_hop": "2"}, "70", "kha"),
        (
            {"noi_dung": "10", "thuc_hien_thang_truoc": "10", "nghi_quyet": "8", "chi_uy_hop": "2.5"},
            "69.5",
            "trung_binh",
        ),
    ],
)
def test_a_monthly_meeting_gets_the_grade_of_the_handbook(lost, total, band):
    result = assess(MEETING, less(MEETING, **lost))
    assert (result.total, result.band) == (Decimal(total), band)


def test_nothing_scored_above_zero_is_still_graded():
    assert assess(MEETING, dict.fromkeys(full(MEETING), Decimal(0))).band == "kem"


def test_the_explanation_of_a_lower_grade_names_the_criterion_that_was_not_full():
    result = assess(MEETING, less(MEETING, ty_le_du_hop="1", nghi_quyet="5"))
    assert [(f.code, f.subject, f.reached, f.needed) for f in result.explanation if not f.met] == [
        ("band-gate", "ty_le_du_hop", Decimal(9), Decimal(10))
    ]


@pytest.mark.parametrize(
    ("lost", "knocked", "passed", "unmet"),
    [
        ({}, (), True, []),
        ({"b": "6", "d": "4"}, (), True, []),  # exactly 90 points, the first group at exactly 80 %
        ({"b": "6", "d": "4.5"}, (), False, [("total", "")]),
        ({"b": "6.5"}, (), False, [("group", "N1")]),
        ({"d": "5.5"}, (), False, [("group", "N2")]),
        ({"a": "0.5"}, (), False, [("gate", "a")]),
        ({}, ("ky-luat",), False, [("knock-out", "ky-luat")]),
        ({"a": "8"}, ("khong-dang-ky",), False, [("group", "N1"), ("gate", "a"), ("knock-out", "khong-dang-ky")]),
    ],
)
def test_a_unit_passes_only_over_every_threshold_and_hears_each_it_missed(lost, knocked, passed, unmet):
    result = assess(FOUR_GOODS, less(FOUR_GOODS, **lost), knocked)
    assert result.passed is passed
    assert [(f.code, f.subject) for f in result.explanation if not f.met] == unmet


def test_everything_wrong_with_the_points_is_said_at_once():
    points = {**full(FOUR_GOODS), "a": Decimal(9), "b": Decimal("1.3"), "c": 1.5, "x": Decimal(1), "d": Decimal(-1)}
    del points["e"]
    with pytest.raises(PointsInvalid) as refusal:
        assess(FOUR_GOODS, points, ("ghost",))
    assert set(refusal.value.errors) == {
        ("criterion-unknown", "x"),
        ("criterion-not-scored", "e"),
        ("points-out-of-range", "a"),
        ("points-out-of-range", "d"),
        ("points-not-a-step", "b"),
        ("points-not-exact", "c"),
        ("knock-out-unknown", "ghost"),
    }


@pytest.mark.parametrize("value", [True, 1, "1", Decimal("NaN"), Decimal("Infinity")])
def test_only_finite_decimals_are_points(value):
    with pytest.raises(PointsInvalid, match="points-not-exact: a"):
        assess(FOUR_GOODS, {**full(FOUR_GOODS), "a": value})


def scores(framework: Framework) -> st.SearchStrategy[dict[str, Decimal]]:
    """Half points near the full marks, where the thresholds lie, and now and then anywhere."""
    rows = {}
    for code, most in full(framework).items():
        half_points = int(most * 2)
        near, anywhere = st.integers(max(0, half_points - 3), half_points), st.integers(0, half_points)
        rows[code] = st.one_of(near, near, near, anywhere).map(lambda n: Decimal(n) / 2)
    return st.fixed_dictionaries(rows)


@settings(max_examples=300, deadline=None)
@given(scores(FOUR_GOODS), st.sets(st.sampled_from(["ky-luat", "khong-dang-ky"])))
def test_result_and_explanation_agree_with_the_rule_reckoned_in_fractions(points, knocked):
    result = assess(FOUR_GOODS, points, knocked)
    shares = {"N1": ("abc", 30), "N2": ("d", 25), "N3": ("e", 20), "N4": ("f", 25)}
    sums = {code: sum(Fraction(points[c]) for c in criteria) for code, (criteria, _) in shares.items()}
    unmet = {("total", "")} if sum(sums.values()) < 90 else set()
    unmet |= {("group", code) for code, (_, most) in shares.items() if sums[code] / most < Fraction(4, 5)}
    unmet |= {("gate", "a")} if points["a"] != 8 else set()
    unmet |= {("knock-out", code) for code in knocked}
    assert result.passed == (not unmet)
    assert {(f.code, f.subject) for f in result.explanation if not f.met} == unmet
    assert len(result.explanation) == 1 + 4 + 1 + 2
    assert result.groups == sums
    assert result.total == sum(sums.values())


@settings(max_examples=300, deadline=None)
@given(scores(MEETING))
def test_a_grade_is_the_highest_whose_conditions_are_met_and_is_explained_so(points):
    result = assess(MEETING, points)
    total = sum(Fraction(value) for value in points.values())
    all_full = all(points[code] == full(MEETING)[code] for code in FULL)
    right = next(
        code
        for code, least in [("tot", 90 if all_full else 101), ("kha", 70), ("trung_binh", 50), ("kem", 0)]
        if total >= least
    )
    assert result.band == right
    explained: list[tuple[str, bool]] = []
    for finding in result.explanation:
        if finding.code == "band":
            explained.append((finding.subject, finding.met))
        else:
            assert finding.code == "band-gate"
            explained[-1] = (explained[-1][0], explained[-1][1] and finding.met)
    assert explained[-1] == (right, True)
    assert not any(met for _, met in explained[:-1])
