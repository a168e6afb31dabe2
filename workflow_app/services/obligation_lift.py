"""What an amendment in force has taken out is asked of nobody any more: the system notes it, row by row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import structlog
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from states.commitment import PROCESS, SIGNED, State
from states.commitment_amendment import REMOVE
from states.obligation import TURNS, UNSETTLED
from states.process import Refused

from ..clock import day_of
from ..house import House
from ..models import Agreement, Amendment, Case, Mandate, Obligation, Seat
from .commitment_amendment_matter import Made, list_made
from .commitment_deed import begin, people_of
from .obligation_matter import duty_facts, list_owed
from .perform import unit_of_work

log = structlog.get_logger()
ACTION = "lift_obligation"


def lift_due(house: House, most: int = 50) -> int:
    """Note, as the system, which tasks an amendment in force has lifted; returns how many."""
    with house.db.reading() as session:
        found = _list_released(session, house)[:most]
        system = session.scalar(select(Mandate.id).where(Mandate.kind == "system")) if found else None
    return sum(_lift(house, system, *one) for one in found if system is not None)


def _list_released(session: Session, house: House) -> list[tuple[str, str, int]]:
    """Code, clause and place of what is to be lifted; of agreements that an amendment in force has changed."""
    counts = exists().where(
        Amendment.case_id == Case.id, Agreement.case_id == Amendment.amendment_id, Agreement.in_force_at.is_not(None)
    )
    asked = select(Obligation, Case.code, Seat.unit_id).join(Case, Obligation.case_id == Case.id)
    asked = asked.join(Seat, (Seat.case_id == Case.id) & (Seat.version == Obligation.version))
    asked = asked.where(Case.state == State.IN_FORCE, Obligation.status.in_(UNSETTLED), counts)
    rows = session.execute(
        asked.where(Seat.place == Obligation.place).order_by(Case.id, Obligation.clause, Obligation.place)
    ).all()
    today = day_of(house.clock())
    made = {id_: list_made(session, id_) for id_ in {row.Obligation.case_id for row in rows}}
    return [
        (row.code, row.Obligation.clause, row.Obligation.place)
        for row in rows
        if released_by(session, made[row.Obligation.case_id], row.Obligation.clause, row.unit_id, today)
    ]


def released_by(session: Session, made: Iterable[Made], clause: str, unit_id: int, today: date) -> int:
    """The number of the first amendment that counts today, takes out the clause and binds the unit; 0 where none does.

    In an open pact a unit that is asked to sign the amendment is bound by it from its own signature only.
    """
    for one in made:
        if one.effective_on is None or one.effective_on > today:
            continue
        if any(change.clause == clause and change.kind == REMOVE for change in one.changes):
            seats = select(Seat.answer).join(Agreement, Agreement.case_id == Seat.case_id)
            asked = seats.where(Seat.case_id == one.case.id, Seat.version == Agreement.version, Seat.unit_id == unit_id)
            if all(answer == SIGNED for answer in session.scalars(asked)):
                return one.number
    return 0


def _lift(house: House, system: int, code: str, clause: str, place: int) -> bool:
    """One of them; whatever stands in its way must not keep the worker from the others."""
    try:
        with unit_of_work(house) as work:
            act = begin(work, system, code, None)
            matter = act.matter
            one = next(one for one in list_owed(work, matter) if (one.row.clause, one.row.place) == (clause, place))
            seat = next(seat for seat in matter.seats if seat.place == place)
            made = list_made(work.session, matter.case.id)
            number = released_by(work.session, made, clause, seat.unit_id, work.today)

            def keep() -> None:
                one.row.status = TURNS[ACTION, one.row.status]

            facts = duty_facts(work, matter, act.actor, one, released=number > 0)
            clear = {"version": matter.agreement.version, "clause": clause, "place": place, "number": number}
            entry = act.take(ACTION, facts, keep, clear=clear)
            work.notify(entry, f"commitment.{ACTION}", people_of(work, [seat]), code=code)
    except Refused:
        return False  # somebody acted on it meanwhile
    except Exception as error:
        log.error(f"{PROCESS.name}.lift_failed", case=code, error=type(error).__name__)
        return False
    return True
