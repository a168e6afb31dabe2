"""The public page of one accepted registration, with checks that are really made when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from states.programme import Edition as Rules

from ..clock import parse_instant
from ..house import House
from ..models import Case, Edition, Entry, Leaf, UnitVersion
from ..transparency.merkle import leaf_hash, verify_inclusion
from ..transparency.note import Verifier
from .disclosure import Disclosed, accepted, read_public
from .edition import rules_of
from .errors import NotFound
from .proofs import Head, believed, head_within, prove, served_head
from .register import latest_version


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a case as outsiders see it: the role that acted, never a name."""

    kind: str  # empty, like the role, when the entry cannot be believed
    role: str
    at: datetime | None  # as signed; None when the entry cannot be believed
    index: int | None  # its place in the journal; None while it waits for it
    leaf_hash: str
    opened: Mapping[str, Any]  # field -> value, what is open to everybody now


@dataclass(frozen=True, slots=True)
class Checks:
    """What was checked just now; `failed_at` names the place of the first entry that did not hold."""

    signatures: bool
    chain: bool
    state: bool  # the state shown is the one the entries lead to
    openings: bool  # every value shown is the one its entry committed to
    included: bool | None  # None: an entry is not in the tree yet, or there is no checkpoint to prove it against
    failed_at: int | None

    @property
    def verdict(self) -> str:
        """One of ok, pending, bad."""
        if not (self.signatures and self.chain and self.state and self.openings) or self.included is False:
            return "bad"
        return "pending" if self.included is None else "ok"


@dataclass(frozen=True, slots=True)
class PublicCase:
    """Everything the page shows; `unit` is the name at the time, None where the edition does not open it."""

    code: str
    state: str
    period: str
    programme: Rules
    programme_code: str
    unit: str | None
    unit_today: str | None
    parent: str | None
    content: Mapping[str, Any] | None
    resolution: Mapping[str, Any] | None
    steps: tuple[Step, ...]  # newest first
    checks: Checks
    head: Head | None
    checked_at: datetime
    rolled_back: bool


@dataclass(frozen=True, slots=True)
class _Row:
    entry: Entry
    index: int | None
    body: dict[str, Any] | None  # None when it could not be believed


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
        rows = _entries(session, found.Case.id, house.keys.entry_verifier)
        shown = read_public(session, {row.entry.id: row.body for row in rows})
        version, parent = _unit(session, house, found.Case.unit_id)
        submitted = _submitted(rows, shown)
        unit = submitted.get("unit")
        return PublicCase(
            code=found.Case.code,
            state=found.Case.state,
            period=found.Case.period,
            programme=rules_of(found.Edition),
            programme_code=rules_of(found.Edition).code,
            unit=unit["name"] if unit else None,
            unit_today=version.name if unit and version else None,
            parent=parent if unit else None,
            content=submitted.get("content"),
            resolution=submitted.get("resolution"),
            steps=tuple(_step(row, shown) for row in reversed(rows)),
            checks=_check(session, found.Case, rows, shown, head),
            head=head,
            checked_at=house.clock(),
            rolled_back=bool(house.watch.rolled_back),
        )


def _entries(session: Session, case_id: int, verifier: Verifier) -> list[_Row]:
    rows = session.execute(
        select(Entry, Leaf.index.label("place"))
        .outerjoin(Leaf, Leaf.entry_id == Entry.id)
        .where(Entry.case_id == case_id)
        .order_by(Entry.seq)
    )
    return [_Row(row.Entry, row.place, believed(row.Entry, verifier)) for row in rows]


def _unit(session: Session, house: House, unit_id: int) -> tuple[UnitVersion | None, str | None]:
    version = session.scalar(select(UnitVersion).where(UnitVersion.unit_id == unit_id, latest_version(house)))
    if version is None or version.parent_id is None:
        return version, None
    above = and_(UnitVersion.unit_id == version.parent_id, latest_version(house))
    return version, session.scalar(select(UnitVersion.name).where(above))


def _submitted(rows: Sequence[_Row], shown: Disclosed) -> dict[str, Any]:
    """What the last submission says, as far as it is open."""
    last = next((row for row in reversed(rows) if row.entry.kind == "registration.submit"), None)
    return {} if last is None else shown.values(last.entry.id)


def _step(row: _Row, shown: Disclosed) -> Step:
    leaf = row.entry.leaf_hash.hex()
    if row.body is None:
        return Step("", "", None, row.index, leaf, {})
    at, role = parse_instant(row.body["at"]), row.body["by"]["role"]
    return Step(row.body["kind"], role, at, row.index, leaf, shown.values(row.entry.id))


def _check(session: Session, case: Case, rows: Sequence[_Row], shown: Disclosed, head: Head | None) -> Checks:
    """Each entry's signature, form, openings and place in the tree; the chain, and the state it leads to."""
    unsigned = [row for row in rows if row.body is None]
    bodies = [row.body for row in rows if row.body is not None]
    included, missing = _included(session, rows, head)
    last = bodies[-1] if bodies else None
    false = [row for row in rows if row.entry.id in shown.false]
    broken = next(iter([*unsigned, *missing, *false]), None)
    return Checks(
        signatures=bool(rows) and not unsigned,
        chain=not unsigned and _is_chain(case, rows, bodies),
        state=last is not None and (last["to"], last["seq"]) == (case.state, case.seq),
        openings=not false,
        included=included,
        failed_at=broken.index if broken else None,
    )


def _is_chain(case: Case, rows: Sequence[_Row], bodies: Sequence[Mapping[str, Any]]) -> bool:
    own = all(body["case"] == case.code for body in bodies)
    counted = [body["seq"] for body in bodies] == list(range(1, len(bodies) + 1))
    linked = all(
        after.get("prev") == row.entry.leaf_hash.hex() and after["from"] == before["to"] and after["at"] >= before["at"]
        for row, (before, after) in zip(rows, pairwise(bodies), strict=False)
    )
    return own and counted and linked


def _included(session: Session, rows: Sequence[_Row], head: Head | None) -> tuple[bool | None, list[_Row]]:
    """Whether all entries lie in the served tree, and those whose proof does not lead to its root."""
    if head is None:
        return None, []
    waiting = [row for row in rows if row.index is None or row.index >= head.size]
    placed = {row.index: row for row in rows if row.index is not None and row.index < head.size}
    proofs = prove(session, placed, head.size)
    wrong = [
        row
        for index, row in placed.items()
        if not verify_inclusion(leaf_hash(row.entry.note), index, head.size, proofs[index], head.root)
    ]
    return (False if wrong else None if waiting else True), wrong
