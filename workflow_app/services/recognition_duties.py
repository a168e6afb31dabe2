"""What a recognition waits for, in SQL: the same that the guards of its table say one case at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from states import roles
from states.recognition import ANSWERABLE, BEFORE_DECISION, MEMBERS, PROCESS, State

from ..db import BigId
from ..models import (
    Case,
    Entry,
    Programme,
    Recognition,
    RecognitionKnockOut,
    RecognitionObjection,
    RecognitionOpinion,
    RecognitionProposal,
    RecognitionVote,
    RecognitionVoter,
)
from .edition import Editions
from .reach import MY_ACCOUNT, MY_PLACE, MY_UNITS, NOW, OF_UNIT, Asker, Duties, Glance, reached
from .recognition_vote import count_open

NAME = PROCESS.name
FINAL = tuple(sorted(PROCESS.final))
SETTLED: tuple[str, ...] = ()  # a petition may wait for its answer whatever came of the case
STANDING = (State.PUBLISHED,)  # nothing is awaited until the recognition ends

# The cases whose last vote counts, was carried, is confirmed.
SOUND, CARRIED, CONFIRMED = (
    bindparam(f"votes_{name}", type_=BigId, expanding=True) for name in ("sound", "carried", "confirmed")
)
NONE = 0  # no case: one list stands in IN and in NOT IN, and SQLAlchemy writes an empty one the same way in both


def visible(asker: Asker) -> ColumnElement[bool]:
    """The recognitions an actor may see at all (the same rule as `recognition_matter.sees`)."""
    drafts = Case.holder_unit_id.in_(MY_PLACE) if asker.role in OF_UNIT else false()
    return and_(reached(asker), or_(Case.state != State.DRAFT, drafts))


def duties(asker: Asker, editions: Editions) -> Duties:
    """What waits for the actor's role, by the name of the duty."""
    make: dict[str, Callable[[Editions], Duties]] = {
        roles.SECRETARY: _of_unit,
        roles.REVIEWER: _of_office,
        roles.APPRAISER: _of_body,
        roles.BOARD_SIGNATORY: _of_board,
        roles.BOARD_SECRETARY: _of_teller,
        roles.MANAGER: _of_manager,
    }
    if asker.role not in make:
        return {}
    impartial = and_(Case.unit_id.not_in(MY_UNITS), ~_proposed())
    found = make[asker.role](editions)
    return {name: which if name == "propose" else and_(which, impartial) for name, which in found.items()}


def _proposed() -> ColumnElement[bool]:
    """The person proposed it once, and decides nothing about it (the same rule as `recognition_matter.is_own`)."""
    return exists().where(RecognitionProposal.case_id == Case.id, RecognitionProposal.proposed_by_id == MY_ACCOUNT)


def values(glance: Glance) -> dict[str, Any]:
    """What `SOUND`, `CARRIED` and `CONFIRMED` stand for: who votes here asks about each case that is voted on.

    A vote is judged by who was a member on its day, which is too much for SQL.
    """
    board = glance.actor.unit_id if glance.actor.role in MEMBERS else None
    counted = [] if board is None else count_open(glance, board)
    return {
        SOUND.key: [NONE, *(vote.case_id for vote in counted if not vote.result.defects)],
        CARRIED.key: [NONE, *(vote.case_id for vote in counted if vote.result.carried)],
        CONFIRMED.key: [NONE, *(vote.case_id for vote in counted if vote.confirmed)],
    }


def _of_unit(editions: Editions) -> Duties:
    own = Case.holder_unit_id.in_(MY_PLACE)
    return {"propose": and_(own, Case.state.in_((State.DRAFT, State.RETURNED)))}


def _of_office(editions: Editions) -> Duties:
    return {
        "accept_dossier": Case.state == State.PROPOSED,
        "to_appraisal": Case.state == State.DOSSIER_CHECK,
        "answer": _to_answer(),
    }


def _of_body(editions: Editions) -> Duties:
    """Under appraisal, a body is silent, and the person has not spoken for another one in this programme and period."""
    mine, other = aliased(RecognitionOpinion), aliased(Case)
    spoken = (
        exists()
        .where(mine.given_by_id == MY_ACCOUNT, mine.case_id == other.id)
        .where(other.programme_id == Case.programme_id, other.period == Case.period)
    )
    may_speak = or_(~spoken, spoken.where(~_heard(mine.body)))
    return {"give_opinion": and_(_in_state(State.APPRAISAL), ~_all_heard(editions), may_speak)}


def _heard(body: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """The body of this name has spoken about the present dossier."""
    return exists().where(*_present_opinion(), RecognitionOpinion.body == body)


def _present_opinion() -> tuple[ColumnElement[bool], ...]:
    number = select(Recognition.dossier_no).where(Recognition.case_id == Case.id).correlate(Case).scalar_subquery()
    return (RecognitionOpinion.case_id == Case.id, RecognitionOpinion.dossier_no == number)


def _all_heard(editions: Editions) -> ColumnElement[bool]:
    heard = select(func.count()).select_from(RecognitionOpinion).where(*_present_opinion()).correlate(Case)
    asked = [
        and_(Case.edition_id == id_, heard.scalar_subquery() >= len(edition.recognition.bodies))
        for id_, edition in editions.items()
        if edition.has(NAME)
    ]
    return or_(*asked, false())


def _of_board(editions: Editions) -> Duties:
    issuer, excluded = _of_issuer(), _knocked_out()
    decidable = and_(_in_state(State.VOTING), Case.id.in_(CONFIRMED), Case.id.in_(SOUND), ~_recused(), issuer)
    waits = and_(_in_state(State.PUBLIC_COMMENT), issuer, ~excluded, ~_unanswered())
    comments = select(Recognition.comment_closes_at).where(Recognition.case_id == Case.id).correlate(Case)
    return {
        "open_comment": and_(_in_state(State.APPRAISAL), issuer, _all_heard(editions), ~excluded),
        "answer": _to_answer(),
        "open_vote": and_(waits, comments.scalar_subquery() <= NOW),
        "confirm_vote": _to_confirm(),
        "decide_yes": and_(decidable, Case.id.in_(CARRIED), ~excluded),
        "decide_no": and_(decidable, Case.id.not_in(CARRIED)),
        "exclude": and_(Case.state.in_(BEFORE_DECISION), issuer, excluded),
        "revoke": and_(_in_state(State.DECIDED), issuer, excluded),
    }


def _of_teller(editions: Editions) -> Duties:
    unsound = and_(_in_state(State.VOTING), Case.id.not_in(SOUND), _of_issuer())
    return {"record_vote": unsound, "confirm_vote": _to_confirm()}


def _of_manager(editions: Editions) -> Duties:
    return {"publish": and_(_in_state(State.DECIDED), _of_issuer(), ~_knocked_out())}


def _in_state(state: State) -> ColumnElement[bool]:
    return Case.state == state


def _of_issuer() -> ColumnElement[bool]:
    return Case.programme_id.in_(select(Programme.id).where(Programme.issuer_id.in_(MY_PLACE)))


def _knocked_out() -> ColumnElement[bool]:
    return exists().where(RecognitionKnockOut.case_id == Case.id, RecognitionKnockOut.lifted_at.is_(None))


def _unanswered() -> ColumnElement[bool]:
    waits = (RecognitionObjection.admissible.is_(True), RecognitionObjection.answered_at.is_(None))
    return exists().where(RecognitionObjection.case_id == Case.id, *waits)


def _to_answer() -> ColumnElement[bool]:
    """An objection or petition waits, and the person did nothing in the case yet but answer."""
    involved = exists().where(
        Entry.case_id == Case.id, Entry.account_id == MY_ACCOUNT, Entry.kind != f"{NAME}.answer"
    )
    return and_(Case.state.in_(ANSWERABLE), _unanswered(), ~involved)


def _to_confirm() -> ColumnElement[bool]:
    """A sound tally is not confirmed, and somebody else recorded it."""
    mine = exists().where(
        RecognitionVote.case_id == Case.id,
        RecognitionVote.number == _last_vote(),
        RecognitionVote.recorded_by_id == MY_ACCOUNT,
    )
    waits = and_(Case.id.in_(SOUND), Case.id.not_in(CONFIRMED))
    return and_(_in_state(State.VOTING), waits, ~mine, ~_recused(), _of_issuer())


def _recused() -> ColumnElement[bool]:
    return exists().where(
        RecognitionVoter.case_id == Case.id,
        RecognitionVoter.vote_no == _last_vote(),
        RecognitionVoter.account_id == MY_ACCOUNT,
        RecognitionVoter.recused.is_(True),
    )


def _last_vote() -> ColumnElement[int]:
    asked = select(Recognition.vote_no).where(Recognition.case_id == Case.id).correlate(Case)
    return asked.scalar_subquery()
