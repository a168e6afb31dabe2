"""What an edition must say, part by part, and what its parts must agree on."""

from __future__ import annotations

from collections.abc import Collection
from types import MappingProxyType

from .classification_rules import read_classification
from .commitment_rules import read_commitment
from .deadline_rules import read_deadlines
from .edition import Edition, Parts
from .edition_document import read_documents
from .edition_values import (
    CLASSIFICATION,
    COMMITMENT,
    FRAMEWORK,
    INSPECTION,
    PROCESSES,
    RECOGNITION,
    REGISTRATION,
    RETURNS,
    Name,
)
from .framework import Framework
from .framework_reader import read_framework
from .inspection_rules import InspectionRules, read_inspection
from .openings_reader import read_openings
from .overlay_rules import read_overlay
from .processes import PROCESSES as BY_NAME
from .programme_step import of_parts, read_steps
from .recognition_reader import read_recognition
from .registration_rules import read_registration
from .returns_rules import read_returns
from .roles import ROLES
from .signature_rules import read_signed
from .targets import read_targets
from .toml_table import Table

RESTS_ON = {INSPECTION: (REGISTRATION, FRAMEWORK), RECOGNITION: (REGISTRATION, FRAMEWORK)}


def read_edition(root: Table) -> Edition:
    """The whole edition; faults are noted in the table. A programme may do without any of its parts."""
    documents, kinds = read_documents(root), root.codes("unit_kinds", least=1)
    targets = read_targets(root, kinds)
    processes = [process for process in PROCESSES if root.has(process)]
    for part, needed in RESTS_ON.items():
        for missing in [one for one in needed if part in processes and not root.has(one)]:
            root.fault(part, f"cần có phần [{missing}]")
    edition = Edition(
        code=root.code("code"),
        number=root.count("number", least=1),
        period=root.text("period", r"20\d\d", "2024"),
        name=root.name("name"),
        issuer=root.code("issuer"),
        issuer_name=root.name("issuer_name"),
        documents=documents,
        targets=targets,
        unit_kinds=kinds,
        titles=_titles(root, kinds, RECOGNITION in processes),
        cell_types=root.codes("cell_types"),
        parts=_parts(root, kinds, [one.ref for one in documents], [one.code for one in targets]),
        deadlines=read_deadlines(root, processes),
        openings=_openings(root, processes),
        steps=read_steps(root, processes),
        signed=of_parts(root, "signed", read_signed(root), processes),
        second_person=_second_person(root),
        overlay=read_overlay(root.table("overlay")) if root.has("overlay") else None,
        illustrative=root.texts("illustrative"),
    )
    _check_carried(root, edition)
    return edition


def _check_carried(root: Table, edition: Edition) -> None:
    """What a document is said to carry is a rule that this edition has."""
    parts = [part for part in (*PROCESSES, FRAMEWORK, CLASSIFICATION, RETURNS) if edition.has(part)]
    rules = {*parts, *(f"step.{step.code}" for step in edition.steps)}
    rules |= {f"target.{target.code}" for target in edition.targets}
    rules |= {f"{name}.{move.action}" for name in parts if name in BY_NAME for move in BY_NAME[name].moves}
    for number, document in enumerate(edition.documents):
        for rule in document.carries:
            if rule not in rules:
                root.fault(f"documents[{number}].carries", f"chương trình không có quy tắc {rule!r}")


def _parts(
    root: Table, kinds: tuple[str, ...], documents: Collection[str], targets: Collection[str]
) -> Parts:  # fmt: skip
    framework = read_framework(root.table(FRAMEWORK)) if root.has(FRAMEWORK) else None
    return Parts(
        registration=read_registration(root.table(REGISTRATION)) if root.has(REGISTRATION) else None,
        commitment=read_commitment(root.table(COMMITMENT), documents, targets) if root.has(COMMITMENT) else None,
        framework=framework,
        inspection=_inspection(root, framework or Framework(())),
        recognition=read_recognition(root.table(RECOGNITION)) if root.has(RECOGNITION) else None,
        classification=read_classification(root.table(CLASSIFICATION), kinds) if root.has(CLASSIFICATION) else None,
        returns=read_returns(root.table(RETURNS), kinds) if root.has(RETURNS) else None,
    )


def _inspection(root: Table, framework: Framework) -> InspectionRules | None:
    return read_inspection(root.table(INSPECTION), framework) if root.has(INSPECTION) else None


def _openings(root: Table, processes: Collection[str]) -> MappingProxyType[str, str]:
    """When sealed fields open; a programme without a process seals none."""
    if not processes and not root.has("openings"):
        return MappingProxyType({})
    return read_openings(root.table("openings"), processes)


def _titles(root: Table, kinds: tuple[str, ...], recognises: bool) -> MappingProxyType[str, Name]:
    """What a recognised unit may call itself; nobody calls itself anything where nobody is recognised."""
    if not recognises and not root.has("titles"):
        return MappingProxyType({})
    table = root.table("titles")
    titles = {kind: table.name(kind) for kind in kinds}
    table.finish()
    return MappingProxyType(titles)


def _second_person(root: Table) -> tuple[str, ...]:
    """Who names an issuer's people is the issuer's own rule; an edition that says nothing asks for one person."""
    if not root.has("people"):
        return ()
    table = root.table("people")
    found = table.codes("second_person", ROLES, "vai trò")
    table.finish()
    return found
