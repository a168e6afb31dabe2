"""What the four words of a programme come to in numbers: how promptly, how exactly; never a float."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.inspection import State as Inspected

from ..clock import day_of
from ..models import Case, Entry, InspectionScore
from .disclosure import PUBLISHED

DECIDED, ANNOUNCED, CORRECTED = "recognition.decide_yes", "recognition.publish", "recognition.correct"
HUNDREDTH = Decimal("0.01")
Sheets = dict[str, dict[str, str]]  # side -> criterion -> points


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
    score = InspectionScore
    asked = (
        select(score.case_id, score.side, score.criterion, score.points)
        .join(Case, score.case_id == Case.id)
        .where(Case.programme_id == programme_id, Case.period == period, Case.state == Inspected.CONCLUDED.value)
        .order_by(score.seq)
    )
    sheets: dict[int, Sheets] = {}
    for case_id, side, criterion, points in session.execute(asked):
        sheets.setdefault(case_id, {"self": {}, "team": {}})[side][criterion] = points  # the newest comes last
    gaps = [gap for one in sheets.values() if (gap := gap_of(one)) is not None]
    if not gaps:
        return None
    return Gap(len(gaps), rounded(sum(gaps, Decimal(0)), len(gaps)), max(map(abs, gaps)))


def gap_of(sheets: Sheets) -> Decimal | None:
    """The unit's points less the team's, over the criteria for which both gave points."""
    own, team = ({code: Decimal(n) for code, n in sheets[side].items() if n[:1].isdigit()} for side in ("self", "team"))
    both = own.keys() & team.keys()
    return sum((own[code] - team[code] for code in both), Decimal(0)) if both else None
