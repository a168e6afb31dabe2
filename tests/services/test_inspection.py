"""Inspections through the use cases: who may do what, what is kept, and what others learn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from states.process import Refused
from tests import builders, inspections
from tests.builders import District, MovableClock, state_of
from tests.inspections import FULL, act, also, row, scores, sheet
from workflow_app.clock import day_of
from workflow_app.models import Account, Case, Job, Mandate
from workflow_app.services import (
    account,
    inspection,
    inspection_case,
    inspection_check,
    inspection_draft,
    inspection_file,
    inspection_minutes,
    queue,
)
from workflow_app.services.errors import Invalid, NotFound, Stale
from workflow_app.services.perform import unit_of_work


@pytest.fixture(autouse=True)
def _inspectors(district: District) -> None:
    inspections.add_inspectors(district)


def reasons(refusal: pytest.ExceptionInfo[Refused]) -> set[str]:
    return set(refusal.value.reasons)


# --- the plan ---


def test_a_check_is_planned_only_for_an_accepted_registration(district: District) -> None:
    code = builders.received(district)
    with pytest.raises(Refused) as refusal:
        inspection.plan(
            district.house, district.mandates["reviewer"], code, date(2025, 6, 18),
            seen=builders.seen(district.house, code)[0],
        )  # fmt: skip
    assert reasons(refusal) == {"registration-not-approved"}


def test_a_unit_has_one_open_check_and_after_its_end_another_can_be_planned(district: District) -> None:
    first = inspections.planned(district)
    registered = view(district, "reviewer", first).registration

    def plan_again() -> str:
        seen = builders.seen(district.house, registered)[0]
        return str(
            inspection.plan(
                district.house, district.mandates["reviewer2"], registered, date(2025, 6, 19), seen=seen
            ).case_code
        )

    with pytest.raises(Refused) as refusal:
        plan_again()
    assert reasons(refusal) == {"inspection-open"}
    act(district, first, inspection, "cancel", "reviewer", "Trùng lịch họp của huyện")
    assert plan_again() != first


def test_the_day_of_the_visit_may_not_lie_in_the_past(district: District) -> None:
    code = inspections.registered(district)
    with pytest.raises(Invalid) as invalid:
        inspection.plan(
            district.house, district.mandates["reviewer"], code, date(2025, 5, 19),
            seen=builders.seen(district.house, code)[0],
        )  # fmt: skip
    assert invalid.value.errors == {"visit_on": "visit-in-the-past"}


@pytest.mark.parametrize("part", ["secretary", "incharge"])
def test_nobody_of_the_unit_or_in_charge_of_it_plans_assigns_or_checks(district: District, part: str) -> None:
    reviewing, inspecting = also(district, part, "reviewer"), also(district, part, "inspector")
    code = inspections.registered(district)
    with pytest.raises(Refused) as refusal:
        inspection.plan(
            district.house, district.mandates[reviewing], code, date(2025, 6, 18),
            seen=builders.seen(district.house, code)[0],
        )  # fmt: skip
    assert reasons(refusal) == {"inspects-own-unit"}
    check = inspection.plan(
        district.house, district.mandates["reviewer"], code, date(2025, 6, 18),
        seen=builders.seen(district.house, code)[0],
    ).case_code  # fmt: skip
    with pytest.raises(Refused) as refusal:
        inspections.assign(district, str(check), inspecting)
    assert reasons(refusal) == {"team-of-unit"}
    choices = inspection_case.list_team_choices(district.house, inspections.actor_of(district, "board"), str(check))
    concerned = {choice.mandate for choice in choices if choice.concern}
    assert concerned == {inspections.code_of(district, inspecting)}


def test_who_assessed_the_unit_or_signed_for_it_checks_nothing_in_a_later_office(district: District) -> None:
    code = inspections.signed(district)
    with unit_of_work(district.house) as work:
        account.end_mandate(work, work.system(), _mandate(work, district, "secretary"), on=work.today)
    inspecting, leading = also(district, "secretary", "inspector"), also(district, "secretary", "lead_inspector")
    for members, lead in (((inspecting,), "lead"), (("inspector",), leading)):
        with pytest.raises(Refused) as refusal:
            inspections.assign(district, code, *members, lead=lead)
        assert reasons(refusal) == {"team-of-unit"}


def test_somebody_of_the_team_who_joins_the_unit_does_not_check_it_any_more(district: District) -> None:
    code = inspections.checking(district)
    with unit_of_work(district.house) as work:
        held = _mandate(work, district, "inspector")
        person = work.session.get_one(Account, held.account_id)
        account.grant_mandate(
            work, work.system(), person, role="clerk", reach="self", unit=district.units[0],
            valid_from=date(2025, 5, 1), title="Văn thư",
        )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        inspections.score(district, code, N1__1="5")
    assert reasons(refusal) == {"inspects-own-unit"}


def _mandate(work, district: District, part: str):
    return work.session.get_one(Mandate, district.mandates[part])


def test_a_team_is_two_distinct_persons_with_a_head(district: District) -> None:
    code = inspections.planned(district)
    second = also(district, "lead", "inspector")
    for members, lead, expected in (
        ((), "lead", {"team-too-small"}),
        ((second,), "lead", {"team-too-small"}),  # one person under two mandates
        (("inspector", "inspector2"), "", {"team-without-lead"}),
        (("inspector2",), "inspector", {"team-without-lead"}),  # whose mandate is not that of a head
    ):
        with pytest.raises(Refused) as refusal:
            inspections.assign(district, code, *members, lead=lead)
        assert reasons(refusal) == expected, (members, lead)
    with pytest.raises(Invalid):
        inspections.assign(district, code, "reviewer2")  # no mandate to inspect
    inspections.assign(district, code, "inspector", "inspector2")
    assert [(m.name, m.leads) for m in view(district, "reviewer", code).team] == [
        ("Đinh Thị Trưởng", True),
        ("Phan Văn Kiểm", False),
        ("Mai Thị Tra", False),
    ]


def test_a_team_whose_member_left_is_not_announced_until_the_board_names_another(district: District) -> None:
    code = inspections.assigned(district)
    with unit_of_work(district.house) as work:
        account.end_mandate(work, work.system(), _mandate(work, district, "inspector"), on=work.today)
    with pytest.raises(Refused) as refusal:
        act(district, code, inspection, "announce", "lead")
    assert reasons(refusal) == {"team-too-small"}
    inspections.assign(district, code, "inspector2")
    act(district, code, inspection, "announce", "lead")
    assert state_of(district.house, code) == "announced"


# --- who sees it ---


def view(district: District, part: str, code: str) -> inspection_case.CaseView:
    return inspection_case.get_case(district.house, inspections.actor_of(district, part), code)


def test_the_unit_learns_of_a_check_only_when_it_is_announced(district: District) -> None:
    both = also(district, "clerk", "reviewer")  # of the unit, in another capacity
    code = inspections.assigned(district)
    for part in ("secretary", "clerk", both, "secretary2", "inspector2"):
        with pytest.raises(NotFound):
            view(district, part, code)
    assert told(district) == {"to-truong", "kiem-tra-1", "thuong-vu", "thuong-vu-2"}
    act(district, code, inspection, "announce", "lead")
    assert view(district, "secretary", code).state == "announced" and view(district, both, code).state == "announced"
    for part in ("secretary2", "inspector2"):  # another unit; an inspector who is not in the team
        with pytest.raises(NotFound):
            view(district, part, code)


def told(district: District) -> set[str]:
    """The logins of all who have a notice about an inspection."""
    with district.house.db.reading() as session:
        asked = select(Account.login).join(Job, Job.recipient_id == Account.id)
        return set(session.scalars(asked.where(Job.kind.like("inspection.%"))))


def test_a_check_called_off_before_it_was_announced_stays_unknown_to_the_unit(district: District) -> None:
    code = inspections.assigned(district)
    act(district, code, inspection, "cancel", "lead", "Đơn vị đang sắp xếp tổ chức")
    with pytest.raises(NotFound):
        view(district, "secretary", code)
    assert "bi-thu-1" not in told(district)


def test_lists_show_what_the_page_shows(district: District) -> None:
    code = inspections.assigned(district)
    parts = ("secretary", "clerk", "secretary2", "lead", "inspector", "inspector2", "reviewer", "board", "manager")
    for step in ("planned", "announced"):
        for part in parts:
            actor = inspections.actor_of(district, part)
            names = queue.queues_of(actor)
            listed = {t.code for name in names for t in queue.read_page(district.house, actor, name)[1].rows}
            try:
                seen = bool(view(district, part, code))
            except NotFound:
                seen = False
            assert (code in listed) == seen, (step, part)
        if step == "planned":
            act(district, code, inspection, "announce", "lead")


def test_the_unit_sees_what_the_team_wrote_only_with_the_minutes(district: District) -> None:
    code = inspections.scored(district, N3__2="4")
    inspections.find(district, code)
    of_unit, of_team = view(district, "secretary", code), view(district, "inspector", code)
    assert not of_unit.findings and of_unit.total("team") is None and of_unit.result is None
    assert of_team.findings and of_team.total("team") == 98 and of_team.result is not None
    act(district, code, inspection_check, "draft_minutes", "lead")
    assert not view(district, "secretary", code).findings
    act(district, code, inspection_minutes, "send_minutes", "lead", "Biên bản")
    assert view(district, "secretary", code).findings and view(district, "secretary", code).total("team") == 98


# --- the unit's own assessment ---


def test_the_unit_hands_in_points_for_every_criterion_with_the_evidence_asked_for(district: District) -> None:
    code = inspections.self_assessing(district)
    house, secretary = district.house, district.mandates["secretary"]
    inspection_draft.save_self(house, district.mandates["clerk"], code, sheet(N1__1="7.5", N1__2="14"), 0)
    with pytest.raises(Refused) as refusal:
        act(district, code, inspection, "submit_self", "secretary", draft_seen=1)
    assert reasons(refusal) == {"scores-missing", "evidence-missing"}
    files = inspections.evidence(district, code)
    inspection_draft.save_self(house, secretary, code, inspections.full_sheet(files, N1__1="7.5"), 1)
    with pytest.raises(Stale):
        act(district, code, inspection, "submit_self", "secretary", draft_seen=1)
    act(district, code, inspection, "submit_self", "secretary", draft_seen=2)
    kept = {score.criterion: score.points for score in scores(district, code)}
    assert kept == FULL | {"N1.1": "7.5"} and row(district, code).draft == {}
    assert {score.side for score in scores(district, code)} == {"self"}


def test_evidence_is_not_asked_for_where_no_points_are_claimed(district: District) -> None:
    code = inspections.self_assessing(district)
    nothing = inspections.full_sheet(N1__2="0", N2__4="0")
    inspection_draft.save_self(district.house, district.mandates["clerk"], code, nothing, 0)
    act(district, code, inspection, "submit_self", "secretary", draft_seen=1)
    assert state_of(district.house, code) == "self_submitted"


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        ("8.5", "points-out-of-range"),
        ("7.3", "points-not-a-step"),
        ("nhiều", "points-not-exact"),
        ("-1", "points-out-of-range"),
    ],
)
def test_points_that_do_not_fit_the_framework_are_refused_at_their_criterion(
    district: District, points: str, reason: str
) -> None:
    code = inspections.self_written(district)
    saved = row(district, code).draft | sheet(N1__1=points)
    inspection_draft.save_self(district.house, district.mandates["clerk"], code, saved, 1)
    with pytest.raises(Invalid) as invalid:
        act(district, code, inspection, "submit_self", "secretary", draft_seen=2)
    assert invalid.value.errors == {"N1.1": reason}
    other = inspections.checking(district, "secretary2")
    with pytest.raises(Invalid) as invalid:
        inspections.score(district, other, N1__1=points)
    assert invalid.value.errors == {"N1.1": reason} and not [s for s in scores(district, other) if s.side == "team"]


def test_a_draft_saved_in_two_places_is_not_overwritten(district: District) -> None:
    code = inspections.self_assessing(district)
    house, clerk, secretary = district.house, district.mandates["clerk"], district.mandates["secretary"]
    assert inspection_draft.save_self(house, clerk, code, sheet(N1__1="5"), 0).version == 1
    with pytest.raises(Stale):
        inspection_draft.save_self(house, secretary, code, sheet(N1__1="6"), 0)
    assert inspection_draft.save_self(house, clerk, code, sheet(N1__1="5"), 0).version == 1  # sent twice
    assert row(district, code).draft["N1.1"]["points"] == "5"


def test_a_file_of_another_case_is_no_evidence(district: District) -> None:
    code, other = inspections.self_assessing(district), inspections.self_assessing(district, "secretary2")
    files = inspections.evidence(district, other, "secretary2")
    with pytest.raises(Invalid) as invalid:
        inspection_draft.save_self(
            district.house, district.mandates["secretary"], code, inspections.full_sheet(files), 0
        )
    assert invalid.value.errors == {"N1.2": "evidence-unknown", "N2.4": "evidence-unknown"}
    with pytest.raises(Invalid) as invalid:
        unknown = {"N9.9": {"points": "1", "note": "", "files": []}}
        inspection_draft.save_self(district.house, district.mandates["secretary"], code, unknown, 0)
    assert invalid.value.errors == {"N9.9": "criterion-unknown"}


def test_evidence_is_read_by_those_who_see_the_points_it_belongs_to(district: District) -> None:
    code = inspections.self_assessing(district)
    stored = inspections.evidence(district, code, "clerk")["N1.2"][0]

    def read(part: str) -> str:
        return inspection_file.get_file(
            district.house, inspections.actor_of(district, part), code, stored["code"]
        ).sha256

    assert read("clerk") == stored["sha256"]  # who uploaded it
    for part in ("secretary", "inspector", "secretary2", "inspector2"):
        with pytest.raises(NotFound):
            read(part)
    files = {criterion: [stored] for criterion in inspections.WITH_EVIDENCE}
    inspection_draft.save_self(district.house, district.mandates["clerk"], code, inspections.full_sheet(files), 0)
    assert read("secretary") == stored["sha256"]  # in the unit's draft
    with pytest.raises(NotFound):
        read("inspector")
    act(district, code, inspection, "submit_self", "secretary", draft_seen=1)
    assert read("inspector") == read("reviewer") == stored["sha256"]
    with pytest.raises(NotFound):
        read("secretary2")


def test_a_check_begins_without_the_units_assessment_only_after_its_last_day(
    district: District, clock: MovableClock
) -> None:
    code = inspections.announced(district)
    with pytest.raises(Refused) as refusal:
        act(district, code, inspection, "start", "inspector")
    assert reasons(refusal) == {"self-assessment-awaited"}
    with district.house.db.reading() as session:
        due = session.scalars(select(Case.due_at).where(Case.code == code)).one()
    assert day_of(due) == date(2025, 6, 18)  # the day after "self_assess_by"
    clock.now = due
    act(district, code, inspection, "start", "inspector")
    assert state_of(district.house, code) == "checking"


def test_a_late_announcement_still_leaves_the_unit_its_days(district: District, clock: MovableClock) -> None:
    code = inspections.assigned(district)
    clock.advance(days=27)  # 16 June
    act(district, code, inspection, "announce", "lead")
    with district.house.db.reading() as session:
        due = session.scalars(select(Case.due_at).where(Case.code == code)).one()
    assert day_of(due) - day_of(clock.now) == timedelta(days=4)
