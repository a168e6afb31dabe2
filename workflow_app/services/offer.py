"""What the page of a case offers in every process: acts with what stands against them, and who has the case."""

from __future__ import annotations

from dataclasses import dataclass

from states import roles

from ..models import Case, Unit
from . import unit as units
from .reach import Glance, mandates_reaching


@dataclass(frozen=True, slots=True)
class Action:
    """Something this viewer's role can do here; with reasons it cannot be done now. `duty`: the case waits for it."""

    name: str
    reasons: tuple[str, ...]
    duty: bool

    @property
    def enabled(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Holder:
    """A unit and the role in it for which the case waits."""

    unit: str
    role: str


def impossible(name: str) -> Action:
    """An act that the case does not know, or knows no more."""
    return Action(name, ("not-from-this-state",), False)


def holders(glance: Glance, case: Case, unit: Unit, unit_name: str, role: str) -> tuple[Holder, ...]:
    """The units for whose role a case waits; of those in a line above its unit, the nearest."""
    if not role:
        return ()
    if role == roles.SECRETARY and unit.id != case.unit_id:
        unit_name = units.get_versions(glance.session, [unit.id], glance.today)[unit.id].name
    if role == roles.SECRETARY:
        return (Holder(unit_name, role),)
    found = [above for _, above in mandates_reaching(glance, case, unit, role)]
    nearest = [above.id for above in found if above.path.count(".") == found[0].path.count(".")]
    versions = units.get_versions(glance.session, nearest, glance.today)
    return tuple(Holder(version.name, role) for version in versions.values())
