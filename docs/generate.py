"""Print the pages of docs/processes/ from the tables of moves: `python docs/generate.py [--check]`.

With --check nothing is written; the exit code is 1 when a page is missing or stale.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # from a checkout nothing need be installed

from states import recognition, registration  # noqa: E402

PROCESSES = (registration.PROCESS, recognition.PROCESS)
FOLDER = ROOT / "docs" / "processes"
LANGUAGES = ("vi", "en")


def word(table: str, *codes: str) -> str:
    """The words of a code in both languages, or nothing while the application's wording is not at hand."""
    try:
        look_up = getattr(importlib.import_module("workflow_app.wording"), table)
    except ModuleNotFoundError:
        return ""
    return " / ".join(look_up(*codes, language) for language in LANGUAGES)


def named(code: str, words: str) -> str:
    return f"{words} (`{code}`)" if words else f"`{code}`"


def diagram(process: Any) -> Iterator[str]:
    """The moves as a Mermaid state diagram, one arrow for each pair of states."""
    yield from ("```mermaid", "stateDiagram-v2", f"    [*] --> {process.initial.value}")
    for state in process.states:
        if words := word("state_name", process.name, state.value):
            yield f'    state "{words}" as {state.value}'
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in process.moves:
        for source in move.source:
            arrows.setdefault((source.value, move.target.value), []).append(move.action)
    yield from (f"    {source} --> {target}: {', '.join(actions)}" for (source, target), actions in arrows.items())
    yield from (f"    {state.value} --> [*]" for state in process.states if state in process.final)
    yield "```"


def moves(process: Any) -> Iterator[str]:
    """One row for each move: what is done, from where to where, by whom, and the codes of the guards."""
    yield from ("| Action | From | To | Roles | Chosen | Guards |", "|---|---|---|---|---|---|")
    for move in process.moves:
        chosen = [f"{key} `{test.__name__}`" for key, test in (("when", move.when), ("unless", move.unless)) if test]
        cells = (
            named(move.action, word("action_name", process.name, move.action)),
            ", ".join(f"`{source.value}`" for source in move.source),
            f"`{move.target.value}`",
            ", ".join(f"`{role}`" for role in sorted(move.by)),
            " ".join(chosen),
            ", ".join(f"`{guard.reason}`" for guard in move.guards),
        )
        yield f"| {' | '.join(cells)} |"


def guards(process: Any) -> Iterator[str]:
    """Each guard once: the code of the reason, what is shown, and the rule."""
    yield from ("| Reason | Shown | What must hold |", "|---|---|---|")
    for guard in dict.fromkeys(guard for move in process.moves for guard in move.guards):
        yield f"| `{guard.reason}` | {word('reason_text', guard.reason)} | {guard.rule} |"


def page(process: Any) -> str:
    lines = [
        f"# {process.name.capitalize()}",
        "",
        f"Printed by `python docs/generate.py` from `states/{process.name}.py`; change the table, not this page.",
        "",
        *diagram(process),
        "",
        "## Moves",
        "",
        *moves(process),
        "",
        "An action that leaves no move from a state is refused as `not-from-this-state`, one whose condition chooses",
        "none as `not-at-this-stage`, one by another role as `not-your-role`. Otherwise every guard that does not hold",
        "gives its reason, all at once.",
        "",
        "## Guards",
        "",
        *guards(process),
    ]
    return "\n".join(lines) + "\n"


def main(arguments: list[str], folder: Path = FOLDER) -> int:
    pages = {folder / f"{process.name}.md": page(process) for process in PROCESSES}
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            print(f"stale: {path.name}; run python docs/generate.py")
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
