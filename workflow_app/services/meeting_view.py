"""The months of one cell: what it reported, what it comes to and why, and what is still to be reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from states import roles
from states.edition_values import RETURNS, Name
from states.meeting_return import Judged, Said, judge
from states.returns_rules import first_of

from ..house import House
from ..models import Edition, MeetingReturn, Programme, Round, Unit, UnitVersion
from . import unit as units
from .actor import Actor
from .errors import NotFound
from .meeting_month import months_of
from .meeting_return import Place, find_place, latest, read_said, shorter
from .reach import OF_UNIT, Glance
from .rules import rules_of


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month in the year of a cell; `band` None where nothing is reported, "" where no meeting was held."""

    month: str
    due_on: date
    band: str | None
    total: str
    late_days: int
    overdue: bool


@dataclass(frozen=True, slots=True)
class MonthPage:
    """One month of a cell: the report that stands, what it comes to, and the versions before it."""

    place: Place
    unit: Unit
    name: str
    month: str
    due_on: date
    said: Said | None
    judged: Judged | None
    version: int
    shorter: int | None  # minutes that a decision asks of this small cell
    late_days: int
    earlier: tuple[MeetingReturn, ...]
    before: Said | None  # of the month before: where a form begins
    may_write: bool
    lines: tuple[MonthLine, ...]  # of the whole year
    today: date


@dataclass(frozen=True, slots=True)
class ToReport:
    """A month that a cell has still to report."""

    programme: str
    name: Name
    month: str
    due_on: date
    overdue: bool


def get_month(house: House, actor: Actor, code: str, month: str, unit_code: str = "") -> MonthPage:
    """A month of the actor's own cell, or of one below a committee; `NotFound` for any other."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        place = find_place(glance, code, month)
        unit = _unit(session, actor, unit_code)
        if actor.programme_id not in (None, place.programme.id):
            raise NotFound(code)
        rows = _rows(session, place.programme.id, unit.id, month)
        last = rows[0] if rows else None
        small = shorter(glance, place.programme.id, unit.id, month)
        graded_by = shorter(glance, place.programme.id, unit.id, month, before=last)
        said = read_said(last.said) if last else None
        previous = _before(glance, place.programme.id, unit.id, month)
        return MonthPage(
            place=place, unit=unit, name=_name(session, unit.id, glance.today), month=month,
            due_on=place.returns.due_on(month), said=said,
            judged=judge(said, place.returns, month, graded_by) if said else None,
            version=last.version if last else 0, shorter=small, late_days=last.late_days if last else 0,
            earlier=tuple(rows[1:]), before=read_said(previous.said) if previous else None,
            may_write=actor.role in OF_UNIT and actor.unit_id == unit.id,
            lines=_year(session, place, unit.id, months_of(month, glance.today), glance.today), today=glance.today,
        )  # fmt: skip


def list_to_report(house: House, actor: Actor) -> tuple[ToReport, ...]:
    """The months that the actor's cell has still to report in every programme that asks it, the oldest first."""
    if actor.role not in OF_UNIT or actor.unit_id is None:
        return ()
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        own = units.get_versions(session, [actor.unit_id], glance.today).get(actor.unit_id)
        asked = select(Programme, Round, Edition, Unit).join(Round, Round.programme_id == Programme.id)
        asked = asked.join(Edition, Round.edition_id == Edition.id).join(Unit, Programme.issuer_id == Unit.id)
        asked = asked.where(Round.opens_on <= glance.today, Round.ends_on > glance.today)
        found: list[ToReport] = []
        for row in session.execute(asked):
            rules = rules_of(row.Edition)
            below = actor.unit_path.startswith(f"{row.Unit.path}.")
            if own is None or not rules.has(RETURNS) or own.kind not in rules.returns.unit_kinds or not below:
                continue
            if actor.programme_id not in (None, row.Programme.id):
                continue
            done = _reported(session, row.Programme.id, actor.unit_id)
            began = max(row.Round.opens_on, own.valid_from)
            for month in months_of(row.Round.period, glance.today):
                if month not in done and first_of(month) >= began.replace(day=1):
                    due = rules.returns.due_on(month)
                    found.append(ToReport(row.Programme.code, rules.name, month, due, due < glance.today))
        return tuple(sorted(found, key=lambda one: one.month))


def _unit(session: Session, actor: Actor, code: str) -> Unit:
    """The actor's own cell, or with a code one that the mandate reaches."""
    if actor.role in OF_UNIT and actor.unit_id is not None:
        own = session.get_one(Unit, actor.unit_id)
        if code in ("", own.code):
            return own
        raise NotFound(code)
    unit = session.scalar(select(Unit).where(Unit.code == code))
    if unit is None or actor.role not in roles.READERS or not _reaches(actor, unit):
        raise NotFound(code)
    return unit


def _reaches(actor: Actor, unit: Unit) -> bool:
    return actor.reach == roles.PROGRAMME or roles.reaches(actor.reach, own_path=actor.unit_path, path=unit.path)


def _rows(session: Session, programme_id: int, unit_id: int, month: str) -> list[MeetingReturn]:
    of = (MeetingReturn.programme_id == programme_id, MeetingReturn.unit_id == unit_id, MeetingReturn.month == month)
    return list(session.scalars(select(MeetingReturn).where(*of).order_by(MeetingReturn.version.desc())))


def _before(glance: Glance, programme_id: int, unit_id: int, month: str) -> MeetingReturn | None:
    asked = select(MeetingReturn.month).where(
        MeetingReturn.programme_id == programme_id, MeetingReturn.unit_id == unit_id, MeetingReturn.month < month
    )
    known = glance.session.scalar(asked.order_by(MeetingReturn.month.desc()).limit(1))
    return latest(glance, programme_id, unit_id, known) if known else None


def _reported(session: Session, programme_id: int, unit_id: int) -> dict[str, MeetingReturn]:
    of = (MeetingReturn.programme_id == programme_id, MeetingReturn.unit_id == unit_id)
    return {row.month: row for row in session.scalars(select(MeetingReturn).where(*of, MeetingReturn.current))}


def _year(session: Session, place: Place, unit_id: int, months: Sequence[str], today: date) -> tuple[MonthLine, ...]:
    done, lines = _reported(session, place.programme.id, unit_id), []
    for month in [one for one in months if one >= place.first_month]:
        row, due = done.get(month), place.returns.due_on(month)
        band = None if row is None else row.band or ""
        late = row.late_days if row else 0
        lines.append(MonthLine(month, due, band, row.total if row else "", late, row is None and due < today))
    return tuple(lines)


def _name(session: Session, unit_id: int, today: date) -> str:
    asked = select(UnitVersion.name).where(UnitVersion.unit_id == unit_id, units.named(today))
    return session.scalar(asked) or ""
