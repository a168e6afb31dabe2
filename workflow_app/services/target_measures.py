"""What the four words of a programme come to in numbers: how promptly, how exactly; never a float."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.inspection import State as Inspected

from ..clock import day_of
from ..models import Case, Entry, Inspection, InspectionScore
from .disclosure import PUBLISHED

DECIDED, ANNOUNCED, CORRECTED = "recognition.decide_yes", "recognition.publish", "recognition.correct"
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Measures:
    """Over the recognitions that were published in a period, also those that were revoked since."""

    published: int
    slowest_days: int  # from the decision to the publication
    corrections: int

    @property
    def corrections_per_100(self) -> Decimal | None:
        """None while nothing was published."""
        return rounded(self.corrections * 100, self.published) if self.published else None


@dataclass(frozen=True, slots=True)
class Gap:
    """A unit's own points less those of the inspectors, over the inspections that were concluded."""

    inspections: int
    mean: Decimal
    widest: Decimal  # without its sign


def rounded(part: int | Decimal, whole: int) -> Decimal:
    """A quotient to two decimals, half up."""
    return (Decimal(part) / whole).quantize(HUNDREDTH, ROUND_HALF_UP)


def measure(session: Session, programme_id: int, period: str) -> Measures:
    """What the signed acts say of the public recognitions of a period."""
    asked = (
        select(Entry.case_id, Entry.kind, Entry.at)
        .join(Case, Entry.case_id == Case.id)
        .where(Case.process == "recognition", Case.programme_id == programme_id, Case.period == period)
        .where(Case.state.in_(PUBLISHED), Entry.kind.in_((DECIDED, ANNOUNCED, CORRECTED)))
        .order_by(Entry.case_id, Entry.seq)
    )
    decided, days, corrections = {}, [], 0
    for case_id, kind, at in session.execute(asked):
        if kind == DECIDED:
            decided[case_id] = day_of(at)
        elif kind == ANNOUNCED:
            days.append((day_of(at) - decided[case_id]).days)
        else:
            corrections += 1
    return Measures(len(days), max(days, default=0), corrections)


def measure_gap(session: Session, programme_id: int, period: str) -> Gap | None:
    """How the two sides differ; None while no inspection was concluded with points of both."""
    asked = (
        select(InspectionScore.case_id, InspectionScore.criterion, InspectionScore.points, Inspection.total)
        .join(Case, InspectionScore.case_id == Case.id)
        .join(Inspection, Inspection.case_id == Case.id)
        .where(Case.programme_id == programme_id, Case.period == period, Case.state == Inspected.CONCLUDED.value)
        .where(InspectionScore.side == "self", Inspection.total != "")
        .order_by(InspectionScore.seq)
    )
    gaps = _gaps(session.execute(asked))
    if not gaps:
        return None
    return Gap(len(gaps), rounded(sum(gaps, Decimal(0)), len(gaps)), max(map(abs, gaps)))


def _gaps(rows: Iterable[Any]) -> list[Decimal]:
    own: dict[int, dict[str, Decimal]] = {}
    totals: dict[int, Decimal] = {}
    for case_id, criterion, points, total in rows:
        own.setdefault(case_id, {})[criterion] = Decimal(points)  # the newest version comes last
        totals[case_id] = Decimal(total)
    return [sum(points.values(), Decimal(0)) - totals[case_id] for case_id, points in own.items()]
