"""What a registration says: its parts, its fields by name, and what differs between two submissions.

Content is plain JSON: {"resolution": {"number", "date", "file"}, "contents": [{"text", "measure"}],
"roadmap": [{"task", "due", "responsible"}]}; days are ISO text, a file is {"code", "name", "sha256", "size"} or None.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

Content = dict[str, Any]
Change = tuple[str, Any, Any]  # field, before, after

RESOLUTION = ("number", "date", "file")
ROWS = {"contents": ("text", "measure"), "roadmap": ("task", "due", "responsible")}


def empty() -> Content:
    """A registration in which nothing was written yet."""
    return {"resolution": {"number": "", "date": "", "file": None}, "contents": [], "roadmap": []}


def public_part(content: Content) -> Content:
    """The content without the names of the persons responsible."""
    roadmap = [{"task": step["task"], "due": step["due"]} for step in content["roadmap"]]
    return {"contents": content["contents"], "roadmap": roadmap}


def count_complete(content: Content, group: str) -> int:
    """How many rows a group has; none at all while one of them is half written, so that none is handed in so."""
    rows = content[group]
    return len(rows) if all(row[key] for row in rows for key in ROWS[group]) else 0


def has_resolution(content: Content) -> bool:
    """Whether number, day and file of the unit's resolution are all there."""
    return all(content["resolution"][key] for key in RESOLUTION)


def returnable_fields(content: Content) -> list[str]:
    """The fields and documents a reviewer can send back, in the order of the form."""
    groups = [[group, *(f"{group}.{i}" for i in range(len(content[group])))] for group in ROWS]
    return [f"resolution.{key}" for key in RESOLUTION] + [field for group in groups for field in group]


def changes(old: Content, new: Content) -> list[Change]:
    """What differs, field by field; a row that was put in between does not make the rows below it differ."""
    before, after = old["resolution"], new["resolution"]
    found = [(f"resolution.{key}", before[key], after[key]) for key in RESOLUTION if before[key] != after[key]]
    return found + [change for group in ROWS for change in _row_changes(group, old[group], new[group])]


def _row_changes(group: str, old: list[dict[str, str]], new: list[dict[str, str]]) -> Iterator[Change]:
    keys = ROWS[group]
    was_lines, now_lines = ([tuple(row[key] for key in keys) for row in rows] for rows in (old, new))
    for kind, i, i_end, j, j_end in SequenceMatcher(a=was_lines, b=now_lines, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for was, now in zip_longest(range(i, i_end), range(j, j_end)):
            before = old[was] if was is not None else dict.fromkeys(keys, "")
            after = new[now] if now is not None else dict.fromkeys(keys, "")
            place = was if now is None else now
            differing = [key for key in keys if before[key] != after[key]]
            yield from ((f"{group}.{place}.{key}", before[key], after[key]) for key in differing)


def changed_outside(old: Content, new: Content, marked: Collection[str]) -> set[str]:
    """The fields that differ although a reviewer did not mark them; a marked group frees all its rows."""
    before, after = old["resolution"], new["resolution"]
    found = {f"resolution.{key}" for key in RESOLUTION if before[key] != after[key]}
    for group in ROWS:
        if group in marked:
            continue
        if len(old[group]) != len(new[group]):
            found.add(group)
        rows = enumerate(zip(old[group], new[group], strict=False))
        found |= {f"{group}.{i}" for i, (was, now) in rows if was != now}
    return found - set(marked)
