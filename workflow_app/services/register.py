"""The public register: recognitions, registrations and agreements, found by name, programme, period, kind or state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from states.commitment import SIGNED
from states.programme import Edition as Rules

from .. import text
from ..clock import day_of
from ..codes import parse_code
from ..house import House
from ..models import Agreement, Case, Checkpoint, Edition, Entry, Opening, Programme, Round, Seat, UnitVersion
from .disclosure import OPENED, accepted, open_to_everybody, public
from .edition import rules_of
from .errors import NotFound
from .register_row import Row, read_rows
from .unit_past import is_called

PROCESSES = ("recognition", "registration", "commitment")
STATES = OPENED["acceptance"]  # process -> the states in which a case stands in the register
NAMED_BY = {  # the acts that name a unit
    "recognition": ("propose",), "registration": ("submit",), "commitment": ("sign", "attest_paper"),
}  # fmt: skip
PAGE = 20
MOST_ROWS = 1000  # of a list that is taken away whole: each costs some signatures to check
LONGEST_SEARCH = 100  # characters
MOST_WORDS = 8

# Versions of units by other names: a later one of the same unit, and that of the unit somebody asks about.
NEWER, MEANT = aliased(UnitVersion), aliased(UnitVersion)


@dataclass(frozen=True, slots=True)
class Search:
    """What a visitor asks for; `after` and `before` are the code of the last or first row of the page left."""

    text: str = ""
    programme: str = ""
    period: str = ""
    kind: str = ""
    state: str = ""
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in the filters."""

    programmes: dict[str, Rules]
    periods: tuple[str, ...]
    kinds: tuple[str, ...]
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """The whole register in numbers, whatever was searched."""

    valid: int
    registrations: int
    units: int
    entries: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of one kind of record; `previous` and `next` are codes to go on from, or None."""

    process: str
    rows: tuple[Row, ...]
    total: int
    found: dict[str, int]  # of each kind of record, whatever its state
    previous: str | None
    next: str | None
    choices: Choices
    counts: Counts
    search: Search  # as it was understood: without choices that do not exist


def find_code(house: House, typed: str) -> str | None:
    """The code of a public case when that is what was typed; None for everything else, without telling why."""
    code = parse_code(typed[:LONGEST_SEARCH])
    if code is None:
        return None
    with house.db.reading_public() as session:
        return session.scalar(select(Case.code).where(Case.code == code, public()))


def process_of(house: House, code: str) -> str:
    """The process of a public case; `NotFound` for everything that is not public, as if it did not exist."""
    with house.db.reading_public() as session:
        found = session.scalar(select(Case.process).where(Case.code == code, public()))
    if found is None:
        raise NotFound(code)
    return found


def search(house: House, process: str, asked: Search, whole: bool = False) -> Listing:
    """One page of a kind of record in Vietnamese order of the units' names, or the `whole` list up to its limit."""
    with house.db.reading_public() as session:
        editions, periods = _editions(session)
        choices = _choices(editions, periods, process)
        understood = _understood(asked, choices, whole)
        wanted = select(
            Case.id, Case.code, Case.state, Case.period, Case.edition_id,
            UnitVersion.sort_key, UnitVersion.kind, UnitVersion.parent_id,
        )  # fmt: skip
        listed = wanted.join(UnitVersion, and_(UnitVersion.unit_id == Case.unit_id, latest_version(house)))
        matching = listed.where(*_matching(house, process, understood))
        rows, previous, following = _page(session, matching, understood, MOST_ROWS if whole else PAGE)
        states = _counted(session, house, understood)
        return Listing(
            process=process,
            rows=read_rows(session, house, process, rows, editions),
            total=sum(number for state, number in states[process].items() if understood.state in ("", state)),
            found={one: sum(numbers.values()) for one, numbers in states.items()},
            previous=previous,
            next=following,
            choices=choices,
            counts=_counts(session),
            search=understood,
        )


def latest_version(house: House, version: Any = UnitVersion) -> Any:
    """Selects, for each unit, what it is called today, or was called last when it is no more."""
    today = day_of(house.clock())
    follows = select(NEWER.id).where(
        NEWER.unit_id == version.unit_id,
        NEWER.superseded_at.is_(None),
        NEWER.valid_from <= today,
        NEWER.valid_from > version.valid_from,
    )
    return and_(version.superseded_at.is_(None), version.valid_from <= today, ~follows.exists())


@cache
def is_listed(process: str) -> ColumnElement[bool]:
    """Selects the cases of a process in the register: those whose unit is open to everybody.

    An agreement is its issuer's, who is no secret; which units signed it may be one.
    """
    at = and_(Case.process == process, Case.state.in_(STATES[process]))
    return at if process == "commitment" else and_(at, names_unit(process))


@cache
def names_unit(process: str) -> ColumnElement[bool]:
    """Whether a case tells everybody which units it is about."""
    return exists().where(
        Entry.case_id == Case.id,
        Entry.kind.in_([f"{process}.{act}" for act in NAMED_BY[process]]),
        Opening.entry_id == Entry.id,
        Opening.field == "unit",
        Opening.value.is_not(None),
        open_to_everybody(),
    )


def concerns(process: str, unit_id: Any) -> ColumnElement[bool]:
    """Whether a listed case is openly about a unit: its own, or one that signed the agreement."""
    if process != "commitment":
        return and_(Case.unit_id == unit_id)
    return _signed_by(Seat.unit_id == unit_id)


def _signed_by(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether an agreement was openly signed from such a seat."""
    signed = exists().where(
        Agreement.case_id == Case.id, Seat.case_id == Case.id, Seat.version == Agreement.version,
        Seat.answer == SIGNED, which,
    )  # fmt: skip
    return and_(signed, names_unit("commitment"))


def _named(process: str, words: Sequence[str]) -> ColumnElement[bool]:
    """Whether a case is about a unit that was ever called so, or that a unit of this name has succeeded."""
    return _signed_by(is_called(Seat.unit_id, words)) if process == "commitment" else is_called(Case.unit_id, words)


def _matching(house: House, process: str, asked: Search) -> list[ColumnElement[bool]]:
    wanted = [is_listed(process)]
    wanted += [Case.period == asked.period] if asked.period else []
    wanted += [Case.state == asked.state] if asked.state else []
    if asked.programme:
        wanted.append(Case.programme_id.in_(select(Programme.id).where(Programme.code == asked.programme)))
    if asked.kind:
        wanted.append(_about(process, MEANT.kind == asked.kind, latest_version(house, MEANT)))
    if words := asked.text.split()[:MOST_WORDS]:  # whatever the unit was called at any time
        wanted.append(_named(process, words))
    return wanted


def _about(process: str, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a case is about a unit of which some version (`MEANT`) is like this."""
    return exists().where(concerns(process, MEANT.unit_id), MEANT.superseded_at.is_(None), *conditions)


def _page(session: Session, found: Any, asked: Search, most: int) -> tuple[list[Any], str | None, str | None]:
    place = tuple_(UnitVersion.sort_key, Case.id)
    mark = _place_of(session, found, asked.before or asked.after)
    back = bool(asked.before) and mark is not None
    if mark is not None:
        found = found.where(place < tuple_(*mark) if back else place > tuple_(*mark))
    order = (UnitVersion.sort_key.desc(), Case.id.desc()) if back else (UnitVersion.sort_key, Case.id)
    rows = list(session.execute(found.order_by(*order).limit(most + 1)))
    more, rows = len(rows) > most, rows[:most]
    if back:
        rows.reverse()
    has_previous, has_next = (more, True) if back else (mark is not None, more)
    if not rows:
        return [], None, None
    return rows, rows[0].code if has_previous else None, rows[-1].code if has_next else None


def _place_of(session: Session, found: Any, code: str) -> tuple[str, int] | None:
    if not code:
        return None
    row = session.execute(found.where(Case.code == code)).one_or_none()
    return None if row is None else (row.sort_key, row.id)


def _editions(session: Session) -> tuple[dict[int, Rules], tuple[str, ...]]:
    """The rules of every edition by its id, and the periods that were opened, latest first."""
    rows = session.execute(select(Edition, Round.period).outerjoin(Round, Round.edition_id == Edition.id)).all()
    periods = {row.period for row in rows if row.period is not None}
    return {row.Edition.id: rules_of(row.Edition) for row in rows}, tuple(sorted(periods, reverse=True))


def _choices(editions: dict[int, Rules], periods: tuple[str, ...], process: str) -> Choices:
    known = sorted(editions.values(), key=lambda rules: rules.number)
    kinds = dict.fromkeys(kind for rules in known for kind in rules.unit_kinds)
    return Choices({rules.code: rules for rules in known}, periods, tuple(kinds), STATES[process])


def _understood(asked: Search, choices: Choices, whole: bool) -> Search:
    def known(value: str, allowed: Iterable[str]) -> str:
        return value if value in allowed else ""

    return Search(
        text=text.search_fold("".join(c for c in asked.text[:LONGEST_SEARCH] if c.isprintable())),
        programme=known(asked.programme, choices.programmes),
        period=known(asked.period, choices.periods),
        kind=known(asked.kind, choices.kinds),
        state=known(asked.state, choices.states),
        after="" if whole else parse_code(asked.after) or "",
        before="" if whole else parse_code(asked.before) or "",
    )


def _counted(session: Session, house: House, asked: Search) -> dict[str, dict[str, int]]:
    """How many cases of each kind of record are like this: process -> state -> number, whatever state is asked for."""
    alike = or_(*(and_(*_matching(house, process, replace(asked, state=""))) for process in PROCESSES))
    group = (Case.process, Case.state)
    counted: dict[str, dict[str, int]] = {process: {} for process in PROCESSES}
    for process, state, number in session.execute(select(*group, func.count()).where(alike).group_by(*group)):
        counted[process][state] = number
    return counted


def _counts(session: Session) -> Counts:
    valid = func.count(case((and_(Case.process == "recognition", Case.state == "published"), Case.id)))
    registered = func.count(case((accepted(), Case.id))), func.count(case((accepted(), Case.unit_id)).distinct())
    entries = select(func.coalesce(func.max(Checkpoint.size), 0)).scalar_subquery()
    return Counts(*session.execute(select(valid, *registered, entries).select_from(Case)).one())
