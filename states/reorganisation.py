"""A change of the organisation: rows that found, rename, move, change, merge, split or dissolve units on one day.

All rows are judged together, as the tree will stand on that day: a unit may be founded in one row and lead others in
the next. Either every row can be taken, or each that cannot is named with its reasons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from .fate import CONTINUE, Fate
from .unit_history import Attributes

FOUND, RENAME, MOVE, CHANGE, MERGE, SPLIT, DISSOLVE = KINDS = (
    "found", "rename", "move", "change", "merge", "split", "dissolve",
)  # fmt: skip
ENDING = (MERGE, SPLIT, DISSOLVE)  # the unit is no more; others succeed it
DRAFT, RECORDED, EFFECTIVE, UNDONE = STATES = ("draft", "recorded", "effective", "undone")  # of a change


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was written. Units are named by code, those founded in the same change by a key of its own.

    `related`: of a unit that ends, who succeeds it, the one that carries on its open cases first; of one that is
    founded, the units from which it was split off. What is "" stays as it is. `fate` is that of its open cases, but
    for those named in `cases`.
    """

    number: int
    kind: str
    unit: str
    name: str = ""
    short_name: str = ""
    unit_kind: str = ""
    cell_type: str = ""
    parent: str = ""
    related: tuple[str, ...] = ()
    fate: str = CONTINUE
    note: str = ""
    cases: tuple[Fate, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit as it stands on the day; `since`: the first day of its last version, from which alone it can change.

    `is_top`: the unit of whoever writes the change. Only somebody above moves or ends it; where nobody is above, it can
    be called otherwise.
    """

    said: Attributes
    since: date
    is_top: bool = False


@dataclass(frozen=True, slots=True)
class Founding:
    key: str
    said: Attributes
    split_from: tuple[str, ...]
    note: str
    number: int


@dataclass(frozen=True, slots=True)
class Changing:
    unit: str
    said: Attributes
    kinds: tuple[str, ...]  # what happens to it: rename, move, change
    note: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ending:
    unit: str
    kind: str
    successors: tuple[str, ...]
    fate: str
    note: str
    number: int
    cases: tuple[Fate, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What the rows come to, or why they cannot be taken: row -> reasons. With faults nothing is done."""

    founded: tuple[Founding, ...]
    changed: tuple[Changing, ...]
    ended: tuple[Ending, ...]
    faults: Mapping[int, tuple[str, ...]]


@dataclass(slots=True)
class Making:
    """A plan while its rows are read: what each unit of the tree, and each new one, will be on the day."""

    tree: Mapping[str, Standing]
    on: date
    later: Sequence[Attributes] = ()  # what units become after the day by changes that are written down already
    founded: dict[str, Founding] = field(default_factory=dict)
    changed: dict[str, Changing] = field(default_factory=dict)
    ended: dict[str, Ending] = field(default_factory=dict)
    faults: dict[int, list[str]] = field(default_factory=dict)

    def said(self, code: str) -> Attributes | None:
        """What a unit will be on the day; None where there is none."""
        if code in self.founded:
            return self.founded[code].said
        if code in self.changed:
            return self.changed[code].said
        return self.tree[code].said if code in self.tree else None

    def fault(self, number: int, reason: str) -> None:
        """Note why a row cannot be taken."""
        self.faults.setdefault(number, []).append(reason)
