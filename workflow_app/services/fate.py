"""What was open when a unit ended follows the change of the organisation: case by case, each in its own transaction.

A case of which this was done is held by a unit that lasts, or is over; so whoever takes this up again after a crash
finds what is left, and does nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from states import commitment, fate, inspection, recognition, registration
from states.fate import ANEW, CLOSE, CLOSING, TRANSFER, Carrying, Fate
from states.processes import PROCESSES
from states.reorganisation import EFFECTIVE, ENDING

from ..house import House
from ..models import Amendment, Case, Edition, Entry, Job, Unit, UnitEdge, UnitEvent
from . import fate_anew, obligation_matter
from . import unit as units
from .commitment_amendment import lapse_all
from .commitment_deed import Act
from .commitment_matter import load_matter
from .perform import Sealed, Work, unit_of_work
from .reach import people_of_board, people_of_managers, people_of_unit
from .rules import rules_of
from .unit_event import rows_of

log = structlog.get_logger()
JOB = "unit.settle"
FACTS: dict[str, Any] = {
    "registration": registration.Facts, "commitment": commitment.Facts, "inspection": inspection.Facts,
    "recognition": recognition.Facts,
}  # fmt: skip
UNSIGNED = (commitment.WAITING, commitment.EXPIRED)
OPEN = {
    name: sorted({state.value for move in process.moves if move.action == TRANSFER for state in move.source})
    for name, process in PROCESSES.items()
}


def is_open() -> ColumnElement[bool]:
    """Selects the cases that somebody has handed in, and in which something is still to be done."""
    known = or_(*(and_(Case.process == name, Case.state.in_(states)) for name, states in OPEN.items()))
    return and_(Case.seq > 0, known)


def is_draft() -> ColumnElement[bool]:
    """Selects what nobody has handed in yet; no entry speaks of it."""
    return and_(Case.seq == 0, Case.state.in_(sorted({process.initial.value for process in PROCESSES.values()})))


def ask(work: Work, event: UnitEvent, entry: Entry) -> None:
    """Have this done after the commit that brings a change into effect, where units end by it."""
    if not any(row.kind in ENDING for row in rows_of(event)):
        return
    job = {"kind": JOB, "entry_id": entry.id, "recipient_id": event.drafted_by_id, "payload": {}, "attempts": 0}
    work.add_rows(Job, [{**job, "run_at": work.now}])


def settle(house: House, entry_id: int) -> None:
    """Do it for every case that the change concerns; one that fails keeps none of the others from it."""
    failed = dict[str, Exception]()
    while codes := [code for code in _codes_left(house, entry_id) if code not in failed]:
        for code in codes:
            try:
                _settle(house, entry_id, code)
            except Exception as error:
                log.error("unit.fate_failed", case=code, error=type(error).__name__)
                failed[code] = error
    if failed:
        raise next(iter(failed.values()))  # so that the job is taken up once more


def _codes_left(house: House, entry_id: int) -> Sequence[str]:
    with house.db.reading() as session:
        return [row.code for row in session.execute(_left(entry_id))]


def _left(entry_id: int) -> Select[str, UnitEvent]:
    """The cases still held by a unit that ended, by this change or a later one; an agreement before its amendments.

    A later one may have had its turn while this one failed: then a case moves on twice.
    """
    asked = select(Case.code, UnitEvent).join(UnitEdge, UnitEdge.predecessor_id == Case.holder_unit_id)
    asked = asked.join(UnitEvent, UnitEdge.event_id == UnitEvent.id)
    ended = (UnitEvent.effect_entry_id >= entry_id, UnitEdge.position == 0, UnitEdge.kind.in_(ENDING))
    return asked.where(*ended, or_(is_open(), is_draft())).order_by(Case.id)


def _settle(house: House, entry_id: int, code: str) -> None:
    with unit_of_work(house) as work:
        case = work.lock(code)
        left = work.session.execute(_left(entry_id).where(Case.id == case.id)).first()
        if left is None:
            return  # another worker was faster, or somebody ended it meanwhile
        follows = _Following(work, left.UnitEvent, case)
        if case.seq == 0:
            case.holder_unit_id = follows.target.id
        else:
            follows.run()


@dataclass(slots=True)
class _Following:
    """One case while it follows a change."""

    work: Work
    event: UnitEvent
    case: Case

    @property
    def chosen(self) -> Fate | None:
        """What the change says of this case; an amendment follows the agreement that it changes."""
        session, holder = self.work.session, self.work.session.get_one(Unit, self.case.holder_unit_id)
        root = select(Case.code).join(Amendment, Amendment.case_id == Case.id)
        code = session.scalar(root.where(Amendment.amendment_id == self.case.id)) or self.case.code
        rows = (row for row in rows_of(self.event) if row.kind in ENDING and row.unit == holder.code)
        return next((one for row in rows for one in row.cases if one.case == code), None)

    @property
    def target(self) -> Unit:
        """The successor that was chosen; the first one where nobody chose, or the case is closed."""
        session, chosen = self.work.session, self.chosen
        holder = session.get_one(Unit, self.case.holder_unit_id)
        edges = select(UnitEdge.successor_id).where(
            UnitEdge.event_id == self.event.id, UnitEdge.predecessor_id == holder.id, UnitEdge.kind.in_(ENDING)
        )
        successors = session.scalars(edges.order_by(UnitEdge.position)).all()
        related = next(row.related for row in rows_of(self.event) if row.kind in ENDING and row.unit == holder.code)
        place = related.index(chosen.to) if chosen is not None and chosen.to in related else 0
        return session.get_one(Unit, successors[place])

    def run(self) -> None:
        """Take the step, tell whom it concerns, and say in the log where nobody had chosen."""
        chosen, target = self.chosen, self.target
        if chosen is None:
            log.info("unit.fate_by_default", change=self.event.code, case=self.case.code, process=self.case.process)
        if chosen is not None and chosen.fate in (CLOSE, ANEW):
            self._close(chosen, target)
        else:
            self._transfer(target, chosen is not None)

    def _transfer(self, target: Unit, was_chosen: bool) -> None:
        case, before = self.case, self.case.holder_unit_id

        def change() -> None:
            case.holder_unit_id = target.id

        entry = self._take(TRANSFER, target, {"chosen": was_chosen}, "", change, before)
        self._tell(entry, target, "transferred")

    def _close(self, chosen: Fate, target: Unit) -> None:
        work, case, facts = self.work, self.case, dict[str, Any]()
        if case.process == commitment.PROCESS.name and case.state == commitment.State.IN_FORCE:
            facts |= {"decision": self.event.symbol, "decided_on": self.event.issued_on.isoformat()}
        made = fate_anew.begin(work, case, target, self.event) if chosen.fate == ANEW else ""
        if made:
            facts["anew"] = made
        entry = self._take(CLOSING, target, facts, chosen.reason or self.event.title, lambda: None)
        if case.process == commitment.PROCESS.name:
            lapse_all(work, case)
        self._tell(entry, target, "begun_anew" if made else "closed_by_event", made)

    def _take(
        self, action: str, target: Unit, clear: dict[str, Any], reason: str, change: Any, moved_from: int | None = None
    ) -> Entry:  # fmt: skip
        work, case = self.work, self.case
        openings = rules_of(work.session.get_one(Edition, case.edition_id)).openings
        sealed = {"holder": Sealed(self._told(target, action), openings["unit"])}
        if reason:
            sealed["reason"] = Sealed({"code": "", "text": reason}, openings["reason"])
        carrying = Carrying(
            holder_ended=self.event.status == EFFECTIVE, to_successor=True, reason_given=bool(reason)
        )  # fmt: skip
        facts = FACTS[case.process](carried=carrying)
        if case.process != commitment.PROCESS.name:
            process = PROCESSES[case.process]
            return work.take(process, case, action, facts, work.system(), sealed=sealed, clear=clear, change=change)
        matter, system = load_matter(work, case), work.system()

        def changed() -> None:
            change()
            if "decision" in clear:
                matter.agreement.ended_by = {"number": clear["decision"], "date": clear["decided_on"]}
            if moved_from is not None:
                _move_seats(work, matter.seats, moved_from, target)

        return Act(work, system, matter, None).take(
            action, facts, changed, sealed=sealed, clear=clear, due=lambda: obligation_matter.due_next(work, matter)
        )

    def _told(self, target: Unit, action: str) -> dict[str, Any]:
        holder = self.work.session.get_one(Unit, self.case.holder_unit_id)
        names = units.get_versions(self.work.session, [holder.id, target.id], self.work.today)
        said = {
            "event": self.event.code, "document": self.event.symbol, "on": self.event.effective_on.isoformat(),
            "from": {"code": holder.code, "name": names[holder.id].name},
        }  # fmt: skip
        to = {"code": target.code, "name": names[target.id].name}
        return said | ({"to": to} if action == TRANSFER else {})

    def _tell(self, entry: Entry, target: Unit, kind: str, made: str = "") -> None:
        work, case = self.work, self.case
        told = people_of_unit(work, target.id)
        if case.process == commitment.PROCESS.name:
            told = people_of_managers(work, target.id) + people_of_board(work, target.id)
        work.notify(entry, f"{case.process}.{kind}", told, code=made or case.code)


def _move_seats(work: Work, seats: Sequence[Any], before: int, target: Unit) -> None:
    """What the issuer has not signed yet, whoever goes on in its place signs; what was signed stays as it is."""
    for seat in seats:
        if seat.unit_id == before and seat.answer in UNSIGNED:
            seat.unit_id = target.id


def list_of_holders(session: Session, holders: Sequence[int]) -> list[Case]:
    """The open cases of these units, the oldest first."""
    asked = select(Case).where(Case.holder_unit_id.in_(holders), is_open(), ~_amends())
    return list(session.scalars(asked.order_by(Case.process.desc(), Case.id)))


def _amends() -> ColumnElement[bool]:
    return select(Amendment.amendment_id).where(Amendment.amendment_id == Case.id).exists()


assert set(OPEN) == set(fate.OFFERED), "every process says what becomes of its open cases"
