"""A process is a table of moves. pytransitions runs the table; guards explain every refusal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from transitions import Machine

from .table import Move, defects

__all__ = ["Move", "Process", "Refused", "Step"]

F = TypeVar("F")  # the facts a process decides on: a frozen snapshot, never a database row


@dataclass(frozen=True, slots=True)
class Step:
    """A move that was allowed."""

    process: str
    action: str
    source: str
    target: str


class Refused(Exception):
    """An action that cannot be taken now, with every reason why."""

    def __init__(self, action: str, reasons: tuple[str, ...]) -> None:
        self.action, self.reasons = action, reasons
        super().__init__(f"{action}: {', '.join(reasons)}")


@dataclass(eq=False, slots=True)
class _Cursor:
    """The only thing pytransitions may change."""

    state: str


class Process(Generic[F]):
    """An immutable state machine, built once and shared by every request; it keeps no models.

    Raises ValueError naming every defect of the table: an ambiguous choice, a state that nobody reaches,
    a state from which no way leads to a final one.
    """

    def __init__(
        self,
        name: str,
        states: type[StrEnum],
        initial: StrEnum,
        moves: Iterable[Move[F]],
        final: frozenset[StrEnum] = frozenset(),
    ) -> None:
        self.name, self.states, self.initial, self.moves, self.final = name, states, initial, tuple(moves), final
        if found := defects(states, initial, self.moves, final):
            raise ValueError(f"{name}: {'; '.join(found)}")
        self._machine = Machine(
            model=None,
            states=[state.value for state in states],
            initial=initial.value,
            transitions=[_compile(move) for move in self.moves],
            auto_transitions=False,  # otherwise every state gets an unguarded to_<state>()
        )

    def reasons_against(self, state: str, action: str, facts: F, role: str) -> tuple[str, ...]:
        """Every reason why the holder of `role` cannot take `action` now; empty when it can be taken."""
        leaving = [move for move in self.moves if move.action == action and state in move.source]
        if not leaving:
            return ("not-from-this-state",)
        chosen = next((move for move in leaving if move.applies(facts)), None)
        if chosen is None:
            return ("not-at-this-stage",)
        if role not in chosen.by:  # alone: who has no part in a case is told nothing more about it
            return ("not-your-role",)
        return tuple(reason for guard in chosen.guards if (reason := guard(facts)))

    def take(self, state: str, action: str, facts: F, role: str) -> Step:
        """Take one step, or raise `Refused` with all the reasons."""
        if reasons := self.reasons_against(state, action, facts, role):
            raise Refused(action, reasons)
        cursor = _Cursor(str(state))
        # A failed condition makes pytransitions answer False without a word, hence explained first and checked after.
        if not self._machine.events[action].trigger(cursor, facts, role):
            raise AssertionError(f"{self.name}: {action} was explained as allowed but did not move")
        return Step(self.name, action, str(state), cursor.state)

    def open_actions(self, state: str, facts: F, role: str) -> dict[str, tuple[str, ...]]:
        """The actions that `role` has here, in the order of the table, each with what still stands in its way."""
        offered = [m.action for m in self.moves if state in m.source and role in m.by and m.applies(facts)]
        return {action: self.reasons_against(state, action, facts, role) for action in offered}


def _compile(move: Move[Any]) -> dict[str, Any]:
    # Plain strings, not enum members: pytransitions would use the members' names, not their values.
    def allowed(facts: Any, role: str) -> bool:
        return move.applies(facts) and role in move.by and all(guard(facts) is None for guard in move.guards)

    source = [state.value for state in move.source]
    return {"trigger": move.action, "source": source, "dest": move.target.value, "conditions": [allowed]}
