"""A signed entry is only a step of a case when the table of moves knows it: the server's key alone makes none."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from states.process import Step
from states.processes import PROCESSES
from states.programme import parse
from states.registration import PROCESS
from tests import builders
from workflow_app.models import Case
from workflow_app.services.perform import Sealed, unit_of_work
from workflow_app.services.verify_journal import verify
from workflow_app.services.verify_moves import breach

RULES = parse(builders.EDITION.read_text(encoding="utf-8"))
STAGES = [stage.role for stage in RULES.registration.stages]


def body(kind: str, source: str, target: str, role: str, seq: int = 2) -> dict[str, Any]:
    return {"kind": kind, "from": source, "to": target, "by": {"role": role}, "seq": seq}


def test_every_move_of_every_table_is_known_and_no_other_end_or_role_of_it_is() -> None:
    tried = 0
    for name, process in PROCESSES.items():
        for move in process.moves:
            targets = {other.target for other in process.moves if other.action == move.action}
            for source in move.source:
                role = min(move.by)
                seq = 1 if source == process.initial else 2
                assert breach(body(f"{name}.{move.action}", source, move.target, role, seq), 0, None) == ""
                assert breach(body(f"{name}.{move.action}", source, move.target, "auditor", seq), 0, None)
                wrong = next(state for state in process.states if state not in targets)
                assert breach(body(f"{name}.{move.action}", source, wrong, role, seq), 0, None)
                tried += 1
    assert tried > 100


def test_a_case_begins_in_its_first_state() -> None:
    entry = body("registration.receive", "submitted", "in_review", "reviewer", seq=1)
    assert breach(entry, 0, RULES) == "begins in submitted"


@pytest.mark.parametrize(
    ("action", "target", "role", "passed"),
    [("approve", "approved", "board_signatory", 0), ("endorse", "endorsed", "reviewer", 1),
     ("endorse", "endorsed", "board_signatory", 1), ("reject", "rejected", "board_signatory", 0)],
)  # fmt: skip
def test_no_stage_is_jumped_or_taken_by_another_role(action: str, target: str, role: str, passed: int) -> None:
    assert STAGES == ["reviewer", "board_signatory"]
    assert breach(body(f"registration.{action}", "in_review", target, role), passed, RULES)
    assert not breach(body("registration.endorse", "in_review", "endorsed", "reviewer"), 0, RULES)
    assert not breach(body("registration.approve", "endorsed", "approved", "board_signatory"), 1, RULES)


class Lenient:
    """A table that allows whatever is asked, as the program of somebody who holds the server would."""

    name = PROCESS.name
    final = PROCESS.final
    moves = PROCESS.moves
    states = PROCESS.states

    def take(self, source: str, action: str, target: str, role: str) -> Step:
        return Step(self.name, action, source, target)


def test_a_step_that_was_signed_although_no_move_leads_there_is_named(
    district: builders.District, tampering: None
) -> None:
    code = builders.submitted(district)
    with unit_of_work(district.house) as work:
        case = work.lock(code)
        assert work.session.scalars(select(Case.state)).all() == ["submitted"]
        lenient: Any = Lenient()
        reviewer = work.actor(district.mandates["reviewer"])
        unit = Sealed({"name": reviewer.name, "title": reviewer.title}, "acceptance")
        work.take(lenient, case, "approve", "approved", reviewer, sealed={"person": unit})
    findings = [f for f in verify(district.house).findings if f.column != "opens"]
    assert [(f.code, f.table, f.column, f.detail) for f in findings] == [
        ("move-unknown", "entry", "note", "approve: submitted → approved, reviewer")
    ]
    assert (
        findings[0]
        .text("vi")
        .endswith("bước này không có trong bảng các bước (approve: submitted → approved, reviewer)")
    )
