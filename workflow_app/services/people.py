"""The people within a manager's reach: who they are, which mandates they hold there, and what waits for a decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from states import roles
from states.mandate import may_give

from .. import text
from ..clock import day_of
from ..house import House
from ..models import (
    Account,
    Document,
    Mandate,
    MandateProposal,
    OneTimeCode,
    Programme,
    Substitution,
    Unit,
    UnitVersion,
)
from . import unit as units
from .actor import Actor, in_force
from .errors import NotFound
from .mandate import Terms, reaches_all
from .one_time_code import PASSWORD
from .password import NO_PASSWORD

PAGE = 20
MOST_UNITS = 50
WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Held:
    """A mandate, or one that waits for a second person, as whoever manages people sees it.

    `stage`: in_force, to_come, over, ended or waiting; `mine`: whether the viewer may end or repeat it.
    """

    code: str
    role: str
    reach: str
    unit: str
    unit_code: str
    programme: str
    title: str
    valid_from: date
    valid_to: date | None
    document: str
    stage: str
    mine: bool
    instead_of: str = ""  # the name of the absent person


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person; `entered`: has chosen a password; `code_until`: when the slip that was handed out stops to work."""

    pseudonym: str
    name: str
    login: str
    contact: str
    entered: bool
    closed: bool
    code_until: datetime | None
    held: tuple[Held, ...]

    @property
    def stands(self) -> str:
        """How things stand: closed, invited, waiting, active or idle."""
        stages = {held.stage for held in self.held}
        if self.closed:
            return "closed"
        if not self.entered:
            return "invited"
        return "active" if "in_force" in stages else "waiting" if WAITING in stages else "idle"

    def holding(self, *stages: str) -> list[Held]:
        """The mandates in one of these stages."""
        return [held for held in self.held if held.stage in stages]


@dataclass(frozen=True, slots=True)
class People:
    """One page of people; `next` is the pseudonym to go on from, or None; `waiting` counts proposals to decide."""

    rows: tuple[PersonLine, ...]
    next: str | None
    waiting: int


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit that may be given people."""

    code: str
    name: str
    above: str  # the name of the unit above it


def reached(actor: Actor, programme_id: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    """The rows (joined with `Unit`) that an actor's mandate reaches; the same rule as `unit.is_reached`, in SQL."""
    if actor.reach == roles.PROGRAMME:
        return programme_id == actor.programme_id
    limited = true() if actor.programme_id is None else programme_id == actor.programme_id
    return and_(limited, reached_units(actor))


def reached_units(actor: Actor) -> ColumnElement[bool]:
    """The units that an actor's mandate reaches."""
    below = Unit.path.like(f"{actor.unit_path}.%")
    return {
        roles.PROGRAMME: true(),
        roles.SELF: Unit.id == actor.unit_id,
        roles.CHILDREN: and_(below, Unit.path.not_like(f"{actor.unit_path}.%.%")),
        roles.SUBTREE: or_(Unit.id == actor.unit_id, below),
    }[actor.reach]


def list_people(house: House, actor: Actor, *, q: str = "", after: str = "", most: int = PAGE) -> People:
    """One page of the people who hold, held or wait for a mandate within reach, by name."""
    with house.db.reading() as session:
        today = day_of(house.clock())
        asked = select(Account).where(within(actor))
        if q:
            asked = asked.where(_matches(actor, q, today))
        last = session.scalar(select(Account).where(Account.pseudonym == after, within(actor))) if after else None
        if last is not None:
            later = and_(Account.sort_key == last.sort_key, Account.id > last.id)
            asked = asked.where(or_(Account.sort_key > last.sort_key, later))
        rows = list(session.scalars(asked.order_by(Account.sort_key, Account.id).limit(most + 1)))
        lines = _lines(session, actor, rows[:most], house.clock())
        waiting = session.scalar(select(func.count()).select_from(_waiting(actor).subquery())) or 0
    return People(lines, rows[most - 1].pseudonym if len(rows) > most else None, waiting)


def read_person(house: House, actor: Actor, code: str) -> PersonLine:
    """One person within reach; whoever is not is not found."""
    with house.db.reading() as session:
        account = find(session, actor, code)
        return _lines(session, actor, [account], house.clock())[0]


def find(session: Session, actor: Actor, code: str) -> Account:
    """The account behind a pseudonym, if it is within reach."""
    account = session.scalar(select(Account).where(Account.pseudonym == code, within(actor)))
    if account is None:
        raise NotFound(code)
    return account


def list_waiting(house: House, actor: Actor) -> list[tuple[PersonLine, Held, str, bool]]:
    """What waits for a second person within reach: whose it would be, what, who proposed it, and whether I did."""
    with house.db.reading() as session:
        proposals = list(session.scalars(_waiting(actor).order_by(MandateProposal.id)))
        ids = {one.account_id for one in proposals} | {one.proposed_by_id for one in proposals}
        accounts = {one.id: one for one in session.scalars(select(Account).where(Account.id.in_(ids)))}
        whose = [accounts[id_] for id_ in sorted({one.account_id for one in proposals})]
        lines = {line.pseudonym: line for line in _lines(session, actor, whose, house.clock())}
        found = []
        for one in proposals:
            person, by = lines[accounts[one.account_id].pseudonym], accounts[one.proposed_by_id]
            held = next(held for held in person.held if held.code == one.code)
            found.append((person, held, by.full_name, by.id == actor.account_id))
    return found


def list_units(house: House, actor: Actor, q: str = "") -> list[UnitLine]:
    """The units within reach whose name has these words, or that have this code; one more than fits on a page."""
    with house.db.reading() as session:
        today = day_of(house.clock())
        asked = select(Unit, UnitVersion).join(UnitVersion, UnitVersion.unit_id == Unit.id)
        asked = asked.where(units.current(today), reached_units(actor))
        if q:
            asked = asked.where(or_(_like(UnitVersion.name_fold, q), Unit.code == q.strip().upper()))
        rows = session.execute(asked.order_by(UnitVersion.sort_key, Unit.id).limit(MOST_UNITS + 1)).all()
        above = units.get_versions(session, {v.parent_id for _, v in rows if v.parent_id is not None}, today)
    return [UnitLine(u.code, v.name, above[v.parent_id].name if v.parent_id in above else "") for u, v in rows]


def find_unit(session: Session, actor: Actor, code: str) -> Unit:
    """A unit within reach, by its code."""
    unit = session.scalar(select(Unit).where(Unit.code == code, reached_units(actor)))
    if unit is None:
        raise NotFound(code)
    return unit


def read_unit(house: House, actor: Actor, code: str) -> UnitLine:
    """A unit within reach as it is called today."""
    with house.db.reading() as session:
        unit = find_unit(session, actor, code)
        version = units.get_versions(session, [unit.id], day_of(house.clock())).get(unit.id)
    return UnitLine(code, version.name if version else code, "")


def list_programmes(house: House, actor: Actor) -> list[str]:
    """The codes of the programmes to which a mandate can be limited."""
    with house.db.reading() as session:
        asked = select(Programme.code).order_by(Programme.code)
        if actor.programme_id is not None:
            asked = asked.where(Programme.id == actor.programme_id)
        return list(session.scalars(asked))


def within(actor: Actor) -> ColumnElement[bool]:
    """The accounts that hold, held or wait for a mandate within reach."""

    def of(model: type[Mandate] | type[MandateProposal]) -> ColumnElement[bool]:
        held = exists().where(model.account_id == Account.id, model.unit_id == Unit.id)
        return held.where(reached(actor, model.programme_id))

    return or_(of(Mandate), of(MandateProposal))


def _matches(actor: Actor, q: str, today: date) -> ColumnElement[bool]:
    named = exists().where(
        Mandate.account_id == Account.id, Mandate.unit_id == Unit.id, UnitVersion.unit_id == Unit.id,
        units.current(today), _like(UnitVersion.name_fold, q), reached(actor, Mandate.programme_id),
    )  # fmt: skip
    return or_(_like(Account.name_fold, q), _like(Account.login_fold, q), named)


def _like(column: InstrumentedAttribute[str], q: str) -> ColumnElement[bool]:
    return column.contains(text.search_fold(q), autoescape=True)


def _waiting(actor: Actor) -> Select[MandateProposal]:
    asked = select(MandateProposal).join(Unit, MandateProposal.unit_id == Unit.id)
    return asked.where(MandateProposal.outcome == WAITING, reached(actor, MandateProposal.programme_id))


def _lines(session: Session, actor: Actor, accounts: Iterable[Account], now: datetime) -> tuple[PersonLine, ...]:
    accounts, today = list(accounts), day_of(now)
    ids = [account.id for account in accounts]
    held: dict[int, list[Held]] = {id_: [] for id_ in ids}
    rows = [*_rows_of(session, actor, Mandate, ids), *_rows_of(session, actor, MandateProposal, ids)]
    names = units.get_versions(session, {unit.id for _, unit in rows}, today)
    absent = _absent(session, ids)
    for row, unit in rows:
        name = names[unit.id].name if unit.id in names else ""
        held[row.account_id].append(_held(session, actor, row, unit, name, today, absent))
    codes = _open_codes(session, ids, now)
    return tuple(
        PersonLine(
            account.pseudonym, account.full_name, account.login, account.contact,
            account.password_hash != NO_PASSWORD, account.disabled_at is not None, codes.get(account.id),
            tuple(held[account.id]),
        )
        for account in accounts
    )  # fmt: skip


def _rows_of(
    session: Session, actor: Actor, model: type[Mandate] | type[MandateProposal], account_ids: list[int]
) -> list[tuple[Any, Unit]]:
    asked = select(model, Unit).join(Unit, model.unit_id == Unit.id).where(model.account_id.in_(account_ids))
    if model is MandateProposal:
        asked = asked.where(MandateProposal.outcome == WAITING)
    rows = session.execute(asked.where(reached(actor, model.programme_id)).order_by(model.id)).all()
    return [(row, unit) for row, unit in rows]


def _absent(session: Session, account_ids: list[int]) -> dict[str, str]:
    """In whose place these people hold mandates: the code of the mandate, the name of the absent person."""
    asked = select(Mandate.code, Account.full_name).join(Substitution, Substitution.mandate_id == Mandate.id)
    asked = asked.join(Account, Substitution.absent_id == Account.id)
    return {code: name for code, name in session.execute(asked.where(Substitution.account_id.in_(account_ids)))}


def _held(
    session: Session, actor: Actor, row: Mandate | MandateProposal, unit: Unit, name: str, today: date,
    absent: dict[str, str],
) -> Held:  # fmt: skip
    programme = session.get_one(Programme, row.programme_id) if row.programme_id else None
    document = session.get_one(Document, row.document_id) if row.document_id else None
    terms = Terms(row.role, row.reach, unit, programme, row.valid_from, row.valid_to)
    mine = may_give(actor.role, row.role) and actor.stands_in_for is None and reaches_all(session, actor, terms)
    return Held(
        row.code, row.role, row.reach, name, unit.code, programme.code if programme else "", row.title,
        row.valid_from, row.valid_to, document.symbol if document else "", _stage(row, today), mine,
        absent.get(row.code, ""),
    )  # fmt: skip


def _stage(row: Mandate | MandateProposal, today: date) -> str:
    if isinstance(row, MandateProposal):
        return WAITING
    if in_force(row, today):
        return "in_force"
    if row.ended_on is not None and row.ended_on <= today:
        return "ended"
    return "to_come" if row.valid_from > today else "over"


def _open_codes(session: Session, account_ids: list[int], now: datetime) -> dict[int, datetime]:
    unused = (OneTimeCode.used_at.is_(None), OneTimeCode.expires_at > now, OneTimeCode.purpose == PASSWORD)
    asked = select(OneTimeCode.account_id, OneTimeCode.expires_at).where(OneTimeCode.account_id.in_(account_ids))
    return {row.account_id: row.expires_at for row in session.execute(asked.where(*unused))}
