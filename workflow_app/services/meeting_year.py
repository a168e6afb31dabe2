"""What everybody may read of the months of a programme: sums over so many cells that none of them shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from states.edition import Edition as Rules
from states.edition_values import RETURNS

from ..models import Round
from .dashboard_branch import read_place
from .dashboard_months import Grades, told_to_all
from .meeting_month import Sums, months_of, public_sums
from .meeting_place import Place


@dataclass(frozen=True, slots=True)
class Year:
    """The sums of the last month that has begun, and the grades of each, the latest first; None where kept back."""

    month: str
    sums: Sums | None
    grades: Mapping[str, Grades | None]


def read_year(session: Session, round_: Round, rules: Rules, today: date) -> Year | None:
    """The months of a round that have begun; None where nobody reports."""
    first = round_.opens_on.isoformat()[:7]
    months = [one for one in months_of(round_.period, today) if one >= first] if rules.has(RETURNS) else []
    if not months:
        return None
    told = {one.month: one.grades for one in told_to_all(session, read_place(session, round_, today))[0]}
    sums = public_sums(session, Place(round_.programme, round_.edition, rules, first), months[-1], today)
    grades = {month: told.get(month) for month in reversed(months)}
    return Year(months[-1], sums if sums.is_told else None, grades)
