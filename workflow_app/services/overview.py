"""What whoever administers a register sees first: how far it is set up, and how programmes and rounds stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, and_, func, or_, select

from states.announced import Year, read_years
from states.edition_values import REGISTRATION

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
    absent: tuple[str, ...]  # roles that receive and decide registrations of these programmes and that nobody holds


def look(house: House, actor: Actor) -> Overview:
    """How everything within reach stands; `NotFound` under a mandate for a programme alone."""
    here = unit_tree.show(house, actor).here
    programmes = programme_admin.list_programmes(house, actor)
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        units, people, absent = unit_tree.count(glance), _people(glance), _absent(glance, programmes)
    return Overview(here, units, people, programmes, absent)


def list_years(house: House) -> tuple[Year, ...]:
    """The years whose days off were announced, the latest first, as the calendar of this register has them."""
    path = Path(house.settings.calendar_file) if house.settings.calendar_file else SHIPPED
    years = read_years(path.read_text(encoding="utf-8"))
    return tuple(sorted(years, key=lambda year: -year.year))


def _absent(glance: Glance, programmes: Iterable[ProgrammeAdmin]) -> tuple[str, ...]:
    """The roles of the stages of registration that nobody in the register holds today, in the order of the stages."""
    registering = [one.rules.registration for one in programmes if one.rounds and one.rules.has(REGISTRATION)]
    wanted = dict.fromkeys(stage.role for rules in registering for stage in rules.stages)
    asked = select(Mandate.role).join(Account, Mandate.account_id == Account.id).where(_in_force(glance))
    held = set(glance.session.scalars(asked))
    return tuple(role for role in wanted if role not in held)


def _people(glance: Glance) -> int:
    """The persons who hold a mandate today for a unit within reach, oneself included."""
    own = glance.actor.unit_path
    within = or_(Unit.path == own, Unit.path.startswith(f"{own}.", autoescape=True))
    asked = select(func.count(Mandate.account_id.distinct())).join(Unit, Mandate.unit_id == Unit.id)
    asked = asked.join(Account, Mandate.account_id == Account.id)
    return glance.session.scalar(asked.where(within, _in_force(glance))) or 0


def _in_force(glance: Glance) -> ColumnElement[bool]:
    """That a mandate is held today, by an account that is not closed."""
    held = and_(Mandate.valid_from <= glance.today, or_(Mandate.valid_to.is_(None), Mandate.valid_to > glance.today))
    going_on = or_(Mandate.ended_on.is_(None), Mandate.ended_on > glance.today)
    return and_(held, going_on, Account.disabled_at.is_(None))
