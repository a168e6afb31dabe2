"""A local framework of criteria beside the one it concretises: whoever fails that one must fail this one too."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import Any

from .framework import Criterion, Framework


def left_out(place: str, theirs: Collection[str], mine: Collection[str]) -> Iterator[str]:
    """What a local list lacks of the framework's."""
    for code in theirs:
        if code not in mine:
            yield f"{place}: thiếu {code!r} của khung"


def said(value: Any) -> str:
    """A value as an author wrote it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def loosened_framework(base: Framework, local: Framework) -> tuple[str, ...]:
    """Everything that is asked less strictly, place by place."""
    return tuple(_faults(base, local))


def _faults(base: Framework, local: Framework) -> Iterator[str]:
    yield from _criteria(base, local)
    yield from left_out("framework.gates", base.gates, local.gates)
    theirs, mine = ([one.code for one in framework.knock_outs] for framework in (base, local))
    yield from left_out("framework.knock_outs", theirs, mine)
    theirs, mine = ([one.code for one in framework.bands] for framework in (base, local))
    if theirs and theirs != mine:
        yield "framework.bands: các mức xếp loại khác khung"
        return
    whole = _Share(_all(base), _all(local))
    if base.pass_total is not None:
        yield from whole.compare("framework.pass_total", base.pass_total, local.pass_total)
    for band, own in zip(base.bands, local.bands, strict=False):
        yield from whole.compare(f"framework.bands[{band.code}].minimum", band.minimum, own.minimum)
        yield from left_out(f"framework.bands[{band.code}].full_marks", band.full_marks, own.full_marks)
    if base.pass_each_group_pct is not None:
        yield from _groups(base, local)


def _criteria(base: Framework, local: Framework) -> Iterator[str]:
    """Every criterion of the framework stands in its group, worth what it was worth there."""
    mine = {group.code: {one.code: one for one in group.criteria} for group in local.groups}
    for group in base.groups:
        for theirs in group.criteria:
            own = mine.get(group.code, {}).get(theirs.code)
            if own is None:
                yield f"framework.groups[{group.code}]: thiếu tiêu chí {theirs.code!r} của khung"
            elif (own.max, own.may_not_apply) != (theirs.max, theirs.may_not_apply):
                yield f"framework.groups[{group.code}].{theirs.code}: điểm tối đa hoặc may_not_apply khác khung"


def _groups(base: Framework, local: Framework) -> Iterator[str]:
    mine = {group.code: group for group in local.groups}
    theirs_pct, own_pct = base.pass_each_group_pct or 0, local.pass_each_group_pct
    if own_pct is None:
        yield f"framework.pass_each_group_pct: khung đòi mỗi nhóm đạt {theirs_pct}%"
        return
    if own_pct < theirs_pct:
        yield f"framework.pass_each_group_pct: {own_pct}% thấp hơn khung {theirs_pct}%"
        return
    for group in [one for one in base.groups if one.code in mine]:
        own, place = mine[group.code], f"framework.groups[{group.code}]"
        share = _Share(group.criteria, own.criteria)
        yield from share.compare(place, group.max * theirs_pct / 100, own.max * own_pct / 100)


class _Share:
    """A share that is asked of some criteria, in the framework and with the criteria that were added to it.

    Whoever has all points of what was added must still need as many of the framework's own as before. Where criteria
    may not apply, the same share is asked of the others; what is needed then is linear in the points that apply, so it
    is enough to look at the least and the most of them.
    """

    def __init__(self, theirs: Sequence[Criterion], mine: Sequence[Criterion]) -> None:
        known = {one.code for one in theirs}
        self.theirs, self.added = theirs, [one for one in mine if one.code not in known]

    def compare(self, place: str, theirs: Decimal, mine: Decimal | None) -> Iterator[str]:
        """The fault of what is needed locally, beside what the framework needs; both in points."""
        least = self.least(theirs)
        if mine is None:
            yield f"{place}: khung đòi từ {theirs} điểm"
        elif Fraction(mine) < least:
            needed = (Decimal(least.numerator) / least.denominator).quantize(Decimal("0.01"), ROUND_CEILING).normalize()
            added = sum(one.max for one in self.added)
            why = f" (thêm {added:f} điểm tiêu chí nên phải từ {needed:f})" if self.added else ""
            yield f"{place}: {mine:f} thấp hơn khung {theirs:f}{why}"

    def least(self, needed: Decimal) -> Fraction:
        """The least that may be needed with what was added, so that nobody passes who would not have before."""
        full, added = _sum(self.theirs), _sum(self.added)
        if not full or not needed:  # what nobody can miss in the framework asks nothing of what was added
            return Fraction(0)
        return max(
            (more + Fraction(needed) * own / full) * (full + added) / (own + more)
            for own in _ends(self.theirs, at_all=True)
            for more in _ends(self.added, at_all=False)
        )


def _ends(criteria: Collection[Criterion], at_all: bool) -> tuple[Fraction, Fraction]:
    """The least and the most points that can apply; `at_all`: where none apply nothing is asked, so at least some."""
    always = _sum([one for one in criteria if not one.may_not_apply])
    if not always and at_all:
        always = Fraction(min(one.max for one in criteria if one.max))
    return always, _sum(criteria)


def _sum(criteria: Collection[Criterion]) -> Fraction:
    return sum((Fraction(one.max) for one in criteria), Fraction(0))


def _all(framework: Framework) -> list[Criterion]:
    return [one for group in framework.groups for one in group.criteria]
