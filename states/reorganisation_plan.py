"""Reading the rows of a change of the organisation, one by one, into a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from . import fate
from .fate import CONTINUE
from .reorganisation import (
    ENDING,
    FOUND,
    KINDS,
    MOVE,
    RENAME,
    Changing,
    Ending,
    Founding,
    Making,
    Plan,
    Row,
    Standing,
)
from .reorganisation_check import check
from .unit_history import Attributes
from .unit_kinds import LEVELS

LONGEST_NAME, LONGEST_SHORT = 300, 120


def plan(
    tree: Mapping[str, Standing], rows: Sequence[Row], on: date, alike: Callable[[str], str] = str.casefold,
    later: Sequence[Attributes] = (),
) -> Plan:  # fmt: skip
    """What a change of the organisation on a day comes to.

    `tree`: every unit within reach by code, as it stands on the day without this change; `alike`: what a reader takes
    for the same name gives the same; `later`: what units become below these after the day, as is written down already.
    """
    made = Making(tree, on, later)
    for row in sorted(rows, key=lambda row: row.kind != FOUND):  # the new ones first: others may lead to them
        _take(made, row)
    check(made, alike)
    faults = {number: tuple(dict.fromkeys(found)) for number, found in sorted(made.faults.items())}
    if not rows:
        faults = {0: ("event-empty",)}
    founded = tuple(_split_off(made, one) for one in made.founded.values())
    return Plan(founded, tuple(made.changed.values()), tuple(made.ended.values()), faults)


def _split_off(made: Making, one: Founding) -> Founding:
    """Of units that end and name it as a successor, that is said there already."""
    ending = {code for code in one.split_from if code in made.ended and one.key in made.ended[code].successors}
    return replace(one, split_from=tuple(code for code in one.split_from if code not in ending))


def _take(made: Making, row: Row) -> None:
    if row.kind not in KINDS:
        made.fault(row.number, "event-kind-unknown")
    elif row.kind == FOUND:
        _found(made, row)
    elif _may_change(made, row):
        _end(made, row) if row.kind in ENDING else _change(made, row)


def _found(made: Making, row: Row) -> None:
    if not row.unit or row.unit in made.tree or row.unit in made.founded:
        return made.fault(row.number, "event-key-taken")
    if not row.name or len(row.name) > LONGEST_NAME or len(row.short_name) > LONGEST_SHORT:
        made.fault(row.number, "event-name")
    if row.unit_kind not in LEVELS:
        made.fault(row.number, "event-unit-kind")
    if not row.parent:
        made.fault(row.number, "event-parent-unknown")
    if any(code not in made.tree for code in row.related):
        made.fault(row.number, "event-predecessor-unknown")
    short, level = row.short_name or row.name[:LONGEST_SHORT], LEVELS.get(row.unit_kind, "")
    said = Attributes(row.name, short, row.unit_kind, level, row.cell_type or None, row.parent or None)
    made.founded[row.unit] = Founding(row.unit, said, row.related, row.note, row.number)


def _may_change(made: Making, row: Row) -> bool:
    standing = made.tree.get(row.unit)
    if standing is None:
        made.fault(row.number, "event-unit-unknown")
    elif standing.is_top and (row.kind != RENAME or standing.said.parent is not None):
        made.fault(row.number, "event-own-unit")
    elif standing.since > made.on:
        made.fault(row.number, "event-unit-changes-later")
    elif row.unit in made.ended or (row.kind in ENDING and row.unit in made.changed):
        made.fault(row.number, "event-unit-ends")
    else:
        return True
    return False


def _change(made: Making, row: Row) -> None:
    before = made.changed.get(row.unit)
    was = before.said if before else made.tree[row.unit].said
    said = _changed(made, row, was)
    if said == was:
        made.fault(row.number, "event-changes-nothing")
    kinds, numbers = (before.kinds, before.numbers) if before else ((), ())
    note = "; ".join(one for one in (before.note if before else "", row.note) if one)
    made.changed[row.unit] = Changing(row.unit, said, (*kinds, row.kind), note, (*numbers, row.number))


def _changed(made: Making, row: Row, was: Attributes) -> Attributes:
    if row.kind == RENAME:
        if not row.name or len(row.name) > LONGEST_NAME or len(row.short_name) > LONGEST_SHORT:
            made.fault(row.number, "event-name")
        return replace(was, name=row.name, short_name=row.short_name or row.name[:LONGEST_SHORT])
    if row.kind == MOVE:
        if not row.parent:
            made.fault(row.number, "event-parent-unknown")
        return replace(was, parent=row.parent or was.parent)
    if row.unit_kind and row.unit_kind not in LEVELS:
        made.fault(row.number, "event-unit-kind")
    kind = row.unit_kind or was.kind
    return replace(was, kind=kind, level=LEVELS.get(kind, was.level), cell_type=row.cell_type or was.cell_type)


def _end(made: Making, row: Row) -> None:
    if row.fate != CONTINUE:  # of what nobody chose for, also of what is still to be begun
        made.fault(row.number, "event-fate-unknown")
    for one in row.cases:
        for reason in fate.faults(one, row.related):
            made.fault(row.number, reason)
    if row.unit in row.related:
        made.fault(row.number, "event-successor-unknown")
    made.ended[row.unit] = Ending(row.unit, row.kind, row.related, row.fate, row.note, row.number, row.cases)
