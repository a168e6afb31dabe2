"""Petitions after the result: who may bring them, who answers, and by when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from states.decision import Tally
from tests import inspections, recognition
from tests.builders import District, MovableClock, state_of
from tests.recognition import act, ballot, objection, reasons, row
from workflow_app.clock import start_of_day
from workflow_app.house import House
from workflow_app.models import Case, RecognitionObjection
from workflow_app.services import job, queue, recognition_case
from workflow_app.services import recognition as steps
from workflow_app.services import recognition_board as later
from workflow_app.services.actor import load_actor
from workflow_app.services.errors import NotFound

TODAY = date(2025, 5, 26)  # when the makers below have published


def petition(text: str = "Số liệu trong báo cáo chưa đúng", **more: Any) -> Any:
    return objection(text, **{"received_on": TODAY, **more})


def case_of(house: House, code: str) -> Case:
    with house.db.reading() as session:
        return session.scalars(select(Case).where(Case.code == code)).one()


def view(district: District, part: str, code: str) -> recognition_case.RecognitionView:
    with district.house.db.reading() as session:
        actor = load_actor(session, district.mandates[part], TODAY)
    return recognition_case.get_case(district.house, actor, code)


def refused(board: District) -> str:
    """A recognition that the board voted down."""
    code = recognition.voted(board, given=ballot(board, recognition.MEMBERS[:4], Tally(1, 3, 0)))
    act(board, later.decide_no, "board", code, reason="Không đủ số phiếu")
    return code


def test_a_petition_leaves_the_result_as_it_is_and_is_due_like_any_objection(board: District) -> None:
    code = recognition.published(board)
    act(board, steps.petition, "reviewer", code, petition())
    assert state_of(board.house, code) == "published"
    assert case_of(board.house, code).due_at == start_of_day(date(2025, 6, 1)), "five days after the day it came in"
    assert row(board.house, RecognitionObjection, code).kind == "petition"
    assert view(board, "secretary", code).under_review
    for part in ("reviewer", "board", "board2"):
        assert reasons(act, board, steps.answer, part, code, number=1, text="Đã xem") == ("already-involved",)
    act(board, steps.answer, "reviewer2", code, number=1, text="Số liệu đúng")
    assert not view(board, "secretary", code).under_review
    assert case_of(board.house, code).due_at is None


def test_a_refusal_can_be_petitioned_against_and_the_case_stays_closed(board: District) -> None:
    code = refused(board)
    act(board, steps.petition, "secretary", code, petition("Đề nghị xem lại kết quả kiểm phiếu"))
    assert state_of(board.house, code) == "not_recognised"
    with board.house.db.reading() as session:
        actor = load_actor(session, board.mandates["reviewer2"], TODAY)
    named = [queue.read_page(board.house, actor, name)[1].rows for name in ("mine", "ended")]
    assert [[task.code for task in rows if task.process == "recognition"] for rows in named] == [[code], []]
    board.house.clock.advance(days=6)  # type: ignore[attr-defined]
    queues, _ = queue.read_page(board.house, actor, "mine")
    assert [q.late for q in queues if q.name == "mine"] == [1], "closed, but overdue"
    act(board, steps.answer, "reviewer2", code, number=1, text="Kết quả kiểm phiếu đúng")
    assert state_of(board.house, code) == "not_recognised"


def test_a_unit_petitions_in_its_own_name_whatever_it_is_told_to_be(board: District) -> None:
    code = recognition.published(board)
    act(board, steps.petition, "secretary", code, petition(name="Người khác", admissible=False, grounds="x"))
    said = row(board.house, RecognitionObjection, code)
    assert said.admissible and said.received_on == TODAY
    assert view(board, "reviewer2", code).objectors == {1: ("Chi bộ Phòng Kỹ thuật 1", "Bí Thư Số 1")}
    with pytest.raises(NotFound):
        act(board, steps.petition, "secretary2", code, petition())
    assert reasons(act, board, steps.petition, "clerk", code, petition()) == ("not-your-role",)


def test_only_who_handles_objections_learns_who_objected_and_nobody_of_the_unit(board: District) -> None:
    code = recognition.published(board)
    act(board, steps.petition, "reviewer", code, petition())
    reviewing = inspections.also(board, "secretary", "reviewer")
    named = {part for part in board.mandates if part != "secretary2" and part != "clerk2" and _named(board, part, code)}
    assert named == {"reviewer", "reviewer2", "board", "board2", "board3"}
    assert not _named(board, reviewing, code), "of the unit, in whatever capacity"


def _named(board: District, part: str, code: str) -> bool:
    return bool(view(board, part, code).objectors)


def test_a_petition_comes_after_the_result_and_not_after_today(board: District, clock: MovableClock) -> None:
    early = recognition.commented(board, "secretary2")
    assert reasons(act, board, steps.petition, "reviewer", early, petition()) == ("not-from-this-state",)
    code = recognition.published(board)
    for day in (date(2025, 5, 25), date(2025, 5, 27)):
        given = petition(received_on=day)
        assert reasons(act, board, steps.petition, "reviewer", code, given) == ("petition-too-early",)
    assert reasons(act, board, steps.petition, "reviewer", code, petition("")) == ("objection-missing",)


def test_what_is_not_admitted_is_kept_with_its_grounds_and_waits_for_nobody(board: District) -> None:
    code = recognition.published(board)
    act(board, steps.petition, "reviewer", code, petition(admissible=False, grounds="Nặc danh"))
    assert not view(board, "board", code).under_review and case_of(board.house, code).due_at is None


def test_what_waits_is_still_answered_after_the_recognition_ended(board: District, clock: MovableClock) -> None:
    code = recognition.published(board)
    act(board, steps.petition, "reviewer", code, petition())
    act(board, steps.petition, "secretary", code, petition("Xin đính chính tên đơn vị"))
    due = case_of(board.house, code).due_at
    act(board, later.revoke, "board", code, reason="Kiến nghị có căn cứ")
    assert state_of(board.house, code) == "revoked" and case_of(board.house, code).due_at == due
    for number in (1, 2):
        act(board, steps.answer, "reviewer2", code, number=number, text="Đã hủy bỏ theo quyết định số 02")
    assert case_of(board.house, code).due_at is None


def test_a_recognition_under_review_expires_all_the_same(board: District, clock: MovableClock) -> None:
    code = recognition.published(board)
    act(board, steps.petition, "reviewer", code, petition())
    clock.advance(days=366)
    job.work_once(board.house)
    assert state_of(board.house, code) == "expired"
    act(board, steps.answer, "reviewer2", code, number=1, text="Đã hết thời hạn")


@pytest.mark.usefixtures("tampering")
def test_what_came_before_answers_had_a_last_day_stops_nothing(board: District, clock: MovableClock) -> None:
    code = recognition.commented(board)
    clock.advance(days=1)
    act(board, steps.enter_objection, "reviewer", code, objection())
    with board.house.db.writing() as session:
        session.execute(update(RecognitionObjection).values(answer_by=None))
        session.commit()
    shown = view(board, "reviewer2", code)
    assert shown.under_review and shown.answers_due == {}
    act(board, steps.establish, "reviewer", code, fact="ky-luat", evidence="Quyết định kỷ luật")
    act(board, later.exclude, "board", code, reason="Có đảng viên bị kỷ luật")
    assert case_of(board.house, code).due_at is None
