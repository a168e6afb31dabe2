"""The units that a programme is for: those below its committee, also once that is no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ..formats import ONE_DAY
from ..models import Unit, UnitVersion
from . import unit as units
from .population import related
from .unit_on import below_on


@dataclass(frozen=True, slots=True)
class Covered:
    """Units at or below a place in the tree; or these, where the committee that stood there is no more."""

    path: str
    ids: frozenset[int] | None = None

    def holds(self, unit_id: int, path: str) -> bool:
        """Whether the programme is for a unit that stands at this place today."""
        return f"{path}.".startswith(f"{self.path}.") if self.ids is None else unit_id in self.ids

    def below(self) -> ColumnElement[bool]:
        """The same as a condition on `Unit`, without the committee itself."""
        return Unit.path.startswith(f"{self.path}.", autoescape=True) if self.ids is None else Unit.id.in_(self.ids)


def covered(session: Session, issuer: Unit, today: date) -> Covered:
    """The units of one committee."""
    return covered_by(session, [issuer], today)[issuer.id]


def covered_by(session: Session, issuers: Iterable[Unit], today: date) -> Mapping[int, Covered]:
    """The units of each committee, by its id.

    The path of a committee that is no more is that of whoever carries it on, who may be over many others: its
    programme is for the units that it had on its last day, and those that carry them on.
    """
    found = {one.id: Covered(one.path) for one in issuers}
    over = select(UnitVersion.unit_id, UnitVersion.valid_to).where(UnitVersion.unit_id.in_(found))
    ended = {row.unit_id: row.valid_to - ONE_DAY for row in session.execute(over.where(units.ended_by(today)))}
    after = related(session, today, after=True) if ended else {}
    for issuer_id, day in ended.items():
        tree = below_on(issuer_id, day)
        ids = set(session.scalars(tree.with_only_columns(tree.selected_columns.id)))
        carried = (after.get(one, set()) for one in ids)
        found[issuer_id] = Covered(found[issuer_id].path, frozenset(ids.union(*carried)))
    return found
