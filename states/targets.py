"""Targets of a programme: what is counted, what must be reached, and what came of it, by whole numbers alone."""

from __future__ import annotations

from dataclasses import dataclass

from .edition_values import Name
from .toml_table import Table

SHARE, ALL, RANGE = KINDS = ("share", "all", "range")
# What the register counts of one period; a unit is counted once however often it did the thing.
UNIT_COUNTS = (
    "registered", "signed", "inspected", "inspection_met", "recognised", "recognised_first", "recognised_ever",
)  # fmt: skip
CLASSIFIED_COUNTS = ("classified_good", "members_good", "reviewed")  # of the yearly classification
# Of the last month of meetings: cells, and members whom the cells counted.
RETURN_COUNTS = ("meetings_complete", "meetings_proper", "attended", "assigned", "trained")
FIGURE = "figure"  # not counted here: a number and its whole, entered as a document tells them
COUNTS = (*UNIT_COUNTS, *CLASSIFIED_COUNTS, *RETURN_COUNTS, FIGURE)
# Out of what: units of the programme's kinds under the issuer, on the day the figure is as of; those of them that have
# a level of the year; the members whom these classified; of a month the cells that reported, the members who had to
# come, who work, and who hold an office; or the whole that the document tells.
POPULATIONS = ORGANISATIONS, CLASSIFIED, MEMBERS, REPORTED, DUE, WORKING, OFFICERS, TOLD = (
    "organisations", "classified", "members", "reported", "due", "working", "officers", "told",
)  # fmt: skip
BASIS = {  # of every other count the organisations
    "classified_good": CLASSIFIED, "members_good": MEMBERS, "meetings_complete": REPORTED, "meetings_proper": REPORTED,
    "attended": DUE, "assigned": WORKING, "trained": OFFICERS,
    FIGURE: TOLD,
}  # fmt: skip

MET, EXCEEDED, NOT_MET, NOT_APPLICABLE, NOT_REPORTED, WITHHELD = OUTCOMES = (
    "met", "exceeded", "not_met", "not_applicable", "not_reported", "withheld",  # the last: not told to everybody
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached: a share in per cent of a population, all of it, or a number within a range."""

    code: str
    name: Name
    kind: str
    count: str
    of: str = ""  # the population; "" for a range
    pct: int = 100  # for a share
    least: int = 0  # for a range
    most: int = 0
    unit_kinds: tuple[str, ...] = ()  # of whom; empty: every kind of the programme


@dataclass(frozen=True, slots=True)
class Counted:
    """How many, out of how many that were reported; the reports that are missing stand apart, never as zero."""

    number: int
    of: int
    missing: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.number <= self.of or self.missing < 0:
            raise ValueError(f"{self.number} of {self.of}, {self.missing} missing: no such count")


def judge(target: Target, counted: Counted) -> str:
    """The outcome, one of OUTCOMES; what is missing neither helps nor harms."""
    if counted.of == 0 and counted.missing:
        return NOT_REPORTED
    if target.kind == RANGE:
        above = EXCEEDED if counted.number > target.most else MET
        return above if counted.number >= target.least else NOT_MET
    if counted.of == 0:
        return NOT_APPLICABLE
    return MET if counted.number * 100 >= target.pct * counted.of else NOT_MET


def needed(target: Target, of: int) -> int | None:
    """The least number with which a target is met out of so many; None for a range, which has no whole."""
    return None if target.kind == RANGE else -(-target.pct * of // 100)


def attendance(present: int, total: int, exempt: int) -> Counted:
    """Who came, of those who had to come: members exempt from Party activities are not counted."""
    return Counted(present, total - exempt)


def read_targets(root: Table, kinds: tuple[str, ...]) -> tuple[Target, ...]:
    """The tables [[targets]] of an edition for units of these kinds; faults are noted in the table."""
    rows = root.tables("targets") if root.has("targets") else []
    found = tuple(_target(row, kinds) for row in rows)
    own = (*UNIT_COUNTS, FIGURE)
    parts = [part for part in ("classification", "returns") if root.has(part)]
    for row, target in zip(rows, found, strict=True):
        part = "classification" if target.count in CLASSIFIED_COUNTS else "returns"
        if target.count not in own and target.count in COUNTS and part not in parts:
            row.fault("count", f"chương trình không có phần [{part}]")
    root.different("targets", [target.code for target in found])
    return found


def _target(row: Table, kinds: tuple[str, ...]) -> Target:
    kind = row.code("kind", KINDS, "loại chỉ tiêu")
    target = Target(
        code=row.code("code"),
        name=row.name("name"),
        kind=kind,
        count=row.code("count", COUNTS, "số đếm"),
        of="" if kind == RANGE else row.code("of", POPULATIONS, "tổng số"),
        unit_kinds=row.codes("unit_kinds", kinds, "loại hình đơn vị", least=1) if row.has("unit_kinds") else (),
        pct=row.count("pct", least=1, most=100) if kind == SHARE else 100,
        least=row.count("least", least=1) if kind == RANGE else 0,
        most=row.count("most", least=1) if kind == RANGE else 0,
    )
    if target.of and target.of != BASIS.get(target.count, ORGANISATIONS):
        row.fault("of", f"số đếm này phải tính trên {BASIS.get(target.count, ORGANISATIONS)!r}")
    if target.most < target.least:
        row.fault("most", "nhỏ hơn least")
    row.finish()
    return target
