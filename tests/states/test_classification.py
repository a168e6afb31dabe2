"""The yearly classification: each regulation by its date, what it asks of a level, the cap, and years on end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from states.classification import Said, groups_of, is_early, reasons_against, years_on_end
from states.programme import EditionInvalid, parse

TEXT = (Path(__file__).parents[2] / "workflow_app" / "programmes" / "nd-dukccqdn-clsh-2022.toml").read_text("utf-8")
RULES = parse(TEXT).classification
OLD, NEW = RULES.regime_of(2023), RULES.regime_of(2025)


def codes(said: Said, regime=NEW) -> list[str]:
    return [one.code for one in reasons_against(said, regime)]


@pytest.mark.parametrize(
    ("year", "regulation"),
    [(2018, "132-QĐ/TW"), (2022, "132-QĐ/TW"), (2023, "124-QĐ/TW"), (2024, "124-QĐ/TW"), (2025, "366-QĐ/TW")],
)
def test_the_regulation_in_force_on_the_last_day_of_the_year_counts(year: int, regulation: str):
    assert RULES.regime_of(year).regulation == regulation


def test_a_year_before_every_regulation_has_none():
    assert RULES.regime_of(2017) is None


GOOD = {"tasks": 20, "on_time": 20, "exceeded": 6, "shortcomings": 0}


def test_by_points_every_condition_that_fails_is_named_at_once():
    assert codes(Said("excellent", Decimal(90), **GOOD)) == []
    low = Said("excellent", Decimal("89.5"), tasks=20, on_time=19, exceeded=5, disciplined=True, shortcomings=1)
    assert codes(low) == ["class-points-low", "class-late", "class-exceeded", "class-disciplined", "class-shortcomings"]
    assert codes(Said("excellent")) == [
        "class-points-missing", "class-tasks-missing", "class-exceeded-missing", "class-shortcomings-missing",
    ]  # fmt: skip
    assert codes(Said("good", Decimal(70), tasks=3, on_time=3)) == [], "beyond what was asked counts for the highest"
    assert codes(Said("completed", Decimal(50), tasks=10, on_time=8, exceeded=0)) == []
    assert codes(Said("completed", Decimal(50), tasks=10, on_time=7, exceeded=0)) == ["class-late"]
    assert codes(Said("failed", Decimal(0))) == []
    assert codes(Said("good", Decimal(95), **GOOD)) == [], "a lower level than was earned may be given"


def test_exactly_thirty_per_cent_exceeded_is_enough_and_nothing_is_rounded():
    assert codes(Said("excellent", Decimal(95), tasks=10, on_time=10, exceeded=3, shortcomings=0)) == []
    assert codes(Said("excellent", Decimal(95), tasks=7, on_time=7, exceeded=2, shortcomings=0)) == ["class-exceeded"]


def test_the_older_regulation_asks_for_no_points_and_caps_the_excellent_at_a_fifth_of_the_good():
    assert codes(Said("excellent"), OLD) == []
    assert codes(Said("excellent", disciplined=True), OLD) == ["class-disciplined"]
    levels = [("a", "good")] * 14 + [("a", "excellent")] * 3 + [("b", "excellent"), ("b", "completed")]
    first, second = groups_of(levels, OLD)
    assert (first.excellent, first.good, first.most, first.over) == (3, 14, 2, True)
    assert second.over, "nobody good, so nobody may be excellent"
    assert not any(group.over for group in groups_of(levels, NEW))


def test_what_cannot_be_true_is_told_before_what_is_asked():
    assert codes(Said("good", Decimal(101), tasks=2, on_time=3, exceeded=0, members=5, members_good=6)) == [
        "class-points-range", "class-tasks-more", "class-members-more",
    ]  # fmt: skip
    assert codes(Said("failed", Decimal(0), shortcomings=10**29)) == ["class-large"]
    assert codes(Said("splendid")) == ["class-level"]


def test_years_on_end_stop_at_the_first_gap():
    levels = {2021: "excellent", 2023: "excellent", 2024: "excellent", 2025: "excellent"}
    assert years_on_end(levels, 2025) == 3 and years_on_end(levels, 2022) == 0
    assert years_on_end({**levels, 2022: "good"}, 2025, ("excellent", "good")) == 5


def test_a_faulty_section_is_told_with_its_place():
    with pytest.raises(EditionInvalid) as refusal:
        parse(TEXT.replace('good = "70"', 'good = "95"').replace("since = 2023-10-04", "since = 2017-10-04"))
    assert refusal.value.errors == (
        "classification.regimes[2].points: mức cao hơn phải cần nhiều điểm hơn",
        "classification.regimes: phải xếp theo ngày có hiệu lực, mỗi ngày một quy định",
    )


def test_a_year_is_decided_from_its_december_on():
    assert is_early(2025, date(2025, 11, 30)) and not is_early(2025, date(2025, 12, 1))
