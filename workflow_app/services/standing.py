"""What a unit has reached in the other processes of a programme, as a recognition asks for it."""

from __future__ import annotations

from sqlalchemy import Select, select

from ..models import Case
from .disclosure import PUBLIC_STATES
from .reach import Reading


def accepted_registration(reading: Reading, unit_id: int, programme_id: int, period: str) -> str:
    """The code of the unit's accepted registration of the period; "" where there is none."""
    found = _of_unit("registration", unit_id, programme_id, period).where(Case.state.in_(PUBLIC_STATES))
    return reading.session.scalar(found.order_by(Case.id.desc()).limit(1)) or ""


def inspection_met(reading: Reading, unit_id: int, programme_id: int, period: str) -> bool:
    """Whether an inspection of the unit in this period concluded that it met the criteria."""
    found = _of_unit("inspection", unit_id, programme_id, period).where(Case.state == "concluded")
    return reading.session.scalar(found.limit(1)) is not None


def commitment_signed(reading: Reading, unit_id: int, programme_id: int, period: str) -> bool:
    """Whether the unit's seat in an agreement of this period is signed."""
    found = _of_unit("commitment", unit_id, programme_id, period).where(Case.state.in_(("in_force", "completed")))
    return reading.session.scalar(found.limit(1)) is not None


def _of_unit(process: str, unit_id: int, programme_id: int, period: str) -> Select[str]:
    own = (Case.process == process, Case.unit_id == unit_id)
    return select(Case.code).where(*own, Case.programme_id == programme_id, Case.period == period)
