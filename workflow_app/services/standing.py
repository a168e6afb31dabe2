"""What a unit has reached in the other processes of a programme, as a recognition asks for it."""

from __future__ import annotations

from sqlalchemy import Select, select

from states.commitment import SIGNED

from ..models import Agreement, Case, Seat
from .disclosure import PUBLIC_STATES
from .reach import Reading

IN_FORCE = ("in_force", "completed")


def accepted_registration(reading: Reading, unit_id: int, programme_id: int, period: str) -> str:
    """The code of the unit's accepted registration of the period; "" where there is none."""
    found = _of_unit("registration", unit_id, programme_id, period).where(Case.state.in_(PUBLIC_STATES))
    return reading.session.scalar(found.order_by(Case.id.desc()).limit(1)) or ""


def commitment_signed(reading: Reading, unit_id: int, programme_id: int, period: str) -> bool:
    """Whether the unit's own seat is signed in an agreement of this period that is, or was, in force."""
    asked = signed_units(programme_id, period).where(Seat.unit_id == unit_id)
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


def _of_unit(process: str, unit_id: int, programme_id: int, period: str) -> Select[str]:
    own = (Case.process == process, Case.unit_id == unit_id)
    return select(Case.code).where(*own, Case.programme_id == programme_id, Case.period == period)
