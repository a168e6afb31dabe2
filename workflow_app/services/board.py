"""The board that recognises: its members in office on a day, and whether a vote of theirs counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from states.decision import DEFECTS, Meeting, Tally, VotingRules, defects, is_carried
from states.recognition import MEMBERS

from ..clock import day_of
from ..models import Account, Mandate, Substitution
from .actor import in_force
from .reach import Reading, carried_with, units_of_each


@dataclass(frozen=True, slots=True)
class Member:
    """A person on the board, once, whatever mandates he or she holds there."""

    account_id: int
    code: str  # the pseudonym
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote as its secretary reports it: codes of those present, of those recused with the reasons, and the tally."""

    present: tuple[str, ...]
    tally: Tally
    recused: Mapping[str, str] = field(default_factory=dict)
    members: tuple[str, ...] = ()  # everybody in office when it was recorded; empty before


@dataclass(frozen=True, slots=True)
class Result:
    """Whether a vote counts, and whether it carried the motion."""

    defects: tuple[str, ...]
    carried: bool


NO_VOTE = Result(DEFECTS, False)


@dataclass(frozen=True, slots=True)
class Board:
    """Everybody who ever held a mandate of the board at one issuer, and the units each of them belongs to today."""

    held: Sequence[tuple[Mandate, Account]]
    units: Mapping[int | None, Collection[int]]

    def members(self, programme_id: int, on: date) -> tuple[Member, ...]:
        """The members in office on a day, each person once."""
        found: dict[int, Member] = {}
        for mandate, account in self.held:
            closed = account.disabled_at is not None and day_of(account.disabled_at) <= on
            if not closed and in_force(mandate, on) and mandate.programme_id in (None, programme_id):
                member = Member(account.id, account.pseudonym, account.full_name, mandate.title)
                found.setdefault(account.id, member)
        return tuple(found.values())

    def own(self, members: Collection[Member], unit_id: int, proposed_by: Collection[int | None]) -> set[str]:
        """The codes of the members whose own a case is: of its unit, or its proposer. They have no part in a vote."""
        return {
            member.code
            for member in members
            if member.account_id in proposed_by or unit_id in self.units.get(member.account_id, ())
        }


def judge(members: Collection[Member], ballot: Ballot, own: Collection[str], rules: VotingRules) -> Result:
    """What a vote is worth; `own` are the members whose own the case is, recused without being asked."""
    in_office = {member.code for member in members}
    if ballot.members:  # later mandates change no count: whoever was there must still have had one, the others stay
        in_office = {*ballot.members} - ({*ballot.present} - in_office)
    recused = {*ballot.recused, *in_office.intersection(own)}
    meeting = Meeting(tuple(in_office), ballot.present, tuple(recused))
    return Result(defects(meeting, ballot.tally, rules), is_carried(meeting, ballot.tally, rules))


def load_board(reading: Reading, issuer_id: int) -> Board:
    """The board of an issuer: who holds, or held, a mandate of it at the issuer itself, in his or her own right."""
    at_place = carried_with(reading.session, [issuer_id])[issuer_id]
    held = reading.session.execute(
        select(Mandate, Account)
        .join(Account, Mandate.account_id == Account.id)
        .where(Mandate.unit_id.in_(at_place), Mandate.role.in_(sorted(MEMBERS)))
        .where(Mandate.id.not_in(select(Substitution.mandate_id)))  # a seat on a board is not lent
        .order_by(Account.id, Mandate.id)
    ).all()
    people = [(mandate, account) for mandate, account in held]
    return Board(people, units_of_each(reading, {account.id for _, account in people}))
