"""What an edition says about inspections, and what points lead to."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.edition_values import Name
from states.framework import Band, Criterion, Framework, Group
from states.inspection_rules import InspectionRules
from states.points import misfits
from states.programme import EditionInvalid, parse
from states.scoring import assess

SHIPPED = Path(__file__).parents[2] / "workflow_app" / "programmes"
TEXT = (SHIPPED / "ds-bontot-2025.toml").read_text(encoding="utf-8")
N = Name("tên", "name")
DAYS = dict.fromkeys(
    "announce_days self_assess_days check_days minutes_days reply_days rectify_days recheck_days conclude_days".split(),
    3,
)


def rows(**most: str) -> tuple[Criterion, ...]:
    return tuple(Criterion(code, N, Decimal(points)) for code, points in most.items())


# Monthly meetings: "good" from 90 points on and with full marks in the four mandatory items.
MANDATORY = {"ty_le_du_hop": "10", "thoi_luong": "5", "tham_gia_y_kien": "10", "bien_ban": "8"}
MEETING = Framework(
    groups=(Group("A", N, Decimal(33), rows(**MANDATORY)), Group("B", N, Decimal(67), rows(noi_dung="40", khac="27"))),
    step=Decimal("0.5"),
    bands=(
        Band("tot", N, Decimal(90), tuple(MANDATORY)),
        Band("kha", N, Decimal(70)),
        Band("trung_binh", N, Decimal(50)),
        Band("kem", N, Decimal(0)),
    ),
)
MEETING_RULES = InspectionRules(team_required=2, **DAYS, evidence=(), met_bands=("tot", "kha"))


def points(**lost: str) -> dict[str, Decimal]:
    full = {criterion.code: criterion.max for group in MEETING.groups for criterion in group.criteria}
    return {code: most - Decimal(lost.get(code, "0")) for code, most in full.items()}


GOLDEN = [
    # lost points, total, band, outcome
    ({}, "100", "tot", "met"),
    ({"noi_dung": "10"}, "90", "tot", "met"),
    ({"noi_dung": "10.5"}, "89.5", "kha", "met"),
    ({"ty_le_du_hop": "0.5"}, "99.5", "kha", "met"),  # one mandatory item not full: never "good"
    ({"noi_dung": "4", "thoi_luong": "2"}, "94", "kha", "met"),  # 94 points, but only "fair"
    ({"noi_dung": "30"}, "70", "kha", "met"),
    ({"noi_dung": "30.5"}, "69.5", "trung_binh", "not_met"),
    ({"noi_dung": "40", "khac": "10"}, "50", "trung_binh", "not_met"),
    ({"noi_dung": "40", "khac": "10.5"}, "49.5", "kem", "not_met"),
    ({"noi_dung": "40", "khac": "27", "ty_le_du_hop": "10", "thoi_luong": "5", "tham_gia_y_kien": "10",
      "bien_ban": "8"}, "0", "kem", "not_met"),
]  # fmt: skip


@pytest.mark.parametrize(("lost", "total", "band", "outcome"), GOLDEN, ids=[f"{row[1]} {row[2]}" for row in GOLDEN])
def test_points_lead_to_the_band_and_the_outcome_of_the_guidance(lost, total, band, outcome) -> None:
    result = assess(MEETING, points(**lost))
    assert (result.total, result.band, MEETING_RULES.outcome_of(result)) == (Decimal(total), band, outcome)


def test_ninety_four_points_are_only_fair_and_the_explanation_names_the_item_that_is_not_full() -> None:
    result = assess(MEETING, points(noi_dung="4", thoi_luong="2"))
    missed = [(f.code, f.subject, f.reached, f.needed) for f in result.explanation if not f.met]
    assert missed == [("band-gate", "thoi_luong", Decimal(3), Decimal(5))]
    assert [(f.code, f.subject) for f in result.explanation if f.code == "band"] == [("band", "tot"), ("band", "kha")]


def sheet() -> st.SearchStrategy[dict[str, Decimal]]:
    """Any points that fit the framework."""
    steps = {
        criterion.code: st.integers(0, int(criterion.max / MEETING.step)).map(lambda n: n * MEETING.step)
        for group in MEETING.groups
        for criterion in group.criteria
    }
    return st.fixed_dictionaries(steps)


@given(sheet())
def test_the_explanation_always_gives_the_result(given_points) -> None:
    result = assess(MEETING, given_points)
    conditions: dict[str, list[bool]] = {}
    for finding in result.explanation:
        assert finding.met == (finding.reached >= finding.needed)
        if finding.code == "band":
            conditions[finding.subject] = [finding.met]
        else:
            conditions[next(reversed(conditions))].append(finding.met)
    told = [band for band, met in conditions.items() if all(met)]
    assert told == [result.band] == list(conditions)[-1:]
    total = sum(given_points.values())
    mandatory = all(given_points[code] == Decimal(most) for code, most in MANDATORY.items())
    by_hand = "tot" if total >= 90 and mandatory else "kha" if total >= 70 else "trung_binh" if total >= 50 else "kem"
    assert result.band == by_hand and not misfits(MEETING, given_points)


@given(sheet(), st.sampled_from(["noi_dung", "khac", *MANDATORY]))
def test_more_points_never_lead_to_a_worse_outcome(given_points, code) -> None:
    most = {criterion.code: criterion.max for group in MEETING.groups for criterion in group.criteria}
    more = given_points | {code: most[code]}
    order = [band.code for band in MEETING.bands]
    assert order.index(str(assess(MEETING, more).band)) <= order.index(str(assess(MEETING, given_points).band))


def test_points_that_are_not_complete_are_only_held_against_what_they_say() -> None:
    wrong = {"noi_dung": Decimal("40.5"), "khac": Decimal("1.3"), "nowhere": Decimal(1), "bien_ban": Decimal("NaN")}
    assert sorted(misfits(MEETING, wrong)) == [
        ("criterion-unknown", "nowhere"),
        ("points-not-a-step", "khac"),
        ("points-not-exact", "bien_ban"),
        ("points-out-of-range", "noi_dung"),
    ]
    assert misfits(MEETING, {"khac": Decimal("1.5")}) == ()


def faults(*changes: tuple[str, str]) -> list[str]:
    text = TEXT
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    with pytest.raises(EditionInvalid) as refusal:
        parse(text)
    return list(refusal.value.errors)


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_every_edition_shipped_says_how_it_is_checked(path) -> None:
    edition = parse(path.read_text(encoding="utf-8"))
    if not edition.has("inspection"):
        assert not edition.asks("recognition", "inspection.met")
        return
    rules = edition.inspection
    assert rules.team_required >= 2 and rules.reply_days > 0 and rules.evidence


BANDS = '[[framework.bands]]\ncode = "dat"\nname = { vi = "Đạt", en = "Met" }\nminimum = "0"\n\n[[steps]]'


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ([("team_required = 2", "team_required = 1")], "inspection.team_required: phải từ 2 trở lên"),
        ([("reply_days = 2\n", "")], "inspection.reply_days: thiếu"),
        ([('evidence = ["N1.2"', 'evidence = ["N9.9"')], "inspection.evidence[0]: tiêu chí không có: 'N9.9'"),
        ([("evidence =", 'met_bands = ["tot"]\nevidence =')], "inspection.met_bands: khung không có mức xếp loại"),
        ([("[[steps]]", BANDS)], "inspection.met_bands: thiếu: khung có mức xếp loại nên phải nêu mức nào là đạt"),
        ([("team_required", "members_required")], "inspection.members_required: khóa không có trong định dạng"),
        (
            [("may_not_apply = true", "may_not_apply = 1")],
            "framework.groups[3].criteria[3].may_not_apply: phải là true hoặc false",
        ),
        (
            [('pass_total = "90"', 'gates = ["N4.4"]\npass_total = "90"')],
            "framework.groups: tiêu chí phải đạt điểm tối đa thì không được có may_not_apply: 'N4.4'",
        ),
        (
            [(f'max = "{most}" }},\n', f'max = "{most}", may_not_apply=true }},\n') for most in
            ("8", "14", "8", "6", "5", "6", "8", "8", "6", "6", "10", "6", "5")],
            "framework.groups: phải có ít nhất một tiêu chí luôn áp dụng",
        ),
    ],
)
def test_a_faulty_section_is_refused_with_its_place(changes, fault) -> None:
    assert fault in faults(*changes)
