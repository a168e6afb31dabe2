"""What is drawn by lot for an act: kept with a statement, so that what is done is to the letter what was signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Lots:
    """Values in the order in which they are drawn; those kept from before come first."""

    kept: list[str] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)

    def draw(self, make: Callable[[], str]) -> str:
        """The next value: the one kept, or a new one."""
        self.drawn.append(self.kept.pop(0) if self.kept else make())
        return self.drawn[-1]
