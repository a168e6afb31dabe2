"""Whom a case concerns: the units a person belongs to, and the mandates that reach a unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Date, Select, String, and_, bindparam, false, or_, select
from sqlalchemy.orm import Session, aliased

from states import roles
from states.reorganisation import EFFECTIVE, ENDING

from ..clock import day_of
from ..db import BigId, Instant
from ..models import Account, Case, Mandate, Unit, UnitEdge, UnitEvent
from .actor import Actor, in_force

Duties = dict[str, ColumnElement[bool]]  # name of a duty -> the cases that wait for it
OF_UNIT = (roles.CLERK, roles.SECRETARY)  # the roles that write for a unit


class Reading(Protocol):
    """A session and the moment at which it looks: a writing transaction, or a page that is shown."""

    @property
    def session(self) -> Session: ...

    @property
    def now(self) -> datetime: ...

    @property
    def today(self) -> date: ...


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as a query knows it: role and reach shape its conditions, all else stands in it as a parameter.

    So the conditions of one role are put into words once, which costs more than asking them, and are asked again with
    the values of whoever looks (`Glance.values`).
    """

    role: str
    reach: str
    has_unit: bool
    has_programme: bool


MY_ACCOUNT, MY_MANDATE, MY_PROGRAMME = (
    bindparam(f"my_{name}", type_=BigId) for name in ("account", "mandate", "programme")
)
BELOW, FAR_BELOW = (bindparam(f"my_{name}", type_=String) for name in ("below", "far_below"))
MY_PLACE = bindparam("my_place", type_=BigId, expanding=True)  # the mandate's unit, and those that ended in it
MY_UNITS = bindparam("my_units", type_=BigId, expanding=True)  # in which I hold any mandate
NOW, TODAY = bindparam("now", type_=Instant), bindparam("today", type_=Date)


@dataclass(frozen=True)
class Glance:
    """One look at the register: a session, who looks, and when."""

    session: Session
    actor: Actor
    now: datetime

    @cached_property
    def own_units(self) -> frozenset[int]:
        """The units in which the one who looks, or the one stood in for, holds any mandate today."""
        return frozenset(units_of(self, self.actor.account_id, self.actor.stands_in_for))

    @property
    def today(self) -> date:
        return day_of(self.now)

    @property
    def asker(self) -> Asker:
        """The kind of the one who looks."""
        actor = self.actor
        return Asker(actor.role, actor.reach, actor.unit_id is not None, actor.programme_id is not None)

    @property
    def values(self) -> dict[str, Any]:
        """What the parameters in an asker's conditions stand for."""
        actor = self.actor
        return {
            "my_account": actor.account_id,
            "my_mandate": actor.mandate_id,
            "my_place": list(actor.stands_for),
            "my_programme": actor.programme_id,
            "my_below": f"{actor.unit_path}.%",
            "my_far_below": f"{actor.unit_path}.%.%",
            "my_units": list(self.own_units),
            "now": self.now,
            "today": self.today,
        }


def own_units(reading: Reading, actor: Actor) -> Collection[int]:
    """The units in which the person holds any mandate today, whatever mandate is used now.

    Whoever stands in for an absent person has that person's too: what was closed to the one stays closed.
    """
    if isinstance(reading, Glance) and reading.actor is actor:
        return reading.own_units  # a page asks it several times of one snapshot
    return units_of(reading, actor.account_id, actor.stands_in_for)


def units_of(reading: Reading, *account_ids: int | None) -> set[int]:
    """The units in which any of these accounts holds a mandate today; none for the system, which has no account."""
    return set().union(*units_of_each(reading, [one for one in account_ids if one is not None]).values())


def units_of_each(reading: Reading, account_ids: Collection[int | None]) -> dict[int | None, set[int]]:
    """The units in which each of these accounts holds any mandate today, in one query; without any it is left out."""
    found: dict[int | None, set[int]] = {}
    if not account_ids:
        return found
    for mandate in reading.session.connection().execute(_HELD_BY, {"accounts": list(account_ids)}):
        if in_force(mandate, reading.today):
            found.setdefault(mandate.account_id, set()).add(mandate.unit_id)
    return found


# Who belongs to a unit belongs to what it carries on; a unit that stands nowhere carries on nothing.
_OWN, _SAME_PLACE = aliased(Unit), aliased(Unit)
_SAME = and_(_SAME_PLACE.path == _OWN.path, _OWN.path != "")


def _held_by() -> Select[Any]:
    """The units of people, by their mandates: their own, and all that went before these.

    Also where another unit carries on what was open: several successors of one unit share its past, and nobody of any
    of them judges what it left.
    """
    held = (
        select(
            Mandate.id, Mandate.account_id, _SAME_PLACE.id.label("unit_id"), Mandate.valid_from, Mandate.valid_to,
            Mandate.ended_on,
        )
        .join(_OWN, Mandate.unit_id == _OWN.id)
        .join(_SAME_PLACE, _SAME)
        .where(Mandate.account_id.in_(bindparam("accounts", expanding=True)))
        .cte("held", recursive=True)
    )  # fmt: skip
    columns = [column for column in held.c if column.key != "unit_id"]
    before = (
        select(*columns[:2], UnitEdge.predecessor_id, *columns[2:])
        .join(UnitEdge, UnitEdge.successor_id == held.c.unit_id)
        .join(UnitEvent, UnitEdge.event_id == UnitEvent.id)
        .where(UnitEdge.kind.in_(ENDING), UnitEvent.status == EFFECTIVE)
    )
    return select(held.union(before))


_HELD_BY = _held_by()


def writes_for(actor: Actor, unit_id: int) -> bool:
    """Whether an actor is one of those who write for this unit."""
    return unit_id in actor.stands_for and actor.role in OF_UNIT


def mandates_reaching(reading: Reading, case: Case, unit: Unit, role: str) -> list[tuple[Mandate, Unit]]:
    """The mandates of a role that hold today and reach a unit of this case, nearest unit first."""
    steps = unit.path.split(".")
    above = [".".join(steps[: i + 1]) for i in range(len(steps))]
    asked = {"of_role": role, "above": above, "of_programme": case.programme_id}
    held = reading.session.execute(_HELD_ABOVE, asked)
    found = [
        (mandate, own)
        for mandate, own in held
        if in_force(mandate, reading.today) and _reaches(mandate, own, case, unit)
    ]
    return sorted(found, key=lambda pair: (-pair[1].path.count("."), pair[0].id))


# Which they are comes from two indexes; asked with one "or" over both tables, every mandate there is would be read.
_NEAR, _ABOVE = aliased(Mandate), aliased(Unit)
_CONCERNED = (
    select(_NEAR.id)
    .join(_ABOVE, _NEAR.unit_id == _ABOVE.id)
    .where(_ABOVE.path.in_(bindparam("above", expanding=True)))
    .union_all(select(_NEAR.id).where(_NEAR.programme_id == bindparam("of_programme", type_=BigId)))
)
_HELD_ABOVE = (
    select(Mandate, Unit)
    .join(Unit, Mandate.unit_id == Unit.id)
    .join(Account, Mandate.account_id == Account.id)
    .where(Account.disabled_at.is_(None), Mandate.role == bindparam("of_role"))
    .where(Mandate.id.in_(_CONCERNED))
)


def _reaches(mandate: Mandate, own: Unit, case: Case, unit: Unit) -> bool:
    if mandate.reach == roles.PROGRAMME or mandate.programme_id is not None:
        if mandate.programme_id != case.programme_id:
            return False
    return mandate.reach == roles.PROGRAMME or roles.reaches(mandate.reach, own_path=own.path, path=unit.path)


def holders_of(reading: Reading, case: Case, unit: Unit, *of_roles: str) -> list[int]:
    """The accounts that hold one of these roles over a unit of this case today."""
    found = (mandate for role in of_roles for mandate, _ in mandates_reaching(reading, case, unit, role))
    return [mandate.account_id for mandate in found if mandate.account_id is not None]


def carried_with(session: Session, unit_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Of each of these units, those in the same place today: itself, what it carries on, or what carries it on."""
    asked = select(_OWN.id, _SAME_PLACE.id.label("other")).join(_SAME_PLACE, _SAME).where(_OWN.id.in_(unit_ids))
    found = {unit_id: {unit_id} for unit_id in unit_ids}
    for row in session.execute(asked):
        found[row.id].add(row.other)
    return {unit_id: frozenset(others) for unit_id, others in found.items()}


def reached(asker: Asker) -> ColumnElement[bool]:
    """The cases (joined with `Unit`) of the units that a reader's mandate reaches, in its programme if it has one."""
    if asker.role not in roles.READERS:
        return false()
    in_programme = Case.programme_id == MY_PROGRAMME
    if asker.reach == roles.PROGRAMME:
        return in_programme
    return and_(_below(asker), in_programme) if asker.has_programme else _below(asker)


def _below(asker: Asker) -> ColumnElement[bool]:
    """The units that a mandate reaches: the same rule as `roles.reaches`, in SQL."""
    if not asker.has_unit:
        return false()
    if asker.reach == roles.SELF:
        return Unit.id.in_(MY_PLACE)
    if asker.reach == roles.CHILDREN:
        return and_(Unit.path.like(BELOW), Unit.path.not_like(FAR_BELOW))
    return or_(Unit.id.in_(MY_PLACE), Unit.path.like(BELOW))


def people_of_unit(reading: Reading, unit_id: int) -> list[int]:
    """The accounts of those who write for a unit."""
    return people_of_units(reading, [unit_id])


def people_of_units(reading: Reading, unit_ids: Collection[int]) -> list[int]:
    """The accounts of those who write for any of these units."""
    return _holding(reading, unit_ids, OF_UNIT)


def people_of_secretaries(reading: Reading, unit_ids: Collection[int]) -> list[int]:
    """The accounts of the secretaries of any of these units."""
    return _holding(reading, unit_ids, (roles.SECRETARY,))


def people_of_board(reading: Reading, unit_id: int) -> list[int]:
    """The accounts of those who sign for the committee of a unit."""
    return _holding(reading, [unit_id], (roles.BOARD_SIGNATORY,))


def people_of_managers(reading: Reading, unit_id: int) -> list[int]:
    """The accounts of those who manage the programmes of a committee."""
    return _holding(reading, [unit_id], (roles.MANAGER,))


def people_of_reviewers(reading: Reading, unit_id: int) -> list[int]:
    """The accounts of those who review for the committee of a unit."""
    return _holding(reading, [unit_id], (roles.REVIEWER,))



def _holding(reading: Reading, unit_ids: Collection[int], of_roles: Collection[str]) -> list[int]:
    at_place = select(Mandate).join(_OWN, Mandate.unit_id == _OWN.id).join(_SAME_PLACE, _SAME)
    held = reading.session.scalars(at_place.where(_SAME_PLACE.id.in_(unit_ids), Mandate.role.in_(of_roles)))
    return [m.account_id for m in held if m.account_id is not None and in_force(m, reading.today)]
