"""Rules of the house that can be read off the files: one door, one clock, nothing left for later, nothing fetched."""

from __future__ import annotations

import ast
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from tests.rules.tree import TOP, all_files, files, name_of, nodes, report

CODE = ("states", "workflow_app")
TEXT = {".py", ".toml", ".lock", ".md", ".html", ".js", ".css", ".txt", ".typ", ".po", ".json", ".sh", ".go", ""}
ONE_DOOR = "workflow_app/services/perform.py"
CLOCK = "workflow_app/clock.py"
ASKING_THE_TIME = {
    *(f"datetime.{name}" for name in ("now", "utcnow", "today", "utcfromtimestamp")),
    *("date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime"),
}
# The names are put together here, or this file would break its own rules.
PACKAGE_INDEX = re.compile(
    r"--(extra-)?index-url|https?://\S+/simple/|https?://\S+\.(whl|tgz)\b|\"resolved\": *\"http|"
    + "|".join(["pypi" r"\.(org|io)", "python" r"hosted\.org", "registry" r"\.npmjs", "deb" r"\.debian\.org"])
)
LEFT_FOR_LATER = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b|raise NotImplemented" r"Error")
INLINE = re.compile(
    r"""\sstyle\s*=\s*["']|<style\b|\son[a-z]+\s*=\s*["']|=\s*["']\s*javascript:"""
    r"""|<script\b(?![^>]*\b(?:src=|type="application/(?:ld\+)?json"))""",
    re.IGNORECASE,
)


def lines(paths: list[Path]) -> Iterator[tuple[str, str]]:
    """Each line of these files with its place."""
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield f"{name_of(path)}:{number}", line


def written_files() -> list[Path]:
    return [path for path in all_files() if path.suffix in TEXT and not path.name.startswith(".venv")]


def sets_a_state(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "state" and isinstance(node.ctx, ast.Store)
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    if called == "setattr":
        return any(isinstance(value, ast.Constant) and value.value == "state" for value in node.args)
    updates = "update(" in called and called.endswith(".values")
    return updates and any(keyword.arg == "state" for keyword in node.keywords)


def asks_the_time(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return ".".join(ast.unparse(node.func).split(".")[-2:]) in ASKING_THE_TIME


def test_no_file_names_a_package_index() -> None:
    broken = [place for place, line in lines(written_files()) if PACKAGE_INDEX.search(line)]
    assert not broken, report(
        "Where packages come from is a setting of each machine, not of the project. Take the address out; the locks "
        "are made by the command in the README, which writes none.",
        broken,
    )


def test_nothing_is_left_for_later() -> None:
    broken = [f"{place} {line.strip()}" for place, line in lines(written_files()) if LEFT_FOR_LATER.search(line)]
    assert not broken, report("Do it now, or leave it out and open an issue: marks in the code are never read.", broken)


def test_only_perform_changes_the_state_of_a_case() -> None:
    broken = [place for place, node in nodes(*CODE) if sets_a_state(node) and not place.startswith(ONE_DOOR)]
    assert not broken, report(
        f"There is one door: {ONE_DOOR} changes a state together with its signed entry in the journal. A state set "
        "elsewhere has no entry and nobody can check it. Call perform with an action of the process.",
        broken,
    )


def sets_a_deadline(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "due_at" and isinstance(node.ctx, ast.Store)
    begins = isinstance(node, ast.Call) and ast.unparse(node.func) == "Case"
    return begins and any(word.arg == "due_at" and "due_with(" not in ast.unparse(word.value) for word in node.keywords)


def test_only_perform_sets_a_deadline_and_a_draft_is_due_with_its_round() -> None:
    broken = [place for place, node in nodes(*CODE) if sets_a_deadline(node) and not place.startswith(ONE_DOOR)]
    assert not broken, report(
        "Deadlines are counted in one place, states/deadline.py, as the edition says, and set with the step that "
        "causes them. Give the act its days there; a draft is begun with services.deadline.due_with.",
        broken,
    )


def test_only_the_clock_asks_what_time_it_is() -> None:
    broken = [place for place, node in nodes(*CODE) if asks_the_time(node) and not place.startswith(CLOCK)]
    assert not broken, report(
        f"Time is passed in (house.clock), so that a case can be tried on any day. Only {CLOCK} asks the machine; "
        "for measuring durations use time.monotonic or time.perf_counter.",
        broken,
    )


def test_templates_carry_no_inline_script_or_style() -> None:
    templates = files(".html", under=("templates",))
    assert templates, "the folder templates is gone"
    texts = [(path, path.read_text(encoding="utf-8")) for path in templates]
    broken = [
        f"{name_of(path)}:{text.count(chr(10), 0, found.start()) + 1} {found[0].strip()}"
        for path, text in texts
        for found in INLINE.finditer(text)
    ]
    assert not broken, report(
        "The content security policy lets no inline script or style run. Put the style into the style sheet and the "
        "script into a module attached by data-module.",
        broken,
    )


def test_the_migrations_are_there() -> None:
    assert (TOP / "migrations/env.py").is_file(), "migrations/env.py is gone: no database can be made or brought up"
    versions = [path for path in files(".py", under=("migrations/versions",)) if path.name != "__init__.py"]
    assert versions, "migrations/versions holds no migration: a new database would have no tables"
    badly_named = [name_of(path) for path in versions if not re.fullmatch(r"\d{8}_[a-z0-9_]+\.py", path.name)]
    assert not badly_named, report("Name a migration by its day and subject: 20250610_units.py.", badly_named)


def test_every_text_is_in_composed_form() -> None:
    broken = [place for place, line in lines(written_files()) if not unicodedata.is_normalized("NFC", line)]
    assert not broken, report(
        "Vietnamese letters are stored composed (NFC), or the same word would be two words. Write \\u escapes where a "
        "test needs the other form.",
        broken,
    )


def locked(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (TOP / name).read_text(), re.MULTILINE))


def test_the_development_lock_only_adds_to_the_runtime_lock() -> None:
    runtime, development = locked("requirements.lock"), locked("requirements-dev.lock")
    assert runtime, "requirements.lock names no package"
    differing = [f"{name}=={version}" for name, version in runtime.items() if development.get(name) != version]
    assert not differing, report(
        "What is tested must be what runs. Make both locks again as the README says, the second with -c on the first.",
        differing,
    )


def test_both_locks_hold_every_dependency_that_the_project_names() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text())
    needed = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-dev.lock": [
            *project["project"]["optional-dependencies"]["postgres"],
            *project["dependency-groups"]["dev"],
        ],
    }
    missing = [
        f"{lock} lacks {requirement}"
        for lock, requirements in needed.items()
        for requirement in requirements
        if re.split(r"[\[<>=~! ]", requirement)[0] not in locked(lock)
    ]
    assert not missing, report("pyproject.toml changed without its locks; make them again (README, Locks).", missing)
