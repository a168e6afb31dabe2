"""Results copied from paper, as everybody reads them: each compared with the signed entry that brought it in.

That comparison says only that nobody changed the copy since; what stood on the paper no machine can say, so nothing
here is ever called verified.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from states.programme import Edition as Rules

from .. import text
from ..codes import parse_code
from ..house import House
from ..models import EarlierResult, Edition, Entry, Leaf, Programme, UnitVersion
from .disclosure import read_public
from .earlier import RECOGNISED
from .errors import NotFound
from .proofs import believed
from .rules import rules_of

PAGE = 20
LONGEST_SEARCH = 100  # characters
MOST_WORDS = 8
LATER = aliased(EarlierResult)


@dataclass(frozen=True, slots=True)
class PublicResult:
    """One result; `said` is what its entry opens, None when it is not what the entry committed to."""

    code: str
    said: Mapping[str, Any] | None
    programme: Rules
    recorded_at: datetime
    index: int | None  # of its entry in the tree
    replaced: bool  # by a later version

    @property
    def unit(self) -> str:
        """The unit's name on the day of the decision."""
        return str(self.said["unit"]["name"]) if self.said else ""

    @property
    def decided_on(self) -> date:
        """The day on the paper."""
        assert self.said is not None
        return date.fromisoformat(self.said["decided_on"])


@dataclass(frozen=True, slots=True)
class PublicListing:
    """One page of results by the units' names; `next` is the code to go on from, or None."""

    rows: tuple[PublicResult, ...]
    total: int
    next: str | None
    periods: tuple[str, ...]


def count(session: Session) -> int:
    """How many results everybody may read."""
    return session.scalar(select(func.count()).select_from(EarlierResult).where(_shown())) or 0


def find_code(house: House, typed: str) -> str | None:
    """The code of a public result when that is what was typed."""
    code = parse_code(typed[:LONGEST_SEARCH])
    if code is None:
        return None
    with house.db.reading_public() as session:
        known = (EarlierResult.code == code, EarlierResult.outcome == RECOGNISED)
        return session.scalar(select(EarlierResult.code).where(*known))


def read(house: House, code: str) -> PublicResult:
    """One result that everybody may read, also one that was put right since; else `NotFound`."""
    with house.db.reading_public() as session:
        found = select(EarlierResult).where(EarlierResult.code == code, EarlierResult.outcome == RECOGNISED)
        row = session.scalar(found)
        if row is None:
            raise NotFound(code)
        return _results(session, house, [row])[0]


def search(house: House, typed: str = "", period: str = "", after: str = "", most: int = PAGE) -> PublicListing:
    """The results that hold, of units that were ever called like this."""
    words = text.search_fold("".join(c for c in typed[:LONGEST_SEARCH] if c.isprintable())).split()[:MOST_WORDS]
    with house.db.reading_public() as session:
        everything = select(EarlierResult.period).where(_shown()).distinct()
        periods = tuple(sorted(session.scalars(everything), reverse=True))
        wanted = [_shown(), *(_named(word) for word in words)]
        wanted += [EarlierResult.period == period] if period in periods else []
        total = session.scalar(select(func.count()).select_from(EarlierResult).where(*wanted)) or 0
        key = select(func.max(UnitVersion.sort_key)).where(
            UnitVersion.unit_id == EarlierResult.unit_id, UnitVersion.superseded_at.is_(None)
        )
        place = (key.scalar_subquery(), EarlierResult.id)
        if after and (mark := session.execute(select(*place).where(EarlierResult.code == after)).one_or_none()):
            wanted.append(tuple_(*place) > tuple_(*mark))
        rows = session.scalars(select(EarlierResult).where(*wanted).order_by(*place).limit(most + 1)).all()
        more = rows[most - 1].code if len(rows) > most else None
        return PublicListing(tuple(_results(session, house, list(rows[:most]))), total, more, periods)


def _shown() -> ColumnElement[bool]:
    """Selects the last versions that say a unit was recognised."""
    return and_(EarlierResult.outcome == RECOGNISED, ~_replaced())


def _replaced() -> ColumnElement[bool]:
    return exists().where(
        LATER.unit_id == EarlierResult.unit_id,
        LATER.programme_id == EarlierResult.programme_id,
        LATER.period == EarlierResult.period,
        LATER.version > EarlierResult.version,
    )


def _named(word: str) -> ColumnElement[bool]:
    return exists().where(
        UnitVersion.unit_id == EarlierResult.unit_id,
        UnitVersion.superseded_at.is_(None),
        UnitVersion.name_fold.contains(word, autoescape=True),
    )


def _results(session: Session, house: House, rows: list[EarlierResult]) -> list[PublicResult]:
    ids = [row.entry_id for row in rows]
    asked = select(Entry, Leaf.index.label("place")).outerjoin(Leaf, Leaf.entry_id == Entry.id).where(Entry.id.in_(ids))
    found = {row.Entry.id: row for row in session.execute(asked)}
    bodies = {key: believed(row.Entry, house.keys.entry_verifier) for key, row in found.items()}
    shown = read_public(session, bodies, ("result",))
    of_rows = EarlierResult.id.in_([row.id for row in rows])
    replaced = set(session.scalars(select(EarlierResult.id).where(of_rows, _replaced())))
    rules = _rules(session, {row.programme_id for row in rows})
    results = []
    for row in rows:
        body, said = bodies.get(row.entry_id), shown.values(row.entry_id).get("result")
        believable = body is not None and body.get("result") == row.code and _same(row, said)
        index = found[row.entry_id].place if row.entry_id in found else None
        results.append(
            PublicResult(row.code, said if believable else None, rules[row.programme_id], row.recorded_at, index,
                         row.id in replaced)
        )  # fmt: skip
    return results


def _same(row: EarlierResult, said: Any) -> bool:
    """Whether a row, by which it was found and sorted, says what its entry says."""
    if not isinstance(said, dict):
        return False
    told = (row.period, row.outcome, row.decision, row.decided_on.isoformat(), row.remark)
    return told == tuple(said.get(name) for name in ("period", "outcome", "decision", "decided_on", "remark"))


def _rules(session: Session, programme_ids: set[int]) -> dict[int, Rules]:
    asked = select(Programme.id, Edition).join(Edition, Edition.programme_id == Programme.id)
    rows = session.execute(asked.where(Programme.id.in_(programme_ids)).order_by(Edition.number))
    return {row.id: rules_of(row.Edition) for row in rows}
