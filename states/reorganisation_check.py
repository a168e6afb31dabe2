"""What the rows of a change of the organisation must agree on, as the tree will stand on its day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from .reorganisation import Making
from .unit_history import Attributes, History, days_from, said_on
from .unit_kinds import LEADING, LEVELS, stands_below


def check(made: Making, alike: Callable[[str], str]) -> None:
    """Note every fault; `alike`: what a reader takes for the same name gives the same."""
    _check_successors(made)
    for said, numbers in _touched(made):
        _check_place(made, said, numbers)
    _check_units_below(made)
    _check_units_to_come(made)
    _check_names(made, alike)


def _check_successors(made: Making) -> None:
    """Who succeeds a unit stands on the day itself."""
    for ending in made.ended.values():
        if not ending.successors:
            made.fault(ending.number, "event-no-successor")
        if any(made.said(code) is None or code in made.ended for code in ending.successors):
            made.fault(ending.number, "event-successor-unknown")
        if any(code in made.tree and made.tree[code].since > made.on for code in ending.successors):
            made.fault(ending.number, "event-successor-changes-later")


def _check_place(made: Making, said: Attributes, numbers: tuple[int, ...]) -> None:
    """What is new or changed stands below a unit that leads such units."""
    if said.parent is None:
        return  # the top of a tree keeps its place; nothing new is founded there
    above = made.said(said.parent)
    if above is None or said.parent in made.ended:
        made.fault(numbers[-1], "event-parent-unknown")
    elif said.parent in made.tree and made.tree[said.parent].since > made.on:
        made.fault(numbers[-1], "event-parent-changes-later")
    elif said.kind in LEVELS and not _may_lead(above, said):
        made.fault(numbers[-1], "event-kind-not-below")


def _check_units_below(made: Making) -> None:
    """No unit that stays as it is stands below one that ends, or that leads such units no longer."""
    moved = made.changed.keys() | made.ended.keys()
    for code, standing in made.tree.items():
        above = standing.said.parent
        if code in moved or above is None:
            continue
        if above in made.ended:
            made.fault(made.ended[above].number, "event-units-left")
        elif above in made.changed and not _may_lead(made.changed[above].said, standing.said):
            for number in made.changed[above].numbers:
                made.fault(number, "event-kind-leads-not")


def _check_units_to_come(made: Making) -> None:
    """No unit that a change already written down will place below one finds it ended, or leading such units no more."""
    for one in made.later:
        above = one.parent or ""
        if above in made.ended:
            made.fault(made.ended[above].number, "event-units-to-come")
        elif above in made.changed and not _may_lead(made.changed[above].said, one):
            for number in made.changed[above].numbers:
                made.fault(number, "event-units-to-come")


def _check_names(made: Making, alike: Callable[[str], str]) -> None:
    """No two units below the same one have names that a reader takes for the same."""
    gone = made.changed.keys() | made.ended.keys()
    held = {(one.said.parent, alike(one.said.name)) for code, one in made.tree.items() if code not in gone}
    held |= {(one.parent, alike(one.name)) for one in made.later}
    for said, numbers in _touched(made):
        if (place := (said.parent, alike(said.name))) in held:
            made.fault(numbers[-1], "unit-name-taken")
        held.add(place)


def _touched(made: Making) -> Iterator[tuple[Attributes, tuple[int, ...]]]:
    yield from ((one.said, (one.number,)) for one in made.founded.values())
    yield from ((one.said, one.numbers) for one in made.changed.values())


def _may_lead(above: Attributes, below: Attributes) -> bool:
    return above.kind in LEADING and stands_below(below.level, above.level)


def stays_a_tree(histories: Mapping[str, History], since: date) -> bool:
    """Whether each of these units stands, on every day from one on, below one that is there and leads such units.

    A unit above that is not among them is taken for granted.
    """
    for day in days_from(histories.values(), since):
        here = {code: said for code, history in histories.items() if (said := said_on(history, day)) is not None}
        for said in here.values():
            above = said.parent
            if above in histories and (above not in here or not _may_lead(here[above], said)):
                return False
    return True
