"""What a board has to keep to beyond the table of moves: votes, numbers and time."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from states.decision import Tally
from tests import builders, inspections, recognition
from tests.builders import District, MovableClock, state_of
from tests.recognition import act, ballot, end, grant, reasons, row
from workflow_app.clock import start_of_day
from workflow_app.models import Account, Document, Mandate, RecognitionText, RecognitionVoter, Unit
from workflow_app.services import account, job, queue
from workflow_app.services import recognition as steps
from workflow_app.services import recognition_board as later
from workflow_app.services.errors import Invalid
from workflow_app.services.perform import unit_of_work

# --- votes ---


def record(board: District, code: str, *given: Any, **more: Any) -> Any:
    return act(board, later.record_vote, "teller", code, ballot(board, *given, **more))


def test_a_vote_needs_two_thirds_of_the_members_in_office(board: District) -> None:
    code = recognition.voting(board)
    assert reasons(record, board, code, ("board", "board2", "teller")) == ("quorum-unmet",)
    record(board, code, ("board", "board2", "board3", "teller"))


@pytest.mark.usefixtures("any_house")
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


def test_an_account_that_is_closed_after_the_vote_changes_nothing_about_it(board: District) -> None:
    sixth = inspections.also(board, "reviewer2", "board_signatory")
    assert sixth in board.mandates, "of six members three are no majority, of five they are"
    code = recognition.voting(board)
    record(board, code, ("board", "board2", "teller", "teller2"), Tally(3, 1, 0))
    act(board, later.confirm_vote, "board2", code)
    board.house.clock.advance(days=1)  # type: ignore[attr-defined]
    with unit_of_work(board.house) as work:
        for part in ("board3", "teller2"):  # one was absent, one was there
            held = work.session.get_one(Mandate, board.mandates[part])
            account.disable(work, work.system(), work.session.get_one(Account, held.account_id))
    assert reasons(act, board, later.decide_yes, "board", code) == ("vote-not-carried",)
    act(board, later.decide_no, "board", code, reason="Không đủ số phiếu")


def test_who_proposed_the_unit_decides_nothing_about_it_in_a_later_office(board: District) -> None:
    code = recognition.proposed(board)
    end(board, "secretary")
    reviewing, sitting, teaching = (
        inspections.also(board, "secretary", role) for role in ("reviewer", "board_signatory", "appraiser")
    )
    assert reasons(act, board, steps.accept_dossier, reviewing, code) == ("own-unit",)
    act(board, steps.accept_dossier, "reviewer", code)
    act(board, steps.to_appraisal, "reviewer", code)
    said = {"body": "to-chuc", "verdict": "agree", "reasons": "Đủ"}
    assert reasons(act, board, steps.give_opinion, teaching, code, **said) == ("own-unit",)
    for part, body in recognition.OPINIONS.items():
        act(board, steps.give_opinion, part, code, **{**said, "body": body})
    act(board, steps.open_comment, "board", code)
    board.house.clock.advance(days=6)  # type: ignore[attr-defined]
    actor = inspections.actor_of(board, sitting)
    waiting = {task.process for task in queue.read_page(board.house, actor, "mine")[1].rows}
    assert "recognition" not in waiting, "nothing of it waits for who proposed it"
    assert reasons(act, board, later.open_vote, sitting, code) == ("own-unit",)
    act(board, later.open_vote, "board", code)
    assert reasons(record, board, code, (*recognition.MEMBERS, sitting)) == ("recused-took-part",)
    record(board, code)
    assert set(reasons(act, board, later.confirm_vote, sitting, code)) == {"own-unit", "actor-recused"}


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


def test_no_mandate_that_ends_or_begins_after_the_vote_turns_it(board: District) -> None:
    """Three of six are not enough; nor when one of those who were absent leaves on the same day."""
    grant(board, "reviewer2", "board_secretary", "board")
    given = ballot(board, recognition.MEMBERS[:4], Tally(3, 1, 0))
    lost, carried = recognition.voted(board, given=given), recognition.voting(board, "secretary2")
    end(board, "teller2")
    assert reasons(act, board, later.decide_yes, "board", lost) == ("vote-not-carried",)
    record(board, carried, recognition.MEMBERS[:4], Tally(3, 1, 0))
    grant(board, "manager", "board_secretary", "board")
    act(board, later.confirm_vote, "board2", carried)
    act(board, later.decide_yes, "board", carried)


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


@pytest.mark.usefixtures("any_house")
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


@pytest.mark.usefixtures("any_house")
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


@pytest.mark.usefixtures("any_house")
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
