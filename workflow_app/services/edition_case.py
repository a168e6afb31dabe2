"""The open cases that stand under the editions of a programme; a new edition leaves them under theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ..models import Case, Edition, UnitVersion
from . import unit as units
from .fate import is_draft, is_open

MOST = 50  # lines of a page


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open case that was handed in, whose it is, and the number of its edition."""

    code: str
    process: str
    state: str
    unit: str
    edition: int


@dataclass(frozen=True, slots=True)
class OpenCases:
    """How many there are, with drafts, and the first of them by name; drafts are only counted."""

    number: int = 0
    drafts: int = 0
    lines: Sequence[OpenCase] = ()

    @property
    def further(self) -> int:
        """How many were handed in that have no line."""
        return self.number - self.drafts - len(self.lines)


def count_open(session: Session, programme_id: int) -> dict[int, int]:
    """How many cases in which something is to be done stand under each edition, by its id; drafts included."""
    asked = select(Case.edition_id, func.count()).where(Case.programme_id == programme_id, or_(is_open(), is_draft()))
    return {edition_id: number for edition_id, number in session.execute(asked.group_by(Case.edition_id))}


def list_open(session: Session, programme_id: int, on: date, *, named: bool) -> OpenCases:
    """The open cases of a programme; `named`: with lines, for whoever runs it."""
    of = (Case.programme_id == programme_id, or_(is_open(), is_draft()))
    drafts = session.scalar(select(func.count()).where(*of, Case.seq == 0)) or 0
    number = sum(count_open(session, programme_id).values())
    if not named:
        return OpenCases(number, drafts)
    asked = select(Case.code, Case.process, Case.state, UnitVersion.name, Edition.number)
    asked = asked.join(Edition, Case.edition_id == Edition.id).join(UnitVersion, UnitVersion.unit_id == Case.unit_id)
    asked = asked.where(*of, Case.seq > 0, units.named(on)).order_by(UnitVersion.sort_key, Case.id).limit(MOST)
    return OpenCases(number, drafts, tuple(OpenCase(*row) for row in session.execute(asked)))
