"""An edition: the rules of a programme as it was published once, in plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from .classification_rules import ClassificationRules
from .commitment_rules import CommitmentRules
from .deadline_rules import Deadlines
from .edition_document import Document
from .edition_values import (
    CLASSIFICATION,
    COMMITMENT,
    FRAMEWORK,
    INSPECTION,
    RECOGNITION,
    REGISTRATION,
    RETURNS,
    Name,
    day_of,
)
from .framework import Framework
from .inspection_rules import InspectionRules
from .overlay_rules import Overlay
from .programme_step import ProgrammeStep
from .recognition_rules import RecognitionRules
from .registration_rules import RegistrationRules
from .returns_rules import ReturnRules
from .targets import Target

Part = TypeVar("Part")


class PartAbsent(LookupError):
    """Rules were asked for that the programme does not have: no case of theirs can exist under this edition."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a programme consists of; None where it does without."""

    registration: RegistrationRules | None = None
    commitment: CommitmentRules | None = None
    framework: Framework | None = None
    inspection: InspectionRules | None = None
    recognition: RecognitionRules | None = None
    classification: ClassificationRules | None = None
    returns: ReturnRules | None = None


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
    parts: Parts
    deadlines: Deadlines
    openings: Mapping[str, str]  # sealed field -> when it opens
    targets: tuple[Target, ...]
    steps: tuple[ProgrammeStep, ...]
    signed: tuple[str, ...]  # steps that a person signs with a key of one's own, "registration.submit"
    second_person: tuple[str, ...]  # the roles that are given by one person and granted by another
    overlay: Overlay | None  # the framework edition that this one concretises
    illustrative: tuple[str, ...]  # paths of values invented for illustration, "registration.stages[0].name"

    def has(self, part: str) -> bool:
        """Whether the programme has a process, or a framework of criteria."""
        return getattr(self.parts, part) is not None

    @property
    def registration(self) -> RegistrationRules:
        """How units register; `PartAbsent` where they do not, like every part below."""
        return _present(self.parts.registration, REGISTRATION)

    @property
    def commitment(self) -> CommitmentRules:
        """How agreements are signed."""
        return _present(self.parts.commitment, COMMITMENT)

    @property
    def framework(self) -> Framework:
        """What is scored, and what must be reached."""
        return _present(self.parts.framework, FRAMEWORK)

    @property
    def inspection(self) -> InspectionRules:
        """How results are checked."""
        return _present(self.parts.inspection, INSPECTION)

    @property
    def recognition(self) -> RecognitionRules:
        """How units are recognised."""
        return _present(self.parts.recognition, RECOGNITION)

    @property
    def classification(self) -> ClassificationRules:
        """How units are classified each year."""
        return _present(self.parts.classification, CLASSIFICATION)

    @property
    def returns(self) -> ReturnRules:
        """What is reported of meetings month by month."""
        return _present(self.parts.returns, RETURNS)

    def basis_of(self, rule: str) -> tuple[Document, ...]:
        """The documents that a rule rests on; an act without one of its own rests on what carries its process."""
        process = rule.partition(".")[0]
        own = tuple(one for one in self.documents if rule in one.carries)
        return own or tuple(one for one in self.documents if process in one.carries)

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
        """First day of the year's round and the day on which it is closed again: half-open [from, to).

        A programme for which nobody registers goes on all the year.
        """
        if not self.has(REGISTRATION):
            return date(year, 1, 1), date(year + 1, 1, 1)
        last_day = day_of(self.registration.register_by, year)
        return day_of(self.registration.open_from, year), last_day + timedelta(days=1)


def _present(part: Part | None, name: str) -> Part:
    if part is None:
        raise PartAbsent(name)
    return part
