"""Which points fit a framework: of known criteria that apply, exact, in steps, within the maximum."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from .framework import Criterion, Framework


class PointsInvalid(Exception):
    """Points that do not fit the framework; `errors` holds each as (reason code, criterion or knock-out)."""

    def __init__(self, errors: tuple[tuple[str, str], ...]) -> None:
        self.errors = errors
        super().__init__(", ".join(f"{reason}: {subject}" for reason, subject in errors))


def misfits(
    framework: Framework, points: Mapping[str, Decimal], not_applicable: Collection[str] = ()
) -> tuple[tuple[str, str], ...]:
    """What does not fit of points that may not be complete yet, as (reason code, criterion)."""
    found = all_misfits(framework, points, (), not_applicable)
    return tuple(error for error in found if error[0] != "criterion-not-scored")


def all_misfits(
    framework: Framework,
    points: Mapping[str, Decimal],
    knock_outs: Collection[str],
    not_applicable: Collection[str],
) -> Iterator[tuple[str, str]]:
    """What does not fit of points that ought to be complete, and of the knock-outs."""
    criteria = criteria_of(framework)
    named = dict.fromkeys([*points, *not_applicable])
    yield from (("criterion-unknown", code) for code in named if code not in criteria)
    yield from (("criterion-not-scored", code) for code in criteria if code not in named)
    for code in (code for code in criteria if code in not_applicable):
        if not criteria[code].may_not_apply:
            yield "criterion-must-apply", code
        elif code in points:
            yield "points-not-applicable", code
    for code in (code for code in criteria if code in points):
        if not isinstance(points[code], Decimal) or not points[code].is_finite():
            yield "points-not-exact", code
        elif not 0 <= points[code] <= criteria[code].max:
            yield "points-out-of-range", code
        elif points[code] % framework.step:
            yield "points-not-a-step", code
    known = {knock_out.code for knock_out in framework.knock_outs}
    yield from (("knock-out-unknown", code) for code in knock_outs if code not in known)


def criteria_of(framework: Framework) -> dict[str, Criterion]:
    """The criteria of every group, by code."""
    return {criterion.code: criterion for group in framework.groups for criterion in group.criteria}
