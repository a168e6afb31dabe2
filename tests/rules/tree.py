"""The files of the project, as the rule tests read them."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
NOT_OURS = {"__pycache__", "node_modules", "build", "dist", "var", "vendor", "fonts"}


def _folders_of_ours(names: list[str]) -> list[str]:
    return [name for name in names if name == ".ci" or not (name.startswith(".") or name in NOT_OURS)]


@cache
def all_files() -> tuple[Path, ...]:
    """Every file that people of this project write, without vendored code, caches and environments."""
    found = []
    for folder, folders, names in os.walk(TOP):
        folders[:] = sorted(_folders_of_ours(folders))
        found += [Path(folder, name) for name in sorted(names)]
    return tuple(found)


def files(*suffixes: str, under: tuple[str, ...] = ("",)) -> list[Path]:
    """The files with one of these endings below one of these folders (paths from the top of the project)."""
    return [
        path
        for path in all_files()
        if path.suffix in suffixes and any(path.is_relative_to(TOP / folder) for folder in under)
    ]


def name_of(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


@cache
def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def nodes(*folders: str) -> Iterator[tuple[str, ast.AST]]:
    """Each node of the Python code below these folders, with its place as `file:line`."""
    for path in files(".py", under=folders):
        for node in ast.walk(syntax(path)):
            yield f"{name_of(path)}:{getattr(node, 'lineno', 1)}", node


def report(rule: str, places: list[str]) -> str:
    """The message of a broken rule: why it is there and what to do, then each place."""
    return rule + "\n" + "\n".join(f"  {place}" for place in places)
