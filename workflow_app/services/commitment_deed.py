"""One act on an agreement: locked, seen by who acts, moved by one step, told to the parties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from states.commitment import EXPIRED, PARTIAL, PROCESS, SUPERIOR, UNIT, WAITING, Facts

from ..clock import start_of_day
from ..models import Entry, FurtherSignature, Seat
from . import agreement_record, obligation_matter
from . import commitment_turn as turns
from .actor import Actor
from .commitment_matter import Matter, load_matter, sees
from .errors import NotFound
from .perform import Once, Sealed, Work
from .reach import Reading, people_of_board, people_of_units


@dataclass(slots=True)
class Act:
    """One act under way: the transaction, who acts, on what."""

    work: Work
    actor: Actor
    matter: Matter
    request: Once | None

    def take(
        self,
        action: str,
        facts: Facts,
        change: Callable[[], None] = lambda: None,
        *,
        sealed: Mapping[str, Any] | None = None,
        clear: Mapping[str, Any] | None = None,
        evidence: str | None = None,
        due: Callable[[], datetime | None] | None = None,
    ) -> Entry:
        """Move the agreement by one step; `sealed` are values by the name of their field."""
        matter, case = self.matter, self.matter.case
        values = {"person": {"name": self.actor.name, "title": self.actor.title}, **(sealed or {})}
        closed: dict[str, Sealed] = {
            field: value if isinstance(value, Sealed) else matter.seal(field, value) for field, value in values.items()
        }

        def changed() -> None:
            change()
            obligation_matter.begin(self.work, matter)  # whoever is bound by now owes what the text asks

        return self.work.take(
            PROCESS, case, action, facts, self.actor, sealed=closed, clear=clear, evidence=evidence,
            request=self.request, change=changed, due=due or (lambda: obligation_matter.due_next(self.work, matter)),
        )  # fmt: skip


def begin(work: Work, mandate_id: int, code: str, request: Once | None, *, seen: int | None = None) -> Act:
    """Lock, then see who acts; `seen`: the version of the case that the page showed, where that is compared."""
    case = work.lock(code)
    actor = work.actor(mandate_id)
    work.once(actor, request)  # under the lock: of two equal forms at once the second sees the first's answer
    if case.process != PROCESS.name:
        raise NotFound(code)
    matter = load_matter(work, case)
    if not sees(matter, actor):
        raise NotFound(code)
    if seen is not None:
        work.check_seen(case, seen)
    return Act(work, actor, matter, request)


def parties(work: Work, case_id: int, version: int) -> list[int]:
    """The accounts of everybody who speaks for a seat of a version."""
    return people_of(work, work.session.scalars(select(Seat).where(Seat.case_id == case_id, Seat.version == version)))


def people_of(work: Reading, seats: Iterable[Seat]) -> list[int]:
    """The accounts of everybody who speaks for one of these seats."""
    kept = list(seats)
    board = [account for seat in kept if seat.capacity == SUPERIOR for account in people_of_board(work, seat.unit_id)]
    return board + people_of_units(work, [seat.unit_id for seat in kept if seat.capacity == UNIT])


def people_beside(work: Reading, seat: Seat, asked: Iterable[FurtherSignature]) -> list[int]:
    """The accounts of everybody who may give one of these signatures beside that of a seat."""
    units = [one.unit_id for one in asked]
    own = people_of_board(work, seat.unit_id) if seat.capacity == SUPERIOR and seat.unit_id in units else []
    return people_of_units(work, units) + own


def public_reason(reason: str) -> Sealed:
    """A reason that everybody reads once the agreement itself is public, and the parties at once."""
    return Sealed({"code": "", "text": reason}, "acceptance")


def settle(matter: Matter) -> list[Seat]:
    """Write down whose turn it is after an act on a seat; returns the seats whose turn has come with it."""
    return turns.settle(matter, matter.order(), ordered=matter.is_ordered())


def due_with_seats(matter: Matter) -> datetime | None:
    """When the agreement is due: not before the last day of any seat that still waits."""
    days = [seat.due_on for seat in matter.seats if seat.due_on is not None and seat.answer in (WAITING, EXPIRED)]
    due = matter.case.due_at
    return max([due, *(start_of_day(day + timedelta(days=1)) for day in days)]) if due is not None else None


def tell_turns(act: Act, entry: Entry, came: Iterable[Seat], signed: Seat | None = None) -> None:
    """Those whose turn has come learn it: the next seats, or who is to sign beside the seat that has signed."""
    told = people_of(act.work, came)
    if signed is not None and signed.answer == PARTIAL:
        awaited = turns.list_awaited(act.matter, act.work.today)
        told += people_beside(act.work, signed, [one for seat, missing in awaited if seat is signed for one in missing])
    if told:
        others = [one for one in told if one != act.actor.account_id]
        act.work.notify(entry, "commitment.turn", others, code=act.matter.case.code)


def tell_in_force(act: Act, entry: Entry) -> None:
    """The parties learn when the agreement comes into force; each single signature they see on its page.

    From then on each signature is followed by a record under the seal.
    """
    in_force_at = act.matter.agreement.in_force_at
    if in_force_at is not None:
        agreement_record.ask(act.work, entry, joined=in_force_at != act.work.now)
    if in_force_at == act.work.now:
        told = parties(act.work, act.matter.case.id, act.matter.agreement.version)
        act.work.notify(entry, "commitment.in_force", told, code=act.matter.case.code)
