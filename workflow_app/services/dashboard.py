"""A programme in one period seen from above: the tree with a word for each unit, the sums, and who needs attention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from states.dashboard import CONCERN, NOT_APPLICABLE, STATUSES, Status
from states.edition import Edition as Rules

from ..clock import day_of
from ..house import House
from ..models import Edition, Programme, Round
from . import targets
from .actor import Actor
from .dashboard_branch import Branch, Place, Row, read_branch, read_place, top_of
from .dashboard_facts import Known, Reports, read_known
from .dashboard_months import GridRow, Month, add_up, add_up_each, cells_of, in_all, told_to_all
from .errors import NotFound
from .overlay import Framework, framework_of
from .reach import Glance
from .rules import rules_of
from .targets import Progress

PAGE = 50
NESTED = 150  # units that are shown with all that stands below them; of more, one level at a time
MOST_CHOICES = 200
Counts = dict[str, int]  # status -> units


@dataclass(frozen=True, slots=True)
class Node:
    """A unit of the tree with its own word, and how many units below it stand in each way."""

    row: Row
    status: Status
    counts: Counts
    below: int
    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """The part of the programme that a viewer sees unit by unit."""

    branch: Branch
    status: Status
    cases: Mapping[str, Any]  # of the unit looked at, by process
    counts: Counts  # of it and all below it
    nodes: tuple[Node, ...]
    next: str | None
    nested: bool
    grid: tuple[GridRow, ...]
    by_type: Mapping[str, Counts]
    by_level: Mapping[str, Counts]
    choices: tuple[Row, ...]  # units that can be chosen next, beside what leads here


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What everybody may read of a period, and what this viewer sees beyond."""

    place: Place
    rounds: tuple[tuple[str, str, Rules], ...]  # programme, period, rules: of every round there is
    framework: Framework | None
    progress: Progress
    trend: tuple[Month, ...]
    too_few: bool  # months are kept back: they ask so few cells that one could tell which said what
    seen: Seen | None


@dataclass(frozen=True, slots=True)
class Line:
    """A unit of the list with its word, its reasons, and the unit above it."""

    row: Row
    status: Status
    above: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the units of a branch that stand in one way."""

    place: Place
    branch: Branch
    counts: Counts
    lines: tuple[Line, ...]
    next: str | None


def get_dashboard(
    house: House, actor: Actor | None, code: str, period: str, unit: str = "", after: str = ""
) -> Dashboard:  # fmt: skip
    """A period as its viewer sees it; `unit` within the viewer's reach, `after` goes on among the units below it."""
    now = house.clock()
    with house.db.reading() if actor else house.db.reading_public() as session:
        rounds = _rounds(session)
        place = read_place(session, _found(rounds, code, period), day_of(now))
        glance = Glance(session, actor, now) if actor else None
        top = top_of(session, actor, place)
        if unit and top is None:
            raise NotFound(unit)
        seen: Seen | None = None
        few = False
        if glance and actor and top is not None:
            branch = read_branch(session, actor, place, top, unit)
            known = read_known(session, place, glance, branch.rows)
            seen, trend = _seen(session, place, branch, known, after)
        else:
            trend, few = told_to_all(session, place)
        inside = glance if targets.of_issuer(actor, place.programme) else None
        return Dashboard(
            place=place,
            rounds=tuple((one.programme.code, one.period, rules_of(one.edition)) for one in rounds),
            framework=framework_of(session, place.rules),
            progress=targets.read_progress(session, place.programme, place.round, place.rules, place.today, inside),
            trend=trend,
            too_few=few,
            seen=seen,
        )


def list_units(
    house: House, actor: Actor, code: str, period: str, unit: str = "", *, only: Sequence[str] = CONCERN,
    after: str = "", most: int = PAGE,
) -> Listing:  # fmt: skip
    """The units of a branch that stand in one of these ways, the worst first; `NotFound` for who sees the sums."""
    now = house.clock()
    with house.db.reading() as session:
        place = read_place(session, _found(_rounds(session, code), code, period), day_of(now))
        top = top_of(session, actor, place)
        if top is None:
            raise NotFound(code)
        branch = read_branch(session, actor, place, top, unit)
        statuses = read_known(session, place, Glance(session, actor, now), branch.rows).statuses
        found = [row for row in branch.rows if statuses[row.id].code in only]
        found.sort(key=lambda row: STATUSES.index(statuses[row.id].code))  # the worst first, each by name
        rows, following = _page(found, after, most)
        names = {row.id: row.name for row in (*branch.above, *branch.rows)}
        lines = tuple(Line(row, statuses[row.id], names.get(row.parent_id or 0, "")) for row in rows)
        return Listing(place, branch, _count(statuses.values()), lines, following)


def find_own(house: House, actor: Actor | None, rounds: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Of these rounds (programme, period) the first of which the viewer sees more than the sums, or the first.

    A round that runs in a programme of the viewer's own committee comes before those of the committees below it.
    """
    today = day_of(house.clock())
    with house.db.reading() as session:
        known = {(one.programme.code, one.period): one for one in _rounds(session)} if actor else {}
        issued = {one for one, round_ in known.items() if actor and round_.programme.issuer_id == actor.unit_id}
        own = [one for one in rounds if one in issued and today < known[one].ends_on]
        for one in (*own, *rounds):
            if one in known and top_of(session, actor, read_place(session, known[one], today)):
                return one
        return rounds[0]


def find_address(house: House, actor: Actor | None, code: str, period: str, unit: str) -> tuple[str, str]:
    """What is there of what was chosen: the period, or the programme's latest, and the unit if the viewer sees it."""
    with house.db.reading() as session:
        rounds = _rounds(session, code)
        if not rounds:
            raise NotFound(code)
        round_ = next((one for one in rounds if one.period == period), rounds[0])
        place = read_place(session, round_, day_of(house.clock()))
        top = top_of(session, actor, place)
        if actor is None or top is None or not unit:
            return round_.period, ""
        try:
            return round_.period, read_branch(session, actor, place, top, unit).here.code
        except NotFound:
            return round_.period, ""


def _rounds(session: Session, code: str = "") -> Sequence[Round]:
    """The rounds there are, the latest of each programme first."""
    asked = select(Round).join(Programme, Round.programme_id == Programme.id).join(Edition)
    if code:
        asked = asked.where(Programme.code == code)
    loaded = asked.options(joinedload(Round.programme).joinedload(Programme.issuer), joinedload(Round.edition))
    return session.scalars(loaded.order_by(Programme.code, Round.opens_on.desc())).all()


def _found(rounds: Sequence[Round], code: str, period: str) -> Round:
    found = next((one for one in rounds if one.programme.code == code and one.period == period), None)
    if found is None:
        raise NotFound(period)
    return found


def _seen(
    session: Session, place: Place, branch: Branch, known: Known, after: str
) -> tuple[Seen, tuple[Month, ...]]:  # fmt: skip
    """The part of a viewer, and the months of all of it."""
    statuses, below = known.statuses, branch.below
    children: dict[int, list[Row]] = {}
    for row in below:
        children.setdefault(row.parent_id or 0, []).append(row)
    direct = children.get(branch.here.id, [])
    nested = len(below) <= NESTED
    shown, following = (direct, None) if nested and len(direct) <= PAGE else _page(direct, after, PAGE)
    grid, trend = _grid(session, place, branch, known.reports, children, shown)
    return Seen(
        branch=branch,
        status=statuses[branch.here.id],
        cases=known.cases.get(branch.here.id, {}),
        counts=_count(statuses.values()),
        nodes=tuple(_node(row, children, statuses, nested) for row in shown),
        next=following,
        nested=nested,
        grid=grid,
        by_type=_grouped(branch.rows, statuses, "cell_type"),
        by_level=_grouped(branch.rows, statuses, "level"),
        choices=tuple(direct[:MOST_CHOICES]),
    ), trend


def _grid(
    session: Session, place: Place, branch: Branch, reports: Reports, children: Mapping[int, list[Row]],
    shown: Sequence[Row],
) -> tuple[tuple[GridRow, ...], tuple[Month, ...]]:  # fmt: skip
    """The months of each unit shown, and of the whole branch: read once where a few units directly below are all."""
    direct = children.get(branch.here.id, [])
    whole = len(direct) <= MOST_CHOICES and (not direct or branch.here.kind not in place.rules.unit_kinds)
    tops = (direct if whole else shown) or [branch.here]
    groups, deep = {row.id: _all_below(row, children) for row in tops}, branch.deep
    each = add_up_each(session, place, reports, groups, tops, deep=deep)
    if not whole:
        return each, add_up(session, place, reports, branch.here.id, cells_of(place, branch.rows), deep=deep)
    seen = {row.id for row in shown or tops}
    return tuple(line for line in each if line.row.id in seen), in_all(each)


def _node(row: Row, children: Mapping[int, list[Row]], statuses: Mapping[int, Status], nested: bool) -> Node:
    every = _all_below(row, children)
    own = tuple(_node(one, children, statuses, nested) for one in children.get(row.id, ())) if nested else ()
    return Node(row, statuses[row.id], _count(statuses[one.id] for one in every), len(every) - 1, own)


def _all_below(row: Row, children: Mapping[int, list[Row]]) -> list[Row]:
    """A unit and all that stands below it."""
    found = [row]
    for one in found:  # grows while it is walked through
        found += children.get(one.id, ())
    return found


def _count(statuses: Any) -> Counts:
    found = dict.fromkeys(STATUSES, 0)
    for one in statuses:
        found[one.code] += 1
    return found


def _grouped(rows: Sequence[Row], statuses: Mapping[int, Status], by: str) -> dict[str, Counts]:
    """How many units of each kind stand in which way; those that the programme is not meant for are left out."""
    found: dict[str, Counts] = {}
    for row in rows:
        status = statuses[row.id].code
        if status != NOT_APPLICABLE:
            counts = found.setdefault(getattr(row, by), dict.fromkeys(STATUSES, 0))
            counts[status] += 1
    return found


def _page(rows: Sequence[Row], after: str, most: int) -> tuple[Sequence[Row], str | None]:
    """The rows behind the one with a code, and the code of the last of them where there are more."""
    begin = next((place + 1 for place, row in enumerate(rows) if row.code == after), 0) if after else 0
    shown = rows[begin : begin + most]
    return shown, shown[-1].code if begin + most < len(rows) else None
