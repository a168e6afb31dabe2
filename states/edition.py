"""An edition: the rules of a programme as it was published once, in plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from .commitment_rules import CommitmentRules
from .edition_values import Name, Reason, day_of
from .framework import Framework
from .inspection_rules import InspectionRules
from .recognition_rules import RecognitionRules
from .targets import Target

SEALED_FIELDS = (  # what the journal seals
    "unit", "content", "resolution", "responsible", "reason", "marks", "incharge", "person",
    "agreement", "proposal", "statement", "comment",
    "plan", "team", "points", "findings", "minutes", "conclusion",
    "dossier", "opinion", "knock_out", "window", "objection", "objector", "answer", "vote", "decision", "correction",
    "report", "proof",
)  # fmt: skip
LATER_FIELDS = {"report": "unit", "proof": "unit"}  # an edition may leave these out: then they open so
WORKING, CALENDAR = DAYS = ("working", "calendar")  # how the days of a step are counted
OPENS = ("at_once", "acceptance", "publication", "unit", "never")  # "unit": to the unit itself, not to the public


@dataclass(frozen=True, slots=True)
class Document:
    """A document the programme rests on; `ref` is its citation ("21-NQ/TW"), `implements` the ref of another one."""

    ref: str
    type: str
    number: int
    symbol: str
    issuer: str
    term: str  # "" where it is not known; with issuer, type and number it identifies a Party document
    date: date
    subject: str
    implements: str | None


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of approval and the role that holds it."""

    code: str
    name: Name
    role: str


@dataclass(frozen=True, slots=True)
class RegistrationRules:
    resolution_required: bool
    contents_required: int  # at least so many
    roadmap_required: int  # at least so many steps
    incharge_required: bool
    stages: tuple[Stage, ...]
    receive_days: int
    stage_days: int
    changes_days: int  # for the unit, after its file was sent back
    open_from: str  # "MM-DD" of the round's year
    register_by: str  # "MM-DD", the last day
    return_reasons: tuple[Reason, ...]
    reject_reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Last days as "MM-DD" of the round's year; None where the programme sets none."""

    days: str  # how the days of every step are counted: WORKING or CALENDAR
    mid_year_review: str | None
    self_assess_by: str
    appraise_by: str
    public_comment_days: int  # always calendar days
    decide_by: str
    publish_within_days: int


@dataclass(frozen=True, slots=True)
class ProgrammeStep:
    """One step of the programme; `requires` names what must stand before, as "process.outcome"."""

    code: str
    name: Name
    process: str | None
    action: str | None
    on: date | None
    requires: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    code: str
    number: int
    period: str  # the year its round is meant for, "2024"
    name: Name
    titles: Mapping[str, Name]  # what a recognised unit may call itself, by its kind
    issuer: str  # code of the unit
    issuer_name: Name
    documents: tuple[Document, ...]
    unit_kinds: tuple[str, ...]
    cell_types: tuple[str, ...]  # empty: every type
    registration: RegistrationRules
    commitment: CommitmentRules
    recognition: RecognitionRules
    deadlines: Deadlines
    openings: Mapping[str, str]  # sealed field -> when it opens
    framework: Framework
    inspection: InspectionRules
    targets: tuple[Target, ...]
    steps: tuple[ProgrammeStep, ...]
    signed: tuple[str, ...]  # steps that a person signs with a key of one's own, "registration.submit"
    second_person: tuple[str, ...]  # the roles that are given by one person and granted by another
    illustrative: tuple[str, ...]  # paths of values invented for illustration, "registration.stages[0].name"

    def asks(self, process: str, outcome: str) -> bool:
        """Whether a step of this process asks for an outcome of another, "inspection.met"."""
        return any(outcome in step.requires for step in self.steps if step.process == process)

    def leads_to(self, outcome: str) -> tuple[ProgrammeStep, ...]:
        """The steps taken outside the register for which a unit may be considered once it has an outcome."""
        return tuple(step for step in self.steps if step.process is None and outcome in step.requires)

    def admits(self, kind: str, cell_type: str | None) -> bool:
        """Whether the programme is meant for units of this kind and cell type."""
        return kind in self.unit_kinds and (not self.cell_types or cell_type in self.cell_types)

    def title_of(self, kind: str) -> str:
        """What a recognised unit of this kind may call itself; every title for a kind that the edition lacks."""
        return self.titles[kind].vi if kind in self.titles else ", ".join(name.vi for name in self.titles.values())

    def round_dates(self, year: int) -> tuple[date, date]:
        """First day of the year's round and the day on which it is closed again: half-open [from, to)."""
        last_day = day_of(self.registration.register_by, year)
        return day_of(self.registration.open_from, year), last_day + timedelta(days=1)
