"""What an edition says about registration: what a unit writes, which stages decide, and in which days."""

from __future__ import annotations

from dataclasses import dataclass

from .edition_values import Name, Reason
from .framework_reader import read_reasons
from .registration import BOARD, HOLDERS
from .roles import ROLES
from .toml_table import Table


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


def read_registration(table: Table) -> RegistrationRules:
    """The section [registration]; faults are noted in the table."""
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
