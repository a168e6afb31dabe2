"""A table of moves, and what makes a table unfit to decide by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from .guards import Guard

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Move(Generic[F]):
    """One arrow: who may take which action, from where to where, and under which conditions."""

    action: str
    source: tuple[StrEnum, ...]
    target: StrEnum
    by: frozenset[str]
    guards: tuple[Guard[F], ...] = ()
    when: Callable[[F], bool] | None = None  # chooses between two moves of one action from one state
    unless: Callable[[F], bool] | None = None

    def applies(self, facts: F) -> bool:
        """Whether these facts choose this move (not whether it is allowed)."""
        return (self.when is None or self.when(facts)) and not (self.unless and self.unless(facts))


Moves = tuple[Move[Any], ...]
Arrows = set[tuple[StrEnum, StrEnum]]


def defects(states: type[StrEnum], initial: StrEnum, moves: Moves, final: frozenset[StrEnum]) -> tuple[str, ...]:
    """Everything for which a table is refused: ambiguous choices, unreachable states, dead ends; empty when sound."""
    return (*_ambiguities(states, moves), *_astray(states, initial, moves, final))


def _ambiguities(states: type[StrEnum], moves: Moves) -> Iterator[str]:
    for state in states:
        for action in dict.fromkeys(move.action for move in moves):
            rivals = [move for move in moves if move.action == action and state in move.source]
            if len(rivals) > 1 and not _two_answers(rivals):
                yield f"{action} from {state} is ambiguous: its moves must be `when` and `unless` of one predicate"


def _two_answers(rivals: list[Move[Any]]) -> bool:
    """Exactly two moves that ask one question, one for yes and one for no: exactly one of them is ever chosen."""
    yes = [move.when for move in rivals if move.when and not move.unless]
    no = [move.unless for move in rivals if move.unless and not move.when]
    return len(rivals) == 2 and len(yes) == 1 and yes == no


def _astray(states: type[StrEnum], initial: StrEnum, moves: Moves, final: frozenset[StrEnum]) -> Iterator[str]:
    arrows = {(source, move.target) for move in moves for source in move.source}
    reached = _led_to({initial}, arrows)
    ending = _led_to(set(final), {(target, source) for source, target in arrows})
    for state in states:
        if state not in reached:
            yield f"{state} cannot be reached"
        if state not in ending:
            yield f"{state} is a dead end: no way leads from it to a final state"
        if state in final and any(source == state != target for source, target in arrows):
            yield f"{state} is final but has a way out"


def _led_to(found: set[StrEnum], arrows: Arrows) -> set[StrEnum]:
    while more := {target for source, target in arrows if source in found} - found:
        found = found | more
    return found
