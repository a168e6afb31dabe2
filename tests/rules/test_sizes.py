"""Files and functions stay small enough to be read in one go; what may be larger has a record that says why."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.rules.tree import TOP, files, name_of, report, syntax

TOLERANCE = 1.5
# Endings, folder and aim in lines; the first that fits counts.
AIMS = [
    (".py", "states", 120),
    (".py", "", 300),
    (".html", "templates/components", 60),
    (".html", "templates", 120),
    (".js", "workflow_app/static", 100),
]
FUNCTION_AIM, VIEW_AIM = 40, 20
ROUTE_DECORATORS = {"route", "get", "post", "put", "patch", "delete"}
EXCEPTIONS = TOP / "docs/decisions/sizes.toml"


@dataclass(frozen=True)
class Size:
    place: str
    lines: int
    aim: int

    @property
    def too_large(self) -> bool:
        return self.lines > self.aim * TOLERANCE

    def __str__(self) -> str:
        return f"{self.lines:5} lines (aim {self.aim})  {self.place}"


def is_view(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    calls = [decorator.func for decorator in function.decorator_list if isinstance(decorator, ast.Call)]
    return any(isinstance(call, ast.Attribute) and call.attr in ROUTE_DECORATORS for call in calls)


def file_sizes() -> Iterator[Size]:
    for path in files(".py", ".html", ".js"):
        for suffix, folder, aim in AIMS:
            if path.suffix == suffix and path.is_relative_to(TOP / folder):
                yield Size(name_of(path), len(path.read_text(encoding="utf-8").splitlines()), aim)
                break


def function_sizes() -> Iterator[Size]:
    for path in files(".py"):
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                yield Size(f"{name_of(path)}::{node.name}", lines, VIEW_AIM if is_view(node) else FUNCTION_AIM)


def sizes() -> list[Size]:
    """Everything measured, but for migrations: each is written once and never grows."""
    measured = [*file_sizes(), *function_sizes()]
    return [size for size in measured if not size.place.startswith("migrations/versions/")]


def exceptions() -> dict[str, dict[str, str]]:
    """The table of sizes.toml: path (with ::function) to its limit and record."""
    entries = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8")).get("exception", [])
    return {entry["path"]: entry for entry in entries}


def test_nothing_grows_far_beyond_its_aim_without_a_decision(record_property: pytest.RecordProperty) -> None:
    ordered = sorted(sizes(), key=lambda size: (-size.lines / size.aim, size.place))
    record_property("summary", "The ten largest against their aims:\n" + "\n".join(map(str, ordered[:10])))
    accepted = exceptions()
    broken = [str(size) for size in ordered if size.too_large and size.place not in accepted]
    broken += [
        f"{size}, although {EXCEPTIONS.name} accepts {accepted[size.place]['limit']}"
        for size in ordered
        if size.place in accepted and size.lines > int(accepted[size.place]["limit"])
    ]
    assert not broken, report(
        f"These are more than {TOLERANCE} times what we aim at. Usually one file or function holds two subjects: "
        "part them. If it is better whole, write why in docs/decisions/ and name it in docs/decisions/sizes.toml.",
        broken,
    )


def test_every_exception_is_still_needed_and_has_its_record() -> None:
    needed = {size.place for size in sizes() if size.too_large}
    stale = [f"{path} is no longer too large" for path in exceptions() if path not in needed]
    unexplained = [path for path, entry in exceptions().items() if not Path(TOP, entry["record"]).is_file()]
    assert not stale + unexplained, report(
        "Take out of docs/decisions/sizes.toml what is small again; give the rest a record in docs/decisions/.",
        stale + [f"{path} names a record that does not exist" for path in unexplained],
    )
