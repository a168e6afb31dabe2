"""What inspections came to, for those who decide on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from states.inspection import MET, PROCESS, State

from ..models import Case, Inspection
from .reach import Reading
from .standing import counts_for


@dataclass(frozen=True, slots=True)
class InspectionResult:
    """A concluded inspection: its code, outcome, points in all and band (as texts), and when it was concluded."""

    code: str
    outcome: str
    total: str
    band: str
    concluded_at: datetime


def latest_result(reading: Reading, unit_id: int, programme_id: int, period: str) -> InspectionResult | None:
    """The inspection of a unit concluded last in a programme and period; None while there is none."""
    row = reading.session.execute(
        select(Case, Inspection)
        .join(Inspection, Inspection.case_id == Case.id)
        .where(Case.process == PROCESS.name, Case.state == State.CONCLUDED.value)
        .where(Case.programme_id == programme_id, Case.period == period)
        .where(counts_for(Case.unit_id, unit_id, programme_id, period))
        .order_by(Case.changed_at.desc(), Case.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    case, inspection = row
    return InspectionResult(case.code, inspection.outcome, inspection.total, inspection.band, case.changed_at)


def inspection_met(reading: Reading, unit_id: int, programme_id: int, period: str) -> bool:
    """Whether the inspection concluded last says "met"; an earlier one is overtaken by it."""
    found = latest_result(reading, unit_id, programme_id, period)
    return found is not None and found.outcome == MET
