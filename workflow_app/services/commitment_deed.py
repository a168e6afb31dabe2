"""One act on an agreement: locked, seen by who acts, moved by one step, told to the parties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from states.commitment import PROCESS, SUPERIOR, UNIT, Facts

from ..models import Entry, Seat
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
    ) -> Entry:
        """Move the agreement by one step; `sealed` are values by the name of their field."""
        matter, case = self.matter, self.matter.case
        values = {"person": {"name": self.actor.name, "title": self.actor.title}, **(sealed or {})}
        closed: dict[str, Sealed] = {field: matter.seal(field, value) for field, value in values.items()}
        return self.work.take(
            PROCESS, case, action, facts, self.actor, sealed=closed, clear=clear, evidence=evidence,
            request=self.request, change=change,
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


def tell_in_force(act: Act, entry: Entry) -> None:
    """The parties learn when the agreement comes into force; each single signature they see on its page."""
    if act.matter.agreement.in_force_at == act.work.now:
        told = parties(act.work, act.matter.case.id, act.matter.agreement.version)
        act.work.notify(entry, "commitment.in_force", told, code=act.matter.case.code)
