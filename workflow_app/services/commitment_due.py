"""Until when a party may sign: its own last day, where it has one before that of the agreement."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from states.commitment import SIGNABLE, WAITING

from ..models import Agreement, Case, Mandate, Seat
from .deadline import end_of


def own_due(session: Session, case_ids: Collection[int], unit_ids: Collection[int]) -> dict[int, datetime]:
    """By case the end of the first last day that a seat of these units has of its own; absent where there is none."""
    present = and_(Agreement.case_id == Seat.case_id, Agreement.version == Seat.version)
    asked = select(Seat.case_id, func.min(Seat.due_on)).join(Agreement, present).join(Case, Case.id == Seat.case_id)
    asked = asked.where(Seat.case_id.in_(case_ids), Seat.unit_id.in_(unit_ids), Seat.due_on.is_not(None))
    asked = asked.where(Seat.answer == WAITING, Case.state.in_(SIGNABLE))
    return {case_id: end_of(day) for case_id, day in session.execute(asked.group_by(Seat.case_id)) if day is not None}


def due_for(session: Session, case: Case, account_id: int) -> datetime | None:
    """When a case is due for a person: the last day of the party he or she speaks for comes before everybody's."""
    units = session.scalars(select(Mandate.unit_id).where(Mandate.account_id == account_id)).all()
    own = own_due(session, [case.id], [one for one in units if one is not None])
    return own.get(case.id, case.due_at)
