"""Scoring: the grades of the field, exact thresholds, and an explanation that is the result."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.edition_values import Name, Reason
from states.framework import Band, Criterion, Framework, Group
from states.points import PointsInvalid, misfits
from states.scoring import assess

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


def optional(group: Group, *codes: str) -> Group:
    return replace(group, criteria=tuple(replace(c, may_not_apply=c.code in codes) for c in group.criteria))


# As in the editions shipped: new members (4 points) may not apply; here neither may anything of the last group.
PARTLY = replace(
    FOUR_GOODS,
    groups=(
        group("N1", a="8", b="14", c="8"),
        group("N2", d="25"),
        group("N3", e="16"),
        optional(group("N4", f="13", g="4"), "g"),
        optional(group("N5", h="12"), "h"),
    ),
)
GRADED = replace(
    PARTLY, pass_total=None, bands=(Band("tot", N, Decimal(90), ("a",)), Band("kha", N, Decimal(70)),
                                    Band("kem", N, Decimal(0))),
)  # fmt: skip


@pytest.mark.parametrize(
    ("lost", "left_out", "unmet", "applicable"),
    [
        ({}, "g", [], "96"),
        ({"d": "5", "b": "4.5"}, "g", [], "96"),  # 86.5 of 96 is 90.1 %
        ({"d": "5", "b": "5"}, "g", [("total", "")], "96"),  # 86 of 96 is 89.6 %
        ({"d": "5", "b": "4.5"}, "", [], "100"),  # 90.5 of 100
        ({"f": "2.5"}, "g", [], "96"),  # 10.5 of 13 is 80.8 %
        ({"f": "3"}, "g", [("group", "N4")], "96"),  # 10 of 13 is 76.9 %
        ({"f": "3"}, "", [], "100"),  # 14 of 17 is 82.4 %
        ({}, "h", [], "88"),  # a group of which nothing applies has no floor
        ({"d": "4.5", "b": "4"}, "gh", [("total", "")], "84"),  # 75.5 of 84 is 89.9 %
        ({"d": "4.5", "b": "3.5"}, "gh", [], "84"),  # 76 of 84 is 90.5 %
        ({"a": "0.5"}, "gh", [("gate", "a")], "84"),
    ],
)
def test_where_a_criterion_does_not_apply_the_same_share_of_the_rest_is_asked(lost, left_out, unmet, applicable):
    points = {code: value for code, value in less(PARTLY, **lost).items() if code not in left_out}
    result = assess(PARTLY, points, (), left_out)
    assert [(f.code, f.subject) for f in result.explanation if not f.met] == unmet
    assert (result.passed, result.applicable) == (not unmet, Decimal(applicable))


def test_a_grade_asks_for_its_share_of_what_applies_and_says_how_many_points_are_enough():
    points = {code: value for code, value in less(GRADED, d="5", b="5").items() if code != "g"}
    result = assess(GRADED, points, (), {"g"})
    tot = next(f for f in result.explanation if f.subject == "tot")
    assert (result.band, tot.met) == ("kha", False)
    assert (tot.reached, tot.needed, tot.full, tot.applicable) == tuple(map(Decimal, ("86", "90", "100", "96")))
    assert tot.enough(GRADED.step) == Decimal("86.5")
    assert assess(GRADED, points | {"d": Decimal("20.5")}, (), {"g"}).band == "tot"


def test_only_what_the_framework_allows_may_be_left_out_and_never_beside_points():
    with pytest.raises(PointsInvalid) as refusal:
        assess(PARTLY, full(PARTLY), (), ("a", "g", "ghost"))
    assert refusal.value.errors == (
        ("criterion-unknown", "ghost"),
        ("criterion-must-apply", "a"),
        ("points-not-applicable", "g"),
    )
    assert misfits(PARTLY, {}, ("g",)) == ()


@settings(max_examples=300, deadline=None)
@given(scores(PARTLY), st.sets(st.sampled_from("gh")))
def test_what_does_not_apply_is_reckoned_as_if_it_were_not_in_the_framework(points, left_out):
    points = {code: value for code, value in points.items() if code not in left_out}
    result = assess(PARTLY, points, (), left_out)
    shares = {}
    for each in PARTLY.groups:
        most = sum(Fraction(c.max) for c in each.criteria if c.code not in left_out)
        shares[each.code] = (sum(Fraction(points.get(c.code, 0)) for c in each.criteria), most)
    reached, most = sum(r for r, _ in shares.values()), sum(m for _, m in shares.values())
    unmet = {("total", "")} if reached / most < Fraction(90, 100) else set()
    unmet |= {("group", code) for code, (r, m) in shares.items() if m and r / m < Fraction(4, 5)}
    unmet |= {("gate", "a")} if points["a"] != 8 else set()
    assert {(f.code, f.subject) for f in result.explanation if not f.met} == unmet
    assert result.passed == (not unmet) and result.total == reached and result.applicable == most
    for finding in result.explanation:
        if finding.code in ("total", "group"):  # what is called enough is enough, and no step less is
            enough = finding.enough(PARTLY.step)
            assert finding.met == (finding.reached >= enough)
            assert (enough - PARTLY.step) * finding.full < finding.needed * finding.applicable or not enough


@settings(max_examples=300, deadline=None)
@given(scores(PARTLY), st.sampled_from("gh"))
def test_leaving_out_what_was_done_no_worse_than_the_rest_never_helps(points, code):
    """A unit passes only at the share of points it would have had to reach anyway."""
    with_it, rest = assess(PARTLY, points), {c: value for c, value in points.items() if c != code}
    without = assess(PARTLY, rest, (), code)
    most = full(PARTLY)[code]
    total, left = (next(f for f in result.explanation if f.code == "total") for result in (with_it, without))
    if points[code] * left.applicable >= left.reached * most:
        assert total.met or not left.met
    if points[code] * left.applicable <= left.reached * most:
        assert left.met or not total.met
    everything = {c: most for c, most in full(PARTLY).items() if c != code}
    assert assess(PARTLY, everything, (), code).passed
