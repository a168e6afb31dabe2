"""What an edition must say, part by part, and what its parts must agree on."""

from __future__ import annotations

from types import MappingProxyType

from .commitment_rules import read_commitment
from .edition import DAYS, Deadlines, Document, Edition, ProgrammeStep, RegistrationRules, Stage
from .edition_values import Name
from .framework_reader import read_framework, read_reasons
from .inspection_rules import read_inspection
from .openings_reader import read_openings
from .recognition_reader import read_recognition
from .registration import BOARD, HOLDERS
from .roles import ROLES
from .signature_rules import read_signed
from .targets import read_targets
from .toml_table import Table

DOCUMENT_TYPE = "[A-ZĐ][A-Za-zĐđ]{0,7}"  # the abbreviation inside a document's number: KH, CTr, ĐA
PROCESSES = ("registration", "commitment", "inspection", "recognition")
OUTCOMES = (
    "registration.submitted", "registration.approved", "commitment.signed", "inspection.met", "recognition.published",
)  # fmt: skip


def read_edition(root: Table) -> Edition:
    """The whole edition; faults are noted in the table."""
    return Edition(
        code=root.code("code"),
        number=root.count("number", least=1),
        period=root.text("period", r"20\d\d", "2024"),
        name=root.name("name"),
        issuer=root.code("issuer"),
        issuer_name=root.name("issuer_name"),
        documents=(documents := _documents(root)),
        targets=(targets := read_targets(root)),
        unit_kinds=(kinds := root.codes("unit_kinds", least=1)),
        titles=_titles(root.table("titles"), kinds),
        cell_types=root.codes("cell_types"),
        registration=_registration(root.table("registration")),
        commitment=read_commitment(
            root.table("commitment"), [one.ref for one in documents], [one.code for one in targets]
        ),
        recognition=read_recognition(root.table("recognition")),
        deadlines=_deadlines(root.table("deadlines")),
        openings=read_openings(root.table("openings")),
        framework=(framework := read_framework(root.table("framework"))),
        inspection=read_inspection(root.table("inspection"), framework),
        steps=_steps(root),
        signed=read_signed(root),
        second_person=_second_person(root),
        illustrative=root.texts("illustrative"),
    )


def _titles(table: Table, kinds: tuple[str, ...]) -> MappingProxyType[str, Name]:
    titles = {kind: table.name(kind) for kind in kinds}
    table.finish()
    return MappingProxyType(titles)


def _documents(root: Table) -> tuple[Document, ...]:
    rows = root.tables("documents")
    found = tuple(_document(row) for row in rows)
    refs = [document.ref for document in found]
    root.different("documents", refs)
    for row, document in zip(rows, found, strict=True):
        if document.implements is not None and document.implements not in refs:
            row.fault("implements", f"văn bản không có: {document.implements!r}")
    return found


def _document(row: Table) -> Document:
    document = Document(
        ref=row.text("ref"),
        type=row.text("type", DOCUMENT_TYPE, "KH"),
        number=row.count("number", least=1),
        symbol=row.text("symbol"),
        issuer=row.text("issuer"),
        term=row.text("term") if row.has("term") else "",
        date=row.day("date"),
        subject=row.text("subject"),
        implements=row.text("implements") if row.has("implements") else None,
    )
    if document.ref not in {f"{document.number:02}{mark}{document.symbol}" for mark in "-/"}:
        row.fault("ref", "không khớp với số và ký hiệu")
    row.finish()
    return document


def _registration(table: Table) -> RegistrationRules:
    rules = RegistrationRules(
        resolution_required=table.flag("resolution_required"),
        contents_required=table.count("contents_required"),
        roadmap_required=table.count("roadmap_required"),
        incharge_required=table.flag("incharge_required"),
        stages=_stages(table),
        receive_days=table.count("receive_days", least=1),
        stage_days=table.count("stage_days", least=1),
        changes_days=table.count("changes_days", least=1),
        open_from=table.month_day("open_from"),
        register_by=table.month_day("register_by"),
        return_reasons=read_reasons(table, "return_reasons"),
        reject_reasons=read_reasons(table, "reject_reasons"),
    )
    if rules.open_from and rules.register_by and rules.open_from > rules.register_by:
        table.fault("register_by", "hạn đăng ký sớm hơn ngày mở")
    table.finish()
    return rules


def _stages(table: Table) -> tuple[Stage, ...]:
    rows = table.tables("stages")
    stages = []
    for row in rows:
        stages.append(Stage(row.code("code"), row.name("name"), row.code("role", ROLES, "vai trò")))
        if (role := stages[-1].role) in ROLES and role not in HOLDERS:
            row.fault("role", f"vai trò này không giữ cấp xét nào: {role!r}")
        row.finish()
    table.different("stages", [stage.code for stage in stages])
    if stages and stages[-1].role in HOLDERS - BOARD:  # only the board accepts or refuses a registration
        rows[-1].fault("role", f"cấp xét cuối phải thuộc {', '.join(sorted(BOARD))}: {stages[-1].role!r}")
    return tuple(stages)


def _deadlines(table: Table) -> Deadlines:
    deadlines = Deadlines(
        days=table.code("days", DAYS, "cách tính ngày"),
        mid_year_review=table.month_day("mid_year_review") if table.has("mid_year_review") else None,
        self_assess_by=table.month_day("self_assess_by"),
        appraise_by=table.month_day("appraise_by"),
        public_comment_days=table.count("public_comment_days"),
        decide_by=table.month_day("decide_by"),
        publish_within_days=table.count("publish_within_days"),
    )
    table.finish()
    return deadlines


def _second_person(root: Table) -> tuple[str, ...]:
    """Who names an issuer's people is the issuer's own rule; an edition that says nothing asks for one person."""
    if not root.has("people"):
        return ()
    table = root.table("people")
    found = table.codes("second_person", ROLES, "vai trò")
    table.finish()
    return found


def _steps(root: Table) -> tuple[ProgrammeStep, ...]:
    steps = []
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
        row.finish()
        steps.append(step)
    root.different("steps", [step.code for step in steps])
    return tuple(steps)
