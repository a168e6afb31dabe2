"""A person's own acts, as the journal has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ..house import House
from ..models import Case, Entry, Leaf
from . import journal, queue
from .actor import Actor
from .reach import Glance

PAGE = 20


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its kind, the case it belongs to ("" for none), and its place in the journal once it has one.

    `opens`: the mandate in use sees the case.
    """

    id: int
    kind: str
    process: str
    action: str
    case: str
    opens: bool
    role: str
    at: datetime
    index: int | None


@dataclass(frozen=True, slots=True)
class Acts:
    """One page of acts; `next` is the number to go on from, or None."""

    rows: tuple[Act, ...]
    next: int | None


def list_acts(
    house: House, account_id: int, after: int | None = None, actor: Actor | None = None, most: int = PAGE
) -> Acts:
    """One page of what a person did, newest first, under whatever mandate."""
    asked = select(Entry, Case, Leaf.index.label("place")).outerjoin(Case, Entry.case_id == Case.id)
    asked = asked.outerjoin(Leaf, Leaf.entry_id == Entry.id).where(Entry.account_id == account_id)
    if after is not None:
        asked = asked.where(Entry.id < after)
    with house.db.reading() as session:
        rows = session.execute(asked.order_by(Entry.id.desc()).limit(most + 1)).all()
        cases = {row.Case.id for row in rows if row.Case is not None}
        seen = queue.seen_of(Glance(session, actor, house.clock()), cases) if actor is not None and cases else set()
        found = tuple(
            Act(
                row.Entry.id, row.Entry.kind, *_parts(row.Entry.kind), row.Case.code if row.Case else "",
                row.Case is not None and row.Case.id in seen, journal.body_of(row.Entry)["by"]["role"], row.Entry.at,
                row.place,
            )
            for row in rows[:most]
        )  # fmt: skip
    return Acts(found, found[-1].id if len(rows) > most else None)


def _parts(kind: str) -> tuple[str, str]:
    process, _, action = kind.partition(".")
    return process, action
