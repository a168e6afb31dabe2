"""The tree of units as those who administer it see it: a unit with what stands above and below, and adding to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from states import roles
from states.unit_kinds import LEADING, LEVELS

from .. import text
from ..clock import day_of
from ..house import House
from ..models import Unit, UnitVersion
from . import unit as units
from .actor import Actor
from .errors import Invalid, NotAllowed, NotFound
from .perform import Once, unit_of_work
from .reach import Glance

ADMINISTERS = (roles.ADMINISTRATOR, roles.MANAGER)
PAGE = 50
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit as it is called today; `below`: how many stand directly under it."""

    code: str
    name: str
    short_name: str
    kind: str
    level: str
    cell_type: str | None
    since: date
    below: int = 0


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit of the tree; `above` leads to it from the top of the viewer's reach, `next` goes on in the list.

    `may_add`: the viewer may enter units below it.
    """

    here: UnitLine
    above: tuple[UnitLine, ...]
    below: tuple[UnitLine, ...]
    next: str | None
    may_add: bool


def show(house: House, actor: Actor, code: str = "", after: str = "") -> UnitPage:
    """A unit within reach (without a code the viewer's own), and one page of what stands directly under it."""
    with house.db.reading() as session:
        today, own = day_of(house.clock()), _own(session, actor)
        unit = session.scalar(select(Unit).where(Unit.code == code)) if code else own
        if unit is None or not may_see(actor, unit.path):
            raise NotFound(code)
        steps = unit.path.split(".")
        path = [".".join(steps[: end + 1]) for end in range(own.path.count("."), len(steps))]
        lines = {line.code: line for line in _lines(session, Unit.path.in_(path), today)}
        codes = session.scalars(select(Unit.code).where(Unit.path.in_(path)).order_by(func.length(Unit.path))).all()
        below, following = _below(session, unit, today, after)
        if unit.code not in lines:
            raise NotFound(code)
        chain = [lines[one] for one in codes if one in lines]
        here = chain[-1]
        may_add = reaches_below(actor, unit.path) and here.kind in LEADING
        return UnitPage(here, tuple(chain[:-1]), below, following, may_add)


def search(house: House, actor: Actor, asked: str) -> tuple[UnitLine, ...]:
    """The units within reach that are or were called so, however accented; the first fifty."""
    with house.db.reading() as session:
        own, today = _own(session, actor), day_of(house.clock())
        within = (Unit.path == own.path) | Unit.path.startswith(f"{own.path}.", autoescape=True)
        # Whatever it was called at any time; one that is no more leads to the unit in whose place it stands.
        called = (UnitVersion.superseded_at.is_(None), UnitVersion.valid_from <= today)
        like = UnitVersion.name_fold.contains(text.search_fold(asked), autoescape=True)
        places = select(Unit.path).join(UnitVersion, UnitVersion.unit_id == Unit.id).where(*called, like)
        named = Unit.path.in_(places)
        found = _lines(session, within & named, today, PAGE)
        return tuple(line for line in found if actor.reach == roles.SUBTREE or line.code == own.code)


def add(
    house: House, mandate_id: int, parent_code: str, rows: Sequence[tuple[str, str]], *,
    kind: str, cell_type: str | None, since: date | None, request: Once | None = None,
) -> None:  # fmt: skip
    """Enter units directly under one: pairs of name and short name, all of one kind; all of them, or none.

    Raises `NotFound`, `NotAllowed`, or `Invalid` with the number of each row that cannot be taken, or for `since`.
    """
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        work.once(actor, request)
        parent = work.session.scalar(select(Unit).where(Unit.code == parent_code).with_for_update(key_share=True))
        if parent is None or not may_see(actor, parent.path):
            raise NotFound(parent_code)
        version = units.get_versions(work.session, [parent.id], work.today).get(parent.id)
        if not reaches_below(actor, parent.path) or version is None or version.kind not in LEADING:
            raise NotAllowed("only administrators and managers enter units, below those that they reach and that lead")
        if since is not None and since > work.today:  # a slip of the pen would hide them for years
            raise Invalid({"since": "day-to-come"})
        errors: dict[str, str] = {}
        for number, (name, short_name) in enumerate(rows, 1):
            try:
                units.found(
                    work, actor, name=name, short_name=short_name, kind=kind, level=LEVELS[kind],
                    parent=parent, valid_from=since or work.today, cell_type=cell_type, request=request,
                )  # fmt: skip
            except Invalid as refused:
                errors |= {str(number): code for code in refused.errors.values()}
            request = None  # the first of them remembers the form
        if errors:
            raise Invalid(errors)


def count(glance: Glance) -> int:
    """How many units stand below the viewer's own."""
    below = Unit.path.startswith(f"{glance.actor.unit_path}.", autoescape=True)
    asked = select(func.count()).select_from(Unit).join(UnitVersion, UnitVersion.unit_id == Unit.id)
    return glance.session.scalar(asked.where(below, units.current(glance.today))) or 0


def may_lead(actor: Actor, unit: Unit, programme_id: int = 0) -> bool:
    """Whether a mandate administers what a unit issues."""
    return actor.role in ADMINISTERS and units.is_reached(actor, unit, programme_id)


def _own(session: Session, actor: Actor) -> Unit:
    unit = session.get(Unit, actor.unit_id) if actor.unit_id is not None else None
    if unit is None:
        raise NotFound("a mandate for a programme alone administers no unit")
    return unit


def may_see(actor: Actor, path: str) -> bool:
    """Whether a mandate sees a unit of the tree."""
    own = path == actor.unit_path
    return own or roles.reaches(actor.reach, own_path=actor.unit_path, path=path, programme=None)


def reaches_below(actor: Actor, path: str) -> bool:
    """Whether a mandate enters units directly under the one at this path."""
    reached = roles.reaches(actor.reach, own_path=actor.unit_path, path=f"{path}.0")
    return actor.role in ADMINISTERS and actor.programme_id is None and reached


def _below(session: Session, unit: Unit, today: date, after: str) -> tuple[tuple[UnitLine, ...], str | None]:
    """One page of the units directly under one, by name, and the code after which the next page begins."""
    under = UnitVersion.parent_id == unit.id
    if after:
        last = select(UnitVersion.sort_key).join(Unit, UnitVersion.unit_id == Unit.id)
        key = session.scalar(last.where(Unit.code == after, units.current(today)))
        under = under & (UnitVersion.sort_key > (key or ""))
    found = _lines(session, under, today, PAGE + 1)
    return found[:PAGE], found[PAGE - 1].code if len(found) > PAGE else None


def _lines(session: Session, where: object, today: date, most: int | None = None) -> tuple[UnitLine, ...]:
    inner = aliased(UnitVersion)
    current = (inner.valid_from <= today) & (inner.valid_to.is_(None) | (inner.valid_to > today))
    below = select(func.count()).where(inner.parent_id == Unit.id, current, inner.superseded_at.is_(None))
    asked = select(Unit.code, UnitVersion, below.correlate(Unit).scalar_subquery().label("below"))
    asked = asked.join(UnitVersion, UnitVersion.unit_id == Unit.id).where(units.current(today), where)  # type: ignore[arg-type]
    found = session.execute(asked.order_by(UnitVersion.sort_key, Unit.id).limit(most))
    return tuple(
        UnitLine(code, one.name, one.short_name, one.kind, one.level, one.cell_type, one.valid_from, below)
        for code, one, below in found
    )
