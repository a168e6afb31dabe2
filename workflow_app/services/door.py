"""What the demo's door says of each unit: where its newest case stands, and how many of its cases wait for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from ..clock import day_of
from ..house import House
from ..models import Account, Agreement, Case, Mandate, Programme, Round, Seat, Unit
from . import unit as units

# Where a case waits for its unit. A person's own page counts by the guards; for a door with fifty units that is slow.
WITH_THE_UNIT = {
    "registration": ("draft", "changes_requested"),
    "inspection": ("announced", "self_assessing", "unit_reply", "rectifying"),
    "recognition": ("draft", "returned"),
}
SIGNABLE = ("frozen", "partially_signed", "in_force")


@dataclass(slots=True)
class AtTheDoor:
    """One unit: process and state of its newest case in the newest round, "" without one, and what waits for it."""

    process: str = ""
    stands: str = ""
    waiting: int = 0


def list_units(house: House) -> dict[str, AtTheDoor]:
    """Every unit that has a case, by its name today."""
    with house.db.reading() as session:
        found: dict[int, AtTheDoor] = defaultdict(AtTheDoor)
        for unit_id, process, state in session.execute(_of_newest_round()):  # the newest one comes last
            found[unit_id].process, found[unit_id].stands = process, state
        _count_cases(session, found)
        _count_seats(session, found)
        named = units.get_versions(session, found, day_of(house.clock()))
        return {version.name: found[unit_id] for unit_id, version in named.items()}


def list_places(house: House) -> dict[str, str]:
    """The programme in which somebody works, by the code of the account: that of the nearest committee above."""
    with house.db.reading() as session:
        of_issuer = select(Programme.code, Unit.path).join(Unit, Programme.issuer_id == Unit.id)
        issuers = session.execute(of_issuer.order_by(func.length(Unit.path))).all()
        of_person = select(Account.pseudonym, Unit.path).join(Mandate, Mandate.account_id == Account.id)
        of_person = of_person.join(Unit, Mandate.unit_id == Unit.id).order_by(Mandate.id.desc())
        held = session.execute(of_person).all()
    found: dict[str, str] = {}
    for pseudonym, path in held:  # the first mandate comes last
        for code, above in issuers:  # the nearest committee comes last
            if f"{path}.".startswith(f"{above}."):
                found[pseudonym] = code
    return found


def _of_newest_round() -> Select[int, str, str]:
    other = aliased(Round)
    newest = select(func.max(other.opens_on)).where(other.programme_id == Round.programme_id).scalar_subquery()
    of_round = and_(Round.programme_id == Case.programme_id, Round.period == Case.period, Round.opens_on == newest)
    asked = select(Case.unit_id, Case.process, Case.state).join(Round, of_round)
    return asked.where(Case.process.in_(WITH_THE_UNIT)).order_by(Case.id)


def _count_cases(session: Session, found: dict[int, AtTheDoor]) -> None:
    waits = or_(*(and_(Case.process == name, Case.state.in_(states)) for name, states in WITH_THE_UNIT.items()))
    for unit_id, number in session.execute(select(Case.unit_id, func.count()).where(waits).group_by(Case.unit_id)):
        found[unit_id].waiting += number


def _count_seats(session: Session, found: dict[int, AtTheDoor]) -> None:
    present = and_(Agreement.case_id == Seat.case_id, Agreement.version == Seat.version)
    asked = (
        select(Seat.unit_id, func.count())
        .join(Agreement, present)
        .join(Case, Case.id == Seat.case_id)
        .where(Case.state.in_(SIGNABLE), Seat.answer == "waiting", Seat.turn, Seat.capacity == "unit")
        .group_by(Seat.unit_id)
    )
    for unit_id, number in session.execute(asked):
        found[unit_id].waiting += number
