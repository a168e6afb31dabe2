"""What a recognition waits for, in SQL: the same that the guards of its table say one case at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true

from states import roles
from states.recognition import ANSWERABLE, BEFORE_DECISION, PROCESS, State

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
from .reach import OF_UNIT, Duties, Glance, reached
from .recognition_matter import judged, load_matter

NAME = PROCESS.name
FINAL = tuple(sorted(PROCESS.final))
SETTLED: tuple[str, ...] = ()  # a petition may wait for its answer whatever came of the case
STANDING = (State.PUBLISHED,)  # nothing is awaited until the recognition ends


def visible(glance: Glance) -> ColumnElement[bool]:
    """The recognitions an actor may see at all (the same rule as `recognition_matter.sees`)."""
    drafts = Case.unit_id == glance.actor.unit_id if glance.actor.role in OF_UNIT else false()
    return and_(reached(glance.actor), or_(Case.state != State.DRAFT, drafts))


def duties(glance: Glance, editions: Editions) -> Duties:
    """What waits for the actor's role, by the name of the duty."""
    make: dict[str, Callable[[Glance, Editions], Duties]] = {
        roles.SECRETARY: _of_unit,
        roles.REVIEWER: _of_office,
        roles.APPRAISER: _of_body,
        roles.BOARD_SIGNATORY: _of_board,
        roles.BOARD_SECRETARY: _of_teller,
        roles.MANAGER: _of_manager,
    }
    if glance.actor.role not in make:
        return {}
    impartial = and_(Case.unit_id.not_in(glance.own_units), ~_proposed(glance))
    found = make[glance.actor.role](glance, editions)
    return {name: which if name == "propose" else and_(which, impartial) for name, which in found.items()}


def _proposed(glance: Glance) -> ColumnElement[bool]:
    """The person proposed it once, and decides nothing about it (the same rule as `recognition_matter.is_own`)."""
    return exists().where(
        RecognitionProposal.case_id == Case.id, RecognitionProposal.proposed_by_id == glance.actor.account_id
    )


def _of_unit(glance: Glance, editions: Editions) -> Duties:
    own = Case.unit_id == glance.actor.unit_id
    return {"propose": and_(own, Case.state.in_((State.DRAFT, State.RETURNED)))}


def _of_office(glance: Glance, editions: Editions) -> Duties:
    return {
        "accept_dossier": Case.state == State.PROPOSED,
        "to_appraisal": Case.state == State.DOSSIER_CHECK,
        "answer": _to_answer(glance),
    }


def _of_body(glance: Glance, editions: Editions) -> Duties:
    """Under appraisal, a body is silent, and the person has not spoken for another one in this programme and period."""
    spoken = glance.session.execute(
        select(Case.programme_id, Case.period, RecognitionOpinion.body)
        .join(Case, RecognitionOpinion.case_id == Case.id)
        .where(RecognitionOpinion.given_by_id == glance.actor.account_id)
        .distinct()
    ).all()
    free = [~_bound(programme_id, period) for programme_id, period, _ in spoken]
    bound = [and_(_bound(programme_id, period), ~_heard(body)) for programme_id, period, body in spoken]
    may_speak = or_(and_(true(), *free), *bound)
    return {"give_opinion": and_(_in_state(State.APPRAISAL), ~_all_heard(editions), may_speak)}


def _bound(programme_id: int, period: str) -> ColumnElement[bool]:
    return and_(Case.programme_id == programme_id, Case.period == period)


def _heard(body: str) -> ColumnElement[bool]:
    """This body has spoken about the present dossier."""
    return exists().where(*_present_opinion(), RecognitionOpinion.body == body)


def _present_opinion() -> tuple[ColumnElement[bool], ...]:
    number = select(Recognition.dossier_no).where(Recognition.case_id == Case.id).correlate(Case).scalar_subquery()
    return (RecognitionOpinion.case_id == Case.id, RecognitionOpinion.dossier_no == number)


def _all_heard(editions: Editions) -> ColumnElement[bool]:
    heard = select(func.count()).select_from(RecognitionOpinion).where(*_present_opinion()).correlate(Case)
    asked = [
        and_(Case.edition_id == id_, heard.scalar_subquery() >= len(edition.recognition.bodies))
        for id_, edition in editions.items()
    ]
    return or_(*asked, false())


def _of_board(glance: Glance, editions: Editions) -> Duties:
    votes, issuer, excluded = _votes(glance), _of_issuer(glance), _knocked_out()
    decidable = and_(_in_state(State.VOTING), Case.id.in_(votes.confirmed & votes.sound), ~_recused(glance), issuer)
    waits = and_(_in_state(State.PUBLIC_COMMENT), issuer, ~excluded, ~_unanswered())
    comments = select(Recognition.comment_closes_at).where(Recognition.case_id == Case.id).correlate(Case)
    return {
        "open_comment": and_(_in_state(State.APPRAISAL), issuer, _all_heard(editions), ~excluded),
        "answer": _to_answer(glance),
        "open_vote": and_(waits, comments.scalar_subquery() <= glance.now),
        "confirm_vote": _to_confirm(glance, votes),
        "decide_yes": and_(decidable, Case.id.in_(votes.carried), ~excluded),
        "decide_no": and_(decidable, Case.id.not_in(votes.carried)),
        "exclude": and_(Case.state.in_(BEFORE_DECISION), issuer, excluded),
        "revoke": and_(_in_state(State.DECIDED), issuer, excluded),
    }


def _of_teller(glance: Glance, editions: Editions) -> Duties:
    votes = _votes(glance)
    unsound = and_(_in_state(State.VOTING), Case.id.not_in(votes.sound), _of_issuer(glance))
    return {"record_vote": unsound, "confirm_vote": _to_confirm(glance, votes)}


def _of_manager(glance: Glance, editions: Editions) -> Duties:
    return {"publish": and_(_in_state(State.DECIDED), _of_issuer(glance), ~_knocked_out())}


def _in_state(state: State) -> ColumnElement[bool]:
    return Case.state == state


def _of_issuer(glance: Glance) -> ColumnElement[bool]:
    return Case.programme_id.in_(select(Programme.id).where(Programme.issuer_id == glance.actor.unit_id))


def _knocked_out() -> ColumnElement[bool]:
    return exists().where(RecognitionKnockOut.case_id == Case.id, RecognitionKnockOut.lifted_at.is_(None))


def _unanswered() -> ColumnElement[bool]:
    waits = (RecognitionObjection.admissible.is_(True), RecognitionObjection.answered_at.is_(None))
    return exists().where(RecognitionObjection.case_id == Case.id, *waits)


def _to_answer(glance: Glance) -> ColumnElement[bool]:
    """An objection or petition waits, and the person did nothing in the case yet but answer."""
    involved = exists().where(
        Entry.case_id == Case.id, Entry.account_id == glance.actor.account_id, Entry.kind != f"{NAME}.answer"
    )
    return and_(Case.state.in_(ANSWERABLE), _unanswered(), ~involved)


@dataclass(slots=True)
class Votes:
    """The cases that are being voted on, by what their last vote is worth."""

    sound: set[int] = field(default_factory=set)
    carried: set[int] = field(default_factory=set)
    confirmed: set[int] = field(default_factory=set)


def _votes(glance: Glance) -> Votes:
    """A vote is judged by who was a member on its day: too much for SQL, and there are a handful of them."""
    found = Votes()
    for case in glance.session.scalars(select(Case).where(Case.process == NAME, Case.state == State.VOTING)):
        matter = load_matter(glance, case)
        result = judged(glance, matter, matter.ballot, matter.vote)
        if not result.defects:
            found.sound.add(case.id)
        if result.carried:
            found.carried.add(case.id)
        if matter.vote is not None and matter.vote.confirmed_at is not None:
            found.confirmed.add(case.id)
    return found


def _to_confirm(glance: Glance, votes: Votes) -> ColumnElement[bool]:
    """A sound tally is not confirmed, and somebody else recorded it."""
    mine = exists().where(
        RecognitionVote.case_id == Case.id,
        RecognitionVote.number == _last_vote(),
        RecognitionVote.recorded_by_id == glance.actor.account_id,
    )
    waits = Case.id.in_(votes.sound - votes.confirmed)
    return and_(_in_state(State.VOTING), waits, ~mine, ~_recused(glance), _of_issuer(glance))


def _recused(glance: Glance) -> ColumnElement[bool]:
    return exists().where(
        RecognitionVoter.case_id == Case.id,
        RecognitionVoter.vote_no == _last_vote(),
        RecognitionVoter.account_id == glance.actor.account_id,
        RecognitionVoter.recused.is_(True),
    )


def _last_vote() -> ColumnElement[int]:
    asked = select(Recognition.vote_no).where(Recognition.case_id == Case.id).correlate(Case)
    return asked.scalar_subquery()
