"""A guard says what must be true of the facts, and gives exactly one reason when it is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

F = TypeVar("F")


@dataclass(frozen=True)
class Guard(Generic[F]):
    """The reason code of a refusal, the rule in one sentence, and the test of the facts."""

    reason: str
    rule: str
    holds: Callable[[F], bool]

    def __call__(self, facts: F) -> str | None:
        """The reason against, or None when the rule holds."""
        return None if self.holds(facts) else self.reason
