"""The public register of recognitions: open for comment, valid, expired or revoked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from states.programme import Edition as Rules

from .. import text
from ..codes import parse_code
from ..house import House
from ..models import Case, Edition, Entry, Recognition, UnitVersion
from .disclosure import COMMENTED, PUBLISHED, read_public
from .edition import rules_of
from .proofs import believed
from .register import LONGEST_SEARCH, MOST_WORDS, latest_version

PAGE = 20
STATES = (*PUBLISHED, *COMMENTED)
TOLD = ("propose", "decide_yes", "revoke")  # the acts whose openings the list shows


@dataclass(frozen=True, slots=True)
class Row:
    """One recognition as the list shows it, from what its signed entries open."""

    code: str
    unit: str | None  # None when it is not what the journal committed to
    state: str
    period: str
    programme: Rules
    decision: Mapping[str, Any] | None
    revocation: Mapping[str, Any] | None
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page; `next` is the code to go on from, or None."""

    rows: tuple[Row, ...]
    next: str | None


def find_code(house: House, typed: str) -> str | None:
    """The code of a public recognition when that is what was typed."""
    code = parse_code(typed[:LONGEST_SEARCH])
    if code is None:
        return None
    with house.db.reading_public() as session:
        return session.scalar(select(Case.code).where(Case.code == code, *_public()))


def search(house: House, words: str = "", state: str = "", after: str = "") -> Listing:
    """Public recognitions in Vietnamese order of the units' names; `words` are part of a name, marks left aside."""
    folded = text.search_fold("".join(c for c in words[:LONGEST_SEARCH] if c.isprintable()))
    with house.db.reading_public() as session:
        found = _found(house).where(Case.state == state) if state in STATES else _found(house)
        if folded:
            found = found.where(_called(folded))
        if mark := _mark(session, found, parse_code(after) or ""):
            key, last = mark
            beyond = and_(UnitVersion.sort_key == key, Case.id > last)
            found = found.where((UnitVersion.sort_key > key) | beyond)
        rows = session.execute(found.order_by(UnitVersion.sort_key, Case.id).limit(PAGE + 1)).all()
        shown = rows[:PAGE]
        told = _told(session, house, [row.Case.id for row in shown])
        lines = tuple(_row(row, told.get(row.Case.id, {})) for row in shown)
        return Listing(lines, shown[-1].Case.code if len(rows) > PAGE else None)


def _public() -> tuple[Any, ...]:
    return (Case.process == "recognition", Case.state.in_(STATES))


def _found(house: House) -> Any:
    return (
        select(Case, Edition, Recognition.comment_closes_at, UnitVersion.sort_key)
        .join(Edition, Case.edition_id == Edition.id)
        .join(Recognition, Recognition.case_id == Case.id)
        .join(UnitVersion, and_(UnitVersion.unit_id == Case.unit_id, latest_version(house)))
        .where(*_public())
    )


def _called(folded: str) -> Any:
    """Whether a unit was ever called something with all these words."""
    version = aliased(UnitVersion)
    called = select(version.id).where(version.unit_id == Case.unit_id, version.superseded_at.is_(None))
    for word in folded.split()[:MOST_WORDS]:
        called = called.where(version.name_fold.contains(word, autoescape=True))
    return called.exists()


def _mark(session: Session, found: Any, code: str) -> tuple[str, int] | None:
    row = session.execute(found.where(Case.code == code)).one_or_none() if code else None
    return (row.sort_key, row.Case.id) if row else None


def _told(session: Session, house: House, case_ids: list[int]) -> dict[int, dict[str, Any]]:
    """What is open of the acts that the list shows, by case and field; of a repeated act the last."""
    kinds = [f"recognition.{action}" for action in TOLD]
    entries = session.scalars(
        select(Entry).where(Entry.case_id.in_(case_ids), Entry.kind.in_(kinds)).order_by(Entry.seq)
    ).all()
    shown = read_public(session, {entry.id: believed(entry, house.keys.entry_verifier) for entry in entries})
    found: dict[int, dict[str, Any]] = {}
    for entry in entries:
        values = shown.values(entry.id)
        if entry.kind == "recognition.revoke" and "decision" in values:
            values = {"revocation": values["decision"]}
        found.setdefault(entry.case_id or 0, {}).update(values)
    return found


def _row(row: Any, told: Mapping[str, Any]) -> Row:
    return Row(
        code=row.Case.code,
        unit=told["unit"]["name"] if "unit" in told else None,
        state=row.Case.state,
        period=row.Case.period,
        programme=rules_of(row.Edition),
        decision=told.get("decision"),
        revocation=told.get("revocation"),
        closes_at=row.comment_closes_at,
    )
