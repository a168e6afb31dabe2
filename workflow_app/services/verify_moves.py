"""Each entry of a case beside the table of moves: a signature alone does not make a step one that the rules know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from states.edition import Edition
from states.process import Process
from states.processes import PROCESSES

STAGED = frozenset({"endorse", "approve", "reject", "request_changes"})  # taken by whoever holds the present stage


def breach(body: Mapping[str, Any], stages_passed: int, edition: Edition | None) -> str:
    """Why nobody could have taken this step; empty when the table has a move for it.

    Facts that were true at the moment of the act cannot be asked again; what the entries tell can.
    """
    name, _, action = body["kind"].partition(".")
    process: Process[Any] = PROCESSES[name]
    source, target, role = body["from"], body["to"], body["by"]["role"]
    if body["seq"] == 1 and source != process.initial:
        return f"begins in {source}"
    moves = [move for move in process.moves if move.action == action and source in move.source]
    if not any(move.target == target and role in move.by for move in moves):
        return f"{action}: {source} → {target}, {role}"
    if name == "registration" and action in STAGED and edition is not None:
        return _stage_breach(action, role, stages_passed, [stage.role for stage in edition.registration.stages])
    return ""


def _stage_breach(action: str, role: str, passed: int, stages: list[str]) -> str:
    if passed >= len(stages) or role != stages[passed]:
        return f"{action}: {role}, stage {passed + 1}"
    last = passed + 1 == len(stages)
    if (action == "approve" and not last) or (action == "endorse" and last):
        return f"{action}: stage {passed + 1} of {len(stages)}"
    return ""
