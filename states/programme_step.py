"""The steps of a programme, in the order of its plan, and what must stand before each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from .edition_values import PROCESSES, Name
from .toml_table import Table

OUTCOMES = (
    "registration.submitted", "registration.approved", "commitment.signed", "inspection.met", "recognition.published",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProgrammeStep:
    """One step of the programme; `requires` names what must stand before, as "process.outcome"."""

    code: str
    name: Name
    process: str | None
    action: str | None
    on: date | None
    requires: tuple[str, ...]


def read_steps(root: Table, processes: Collection[str]) -> tuple[ProgrammeStep, ...]:
    """The tables [[steps]]; each speaks of processes that the programme has."""
    steps: list[ProgrammeStep] = []
    for row in root.tables("steps"):
        step = ProgrammeStep(
            code=row.code("code"),
            name=row.name("name"),
            process=row.code("process", PROCESSES, "quy trình") if row.has("process") else None,
            action=row.code("action") if row.has("action") else None,
            on=row.day("on") if row.has("on") else None,
            requires=row.codes("requires", OUTCOMES, "kết quả") if row.has("requires") else (),
        )
        if step.action is not None and step.process is None:
            row.fault("process", "thiếu: hành động phải thuộc một quy trình")
        if step.process is not None and "recognition.published" in step.requires:
            row.fault("requires", "không quy trình nào đi sau công nhận")
        of_parts(row, "process", (step.process,) if step.process else (), processes)
        of_parts(row, "requires", step.requires, processes)
        row.finish()
        steps.append(step)
    root.different("steps", [step.code for step in steps])
    return tuple(steps)


def of_parts(root: Table, key: str, names: tuple[str, ...], processes: Collection[str]) -> tuple[str, ...]:
    """The same names, "process.step", each noted whose process the programme does not have."""
    for name in names:
        if (process := name.partition(".")[0]) in PROCESSES and process not in processes:
            root.fault(key, f"{name!r}: chương trình không có phần [{process}]")
    return names
