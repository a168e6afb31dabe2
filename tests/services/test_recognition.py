"""What a recognition demands beyond its table of moves: bodies, knock-outs and comments."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests import agreements, builders, inspections, recognition
from tests.builders import District, MovableClock, state_of
from tests.recognition import act, objection, reasons, row
from workflow_app.clock import start_of_day
from workflow_app.house import House
from workflow_app.models import Recognition
from workflow_app.services import recognition as steps
from workflow_app.services import recognition_board as later
from workflow_app.services.errors import Invalid, NotAllowed, Stale

# --- the dossier ---


@pytest.mark.usefixtures("any_house")
def test_a_recognition_goes_from_the_proposal_to_its_publication(board: District) -> None:
    code = recognition.published(board)
    assert state_of(board.house, code) == "published"
    found = row(board.house, Recognition, code)
    assert (found.valid_from, found.valid_to) == (date(2025, 5, 26), date(2026, 5, 26))
    assert found.signatory == "Lê Văn Thường, Lê Văn Thường"


def test_only_the_secretary_of_the_unit_begins_and_a_second_time_finds_the_same_file(board: District) -> None:
    code = recognition.begun(board)
    again = steps.begin(board.house, board.mandates["secretary"], board.programme_id, builders.PERIOD)
    assert again == code
    for part in ("clerk", "reviewer"):
        with pytest.raises(NotAllowed):
            steps.begin(board.house, board.mandates[part], board.programme_id, builders.PERIOD)


def test_a_unit_without_an_accepted_registration_hears_all_that_is_missing(board: District) -> None:
    code = steps.begin(board.house, board.mandates["secretary"], board.programme_id, builders.PERIOD)
    assert reasons(act, board, steps.propose, "secretary", code, report="") == (
        "registration-not-approved",
        "report-missing",
        "papers-missing",
    )


def test_what_the_edition_asks_of_other_processes_stands_in_the_way_until_it_is_reached(house: House) -> None:
    district = builders.build_district(house)  # with the edition as it is shipped
    inspections.add_inspectors(district)
    builders.approved(district)
    code = recognition.begun_only(district)
    lacking = reasons(act, district, steps.propose, "secretary", code, report="x")
    assert lacking == ("inspection-not-met", "commitment-not-signed")
    agreements.in_force(district)
    assert reasons(act, district, steps.propose, "secretary", code, report="x") == ("inspection-not-met",)
    inspections.concluded(district)
    act(district, steps.propose, "secretary", code, report="x")
    assert state_of(house, code) == "proposed"


def test_a_returned_dossier_is_proposed_again_and_every_body_speaks_anew(board: District) -> None:
    code = recognition.heard(board)
    act(board, steps.send_back, "reviewer", code, reason="Thiếu số liệu")
    act(board, steps.propose, "secretary", code, report="Đã bổ sung số liệu")
    act(board, steps.accept_dossier, "reviewer", code)
    act(board, steps.to_appraisal, "reviewer", code)
    assert reasons(act, board, steps.open_comment, "board", code) == ("opinions-missing",)


# --- opinions ---


def test_each_body_speaks_once_and_each_person_for_one_body(board: District) -> None:
    code = recognition.in_appraisal(board)
    said = {"verdict": "agree", "reasons": "Đủ"}
    act(board, steps.give_opinion, "appraiser", code, body="to-chuc", **said)
    twice = reasons(act, board, steps.give_opinion, "appraiser2", code, body="to-chuc", **said)
    other = reasons(act, board, steps.give_opinion, "appraiser", code, body="kiem-tra", **said)
    assert (twice, other) == (("body-has-spoken",), ("speaks-for-another",))
    with pytest.raises(Invalid) as unknown:
        act(board, steps.give_opinion, "appraiser2", code, body="ban-khac", **said)
    assert unknown.value.errors == {"body": "body-unknown"}


def test_a_person_speaks_for_the_same_body_in_every_case_of_the_period(board: District) -> None:
    recognition.heard(board)
    second = recognition.in_appraisal(board, "secretary2")
    said = {"verdict": "agree", "reasons": "Đủ"}
    assert reasons(act, board, steps.give_opinion, "appraiser", second, body="kiem-tra", **said) == (
        "speaks-for-another",
    )
    act(board, steps.give_opinion, "appraiser", second, body="to-chuc", **said)


def test_bodies_may_speak_beside_each_other_but_on_the_dossier_they_read(board: District) -> None:
    code = recognition.in_appraisal(board)
    said = {"verdict": "agree", "reasons": "Đủ", "seen": 1}
    for who, body in recognition.OPINIONS.items():
        act(board, steps.give_opinion, who, code, body=body, **said)  # none saw the others' opinions
    with pytest.raises(Stale):
        act(board, steps.give_opinion, "appraiser", code, body="to-chuc", **{**said, "seen": 2})


def test_an_opinion_without_grounds_is_none(board: District) -> None:
    code = recognition.in_appraisal(board)
    lacking = reasons(act, board, steps.give_opinion, "appraiser", code, body="to-chuc", verdict="agree", reasons="")
    assert lacking == ("opinion-missing",)


# --- knock-outs ---


def test_a_knock_out_stops_the_case_until_the_board_lifts_it(board: District) -> None:
    code = recognition.heard(board)
    act(board, steps.establish, "reviewer", code, fact="ky-luat", evidence="Quyết định 05-QĐ/UBKT")
    assert reasons(act, board, steps.open_comment, "board", code) == ("knock-out",)
    again = reasons(act, board, steps.establish, "reviewer", code, fact="ky-luat", evidence="x")
    assert again == ("knock-out-stands",)
    act(board, steps.lift, "board", code, number=1, reason="Quyết định đã được thu hồi")
    act(board, steps.open_comment, "board", code)


def test_a_knock_out_is_of_the_framework_and_comes_with_evidence(board: District) -> None:
    code = recognition.in_appraisal(board)
    for fact, evidence in (("tu-nghi-ra", "có"), ("ky-luat", "")):
        assert reasons(act, board, steps.establish, "reviewer", code, fact=fact, evidence=evidence) == (
            "knock-out-unknown",
        )


def test_a_knock_out_ends_the_case_with_a_reason(board: District) -> None:
    code = recognition.in_appraisal(board)
    assert reasons(act, board, later.exclude, "board", code, reason="x") == ("knock-out-none",)
    act(board, steps.establish, "appraiser", code, fact="mat-doan-ket", evidence="Kết luận số 3")
    assert reasons(act, board, later.exclude, "board", code, reason="") == ("reason-missing",)
    act(board, later.exclude, "board", code, reason="Mất đoàn kết kéo dài")
    assert state_of(board.house, code) == "not_recognised"


def test_a_fact_that_comes_after_the_decision_stops_the_publication(board: District) -> None:
    code = recognition.decided(board)
    act(board, steps.establish, "reviewer", code, fact="ky-luat", evidence="Quyết định mới")
    assert reasons(act, board, later.publish, "manager", code) == ("knock-out",)
    act(board, later.revoke, "board", code, reason="Có quyết định kỷ luật")
    assert state_of(board.house, code) == "revoked"


# --- comments ---


def test_the_window_of_five_days_closes_at_midnight_in_viet_nam(board: District, clock: MovableClock) -> None:
    code = recognition.commented(board)
    closes = start_of_day(date(2025, 5, 26))
    assert row(board.house, Recognition, code).comment_closes_at == closes
    clock.now = closes - timedelta(milliseconds=1)
    assert reasons(act, board, later.open_vote, "board", code) == ("comment-window-open",)
    clock.now = closes
    act(board, later.open_vote, "board", code)


@pytest.mark.usefixtures("any_house")
def test_an_admissible_objection_waits_for_somebody_who_had_no_part_in_the_case(
    board: District, clock: MovableClock
) -> None:
    code = recognition.commented(board)
    clock.advance(days=2)
    act(board, steps.enter_objection, "reviewer", code, objection())
    clock.advance(days=6)
    assert reasons(act, board, later.open_vote, "board", code) == ("objections-unanswered",)
    for part in ("reviewer", "board"):
        assert reasons(act, board, steps.answer, part, code, number=1, text="Đã xem") == ("already-involved",)
    act(board, steps.answer, "reviewer2", code, number=1, text="Đã đối chiếu, số liệu đúng")
    assert reasons(act, board, steps.answer, "reviewer2", code, number=1, text="x") == ("objection-answered",)
    act(board, later.open_vote, "board", code)


def test_an_objection_that_came_in_time_may_be_entered_later_and_no_other(board: District, clock: MovableClock) -> None:
    code = recognition.commented(board)
    clock.advance(days=7)
    enter = (act, board, steps.enter_objection, "reviewer", code)
    assert reasons(*enter, objection(received_on=date(2025, 5, 26))) == ("comment-window-closed",)
    assert reasons(*enter, objection(received_on=date(2025, 5, 19))) == ("comment-window-closed",)
    assert reasons(*enter, objection(received_on=date(2025, 5, 28))) == ("comment-window-closed",)
    act(*enter[1:], objection(received_on=date(2025, 5, 25)))


def test_what_is_not_admissible_needs_grounds_and_no_answer(board: District, clock: MovableClock) -> None:
    code = recognition.commented(board)
    clock.advance(days=1)
    late = objection(admissible=False)
    assert reasons(act, board, steps.enter_objection, "reviewer", code, late) == ("objection-missing",)
    act(board, steps.enter_objection, "reviewer", code, objection(admissible=False, grounds="Không thuộc phạm vi"))
    clock.advance(days=6)
    act(board, later.open_vote, "board", code)


def test_who_objects_stands_in_no_row(board: District, clock: MovableClock) -> None:
    code = recognition.commented(board)
    clock.advance(days=1)
    act(board, steps.enter_objection, "reviewer", code, objection())
    with board.house.db.reading() as session:
        for table in ("recognition_objection", "recognition", "notice", "job", "case_record"):
            rows = session.connection().exec_driver_sql(f"SELECT * FROM {table}").fetchall()
            assert "Nguyễn Văn Dân" not in str(rows) and "0900000000" not in str(rows), table
