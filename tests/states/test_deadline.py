"""Deadlines: every state that waits for somebody has one, counted as the edition says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from states.deadline import AFTER, KEPT, NOBODY_WAITS, Start, is_awaited
from states.processes import PROCESSES
from states.programme import Edition, parse
from tests.states.test_programme import SHIPPED
from workflow_app.calendars import read_calendar

MOVES = [(process, move) for process in PROCESSES.values() for move in process.moves]


def edition(year: int = 2024, days: str = "") -> Edition:
    rules = parse((SHIPPED / f"ds-bontot-{year}.toml").read_text(encoding="utf-8"))
    return replace(rules, deadlines=replace(rules.deadlines, days=days or rules.deadlines.days))


def last_day(act: str, day: date, rules: Edition) -> date:
    return AFTER[act](Start(rules, int(rules.period), day, read_calendar()))


@pytest.mark.parametrize(("process", "move"), MOVES, ids=[f"{p.name}-{m.action}-{m.target}" for p, m in MOVES])
def test_whoever_is_awaited_after_an_act_has_a_deadline(process, move) -> None:  # type: ignore[no-untyped-def]
    act = f"{process.name}.{move.action}"
    if not is_awaited(process, move.target) or act in AFTER:
        return  # nobody waits, or the act gives days
    leads_on = [source for source in move.source if source != move.target]
    assert not leads_on or act in KEPT, f"{act} leads to {move.target}: give it days, or say why the deadline stays"
    assert all(is_awaited(process, source) for source in move.source), f"{act} has no deadline to keep"


def test_the_tables_of_deadlines_name_only_what_there_is() -> None:
    acts = {f"{process.name}.{move.action}" for process, move in MOVES}
    states = {f"{process.name}.{state}" for process in PROCESSES.values() for state in process.states}
    assert AFTER.keys() | KEPT.keys() <= acts and not AFTER.keys() & KEPT.keys()
    assert NOBODY_WAITS.keys() <= states
    assert all(reason.endswith(".") for reason in (*KEPT.values(), *NOBODY_WAITS.values()))


@pytest.mark.parametrize("act", sorted(AFTER))
def test_each_deadline_follows_the_counting_of_the_edition(act: str) -> None:
    before_tet = date(2024, 2, 5)
    working, calendar = (last_day(act, before_tet, edition(days=days)) for days in ("working", "calendar"))
    assert before_tet < calendar <= working
    if act not in ("commitment.revise", "commitment.reopen", "inspection.announce"):
        assert calendar < working, "no day of Tết counts"


def test_the_public_has_its_calendar_days_whatever_holidays_lie_in_them() -> None:
    rules = edition()
    asked, opened = rules.deadlines, date(2024, 2, 7)
    window_ends = opened + timedelta(days=asked.public_comment_days)  # 12 February, in Tết
    due = last_day("recognition.open_comment", opened, rules)
    assert due == read_calendar().add(window_ends, rules.recognition.vote_days) == date(2024, 2, 23)


def test_the_unit_assesses_itself_until_the_day_named_or_has_its_days() -> None:
    rules = edition()
    assert last_day("inspection.announce", date(2024, 10, 1), rules) == date(2024, 11, 15)
    assert last_day("inspection.announce", date(2024, 11, 14), rules) == date(2024, 11, 25), "7 working days"


def test_a_text_written_anew_is_due_with_the_round_or_after_the_days_for_comments() -> None:
    rules = edition()
    assert last_day("commitment.reopen", date(2024, 2, 20), rules) == date(2024, 3, 31)
    assert last_day("commitment.reopen", date(2024, 6, 3), rules) == date(2024, 6, 17)


def test_the_shipped_editions_count_as_they_say() -> None:
    assert edition(2024).deadlines.days == "working"
    assert edition(2025).deadlines.days == "calendar", "the short round of 2025"
    start = Start(edition(2024), 2024, date(2024, 2, 7), read_calendar())
    assert (start.plus(3), start.count(date(2024, 2, 19))) == (date(2024, 2, 19), 3)
    assert replace(start, rules=edition(2025)).count(date(2024, 2, 19)) == 12
