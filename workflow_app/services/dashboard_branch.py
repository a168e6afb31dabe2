"""Whose part of a programme a viewer looks at: the units of the period's day, from the viewer's own place downwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from states import roles
from states.edition import Edition as Rules

from ..formats import ONE_DAY
from ..models import Programme, Round, Unit, UnitVersion
from . import unit as units
from .actor import Actor
from .errors import NotFound
from .rules import rules_of
from .unit_on import above_on, below_on, last_day


@dataclass(frozen=True, slots=True)
class Place:
    """A round with its programme and rules, today, and the day whose units are shown."""

    programme: Programme
    round: Round
    rules: Rules
    today: date
    as_of: date

    @property
    def last_on(self) -> date:
        """The last day of the period that has come; later than `as_of` where the committee was no more by then."""
        return min(self.today, self.round.ends_on - ONE_DAY)


class Row(NamedTuple):
    """A unit as it was called on the day; made by the thousand, so no more than a tuple."""

    id: int
    code: str
    name: str
    sort_key: str
    kind: str
    level: str
    cell_type: str
    parent_id: int | None
    since: date


@dataclass(frozen=True, slots=True)
class Branch:
    """The unit looked at, what leads to it from the top of the viewer's reach, and all below it, by name."""

    above: tuple[Row, ...]
    here: Row
    below: tuple[Row, ...]
    deep: bool  # whether the viewer's reach ends nowhere below

    @property
    def rows(self) -> tuple[Row, ...]:
        """The unit itself, and all below it."""
        return (self.here, *self.below)


def read_place(session: Session, round_: Round, today: date) -> Place:
    """A round on a day; one that is over is shown with the units of its last day."""
    as_of = last_day(session, round_.programme.issuer_id, min(today, round_.ends_on - ONE_DAY))
    return Place(round_.programme, round_, rules_of(round_.edition), today, as_of)


def top_of(session: Session, actor: Actor | None, place: Place) -> int | None:
    """The highest unit whose part of the programme a viewer sees; None for whoever sees the sums alone."""
    if actor is None or actor.role not in roles.READERS or actor.programme_id not in (None, place.programme.id):
        return None
    issuer = place.programme.issuer_id
    if actor.reach == roles.PROGRAMME:
        return issuer
    over = above_on(session, issuer, place.as_of)
    for own in sorted(actor.stands_for, key=lambda one: one != actor.unit_id):
        if own == issuer or issuer in above_on(session, own, place.as_of):
            return own
        if own in over and actor.reach == roles.SUBTREE:
            return issuer
    return None


def read_branch(session: Session, actor: Actor, place: Place, top: int, code: str) -> Branch:
    """A unit at or below the top of the viewer's reach (without a code the top itself); `NotFound` for any other."""
    here = session.scalar(select(Unit.id).where(Unit.code == code)) if code else top
    chain = above_on(session, here, place.as_of) if here is not None else ()
    if here is None or top not in chain:
        raise NotFound(code)
    chain = chain[: chain.index(top) + 1]
    depth = {roles.SELF: 0, roles.CHILDREN: 1}.get(actor.reach)
    if depth is not None and len(chain) - 1 > depth:
        raise NotFound(code)
    named = {row.id: row for row in _named(session, chain, place.as_of)}
    below = _below(session, here, place.as_of, None if depth is None else depth - len(chain) + 1)
    return Branch(tuple(named[one] for one in reversed(chain[1:])), named[here], below, depth is None)


_COLUMNS = (
    Unit.id, Unit.code, UnitVersion.name, UnitVersion.sort_key, UnitVersion.kind, UnitVersion.level,
    func.coalesce(UnitVersion.cell_type, ""), UnitVersion.parent_id, UnitVersion.valid_from,
)  # fmt: skip


def _named(session: Session, ids: Iterable[int], on: date) -> tuple[Row, ...]:
    asked = select(*_COLUMNS).join(UnitVersion, and_(UnitVersion.unit_id == Unit.id, units.current(on)))
    return tuple(map(Row._make, session.execute(asked.where(Unit.id.in_(list(ids))))))


def _below(session: Session, unit_id: int, on: date, depth: int | None) -> tuple[Row, ...]:
    if depth is not None and depth < 1:
        return ()
    tree = below_on(unit_id, on).subquery()
    asked = select(*_COLUMNS).join(UnitVersion, and_(UnitVersion.unit_id == Unit.id, units.current(on)))
    asked = asked.join(tree, tree.c.id == Unit.id)
    if depth is not None:
        asked = asked.where(tree.c.depth <= depth)
    return tuple(map(Row._make, session.execute(asked.order_by(UnitVersion.sort_key, Unit.id))))
