"""Out of how many: the units of a programme at the start and at the end of a period, and which of both counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

START, END = MOMENTS = ("start", "end")
KEEP, RECOUNT = CHOICES = ("keep", "recount")


@dataclass(frozen=True, slots=True)
class Basis:
    """The units out of which the targets of a period are counted, by the kind of each.

    `changed`: units that were there at the start and are not at the end, so that somebody has to decide which number
    counts; `choice` what was decided.
    """

    units: Mapping[str, str]  # code -> kind
    at_start: int
    at_end: int
    changed: tuple[str, ...]
    choice: str = ""

    @property
    def is_open(self) -> bool:
        """Whether a decision is still missing."""
        return bool(self.changed) and not self.choice


def basis_of(start: Mapping[str, str], end: Mapping[str, str], choice: str = "") -> Basis:
    """What counts of two populations: the end's, unless units went and the start's was kept, or nothing is decided."""
    changed = tuple(sorted(start.keys() - end.keys()))
    kept = start if changed and choice != RECOUNT else end
    return Basis(kept, len(start), len(end), changed, choice)


