"""The public page of one accepted registration, with checks that are really made when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from states.programme import Edition as Rules

from ..clock import day_of
from ..house import House
from ..models import Case, Edition, UnitVersion
from .disclosure import Disclosed, accepted, read_public
from .edition import rules_of
from .errors import NotFound
from .proofs import Head, head_within, served_head
from .public_history import Checks, Row, Step, check, list_rows, step_of
from .public_related import Related, list_related
from .register import latest_version
from .unit_past import Now, now_of


@dataclass(frozen=True, slots=True)
class PublicCase:
    """Everything the page shows; `unit` is the name at the time, None where the edition does not open it."""

    code: str
    state: str
    period: str
    programme: Rules
    programme_code: str
    unit: str | None
    now: Now
    parent: str | None
    content: Mapping[str, Any] | None
    resolution: Mapping[str, Any] | None
    steps: tuple[Step, ...]  # newest first
    checks: Checks
    head: Head | None
    checked_at: datetime
    rolled_back: bool
    related: tuple[Related, ...]


def read(house: House, code: str) -> PublicCase:
    """The public case with this code; `NotFound` for everything that was not accepted, as if it did not exist."""
    served = served_head(house)
    with house.db.reading_public() as session:
        head = head_within(house, session, served)
        found = session.execute(
            select(Case, Edition).join(Edition, Case.edition_id == Edition.id).where(Case.code == code, accepted())
        ).one_or_none()
        if found is None:
            raise NotFound(code)
        rows = list_rows(session, found.Case.id, house.keys.entry_verifier)
        shown = read_public(session, {row.entry.id: row.body for row in rows})
        parent = _parent(session, house, found.Case.unit_id)
        submitted = _submitted(rows, shown)
        unit = submitted.get("unit")
        return PublicCase(
            code=found.Case.code,
            state=found.Case.state,
            period=found.Case.period,
            programme=rules_of(found.Edition),
            programme_code=rules_of(found.Edition).code,
            unit=unit["name"] if unit else None,
            now=now_of(session, found.Case, day_of(house.clock())),
            parent=parent if unit else None,
            content=submitted.get("content"),
            resolution=submitted.get("resolution"),
            steps=tuple(step_of(row, shown) for row in reversed(rows)),
            checks=check(session, found.Case, rows, shown, head),
            head=head,
            checked_at=house.clock(),
            rolled_back=bool(house.watch.rolled_back),
            related=list_related(session, found.Case),
        )


def _parent(session: Session, house: House, unit_id: int) -> str | None:
    """What stands above a unit today, or stood there last."""
    above, own = aliased(UnitVersion), and_(UnitVersion.unit_id == unit_id, latest_version(house))
    asked = select(above.name).join(UnitVersion, UnitVersion.parent_id == above.unit_id).where(own)
    return session.scalar(asked.where(latest_version(house, above)))


def _submitted(rows: Sequence[Row], shown: Disclosed) -> dict[str, Any]:
    """What the last submission says, as far as it is open."""
    last = next((row for row in reversed(rows) if row.entry.kind == "registration.submit"), None)
    return {} if last is None else shown.values(last.entry.id)
