"""Rule: every code that people can meet has words in both languages, and no words are left for codes that are gone."""

import ast
import re
from pathlib import Path

import pytest

from states import commitment, dashboard, inspection, recognition, registration, targets
from states.openings import OPENS, SEALED_FIELDS
from states.roles import REACHES, ROLES, SYSTEM
from workflow_app.transparency.entry import KINDS
from workflow_app.wording import casework, entry_kind_name, findings, journal, reasons, vocabulary
from workflow_app.wording import dashboard as dashboard_words
from workflow_app.wording import targets as target_words

ROOT = Path(__file__).parents[2]
PROCESSES = {
    "registration": registration, "commitment": commitment, "inspection": inspection, "recognition": recognition,
}  # fmt: skip
RAISED_OUTSIDE = {"not-from-this-state", "not-at-this-stage", "not-your-role"}  # by the runner of the tables


NAMING_CALLS = {"self.require": 1, "self.find": 0, "Finding": 0, "_refuse_keys": 0, "Malformed": 0, "EntryRefused": 0,
                "NotCanonical": 0, "BadNote": 0, "BadKey": 0, "BadHashes": 0, "BadTile": 0, "BadProof": 0,
                "BadCheckpoint": 0, "EvidenceRefused": 0}  # fmt: skip


def codes_of_findings() -> set[str]:
    """The code in every call of transparency/ that names what is wrong: call -> the place of its code."""
    found = set()
    for path in (ROOT / "workflow_app/transparency").glob("*.py"):
        for call in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)):
            place = NAMING_CALLS.get(ast.unparse(call.func))
            if place is not None and len(call.args) > place and isinstance(call.args[place], ast.Constant):
                found.add(call.args[place].value)
    return found


def test_every_error_of_the_journal_is_among_the_calls_looked_at():
    trees = [ast.parse(path.read_text("utf-8")) for path in (ROOT / "workflow_app/transparency").glob("*.py")]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    errors = {c.name for c in classes if any(ast.unparse(base) in {"Malformed", "ValueError"} for base in c.bases)}
    assert errors <= set(NAMING_CALLS)


def test_every_finding_of_a_check_has_words():
    codes = codes_of_findings()
    assert len(codes) > 50
    assert codes - set(findings.FINDINGS) == set()


@pytest.mark.parametrize("name", PROCESSES)
def test_every_state_and_action_of_a_process_has_words(name):
    process = PROCESSES[name].PROCESS
    actions = {move.action for move in process.moves}
    assert set(casework.STATES[name]) == {str(state.value) for state in PROCESSES[name].State}
    assert actions <= set(casework.ACTIONS[name])
    assert actions == set(casework.LOG_SENTENCES[name])


@pytest.mark.parametrize("name", PROCESSES)
def test_every_reason_a_guard_can_give_has_words(name):
    codes = {guard.reason for move in PROCESSES[name].PROCESS.moves for guard in move.guards} | RAISED_OUTSIDE
    assert len(codes) > 10
    assert codes - set(reasons.REASONS) == set()


def says_what_is_wrong(node: ast.AST) -> bool:
    """`Invalid({field: code})`, `errors[field] = code`, `errors |= {field: code}`, or the answer of `why_weak`."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) == "Invalid"
    if isinstance(node, ast.Assign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(ast.unparse(target).startswith("errors") for target in targets)
    return isinstance(node, ast.FunctionDef) and node.name == "why_weak"


def codes_of_refused_input() -> set[str]:
    """The codes with which services/ refuse what was typed."""
    found = set()
    for path in (ROOT / "workflow_app/services").glob("*.py"):
        for node in filter(says_what_is_wrong, ast.walk(ast.parse(path.read_text("utf-8")))):
            constants = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
            found |= {value for value in constants if re.fullmatch("[a-z]+(-[a-z]+)+", str(value))}
    return found


def test_every_refusal_of_input_has_words():
    codes = codes_of_refused_input()
    assert {"reason-missing", "field-unknown", "password-guessable", "ends-before-it-begins"} <= codes
    assert codes - set(reasons.REASONS) == set()


def test_every_reason_against_an_upload_or_a_text_has_words():
    said = "".join(
        (ROOT / "workflow_app" / name).read_text("utf-8") for name in ("uploads.py", "pdf_check.py", "text.py")
    )
    codes = set(re.findall(r'"((?:file|pdf|picture|text)-[a-z-]+)"', said))
    assert len(codes) > 12
    assert codes - set(reasons.REASONS) == set()


def test_every_outcome_of_a_target_and_everything_counted_has_words():
    assert set(target_words.OUTCOMES) == set(targets.OUTCOMES)
    assert set(target_words.COUNTS) == set(targets.COUNTS)
    assert set(dashboard_words.STATUSES) == set(dashboard_words.LEGEND) == set(dashboard.STATUSES)
    assert set(dashboard_words.REASONS) == set(dashboard.REASONS)


def test_roles_reaches_openings_and_kinds_of_entries_have_words():
    assert set(vocabulary.ROLES) == {*ROLES, SYSTEM}
    assert set(vocabulary.REACHES) == set(REACHES)
    assert set(journal.OPENINGS) == set(OPENS)
    assert set(SEALED_FIELDS) <= set(journal.SEALED_FIELDS)
    assert all(entry_kind_name(kind, lang) for kind in KINDS for lang in ("vi", "en"))


def test_no_text_of_a_page_stands_inside_an_f_string():
    """What reads the texts out of the code for translation does not look there, so they would stay Vietnamese."""
    inside = [
        f"{path.name}:{call.lineno}"
        for path in (ROOT / "workflow_app").rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("gettext", "ngettext", "lazy")
    ]
    assert inside == []
