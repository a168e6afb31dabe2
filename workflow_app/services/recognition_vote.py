"""Recorded votes of a board, and what they are worth."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select, tuple_

from states.decision import Tally
from states.recognition import PROCESS, State

from ..models import (
    Account,
    Case,
    Edition,
    Programme,
    Recognition,
    RecognitionProposal,
    RecognitionVote,
    RecognitionVoter,
)
from .board import Ballot, Result, judge, load_board
from .edition import rules_of
from .reach import Reading


@dataclass(frozen=True, slots=True)
class Counted:
    """The last vote of a case that is being voted on."""

    case_id: int
    confirmed: bool
    result: Result


def ballots_of(reading: Reading, votes: Collection[RecognitionVote]) -> dict[int, Ballot]:
    """Recorded votes as they were reported, by case."""
    keys = [(vote.case_id, vote.number) for vote in votes]
    rows = reading.session.execute(
        select(RecognitionVoter, Account.pseudonym)
        .join(Account, RecognitionVoter.account_id == Account.id)
        .where(tuple_(RecognitionVoter.case_id, RecognitionVoter.vote_no).in_(keys))
    ).all()
    return {vote.case_id: _ballot(vote, [row for row in rows if row[0].case_id == vote.case_id]) for vote in votes}


def _ballot(vote: RecognitionVote, voters: Sequence[Any]) -> Ballot:
    present = tuple(code for voter, code in voters if voter.present)
    recused = {code: voter.reason for voter, code in voters if voter.recused}
    members = tuple(code for _, code in voters)
    return Ballot(present, Tally(vote.in_favour, vote.against, vote.other), recused, members)


def count_open(reading: Reading, issuer_id: int) -> list[Counted]:
    """The votes recorded in cases that an issuer's board votes on now, each judged by who was a member on its day.

    As many questions to the database for a hundred cases as for one: a board decides on a whole list in one meeting.
    """
    last = and_(RecognitionVote.case_id == Case.id, RecognitionVote.number == Recognition.vote_no)
    rows = reading.session.execute(
        select(Case, RecognitionVote, Edition)
        .join(Recognition, Recognition.case_id == Case.id)
        .join(RecognitionVote, last)
        .join(Edition, Case.edition_id == Edition.id)
        .join(Programme, Case.programme_id == Programme.id)
        .where(Case.process == PROCESS.name, Case.state == State.VOTING, Programme.issuer_id == issuer_id)
    ).all()
    if not rows:
        return []
    board, ballots = load_board(reading, issuer_id), ballots_of(reading, [row.RecognitionVote for row in rows])
    proposers = _proposers(reading, [row.Case.id for row in rows])
    found = []
    for case, vote, edition in rows:
        members = board.members(case.programme_id, vote.held_on)
        own = board.own(members, case.unit_id, proposers.get(case.id, ()))
        result = judge(members, ballots[case.id], own, rules_of(edition).recognition.voting)
        found.append(Counted(case.id, vote.confirmed_at is not None, result))
    return found


def _proposers(reading: Reading, case_ids: Iterable[int]) -> dict[int, set[int | None]]:
    asked = select(RecognitionProposal.case_id, RecognitionProposal.proposed_by_id)
    found: dict[int, set[int | None]] = {}
    for case_id, account_id in reading.session.execute(asked.where(RecognitionProposal.case_id.in_(case_ids))):
        found.setdefault(case_id, set()).add(account_id)
    return found
