"""Where the demo is played: a clock that is moved through the years, who acts, and acting."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import Any

from ..clock import VIETNAM, day_of
from ..house import House
from ..services import job, journal, notice, signing
from ..services.errors import SignatureNeeded
from ..services.perform import Once, Receipt
from .authority import Authority
from .device import SITE, Devices

Story = Iterator[date]  # what happens to one unit; it names the day on which it goes on


class SeedClock:
    """A clock that the seeding moves through the years."""

    def __init__(self) -> None:
        self.now = datetime(2022, 4, 20, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def to(self, day: date, hour: int = 8) -> None:
        """Go to an hour of a day in Viet Nam, never back."""
        target = datetime(day.year, day.month, day.day, hour, tzinfo=VIETNAM).astimezone(UTC)
        self.now = max(self.now, target)

    def tick(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts: mandate ids by part with their codes and persons, and the secretary of each unit."""

    programme_id: int
    parts: dict[str, int]
    codes: dict[str, str]  # of the mandates
    persons: dict[str, str]  # pseudonyms
    units: list[str]  # their codes
    secretaries: list[int]  # of the units in the same order
    people: dict[int, int]  # whose each mandate is: the id of the account


@dataclass(slots=True)
class Stage:
    """Where the demo is played; remembers the version of each case, as a page would."""

    house: House
    clock: SeedClock
    cast: Cast
    devices: Devices
    authority: Authority
    pace: int = 3  # minutes from one act to the next
    versions: dict[str, int] = field(default_factory=dict)
    diary: list[tuple[date, Callable[[], object]]] = field(default_factory=list)  # what happens beside, by its day

    @property
    def today(self) -> date:
        """The day on which the demo stands now."""
        return day_of(self.clock.now)

    def to(self, day: date, hour: int = 8) -> None:
        """Go on to a day, and on the way do what the diary has for the days before."""
        while self.diary and self.diary[0][0] <= day:
            on, act = self.diary.pop(0)
            self._to(on, 8)
            act()
        self._to(day, hour)

    def _to(self, day: date, hour: int) -> None:
        """What was done until then enters the tree under one checkpoint."""
        if day > self.today:
            journal.integrate(self.house)
        self.clock.to(day, hour)

    def mandate(self, part: str | int) -> int:
        """The mandate of a part; a unit's secretary is given as the mandate itself."""
        return part if isinstance(part, int) else self.cast.parts[part]

    def act(
        self, verb: Callable[..., Receipt], part: str | int, code: str, *given: Any,
        seen: int | None = None, **more: Any,
    ) -> None:  # fmt: skip
        """One act of a part on a case, some minutes after the last; it saw the newest version if not told otherwise."""
        seen = self.versions.get(code, 0) if seen is None else seen
        told = {"seen": seen, **more}
        try:
            self.done(verb(self.house, self.mandate(part), code, *given, **told))
        except SignatureNeeded as needed:
            self.done(verb(self.house, self.mandate(part), code, *given, request=self._signed(needed), **told))

    def _signed(self, needed: SignatureNeeded) -> Once:
        """The form on which a person signed a step with the simulated key."""
        asked = signing.ask(self.house, needed.account_id, SITE, needed.statement, needed.lots)
        answer = self.devices.answer(needed.account_id, asked.nonce, asked.text)
        return Once(asked.nonce, "demo", hashlib.sha256(asked.text.encode()).hexdigest(), "", answer)

    def done(self, receipt: Receipt) -> str:
        """Note what an act left behind; returns the code of its case."""
        code = str(receipt.case_code)
        self.versions[code] = receipt.version or 0
        self.clock.tick(self.pace)
        return code

    def read_notices(self) -> None:
        """Everybody reads what has come so far."""
        job.run_due(self.house, most=100_000)
        for account_id in self.cast.people.values():
            page = notice.list_notices(self.house, account_id)
            while page.rows:
                notice.mark_read(self.house, account_id, [line.id for line in page.rows])
                page = notice.list_notices(self.house, account_id, page.rows[-1].id)

    def play(self, stories: Iterable[Story]) -> None:
        """Let stories happen side by side, each going on at the day it named."""
        waiting = [(next(story), number, story) for number, story in enumerate(stories)]
        heapify(waiting)
        while waiting:
            day, number, story = heappop(waiting)
            self.to(day)
            then = next(story, None)
            if then is not None:
                heappush(waiting, (then, number, story))
