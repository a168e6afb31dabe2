"""Points against a framework: exact decimals, and every comparison that led to the result."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from .framework import Band, Criterion, Framework
from .points import PointsInvalid, all_misfits, criteria_of

TOTAL, GROUP, GATE, KNOCK_OUT, BAND, BAND_GATE = "total", "group", "gate", "knock-out", "band", "band-gate"


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison: what was reached, what was needed, whether that is met; `subject` is a code of the framework.

    `needed` is asked of the `full` points. Where criteria do not apply, only `applicable` of these can be reached, and
    the same share of them is asked. Codes: "total" (all points), "group" (points of the group), "gate" (full marks of
    the criterion), "knock-out" (1 fact established, 0 tolerated), "band" (all points for the band), "band-gate" (its
    criterion's full marks).
    """

    code: str
    subject: str
    met: bool
    reached: Decimal
    needed: Decimal
    applicable: Decimal = Decimal(1)
    full: Decimal = Decimal(1)

    def enough(self, step: Decimal) -> Decimal:
        """The least points, in steps, that meet this: of 96 applicable points 86.5 where 90 of 100 are needed."""
        return ceil(Fraction(self.needed) * Fraction(self.applicable) / Fraction(self.full) / Fraction(step)) * step


@dataclass(frozen=True, slots=True)
class Result:
    """Whether the unit passes, its band if the framework has bands, and the findings that say why."""

    total: Decimal
    groups: Mapping[str, Decimal]
    passed: bool
    band: str | None
    explanation: tuple[Finding, ...]
    applicable: Decimal  # of the points in all, those of criteria that apply


def assess(
    framework: Framework,
    points: Mapping[str, Decimal],
    knock_outs: Collection[str] = (),
    not_applicable: Collection[str] = (),
) -> Result:
    """Compare the points of every criterion that applies, and the knock-outs established, with what is asked.

    Raises `PointsInvalid` with all of: criterion-unknown, criterion-not-scored, criterion-must-apply,
    points-not-applicable, points-not-exact, points-out-of-range, points-not-a-step, knock-out-unknown.
    """
    if errors := tuple(all_misfits(framework, points, knock_outs, not_applicable)):
        raise PointsInvalid(errors)
    sheet = _Sheet(framework, points, frozenset(not_applicable))
    thresholds = tuple(_thresholds(sheet, knock_outs))
    band, tried = _band(sheet)
    groups = {group.code: sheet.sum(group.criteria) for group in framework.groups}
    passed = all(finding.met for finding in thresholds)
    return Result(sheet.sum(sheet.criteria), groups, passed, band, thresholds + tried, sheet.most(sheet.criteria))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Points that fit their framework, and the criteria that do not apply."""

    framework: Framework
    points: Mapping[str, Decimal]
    not_applicable: frozenset[str]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(criteria_of(self.framework).values())

    def sum(self, criteria: Collection[Criterion]) -> Decimal:
        """The points given."""
        return sum((self.points.get(criterion.code, Decimal(0)) for criterion in criteria), Decimal(0))

    def most(self, criteria: Collection[Criterion]) -> Decimal:
        """The points that can be reached where only some criteria apply."""
        return sum((one.max for one in criteria if one.code not in self.not_applicable), Decimal(0))

    def share(self, code: str, subject: str, criteria: Collection[Criterion], needed: Decimal) -> Finding:
        """Whether enough of the points that can be reached were reached; multiplied, never divided, so exact."""
        reached, applicable = self.sum(criteria), self.most(criteria)
        full = sum((criterion.max for criterion in criteria), Decimal(0))
        return Finding(code, subject, reached * full >= needed * applicable, reached, needed, applicable, full)

    def in_full(self, code: str, subject: str) -> Finding:
        """Whether a criterion has all its points; such a criterion always applies."""
        criterion = criteria_of(self.framework)[subject]
        return self.share(code, subject, (criterion,), criterion.max)


def _thresholds(sheet: _Sheet, knock_outs: Collection[str]) -> Iterator[Finding]:
    framework = sheet.framework
    if framework.pass_total is not None:
        yield sheet.share(TOTAL, "", sheet.criteria, framework.pass_total)
    if framework.pass_each_group_pct is not None:
        for group in framework.groups:
            needed = group.max * framework.pass_each_group_pct / 100  # by 100 a decimal divides exactly
            yield sheet.share(GROUP, group.code, group.criteria, needed)
    for code in framework.gates:
        yield sheet.in_full(GATE, code)
    for knock_out in framework.knock_outs:
        established = Decimal(knock_out.code in knock_outs)
        yield Finding(KNOCK_OUT, knock_out.code, not established, established, Decimal(0))


def _band(sheet: _Sheet) -> tuple[str | None, tuple[Finding, ...]]:
    """The first band whose conditions are all met, with the findings of it and of every band above it."""
    tried: tuple[Finding, ...] = ()
    for band in sheet.framework.bands:
        findings = _conditions(sheet, band)
        tried += findings
        if all(finding.met for finding in findings):
            return band.code, tried
    return None, tried


def _conditions(sheet: _Sheet, band: Band) -> tuple[Finding, ...]:
    full = tuple(sheet.in_full(BAND_GATE, code) for code in band.full_marks)
    return (sheet.share(BAND, band.code, sheet.criteria, band.minimum), *full)
