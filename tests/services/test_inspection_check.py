"""Inspections from the first points to the conclusion, through the use cases."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from states.process import Refused
from tests import builders, inspections
from tests.builders import District, MovableClock, state_of
from tests.inspections import act, row, scores, sheet, version
from workflow_app.models import Case, Entry, Opening
from workflow_app.services import (
    inspection,
    inspection_case,
    inspection_check,
    inspection_draft,
    inspection_fix,
    inspection_minutes,
)
from workflow_app.services.disclosure import public_openings
from workflow_app.services.errors import Invalid, NotAllowed, Stale
from workflow_app.services.inspection_result import inspection_met, latest_result
from workflow_app.services.reach import Glance


@pytest.fixture(autouse=True)
def _inspectors(district: District) -> None:
    inspections.add_inspectors(district)


def reasons(refusal: pytest.ExceptionInfo[Refused]) -> set[str]:
    return set(refusal.value.reasons)


def view(district: District, part: str, code: str) -> inspection_case.CaseView:
    return inspection_case.get_case(district.house, inspections.actor_of(district, part), code)


# --- points and findings of the team ---


def test_a_later_scoring_is_a_new_version_and_the_old_one_stays(district: District) -> None:
    code = inspections.checking(district)
    inspections.score(district, code, N1__1="6")
    inspections.score(district, code, N1__1="7", N1__3="8")
    kept = [(s.criterion, s.points) for s in scores(district, code) if s.side == "team"]
    assert kept == [("N1.1", "6"), ("N1.1", "7"), ("N1.3", "8")]
    line = view(district, "reviewer", code).lines[0]
    assert (line.own.points, line.team.points, [old.points for old in line.earlier]) == (8, 7, [6])


def test_the_unit_and_the_team_each_say_for_themselves_that_a_criterion_does_not_apply(district: District) -> None:
    code = inspections.self_submitted(district, N4__4="n/a")
    act(district, code, inspection, "start", "inspector")
    lead = district.mandates["lead"]
    for wrong, reason in (
        (sheet(N4__4="n/a") | {"N4.4": {"points": "n/a", "note": "", "files": []}}, "not-applicable-unreasoned"),
        (sheet(N4__3="n/a"), "criterion-must-apply"),
    ):
        with pytest.raises(Invalid) as refusal:
            inspection_check.score(district.house, lead, code, wrong, seen=version(district, code))
        assert list(refusal.value.errors.values()) == [reason]
    act(district, code, inspection_check, "score", "inspector", inspections.full_sheet(N1__2="4.5"))
    last = view(district, "lead", code).lines[-1]
    assert (last.own.points, last.own.note, last.team.points) == (None, inspections.REASON, 4)
    assert view(district, "lead", code).by_points == "not_met"  # 20.5 of 30 in the first group
    inspections.score(district, code, N1__2="10", N2__1="3.5", N3__1="5", N4__4="n/a")
    shown = view(district, "lead", code)
    assert (shown.total("team"), shown.most("team"), shown.most("own")) == (Decimal("86.5"), 96, 96)
    assert shown.by_points == "met"  # 86.5 of 96, where 90 of 100 are asked
    inspections.score(district, code, N3__1="4.5")
    assert view(district, "lead", code).by_points == "not_met"


def test_the_conclusion_seals_how_many_points_could_be_reached(district: District) -> None:
    code = inspections.concluded(district, N1__1="7.5", N4__4="n/a")
    with district.house.db.reading() as session:
        asked = select(Opening.value).join(Entry, Opening.entry_id == Entry.id).join(Case, Entry.case_id == Case.id)
        told = session.scalars(asked.where(Case.code == code, Opening.field == "conclusion")).one()
    said = json.loads(told)
    assert (said["total"], said["applicable"], said["outcome"]) == ("95.5", "96", "met")
    assert {(f["applicable"], f["full"]) for f in said["explanation"] if f["subject"] in ("", "N4")} == {
        ("96", "100"), ("21", "25"),
    }  # fmt: skip


def test_inspectors_work_side_by_side_and_only_the_same_criterion_is_in_conflict(district: District) -> None:
    code = inspections.checking(district)
    seen = version(district, code)
    house, lead = district.house, district.mandates["lead"]
    inspections.score(district, code, N1__1="6")
    inspection_check.score(house, lead, code, sheet(N1__3="8"), seen=seen)
    with pytest.raises(Stale) as stale:
        inspection_check.score(house, lead, code, sheet(N1__1="5"), seen=seen)
    assert stale.value.by_role == "inspector"
    with pytest.raises(Refused) as refusal:  # nothing new in it
        inspection_check.score(house, lead, code, sheet(N1__1="6"), seen=seen)
    assert reasons(refusal) == {"scores-unfit"}


def test_what_an_inspector_is_still_writing_is_the_inspectors_own(district: District) -> None:
    code = inspections.checking(district)
    house = district.house
    inspection_draft.save_scores(house, district.mandates["inspector"], code, sheet(N1__1="6"), 0, 99)
    assert view(district, "inspector", code).draft["N1.1"]["points"] == "6"
    assert view(district, "lead", code).draft == {} and not [s for s in scores(district, code) if s.side == "team"]
    with pytest.raises(NotAllowed):
        inspection_draft.save_scores(house, district.mandates["reviewer"], code, sheet(N1__1="6"), 0, 99)
    inspections.score(district, code, N1__1="6")
    assert view(district, "inspector", code).draft == {}


def test_the_minutes_wait_until_every_criterion_is_scored(district: District) -> None:
    code = inspections.checking(district)
    inspections.score(district, code, N1__1="8")
    with pytest.raises(Refused) as refusal:
        act(district, code, inspection_check, "draft_minutes", "lead")
    assert reasons(refusal) == {"scores-missing"}


@pytest.mark.parametrize(
    ("severity", "subject", "errors"),
    [
        ("knock_out", "N1.1", {"subject": "finding-subject-missing"}),
        ("remedy", "ky-luat", {"subject": "finding-subject-missing"}),
        ("grave", "", {"severity": "severity-unknown", "subject": "finding-subject-missing"}),
    ],
)
def test_a_finding_names_what_it_is_about(district: District, severity, subject, errors) -> None:
    code = inspections.checking(district)
    with pytest.raises(Invalid) as invalid:
        inspections.find(district, code, severity, subject)
    assert invalid.value.errors == errors


# --- minutes ---


def test_the_unit_explains_and_its_refusal_is_recorded_with_the_reason(district: District) -> None:
    code = inspections.minutes_sent(district)
    act(district, code, inspection_minutes, "explain", "secretary", "Sổ theo dõi để ở văn phòng")
    with pytest.raises(Refused) as refusal:
        act(district, code, inspection_minutes, "record_refusal", "lead", "")
    assert reasons(refusal) == {"reason-missing"}
    with pytest.raises(Refused) as refusal:
        act(district, code, inspection_fix, "conclude", "lead", "met", "Theo biên bản")
    assert reasons(refusal) == {"minutes-unsigned"}
    act(district, code, inspection_minutes, "record_refusal", "lead", "Bí thư không đồng ý điểm N3.2")
    with pytest.raises(Refused) as refusal:
        act(district, code, inspection_minutes, "sign_minutes", "secretary")
    assert reasons(refusal) == {"minutes-answered"}
    act(district, code, inspection_fix, "conclude", "lead", "met", "Theo biên bản, đơn vị không ký")
    kinds = [(said.kind, said.text) for said in view(district, "secretary", code).said]
    assert kinds[1:3] == [("explanation", "Sổ theo dõi để ở văn phòng"), ("refusal", "Bí thư không đồng ý điểm N3.2")]


# --- remedy and conclusion ---


def test_a_remedy_is_required_reported_judged_and_required_again(district: District) -> None:
    code = inspections.rechecking(district)
    with pytest.raises(Invalid) as invalid:
        act(district, code, inspection_fix, "recheck", "lead", {1: (False, "")})
    assert invalid.value.errors == {"judgement-1": "reason-missing"}
    with pytest.raises(Refused) as refusal:
        act(district, code, inspection_fix, "recheck", "lead", {})
    assert reasons(refusal) == {"judgement-missing"}
    act(district, code, inspection_fix, "recheck", "lead", {1: (False, "Sổ chưa ghi từ tháng 3")})
    with pytest.raises(Refused) as refusal:
        act(district, code, inspection_fix, "conclude", "lead", "met", "Đã khắc phục")
    assert reasons(refusal) == {"findings-open"}
    act(district, code, inspection_fix, "require_fix", "lead", "Bổ sung cho đủ")
    with pytest.raises(Refused) as refusal:
        act(district, code, inspection_fix, "report_fix", "secretary", {1: ""})
    assert reasons(refusal) == {"fix-missing"}
    act(district, code, inspection_fix, "report_fix", "secretary", {1: "Đã ghi bổ sung"})
    act(district, code, inspection_fix, "recheck", "lead", {1: (True, "")})
    act(district, code, inspection_fix, "conclude", "lead", "met", "Đã khắc phục xong")
    finding = view(district, "secretary", code).findings[0]
    assert (finding.fix, finding.accepted, finding.is_open) == ("Đã ghi bổ sung", True, False)


def test_a_unit_that_reports_nothing_is_rechecked_after_its_days(district: District, clock: MovableClock) -> None:
    code = inspections.rectifying(district)
    with pytest.raises(Refused) as refusal:
        act(district, code, inspection_fix, "recheck", "lead", {1: (False, "Không có báo cáo")})
    assert reasons(refusal) == {"fix-awaited"}
    clock.advance(days=6)
    act(district, code, inspection_fix, "recheck", "lead", {1: (False, "Không có báo cáo")})
    assert state_of(district.house, code) == "rechecking"


@pytest.mark.parametrize(
    ("points", "finding", "by_points"),
    [
        ({}, "", "met"),
        ({"N1__2": "4"}, "", "not_met"),  # 90 points, but 66% of group N1
        ({"N3__1": "0", "N4__1": "7.5"}, "", "not_met"),  # 89.5 points
        ({"N3__1": "4", "N4__1": "5", "N2__4": "7"}, "", "met"),  # 90 points and 80% of every group
        ({}, "knock_out", "not_met"),
        ({}, "remark", "met"),
    ],
)
def test_met_and_not_met_follow_from_the_points(district: District, points, finding, by_points) -> None:
    code = inspections.signed(district, finding=finding, **points)
    assert view(district, "lead", code).by_points == by_points
    other = "not_met" if by_points == "met" else "met"
    with pytest.raises(Refused) as refusal:
        act(district, code, inspection_fix, "conclude", "lead", other, "Tổ đề nghị")
    assert "outcome-not-by-points" in reasons(refusal)
    act(district, code, inspection_fix, "conclude", "lead", by_points, "Theo điểm đã chấm")
    assert row(district, code).outcome == by_points and row(district, code).total


def test_an_insufficient_basis_is_the_teams_to_say_with_reasons(district: District) -> None:
    code = inspections.signed(district)
    with pytest.raises(Refused) as refusal:
        act(district, code, inspection_fix, "conclude", "lead", "insufficient", "")
    assert reasons(refusal) == {"reason-missing"}
    act(district, code, inspection_fix, "conclude", "lead", "insufficient", "Minh chứng chưa đối chiếu được")
    assert row(district, code).outcome == "insufficient"


def test_the_result_of_the_last_inspection_counts(district: District) -> None:
    code = inspections.concluded(district, "not_met", N1__2="4")
    unit, programme = district.units[0].id, district.programme_id

    def result() -> tuple[bool, str | None]:
        with district.house.db.reading() as session:
            glance = Glance(session, inspections.actor_of(district, "board"), district.house.clock())
            found = latest_result(glance, unit, programme, "2025")
            assert not inspection_met(glance, district.units[1].id, programme, "2025")
            assert not inspection_met(glance, unit, programme, "2024")
            return inspection_met(glance, unit, programme, "2025"), found.outcome if found else None

    assert result() == (False, "not_met")
    registered = view(district, "board", code).registration
    seen = builders.seen(district.house, registered)[0]
    again = str(
        inspection.plan(
            district.house, district.mandates["reviewer"], registered, date(2025, 6, 20), seen=seen
        ).case_code
    )
    assert result() == (False, "not_met")  # an open one says nothing yet
    lead_to_conclusion(district, again)
    assert result() == (True, "met")


def lead_to_conclusion(district: District, code: str) -> None:
    inspections.assign(district, code, "inspector")
    act(district, code, inspection, "announce", "lead")
    act(district, code, inspection, "open_self", "secretary")
    files = inspections.evidence(district, code)
    inspection_draft.save_self(district.house, district.mandates["secretary"], code, inspections.full_sheet(files), 0)
    act(district, code, inspection, "submit_self", "secretary", draft_seen=1)
    act(district, code, inspection, "start", "lead")
    act(district, code, inspection_check, "score", "lead", inspections.full_sheet())
    act(district, code, inspection_check, "draft_minutes", "lead")
    act(district, code, inspection_minutes, "send_minutes", "lead", "Biên bản")
    act(district, code, inspection_minutes, "sign_minutes", "secretary")
    act(district, code, inspection_fix, "conclude", "lead", "met", "Theo biên bản")


def test_the_unit_reads_of_a_good_practice_when_it_has_the_minutes(district: District) -> None:
    code = inspections.scored(district)
    inspection_check.mark_practice(district.house, district.mandates["inspector"], code, "Nhóm đọc sách")

    def reads(part: str) -> bool:
        return "Nhóm đọc sách" in repr(
            inspection_case.get_case(district.house, inspections.actor_of(district, part), code)
        )

    assert (reads("secretary"), reads("lead")) == (False, True)
    act(district, code, inspection_check, "draft_minutes", "lead")
    act(district, code, inspection_minutes, "send_minutes", "lead", "Biên bản")
    assert reads("secretary")


def test_a_good_practice_is_kept_with_its_words(district: District) -> None:
    code = inspections.checking(district)
    with pytest.raises(Refused) as refusal:
        inspection_check.mark_practice(district.house, district.mandates["inspector"], code, "")
    assert reasons(refusal) == {"practice-missing"}
    inspection_check.mark_practice(district.house, district.mandates["inspector"], code, "Nhóm đọc sách buổi sáng")
    assert [(said.kind, said.text) for said in view(district, "lead", code).said] == [
        ("practice", "Nhóm đọc sách buổi sáng")
    ]


def test_nothing_of_an_inspection_is_public(district: District) -> None:
    code = inspections.concluded(district)
    with district.house.db.reading() as session:
        open_to_all = {(row.field, row.opens) for row in session.scalars(public_openings().where(Case.code == code))}
        sealed = select(Opening.field).join(Entry, Opening.entry_id == Entry.id).join(Case, Entry.case_id == Case.id)
        fields = set(session.scalars(sealed.where(Case.code == code)))
    assert open_to_all == set()
    assert fields == {"unit", "plan", "team", "points", "minutes", "conclusion", "reason", "person", "record"}
