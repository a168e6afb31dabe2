"""What whoever administers a register sees first: how far it is set up, and how programmes and rounds stand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, or_, select

from states.announced import Year, read_years

from ..calendars import SHIPPED
from ..house import House
from ..models import Account, Mandate, Unit
from . import programme_admin, unit_tree
from .actor import Actor
from .programme_admin import ProgrammeAdmin
from .reach import Glance
from .unit_tree import UnitLine


@dataclass(frozen=True, slots=True)
class Overview:
    """The viewer's organisation, how many units stand below it and people act in it, and its programmes."""

    organisation: UnitLine
    units: int
    people: int
    programmes: tuple[ProgrammeAdmin, ...]


def look(house: House, actor: Actor) -> Overview:
    """How everything within reach stands; `NotFound` under a mandate for a programme alone."""
    here = unit_tree.show(house, actor).here
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        units, people = unit_tree.count(glance), _people(glance)
    return Overview(here, units, people, programme_admin.list_programmes(house, actor))


def list_years(house: House) -> tuple[Year, ...]:
    """The years whose days off were announced, the latest first, as the calendar of this register has them."""
    path = Path(house.settings.calendar_file) if house.settings.calendar_file else SHIPPED
    years = read_years(path.read_text(encoding="utf-8"))
    return tuple(sorted(years, key=lambda year: -year.year))


def _people(glance: Glance) -> int:
    """The persons who hold a mandate today for a unit within reach, oneself included."""
    own = glance.actor.unit_path
    within = or_(Unit.path == own, Unit.path.startswith(f"{own}.", autoescape=True))
    held = (Mandate.valid_from <= glance.today, or_(Mandate.valid_to.is_(None), Mandate.valid_to > glance.today))
    going_on = or_(Mandate.ended_on.is_(None), Mandate.ended_on > glance.today)
    asked = select(func.count(Mandate.account_id.distinct())).join(Unit, Mandate.unit_id == Unit.id)
    asked = asked.join(Account, Mandate.account_id == Account.id).where(Account.disabled_at.is_(None))
    return glance.session.scalar(asked.where(within, *held, going_on)) or 0
