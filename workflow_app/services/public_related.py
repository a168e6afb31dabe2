"""From one public case to the others of the same unit, programme and period, as far as they are public too."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from ..models import Case
from .register import PROCESSES, concerns, is_listed


@dataclass(frozen=True, slots=True)
class Related:
    """Another public case of the unit."""

    code: str
    process: str
    state: str


def list_related(session: Session, of: Case) -> tuple[Related, ...]:
    """The other public cases of a unit; none while this case does not tell everybody whose it is."""
    about = or_(*(and_(is_listed(process), concerns(process, of.unit_id)) for process in PROCESSES))
    same = (Case.programme_id == of.programme_id, Case.period == of.period)
    rows = session.execute(select(Case.code, Case.process, Case.state).where(*same, about).order_by(Case.id))
    found = sorted((Related(*row) for row in rows), key=lambda one: PROCESSES.index(one.process))
    is_told = any(one.code == of.code for one in found)
    return tuple(one for one in found if is_told and one.code != of.code)
