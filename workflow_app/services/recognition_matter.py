"""A recognition with everything its guards and entries need, and the facts it is judged by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select

from states import programme as rules
from states import roles
from states.recognition import ANSWERABLE, Facts, State
from states.recognition_rules import Paper

from ..models import (
    Case,
    Edition,
    Entry,
    Programme,
    Recognition,
    RecognitionKnockOut,
    RecognitionObjection,
    RecognitionOpinion,
    RecognitionProposal,
    RecognitionText,
    RecognitionVote,
    Unit,
    UnitVersion,
)
from ..models.recognition import ENDED
from . import inspection_result, standing
from . import unit as units
from .actor import Actor
from .board import NO_VOTE, Ballot, Board, Member, Result, judge, load_board
from .deadline import end_of
from .edition import rules_of
from .perform import Sealed
from .reach import Reading, own_units, writes_for
from .recognition_vote import ballots_of

NAME = "recognition"


@dataclass(slots=True)
class Matter:
    """A recognition with its unit as it is today, its rules and its rows."""

    case: Case
    recognition: Recognition
    unit: Unit
    holder: Unit  # the unit that speaks for it now: its own, or one that succeeded it
    version: UnitVersion
    superior: str  # the name of the unit above
    issuer_id: int
    rules: rules.Edition
    proposals: Sequence[RecognitionProposal]
    opinions: Sequence[RecognitionOpinion]  # on the present dossier
    knock_outs: Sequence[RecognitionKnockOut]
    objections: Sequence[RecognitionObjection]
    texts: Sequence[RecognitionText]
    vote: RecognitionVote | None  # the last one recorded
    ballot: Ballot | None  # what it says
    board: Board  # of the issuer

    @property
    def proposed_by(self) -> set[int | None]:
        """The accounts that proposed it, whatever they are now."""
        return {proposal.proposed_by_id for proposal in self.proposals}

    def members(self, on: date) -> tuple[Member, ...]:
        """The members of the board in office on a day."""
        return self.board.members(self.case.programme_id, on)

    def own(self, members: Collection[Member]) -> set[str]:
        """The codes of the members whose own the case is."""
        return self.board.own(members, self.unit.id, self.proposed_by)

    def judge(self, ballot: Ballot, on: date) -> Result:
        """What a vote is worth, by the members in office on its day."""
        members = self.members(on)
        return judge(members, ballot, self.own(members), self.rules.recognition.voting)

    @property
    def result(self) -> Result:
        """What the vote recorded last is worth."""
        return self.judge(self.ballot, self.vote.held_on) if self.ballot and self.vote else NO_VOTE

    @property
    def standing(self) -> list[RecognitionKnockOut]:
        """The knock-outs that were established and not lifted."""
        return [fact for fact in self.knock_outs if fact.lifted_at is None]

    @property
    def unanswered(self) -> list[RecognitionObjection]:
        """The admissible objections that wait for an answer."""
        return [one for one in self.objections if one.admissible and one.answered_at is None]

    @property
    def missing_papers(self) -> list[Paper]:
        """The papers that the unit still has to attach before it proposes."""
        attached = self.recognition.papers
        return [paper for paper in self.rules.recognition.papers if paper.required and paper.code not in attached]

    @property
    def first_answer_due(self) -> datetime | None:
        """When the next answer must have been given; None when nothing waits for one."""
        return min(self.answers_due.values(), default=None)

    @property
    def answers_due(self) -> dict[int, datetime]:
        """Number of what waits for an answer -> when that must have been given."""
        return {one.number: end_of(one.answer_by) for one in self.unanswered if one.answer_by is not None}

    @property
    def silent(self) -> list[str]:
        """The bodies that were asked about the present dossier and have not spoken."""
        heard = {opinion.body for opinion in self.opinions}
        return [body for body in self.rules.recognition.bodies if body not in heard]

    def seal(self, field: str, value: Any) -> Sealed:
        """A value to be committed to, opened when the edition says."""
        return Sealed(value, self.rules.openings[field])


def load_matter(reading: Reading, case: Case) -> Matter:
    """What belongs to a case of recognition."""
    session = reading.session
    recognition = session.get_one(Recognition, case.id)
    version = units.get_versions(session, [case.unit_id], reading.today)[case.unit_id]
    vote = session.get(RecognitionVote, (case.id, recognition.vote_no)) if recognition.vote_no else None
    issuer_id = session.get_one(Programme, case.programme_id).issuer_id
    opinions = [o for o in _rows(reading, RecognitionOpinion, case) if o.dossier_no == recognition.dossier_no]
    return Matter(
        case=case,
        recognition=recognition,
        unit=session.get_one(Unit, case.unit_id),
        holder=session.get_one(Unit, case.holder_unit_id),
        version=version,
        superior=name_of(reading, version.parent_id),
        issuer_id=issuer_id,
        rules=rules_of(session.get_one(Edition, case.edition_id)),
        proposals=_rows(reading, RecognitionProposal, case),
        opinions=opinions,
        knock_outs=_rows(reading, RecognitionKnockOut, case),
        objections=_rows(reading, RecognitionObjection, case),
        texts=_rows(reading, RecognitionText, case),
        vote=vote,
        ballot=ballots_of(reading, [vote])[case.id] if vote else None,
        board=load_board(reading, issuer_id),
    )


def _rows(reading: Reading, model: Any, case: Case) -> Sequence[Any]:
    key = model.__table__.primary_key.columns
    return reading.session.scalars(select(model).where(model.case_id == case.id).order_by(*key)).all()


def name_of(reading: Reading, unit_id: int | None) -> str:
    """What a unit is called today; "" for none."""
    if unit_id is None:
        return ""
    return next((v.name for v in units.get_versions(reading.session, [unit_id], reading.today).values()), "")


def is_own(reading: Reading, matter: Matter, actor: Actor) -> bool:
    """Whether the case is a person's own: of the unit today, or the one who proposed it, whatever he or she is now."""
    return actor.account_id in matter.proposed_by or matter.unit.id in own_units(reading, actor)


def facts_for(reading: Reading, matter: Matter, actor: Actor, **given: Any) -> Facts:
    """The snapshot on which the table of moves decides; `given` is what the act itself brings."""
    recognition, case, edition = matter.recognition, matter.case, matter.rules
    of = (matter.unit.id, case.programme_id, case.period)
    closes_at, vote, result = recognition.comment_closes_at, matter.vote, matter.result
    now = max(reading.now, case.changed_at)
    facts = Facts(
        actor_of_unit=is_own(reading, matter, actor),
        actor_writes_for_unit=writes_for(actor, matter.holder.id),
        actor_of_issuer=matter.issuer_id in actor.stands_for,
        actor_involved=_involved(reading, matter, actor),
        other_open_recognition=_other_open(reading, matter),
        registration_approved=bool(standing.accepted_registration(reading, *of)),
        inspection_required=edition.asks(NAME, "inspection.met"),
        inspection_met=inspection_result.inspection_met(reading, *of),
        commitment_required=edition.asks(NAME, "commitment.signed"),
        commitment_signed=standing.commitment_signed(reading, *of),
        papers_missing=len(matter.missing_papers),
        bodies_silent=len(matter.silent),
        knock_outs=len(matter.standing),
        window_ended=closes_at is not None and now >= closes_at,
        objections_unanswered=len(matter.unanswered),
        vote_defects=result.defects,
        vote_carried=result.carried,
        tally_recorded=vote is not None,
        tally_confirmed=vote is not None and vote.confirmed_at is not None,
        tally_stands=vote is not None and vote.confirmed_at is not None and not result.defects,
        actor_recorded_tally=vote is None or vote.recorded_by_id == actor.account_id,
        actor_recused=matter.ballot is not None and actor.pseudonym in matter.ballot.recused,
        validity_ended=recognition.valid_to is not None and reading.today >= recognition.valid_to,
    )
    return replace(facts, **given)


def speaks_for(reading: Reading, matter: Matter, actor: Actor) -> set[str]:
    """The bodies for which a person has spoken in this programme and period."""
    spoken = (
        select(RecognitionOpinion.body)
        .join(Case, RecognitionOpinion.case_id == Case.id)
        .where(RecognitionOpinion.given_by_id == actor.account_id)
        .where(Case.programme_id == matter.case.programme_id, Case.period == matter.case.period)
    )
    return set(reading.session.scalars(spoken))


def bodies_for(reading: Reading, matter: Matter, actor: Actor) -> list[str]:
    """The bodies for which a person may speak now: those that are silent, and where one was chosen before, that one."""
    chosen = speaks_for(reading, matter, actor)
    return [body for body in matter.silent if chosen <= {body}]


def sees(actor: Actor, case: Case, unit: Unit) -> bool:
    """Whether an actor may look at a case at all; a draft is seen by its own unit only."""
    if actor.role == roles.SYSTEM:
        return True
    if actor.role not in roles.READERS or not units.is_reached(actor, unit, case.programme_id):
        return False
    return case.state != State.DRAFT or writes_for(actor, unit.id)


def holding_role(matter: Matter) -> str:
    """The role that the case waits for in its present state, or "" when it waits for nobody."""
    if matter.unanswered and matter.case.state in ANSWERABLE:
        return roles.BOARD_SIGNATORY
    match matter.case.state:
        case State.DRAFT | State.RETURNED:
            return roles.SECRETARY
        case State.PROPOSED | State.DOSSIER_CHECK:
            return roles.REVIEWER
        case State.APPRAISAL:
            return roles.APPRAISER if matter.silent else roles.BOARD_SIGNATORY
        case State.VOTING if matter.vote is None:
            return roles.BOARD_SECRETARY
        case State.PUBLIC_COMMENT | State.VOTING:
            return roles.BOARD_SIGNATORY
        case State.DECIDED:
            return roles.MANAGER
    return ""


def _involved(reading: Reading, matter: Matter, actor: Actor) -> bool:
    """Whether this person did anything else in the case than answer objections."""
    asked = exists().where(
        Entry.case_id == matter.case.id, Entry.account_id == actor.account_id, Entry.kind != f"{NAME}.answer"
    )
    return bool(reading.session.scalar(select(asked)))


def _other_open(reading: Reading, matter: Matter) -> bool:
    case = matter.case
    asked = exists().where(
        Case.id != case.id,
        Case.process == case.process,
        Case.unit_id == case.unit_id,
        Case.programme_id == case.programme_id,
        Case.period == case.period,
        Case.state.not_in(ENDED),
    )
    return bool(reading.session.scalar(select(asked)))
