"""How an account was opened: who invited its owner, who handed out codes, and when a password was chosen with one.

Whoever prints a slip could use it. Nobody can be kept from that, but its owner sees it here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ..house import House
from ..models import Account, Entry, Mandate, MandateProposal, OneTimeCode
from . import journal
from .one_time_code import CHOSEN, PASSWORD


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that led into the account: invited, slip, chosen_slip or chosen_mail; by whom ("" for nobody else)."""

    what: str
    by: str
    at: datetime


def read(house: House, account_id: int) -> list[Step]:
    """All of it, oldest first; slips as long as they are kept."""
    with house.db.reading() as session:
        steps = [*_invited(session, account_id)[:1], *_slips(session, account_id), *_chosen(session, account_id)]
    return sorted(steps, key=lambda step: step.at)


def _invited(session: Session, account_id: int) -> list[Step]:
    """The entry that first spoke of a mandate for this person."""
    first = [
        session.scalar(select(func.min(model.entry_id)).where(model.account_id == account_id))
        for model in (Mandate, MandateProposal)
    ]
    asked = select(Entry.at, Account.full_name).outerjoin(Account, Entry.account_id == Account.id)
    rows = session.execute(asked.where(Entry.id.in_(one for one in first if one)).order_by(Entry.id))
    return [Step("invited", name or "", at) for at, name in rows]


def _slips(session: Session, account_id: int) -> list[Step]:
    asked = select(OneTimeCode.made_at, Account.full_name)
    asked = asked.outerjoin(Account, OneTimeCode.made_by_id == Account.id)
    rows = session.execute(asked.where(OneTimeCode.account_id == account_id, OneTimeCode.purpose == PASSWORD))
    return [Step("slip", name or "", at) for at, name in rows]


def _chosen(session: Session, account_id: int) -> list[Step]:
    """By the own hand, or by the system's for whoever had no mandate yet."""
    mine = session.get_one(Account, account_id).pseudonym
    asked = select(Entry).where(Entry.kind == CHOSEN)
    asked = asked.where(or_(Entry.account_id == account_id, Entry.account_id.is_(None)))
    told = ((journal.body_of(entry), entry.at) for entry in session.scalars(asked))
    return [Step(f"chosen_{body['with']}", "", at) for body, at in told if body["holder"] == mine]
