"""The yearly classification of units: what speaks against a level, how many may be excellent, and years on end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .classification_rules import EXCELLENT, GOOD, LEVELS, Regime

MOST_POINTS = Decimal(100)
LARGEST = 1_000_000  # nobody has as many tasks or members
AT_LEAST_GOOD = (EXCELLENT, GOOD)


@dataclass(frozen=True, slots=True)
class Said:
    """What a committee says of one unit; None where it says nothing. Counts only: nobody's name stands here."""

    level: str
    points: Decimal | None = None
    tasks: int | None = None
    on_time: int | None = None
    exceeded: int | None = None
    disciplined: bool = False  # the unit, one below it, or somebody who leads it, in that year
    shortcomings: int | None = None  # found before and not put right
    reviewed: bool = False  # held its review of the year, with criticism and self-criticism
    members: int | None = None  # classified
    members_good: int | None = None  # of these, good or better


@dataclass(frozen=True, slots=True)
class Against:
    """One reason why a level cannot be given; `said` fills its words."""

    code: str
    said: Mapping[str, str]


def reasons_against(said: Said, regime: Regime) -> tuple[Against, ...]:
    """Every reason against what is said of a unit under a regulation, all at once; empty when there is none."""
    return unsound(said) or tuple(_earned(said, regime))


def unsound(said: Said) -> tuple[Against, ...]:
    """What cannot be true under any regulation."""
    return tuple(_unsound(said))


def _unsound(said: Said) -> Iterator[Against]:
    if said.level not in LEVELS:
        yield Against("class-level", {})
    if said.points is not None and not 0 <= said.points <= MOST_POINTS:
        yield Against("class-points-range", {})
    counts = (said.tasks, said.on_time, said.exceeded, said.shortcomings, said.members, said.members_good)
    if any(number is not None and not 0 <= number <= LARGEST for number in counts):
        yield Against("class-large", {})
    if said.tasks is not None and not (said.on_time or 0) <= said.tasks >= (said.exceeded or 0):
        yield Against("class-tasks-more", {"tasks": str(said.tasks)})
    if said.members_good is not None and said.members_good > (said.members or 0):
        yield Against("class-members-more", {"members": str(said.members or 0)})


def _earned(said: Said, regime: Regime) -> Iterator[Against]:
    by, level = {"regulation": regime.regulation}, said.level
    if regime.points and said.points is None:
        yield Against("class-points-missing", by)
    elif said.points is not None and level in regime.points and said.points < regime.points[level]:
        yield Against("class-points-low", by | {"points": f"{said.points:f}", "least": f"{regime.points[level]:f}"})
    yield from _in_time(said, regime, by)
    yield from _beyond(said, regime, by)
    if level == EXCELLENT and said.disciplined:
        yield Against("class-disciplined", by)
    if level == EXCELLENT and regime.shortcomings_fixed:
        if said.shortcomings is None:
            yield Against("class-shortcomings-missing", by)
        elif said.shortcomings:
            yield Against("class-shortcomings", by | {"open": str(said.shortcomings)})


def _in_time(said: Said, regime: Regime, by: Mapping[str, str]) -> Iterator[Against]:
    least = regime.on_time_pct.get(said.level)
    if least is None:
        return
    if not said.tasks or said.on_time is None:
        yield Against("class-tasks-missing", by)
    elif said.on_time * 100 < least * said.tasks:
        yield Against("class-late", {**by, "on_time": f"{said.on_time}/{said.tasks}", "least": str(least)})


def _beyond(said: Said, regime: Regime, by: Mapping[str, str]) -> Iterator[Against]:
    least = regime.exceeded_pct
    if least is None or said.level != EXCELLENT:
        return
    if not said.tasks or said.exceeded is None:
        yield Against("class-exceeded-missing", by)
    elif said.exceeded * 100 < least * said.tasks:
        yield Against("class-exceeded", {**by, "exceeded": f"{said.exceeded}/{said.tasks}", "least": str(least)})


def is_early(year: int, today: date) -> bool:
    """Whether it is too soon to decide a year: the reviews are held, and the levels decided, from December on."""
    return today < date(year, 12, 1)


@dataclass(frozen=True, slots=True)
class Group:
    """Units of like function that are compared with each other: how many are excellent, and how many may be."""

    name: str
    excellent: int
    good: int
    most: int | None  # None where the regulation sets no cap

    @property
    def over(self) -> bool:
        """Whether more are excellent than may be."""
        return self.most is not None and self.excellent > self.most


def groups_of(levels: Iterable[tuple[str, str]], regime: Regime) -> tuple[Group, ...]:
    """The groups among units, each given as (group, level), by name; the cap is a share of those graded good."""
    counted: dict[str, dict[str, int]] = {}
    for name, level in levels:
        counts = counted.setdefault(name, dict.fromkeys(LEVELS, 0))
        counts[level] = counts.get(level, 0) + 1
    cap = regime.excellent_cap_pct
    return tuple(
        Group(name, found[EXCELLENT], found[GOOD], None if cap is None else found[GOOD] * cap // 100)
        for name, found in sorted(counted.items())
    )


def years_on_end(levels: Mapping[int, str], year: int, among: Iterable[str] = (EXCELLENT,)) -> int:
    """For how many years, the given one the last, a unit had one of these levels without a break."""
    wanted, years = set(among), 0
    while levels.get(year - years) in wanted:
        years += 1
    return years

