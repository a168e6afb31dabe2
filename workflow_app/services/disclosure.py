"""What of an entry everybody may read now: the one place that decides it for pages, downloads and exports."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from ..models import Case, Entry, Opening

PUBLIC_STATES = ("approved", "closed")  # an accepted registration, also after its period


@dataclass(frozen=True, slots=True)
class Opened:
    """The salt (hex) and value behind one commitment."""

    salt: str
    value: Any

    def as_json(self) -> dict[str, Any]:
        """As it stands in openings.json."""
        return {"salt": self.salt, "value": self.value}


def accepted() -> ColumnElement[bool]:
    """Selects the cases that are public: registrations that were accepted."""
    return and_(Case.process == "registration", Case.state.in_(PUBLIC_STATES))


def is_open(opens: str, case_state: str | None) -> bool:
    """Whether a field that opens at this time is open to everybody; recognitions are not published yet."""
    return opens == "at_once" or (opens == "acceptance" and case_state in PUBLIC_STATES)


def public_openings() -> Select[Opening]:
    """Selects the openings that everybody may read now (the same rule as `is_open`); erased ones are gone."""
    may_open = or_(Opening.opens == "at_once", and_(Opening.opens == "acceptance", accepted()))
    return (
        select(Opening)
        .join(Entry, Opening.entry_id == Entry.id)
        .outerjoin(Case, Entry.case_id == Case.id)
        .where(may_open, Opening.salt.is_not(None), Opening.value.is_not(None))
    )


def read_public(session: Session, entry_ids: Iterable[int]) -> dict[int, dict[str, Opened]]:
    """What is open of some entries: entry id -> field -> salt and value."""
    found: dict[int, dict[str, Opened]] = {}
    rows = session.scalars(public_openings().where(Opening.entry_id.in_(list(entry_ids))))
    for row in rows:
        found.setdefault(row.entry_id, {})[row.field] = opened(row)
    return found


def opened(row: Opening) -> Opened:
    """The content of an opening that was not erased."""
    assert row.salt is not None and row.value is not None
    return Opened(row.salt.hex(), json.loads(row.value))
