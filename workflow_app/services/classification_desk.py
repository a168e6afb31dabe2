"""What a committee classifies in a year: its units, what is prepared of each, what stands, and what is against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from states import roles
from states.classification import Against, Group, Said, groups_of, is_early, reasons_against
from states.classification_rules import ClassificationRules, Regime
from states.edition import Edition as Rules
from states.edition_values import CLASSIFICATION

from ..models import Classification, ClassificationDraft, Edition, Programme, Unit, UnitVersion
from . import unit as units
from .actor import Actor
from .edition import get_round, rules_of
from .errors import NotAllowed, NotFound
from .programme_units import covered
from .reach import Reading
from .unit_on import below_on

WRITES = frozenset({roles.REVIEWER, roles.MANAGER})
DECIDES = frozenset({roles.BOARD_SIGNATORY})
SEES = WRITES | DECIDES | {roles.AUDITOR, roles.BOARD_SECRETARY}
COUNTS = ("tasks", "on_time", "exceeded", "shortcomings", "members", "members_good")


@dataclass(slots=True)
class Row:
    """One unit of the year; `said` is what is prepared, `decided` what stands; reasons are of what is prepared."""

    unit_id: int
    code: str
    name: str
    kind: str
    group: str
    said: Said | None = None
    draft_version: int = 0
    decided: Said | None = None
    version: int = 0  # of what was decided
    waits_for: tuple[str, ...] = ()  # units below it that are not classified yet
    against: tuple[Against, ...] = ()

    @property
    def level(self) -> str:
        """The level that would stand after the next decision; empty where there is none."""
        return self.said.level if self.said else self.decided.level if self.decided else ""


@dataclass(slots=True)
class Desk:
    """The work of one committee on one year of a programme."""

    programme: Programme
    edition: Edition
    rules: Rules
    period: str
    committee: Unit
    regime: Regime | None
    rows: tuple[Row, ...]
    early: bool  # the year is too young to be decided
    groups: tuple[Group, ...] = field(default=())

    @property
    def year(self) -> int:
        """The year that is classified."""
        return int(self.period[:4])

    @property
    def prepared(self) -> tuple[Row, ...]:
        """What the next decision would decide."""
        return tuple(row for row in self.rows if row.said is not None)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Everything against deciding now, all at once."""
        found = [] if self.prepared else ["class-nothing"]
        if self.early:
            found.append("class-early")
        if self.regime is None:
            found.append("class-no-regime")
        if any(row.against for row in self.prepared):
            found.append("class-rows")
        if any(row.waits_for for row in self.prepared):
            found.append("class-lower")
        if any(group.over for group in self.groups):
            found.append("class-cap")
        return tuple(found)


def load_desk(reading: Reading, actor: Actor, code: str, period: str) -> Desk:
    """The desk of the actor's committee; `NotFound` where the programme classifies nobody, or nobody of this one."""
    session = reading.session
    programme = session.scalar(select(Programme).where(Programme.code == code))
    if programme is None or actor.role not in SEES or actor.programme_id not in (None, programme.id):
        raise NotFound(code)
    round_ = get_round(session, programme.id, period)
    edition = session.get_one(Edition, round_.edition_id)
    rules = rules_of(edition)
    if not rules.has(CLASSIFICATION):
        raise NotFound(code)
    committee = _committee(session, actor, programme, reading.today)
    asked, year = rules.classification, int(period[:4])
    day = min(reading.today, date(year, 12, 31))
    rows = _rows(session, committee.id, day, asked)
    _fill(session, rows.values(), programme.id, period)
    early = is_early(year, reading.today)
    desk = Desk(programme, edition, rules, period, committee, asked.regime_of(year), tuple(rows.values()), early)
    _judge(session, desk, day)
    return desk


def _committee(session: Session, actor: Actor, programme: Programme, today: date) -> Unit:
    """Whose list it is: the actor's own committee, the issuer or one below it."""
    issuer = session.get_one(Unit, programme.issuer_id)
    if actor.unit_id is None:
        return issuer
    own = session.get_one(Unit, actor.unit_id)
    at = covered(session, issuer, today)
    if own.id != issuer.id and not at.holds(own.id, own.path):
        raise NotAllowed("a committee of another programme")
    return own


def _rows(session: Session, committee_id: int, day: date, asked: ClassificationRules) -> dict[int, Row]:
    """The units directly under a committee on a day that are classified, in Vietnamese order of names."""
    found = select(Unit.id, Unit.code, UnitVersion.name, UnitVersion.kind)
    found = found.join(UnitVersion, and_(UnitVersion.unit_id == Unit.id, units.current(day)))
    found = found.where(UnitVersion.parent_id == committee_id, UnitVersion.kind.in_(asked.unit_kinds))
    rows = session.execute(found.order_by(UnitVersion.sort_key, Unit.id))
    return {row.id: Row(row.id, row.code, row.name, row.kind, row.kind) for row in rows}


def _fill(session: Session, rows: Iterable[Row], programme_id: int, period: str) -> None:
    by_id = {row.unit_id: row for row in rows}
    of = (Classification.programme_id == programme_id, Classification.period == period)
    decided = select(Classification).where(*of, Classification.unit_id.in_(by_id))
    for one in session.scalars(decided.order_by(Classification.version)):
        row = by_id[one.unit_id]
        row.decided, row.version, row.group = read_said(one.said), one.version, one.like_group
    drafts = select(ClassificationDraft).where(
        ClassificationDraft.programme_id == programme_id, ClassificationDraft.period == period,
        ClassificationDraft.unit_id.in_(by_id),
    )  # fmt: skip
    for draft in session.scalars(drafts):
        row = by_id[draft.unit_id]
        row.said, row.draft_version, row.group = read_said(draft.said), draft.version, draft.like_group


def _judge(session: Session, desk: Desk, day: date) -> None:
    """What is against each row that is prepared, and how many excellent ones each group may have."""
    if desk.regime is None:
        return
    lower = _lower(session, desk, day)
    for row in desk.prepared:
        assert row.said is not None
        row.against, row.waits_for = reasons_against(row.said, desk.regime), lower.get(row.unit_id, ())
    desk.groups = groups_of([(row.group, row.level) for row in desk.rows if row.level], desk.regime)


def _lower(session: Session, desk: Desk, day: date) -> dict[int, tuple[str, ...]]:
    """Of each unit that is prepared, the names of those below it that the year still waits for."""
    prepared = {row.unit_id for row in desk.prepared}
    if not prepared:
        return {}
    tree = below_on(desk.committee.id, day).subquery()
    done = select(Classification.unit_id).where(
        Classification.programme_id == desk.programme.id, Classification.period == desk.period
    )
    asked = select(
        UnitVersion.unit_id, UnitVersion.parent_id, UnitVersion.name, UnitVersion.kind,
        UnitVersion.unit_id.in_(done).label("done"),
    ).join(tree, tree.c.id == UnitVersion.unit_id).where(units.current(day))  # fmt: skip
    places = {row.unit_id: row for row in session.execute(asked.order_by(UnitVersion.sort_key))}
    kinds, found = desk.rules.classification.unit_kinds, dict[int, list[str]]()
    for place in places.values():
        if place.done or place.kind not in kinds:
            continue
        above = place.parent_id
        while above in places:
            if above in prepared:
                found.setdefault(above, []).append(place.name)
            above = places[above].parent_id
    return {unit_id: tuple(names) for unit_id, names in found.items()}


def read_said(said: Mapping[str, Any]) -> Said:
    """What was kept of a unit, as values."""
    points = said.get("points")
    return Said(
        level=said["level"], points=None if points is None else Decimal(points), disciplined=said["disciplined"],
        reviewed=said.get("reviewed", False), **{name: said.get(name) for name in COUNTS},
    )  # fmt: skip


def written(said: Said) -> dict[str, Any]:
    """The same as it is kept and sealed: points as text, what is not said left out."""
    counts = {name: value for name in COUNTS if (value := getattr(said, name)) is not None}
    points = {} if said.points is None else {"points": f"{said.points:f}"}
    return {"level": said.level, "disciplined": said.disciplined, "reviewed": said.reviewed, **points, **counts}


def newest() -> Any:
    """Selects of each classification only its last version."""
    of = select(Classification.unit_id, Classification.programme_id, Classification.period)
    return of.add_columns(func.max(Classification.version).label("version")).group_by(*of.selected_columns).subquery()
