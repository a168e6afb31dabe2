"""A month's meeting: what cannot be true, attendance without those exempt, and why it is fair and not good."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.edition_values import Name
from states.framework import Band, Criterion, Framework, Group
from states.meeting_return import Said, faults, judge, to_tell
from states.overlay_returns import loosened_returns
from states.programme import parse
from states.returns_rules import ReturnRules, read_month
from states.scoring import BAND, BAND_GATE
from states.working_days import WorkingDays

SHIPPED = Path(__file__).parents[2] / "workflow_app" / "programmes"
RULES = parse((SHIPPED / "hn-da11-clsh-2025.toml").read_text("utf-8")).returns
FULL = {one.code: one.max for group in RULES.sheet.groups for one in group.criteria if one.code not in RULES.by_rule}
COUNTS = {"working": 30, "assigned": 30, "officers": 3, "trained": 3}
JUNE = "2025-06"
NAME = Name("x", "x")
SAID = Said(
    held_on=date(2025, 6, 3), minutes=95, members=40, exempt=4, present=33, thematic_on=date(2025, 6, 20),
    points=FULL, counts=COUNTS,
)  # fmt: skip


def test_33_of_36_came_and_32_are_too_few():
    assert faults(SAID, RULES, JUNE, date(2025, 7, 1)) == {}
    met, missed = judge(SAID, RULES, JUNE), judge(replace(SAID, present=32), RULES, JUNE)
    assert (met.came, met.result.band, met.result.total) == (True, "tot", 100)
    assert (missed.came, missed.result.band, missed.result.total) == (False, "kha", 90)
    assert judge(replace(SAID, members=10, exempt=0, present=9), RULES, JUNE).came


def test_92_points_without_full_attendance_are_fair_and_the_reason_is_named():
    judged = judge(replace(SAID, present=32, points={**FULL, "ty_le_du_hop": Decimal(2)}), RULES, JUNE)
    assert (judged.result.total, judged.result.band) == (92, "kha")
    why = [(one.code, one.subject) for one in judged.result.explanation if not one.met]
    assert why == [(BAND_GATE, "ty_le_du_hop")]


def test_where_all_are_exempt_attendance_does_not_apply_and_nobody_loses_by_it():
    judged = judge(replace(SAID, members=9, exempt=9, present=0), RULES, JUNE)
    assert (judged.came, judged.attended.of, judged.result.band) == (None, 0, "tot")
    assert (judged.result.total, judged.result.applicable) == (90, 90) and "ty_le_du_hop" not in judged.points


@pytest.mark.parametrize(
    ("minutes", "together", "small", "lasted"),
    [(90, False, None, True), (89, False, None, False), (119, True, None, False), (120, True, None, True),
     (60, False, 60, True), (59, False, 60, False), (90, True, 60, False)],
)  # fmt: skip
def test_a_meeting_held_as_one_with_the_thematic_one_lasts_120_minutes_and_a_small_cell_by_decision(
    minutes: int, together: bool, small: int | None, lasted: bool
):
    said = replace(SAID, minutes=minutes, together=together, thematic_on=None)
    judged = judge(said, RULES, JUNE, small)
    assert judged.lasted is lasted and judged.complete is together, "June asks for a thematic meeting"


def test_everything_that_cannot_be_true_is_named_at_once():
    wrong = replace(
        SAID, held_on=date(2025, 5, 31), minutes=0, exempt=5, present=36, counts={"working": 1, "assigned": 2},
        points={**FULL, "noi_dung": Decimal(11), "thoi_luong": Decimal(5)},
    )  # fmt: skip
    assert faults(wrong, RULES, JUNE, date(2025, 7, 1)) == {
        "held_on": "return-other-month", "minutes": "return-minutes", "present": "return-present",
        "assigned": "return-count-more", "trained": "return-count", "points.noi_dung": "points-out-of-range",
    }  # fmt: skip
    assert faults(SAID, RULES, JUNE, date(2025, 6, 10)) == {"thematic_on": "return-day-to-come"}
    large = replace(SAID, members=10**29, counts={**COUNTS, "working": 10**29})
    assert faults(large, RULES, JUNE, date(2025, 7, 1)) == {"members": "return-members", "assigned": "return-count"}
    assert faults(Said(None), RULES, JUNE, date(2025, 7, 1)) == {"why_not": "return-why-not"}
    assert judge(Said(None, why_not="Cả chi bộ đi phòng, chống bão"), RULES, JUNE) is None


def test_full_marks_by_rule_may_be_written_where_they_are_earned_and_what_is_missing_is_asked_for_never_taken_as_none():
    def of(minutes: int | None = None, **points: str) -> dict[str, str]:
        given = {**FULL, **{code: Decimal(value) for code, value in points.items()}}
        return faults(replace(SAID, minutes=70, present=32, points=given), RULES, JUNE, date(2025, 7, 1), minutes)

    all_full = {**FULL, "ty_le_du_hop": Decimal(10), "thoi_luong": Decimal(5)}
    assert faults(replace(SAID, points=all_full), RULES, JUNE, date(2025, 7, 1)) == {}
    attendance, duration = "points.ty_le_du_hop", "points.thoi_luong"
    assert of() == {attendance: "return-by-rule-points", duration: "return-by-rule-points"}
    assert of(ty_le_du_hop="10", thoi_luong="5") == {attendance: "return-by-rule", duration: "return-by-rule"}
    assert of(60, ty_le_du_hop="0") == {}, "a decision lets 60 minutes be enough"
    silent = replace(SAID, present=None)
    assert faults(silent, RULES, JUNE, date(2025, 7, 1)) == {"present": "return-present-missing"}


def test_a_month_is_late_from_the_day_after_its_last_day():
    assert [read_month(one) for one in ("6/2025", "12-2025", "2025-06")] == ["2025-06", "2025-12", "2025-06"]
    assert [read_month(one) for one in ("13/2025", "6", "1/6/2025", "2025/2026", "x/2025", "")] == [None] * 6
    assert RULES.due_on("2025-06") == date(2025, 7, 5) and RULES.due_on("2025-12") == date(2026, 1, 5)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_the_explanation_always_agrees_with_the_grade(data):
    points = {code: Decimal(data.draw(st.integers(0, int(most * 2)))) / 2 for code, most in FULL.items()}
    members = data.draw(st.integers(1, 60))
    exempt = data.draw(st.integers(0, members))
    present = data.draw(st.integers(0, members - exempt))
    said = replace(
        SAID, members=members, exempt=exempt, present=present, minutes=data.draw(st.integers(1, 200)), points=points
    )  # fmt: skip
    judged = judge(said, RULES, JUNE)
    result, bands = judged.result, [band.code for band in RULES.sheet.bands]
    tried = [one for one in result.explanation if one.code in (BAND, BAND_GATE)]
    assert result.total == sum(judged.points.values())
    above = bands[: bands.index(result.band)]
    for band in above:  # of every better grade something is named that was missed
        start = next(i for i, one in enumerate(tried) if one.code == BAND and one.subject == band)
        own = [tried[start]]
        for one in tried[start + 1 :]:
            if one.code == BAND:
                break
            own.append(one)
        assert not all(one.met for one in own)
    last = next(i for i, one in enumerate(tried) if one.code == BAND and one.subject == result.band)
    assert all(one.met for one in tried[last:]), "and nothing of the grade itself"


@pytest.mark.parametrize(("day", "told"), [(date(2025, 6, 3), None), (date(2025, 6, 4), "near"),
    (date(2025, 6, 5), "near"), (date(2025, 6, 6), "passed"), (date(2025, 6, 12), "passed"),
    (date(2025, 6, 13), None)])  # fmt: skip
def test_a_last_day_is_told_from_the_working_day_before_until_a_week_after(day: date, told: str | None) -> None:
    assert to_tell(date(2025, 6, 5), day, WorkingDays()) == told


def test_a_last_day_on_a_monday_is_told_on_the_friday_before() -> None:
    monday = date(2025, 6, 9)
    assert [to_tell(monday, date(2025, 6, day), WorkingDays()) for day in (5, 6, 7, 9)] == [None, *["near"] * 3]


def test_added_criteria_make_no_grade_easier_where_everybody_is_exempt():
    def asked(added: int, good: int, poor: int) -> ReturnRules:
        groups = [[("att", 20), ("dur", 20), ("rest", 60)], [("more", added)] if added else []]
        made = tuple(
            Group(one, NAME, Decimal(sum(m for _, m in of)), tuple(Criterion(c, NAME, Decimal(m)) for c, m in of))
            for one, of in zip("AB", groups, strict=True) if of
        )  # fmt: skip
        bands = (Band("good", NAME, Decimal(good)), Band("poor", NAME, Decimal(poor)))
        sheet = Framework(made, step=Decimal("0.1"), bands=bands)
        return replace(RULES, sheet=sheet, attendance="att", duration="dur", procedure=())

    base = asked(0, 90, 0)
    assert not list(loosened_returns(base, asked(10, 101, 0)))
    assert [one for one in loosened_returns(base, asked(10, 100, 0)) if "[good]" in one], (
        "71.9 of 80 points are poor, 81.9 of 90 would be good"
    )
