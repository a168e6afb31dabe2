"""What of an entry everybody may read now: the one place that decides it for pages, downloads and exports."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from states import roles

from ..models import Case, Entry, Opening
from ..transparency.canonical import is_sealed, read_canonical
from ..transparency.strict import Malformed

PUBLIC_STATES = ("approved", "closed")  # an accepted registration, also after its period
COMMENTED = ("public_comment", "voting", "decided")  # a recognition whose unit is named while it is considered
PUBLISHED = ("published", "revoked", "expired")
# When a field opens -> process -> the states in which it is open to everybody.
OPENED: dict[str, dict[str, tuple[str, ...]]] = {
    "acceptance": {
        "registration": PUBLIC_STATES,
        "commitment": ("in_force", "terminated", "completed"),
        "recognition": (*COMMENTED, *PUBLISHED),
    },
    "publication": {"recognition": PUBLISHED},
}


@dataclass(frozen=True, slots=True)
class Opened:
    """The salt (hex) and value behind one commitment."""

    salt: str
    value: Any

    def as_json(self) -> dict[str, Any]:
        """As it stands in openings.json."""
        return {"salt": self.salt, "value": self.value}


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What may be shown of some entries, and the ids of those that had something that is not what they sealed."""

    opened: dict[int, dict[str, Opened]] = field(default_factory=dict)  # entry id -> field
    false: set[int] = field(default_factory=set)

    def values(self, entry_id: int) -> dict[str, Any]:
        """The values of one entry by field."""
        return {name: one.value for name, one in self.opened.get(entry_id, {}).items()}


def opening_of_mandate_unit(role: str, reach: str) -> str:
    """When the unit named in the grant of a mandate opens.

    Each entry of a case names the grant under which it was made. Whoever writes for a unit would by it give away whose
    registration this is, before it is accepted; a committee handles those of many units.
    """
    writes_for_unit = role in (roles.CLERK, roles.SECRETARY) or reach == roles.SELF
    return "never" if writes_for_unit else "at_once"


def accepted() -> ColumnElement[bool]:
    """Selects the registrations that are public: those that were accepted."""
    return and_(Case.process == "registration", Case.state.in_(PUBLIC_STATES))


@cache
def public() -> ColumnElement[bool]:
    """Selects the cases of every process that have a public page."""
    opened = OPENED["acceptance"].items()
    return or_(*(and_(Case.process == process, Case.state.in_(states)) for process, states in opened))


def is_open(opens: str, process: str | None, state: str | None) -> bool:
    """Whether a field that opens at this time is open to everybody, its case being in this state."""
    return opens == "at_once" or state in OPENED.get(opens, {}).get(process or "", ())


@cache
def open_to_everybody() -> ColumnElement[bool]:
    """Selects openings, joined with their case, that everybody may read now: the same rule as `is_open`."""
    reached = [
        and_(Opening.opens == opens, Case.process == process, Case.state.in_(states))
        for opens, processes in OPENED.items()
        for process, states in processes.items()
    ]
    return or_(Opening.opens == "at_once", *reached)


@cache
def public_openings() -> Select[Opening]:
    """Selects the openings that everybody may read now; erased ones are gone."""
    return (
        select(Opening)
        .join(Entry, Opening.entry_id == Entry.id)
        .outerjoin(Case, Entry.case_id == Case.id)
        .where(open_to_everybody(), Opening.salt.is_not(None), Opening.value.is_not(None))
    )


def read_public(
    session: Session, bodies: Mapping[int, Mapping[str, Any] | None], fields: Collection[str] = ()
) -> Disclosed:
    """What is open of some entries, each value compared with its commitment; one that differs is left out.

    `bodies`: what the entries say, by their ids. Of one that cannot be believed (None) nothing is shown.
    `fields`: those to be read, if not all.
    """
    found = Disclosed()
    believable = {entry_id: body["sealed"] for entry_id, body in bodies.items() if body is not None}
    asked = public_openings().where(Opening.entry_id.in_(list(believable)))
    for row in session.scalars(asked.where(Opening.field.in_(fields)) if fields else asked):
        one = unsealed(row.salt, row.value, believable[row.entry_id].get(row.field))
        if one is None:
            found.false.add(row.entry_id)
        else:
            found.opened.setdefault(row.entry_id, {})[row.field] = one
    return found


def unsealed(salt: bytes | None, value: str | None, sealed: str | None) -> Opened | None:
    """A stored opening, if it is what the entry committed to."""
    if salt is None or value is None:
        return None
    try:
        read = read_canonical(value.encode())
    except (Malformed, UnicodeEncodeError):
        return None
    return Opened(salt.hex(), read) if is_sealed(salt, read, sealed) else None


def opened(row: Opening) -> Opened:
    """The content of an opening that was not erased, unchecked: for files whose reader checks them."""
    assert row.salt is not None and row.value is not None
    return Opened(row.salt.hex(), json.loads(row.value))
