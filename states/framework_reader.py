"""The framework of criteria in an edition: read, and checked to add up."""

from __future__ import annotations

from .edition_values import Reason
from .framework import Band, Criterion, Framework, Group
from .toml_table import Table


def read_framework(table: Table) -> Framework:
    """Groups of criteria and what must be reached; faults are noted in the table."""
    groups = tuple(_group(row) for row in table.tables("groups"))
    criteria = [criterion.code for group in groups for criterion in group.criteria]
    framework = Framework(
        groups=groups,
        step=table.points("step"),
        pass_total=table.points("pass_total") if table.has("pass_total") else None,
        pass_each_group_pct=table.count("pass_each_group_pct", most=100) if table.has("pass_each_group_pct") else None,
        gates=table.codes("gates", criteria, "tiêu chí") if table.has("gates") else (),
        knock_outs=read_reasons(table, "knock_outs") if table.has("knock_outs") else (),
        bands=tuple(_band(row, criteria) for row in table.tables("bands")) if table.has("bands") else (),
    )
    _check(table, framework, criteria)
    table.finish()
    return framework


def read_reasons(table: Table, key: str) -> tuple[Reason, ...]:
    """A list of reasons, each with a code of its own."""
    reasons = []
    for row in table.tables(key):
        reasons.append(Reason(row.code("code"), row.name("name")))
        row.finish()
    table.different(key, [reason.code for reason in reasons])
    return tuple(reasons)


def _group(row: Table) -> Group:
    criteria: list[Criterion] = []
    group_code, name, most = row.code("code"), row.name("name"), row.points("max")
    for inner in row.tables("criteria"):
        optional = inner.flag("may_not_apply") if inner.has("may_not_apply") else False
        criteria.append(Criterion(inner.code("code"), inner.name("name"), inner.points("max"), optional))
        inner.finish()
    if criteria and sum(criterion.max for criterion in criteria) != most:
        row.fault("max", "khác tổng điểm tối đa của các tiêu chí")
    row.finish()
    return Group(group_code, name, most, tuple(criteria))


def _band(row: Table, criteria: list[str]) -> Band:
    band = Band(
        code=row.code("code"),
        name=row.name("name"),
        minimum=row.points("minimum"),
        full_marks=row.codes("full_marks", criteria, "tiêu chí") if row.has("full_marks") else (),
    )
    row.finish()
    return band


def _check(table: Table, framework: Framework, criteria: list[str]) -> None:
    table.different("groups", [group.code for group in framework.groups] + criteria)
    table.different("bands", [band.code for band in framework.bands])
    if framework.step == 0:
        table.fault("step", "phải lớn hơn 0")
    if framework.pass_total is not None and framework.pass_total > framework.full:
        table.fault("pass_total", "lớn hơn tổng điểm tối đa")
    if framework.pass_total is None and not framework.bands:
        table.fault("pass_total", "thiếu: khung phải có điểm đạt hoặc các mức xếp loại")
    _check_optional(table, framework)
    minima = [band.minimum for band in framework.bands]
    if minima and (minima[-1] != 0 or minima != sorted(set(minima), reverse=True) or framework.bands[-1].full_marks):
        table.fault("bands", "phải xếp từ cao xuống thấp; mức cuối từ 0 điểm và không kèm điều kiện")


def _check_optional(table: Table, framework: Framework) -> None:
    """What may not apply can be asked of nobody in full, and something must apply to everybody."""
    criteria = [criterion for group in framework.groups for criterion in group.criteria]
    asked = set(framework.gates).union(*(band.full_marks for band in framework.bands))
    for criterion in criteria:
        if criterion.may_not_apply and criterion.code in asked:
            table.fault("groups", f"tiêu chí phải đạt điểm tối đa thì không được có may_not_apply: {criterion.code!r}")
    if criteria and all(criterion.may_not_apply for criterion in criteria):
        table.fault("groups", "phải có ít nhất một tiêu chí luôn áp dụng")
