"""What counts towards a target, and the measures, where a page would show only the sum."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from states.programme import parse
from tests import agreements, inspections
from tests.builders import EDITION, PERIOD, District
from tests.recognition import act, decided
from workflow_app.clock import day_of
from workflow_app.models import Programme, Round
from workflow_app.services import recognition_board, targets
from workflow_app.services.actor import Actor
from workflow_app.services.reach import Glance
from workflow_app.services.recognition_board import Wording
from workflow_app.services.target_measures import gap_of, rounded


def progress(district: District, part: str = "") -> targets.Progress:
    """The progress of the district's round, for a visitor or for a part of it."""
    house = district.house
    rules = parse(EDITION.read_text(encoding="utf-8"))
    with house.db.reading() as session:
        round_ = session.scalars(select(Round).where(Round.period == PERIOD)).one()
        programme = session.get_one(Programme, round_.programme_id)
        session.refresh(programme, ["issuer"])
        actor = inspections.actor_of(district, part) if part else None
        glance = Glance(session, actor, house.clock()) if targets.of_issuer(actor, programme) and actor else None
        return targets.read_progress(session, programme, round_, rules, day_of(house.clock()), glance)


def test_every_thing_that_is_counted_counts_a_unit_once(district: District) -> None:
    inspections.concluded(district)
    agreements.in_force(district)
    found = progress(district)
    assert found.counts == {
        "registered": 1, "signed": 1, "inspected": 1, "inspection_met": 1, "recognised": 0, "recognised_first": 0,
        "recognised_ever": 0,
    }  # fmt: skip
    assert (found.population, found.unnamed, found.inside) == (2, 1, None)


def test_an_inspection_that_was_not_passed_is_not_counted_and_the_gap_is_the_issuers_alone(district: District) -> None:
    inspections.concluded(district, "not_met", N1__1="0", N3__3="5")
    counts = progress(district).counts
    assert (counts["inspected"], counts["inspection_met"]) == (1, 0)
    assert progress(district, "secretary").inside is None
    inside = progress(district, "manager").inside
    assert inside is not None and inside.gap is not None
    assert (inside.gap.inspections, inside.gap.mean, inside.gap.widest) == (1, Decimal("9.00"), Decimal(9))


def test_days_to_the_publication_and_corrections_are_measured(board: District) -> None:
    code = decided(board)
    assert progress(board).measures.corrections_per_100 is None
    board.house.clock.now += timedelta(days=1)
    act(board, recognition_board.publish, "manager", code)
    text = Wording("Chi bộ Kỹ thuật", "Huyện ủy Đắk Song", "Chi bộ bốn tốt")
    act(board, recognition_board.correct, "board", code, text, reason="Sai tên")
    measures = progress(board).measures
    assert (measures.published, measures.slowest_days, measures.corrections) == (1, 1, 1)
    assert measures.corrections_per_100 == Decimal("100.00")


def test_one_recognised_earlier_too_is_not_recognised_for_the_first_time() -> None:
    def row(unit_id: int, state: str, period: str) -> SimpleNamespace:
        return SimpleNamespace(unit_id=unit_id, process="recognition", state=state, period=period)

    earlier = [row(1, "expired", "2024"), row(2, "revoked", "2024")]
    now = [row(unit_id, "published", "2025") for unit_id in (1, 2, 3)] + [row(4, "decided", "2025")]
    found = targets.reached([*earlier, *now], "2025", set())
    assert found["recognised"] == {1, 2, 3}
    assert found["recognised_first"] == {2, 3}


@pytest.mark.parametrize(
    ("changed", "inside"),
    [
        ({}, True),
        ({"role": "auditor"}, True),
        ({"role": "secretary"}, False),
        ({"role": "inspector"}, False),
        ({"unit_id": 8}, False),
        ({"reach": "self"}, False),
        ({"programme_id": 3}, True),
        ({"programme_id": 4}, False),
        ({"reach": "programme", "programme_id": 3, "unit_id": 8}, True),
        ({"reach": "programme", "programme_id": 4}, False),
        ({"reach": "programme"}, False),
    ],
)
def test_only_those_who_work_for_the_issuer_and_reach_its_units_see_behind(changed: dict, inside: bool) -> None:
    held = {"role": "board_signatory", "reach": "children", "unit_id": 7, "programme_id": None, **changed}
    actor = Actor(account_id=1, pseudonym="", name="", mandate_id=1, mandate_leaf="", unit_path="1.7", **held)
    assert targets.of_issuer(actor, Programme(id=3, issuer_id=7)) is inside


def test_a_visitor_does_not_work_for_the_issuer() -> None:
    assert not targets.of_issuer(None, Programme(id=3, issuer_id=7))


def test_a_criterion_without_points_of_both_sides_is_left_out_of_the_gap() -> None:
    sheets = {"self": {"N1": "8", "N2": "7.5", "N3": "6"}, "team": {"N1": "6.5", "N2": "n/a"}}
    assert gap_of(sheets) == Decimal("1.5")
    assert gap_of({"self": {"N1": "8"}, "team": {}}) is None


def test_quotients_are_rounded_half_up_to_two_decimals() -> None:
    assert [rounded(part, whole) for part, whole in ((1, 3), (1, 200), (100, 48), (-1, 200))] == [
        Decimal("0.33"), Decimal("0.01"), Decimal("2.08"), Decimal("-0.01"),
    ]  # fmt: skip
