"""The board that recognises: its members in office on a day, and whether a vote of theirs counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from states.decision import Meeting, Tally, VotingRules, defects, is_carried
from states.recognition import MEMBERS

from ..clock import day_of
from ..models import Account, Mandate
from .actor import in_force
from .reach import Reading


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


@dataclass(frozen=True, slots=True)
class Result:
    """Whether a vote counts, and whether it carried the motion."""

    defects: tuple[str, ...]
    carried: bool


def list_members(reading: Reading, issuer_id: int, programme_id: int, on: date) -> tuple[Member, ...]:
    """The members in office on a day: who holds a mandate of the board at the issuer itself, each person once."""
    held = reading.session.execute(
        select(Mandate, Account)
        .join(Account, Mandate.account_id == Account.id)
        .where(Mandate.unit_id == issuer_id, Mandate.role.in_(sorted(MEMBERS)))
        .order_by(Account.id, Mandate.id)
    )
    found: dict[int, Member] = {}
    for mandate, account in held:
        closed = account.disabled_at is not None and day_of(account.disabled_at) <= on
        if not closed and in_force(mandate, on) and mandate.programme_id in (None, programme_id):
            title = mandate.title
            found.setdefault(account.id, Member(account.id, account.pseudonym, account.full_name, title))
    return tuple(found.values())


def judge(members: Collection[Member], ballot: Ballot, own: Collection[str], rules: VotingRules) -> Result:
    """What a vote is worth; `own` are the members whose own the case is, recused without being asked."""
    recused = {*ballot.recused, *own}
    meeting = Meeting(tuple(member.code for member in members), ballot.present, tuple(recused))
    return Result(defects(meeting, ballot.tally, rules), is_carried(meeting, ballot.tally, rules))
