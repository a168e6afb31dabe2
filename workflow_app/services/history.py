"""The history of a case: every entry with who acted, what was said, and its place in the journal."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.edition import Edition as Rules
from states.edition_document import Document
from states.edition_values import Name, Reason

from ..models import Case, Entry, Leaf, Opening
from . import journal

TOLD = ("person", "reason", "marks", "incharge", "holder")  # what the history of a case shows of its sealed fields


@dataclass(frozen=True, slots=True)
class MarkLine:
    """One field that was sent back, and why; `reason` is None when the edition lists it no more."""

    field: str
    reason: Name | None
    note: str


@dataclass(frozen=True, slots=True)
class Moved:
    """By what change of the organisation a case followed its unit, from which unit and, unless it ended, to which."""

    document: str
    on: date
    before: str
    after: str
    after_code: str
    chosen: bool  # for this very case
    anew: str  # code of the draft in which an agreement is signed anew


@dataclass(frozen=True, slots=True)
class Event:
    """One act, with the names of its time, empty where they were erased.

    `index` is its place in the journal, None until the tree has taken it in.
    """

    action: str
    at: datetime
    role: str
    person: str
    title: str
    reason: Name | None
    comment: str
    marks: tuple[MarkLine, ...]
    incharge: str
    moved: Moved | None
    facts: Mapping[str, Any]  # what the entry says in clear
    opened: Mapping[str, Any]  # other sealed fields that were asked for
    index: int | None
    anchor: str
    basis: tuple[Document, ...] = ()  # the documents by which the edition lets this act be taken


def list_events(session: Session, case: Case, rules: Rules, also: Collection[str] = ()) -> tuple[Event, ...]:
    """What happened to a case, newest first; `also`: sealed fields of its process to be read with it."""
    rows = session.execute(
        select(Entry, Leaf.index.label("place"))
        .outerjoin(Leaf, Leaf.entry_id == Entry.id)
        .where(Entry.case_id == case.id)
        .order_by(Entry.seq.desc())
    ).all()
    told = _openings(session, [row.Entry.id for row in rows], {*TOLD, *also})
    return tuple(_event(row.Entry, row.place, told.get(row.Entry.id, {}), rules) for row in rows)


def mark_line(mark: Any, rules: Rules) -> MarkLine:
    """A mark (a row, or the object in an entry's opening) with its reason in words."""
    field, reason, note = (mark[key] if isinstance(mark, dict) else getattr(mark, key) for key in _MARK)
    return MarkLine(field, _named(rules.registration.return_reasons, reason), note)


_MARK = ("field", "reason", "note")


def _openings(session: Session, entry_ids: Sequence[int], fields: Collection[str]) -> dict[int, dict[str, Any]]:
    rows = session.scalars(
        select(Opening).where(Opening.entry_id.in_(entry_ids), Opening.field.in_(fields), Opening.value.is_not(None))
    )
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        found.setdefault(row.entry_id, {})[row.field] = json.loads(row.value or "null")
    return found


def _event(entry: Entry, index: int | None, told: dict[str, Any], rules: Rules) -> Event:
    person, reason, body = told.get("person", {}), told.get("reason", {}), journal.body_of(entry)
    return Event(
        action=entry.kind.partition(".")[2],
        at=entry.at,
        role=body["by"]["role"],
        person=person.get("name", ""),
        title=person.get("title", ""),
        reason=_named(rules.registration.reject_reasons, reason["code"]) if reason.get("code") else None,
        comment=reason.get("text", ""),
        marks=tuple(mark_line(mark, rules) for mark in told.get("marks", [])),
        incharge=told.get("incharge", {}).get("name", ""),
        moved=moved_by(told["holder"], body.get("facts", {})) if "holder" in told else None,
        facts=body.get("facts", {}),
        opened={field: value for field, value in told.items() if field not in TOLD},
        index=index,
        anchor=f"e-{entry.leaf_hash.hex()[:12]}",
        basis=rules.basis_of(entry.kind),
    )


def moved_by(said: Mapping[str, Any], facts: Mapping[str, Any]) -> Moved:
    """What an entry sealed of a change, in plain values."""
    to = said.get("to", {"name": "", "code": ""})
    return Moved(
        said["document"], date.fromisoformat(said["on"]), said["from"]["name"], to["name"], to["code"],
        facts.get("chosen", True), facts.get("anew", ""),
    )  # fmt: skip


def _named(reasons: tuple[Reason, ...], code: str) -> Name | None:
    return next((reason.name for reason in reasons if reason.code == code), None)
