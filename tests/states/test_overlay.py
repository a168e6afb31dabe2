"""A local edition may ask for more than its framework: nobody who fails the framework ever passes the local one."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from states.deadline_rules import Deadlines
from states.edition import Edition
from states.edition_values import Name, Reason
from states.framework import Band, Criterion, Framework, Group
from states.overlay import loosened, tightened
from states.overlay_framework import loosened_framework
from states.programme import EditionInvalid, parse
from states.scoring import assess

SHIPPED = Path(__file__).parents[2] / "workflow_app" / "programmes"
TEXT = (SHIPPED / "ds-bontot-2025.toml").read_text(encoding="utf-8")
BASE = parse(TEXT)
OVERLAY = '\n[overlay]\nof = "ds-bontot"\nedition = "' + "0" * 64 + '"\n'
NAME = Name("x", "x")


def local(*changes: tuple[str, str]) -> str:
    """The framework's text as another programme's, with pieces replaced."""
    text = TEXT.replace('code = "ds-bontot"', 'code = "xa"', 1) + OVERLAY
    for old, new in changes:
        assert old in text, f"nothing to change: {old}"
        text = text.replace(old, new, 1)
    return text


def faults(*changes: tuple[str, str]) -> tuple[str, ...]:
    return loosened(BASE, parse(local(*changes)))


def test_the_framework_itself_loosens_nothing_and_an_edition_names_what_it_concretises():
    assert faults() == ()
    assert parse(local()).overlay.of == "ds-bontot" and BASE.overlay is None
    with pytest.raises(EditionInvalid, match="overlay.edition: phải viết như"):
        parse(local(("0" * 64, "0" * 63)))


LOOSER = [
    ('pass_total = "90"', 'pass_total = "85"', "framework.pass_total: 85 thấp hơn khung 90"),
    ("group_pct = 80", "group_pct = 70", "framework.pass_each_group_pct: 70% thấp hơn khung 80%"),
    ("resolution_required = true", "resolution_required = false", "resolution_required: false thấp hơn khung true"),
    ("stage_days = 3", "stage_days = 4", "registration.stage_days: 4 nhiều hơn khung 3"),
    ('quorum = "2/3"', 'quorum = "1/2"', "recognition.quorum: 1/2 thấp hơn khung 2/3"),
    ('evidence = ["N1.2", ', "evidence = [", "inspection.evidence: thiếu 'N1.2' của khung"),
    ('days = "calendar"', 'days = "working"', "deadlines.days: cách đếm ngày khác khung (calendar)"),
    ('process = "inspection"\naction = "plan"\n', "", "thuộc quy trình hoặc hành động khác khung"),
    ('decide_by = "06-26"', 'decide_by = "06-30"', "deadlines.decide_by: 06-30 muộn hơn khung 06-26"),
    ('vote = "publication"', 'vote = "unit"', "openings.vote: khác khung (publication)"),
    ('requires = ["inspection.met", ', "requires = [", "requires: thiếu 'inspection.met' của khung"),
    ("pct = 100", "pct = 85", "targets[T-DS-1].pct: 85% thấp hơn khung 100%"),
    ('code = "mat-doan-ket"', 'code = "khac-di"', "framework.knock_outs: thiếu 'mat-doan-ket' của khung"),
    ('code = "N1.1"', 'code = "N1.9"', "framework.groups[N1]: thiếu tiêu chí 'N1.1' của khung"),
]


@pytest.mark.parametrize(("old", "new", "fault"), LOOSER, ids=[fault for *_, fault in LOOSER])
def test_each_loosening_is_refused_with_the_framework_s_own_value(old: str, new: str, fault: str):
    found = faults((old, new))
    assert any(one.endswith(fault) for one in found), found


# Rules that a committee below sets as it likes: names, its own round, and the days that the unit itself has.
LEFT_TO_IT = {
    "registration.changes_days", "registration.open_from", "registration.return_reasons",
    "registration.reject_reasons", "commitment.comment_days", "commitment.sign_days", "commitment.certificates",
    "inspection.self_assess_days", "inspection.rectify_days", "recognition.completion_days",
}  # fmt: skip


def moved(value: object) -> tuple[object, ...]:
    """Other values of a rule, more and less; none for what has a test of its own."""
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return (value + 1, value - 1)
    if isinstance(value, str) and re.fullmatch(r"\d\d-\d\d", value):
        return ("01-01", "12-31")
    return ((),) if isinstance(value, tuple) and value else ()


def with_rules(part: str, rules: Any) -> Edition:
    """The framework with other rules of one part, or other deadlines."""
    return replace(BASE, **({part: rules} if part == "deadlines" else {"parts": replace(BASE.parts, **{part: rules})}))


def test_every_rule_is_either_compared_or_left_to_the_committee():
    free = set[str]()
    for part in ("registration", "commitment", "inspection", "recognition", "deadlines"):
        rules = BASE.deadlines if part == "deadlines" else getattr(BASE.parts, part)
        for field in fields(rules):
            changes = [{field.name: value} for value in moved(getattr(rules, field.name))]
            own = [with_rules(part, replace(rules, **change)) for change in changes]
            if own and not any(loosened(BASE, one) for one in own):
                free.add(f"{part}.{field.name}")
    assert free == LEFT_TO_IT


def test_a_part_that_the_framework_lacks_is_for_the_committee_to_set():
    bare = replace(BASE, parts=replace(BASE.parts, recognition=None), deadlines=Deadlines(days=BASE.deadlines.days))
    assert loosened(bare, BASE) == ()


def test_a_kind_of_unit_that_the_framework_means_cannot_be_left_out():
    found = loosened(BASE, replace(BASE, unit_kinds=("chi_bo_co_so",), cell_types=("co_quan",)))
    assert found == (
        "unit_kinds: thiếu 'dang_bo_co_so' của khung",
        "cell_types: bỏ bớt loại hình chi bộ mà khung áp dụng",
    )


def test_all_loosenings_are_named_at_once_and_what_is_stricter_is_listed():
    found = faults(('pass_total = "90"', 'pass_total = "85"'), ("stage_days = 3", "stage_days = 4"))
    assert len(found) == 2
    strict = parse(local(('pass_total = "90"', 'pass_total = "92"'), ("stage_days = 3", "stage_days = 2")))
    assert loosened(BASE, strict) == ()
    assert {(one.place, one.mine, one.theirs) for one in tightened(BASE, strict)} == {
        (("framework", "pass_total"), Decimal(92), Decimal(90)),
        (("registration", "stage_days"), 2, 3),
    }


def test_points_that_are_added_raise_what_is_needed_by_as_much():
    more = Group("N5", NAME, Decimal(10), (Criterion("N5.1", NAME, Decimal(10)),))
    wider = replace(BASE.framework, groups=(*BASE.framework.groups, more))
    (fault,) = loosened_framework(BASE.framework, wider)
    # 100 would do, were there not a criterion of 4 points that may not apply: then as many of fewer points are needed
    assert fault == "framework.pass_total: 90 thấp hơn khung 90 (thêm 10 điểm tiêu chí nên phải từ 100.04)"
    assert loosened_framework(BASE.framework, replace(wider, pass_total=Decimal("100.5"))) == ()


# --- whatever is accepted, nobody passes locally who fails the framework ---

def test_a_unit_left_out_of_the_classification_or_of_the_sheet_of_meetings_is_named_where_it_stands_in_the_file():
    year, meetings = (parse((SHIPPED / name).read_text("utf-8")) for name in QUALITY)
    kinds, sheet = year.classification.unit_kinds, meetings.returns.sheet
    fewer = replace(year.classification, unit_kinds=kinds[1:])
    assert loosened(year, replace(year, parts=replace(year.parts, classification=fewer))) == (
        f"classification.unit_kinds: thiếu {kinds[0]!r} của khung",
    )  # fmt: skip
    bands = (replace(sheet.bands[0], full_marks=()), *sheet.bands[1:])
    easier = replace(meetings.returns, sheet=replace(sheet, bands=bands))
    found = loosened(meetings, replace(meetings, parts=replace(meetings.parts, returns=easier)))
    where = f"returns.sheet.bands[{sheet.bands[0].code}].full_marks: thiếu"
    assert found and all(one.startswith(where) for one in found)


QUALITY = ("nd-dukccqdn-clsh-2022.toml", "hn-da11-clsh-2025.toml")
POINTS = st.integers(0, 20).map(lambda halves: Decimal(halves) / 2)


@st.composite
def criteria(draw, prefix: str, least: int = 1) -> tuple[Criterion, ...]:
    number = draw(st.integers(least, 3))
    maxima = [draw(st.integers(1, 10)) for _ in range(number)]
    return tuple(
        Criterion(f"{prefix}.{i}", NAME, Decimal(most), draw(st.booleans()) if i else False)
        for i, most in enumerate(maxima)
    )


def group(code: str, of: tuple[Criterion, ...]) -> Group:
    return Group(code, NAME, sum((one.max for one in of), Decimal(0)), of)


@st.composite
def frameworks(draw) -> Framework:
    groups = tuple(group(f"G{i}", draw(criteria(f"G{i}"))) for i in range(draw(st.integers(1, 3))))
    full = sum((one.max for one in groups), Decimal(0))
    always = [one.code for each in groups for one in each.criteria if not one.may_not_apply]
    bands = ()
    if draw(st.booleans()):
        minima = sorted({draw(st.integers(1, int(full))) for _ in range(2)}, reverse=True)
        full_marks = [tuple(draw(st.sets(st.sampled_from(always), max_size=1))) for _ in minima]
        bands = tuple(
            Band(f"B{i}", NAME, Decimal(least), marks)
            for i, (least, marks) in enumerate(zip(minima, full_marks, strict=True))
        )
        bands += (Band("B9", NAME, Decimal(0)),)
    return Framework(
        groups, Decimal("0.5"), Decimal(draw(st.integers(0, int(full)))) if draw(st.booleans()) or not bands else None,
        draw(st.none() | st.integers(0, 100)), tuple(draw(st.sets(st.sampled_from(always), max_size=1))),
        tuple(Reason(code, NAME) for code in draw(st.sets(st.sampled_from(["K1", "K2"])))), bands,
    )  # fmt: skip


@st.composite
def changed(draw, base: Framework) -> Framework:
    """The framework with criteria added, thresholds moved up and down, gates and knock-outs kept or lost."""
    more = [draw(criteria(f"{one.code}x")) if draw(st.booleans()) else () for one in base.groups]
    groups = [group(one.code, one.criteria + own) for one, own in zip(base.groups, more, strict=True)]
    if draw(st.booleans()):
        groups.append(group("GN", draw(criteria("GN"))))
    full = int(sum((one.max for one in groups), Decimal(0)))
    moved = st.integers(-2, 25)
    total, pct = base.pass_total, base.pass_each_group_pct
    total = total if total is None else min(total + draw(moved), Decimal(full))
    pct = pct if pct is None else min(max(pct + draw(moved), 0), 100)
    bands = tuple(replace(one, minimum=one.minimum + draw(moved)) if one.minimum else one for one in base.bands)
    assume(list(bands) == sorted(bands, key=lambda one: -one.minimum))
    keep = draw(st.integers(0, 5))
    return replace(
        base, groups=tuple(groups), pass_total=total, pass_each_group_pct=pct, bands=bands,
        gates=base.gates if keep else (), knock_outs=base.knock_outs if keep != 1 else (),
    )  # fmt: skip


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(data=st.data())
def test_whoever_fails_the_framework_fails_every_overlay_that_is_accepted(data):
    base = data.draw(frameworks())
    own = data.draw(changed(base))
    accepted = loosened_framework(base, own) == ()
    event("accepted" if accepted else "refused")
    assume(accepted)
    every = [one for each in own.groups for one in each.criteria]
    absent = {one.code for one in every if one.may_not_apply and data.draw(st.booleans())}
    lost = data.draw(st.sets(st.sampled_from([one.code for one in every]), max_size=3))  # most have all their points
    applies = [one for one in every if one.code not in absent]
    points = {one.code: min(data.draw(POINTS), one.max) if one.code in lost else one.max for one in applies}
    facts = data.draw(st.sets(st.sampled_from([one.code for one in base.knock_outs]))) if base.knock_outs else set()
    known = {one.code for each in base.groups for one in each.criteria}
    theirs = assess(base, {code: got for code, got in points.items() if code in known}, facts, absent & known)
    mine = assess(own, points, facts & {one.code for one in own.knock_outs}, absent)
    event("passes" if mine.passed else "fails")
    assert theirs.passed or not mine.passed
    order = [one.code for one in base.bands]
    if order:
        assert order.index(theirs.band) <= order.index(mine.band), "a grade is never better than by the framework"


def test_the_editions_shipped_are_no_overlays_and_bands_that_count_are_the_highest():
    for path in SHIPPED.glob("*.toml"):
        assert parse(path.read_text(encoding="utf-8")).overlay is None
    with_bands = re.sub(r"\n\[\[steps\]\]", "\n" + BANDS + "\n[[steps]]", TEXT, count=1)
    with pytest.raises(EditionInvalid, match="inspection.met_bands: phải là các mức cao nhất"):
        parse(with_bands.replace("evidence =", 'met_bands = ["kem"]\nevidence =', 1))


BANDS = (
    '[[framework.bands]]\ncode = "tot"\nname = { vi = "Tốt", en = "Good" }\nminimum = "90"\n'
    '[[framework.bands]]\ncode = "kem"\nname = { vi = "Kém", en = "Poor" }\nminimum = "0"\n'
)
