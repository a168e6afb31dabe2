"""What a unit has reached in the other processes of a programme, as a recognition asks for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import aliased

from states.commitment import SIGNED

from ..models import Agreement, Case, Seat
from .disclosure import PUBLIC_STATES
from .reach import Reading

IN_FORCE = ("in_force", "completed")
# Named once: to name a table anew takes longer than to ask it, and each step of a recognition asks three times.
_HELD, _OWN = aliased(Case), aliased(Case)


def accepted_registration(reading: Reading, unit_id: int, programme_id: int, period: str) -> str:
    """The code of the unit's accepted registration of the period; "" where there is none."""
    of = (unit_id, programme_id, period)
    found = select(Case.code).where(Case.process == "registration", counts_for(Case.unit_id, *of))
    found = found.where(Case.programme_id == programme_id, Case.period == period, Case.state.in_(PUBLIC_STATES))
    return reading.session.scalar(found.order_by(Case.id.desc()).limit(1)) or ""


def commitment_signed(reading: Reading, unit_id: int, programme_id: int, period: str) -> bool:
    """Whether the unit's own seat is signed in an agreement of this period that is, or was, in force."""
    asked = signed_units(programme_id, period).where(counts_for(Seat.unit_id, unit_id, programme_id, period))
    return reading.session.scalar(asked.limit(1)) is not None


def signed_units(programme_id: int, period: str) -> Select[int]:
    """Selects the units whose seat is signed in an agreement of this period that is, or was, in force."""
    return (
        select(Seat.unit_id)
        .join(Case, Seat.case_id == Case.id)
        .join(Agreement, Agreement.case_id == Case.id)
        .where(Case.programme_id == programme_id, Case.period == period, Case.state.in_(IN_FORCE))
        .where(Seat.version == Agreement.version, Seat.answer == SIGNED)
    )


def counts_for(whose: Any, unit_id: int, programme_id: int, period: str) -> ColumnElement[bool]:
    """Whether what a unit reached counts for this one: its own, or that of one whose registration it took over.

    One that registered by itself stands on its own results.
    """
    held, own = _HELD, _OWN
    accepted = (
        held.process == "registration", held.programme_id == programme_id, held.period == period,
        held.state.in_(PUBLIC_STATES),
    )  # fmt: skip
    by_itself = exists().where(
        own.process == "registration", own.programme_id == programme_id, own.period == period,
        own.state.in_(PUBLIC_STATES), own.unit_id == unit_id,
    )  # fmt: skip
    taken_over = select(held.unit_id).where(*accepted, held.holder_unit_id == unit_id, ~by_itself)
    return or_(whose == unit_id, whose.in_(taken_over))
