"""What lists say about inspections is what the guards say one case at a time, along walks that repeat."""

from __future__ import annotations

import random
from typing import Any

import pytest

from states.process import Refused
from tests import inspections
from tests.builders import District, MovableClock
from tests.inspections import act
from workflow_app.house import House
from workflow_app.services import (
    inspection,
    inspection_case,
    inspection_check,
    inspection_draft,
    inspection_fix,
    inspection_minutes,
    queue,
)
from workflow_app.services.actor import Actor
from workflow_app.services.errors import NotFound

pytestmark = pytest.mark.usefixtures("any_house")

PARTS = "secretary clerk secretary2 reviewer board board2 manager lead inspector inspector2".split()
ON_PAGE = {  # the duties of lists, and the actions of the page of which one must be possible
    "open_self": ("open_self",), "self": ("self",), "sign_minutes": ("sign_minutes",), "report_fix": ("report_fix",),
    "assign_team": ("assign_team",), "start": ("start",), "score": ("score",), "announce": ("announce",),
    "send_minutes": ("send_minutes",), "conclude": ("conclude", "recheck"), "recheck": ("recheck",),
}  # fmt: skip


def listed(house: House, actor: Actor) -> dict[str, str]:
    """Every case an actor finds in any list -> its duty."""
    found: dict[str, str] = {}
    for name in ("mine", "elsewhere", "ended"):  # every case is in exactly one of these
        for task in queue.read_page(house, actor, name)[1].rows:
            if task.process == "inspection":
                found[task.code] = task.duty
    return found


def compare(district: District, parts: list[str], codes: list[str]) -> int:
    """Lists and pages agree for everybody; returns how many duties were seen."""
    seen = 0
    for part in parts:
        actor = inspections.actor_of(district, part)
        lists = listed(district.house, actor)
        for code in codes:
            try:
                view = inspection_case.get_case(district.house, actor, code)
            except NotFound:
                assert code not in lists, (part, code)
                continue
            duty = lists[code]
            able = {action.name for action in view.actions if not action.reasons}
            if duty:
                assert able & set(ON_PAGE[duty]), (part, view.state, duty, able)
                seen += 1
            waits = {action.name for action in view.actions if action.duty and not action.reasons}
            if waits - {"submit_self", "draft_minutes"}:
                assert duty, (part, view.state, waits)
    return seen


def step(district: District, chance: random.Random, part: str, code: str) -> None:
    """One action that the page offers, with the words it needs; some are refused when they are taken."""
    house, mandate = district.house, district.mandates[part]
    try:
        view = inspection_case.get_case(house, inspections.actor_of(district, part), code)
    except NotFound:
        return
    able = [action.name for action in view.actions if not action.reasons]
    if chance.random() < 0.9:
        able = [name for name in able if name not in ("cancel", "mark_practice")]
    if not able:
        return
    name = chance.choice(able)
    numbers = [found.number for found in view.findings if found.is_open]
    more: dict[str, tuple[Any, tuple[Any, ...], dict[str, Any]]] = {
        "announce": (inspection, (), {}),
        "open_self": (inspection, (), {}),
        "submit_self": (inspection, (), {"draft_seen": view.draft_version}),
        "start": (inspection, (), {}),
        "cancel": (inspection, ("Trùng lịch",), {}),
        "score": (inspection_check, (inspections.full_sheet(N1__1=chance.choice(["7", "7.5", "8"])),), {}),
        "draft_minutes": (inspection_check, (), {}),
        "send_minutes": (inspection_minutes, ("Biên bản",), {}),
        "explain": (inspection_minutes, ("Đã rõ",), {}),
        "sign_minutes": (inspection_minutes, (), {}),
        "record_refusal": (inspection_minutes, ("Đi công tác",), {}),
        "require_fix": (inspection_fix, (), {}),
        "report_fix": (inspection_fix, (dict.fromkeys(numbers, "Đã làm"),), {}),
        "recheck": (inspection_fix, ({n: (chance.random() < 0.7, "Đã xem") for n in numbers},), {}),
        "conclude": (inspection_fix, (chance.choice(["insufficient", view.by_points]), "Theo biên bản"), {}),
    }
    try:
        if name == "assign_team":
            inspections.assign(district, code, chance.choice(["inspector", "inspector2"]), by=part)
        elif name == "self":
            files = inspections.evidence(district, code, part)
            inspection_draft.save_self(house, mandate, code, inspections.full_sheet(files), view.draft_version)
        elif name == "add_finding":
            inspections.find(district, code, chance.choice(["remedy", "remark"]), part=part)
        elif name == "mark_practice":
            inspection_check.mark_practice(house, mandate, code, "Đọc sách mỗi tuần")
        else:
            module, given, named = more[name]
            act(district, code, module, name, part, *given, **named)
    except Refused as refused:
        # What only the words decide: points that are not new, a conclusion that does not follow.
        assert set(refused.reasons) <= {"scores-unfit", "findings-open", "outcome-not-by-points", "no-open-finding"}


@pytest.mark.parametrize("seed", [1, 2])
def test_lists_and_guards_agree_along_a_walk(district: District, clock: MovableClock, seed: int) -> None:
    inspections.add_inspectors(district)
    parts = [
        *PARTS,
        inspections.also(district, "secretary", "inspector"),
        inspections.also(district, "incharge", "board_signatory"),
        inspections.also(district, "clerk2", "board_signatory"),
        inspections.also(district, "reviewer2", "inspector"),
    ]
    chance = random.Random(seed)
    codes = [inspections.planned(district), inspections.planned(district, "secretary2")]
    seen = compare(district, parts, codes)
    for number in range(54):
        step(district, chance, chance.choice(parts), codes[number % 2])
        if number % 15 == 14:
            clock.advance(days=2)
        if number % 6 == 0:
            seen += compare(district, parts, codes)
    assert seen > 10
