"""Who may import whom. The contracts between our own parts are in pyproject.toml, [tool.importlinter]."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.tree import TOP, files, name_of, report, syntax

OURS = {"states", "workflow_app"}
# Parts that must stay usable alone, and the only packages beside the standard library that each may use.
PURE = {
    "states": {"states", "transitions"},
    "workflow_app/transparency": {"cryptography", "fido2"},
    "workflow_app/text.py": set(),
    "workflow_app/codes.py": set(),
    "workflow_app/wording": set(),
}
# These are imports too, but the tools that read the code cannot see what they name.
IMPORTS_BY_NAME = {"import_module", "__import__"}


def imported(path: Path) -> set[tuple[int, str]]:
    """(line, module) of every absolute import in a file; relative ones are written with their dots."""
    found = set()
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Import):
            found |= {(node.lineno, alias.name) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.lineno, "." * node.level + (node.module or "")))
    return found


def leaves_the_part(part: str, module: str, allowed: set[str]) -> bool:
    if module.startswith("."):  # inside a package its own modules are one dot away
        return module.startswith("..") or part.endswith(".py")
    own = part.removesuffix(".py").replace("/", ".")
    top = module.split(".")[0]
    return not (f"{module}.".startswith(f"{own}.") or top in allowed or top in sys.stdlib_module_names)


def test_every_layer_imports_only_what_lies_below_it() -> None:
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (
        "A layer reaches where it may not. web shows, services does, states decides; move the code to the layer that "
        f"owns it rather than the contract in pyproject.toml.\n{done.stdout}{done.stderr}"
    )


@pytest.mark.parametrize("part", PURE)
def test_pure_parts_need_nothing_but_what_they_are_allowed(part: str) -> None:
    sources = files(".py", under=(part,))
    assert sources, f"{part} is gone; if that is meant, take it out of PURE in this test"
    broken = [
        f"{name_of(path)}:{line} imports {module}"
        for path in sources
        for line, module in sorted(imported(path))
        if leaves_the_part(part, module, PURE[part])
    ]
    allowed = ", ".join(sorted(PURE[part] - OURS)) or "nothing else"
    assert not broken, report(
        f"{part} is the standard library and {allowed}: anyone must be able to read and run it without the register. "
        "Pass the value in instead of importing it.",
        broken,
    )


def test_no_module_is_imported_by_its_name_in_a_string() -> None:
    broken = [
        f"{name_of(path)}:{node.lineno}"
        for path in files(".py", under=tuple(OURS))
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in IMPORTS_BY_NAME
    ]
    assert not broken, report("An import by name escapes the rules about layers. Import the module plainly.", broken)
