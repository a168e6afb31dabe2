"""Amendments: what is known of an agreement that changes another one, and which text is in force on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from .guards import Guard

REPLACE, ADD, REMOVE = "replace", "add", "remove"
CHANGES = (REPLACE, ADD, REMOVE)


@dataclass(frozen=True, slots=True)
class Change:
    """What an amendment does to one clause of the agreement it names; a new clause has its new id."""

    kind: str
    clause: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause in force: its number never changes, `amended_by` is the amendment it comes from, 0 the first text."""

    id: str
    number: int
    text: str
    amended_by: int = 0
    removed: bool = False
    article: int = 0  # in which it is counted; 0 where it is counted as an article itself


@dataclass(frozen=True, slots=True)
class Effect:
    """The changes of one amendment, in force from the day on which the parties had signed or a later one it names."""

    number: int
    day: date
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amending:
    """What is known of amendments at the moment of an act. A fact that nobody states counts against the act."""

    amends: bool = False  # the case is itself an amendment
    root_stands: bool = False  # the agreement it amends is in force
    root_kept: bool = False  # that one ended with its period, not before
    nothing_open: bool = False  # no amendment of this agreement waits to be signed or to take effect
    effective_on: date | None = None  # a day the amendment names
    today: date | None = None

    @property
    def too_late(self) -> bool:
        """The day named for its effect has passed before the parties were asked."""
        return self.effective_on is not None and (self.today is None or self.effective_on < self.today)


class Amendable(Protocol):
    """The facts of an agreement, as far as the rules about amendments ask."""

    @property
    def amendment(self) -> Amending: ...


Rule = Guard[Any]  # of the facts of an agreement, of which these rules know only the part about amendments


def amends(facts: Amendable) -> bool:
    """The agreement is an amendment: it ends with the one it changes."""
    return facts.amendment.amends


def root_kept(facts: Amendable) -> bool:
    """The agreement that was amended ended with its period."""
    return facts.amendment.root_kept


def _root_stands(facts: Amendable) -> bool:
    return facts.amendment.root_stands or not facts.amendment.amends


def _day_ahead(facts: Amendable) -> bool:
    return not facts.amendment.too_late


def _root_over(facts: Amendable) -> bool:
    return not facts.amendment.root_stands


def _none_open(facts: Amendable) -> bool:
    return facts.amendment.nothing_open


none_open = Rule("amendment-open", "The amendment before this one is in force.", _none_open)
root_stands = Rule("amended-not-in-force", "The agreement that is amended is in force.", _root_stands)
day_ahead = Rule("effect-in-past", "The day of effect that is named has not passed.", _day_ahead)
root_over = Rule("amended-in-force", "The agreement that was amended has ended.", _root_over)
WRITTEN = (root_stands, day_ahead)


def effective_on(signed_on: date, named: date | None) -> date:
    """An amendment changes nothing before its parties have signed, nor before the day it names."""
    return signed_on if named is None else max(signed_on, named)


def first_text(clauses: Iterable[tuple[str, str, int, int]]) -> tuple[Clause, ...]:
    """The clauses of an agreement as they were signed first: id, text, article (0 for none) and number in it."""
    return tuple(Clause(id_, number, text, article=article) for id_, text, article, number in clauses)


def amended(clauses: Sequence[Clause], effect: Effect) -> tuple[Clause, ...]:
    """The clauses after an amendment; a clause that is taken out keeps its number, so that no other one moves."""
    changed = {change.clause: change for change in effect.changes if change.kind != ADD}
    kept = [_changed(one, changed.get(one.id), effect.number) for one in clauses]
    last = max((one.article or one.number for one in clauses), default=0)  # what is added is an article of its own
    added = [change for change in effect.changes if change.kind == ADD]
    more = [Clause(one.clause, number, one.text, effect.number) for number, one in enumerate(added, start=last + 1)]
    return (*kept, *more)


def text_on(day: date, clauses: Sequence[Clause], effects: Iterable[Effect]) -> tuple[Clause, ...]:
    """The text in force on a day: the first one with every amendment in force by then, in their order."""
    present = tuple(clauses)
    for effect in sorted(effects, key=lambda one: (one.day, one.number)):
        if effect.day <= day:
            present = amended(present, effect)
    return present


def faults(clauses: Sequence[Clause], changes: Sequence[Change]) -> dict[int, str]:
    """The reason against each change that cannot be made, by its place; -1 stands for all of them together."""
    found: dict[int, str] = {}
    standing = {one.id: one for one in clauses if not one.removed}
    touched = set[str]()
    for place, change in enumerate(changes):
        if change.kind not in CHANGES:
            found[place] = "change-unknown"
        elif change.kind != ADD and change.clause not in standing:
            found[place] = "clause-unknown"
        elif change.clause in touched:
            found[place] = "clause-twice"
        elif change.kind != REMOVE and not change.text:
            found[place] = "clause-empty"
        elif change.kind == REPLACE and change.text == standing[change.clause].text:
            found[place] = "clause-unchanged"
        touched.add(change.clause)
    if not found and changes:
        after = amended(clauses, Effect(0, date.min, tuple(changes)))
        if all(one.removed for one in after):
            found[-1] = "nothing-left"
    return found


def _changed(clause: Clause, change: Change | None, number: int) -> Clause:
    if change is None or clause.removed:
        return clause
    return replace(
        clause, text=clause.text if change.kind == REMOVE else change.text, amended_by=number,
        removed=change.kind == REMOVE,
    )  # fmt: skip
