"""Good practices: what inspectors marked is published by whoever runs the programme, and taken back with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from states import inspection
from states.edition_values import Name
from states.practice import faults_of, reasons_against
from states.process import Refused

from .. import text
from ..clock import day_of
from ..codes import new_code
from ..house import House
from ..models import Case, Edition, Entry, Leaf, Practice, Programme, Round, Unit, UnitVersion
from . import unit as units
from .actor import Actor
from .errors import Invalid, NotFound, Stale
from .inspection_file import seen_matter
from .inspection_matter import Matter
from .perform import Once, Sealed, Work, unit_of_work
from .reach import Glance
from .round import begin
from .rules import rules_of
from .unit_past import Today, list_ended
from .unit_tree import may_lead

PUBLISHED, WITHDRAWN = "practice.published", "practice.withdrawn"
PAGE = 20


@dataclass(frozen=True, slots=True)
class Marked:
    """An inspection out of which a practice can be published, and the words of its team."""

    case: str
    unit: str
    programme: str
    period: str
    said: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A practice as everybody reads it; `unit`: as it was called then, `now`: who carries it on if it is no more."""

    code: str
    programme: str
    programme_name: Name
    period: str
    unit_code: str
    unit: str
    now: Today | None
    title: str
    text: str
    holds: bool
    reason: str
    published_at: datetime
    index: int | None  # of its last entry in the log
    version: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the practices of a programme, the newest first."""

    name: Name
    period: str  # the latest one of the programme
    rows: tuple[Line, ...]
    total: int
    next: str | None
    may_withdraw: bool


def get_marked(house: House, actor: Actor, code: str) -> Marked:
    """What the team of an inspection marked; `NotFound` for whoever does not run its programme."""
    with house.db.reading() as session:
        matter = seen_matter(Glance(session, actor, house.clock()), actor, code)
        programme = session.get_one(Programme, matter.case.programme_id)
        if not may_lead(actor, session.get_one(Unit, programme.issuer_id), programme.id):
            raise NotFound(code)
        unit = _name_of(session, matter.unit.id, day_of(house.clock()))
        said = _said(matter)
        return Marked(
            code, unit, programme.code, matter.case.period, said, reasons_against(matter.case.state, len(said))
        )  # fmt: skip


def publish(
    house: House, mandate_id: int, code: str, title: str, words: str, request: Once | None = None
) -> str:  # fmt: skip
    """Publish a practice of a concluded inspection in words of its own; returns its code.

    Raises `Invalid` with every fault, `Refused` (practice-open, practice-unmarked).
    """
    title, words = text.normalise(title), text.normalise_lines(words)
    with unit_of_work(house) as work:
        case = work.session.scalar(select(Case).where(Case.code == code, Case.process == inspection.PROCESS.name))
        if case is None:
            raise NotFound(code)
        programme = work.session.get_one(Programme, case.programme_id)
        actor, _ = begin(work, mandate_id, programme.code, request)
        matter = seen_matter(work, actor, code)
        if reasons := reasons_against(case.state, len(_said(matter))):
            raise Refused("publish", reasons)
        if faults := faults_of(title, words):
            raise Invalid(faults)
        unit = {"code": matter.unit.code, "name": _name_of(work.session, matter.unit.id, work.today)}
        told = {"unit": unit, "title": title, "text": words}
        made = new_code()
        entry = work.append(
            PUBLISHED, actor, {"practice": Sealed(told, "at_once"), "source": Sealed(code, "never")}, request=request,
            practice=made, programme=programme.code, period=case.period, version=1,
        )  # fmt: skip
        of = {"programme_id": programme.id, "period": case.period, "unit_id": matter.unit.id, "case_id": case.id}
        _add(work, entry, code=made, version=1, title=title, text=words, holds=True, reason="", **of)
    return made


def withdraw(
    house: House, mandate_id: int, code: str, reason: str, seen: int, request: Once | None = None
) -> str:  # fmt: skip
    """Take a practice off the list, with a public reason; its page stays and says so. Returns the programme's code."""
    said = text.normalise(reason)
    with unit_of_work(house) as work:
        row = _last(work.session, code)
        programme = work.session.get_one(Programme, row.programme_id)
        actor, _ = begin(work, mandate_id, programme.code, request)
        row = _last(work.session, code)
        if not row.holds or row.version != seen:
            raise Stale(row.recorded_at, actor.role, WITHDRAWN)
        if not said or len(said) > 500:
            raise Invalid({"reason": "practice-reason"})
        version = row.version + 1
        entry = work.append(
            WITHDRAWN, actor, {"reason": Sealed(said, "at_once")}, request=request, practice=code,
            programme=programme.code, period=row.period, version=version,
        )  # fmt: skip
        kept = {name: getattr(row, name) for name in ("programme_id", "period", "unit_id", "case_id", "title", "text")}
        _add(work, entry, code=code, version=version, holds=False, reason=said, **kept)
    return programme.code


def get_practice(house: House, actor: Actor | None, code: str) -> tuple[Line, bool]:
    """One practice, also one that was taken back, and whether the viewer may take it back."""
    with house.db.reading() if actor else house.db.reading_public() as session:
        row = _last(session, code)
        programme = session.get_one(Programme, row.programme_id)
        (line,) = _lines(session, programme, [row], house)
        return line, row.holds and _leads(session, actor, programme)


def list_practices(house: House, actor: Actor | None, code: str, after: str = "", most: int = PAGE) -> Listing:
    """The practices of a programme that hold; `after`: the code of the last one of the page left."""
    with house.db.reading() if actor else house.db.reading_public() as session:
        programme = session.scalar(select(Programme).where(Programme.code == code))
        if programme is None:
            raise NotFound(code)
        asked = select(Practice).where(*_holds(programme.id))
        total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
        last = select(Practice.id).where(Practice.code == after, Practice.version == 1)
        if after and (mark := session.scalar(last)) is not None:
            asked = asked.where(Practice.id < mark)
        rows = session.scalars(asked.order_by(Practice.id.desc()).limit(most + 1)).all()
        lines = _lines(session, programme, rows[:most], house)
        following = lines[-1].code if len(rows) > most else None
        latest = select(Round.period).where(Round.programme_id == programme.id).order_by(Round.opens_on.desc()).limit(1)
        period = session.scalar(latest) or ""
        return Listing(_name(session, programme), period, lines, total, following, _leads(session, actor, programme))


def how_many(programme_id: Any) -> Any:
    """How many practices of a programme everybody may read, as part of another question."""
    return select(func.count(Practice.id)).where(*_holds(programme_id)).scalar_subquery()


def _holds(programme_id: Any) -> tuple[Any, ...]:
    """The practices that nobody took back: those of which the first version is the only one."""
    later = aliased(Practice)
    taken_back = select(later.id).where(later.code == Practice.code, later.version > Practice.version).exists()
    return Practice.programme_id == programme_id, Practice.holds, ~taken_back


def _last(session: Session, code: str) -> Practice:
    asked = select(Practice).where(Practice.code == code).order_by(Practice.version.desc()).limit(1)
    row = session.scalar(asked.execution_options(populate_existing=True))
    if row is None:
        raise NotFound(code)
    return row


def _name_of(session: Session, unit_id: int, today: date) -> str:
    """What a unit is called, or was called last: its check may have ended under whoever carries it on."""
    asked = select(UnitVersion.name).where(UnitVersion.unit_id == unit_id, units.named(today))
    return session.scalars(asked).one()


def _said(matter: Matter) -> tuple[str, ...]:
    return tuple(one.text for one in matter.statements if one.kind == "practice")


def _add(work: Work, entry: Entry, **said: Any) -> None:
    work.session.add(Practice(recorded_at=work.now, entry_id=entry.id, **said))
    work.session.flush()


def _leads(session: Session, actor: Actor | None, programme: Programme) -> bool:
    return actor is not None and may_lead(actor, session.get_one(Unit, programme.issuer_id), programme.id)


def _name(session: Session, programme: Programme) -> Name:
    last = select(Edition).where(Edition.programme_id == programme.id).order_by(Edition.number.desc()).limit(1)
    return rules_of(session.scalars(last).one()).name


def _lines(
    session: Session, programme: Programme, rows: Sequence[Practice], house: House
) -> tuple[Line, ...]:  # fmt: skip
    ids, today = {row.unit_id for row in rows}, day_of(house.clock())
    codes = {row.id: row.code for row in session.execute(select(Unit.id, Unit.code).where(Unit.id.in_(ids)))}
    versions = session.scalars(
        select(UnitVersion).where(UnitVersion.unit_id.in_(ids), UnitVersion.superseded_at.is_(None))
    ).all()
    ended = list_ended(session, Unit.id.in_(ids), today)
    asked = select(Practice.code, func.min(Practice.recorded_at)).where(Practice.code.in_([row.code for row in rows]))
    began = {code: at for code, at in session.execute(asked.group_by(Practice.code))}
    leaves = select(Leaf.entry_id, Leaf.index).where(Leaf.entry_id.in_([row.entry_id for row in rows]))
    places: dict[int, int] = dict(session.execute(leaves).all())
    name = _name(session, programme)

    def called(row: Practice) -> str:
        day = day_of(began[row.code])
        held = [one for one in versions if one.unit_id == row.unit_id and one.valid_from <= day]
        return max(held, key=lambda one: one.valid_from).name

    return tuple(
        Line(
            row.code, programme.code, name, row.period, codes[row.unit_id], called(row), ended.get(row.unit_id),
            row.title, row.text, row.holds, row.reason, began[row.code], places.get(row.entry_id), row.version,
        )
        for row in rows
    )  # fmt: skip
