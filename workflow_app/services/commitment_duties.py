"""What an agreement waits for, in SQL: the same that the guards of its table say one case at a time."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from states import roles
from states.commitment import OPEN, PROCESS, SUPERIOR, UNIT, WAITING, State

from ..models import Agreement, Case, Round, Seat
from .edition import Editions
from .reach import OF_UNIT, Duties, Glance, reached

NAME = PROCESS.name
FINAL = tuple(sorted(PROCESS.final))
STANDING = (State.IN_FORCE,)
SIGNABLE = (State.FROZEN, State.PARTIALLY_SIGNED)


def visible(glance: Glance) -> ColumnElement[bool]:
    """The agreements an actor may see at all (the same rule as `commitment_matter.sees`)."""
    actor, asked = glance.actor, and_(Case.state != State.DRAFTING, _seat(glance))
    of_programme = true() if actor.programme_id is None else Case.programme_id == actor.programme_id
    return or_(reached(actor), and_(of_programme, or_(Case.unit_id == actor.unit_id, asked)))


def duties(glance: Glance, editions: Editions) -> Duties:
    """What waits for the actor's role, by the name of the duty."""
    role, own = glance.actor.role, or_(Case.unit_id == glance.actor.unit_id, reached(glance.actor))
    ended = exists().where(
        Round.programme_id == Case.programme_id, Round.period == Case.period, Round.ends_on <= glance.today
    )
    found: Duties = {}
    if role == roles.MANAGER:
        found["write-agreement"] = and_(own, Case.state == State.DRAFTING)
        found["freeze"] = and_(own, Case.state == State.CONSULTING)
    if role in (roles.SECRETARY, roles.BOARD_SIGNATORY):
        found["sign"] = and_(_seat(glance, WAITING), _signable(editions))
    if role == roles.BOARD_SIGNATORY:
        found["complete"] = and_(own, Case.state == State.IN_FORCE, ended)
    return found


def _signable(editions: Editions) -> ColumnElement[bool]:
    """The agreements that can be signed now: an open pact also while it is in force."""
    open_ones = [id_ for id_, rules in editions.items() if rules.commitment.closing_rule == OPEN]
    return or_(Case.state.in_(SIGNABLE), and_(Case.state == State.IN_FORCE, Case.edition_id.in_(open_ones)))


def _seat(glance: Glance, state: str = "") -> ColumnElement[bool]:
    """Whether the actor speaks for a seat of the present version (the same rule as `commitment_matter.seat_of`)."""
    actor = glance.actor
    capacity = SUPERIOR if actor.role == roles.BOARD_SIGNATORY else UNIT if actor.role in OF_UNIT else ""
    if not capacity and state:
        return false()
    present = select(Agreement.version).where(Agreement.case_id == Case.id).correlate(Case).scalar_subquery()
    here = exists().where(Seat.case_id == Case.id, Seat.version == present, Seat.unit_id == actor.unit_id)
    return here.where(Seat.capacity == capacity, Seat.answer == state) if state else here
