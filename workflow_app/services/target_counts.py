"""The numbers behind the targets of a period: exact counts of units and of members, each out of what it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.classification import AT_LEAST_GOOD, Said
from states.returns_rules import PAIRS
from states.targets import CLASSIFIED_COUNTS, RETURN_COUNTS, Counted, Target

from ..models import Classification
from .classification_desk import read_said
from .meeting_month import Sums


class Counter:
    """What was counted of one period; what nobody asks for is not read."""

    def __init__(
        self, session: Session, programme_id: int, period: str, population: Mapping[int, str],
        reached: Mapping[str, set[int]], month: Callable[[], Sums],
    ) -> None:  # fmt: skip
        """`population`: the kind of each unit by its id; `reached`: the units that did each thing; `month` adds up."""
        self.session, self.programme_id, self.period = session, programme_id, period
        self.population, self.reached = population, reached
        self._month = month
        self._sums: Sums | None = None
        self._levels: dict[int, Said] | None = None

    def count(self, target: Target) -> Counted:
        """The number of a target, out of what, and how many have not said anything yet."""
        kinds = target.unit_kinds
        units = {unit_id for unit_id, kind in self.population.items() if not kinds or kind in kinds}
        if target.count in RETURN_COUNTS:
            return self._of_month(target)
        if target.count not in CLASSIFIED_COUNTS:
            return Counted(len(self.reached[target.count] & units), len(units))
        said = [one for unit_id, one in self.levels.items() if unit_id in units]
        if target.count == "reviewed":
            return Counted(sum(one.reviewed for one in said), len(units))
        if target.count == "classified_good":
            return Counted(sum(one.level in AT_LEAST_GOOD for one in said), len(said), len(units) - len(said))
        told = [one for one in said if one.members is not None]
        good = sum(one.members_good or 0 for one in told)
        return Counted(good, sum(one.members or 0 for one in told), len(units) - len(told))

    def _of_month(self, target: Target) -> Counted:
        """Cells that have not reported stand apart, whatever is counted of those that have."""
        sums = self.month
        numbers = {
            "meetings_complete": (sums.complete, sums.reported),
            "meetings_proper": (sums.proper, sums.reported),
            "attended": (sums.present, sums.due),
        }
        if target.count in PAIRS:
            numbers[target.count] = (sums.counts.get(target.count, 0), sums.counts.get(PAIRS[target.count], 0))
        return Counted(*numbers[target.count], sums.missing)

    @property
    def month(self) -> Sums:
        """The sums of the month that targets are counted of."""
        self._sums = self._sums or self._month()
        return self._sums

    @property
    def levels(self) -> Mapping[int, Said]:
        """What stands of each unit that is classified."""
        if self._levels is None:
            asked = select(Classification).where(
                Classification.programme_id == self.programme_id, Classification.period == self.period
            )
            rows = self.session.scalars(asked.order_by(Classification.version))
            self._levels = {row.unit_id: read_said(row.said) for row in rows}
        return self._levels
