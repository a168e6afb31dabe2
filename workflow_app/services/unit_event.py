"""Changes of the organisation: written row by row, judged as a whole, recorded, and undone before they take effect."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from states import reorganisation_plan, roles
from states.fate import Fate
from states.process import Refused
from states.reorganisation import DRAFT, Plan, Row, Standing

from .. import text
from ..codes import new_code
from ..house import House
from ..models import Unit, UnitEvent
from ..transparency.canonical import canonical
from ..transparency.strict import Malformed
from . import unit_history as histories
from .actor import Actor
from .citation import cited
from .errors import Invalid, NotAllowed, NotFound, Stale
from .perform import Once, Work, unit_of_work
from .unit_tree import ADMINISTERS

MOST_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the rows: what the change is called, from which day on it holds, by which document."""

    title: str
    effective_on: date | None
    symbol: str
    issued_on: date | None
    issuer: str


def draft(house: House, mandate_id: int, heading: Heading, request: Once | None = None, *, code: str = "") -> str:
    """Begin a change of the organisation below the unit of a mandate; returns its code. Raises `Invalid`."""
    with unit_of_work(house) as work:
        actor = writer_of(work, mandate_id)
        work.once(actor, request)
        assert actor.unit_id is not None, "a writer's mandate is one for a unit"
        event = UnitEvent(
            code=code or new_code(), top_id=actor.unit_id, rows=[], status=DRAFT, version=0,
            drafted_by_id=actor.account_id, drafted_at=work.now, **_checked(work, heading),
        )  # fmt: skip
        work.session.add(event)
        work.session.flush()
        return event.code


def describe(house: House, mandate_id: int, code: str, seen: int, heading: Heading) -> None:
    """Write the heading of a draft anew."""
    with unit_of_work(house) as work:
        event = held_draft(work, mandate_id, code, seen)
        for name, value in _checked(work, heading).items():
            setattr(event, name, value)


def write_rows(house: House, mandate_id: int, code: str, seen: int, rows: Sequence[Row]) -> None:
    """Put rows in the place of those that a draft has; they are numbered as they stand."""
    if len(rows) > MOST_ROWS:
        raise Invalid({"rows": "event-too-long"})
    with unit_of_work(house) as work:
        event = held_draft(work, mandate_id, code, seen)
        event.rows = written_rows(rows)


def written_rows(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows as a draft keeps them, numbered as they stand."""
    return [_written(row, number) for number, row in enumerate(rows, 1)]


def drop(house: House, mandate_id: int, code: str, seen: int) -> None:
    """Throw a draft away."""
    with unit_of_work(house) as work:
        work.session.delete(held_draft(work, mandate_id, code, seen))


def plan(session: Session, actor: Actor, event: UnitEvent) -> Plan:
    """What the rows of a change come to on its day, in the tree as it stands without them."""
    on = event.effective_on
    tree = standing_tree(session, actor.unit_path, event.top_id, on)
    later = histories.to_come(session, _within_path(actor.unit_path), on)
    return reorganisation_plan.plan(tree, rows_of(event), on, text.identity_key, later)


def standing_tree(session: Session, path: str, top_id: int, on: date) -> dict[str, Standing]:
    """The units at or below a place that are in force on a day, or will be, by code."""
    codes = {row.id: row.code for row in session.execute(select(Unit.id, Unit.code).where(_within_path(path)))}
    found = histories.standing_on(session, codes, on)
    tree = {codes[id_]: Standing(said, since, is_top=id_ == top_id) for id_, (said, since) in found.items()}
    to_begin = session.scalars(select(Unit.code).where(Unit.id.in_(codes), Unit.path == "")).all()
    return _within(tree, {code for code in to_begin if code in tree})


def _within_path(path: str) -> ColumnElement[bool]:
    """The units at or below a place, and those that are still to begin and stand nowhere yet."""
    return or_(Unit.path == path, Unit.path.startswith(f"{path}.", autoescape=True), Unit.path == "")


def _within(tree: dict[str, Standing], to_begin: set[str]) -> dict[str, Standing]:
    """Without units that are still to begin, and stand nowhere yet, below what does not belong to this tree."""
    while strange := {code for code in to_begin & tree.keys() if tree[code].said.parent not in tree}:
        tree = {code: one for code, one in tree.items() if code not in strange}
    return tree


def rows_of(event: UnitEvent) -> tuple[Row, ...]:
    """The rows of a change as they were written."""
    return tuple(_row(**row) for row in event.rows)


def _row(*, related: Sequence[str], cases: Sequence[Mapping[str, str]] = (), **said: Any) -> Row:
    return Row(**said, related=tuple(related), cases=tuple(Fate(**one) for one in cases))


def rows_digest(rows: Any) -> str:
    """SHA-256 (hex) over the canonical JSON of the rows of a change, as its entry names it."""
    try:
        return hashlib.sha256(canonical(rows)).hexdigest()
    except Malformed:
        return "unreadable"  # no act wrote this: it can equal no digest


def find(session: Session, actor: Actor, code: str, *, hold: bool = False) -> UnitEvent:
    """A change within the tree of whoever asks; `NotFound` for any other, as if it did not exist."""
    asked = select(UnitEvent, Unit.path).join(Unit, UnitEvent.top_id == Unit.id).where(UnitEvent.code == code)
    row = session.execute(asked.with_for_update(of=UnitEvent) if hold else asked).one_or_none()
    if row is None or not roles.reaches(roles.SUBTREE, own_path=actor.unit_path, path=row.path):
        raise NotFound(code)
    return row[0]


def may_write(actor: Actor) -> bool:
    """Whether a mandate changes the tree: one that administers everything below its unit, in every programme."""
    whole = actor.reach == roles.SUBTREE and actor.programme_id is None and actor.unit_id is not None
    return actor.role in ADMINISTERS and whole


def writer_of(work: Work, mandate_id: int) -> Actor:
    """Whoever changes the tree under this mandate; `NotAllowed` for anybody else."""
    actor = work.actor(mandate_id)
    if not may_write(actor):
        raise NotAllowed("only administrators and managers of a whole tree change it")
    return actor


def held_draft(work: Work, mandate_id: int, code: str, seen: int) -> UnitEvent:
    """A draft, held until the commit, as the page with version `seen` showed it."""
    event = find(work.session, writer_of(work, mandate_id), code, hold=True)
    check_seen(work, event, seen)
    if event.status != DRAFT:
        raise Refused("write", ("event-recorded",))
    event.version += 1
    return event


def check_seen(work: Work, event: UnitEvent, seen: int) -> None:
    """Raise `Stale` when a change moved since its page with version `seen` was shown."""
    if event.version != seen:
        raise Stale(work.now, roles.MANAGER, "unit.reorganised")


def _checked(work: Work, heading: Heading) -> dict[str, Any]:
    errors: dict[str, str] = {}
    title, issuer = text.normalise(heading.title), text.normalise(heading.issuer)
    if not title or len(title) > 200:
        errors["title"] = "event-title"
    if not issuer or len(issuer) > 200:
        errors["issuer"] = "event-issuer"
    if heading.effective_on is None:
        errors["effective_on"] = "event-day"
    try:
        number, issued_on = cited(heading.symbol, heading.issued_on, work.today)
    except Invalid as refused:
        raise Invalid(errors | refused.errors) from None
    if errors or heading.effective_on is None:
        raise Invalid(errors)
    symbol = {"symbol": number.canonical, "issued_on": issued_on, "issuer": issuer}
    return {"title": title, "effective_on": heading.effective_on, **symbol}


def _written(row: Row, number: int) -> dict[str, Any]:
    said = _plain(asdict(row)) | {"number": number, "related": [text.normalise(one) for one in row.related]}
    return said | {"cases": [_plain(asdict(one)) for one in row.cases]}


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: text.normalise(value) if isinstance(value, str) else value for key, value in said.items()}
