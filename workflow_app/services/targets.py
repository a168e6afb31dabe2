"""How far a programme has come in one period: its targets, the units that are still missing, and who may see which."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from states import roles
from states.edition import Edition as Rules
from states.edition_values import REGISTRATION, RETURNS
from states.figure import Told, counted_of
from states.inspection import MET
from states.inspection import State as Inspected
from states.population import RECOUNT
from states.targets import FIGURE, RETURN_COUNTS, WITHHELD, Counted, Target, judge

from ..models import Case, Inspection, Programme, Round, TargetFigure, Unit, UnitVersion
from . import inspection_duties, recognition_duties, registration_duties
from . import unit as units
from .actor import Actor
from .disclosure import PUBLIC_STATES, is_open
from .figure import read_figures
from .meeting_month import months_of, public_sums
from .meeting_place import Place
from .population import Standing, read_standing, related
from .reach import Glance
from .standing import signed_units
from .target_counts import Counter
from .target_measures import Gap, Measures, measure, measure_gap
from .unit_on import below_on, last_day

RECOGNISED = ("published", "expired")  # it was recognised in the period, also when its validity has ended since
OFFICES = (roles.MANAGER, roles.BOARD_SIGNATORY, roles.BOARD_SECRETARY, roles.REVIEWER, roles.AUDITOR)
BY_UNIT = (registration_duties, inspection_duties, recognition_duties)  # processes in the order of a unit's way


@dataclass(frozen=True, slots=True)
class Figure:
    """One target, what was counted, and what came of it."""

    target: Target
    counted: Counted
    outcome: str
    month: str = ""  # of what is counted month by month
    paper: Paper | None = None  # of what a document tells


@dataclass(frozen=True, slots=True)
class Paper:
    """Which document told a figure, and as of which day; `version` counts its corrections."""

    symbol: str
    issued_on: date
    as_of: date
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A unit that is not recognised, with the case that brought it furthest among those the viewer may see."""

    unit: str
    process: str = ""
    state: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Inside:
    """What only the issuer's own people see: who may be considered for what follows, and how the points differ."""

    recognised: tuple[str, ...]  # names of units
    gap: Gap | None


@dataclass(frozen=True, slots=True)
class Progress:
    """One period: `as_of` is the day on which the population was taken; `unnamed` are missing but not public."""

    as_of: date
    population: int
    counts: dict[str, int]  # by the codes of states.targets.COUNTS
    by_type: Mapping[str, int]  # accepted registrations, where the programme is meant for units of some types alone
    figures: tuple[Figure, ...]
    missing: tuple[Missing, ...]
    unnamed: int
    measures: Measures
    inside: Inside | None
    standing: Standing | None  # of a period that is over: out of how many, and why


def of_issuer(actor: Actor | None, programme: Programme) -> bool:
    """Whether a viewer works for the committee that runs the programme, under a mandate that reaches its units."""
    if actor is None or actor.role not in OFFICES:
        return False
    if actor.reach == roles.PROGRAMME:
        return actor.programme_id == programme.id
    below = programme.issuer_id in actor.stands_for and actor.reach != roles.SELF
    return below and actor.programme_id in (None, programme.id)


def read_progress(
    session: Session, programme: Programme, round_: Round, rules: Rules, today: date, glance: Glance | None
) -> Progress:
    """The progress of a round; `glance` of somebody who works for the issuer, None for everybody else."""
    as_of = last_day(session, programme.issuer_id, min(today, round_.ends_on - timedelta(days=1)))
    standing = read_standing(session, programme.id, round_.period)
    population = _population(session, programme, rules, as_of)
    if standing is not None:
        as_of, population = _counted(session, standing)
    names = {unit_id: name for unit_id, (name, _) in population.items()}
    rows = period_cases(session, round_, glance)
    done = reached(rows, round_.period, set(session.scalars(signed_units(programme.id, round_.period))))
    if standing is not None and standing.basis.changed:
        done = _carried(session, done, names.keys(), today, forward=standing.basis.choice != RECOUNT)
    kinds = {unit_id: kind for unit_id, (_, kind) in population.items()}
    month = last_month(round_, rules, today)
    counter = Counter(
        session, programme.id, round_.period, kinds, done,
        lambda: public_sums(session, Place(programme, round_.edition, rules, month), month, today),
    )  # fmt: skip
    counts = {count: len(done[count] & names.keys()) for count in done}
    still = [unit_id for unit_id in names if unit_id not in done["recognised"]]
    furthest = _furthest(rows, round_.period, rules, inside=glance is not None)
    missing = [Missing(names[unit_id], *furthest.get(unit_id, ())) for unit_id in still]
    shown = tuple(missing if glance else (line for line in missing if line.code))
    recognised = tuple(name for unit_id, name in names.items() if unit_id in done["recognised"])
    return Progress(
        as_of=as_of,
        population=len(names),
        counts=counts,
        by_type=_by_type(session, rules, done["registered"] & names.keys(), as_of),
        figures=_figures(rules, counter, month, _told_of(session, programme, round_, rules), inside=glance is not None),
        missing=shown,
        unnamed=len(missing) - len(shown),
        measures=measure(session, programme.id, round_.period),
        standing=standing,
        inside=Inside(recognised, measure_gap(session, programme.id, round_.period)) if glance else None,
    )


def _by_type(session: Session, rules: Rules, registered: Collection[int], as_of: date) -> Mapping[str, int]:
    """How many units of each type have registered; together they are all that have."""
    if not rules.cell_types or not rules.has(REGISTRATION):
        return {}
    asked = select(UnitVersion.cell_type, func.count()).where(UnitVersion.unit_id.in_(registered), units.current(as_of))
    found = {row[0]: row[1] for row in session.execute(asked.group_by(UnitVersion.cell_type))}
    return {one: found.get(one, 0) for one in rules.cell_types}


def _told_of(
    session: Session, programme: Programme, round_: Round, rules: Rules
) -> Mapping[str, TargetFigure]:  # fmt: skip
    """What documents told of the targets that the register cannot count; nothing is asked where there are none."""
    asked = any(target.count == FIGURE for target in rules.targets)
    return read_figures(session, programme.id, round_.period) if asked else {}


def _figures(
    rules: Rules, counter: Counter, month: str, told: Mapping[str, TargetFigure], *, inside: bool
) -> tuple[Figure, ...]:  # fmt: skip
    return tuple(
        _told(one, told.get(one.code)) if one.count == FIGURE else _figure(one, counter, month, inside=inside)
        for one in rules.targets
    )


def _figure(target: Target, counter: Counter, month: str, *, inside: bool) -> Figure:
    counted = counter.count(target)
    if target.count not in RETURN_COUNTS:
        return Figure(target, counted, judge(target, counted))
    if not inside and not counter.month.is_told:
        return Figure(target, Counted(0, 0), WITHHELD, month)
    return Figure(target, counted, judge(target, counted), month)


def _told(target: Target, row: TargetFigure | None) -> Figure:
    """What a document tells, or that none has yet."""
    number = counted_of(target, Told(row.number, row.of, row.as_of) if row else None)
    paper = Paper(row.symbol, row.issued_on, row.as_of, row.version, row.reason) if row else None
    return Figure(target, number, judge(target, number), paper=paper)


def last_month(round_: Round, rules: Rules, today: date) -> str:
    """The last month that every cell should have reported by now; before that, the first one."""
    first = round_.opens_on.isoformat()[:7]
    if not rules.has(RETURNS):
        return first
    told = [one for one in months_of(round_.period, today) if one >= first and rules.returns.due_on(one) < today]
    return told[-1] if told else first


def _population(session: Session, programme: Programme, rules: Rules, as_of: date) -> dict[int, tuple[str, str]]:
    """Name and kind of the units below the issuer that the programme is meant for on a day, in Vietnamese order."""
    below = below_on(programme.issuer_id, as_of)
    of_type = UnitVersion.cell_type.in_(rules.cell_types) if rules.cell_types else true()
    asked = (
        select(UnitVersion.unit_id, UnitVersion.name, UnitVersion.kind)
        .where(UnitVersion.unit_id.in_(below.with_only_columns(below.selected_columns.id)), units.current(as_of))
        .where(UnitVersion.kind.in_(rules.unit_kinds), of_type)
        .order_by(UnitVersion.sort_key, UnitVersion.unit_id)
    )
    return {row.unit_id: (row.name, row.kind) for row in session.execute(asked)}


def _counted(session: Session, standing: Standing) -> tuple[date, dict[int, tuple[str, str]]]:
    """The day whose units a period that is over is counted out of, and their names on it, with their kinds."""
    keeps = standing.basis.changed and standing.basis.choice != RECOUNT
    day, kinds = standing.start_on if keeps else standing.end_on, standing.basis.units
    asked = select(Unit.id, Unit.code, UnitVersion.name).join(UnitVersion, UnitVersion.unit_id == Unit.id)
    asked = asked.where(Unit.code.in_(kinds), units.current(day)).order_by(UnitVersion.sort_key, Unit.id)
    return day, {row.id: (row.name, kinds[row.code]) for row in session.execute(asked)}


def _carried(
    session: Session, done: dict[str, set[int]], counted: Collection[int], today: date, *, forward: bool
) -> dict[str, set[int]]:  # fmt: skip
    """What was done, said of the units that are counted: by themselves, or by one they came from or that carries on."""
    others = related(session, today, after=forward)
    return {
        count: found | {one for one in counted if not others.get(one, set()).isdisjoint(found)}
        for count, found in done.items()
    }


def period_cases(session: Session, round_: Round, glance: Glance | None) -> Sequence[Any]:
    """Every case of the period, the recognitions of earlier ones, and whether this viewer may open each."""
    checked = aliased(Inspection)  # by another name than in what says whether an inspection is visible
    opens = [and_(Case.process == p.NAME, p.visible(glance.asker)) for p in BY_UNIT] if glance else []
    asked = (
        select(
            Case.unit_id, Case.holder_unit_id, Case.process, Case.state, Case.period, Case.code, checked.outcome,
            or_(*opens, false()).label("seen"),
        )
        .join(Unit, Case.holder_unit_id == Unit.id)
        .outerjoin(checked, checked.case_id == Case.id)
        .where(Case.programme_id == round_.programme_id, Case.process.in_([process.NAME for process in BY_UNIT]))
        .where(or_(Case.period == round_.period, and_(Case.process == "recognition", Case.period < round_.period)))
        .order_by(Case.changed_at, Case.id)
    )  # fmt: skip
    return session.execute(asked, glance.values if glance else {}).all()


def reached(rows: Sequence[Any], period: str, signed: set[int]) -> dict[str, set[int]]:
    """The units that reached each thing that is counted; of several inspections the last counts."""
    registered, before, recognised = set[int](), set[int](), set[int]()
    outcomes: dict[int, str] = {}
    for row in rows:
        if row.process == "registration" and row.state in PUBLIC_STATES:
            registered.add(row.unit_id)
        elif row.process == "inspection" and row.state == Inspected.CONCLUDED:
            outcomes[row.unit_id] = row.outcome
        elif row.process == "recognition" and row.state in RECOGNISED:
            (recognised if row.period == period else before).add(row.unit_id)
    return {
        "registered": registered,
        "signed": signed,
        "inspected": set(outcomes),
        "inspection_met": {unit_id for unit_id, outcome in outcomes.items() if outcome == MET},
        "recognised": recognised,
        "recognised_first": recognised - before,
        "recognised_ever": recognised | before,
    }


def _furthest(rows: Sequence[Any], period: str, rules: Rules, *, inside: bool) -> dict[int, tuple[str, str, str]]:
    """Process, state and code of the case that brought each unit furthest, among those that may be seen."""
    found: dict[int, tuple[str, str, str]] = {}
    for process in BY_UNIT:
        for row in rows:
            seen = row.seen if inside else is_open(rules.openings["unit"], row.process, row.state)
            if row.process == process.NAME and row.period == period and seen:
                found[row.unit_id] = (row.process, row.state, row.code)
    return found
