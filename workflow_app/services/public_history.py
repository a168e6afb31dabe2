"""The history of a case as outsiders see it, and the checks that are really made when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..clock import parse_instant
from ..models import Case, Entry, Leaf
from ..transparency.merkle import leaf_hash, verify_inclusion
from ..transparency.note import Verifier
from .disclosure import Disclosed
from .history import Moved, moved_by
from .proofs import Head, believed, prove


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a case as outsiders see it: the role that acted, never a name."""

    kind: str  # empty, like the role, when the entry cannot be believed
    role: str
    at: datetime | None  # as signed; None when the entry cannot be believed
    index: int | None  # its place in the journal; None while it waits for it
    leaf_hash: str
    opened: Mapping[str, Any]  # field -> value, what is open to everybody now
    moved: Moved | None = None


@dataclass(frozen=True, slots=True)
class Checks:
    """What was checked just now; `failed_at` names the place of the first entry that did not hold."""

    signatures: bool
    chain: bool
    state: bool  # the state shown is the one the entries lead to
    openings: bool  # every value shown is the one its entry committed to
    included: bool | None  # None: an entry is not in the tree yet, or there is no checkpoint to prove it against
    failed_at: int | None
    signed: bool = True  # every signature of a person is still that of its key under the text that is kept

    @property
    def verdict(self) -> str:
        """One of ok, pending, bad."""
        told = (self.signatures, self.chain, self.state, self.openings, self.signed)
        if not all(told) or self.included is False:
            return "bad"
        return "pending" if self.included is None else "ok"


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of the case and its place in the tree."""

    entry: Entry
    index: int | None
    body: Mapping[str, Any] | None  # None when it could not be believed


def list_rows(session: Session, case_id: int, verifier: Verifier) -> list[Row]:
    """The entries of a case, oldest first, each believed or not."""
    rows = session.execute(
        select(Entry, Leaf.index.label("place"))
        .outerjoin(Leaf, Leaf.entry_id == Entry.id)
        .where(Entry.case_id == case_id)
        .order_by(Entry.seq)
    )
    return [Row(row.Entry, row.place, believed(row.Entry, verifier)) for row in rows]


def step_of(row: Row, shown: Disclosed) -> Step:
    """An entry with what is open of it to everybody."""
    leaf = row.entry.leaf_hash.hex()
    if row.body is None:
        return Step("", "", None, row.index, leaf, {})
    at, role = parse_instant(row.body["at"]), row.body["by"]["role"]
    opened = shown.values(row.entry.id)
    moved = moved_by(opened["holder"], row.body["facts"]) if "holder" in opened else None
    return Step(row.body["kind"], role, at, row.index, leaf, opened, moved)


def check(session: Session, case: Case, rows: Sequence[Row], shown: Disclosed, head: Head | None) -> Checks:
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


def _is_chain(case: Case, rows: Sequence[Row], bodies: Sequence[Mapping[str, Any]]) -> bool:
    own = all(body["case"] == case.code for body in bodies)
    counted = [body["seq"] for body in bodies] == list(range(1, len(bodies) + 1))
    linked = all(
        after.get("prev") == row.entry.leaf_hash.hex() and after["from"] == before["to"] and after["at"] >= before["at"]
        for row, (before, after) in zip(rows, pairwise(bodies), strict=False)
    )
    return own and counted and linked


def _included(session: Session, rows: Sequence[Row], head: Head | None) -> tuple[bool | None, list[Row]]:
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
