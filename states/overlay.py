"""A local edition that concretises a framework edition: it may ask for more, and never for less."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .commitment_facts import ALL, OPEN
from .edition import Edition
from .edition_values import (
    CLASSIFICATION,
    COMMITMENT,
    FRAMEWORK,
    INSPECTION,
    PROCESSES,
    REGISTRATION,
    RETURNS,
    Name,
)
from .overlay_framework import left_out, loosened_framework, said
from .overlay_returns import loosened_returns, tightened_returns
from .overlay_values import AT_LEAST, AT_MOST, KEPT, NOT_LATER, OF_PART, Value


def loosened(base: Edition, local: Edition) -> tuple[str, ...]:
    """Everything in which a local edition asks for less than its framework, as "place: what is wrong"; all at once."""
    return tuple(_faults(base, local))


def _faults(base: Edition, local: Edition) -> Iterator[str]:
    parts = (*PROCESSES, FRAMEWORK, CLASSIFICATION, RETURNS)
    absent = [part for part in parts if base.has(part) and not local.has(part)]
    yield from (f"{part}: thiếu phần mà khung có" for part in absent)
    both = [part for part in (*PROCESSES, FRAMEWORK) if base.has(part) and local.has(part)]
    for place, number in _of(AT_LEAST, both):
        if number(local) < number(base):
            yield f"{place}: {said(number(local))} thấp hơn khung {said(number(base))}"
    for place, number in _of(AT_MOST, both):
        if number(local) > number(base):
            yield f"{place}: {said(number(local))} nhiều hơn khung {said(number(base))}"
    for place, day in _of(NOT_LATER, both):
        if day(base) is not None and (day(local) or "99") > day(base):
            yield f"{place}: {day(local) or 'không có hạn'} muộn hơn khung {day(base)}"
    for place, codes in _of(KEPT, both):
        yield from left_out(place, codes(base), codes(local))
    yield from _whole(base, local, both)
    yield from _targets(base, local)
    yield from _steps(base, local)
    if FRAMEWORK in both:
        yield from loosened_framework(base.framework, local.framework)
    if base.has(RETURNS) and local.has(RETURNS):
        yield from loosened_returns(base.returns, local.returns)


@dataclass(frozen=True, slots=True)
class Tightened:
    """A value of the framework that is stricter locally; `place` as in an edition's text, of a target its name."""

    place: tuple[str | Name, ...]
    mine: Any
    theirs: Any


def tightened(base: Edition, local: Edition) -> tuple[Tightened, ...]:
    """Every number in which a local edition asks for more than its framework."""
    both = [part for part in PROCESSES if base.has(part) and local.has(part)]
    found = [
        Tightened(tuple(place.split(".")), value(local), value(base))
        for table in (AT_LEAST, AT_MOST, NOT_LATER)
        for place, value in _of(table, both)
        if value(local) != value(base)
    ]
    if base.has(FRAMEWORK) and local.has(FRAMEWORK):
        for key in ("pass_total", "pass_each_group_pct"):
            mine, theirs = getattr(local.framework, key), getattr(base.framework, key)
            found += [Tightened((FRAMEWORK, key), mine, theirs)] if mine != theirs else []
    if base.has(RETURNS) and local.has(RETURNS):
        found += [Tightened((RETURNS, *one), *values) for one, values in tightened_returns(base.returns, local.returns)]
    mine_by_code = {one.code: one for one in local.targets}
    for theirs in base.targets:
        own = mine_by_code.get(theirs.code, theirs)
        for key in ("pct", "least"):
            if getattr(own, key) != getattr(theirs, key):
                found.append(Tightened(("targets", theirs.name, key), getattr(own, key), getattr(theirs, key)))
    return tuple(found)


def _of(table: Mapping[str, Value], both: Collection[str]) -> Iterator[tuple[str, Value]]:
    """The rows about parts that both editions have, and about no part."""
    for place, value in table.items():
        part = OF_PART.get(place, place.partition(".")[0])
        if part in both or part not in (*PROCESSES, FRAMEWORK):
            yield place, value


def _whole(base: Edition, local: Edition, both: Collection[str]) -> Iterator[str]:
    """What has an order of its own: who is meant, what a day is, who signs, the order of stages, what opens when."""
    if set(both) & set(PROCESSES) and local.deadlines.days != base.deadlines.days:
        yield f"deadlines.days: cách đếm ngày khác khung ({base.deadlines.days})"
    if local.cell_types and not set(base.cell_types or ("*",)) <= set(local.cell_types):
        yield "cell_types: bỏ bớt loại hình chi bộ mà khung áp dụng"
    if COMMITMENT in both and (base.commitment.closing_rule, local.commitment.closing_rule) == (ALL, OPEN):
        yield "commitment.closing_rule: khung đòi mọi bên ký"
    if REGISTRATION in both:
        own = [one.code for one in local.registration.stages]
        order = [own.index(one.code) for one in base.registration.stages if one.code in own]
        if order != sorted(order):
            yield "registration.stages: đảo thứ tự các cấp xét của khung"
    if INSPECTION in both and base.inspection.met_bands:
        for code in [one for one in local.inspection.met_bands if one not in base.inspection.met_bands]:
            yield f"inspection.met_bands: khung không coi {code!r} là đạt"
    mine, theirs = local.parts.classification, base.parts.classification
    if mine and theirs:
        yield from left_out("classification.unit_kinds", theirs.unit_kinds, mine.unit_kinds)
        if mine.regimes != theirs.regimes:
            yield "classification.regimes: khác khung"
    for field, opens in base.openings.items():
        if local.openings.get(field) != opens:
            yield f"openings.{field}: khác khung ({opens})"


def _targets(base: Edition, local: Edition) -> Iterator[str]:
    mine = {one.code: one for one in local.targets}
    for theirs in base.targets:
        place, own = f"targets[{theirs.code}]", mine.get(theirs.code)
        if own is None:
            yield f"{place}: thiếu chỉ tiêu của khung"
            continue
        if own.pct < theirs.pct:
            yield f"{place}.pct: {own.pct}% thấp hơn khung {theirs.pct}%"
        if own.least < theirs.least:
            yield f"{place}.least: {own.least} thấp hơn khung {theirs.least}"
        if own.most < theirs.most:
            yield f"{place}.most: {own.most} thấp hơn khung {theirs.most}"
        if replace(own, name=theirs.name, pct=theirs.pct, least=theirs.least, most=theirs.most) != theirs:
            yield f"{place}: đếm khác khung"


def _steps(base: Edition, local: Edition) -> Iterator[str]:
    mine = {one.code: one for one in local.steps}
    for theirs in base.steps:
        own = mine.get(theirs.code)
        if own is None:
            yield f"steps[{theirs.code}]: thiếu bước của khung"
        else:
            if (own.process, own.action) != (theirs.process, theirs.action):
                yield f"steps[{theirs.code}]: thuộc quy trình hoặc hành động khác khung"
            yield from left_out(f"steps[{theirs.code}].requires", theirs.requires, own.requires)
