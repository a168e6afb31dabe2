"""The public register: accepted registrations, found by name, programme, period, kind or state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from states.programme import Edition as Rules

from .. import text
from ..clock import day_of
from ..codes import parse_code
from ..house import House
from ..models import Case, Checkpoint, Edition, Entry, Opening, Programme, Registration, Round, Submission, UnitVersion
from ..transparency.note import Verifier
from .disclosure import PUBLIC_STATES, accepted, public, unsealed
from .edition import rules_of
from .errors import NotFound
from .proofs import believed

PAGE = 20
LONGEST_SEARCH = 100  # characters
MOST_WORDS = 8


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
class Row:
    """One accepted registration: the unit as it was called when it registered."""

    code: str
    unit: str | None  # None when the stored name is not what the journal committed to
    parent: str | None
    kind: str
    programme: Rules
    period: str
    state: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in the filters."""

    programmes: dict[str, Rules]
    periods: tuple[str, ...]
    kinds: tuple[str, ...]
    states: tuple[str, ...] = PUBLIC_STATES


@dataclass(frozen=True, slots=True)
class Counts:
    """The whole register in numbers, whatever was searched."""

    registrations: int
    units: int
    entries: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the register; `previous` and `next` are codes to go on from, or None."""

    rows: tuple[Row, ...]
    total: int
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


def search(house: House, asked: Search) -> Listing:
    """One page of accepted registrations in Vietnamese order of the units' names."""
    with house.db.reading_public() as session:
        editions, periods = _editions(session)
        choices = _choices(editions, periods)
        understood = _understood(asked, choices)
        found = _filtered(house, understood)
        total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
        rows, previous, following = _page(session, found, understood)
        parents = _names(session, {row.parent_id for row in rows})
        return Listing(
            rows=tuple(_row(row, editions, parents, house.keys.entry_verifier) for row in rows),
            total=total,
            previous=previous,
            next=following,
            choices=choices,
            counts=_counts(session),
            search=understood,
        )


def latest_version(house: House) -> Any:
    """Selects, for each unit, what it is called today, or was called last when it is no more."""
    today, newer = day_of(house.clock()), aliased(UnitVersion)
    follows = select(newer.id).where(
        newer.unit_id == UnitVersion.unit_id,
        newer.superseded_at.is_(None),
        newer.valid_from <= today,
        newer.valid_from > UnitVersion.valid_from,
    )
    return and_(UnitVersion.superseded_at.is_(None), UnitVersion.valid_from <= today, ~follows.exists())


def _filtered(house: House, asked: Search) -> Any:
    """Accepted registrations whose unit is open to everybody. The name comes from the journal's own opening."""
    named = and_(
        Opening.entry_id == Submission.entry_id,
        Opening.field == "unit",
        Opening.opens.in_(("at_once", "acceptance")),
        Opening.value.is_not(None),
    )
    found = (
        select(
            Case.id, Case.code, Case.state, Case.period, Case.edition_id,
            UnitVersion.sort_key, UnitVersion.kind, UnitVersion.parent_id,
        )
        .join(Registration, Registration.case_id == Case.id)
        .join(Submission, and_(Submission.case_id == Case.id, Submission.number == Registration.submission_no))
        .join(Opening, named)
        .join(UnitVersion, and_(UnitVersion.unit_id == Case.unit_id, latest_version(house)))
        .where(accepted())
    )  # fmt: skip
    for column, value in ((Case.period, asked.period), (Case.state, asked.state), (UnitVersion.kind, asked.kind)):
        found = found.where(column == value) if value else found
    if asked.programme:
        found = found.where(Case.edition_id.in_(_editions_of(asked.programme)))
    return found.where(_called(asked.text)) if asked.text else found


def _editions_of(programme: str) -> Select[Any]:
    return select(Edition.id).join(Programme, Edition.programme_id == Programme.id).where(Programme.code == programme)


def _called(words: str) -> Any:
    """Whether a unit was ever called something with all these words, marks and đ left aside."""
    version = aliased(UnitVersion)
    called = select(version.id).where(version.unit_id == Case.unit_id, version.superseded_at.is_(None))
    for word in words.split()[:MOST_WORDS]:
        called = called.where(version.name_fold.contains(word, autoescape=True))
    return called.exists()


def _page(session: Session, found: Any, asked: Search) -> tuple[list[Any], str | None, str | None]:
    place = tuple_(UnitVersion.sort_key, Case.id)
    back = bool(asked.before)
    mark = _place_of(session, found, asked.before or asked.after)
    if mark is not None:
        found = found.where(place < tuple_(*mark) if back else place > tuple_(*mark))
    order = (UnitVersion.sort_key.desc(), Case.id.desc()) if back else (UnitVersion.sort_key, Case.id)
    signed = found.join(Entry, Entry.id == Submission.entry_id).add_columns(Opening.salt, Opening.value, Entry)
    rows = list(session.execute(signed.order_by(*order).limit(PAGE + 1)))
    more, rows = len(rows) > PAGE, rows[:PAGE]
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


def _row(row: Any, editions: dict[int, Rules], parents: dict[int, str], verifier: Verifier) -> Row:
    body = believed(row.Entry, verifier)
    unit = unsealed(row.salt, row.value, body["sealed"].get("unit")) if body else None
    return Row(
        code=row.code,
        unit=unit.value["name"] if unit else None,
        parent=parents.get(row.parent_id),
        kind=row.kind,
        programme=editions[row.edition_id],
        period=row.period,
        state=row.state,
    )


def _names(session: Session, unit_ids: set[int | None]) -> dict[int, str]:
    rows = session.execute(
        select(UnitVersion.unit_id, UnitVersion.name)
        .where(UnitVersion.unit_id.in_(unit_ids - {None}), UnitVersion.superseded_at.is_(None))
        .order_by(UnitVersion.valid_from)
    )
    return {row.unit_id: row.name for row in rows}  # the latest version last


def _editions(session: Session) -> tuple[dict[int, Rules], tuple[str, ...]]:
    """The rules of every edition by its id, and the periods that were opened, latest first."""
    rows = session.execute(select(Edition, Round.period).outerjoin(Round, Round.edition_id == Edition.id)).all()
    periods = {row.period for row in rows if row.period is not None}
    return {row.Edition.id: rules_of(row.Edition) for row in rows}, tuple(sorted(periods, reverse=True))


def _choices(editions: dict[int, Rules], periods: tuple[str, ...]) -> Choices:
    known = sorted(editions.values(), key=lambda rules: rules.number)
    kinds = dict.fromkeys(kind for rules in known for kind in rules.unit_kinds)
    return Choices({rules.code: rules for rules in known}, periods, tuple(kinds))


def _understood(asked: Search, choices: Choices) -> Search:
    def known(value: str, allowed: Any) -> str:
        return value if value in allowed else ""

    return Search(
        text=text.search_fold("".join(c for c in asked.text[:LONGEST_SEARCH] if c.isprintable())),
        programme=known(asked.programme, choices.programmes),
        period=known(asked.period, choices.periods),
        kind=known(asked.kind, choices.kinds),
        state=known(asked.state, choices.states),
        after=parse_code(asked.after) or "",
        before=parse_code(asked.before) or "",
    )


def _counts(session: Session) -> Counts:
    entries = select(func.coalesce(func.max(Checkpoint.size), 0)).scalar_subquery()
    row = session.execute(
        select(func.count(Case.id), func.count(Case.unit_id.distinct()), entries).where(accepted())
    ).one()
    return Counts(*row)
