"""The rules see what they forbid, and let pass what only looks like it."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from tests.rules.test_layers import leaves_the_part
from tests.rules.test_repository import (
    INLINE,
    LEFT_FOR_LATER,
    PACKAGE_INDEX,
    asks_the_time,
    sets_a_deadline,
    sets_a_state,
)


def seen(rule: Callable[[ast.AST], bool], code: str) -> bool:
    return any(rule(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    ["case.state = 'approved'", "case.state: str = x", "a, case.state, b = 1, 2, 3", "setattr(case, 'state', x)"]
    + ["update(Case).values(state=x)", "update(Case).where(Case.id == 1).values(version=2, state=x)"],
)
def test_a_changed_state_is_seen(code: str) -> None:
    assert seen(sets_a_state, code)


@pytest.mark.parametrize(
    "code", ["case.status = 1", "f(state=x)", "state = case.state", "insert(Case).values(state=x)"]
)
def test_reading_a_state_or_beginning_a_case_is_allowed(code: str) -> None:
    assert not seen(sets_a_state, code)


@pytest.mark.parametrize("code", ["case.due_at = x", "Case(code=c, due_at=start_of_day(day))"])
def test_a_deadline_counted_elsewhere_is_seen(code: str) -> None:
    assert seen(sets_a_deadline, code)


def test_a_draft_due_with_its_round_is_allowed() -> None:
    assert not seen(sets_a_deadline, "Case(code=c, due_at=due_with(round_)); CaseView(due_at=case.due_at)")


@pytest.mark.parametrize("code", ["datetime.now(UTC)", "datetime.datetime.utcnow()", "date.today()", "time.time()"])
def test_asking_the_machine_for_the_time_is_seen(code: str) -> None:
    assert seen(asks_the_time, code)


@pytest.mark.parametrize("code", ["house.clock()", "time.monotonic()", "datetime.fromisoformat(x)", "clock.now()"])
def test_asking_the_clock_that_was_passed_in_is_allowed(code: str) -> None:
    assert not seen(asks_the_time, code)


@pytest.mark.parametrize(
    "html",
    ['<p style="color: red">', "<style>", '<a onclick="x()">', '<a href="javascript:x()">', "<script>x()</script>"]
    + ['<script type="module">x()</script>'],
)
def test_inline_script_and_style_are_seen(html: str) -> None:
    assert INLINE.search(html)


@pytest.mark.parametrize(
    "html",
    ['<script src="/static/a.js" type="module"></script>', '<script type="application/json">{}</script>']
    + ["works without JavaScript: put it first", '<script\n  type="module"\n  src="/a.js"></script>', '<p class="on">'],
)
def test_scripts_from_files_and_data_are_allowed(html: str) -> None:
    assert not INLINE.search(html)


@pytest.mark.parametrize(
    ("part", "module", "leaves"),
    [
        ("states", "flask", True),
        ("states", "json", False),
        ("states", ".process", False),
        ("workflow_app/transparency", "..db", True),
        ("workflow_app/transparency", "workflow_app.transparency.note", False),
        ("workflow_app/transparency", "workflow_app.db", True),
        ("workflow_app/text.py", ".codes", True),
        ("workflow_app/text.py", "workflow_app.textual", True),
    ],
)
def test_a_pure_part_that_reaches_out_is_seen(part: str, module: str, leaves: bool) -> None:
    assert leaves_the_part(part, module, set()) is leaves


def test_index_addresses_and_marks_for_later_are_seen() -> None:
    assert PACKAGE_INDEX.search("pip install --index-" + "url x")
    assert PACKAGE_INDEX.search("https" + "://example.invalid/a-1.0.whl")
    assert not PACKAGE_INDEX.search("https://example.invalid/log/checkpoint")
    assert LEFT_FOR_LATER.search("# TO" + "DO: later")
    assert LEFT_FOR_LATER.search("raise NotImplemented" + "Error")
    assert not LEFT_FOR_LATER.search("autodoc todos")
