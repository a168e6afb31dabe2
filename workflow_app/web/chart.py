"""The shapes of charts, in whole numbers: what a template draws, beside the table that says the same in figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, THICK = 1_000, 24  # of a row: it is stretched to the width of the page
STEP, COLUMN, HEIGHT = 40, 28, 160  # of columns side by side
Series = tuple[str, int]  # kind (colour and pattern), number


@dataclass(frozen=True, slots=True)
class Part:
    """A rectangle for a number that is not nothing."""

    kind: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A row or column of parts, with what stands at it."""

    label: str
    said: str
    parts: tuple[Part, ...]
    middle: int = 0  # of a column, where its label stands


def row(label: str, said: str, numbers: Sequence[Series]) -> Bar:
    """Shares of a whole side by side; the parts end exactly where the whole ends."""
    edges = _edges([number for _, number in numbers], WIDTH, sum(number for _, number in numbers))
    parts = [
        Part(kind, start, 0, end - start, THICK)
        for (kind, _), (start, end) in zip(numbers, edges, strict=True)
        if end > start
    ]
    return Bar(label, said, tuple(parts))


def columns(lines: Sequence[tuple[str, str, Sequence[Series]]]) -> tuple[Bar, ...]:
    """Columns of numbers one upon another, all measured by the highest; the first number stands at the bottom."""
    most = max((sum(number for _, number in numbers) for _, _, numbers in lines), default=0)
    bars = []
    for place, (label, said, numbers) in enumerate(lines):
        left = place * STEP + (STEP - COLUMN) // 2
        edges = _edges([number for _, number in numbers], HEIGHT, most)
        parts = [
            Part(kind, left, HEIGHT - end, COLUMN, end - start)
            for (kind, _), (start, end) in zip(numbers, edges, strict=True)
            if end > start
        ]
        bars.append(Bar(label, said, tuple(parts), left + COLUMN // 2))
    return tuple(bars)


def _edges(numbers: Sequence[int], length: int, whole: int) -> list[tuple[int, int]]:
    """Where each number begins and ends on a line of this length: rounded once, so that no gap adds up."""
    found, so_far = [], 0
    for number in numbers:
        start = so_far * length // whole if whole else 0
        so_far += number
        found.append((start, so_far * length // whole if whole else 0))
    return found
