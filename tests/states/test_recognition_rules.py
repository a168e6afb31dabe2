"""What an edition says about recognition: read strictly, and the days until which a recognition holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from states.decision import Ratio
from states.programme import EditionInvalid, parse

TEXT = (Path(__file__).parents[2] / "workflow_app/programmes/ds-bontot-2025.toml").read_text(encoding="utf-8")
RULES = parse(TEXT).recognition


def faults(old: str, new: str) -> list[str]:
    assert old in TEXT, f"nothing to change: {old}"
    with pytest.raises(EditionInvalid) as refusal:
        parse(TEXT.replace(old, new, 1))
    return list(refusal.value.errors)


def test_the_edition_of_dak_song_asks_three_bodies_and_two_thirds_of_the_board():
    assert RULES.bodies == ("to-chuc", "kiem-tra", "tuyen-giao")
    assert (RULES.voting.quorum, RULES.voting.majority) == (Ratio(2, 3), Ratio(1, 2))
    assert (RULES.symbol, RULES.term, RULES.valid_months) == ("QĐ/HU", "2020-2025", 12)


def test_the_edition_asks_for_a_proposal_paper_and_the_minutes_and_takes_more():
    assert [paper.code for paper in RULES.papers if paper.required] == ["to-trinh", "bien-ban"]
    assert len(RULES.papers) == 5 and RULES.answer_days == 5


def test_a_programme_may_ask_for_no_paper():
    start, end = TEXT.index("[[recognition.papers]]"), TEXT.index("# Last days")
    assert parse(TEXT[:start] + TEXT[end:]).recognition.papers == ()


def test_without_shares_of_its_own_an_edition_has_the_usual_ones():
    text = TEXT.replace('quorum = "2/3" # of the members in office\n', "")
    text = text.replace('majority = "1/2" # more than this share of all members in office\n', "")
    assert text != TEXT and parse(text).recognition.voting == RULES.voting


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('quorum = "2/3"', 'quorum = "3/2"', "recognition.quorum"),
        ('quorum = "2/3"', 'quorum = "0.66"', "recognition.quorum"),
        ('majority = "1/2"', 'majority = "1/0"', "recognition.majority"),
        ('symbol = "QĐ/HU"', 'symbol = "KH/HU"', "recognition.symbol"),
        ("valid_months = 12", "valid_months = 0", "recognition.valid_months"),
        ('code = "kiem-tra"', 'code = "to-chuc"', "recognition.appraisers"),
        ("vote_days = 3", "vote_days = 3\nvote_hours = 3", "recognition.vote_hours"),
        ("answer_days = 5\n", "", "recognition.answer_days"),
        ("answer_days = 5", "answer_days = 0", "recognition.answer_days"),
        ('code = "bien-ban"', 'code = "to-trinh"', "recognition.papers"),
        ('code = "to-trinh"', 'code = "to-trinh"\nlargest = 5', "recognition.papers[0].largest"),
        ('paper" }\nrequired = true', 'paper" }\nrequired = "yes"', "recognition.papers[0].required"),
    ],
)
def test_a_fault_is_named_with_its_place(old, new, place):
    assert any(error.startswith(f"{place}: ") for error in faults(old, new))


@pytest.mark.parametrize(
    ("months", "decided", "ends"),
    [
        (12, date(2025, 6, 26), date(2026, 6, 26)),
        (12, date(2024, 2, 29), date(2025, 3, 1)),
        (1, date(2025, 1, 31), date(2025, 3, 1)),
        (6, date(2025, 8, 15), date(2026, 2, 15)),
        (12, date(2024, 12, 31), date(2025, 12, 31)),
    ],
)
def test_a_recognition_holds_so_many_months_and_not_on_the_day_it_ends(months, decided, ends):
    assert replace(RULES, valid_months=months).valid_to(decided) == ends


def test_what_a_step_asks_of_other_processes_stands_in_the_edition():
    edition = parse(TEXT)
    assert edition.asks("recognition", "inspection.met") and edition.asks("recognition", "commitment.signed")
    assert not edition.asks("recognition", "registration.approved")
