"""What each role does, in steps, on two pages that are printed and laid beside the keyboard."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide in one language: what the role answers for, its tasks in steps, and what to remember."""

    lede: str
    tasks: tuple[tuple[str, tuple[str, ...]], ...]
    remember: tuple[str, ...]


@cache
def guide(role: str, lang: str) -> Guide:
    """The guide of a role, or of "everybody"; `KeyError` for one that has none."""
    written, at = _read()[role], ("vi", "en").index(lang)
    tasks = tuple((task["title"][at], tuple(step[at] for step in task["steps"])) for task in written["tasks"])
    return Guide(written["lede"][at], tasks, tuple(line[at] for line in written["remember"]))


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("guides.toml").read_text(encoding="utf-8"))
