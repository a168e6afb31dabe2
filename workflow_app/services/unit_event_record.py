"""Recording a change of the organisation: an entry for each unit, and what follows from it; and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from states import reorganisation, unit_history
from states.process import Refused
from states.reorganisation import EFFECTIVE, RECORDED, UNDONE, Changing, Ending, Founding, Plan
from states.reorganisation_check import stays_a_tree
from states.unit_history import Attributes, History, Writing

from .. import text
from ..house import House
from ..models import Entry, Unit, UnitEdge, UnitEvent, UnitVersion
from . import unit as units
from . import unit_history as histories
from .actor import Actor
from .errors import Invalid
from .perform import Once, Sealed, Work, unit_of_work
from .unit_effect import bring_into_effect
from .unit_event import check_seen, find, held_draft, plan, rows_digest, writer_of


def record(house: House, mandate_id: int, code: str, seen: int, request: Once | None = None) -> None:
    """Record a draft: all of its rows, or none. One that holds from today or before takes effect at once.

    Raises `Invalid` with a reason against each row that cannot be taken, by its number.
    """
    with unit_of_work(house) as work:
        actor = writer_of(work, mandate_id)
        work.once(actor, request)
        _hold_tree(work, actor)
        event = held_draft(work, mandate_id, code, seen)
        made = plan(work.session, actor, event)
        if made.faults:
            raise Invalid({str(number): reasons[0] for number, reasons in made.faults.items()})
        entry = _write_heading(work, actor, event, made, request)
        _Recording(work, actor, event, made).run()
        event.status, event.entry_id = RECORDED, entry.id
        work.session.flush()
        if event.effective_on <= work.today:
            bring_into_effect(work, event)


def undo(house: House, mandate_id: int, code: str, seen: int, reason: str, request: Once | None = None) -> None:
    """Take a recorded change back before it takes effect; the reason is public.

    Raises `Refused` (event-in-effect, event-not-recorded), or (event-built-upon) where a later change rests on it.
    """
    with unit_of_work(house) as work:
        actor = writer_of(work, mandate_id)
        work.once(actor, request)
        _hold_tree(work, actor)
        event = find(work.session, actor, code, hold=True)
        check_seen(work, event, seen)
        if reasons := reasons_against_undoing(work.session, event):
            raise Refused("undo", reasons)
        if not (said := text.normalise(reason)):
            raise Invalid({"reason": "reason-missing"})
        _write_undone(work, actor, event, said, request)


def reasons_against_undoing(session: Session, event: UnitEvent) -> tuple[str, ...]:
    """Why a change cannot be taken back; empty when it can."""
    if event.status != RECORDED:
        return ("event-in-effect",) if event.status == EFFECTIVE else ("event-not-recorded",)
    of_it, touched = _entries_of(session, event), _units_of(session, event)
    last = all(unit_history.last_of(one).entry in of_it for one in histories.read(session, touched).values())
    without = {
        code: _without(history, of_it, Writing(event.drafted_at, None))
        for code, history in histories.around(session, touched).items()
    }
    return () if last and stays_a_tree(without, event.effective_on) else ("event-built-upon",)


def _without(history: History, entries: Iterable[int], by: Writing) -> History:
    """A history as if these entries had never been written."""
    for entry in entries:
        history = unit_history.undone(history, entry, by)
    return history


def _hold_tree(work: Work, actor: Actor) -> None:
    """Nothing is founded, changed or ended beside it until the commit; founding holds the unit above."""
    within = or_(Unit.path == actor.unit_path, Unit.path.startswith(f"{actor.unit_path}.", autoescape=True))
    work.session.execute(select(Unit.id).where(within).order_by(Unit.id).with_for_update())


def _write_heading(work: Work, actor: Actor, event: UnitEvent, made: Plan, request: Once | None) -> Entry:
    document = {"symbol": event.symbol, "issued_on": event.issued_on.isoformat(), "issuer": event.issuer}
    sealed = {"title": Sealed(event.title, "at_once"), "document": Sealed(document, "at_once")}
    said: dict[str, Any] = {"founded": len(made.founded), "changed": len(made.changed), "ended": len(made.ended)}
    said |= {"rows": rows_digest(event.rows)}
    top, on = work.session.get_one(Unit, event.top_id).code, event.effective_on.isoformat()
    return work.append(
        "unit.reorganised", actor, sealed, request=request, event=event.code, top=top, on=on, **said
    )  # fmt: skip


@dataclass(slots=True)
class _Recording:
    """One change while its entries, versions and edges are written; `units`: by code, and the new ones by key."""

    work: Work
    actor: Actor
    event: UnitEvent
    made: Plan
    units: dict[str, Unit] = field(default_factory=dict)

    def run(self) -> None:
        made, session = self.made, self.work.session
        named = {one.unit for one in made.changed} | {one.unit for one in made.ended}
        named |= {code for one in made.ended for code in one.successors}
        named |= {code for one in made.founded for code in one.split_from}
        named |= {one.said.parent or "" for one in made.founded} | {one.said.parent or "" for one in made.changed}
        self.units = {unit.code: unit for unit in session.scalars(select(Unit).where(Unit.code.in_(named)))}
        self.units |= {one.key: units.add(self.work) for one in made.founded}
        for founding in made.founded:
            self._found(founding)
        old = {one.unit for one in made.changed} | {one.unit for one in made.ended}
        held = histories.read(session, [self.units[code].id for code in old])
        for changed in made.changed:
            self._change(changed, held[self.units[changed.unit].id])
        for ending in made.ended:
            self._end(ending, held[self.units[ending.unit].id])

    def _found(self, one: Founding) -> None:
        unit, origin = self.units[one.key], [self.units[code] for code in one.split_from]
        above = self.units[one.said.parent or ""]
        more = {"split_from": [before.code for before in origin], "note": one.note}
        entry = units.write_founded(
            self.work, self.actor, unit, self._placed(one.said), above, self.event.effective_on, more=more,
            event=self.event,
        )  # fmt: skip
        for before in origin:
            self._edge(before, unit, 0, reorganisation.FOUND, entry)

    def _change(self, one: Changing, before: History) -> None:
        said = self._placed(one.said)
        told = {**units.described(said), "acts": list(one.kinds), "note": one.note}
        entry = self._append("unit.changed", one.unit, told)
        after = unit_history.changed(before, said, self.event.effective_on, Writing(self.work.now, entry.id))
        histories.write(self.work.session, self.units[one.unit].id, before, after, self.event)

    def _end(self, one: Ending, before: History) -> None:
        unit, successors = self.units[one.unit], [self.units[code] for code in one.successors]
        told = {"successors": [other.code for other in successors], "note": one.note}
        entry = self._append("unit.ended", one.unit, told, self._fates(one), how=one.kind, fate=one.fate)
        after = unit_history.ended(before, self.event.effective_on, Writing(self.work.now, entry.id))
        histories.write(self.work.session, unit.id, before, after, self.event)
        for position, other in enumerate(successors):
            self._edge(unit, other, position, one.kind, entry)

    def _append(
        self, kind: str, unit: str, told: Mapping[str, Any], more: Mapping[str, Sealed] = {}, **clear: Any
    ) -> Entry:
        on, sealed = self.event.effective_on.isoformat(), {"unit": Sealed(told, "at_once"), **more}
        return self.work.append(kind, self.actor, sealed, unit=unit, event=self.event.code, on=on, **clear)

    def _fates(self, one: Ending) -> dict[str, Sealed]:
        """What was chosen for open cases. It names whose they are, and stays closed as long as they do: for ever."""
        said = [asdict(choice) | {"to": self.units[choice.to].code if choice.to else ""} for choice in one.cases]
        return {"fates": Sealed(said, "never")} if said else {}

    def _placed(self, said: Attributes) -> Attributes:
        """The same with the unit above named by its code, also where this change founded it."""
        return replace(said, parent=self.units[said.parent].code) if said.parent else said

    def _edge(self, before: Unit, after: Unit, position: int, kind: str, entry: Entry) -> None:
        ids = {"event_id": self.event.id, "predecessor_id": before.id, "successor_id": after.id, "entry_id": entry.id}
        self.work.session.add(UnitEdge(**ids, position=position, kind=kind))


def _write_undone(work: Work, actor: Actor, event: UnitEvent, reason: str, request: Once | None) -> None:
    assert event.entry_id is not None, "only what was recorded is taken back"
    recorded = work.session.get_one(Entry, event.entry_id).leaf_hash.hex()
    sealed, clear = {"reason": Sealed(reason, "at_once")}, {"event": event.code, "recorded": recorded}
    entry = work.append("unit.reorganisation_undone", actor, sealed, request=request, **clear)
    of_it = _entries_of(work.session, event)
    for unit_id, before in histories.read(work.session, _units_of(work.session, event)).items():
        after = _without(before, of_it, Writing(work.now, entry.id))
        histories.write(work.session, unit_id, before, after)
    event.status, event.undone_entry_id = UNDONE, entry.id
    event.version += 1


def _entries_of(session: Session, event: UnitEvent) -> list[int]:
    """The entries that a recorded change wrote for its units."""
    written = select(UnitVersion.entry_id).where(UnitVersion.event_id == event.id).distinct()
    return sorted(one for one in session.scalars(written) if one is not None)


def _units_of(session: Session, event: UnitEvent) -> list[int]:
    """The units that a change founded, changed or ended, by id."""
    return sorted(session.scalars(select(UnitVersion.unit_id).where(UnitVersion.event_id == event.id).distinct()))
