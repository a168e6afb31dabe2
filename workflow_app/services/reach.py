"""Whom a case concerns: the units a person belongs to, and the mandates that reach a unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Protocol

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from states import roles

from ..clock import day_of
from ..models import Account, Case, Mandate, Unit
from . import unit as units
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


@dataclass(frozen=True)
class Glance:
    """One look at the register: a session, who looks, and when."""

    session: Session
    actor: Actor
    now: datetime

    @cached_property
    def own_units(self) -> frozenset[int]:
        """The units in which the one who looks holds any mandate today."""
        return frozenset(own_units(self, self.actor))

    @property
    def today(self) -> date:
        return day_of(self.now)


def own_units(reading: Reading, actor: Actor) -> set[int]:
    """The units in which the person holds any mandate today, whatever mandate is used now."""
    return units_of(reading, actor.account_id)


def units_of(reading: Reading, account_id: int | None) -> set[int]:
    """The units in which an account holds any mandate today; none for the system, which has no account."""
    if account_id is None:
        return set()
    held = reading.session.scalars(
        select(Mandate).where(Mandate.account_id == account_id, Mandate.unit_id.is_not(None))
    )
    return {mandate.unit_id for mandate in held if mandate.unit_id and in_force(mandate, reading.today)}


def writes_for(actor: Actor, unit_id: int) -> bool:
    """Whether an actor is one of those who write for this unit."""
    return actor.unit_id == unit_id and actor.role in OF_UNIT


def mandates_reaching(reading: Reading, case: Case, unit: Unit, role: str) -> list[tuple[Mandate, Unit]]:
    """The mandates of a role that hold today and reach a unit of this case, nearest unit first."""
    steps = unit.path.split(".")
    above = [".".join(steps[: i + 1]) for i in range(len(steps))]
    held = reading.session.execute(
        select(Mandate, Unit)
        .join(Unit, Mandate.unit_id == Unit.id)
        .join(Account, Mandate.account_id == Account.id)
        .where(Account.disabled_at.is_(None))
        .where(Mandate.role == role, or_(Unit.path.in_(above), Mandate.reach == roles.PROGRAMME))
    )
    found = [
        (mandate, own)
        for mandate, own in held
        if in_force(mandate, reading.today) and _reaches(mandate, own, case, unit)
    ]
    return sorted(found, key=lambda pair: (-pair[1].path.count("."), pair[0].id))


def _reaches(mandate: Mandate, own: Unit, case: Case, unit: Unit) -> bool:
    if mandate.reach == roles.PROGRAMME or mandate.programme_id is not None:
        if mandate.programme_id != case.programme_id:
            return False
    return mandate.reach == roles.PROGRAMME or roles.reaches(mandate.reach, own_path=own.path, path=unit.path)


def holders_of(reading: Reading, case: Case, unit: Unit, *of_roles: str) -> list[int]:
    """The accounts that hold one of these roles over a unit of this case today."""
    found = (mandate for role in of_roles for mandate, _ in mandates_reaching(reading, case, unit, role))
    return [mandate.account_id for mandate in found if mandate.account_id is not None]


def reached(actor: Actor) -> ColumnElement[bool]:
    """The cases (joined with `Unit`) of the units a mandate reaches, in its programme if it has one."""
    if actor.reach == roles.PROGRAMME:
        return Case.programme_id == actor.programme_id
    if actor.programme_id is None:
        return units.reached_by(actor)
    return and_(units.reached_by(actor), Case.programme_id == actor.programme_id)


def people_of_unit(reading: Reading, unit_id: int) -> list[int]:
    """The accounts of those who write for a unit."""
    return people_of_units(reading, [unit_id])


def people_of_units(reading: Reading, unit_ids: Collection[int]) -> list[int]:
    """The accounts of those who write for any of these units."""
    return _holding(reading, unit_ids, OF_UNIT)


def people_of_board(reading: Reading, unit_id: int) -> list[int]:
    """The accounts of those who sign for the committee of a unit."""
    return _holding(reading, [unit_id], (roles.BOARD_SIGNATORY,))


def _holding(reading: Reading, unit_ids: Collection[int], of_roles: Collection[str]) -> list[int]:
    held = reading.session.scalars(select(Mandate).where(Mandate.unit_id.in_(unit_ids), Mandate.role.in_(of_roles)))
    return [m.account_id for m in held if m.account_id is not None and in_force(m, reading.today)]
