"""What becomes of an open case when the unit that holds it is no more: it goes on elsewhere, ends, or begins anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from .guards import Guard
from .roles import SYSTEM
from .table import Move

CONTINUE, CLOSE, ANEW = FATES = ("continue", "close", "anew")
TRANSFER, CLOSING = ACTIONS = ("transfer", "close_by_event")
# What can be chosen: only an agreement is signed anew. Whether a unit is recognised is for the board alone to decide,
# so that no change of the organisation ends that.
OFFERED = {
    "registration": (CONTINUE, CLOSE),
    "commitment": (CONTINUE, CLOSE, ANEW),
    "inspection": (CONTINUE, CLOSE),
    "recognition": (CONTINUE,),
}
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Fate:
    """What a change of the organisation says of one open case; `to`: the successor, unless it is closed."""

    case: str
    process: str
    fate: str
    to: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrying:
    """What is known when a case follows a change. What nobody states counts against the act."""

    holder_ended: bool = False  # by a change in effect
    to_successor: bool = False  # the case goes to one of the units that succeeded the holder
    reason_given: bool = False


F = TypeVar("F")
S = TypeVar("S", bound=StrEnum)
Rule = Guard[Carrying]

ended = Rule("holder-not-ended", "The unit that holds the case is no more.", lambda f: f.holder_ended)
succeeds = Rule("not-a-successor", "The case goes to a unit that succeeded the holder.", lambda f: f.to_successor)
reasoned = Rule("reason-missing", "A reason is given.", lambda f: f.reason_given)


def faults(fate: Fate, successors: Iterable[str]) -> tuple[str, ...]:
    """Why a choice cannot be taken, with these successors; empty when it can."""
    if fate.fate not in OFFERED.get(fate.process, ()):
        return ("fate-not-offered",)
    if fate.fate == CLOSE:
        return () if fate.reason and len(fate.reason) <= LONGEST_REASON else ("fate-reason",)
    return () if fate.to in successors else ("fate-successor",)


def moves(
    open_: Iterable[S], closed: Mapping[S, S], on: Callable[[Rule], Guard[F]]
) -> list[Move[F]]:
    """The acts of the system on the day of a change: what is open goes on under another unit, or is closed."""
    by = frozenset({SYSTEM})
    transfers = [Move(TRANSFER, (state,), state, by, (on(ended), on(succeeds))) for state in open_]
    targets = {target: tuple(state for state in closed if closed[state] is target) for target in closed.values()}
    closings = [Move(CLOSING, states, target, by, (on(ended), on(reasoned))) for target, states in targets.items()]
    return [*transfers, *closings]
