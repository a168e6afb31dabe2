"""Points against a framework: exact decimals, and every comparison that led to the result."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from .framework import Band, Criterion, Framework

TOTAL, GROUP, GATE, KNOCK_OUT, BAND, BAND_GATE = "total", "group", "gate", "knock-out", "band", "band-gate"


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison: what was reached, what was needed, whether that is met; `subject` is a code of the framework.

    Codes: "total" (all points), "group" (points of the group), "gate" (full marks of the criterion), "knock-out"
    (1 fact established, 0 tolerated), "band" (all points for the band), "band-gate" (its criterion's full marks).
    """

    code: str
    subject: str
    met: bool
    reached: Decimal
    needed: Decimal


@dataclass(frozen=True, slots=True)
class Result:
    """Whether the unit passes, its band if the framework has bands, and the findings that say why."""

    total: Decimal
    groups: Mapping[str, Decimal]
    passed: bool
    band: str | None
    explanation: tuple[Finding, ...]


class PointsInvalid(Exception):
    """Points that do not fit the framework; `errors` holds each as (reason code, criterion or knock-out)."""

    def __init__(self, errors: tuple[tuple[str, str], ...]) -> None:
        self.errors = errors
        super().__init__(", ".join(f"{reason}: {subject}" for reason, subject in errors))


def assess(framework: Framework, points: Mapping[str, Decimal], knock_outs: Collection[str] = ()) -> Result:
    """Compare the points of every criterion, and the knock-outs established, with what the framework asks.

    Raises `PointsInvalid` with all of: criterion-unknown, criterion-not-scored, points-not-exact,
    points-out-of-range, points-not-a-step, knock-out-unknown.
    """
    if errors := tuple(_misfits(framework, points, knock_outs)):
        raise PointsInvalid(errors)
    groups = {group.code: sum((points[c.code] for c in group.criteria), Decimal(0)) for group in framework.groups}
    total = sum(groups.values(), Decimal(0))
    thresholds = tuple(_thresholds(framework, points, groups, total, knock_outs))
    band, tried = _band(framework, points, total)
    return Result(total, groups, all(finding.met for finding in thresholds), band, thresholds + tried)


def misfits(framework: Framework, points: Mapping[str, Decimal]) -> tuple[tuple[str, str], ...]:
    """What does not fit of points that may not be complete yet, as (reason code, criterion)."""
    return tuple(error for error in _misfits(framework, points, ()) if error[0] != "criterion-not-scored")


def _criteria(framework: Framework) -> dict[str, Criterion]:
    return {criterion.code: criterion for group in framework.groups for criterion in group.criteria}


def _misfits(
    framework: Framework, points: Mapping[str, Decimal], knock_outs: Collection[str]
) -> Iterator[tuple[str, str]]:
    criteria = _criteria(framework)
    yield from (("criterion-unknown", code) for code in points if code not in criteria)
    yield from (("criterion-not-scored", code) for code in criteria if code not in points)
    for code in (code for code in criteria if code in points):
        if not isinstance(points[code], Decimal) or not points[code].is_finite():
            yield "points-not-exact", code
        elif not 0 <= points[code] <= criteria[code].max:
            yield "points-out-of-range", code
        elif points[code] % framework.step:
            yield "points-not-a-step", code
    known = {knock_out.code for knock_out in framework.knock_outs}
    yield from (("knock-out-unknown", code) for code in knock_outs if code not in known)


def _thresholds(
    framework: Framework,
    points: Mapping[str, Decimal],
    groups: Mapping[str, Decimal],
    total: Decimal,
    knock_outs: Collection[str],
) -> Iterator[Finding]:
    if framework.pass_total is not None:
        yield _at_least(TOTAL, "", total, framework.pass_total)
    if framework.pass_each_group_pct is not None:
        for group in framework.groups:
            needed = group.max * framework.pass_each_group_pct / 100  # by 100 a decimal divides exactly
            yield _at_least(GROUP, group.code, groups[group.code], needed)
    for code in framework.gates:
        yield _at_least(GATE, code, points[code], _criteria(framework)[code].max)
    for knock_out in framework.knock_outs:
        established = Decimal(knock_out.code in knock_outs)
        yield Finding(KNOCK_OUT, knock_out.code, not established, established, Decimal(0))


def _band(
    framework: Framework, points: Mapping[str, Decimal], total: Decimal
) -> tuple[str | None, tuple[Finding, ...]]:
    """The first band whose conditions are all met, with the findings of it and of every band above it."""
    tried: tuple[Finding, ...] = ()
    for band in framework.bands:
        findings = _conditions(framework, band, points, total)
        tried += findings
        if all(finding.met for finding in findings):
            return band.code, tried
    return None, tried


def _conditions(framework: Framework, band: Band, points: Mapping[str, Decimal], total: Decimal) -> tuple[Finding, ...]:
    criteria = _criteria(framework)
    full = tuple(_at_least(BAND_GATE, code, points[code], criteria[code].max) for code in band.full_marks)
    return (_at_least(BAND, band.code, total, band.minimum), *full)


def _at_least(code: str, subject: str, reached: Decimal, needed: Decimal) -> Finding:
    return Finding(code, subject, reached >= needed, reached, needed)
