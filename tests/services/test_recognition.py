"""What a recognition demands beyond its table of moves: bodies, knock-outs, comments, votes, numbers and time."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from states.decision import Tally
from states.process import Refused
from tests import agreements, builders, inspections, recognition
from tests.builders import District, MovableClock, state_of
from tests.recognition import act, ballot
from workflow_app.clock import start_of_day
from workflow_app.house import House
from workflow_app.models import (
    Account,
    Case,
    Document,
    Mandate,
    Recognition,
    RecognitionText,
    RecognitionVoter,
    Unit,
)
from workflow_app.services import account, job
from workflow_app.services import recognition as steps
from workflow_app.services import recognition_board as later
from workflow_app.services.errors import Invalid, NotAllowed, Stale
from workflow_app.services.perform import unit_of_work
from workflow_app.services.recognition import Objection

pytestmark = pytest.mark.usefixtures("any_house")


def reasons(act: Any, *given: Any, **more: Any) -> tuple[str, ...]:
    """Why something is refused."""
    with pytest.raises(Refused) as refused:
        act(*given, **more)
    return refused.value.reasons


def objection(text: str = "Số liệu chưa khớp", **more: Any) -> Objection:
    named = {"name": "Nguyễn Văn Dân", "contact": "0900000000", "received_on": date(2025, 5, 21), "admissible": True}
    return Objection(**{**named, "text": text, **more})


def row(house: House, model: Any, code: str) -> Any:
    with house.db.reading() as session:
        return session.scalars(select(model).join(Case, model.case_id == Case.id).where(Case.code == code)).one()


def end(district: District, part: str) -> None:
    """Somebody leaves the board."""
    with unit_of_work(district.house) as work:
        held = work.session.get_one(Mandate, district.mandates[part])
        account.end_mandate(work, work.system(), held, on=work.today)


def grant(district: District, part: str, role: str, of: str) -> None:
    """One more mandate for somebody: at the unit of another part."""
    with unit_of_work(district.house) as work:
        person = work.session.get_one(Account, work.session.get_one(Mandate, district.mandates[part]).account_id)
        unit = work.session.get_one(Unit, work.session.get_one(Mandate, district.mandates[of]).unit_id)
        terms: dict[str, Any] = {"role": role, "reach": "self", "unit": unit, "valid_from": date(2025, 1, 1)}
        made = account.grant_mandate(work, work.system(), person, title=role, **terms)
        district.mandates[f"{part}-{role}"] = made.id


# --- the dossier ---


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
    )


def test_what_the_edition_asks_of_other_processes_stands_in_the_way_until_it_is_reached(house: House) -> None:
    district = builders.build_district(house)  # with the edition as it is shipped
    inspections.add_inspectors(district)
    builders.approved(district)
    code = steps.begin(house, district.mandates["secretary"], district.programme_id, builders.PERIOD)
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


# --- votes ---


def record(board: District, code: str, *given: Any, **more: Any) -> Any:
    return act(board, later.record_vote, "teller", code, ballot(board, *given, **more))


def test_a_vote_needs_two_thirds_of_the_members_in_office(board: District) -> None:
    code = recognition.voting(board)
    assert reasons(record, board, code, ("board", "board2", "teller")) == ("quorum-unmet",)
    record(board, code, ("board", "board2", "board3", "teller"))


def test_whoever_is_counted_twice_recused_gone_or_a_stranger_spoils_the_vote(board: District) -> None:
    code = recognition.voting(board)
    assert reasons(record, board, code, (*recognition.MEMBERS, "board"), Tally(5, 0, 0)) == ("member-counted-twice",)
    recused = reasons(record, board, code, recognition.MEMBERS, board3="Người thân")
    assert recused == ("recused-took-part",)
    assert reasons(record, board, code, (*recognition.MEMBERS, "reviewer")) == ("not-a-member",)
    end(board, "teller2")
    assert reasons(record, board, code) == ("not-a-member",)
    record(board, code, recognition.MEMBERS[:4])


def test_who_belongs_to_the_unit_is_recused_without_being_asked(board: District) -> None:
    code = recognition.voting(board)
    grant(board, "board3", "clerk", "secretary")
    assert reasons(record, board, code) == ("recused-took-part",)
    record(board, code, ("board", "board2", "teller", "teller2"))
    with board.house.db.reading() as session:
        voters = session.scalars(select(RecognitionVoter)).all()
    assert sorted((v.present, v.recused) for v in voters) == [(False, True)] + [(True, False)] * 4


def test_a_member_with_two_mandates_of_the_board_is_one_member(board: District) -> None:
    code = recognition.voting(board)
    grant(board, "board3", "board_secretary", "board")
    record(board, code, ("board", "board2", "board3", "teller"))
    with board.house.db.reading() as session:
        assert len(session.scalars(select(RecognitionVoter)).all()) == 5


def test_whoever_is_recused_for_another_reason_needs_one(board: District) -> None:
    code = recognition.voting(board)
    with pytest.raises(Invalid) as refused:
        record(board, code, ("board", "board2", "teller", "teller2"), board3="")
    assert list(refused.value.errors.values()) == ["reason-missing"]
    record(board, code, ("board", "board2", "teller", "teller2"), board3="Có quan hệ họ hàng")


def test_the_one_who_records_does_not_confirm(board: District) -> None:
    code = recognition.voting(board)
    record(board, code)
    assert reasons(act, board, later.confirm_vote, "teller", code) == ("same-person",)
    assert reasons(act, board, later.decide_yes, "board", code) == ("tally-unconfirmed",)
    act(board, later.confirm_vote, "teller2", code)
    assert reasons(record, board, code) == ("tally-confirmed",)


def test_a_member_who_turns_out_to_have_left_makes_the_vote_invalid_and_a_new_one_possible(board: District) -> None:
    code = recognition.voted(board)
    end(board, "board3")  # on the very day of the vote
    assert reasons(act, board, later.decide_yes, "board", code) == ("not-a-member", "vote-not-carried")
    record(board, code, ("board", "board2", "teller", "teller2"))
    act(board, later.confirm_vote, "board2", code)
    act(board, later.decide_yes, "board", code)


def test_a_member_who_leaves_the_day_after_leaves_the_vote_as_it_was(board: District, clock: MovableClock) -> None:
    code = recognition.voted(board)
    clock.advance(days=1)
    end(board, "board3")
    act(board, later.decide_yes, "board", code)


def test_more_than_half_of_all_members_must_agree(board: District) -> None:
    given = ballot(board, recognition.MEMBERS[:4], Tally(2, 1, 1))
    code = recognition.voted(board, given=given)
    assert reasons(act, board, later.decide_yes, "board", code) == ("vote-not-carried",)
    act(board, later.decide_no, "board", code, reason="Không đủ số phiếu")
    assert state_of(board.house, code) == "not_recognised"


def test_a_board_of_another_committee_decides_nothing(board: District) -> None:
    code = recognition.voted(board)
    with unit_of_work(board.house) as work:
        held = work.session.get_one(Mandate, board.mandates["board"])
        district = work.session.get_one(Unit, held.unit_id)
        province = work.session.scalars(select(Unit).where(Unit.path == district.path.rpartition(".")[0])).one()
        builders._person(work, board, "above", "cap-tren", "Cấp Trên", "board_signatory", "subtree", province)
    assert reasons(act, board, later.decide_yes, "above", code) == ("not-the-issuer",)


# --- the decision ---


def test_decisions_are_numbered_without_gaps_or_doubles(board: District) -> None:
    first = recognition.voted(board)
    second = recognition.voting(board, "secretary2")
    refused = reasons(act, board, later.decide_yes, "board", second)
    assert "tally-unconfirmed" in refused
    record(board, second)
    act(board, later.confirm_vote, "board2", second)
    act(board, later.decide_yes, "board", second)
    act(board, later.decide_yes, "board", first)
    act(board, later.revoke, "board", first, reason="Sai đối tượng")
    with board.house.db.reading() as session:
        issued = session.scalars(select(Document).where(Document.type == "QĐ").order_by(Document.number)).all()
    assert [(one.number, one.symbol) for one in issued] == [(1, "01-QĐ/HU"), (2, "02-QĐ/HU"), (3, "03-QĐ/HU")]


def test_two_decisions_at_the_same_moment_get_two_numbers(board: District) -> None:
    codes = [recognition.voted(board), recognition.voted(board, "secretary2")]
    failed: list[Exception] = []

    def decide(code: str, part: str) -> None:
        try:
            act(board, later.decide_yes, part, code)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=decide, args=pair) for pair in zip(codes, ("board", "board2"), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    with board.house.db.reading() as session:
        numbers = session.scalars(select(Document.number).where(Document.type == "QĐ").order_by(Document.number)).all()
    assert list(numbers) == [1, 2]


def test_a_correction_adds_a_text_and_leaves_the_old_one(board: District) -> None:
    code = recognition.published(board)
    old = row(board.house, RecognitionText, code)
    same = later.Wording(old.unit_name, old.superior_name, old.title)
    assert reasons(act, board, later.correct, "board", code, same, reason="x") == ("correction-missing",)
    new = later.Wording("Chi bộ Phòng Kỹ thuật số 1", old.superior_name, old.title)
    act(board, later.correct, "board", code, new, reason="Tên đơn vị in thiếu chữ")
    with board.house.db.reading() as session:
        names = session.scalars(select(RecognitionText.unit_name).order_by(RecognitionText.number)).all()
    assert names == ["Chi bộ Phòng Kỹ thuật 1", "Chi bộ Phòng Kỹ thuật số 1"]


def test_a_recognition_expires_by_itself_on_the_day_it_ends_and_not_before(
    board: District, clock: MovableClock
) -> None:
    code = recognition.published(board)
    clock.now = start_of_day(date(2026, 5, 26)) - timedelta(milliseconds=1)
    job.work_once(board.house)
    assert state_of(board.house, code) == "published"
    clock.now = start_of_day(date(2026, 5, 26))
    job.work_once(board.house)
    job.work_once(board.house)
    assert state_of(board.house, code) == "expired"


def test_after_the_end_the_unit_may_be_proposed_again(board: District, clock: MovableClock) -> None:
    code = recognition.published(board)
    begin = (board.house, board.mandates["secretary"], board.programme_id, builders.PERIOD)
    assert steps.begin(*begin) == code
    clock.now = start_of_day(date(2026, 5, 26))
    job.work_once(board.house)
    assert steps.begin(*begin) != code


def test_nobody_acts_on_the_own_unit(board: District) -> None:
    code = recognition.proposed(board)
    grant(board, "reviewer", "clerk", "secretary")
    assert reasons(act, board, steps.accept_dossier, "reviewer", code) == ("own-unit",)
    act(board, steps.accept_dossier, "reviewer2", code)
