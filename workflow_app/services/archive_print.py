"""The archive of a period as one document to read and to print: the same content, in words."""

from __future__ import annotations

from typing import Any

from .. import wording
from ..clock import parse_instant
from ..formats import format_instant
from ..pdf import typeset
from ..wording.archive import KEYS, NO, YES


def print_archive(issuer: str, programme: str, content: dict[str, Any], checkpoint: str, vkey: str) -> bytes:
    """The PDF of what `archive.json` says, with the checkpoint and the keys by which it is checked."""
    entries = [*content["programme_entries"], *(one for case in content["cases"] for one in case["entries"])]
    written_at = parse_instant(content["written_at"])
    value = {
        "title": f"Hồ sơ lưu trữ: {programme}, kỳ {content['period']}", "issuer": issuer, "programme": programme,
        "period": content["period"], "origin": content["origin"], "tree_size": content["tree_size"],
        "written_at": format_instant(written_at), "entry_count": len(entries), "file_count": len(content["files"]),
        "checkpoint": checkpoint.splitlines(), "keys": vkey.splitlines(),
        "programme_entries": [_entry(one) for one in content["programme_entries"]],
        "cases": [_case(case, content["files"]) for case in content["cases"]],
    }  # fmt: skip
    return typeset("archive", value, written_at)


def _case(case: dict[str, Any], files: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "title": f"{wording.process_name(case['process'])}: {case['unit']}", "code": case["code"],
        "state": wording.state_name(case["process"], case["state"]),
        "entries": [_entry(one) for one in case["entries"]],
        "files": [file for file in files if file["case"] == case["code"]],
    }  # fmt: skip


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    fields = [
        {"name": wording.sealed_field_name(field), "value": _plain(one["value"]).strip()}
        for field, one in entry["openings"].items()
    ]
    return {
        "place": entry["index"], "kind": wording.entry_kind_name(entry["kind"]), "fields": fields,
        "at": format_instant(parse_instant(entry["at"])), "leaf": entry["leaf"],
    }  # fmt: skip


def _plain(value: Any) -> str:
    """A sealed value as people read it: in a line, with a line of its own for each row of a table."""
    if isinstance(value, dict):
        kept = {key: one for key, one in value.items() if one not in (None, "", [], {})}
        return "; ".join(f"{KEYS.get(key, key)}: {_plain(one)}" for key, one in kept.items())
    if isinstance(value, list):
        rows = any(isinstance(one, dict) for one in value)
        return "".join(f"\n– {_plain(one)}" for one in value) if rows else ", ".join(map(_plain, value))
    if isinstance(value, bool):
        return YES if value else NO
    return str(value)
