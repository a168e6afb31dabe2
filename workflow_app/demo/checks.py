"""The inspections of the demo, step by step: planned, announced, assessed by the unit, checked, concluded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from states.programme import parse

from ..services import (
    inspection,
    inspection_check,
    inspection_draft,
    inspection_file,
    inspection_fix,
    inspection_minutes,
    practice,
)
from .paper import resolution_pdf
from .stage import Stage
from .units import edition_source

MINUTES = "Tổ kiểm tra đã làm việc với đơn vị, đối chiếu hồ sơ, sổ sách và minh chứng của từng tiêu chí."
WEAK = {"N1.2": "9", "N2.3": "4", "N2.4": "5"}  # points with which nobody passes
Sheet = dict[str, dict[str, Any]]


def plan(stage: Stage, registration: str, visit_on: date) -> str:
    """The office plans a check; returns its code."""
    reviewer, seen = stage.cast.parts["reviewer"], stage.versions[registration]
    return stage.done(inspection.plan(stage.house, reviewer, registration, visit_on, seen=seen))


def assign(stage: Stage, code: str) -> None:
    codes = stage.cast.codes
    stage.act(inspection.assign_team, "board", code, [codes["inspector"], codes["inspector2"]], codes["lead"])


def announce(stage: Stage, code: str) -> None:
    stage.act(inspection.announce, "lead", code)


def assess(stage: Stage, number: int, code: str, period: str) -> None:
    """The unit gives itself points, with a file where the edition asks for evidence, and hands them in."""
    saved = begin_assessment(stage, number, code, period)
    stage.act(inspection.submit_self, stage.cast.secretaries[number], code, draft_seen=saved)


def begin_assessment(stage: Stage, number: int, code: str, period: str) -> int:
    """The unit's own points as a draft; returns the draft's version."""
    secretary = stage.cast.secretaries[number]
    stage.act(inspection.open_self, secretary, code)
    kept = inspection_file.attach(stage.house, secretary, code, resolution_pdf(period), "minh-chung.pdf")
    sheet = points(period, number)
    for criterion in _rules(period).inspection.evidence:
        sheet[criterion]["files"] = [kept]
    return inspection_draft.save_self(stage.house, secretary, code, sheet, 0).version


def start(stage: Stage, code: str) -> None:
    stage.act(inspection.start, "inspector", code)


def cancel(stage: Stage, code: str, reason: str) -> None:
    stage.act(inspection.cancel, "lead", code, reason)


def visit(stage: Stage, number: int, code: str, period: str, weak: dict[str, str] | None = None) -> None:
    """The team begins and gives its points; half a point less than the unit in one place."""
    start(stage, code)
    told = {"N3.2": "5", **(weak or {})}
    stage.act(inspection_check.score, "inspector", code, points(period, number, told))


def find(stage: Stage, code: str, severity: str, subject: str, text: str) -> None:
    lead, add = stage.cast.parts["lead"], inspection_check.add_finding
    stage.done(add(stage.house, lead, code, subject=subject, severity=severity, text=text))


def praise(stage: Stage, code: str, text: str) -> None:
    stage.done(inspection_check.mark_practice(stage.house, stage.cast.parts["inspector2"], code, text))


def share(stage: Stage, code: str, title: str, text: str) -> None:
    practice.publish(stage.house, stage.mandate("manager"), code, title, text)


def close_scoring(stage: Stage, code: str) -> None:
    stage.act(inspection_check.draft_minutes, "lead", code)


def send_minutes(stage: Stage, code: str) -> None:
    close_scoring(stage, code)
    stage.act(inspection_minutes.send_minutes, "lead", code, MINUTES)


def sign(stage: Stage, number: int, code: str) -> None:
    stage.act(inspection_minutes.sign_minutes, stage.cast.secretaries[number], code)


def require_fix(stage: Stage, code: str) -> None:
    stage.act(inspection_fix.require_fix, "lead", code, "Đề nghị khắc phục và báo cáo đúng hạn.")


def report_fix(stage: Stage, number: int, code: str) -> None:
    told = {1: "Đã bổ sung đủ biên bản và giao một chi ủy viên theo dõi."}
    stage.act(inspection_fix.report_fix, stage.cast.secretaries[number], code, told)


def conclude(stage: Stage, code: str, outcome: str = "met", text: str = "Đủ điểm theo khung, biên bản đã ký.") -> None:
    stage.act(inspection_fix.conclude, "lead", code, outcome, text)


def points(period: str, number: int, told: dict[str, str] | None = None) -> Sheet:
    """A sheet in which units differ by half points; every unit would pass with it."""
    sheet: Sheet = {}
    criteria = [criterion for group in _rules(period).framework.groups for criterion in group.criteria]
    for place, criterion in enumerate(criteria):
        lost = Decimal("0.5") * ((number + place) % 3) if criterion.max >= 6 else Decimal(0)
        given = (told or {}).get(criterion.code) or inspection_draft.canonical_points(criterion.max - lost)
        sheet[criterion.code] = {"points": given, "note": "", "files": []}
    return sheet


@lru_cache
def _rules(period: str) -> Any:
    return parse(edition_source(period))
