"""The months of one cell: what it reported, what it comes to and why, and what is still to be reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states import roles
from states.edition import Edition as Rules
from states.edition_values import RETURNS, Name
from states.meeting_return import Judged, Said, judge
from states.returns_rules import first_of

from ..clock import day_of
from ..house import House
from ..models import Edition, MeetingReturn, Programme, ReturnException, Round, Unit, UnitVersion
from . import unit as units
from .actor import Actor
from .errors import NotFound
from .meeting_exception import EXCLUDED, shorter
from .meeting_month import BEFORE, FOUNDED, months_of
from .meeting_place import Nearer, Place, concretises, find_place, latest
from .meeting_return import read_said
from .programme_units import covered_by
from .reach import OF_UNIT, Glance
from .rules import rules_of

ASKED_AFTER = timedelta(days=62)  # December falls due when its round is over, and is asked for while it is late


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month in the year of a cell; `band` None where nothing is reported, "" where no meeting was held."""

    month: str
    due_on: date
    band: str | None
    total: str
    late_days: int
    overdue: bool
    left_out: str  # why the cell is not counted in that month


@dataclass(frozen=True, slots=True)
class Decision:
    """What its committee decided about one cell; with `minutes` None, that the months are not counted."""

    first_month: str
    last_month: str
    minutes: int | None
    reason: str
    symbol: str
    issued_on: date
    entered_on: date  # papers may arrive late, which is seen


@dataclass(frozen=True, slots=True)
class MonthPage:
    """One month of a cell: the report that stands, what it comes to, and the versions before it."""

    place: Place
    unit: Unit
    name: str
    month: str
    due_on: date
    said: Said | None
    paper: dict[str, Any] | None  # its minutes as a file
    judged: Judged | None
    version: int
    shorter: int | None  # minutes that a decision asks of this small cell
    late_days: int
    earlier: tuple[MeetingReturn, ...]
    before: Said | None  # of the month before: where a form begins
    may_write: bool
    decisions: tuple[Decision, ...]  # of its committee about this cell alone, the latest first
    lines: tuple[MonthLine, ...]  # of the whole year
    today: date

    @property
    def nearer(self) -> Nearer | None:
        """The programme of a committee below to which the cell reports instead; what it says there counts here."""
        return self.place.asked_by(self.unit.id, self.unit.path)

    @property
    def left_out(self) -> str:
        """Why the cell is not counted in this month; empty where it is."""
        return next((line.left_out for line in self.lines if line.month == self.month), "")


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
        unit = find_unit(session, actor, unit_code)
        if actor.programme_id not in (None, place.programme.id):
            raise NotFound(code)
        rows = reports_of(session, place.programme.id, unit.id, month)
        last = rows[0] if rows else None
        small = shorter(glance, place.programme.id, unit.id, month)
        graded_by = shorter(glance, place.programme.id, unit.id, month, before=last)
        said = read_said(last.said) if last else None
        previous = _before(glance, place.programme.id, unit.id, month)
        return MonthPage(
            place=place, unit=unit, name=_name(session, unit.id, glance.today), month=month,
            due_on=place.returns.due_on(month), said=said, paper=last.said.get("paper") if last else None,
            judged=judge(said, place.returns, month, graded_by) if said else None,
            version=last.version if last else 0, shorter=small, late_days=last.late_days if last else 0,
            earlier=tuple(rows[1:]), before=read_said(previous.said) if previous else None,
            may_write=actor.role in OF_UNIT and actor.unit_id == unit.id and place.asked_by(unit.id, unit.path) is None,
            decisions=_decisions(session, place.programme.id, unit.id, month),
            lines=_year(session, place, unit.id, months_of(month, glance.today), glance.today), today=glance.today,
        )  # fmt: skip


def list_to_report(house: House, actor: Actor) -> tuple[ToReport, ...]:
    """The months that the actor's cell has still to report in every programme that asks it, the oldest first.

    A framework that a committee below concretises takes over what is reported there, and asks for nothing itself.
    """
    if actor.role not in OF_UNIT or actor.unit_id is None:
        return ()
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        own = units.get_versions(session, [actor.unit_id], glance.today).get(actor.unit_id)
        asked = select(Programme, Round, Edition, Unit).join(Round, Round.programme_id == Programme.id)
        asked = asked.join(Edition, Round.edition_id == Edition.id).join(Unit, Programme.issuer_id == Unit.id)
        asked = asked.where(Round.opens_on <= glance.today, Round.ends_on > glance.today - ASKED_AFTER)
        found: list[ToReport] = []
        meant = [row for row in session.execute(asked) if own is not None and _asks(rules_of(row.Edition), own.kind)]
        covers = covered_by(session, [row.Unit for row in meant], glance.today)
        rows = [row for row in meant if covers[row.Unit.id].holds(actor.unit_id, actor.unit_path)]
        for row in rows:
            rules = rules_of(row.Edition)
            if actor.programme_id not in (None, row.Programme.id):
                continue
            done = _reported(session, row.Programme.id, actor.unit_id)
            began = row.Round.opens_on.isoformat()[:7]
            nearer = [one.Round for one in rows if concretises(rules_of(one.Edition), row.Edition)]
            months = [
                one
                for one in months_of(row.Round.period, glance.today)
                if one >= began and not any(_takes(local, one) for local in nearer)
            ]
            gone = _left_out(session, row.Programme.id, actor.unit_id, months)
            for month in months:
                if month not in done and month not in gone:
                    due = rules.returns.due_on(month)
                    found.append(ToReport(row.Programme.code, rules.name, month, due, due < glance.today))
        return tuple(sorted(found, key=lambda one: one.month))


def _asks(rules: Rules, kind: str) -> bool:
    return rules.has(RETURNS) and kind in rules.returns.unit_kinds


def _takes(round_: Round, month: str) -> bool:
    return round_.period[:4] == month[:4] and round_.opens_on.isoformat()[:7] <= month


def find_unit(session: Session, actor: Actor, code: str) -> Unit:
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


def reports_of(session: Session, programme_id: int, unit_id: int, month: str) -> list[MeetingReturn]:
    """The reports of a unit about a month, the last one first."""
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
    months, lines = [one for one in months if one >= place.first_month], []
    done = _reported(session, place.programme.id, unit_id)
    gone = _left_out(session, place.programme.id, unit_id, months)
    for month in months:
        row, due = done.get(month), place.returns.due_on(month)
        band = None if row is None else row.band or ""
        late = row.late_days if row else 0
        why = gone.get(month, "")
        overdue = row is None and due < today and not why
        lines.append(MonthLine(month, due, band, row.total if row else "", late, overdue, why))
    return tuple(lines)


def _decisions(session: Session, programme_id: int, unit_id: int, month: str) -> tuple[Decision, ...]:
    """Those that concern a month of the same year."""
    year, here = month[:4], ReturnException
    of = (here.programme_id == programme_id, here.unit_id == unit_id)
    asked = select(here).where(*of, here.first_month <= f"{year}-12", here.last_month >= f"{year}-01")
    return tuple(
        Decision(
            one.first_month, one.last_month, one.minutes, one.reason, one.symbol, one.issued_on, day_of(one.recorded_at)
        )
        for one in session.scalars(asked.order_by(here.id.desc()))
    )  # fmt: skip


def _left_out(session: Session, programme_id: int, unit_id: int, months: Iterable[str]) -> dict[str, str]:
    """The months in which a cell is not counted, and why: it was not there on the first day, or by a decision."""
    of = (UnitVersion.unit_id == unit_id, UnitVersion.superseded_at.is_(None))
    began = session.scalar(select(func.min(UnitVersion.valid_from)).where(*of))  # a later version only renames it
    decided = select(ReturnException).where(
        ReturnException.programme_id == programme_id, ReturnException.unit_id == unit_id,
        ReturnException.kind == EXCLUDED,
    )  # fmt: skip
    decisions = session.scalars(decided.order_by(ReturnException.id)).all()
    found: dict[str, str] = {}
    for month in months:
        if began is not None and first_of(month) < began:
            found[month] = FOUNDED if month == began.isoformat()[:7] else BEFORE
        for one in decisions:
            if one.first_month <= month <= one.last_month:
                found[month] = one.reason
    return found


def _name(session: Session, unit_id: int, today: date) -> str:
    asked = select(UnitVersion.name).where(UnitVersion.unit_id == unit_id, units.named(today))
    return session.scalar(asked) or ""
