"""Queues of recognitions say in one query what the guards say one case at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from sqlalchemy import select

from states.decision import Tally
from tests import recognition
from tests.builders import District
from tests.recognition import act, ballot, end, grant, objection
from workflow_app.clock import day_of
from workflow_app.house import House
from workflow_app.models import Case, Mandate
from workflow_app.services import queue, recognition_board, recognition_case
from workflow_app.services import recognition as steps
from workflow_app.services.actor import Actor, load_actor
from workflow_app.services.errors import NotFound
from workflow_app.services.recognition_case import RecognitionView

pytestmark = pytest.mark.timeout(300)


def actors(house: House) -> Iterator[Actor]:
    """Everybody under each of their mandates."""
    with house.db.reading() as session:
        held = select(Mandate.id).where(Mandate.kind == "person", Mandate.ended_on.is_(None)).order_by(Mandate.id)
        for mandate_id in session.scalars(held):
            yield load_actor(session, mandate_id, day_of(house.clock()))


def codes(house: House) -> list[str]:
    with house.db.reading() as session:
        return list(session.scalars(select(Case.code).where(Case.process == "recognition").order_by(Case.id)))


def views(house: House, actor: Actor) -> Iterator[RecognitionView]:
    """Every recognition an actor sees."""
    for code in codes(house):
        with suppress(NotFound):  # not for this actor
            yield recognition_case.get_case(house, actor, code)


def compare(house: House) -> set[str]:
    """Compare query and guards for everybody and every case; returns the states that were met."""
    states = set()
    for actor in actors(house):
        seen = list(views(house, actor))
        waiting = {view.code for view in seen if any(action.duty and action.enabled for action in view.actions)}
        assert set(listed(house, actor, "mine")) == waiting, (actor.role, actor.name)
        states |= {view.state for view in seen}
    return states


def listed(house: House, actor: Actor, name: str) -> list[str]:
    """The recognitions in a queue."""
    return [task.code for task in queue.read_page(house, actor, name)[1].rows if task.process == "recognition"]


def compare_queues(house: House) -> None:
    """The queue of the process is what waits in it, and what may be seen lies in exactly one of the others."""
    for actor in actors(house):
        assert listed(house, actor, "recognition") == listed(house, actor, "mine"), (actor.role, actor.name)
        shown = [code for name in ("mine", "elsewhere", "accepted", "ended") for code in listed(house, actor, name)]
        assert sorted(shown) == sorted(view.code for view in views(house, actor))


def double_roles(board: District) -> None:
    """People who hold more than one mandate: that is where a query and the guards could come to differ."""
    grant(board, "board3", "clerk", "secretary")  # recused from the vote on that unit
    grant(board, "appraiser", "reviewer", "board")
    grant(board, "teller2", "board_signatory", "board")


def test_who_works_on_the_dossier_finds_it_exactly_while_it_waits(house: House, board: District) -> None:
    double_roles(board)
    code, met = recognition.begun(board), set[str]()
    said = {"verdict": "agree", "reasons": "Đủ"}
    for verb, part, more in (
        (steps.propose, "secretary", {"report": "Kết quả"}),
        (steps.accept_dossier, "reviewer", {}),
        (steps.to_appraisal, "reviewer", {}),
        (steps.give_opinion, "appraiser", {"body": "to-chuc", **said}),
        (steps.give_opinion, "appraiser2", {"body": "kiem-tra", **said}),
        (steps.establish, "reviewer", {"fact": "ky-luat", "evidence": "Có"}),
        (steps.lift, "board", {"number": 1, "reason": "Hết căn cứ"}),
        (steps.give_opinion, "appraiser3", {"body": "tuyen-giao", **said}),
        (steps.send_back, "reviewer", {"reason": "Thiếu"}),
    ):
        met |= compare(house)
        act(board, verb, part, code, **more)
    assert met | compare(house) == {"draft", "proposed", "dossier_check", "appraisal", "returned"}
    compare_queues(house)


def test_who_decides_finds_the_case_exactly_while_it_waits(house: House, board: District) -> None:
    double_roles(board)
    code, met = recognition.commented(board), set[str]()
    act(board, steps.enter_objection, "reviewer", code, objection(received_on=day_of(house.clock())))
    met |= compare(house)
    act(board, steps.answer, "reviewer2", code, number=1, text="Đã xem")
    met |= compare(house)
    house.clock.advance(days=6)  # type: ignore[attr-defined]
    met |= compare(house)
    act(board, recognition_board.open_vote, "board", code)
    met |= compare(house)
    present = ("board", "board2", "teller", "teller2")
    act(board, recognition_board.record_vote, "teller", code, ballot(board, present, Tally(1, 3, 0)))
    met |= compare(house)
    act(board, recognition_board.confirm_vote, "board2", code)
    met |= compare(house)  # not carried: there is only one way to decide
    end(board, "board2")
    met |= compare(house)  # invalid now: it waits for a new vote
    act(board, recognition_board.record_vote, "teller", code, ballot(board, ("board", "teller", "teller2")))
    act(board, recognition_board.confirm_vote, "teller2", code)
    met |= compare(house)
    act(board, recognition_board.decide_yes, "board", code)
    met |= compare(house)
    act(board, steps.establish, "reviewer", code, fact="ky-luat", evidence="Mới có")
    met |= compare(house)
    act(board, steps.lift, "board", code, number=1, reason="Không đúng")
    act(board, recognition_board.publish, "manager", code)
    met |= compare(house)
    act(board, steps.petition, "reviewer", code, objection(received_on=day_of(house.clock())))
    met |= compare(house)
    act(board, recognition_board.revoke, "board", code, reason="Kiến nghị có căn cứ")
    met |= compare(house)
    act(board, steps.answer, "reviewer2", code, number=2, text="Đã hủy bỏ")
    assert met | compare(house) == {"public_comment", "voting", "decided", "published", "revoked"}
    compare_queues(house)


@pytest.mark.tool("postgres")
@pytest.mark.parametrize("any_house", ["postgres"], indirect=True)
def test_the_queues_of_recognition_say_the_same_on_postgresql(any_house: House, house: House, board: District) -> None:
    """Every query, with what it asks for at its fullest: one body has spoken, one vote is recorded."""
    double_roles(board)
    code = recognition.in_appraisal(board)
    act(board, steps.give_opinion, "appraiser", code, body="to-chuc", verdict="agree", reasons="Đủ")
    assert compare(house) == {"appraisal"}
    for part, body in (("appraiser2", "kiem-tra"), ("appraiser3", "tuyen-giao")):
        act(board, steps.give_opinion, part, code, body=body, verdict="agree", reasons="Đủ")
    act(board, steps.open_comment, "board", code)
    house.clock.advance(days=6)  # type: ignore[attr-defined]
    act(board, recognition_board.open_vote, "board", code)
    present = ("board", "board2", "teller", "teller2")  # board3 is of the unit
    act(board, recognition_board.record_vote, "teller", code, ballot(board, present))
    assert compare(house) == {"voting"}
    compare_queues(house)
