"""Populations of a period: taken by the worker on its first day and after its last one, and decided between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import structlog
from sqlalchemy import and_, select, true
from sqlalchemy.orm import Session

from states.edition import Edition as Rules
from states.population import CHOICES, END, START, Basis, basis_of
from states.reorganisation import UNDONE

from ..clock import day_of
from ..house import House
from ..models import Edition, Population, PopulationDecision, Programme, Round, Unit, UnitEdge, UnitEvent, UnitVersion
from . import unit as units
from .citation import cited_beside
from .errors import NotFound
from .perform import Once, Receipt, Sealed, Work, unit_of_work
from .round import begin
from .rules import rules_of
from .unit_on import below_on, last_day

log = structlog.get_logger()

COUNTED, DECIDED = "target.counted", "target.decided"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about the number, and by which paper."""

    choice: str
    reason: str
    symbol: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """Both populations of a period that is over, what follows from them, and the decision."""

    basis: Basis
    start_on: date
    end_on: date
    decision: Decision | None
    changed: tuple[str, ...]  # names of the units that went, as they were called at the start


def take_due(house: House) -> int:
    """Write down every population whose day has come; returns how many those were."""
    today = day_of(house.clock())
    with house.db.reading() as session:
        known = session.execute(select(Population.programme_id, Population.period, Population.moment))
        taken = {(row.programme_id, row.period, row.moment) for row in known}
        asked = select(Round.id, Round.programme_id, Round.period, Round.opens_on, Round.ends_on)
        rounds = session.execute(asked).all()
    due = [
        (row.id, moment)
        for row in rounds
        for moment, day in ((START, row.opens_on), (END, row.ends_on))
        if day <= today and (row.programme_id, row.period, moment) not in taken
    ]
    return sum(_take(house, round_id, moment) for round_id, moment in due)


def _take(house: House, round_id: int, moment: str) -> bool:
    """One of them; whatever stands in its way must not keep the worker from its other work."""
    try:
        with unit_of_work(house) as work:
            round_ = work.session.get_one(Round, round_id, with_for_update=True)
            of = (Population.programme_id == round_.programme_id, Population.period == round_.period)
            if work.session.scalar(select(Population.id).where(*of, Population.moment == moment)) is not None:
                return False
            _write(work, round_, moment)
    except Exception as error:
        log.error("population.take_failed", round=round_id, moment=moment, error=type(error).__name__)
        return False
    return True


def _write(work: Work, round_: Round, moment: str) -> None:
    programme = work.session.get_one(Programme, round_.programme_id)
    edition = work.session.get_one(Edition, round_.edition_id)
    as_of = round_.opens_on if moment == START else round_.ends_on - timedelta(days=1)
    found = population_on(work.session, programme, rules_of(edition), as_of)
    entry = work.append(
        COUNTED, work.system(), {"population": Sealed(found, "at_once")}, programme=programme.code,
        period=round_.period, edition=edition.digest, moment=moment, as_of=as_of.isoformat(), units=len(found),
    )  # fmt: skip
    work.session.add(
        Population(
            programme_id=programme.id, period=round_.period, moment=moment, as_of=as_of, edition_id=edition.id,
            units=found, taken_at=work.now, entry_id=entry.id,
        )  # fmt: skip
    )
    work.session.flush()


def population_on(session: Session, programme: Programme, rules: Rules, as_of: date) -> dict[str, str]:
    """Code and kind of the units that the programme is meant for on a day.

    Where its committee was no more by then, those that succeeded, by that day, the units it had on its last one.
    """
    day = last_day(session, programme.issuer_id, as_of)
    below = below_on(programme.issuer_id, day)
    ids = set(session.scalars(below.with_only_columns(below.selected_columns.id)))
    if day != as_of:
        ids = _living(session, ids, as_of)
    of_type = UnitVersion.cell_type.in_(rules.cell_types) if rules.cell_types else true()
    asked = select(Unit.code, UnitVersion.kind).join(UnitVersion, UnitVersion.unit_id == Unit.id)
    asked = asked.where(Unit.id.in_(ids), units.current(as_of), UnitVersion.kind.in_(rules.unit_kinds), of_type)
    return {row.code: row.kind for row in session.execute(asked.order_by(Unit.code))}


def _living(session: Session, ids: set[int], day: date) -> set[int]:
    """The units themselves or, of those that are no more, whoever carries them on."""
    edges = related(session, day, after=True)
    there = set(session.scalars(select(UnitVersion.unit_id).where(units.current(day))))
    return {one for unit_id in ids for one in {unit_id, *edges.get(unit_id, ())} if one in there}


def related(session: Session, by: date, *, after: bool) -> dict[int, set[int]]:
    """For each unit all that carry it on by a day, through every change, or with `after` False all it came from."""
    steps: dict[int, set[int]] = {}
    edges = select(UnitEdge.predecessor_id, UnitEdge.successor_id).join(UnitEvent, UnitEdge.event_id == UnitEvent.id)
    for row in session.execute(edges.where(UnitEvent.status != UNDONE, UnitEvent.effective_on <= by)):
        here, there = (row.predecessor_id, row.successor_id) if after else (row.successor_id, row.predecessor_id)
        if here != there:
            steps.setdefault(here, set()).add(there)
    found: dict[int, set[int]] = {}
    for unit_id in steps:
        reached, ahead = set[int](), list(steps[unit_id])
        while ahead:
            one = ahead.pop()
            if one not in reached:
                reached.add(one)
                ahead += steps.get(one, ())
        found[unit_id] = reached - {unit_id}
    return found


def decide(
    house: House, mandate_id: int, code: str, period: str, choice: str, *, reason: str, symbol: str,
    issued_on: date | None, request: Once | None = None,
) -> Receipt:  # fmt: skip
    """Who runs the programme today decides whether the old number is kept or the new one counts; it is public."""
    with unit_of_work(house) as work:
        actor, programme = begin(work, mandate_id, code, request)
        standing = read_standing(work.session, programme.id, period)
        if standing is None or not standing.basis.changed:
            raise NotFound(period)
        errors = {} if choice in CHOICES else {"choice": "population-choice"}
        errors |= {} if reason else {"reason": "population-reason"}
        number, day = cited_beside(errors, symbol, issued_on, work.today)
        paper = {"reason": reason, "symbol": number.canonical, "issued_on": day.isoformat()}
        entry = work.append(
            DECIDED, actor, {"basis": Sealed(paper, "at_once")}, request=request, programme=code, period=period,
            choice=choice,
        )  # fmt: skip
        work.session.add(
            PopulationDecision(
                programme_id=programme.id, period=period, choice=choice, reason=reason, symbol=number.canonical,
                issued_on=day, decided_at=work.now, entry_id=entry.id,
            )  # fmt: skip
        )
        work.session.flush()
    return work.receipt(entry)


def read_standing(session: Session, programme_id: int, period: str) -> Standing | None:
    """What counts in a period that is over; None before its end."""
    of = (Population.programme_id == programme_id, Population.period == period)
    taken: Mapping[str, Population] = {row.moment: row for row in session.scalars(select(Population).where(*of))}
    if START not in taken or END not in taken:
        return None
    asked = select(PopulationDecision).where(
        PopulationDecision.programme_id == programme_id, PopulationDecision.period == period
    )
    row = session.scalar(asked.order_by(PopulationDecision.id.desc()).limit(1))
    decision = Decision(row.choice, row.reason, row.symbol, row.issued_on) if row else None
    start, end = taken[START], taken[END]
    basis = basis_of(start.units, end.units, decision.choice if decision else "")
    named = select(UnitVersion.name).join(Unit, and_(Unit.id == UnitVersion.unit_id, Unit.code.in_(basis.changed)))
    names = session.scalars(named.where(units.current(start.as_of)).order_by(UnitVersion.sort_key)).all()
    return Standing(basis, start.as_of, end.as_of, decision, tuple(names))
