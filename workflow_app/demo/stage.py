"""Where the demo is played: a clock that is moved through two years, who acts, and acting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ..clock import VIETNAM, day_of
from ..house import House
from ..services.perform import Receipt


class SeedClock:
    """A clock that the seeding moves through two years."""

    def __init__(self) -> None:
        self.now = datetime(2024, 1, 22, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def to(self, day: date, hour: int = 8) -> None:
        """Go to an hour of a day in Viet Nam, never back."""
        target = datetime(day.year, day.month, day.day, hour, tzinfo=VIETNAM).astimezone(UTC)
        self.now = max(self.now, target)

    def tick(self, minutes: int = 7) -> None:
        self.now += timedelta(minutes=minutes)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts: mandate ids by part, codes of the members in charge, and the secretary of each unit."""

    programme_id: int
    parts: dict[str, int]
    incharge: list[str]
    secretaries: list[int]
    accounts: list[int]


@dataclass(slots=True)
class Stage:
    """Where the demo is played; remembers the version of each case, as a page would."""

    house: House
    clock: SeedClock
    cast: Cast
    versions: dict[str, int] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day on which the demo stands now."""
        return day_of(self.clock.now)

    def act(self, verb: Callable[..., Receipt], part: str | int, code: str, *given: Any, **more: Any) -> None:
        """One act of a part on a case, some minutes after the last."""
        mandate = part if isinstance(part, int) else self.cast.parts[part]
        receipt = verb(self.house, mandate, code, *given, seen=self.versions.get(code, 0), **more)
        self.versions[code] = receipt.version or 0
        self.clock.tick()
