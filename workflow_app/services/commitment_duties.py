"""What an agreement waits for, in SQL: the same that the guards of its table say one case at a time."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from states import roles
from states.commitment import ATTESTERS, OPEN, PROCESS, SUPERIOR, UNIT, WAITING, State

from ..models import Agreement, Amendment, Case, Mandate, PaperMinutes, PaperSeat, Round, Seat
from .edition import Editions
from .reach import MY_ACCOUNT, MY_PROGRAMME, MY_UNIT, OF_UNIT, TODAY, Asker, Duties, reached

NAME = PROCESS.name
FINAL = tuple(sorted(PROCESS.final))
STANDING = (State.IN_FORCE,)
SIGNABLE = (State.FROZEN, State.PARTIALLY_SIGNED)


def visible(asker: Asker) -> ColumnElement[bool]:
    """The agreements an actor may see at all (the same rule as `commitment_matter.sees`)."""
    if asker.role not in roles.READERS:
        return false()
    asked = and_(Case.state != State.DRAFTING, _seat(asker))
    of_programme = Case.programme_id == MY_PROGRAMME if asker.has_programme else true()
    return or_(reached(asker), and_(of_programme, or_(Case.unit_id == MY_UNIT, asked)))


def duties(asker: Asker, editions: Editions) -> Duties:
    """What waits for the actor's role, by the name of the duty."""
    role, own = asker.role, or_(Case.unit_id == MY_UNIT, reached(asker))
    ended = exists().where(
        Round.programme_id == Case.programme_id, Round.period == Case.period, Round.ends_on <= TODAY
    )
    found: Duties = {}
    if role == roles.MANAGER:
        found["write-agreement"] = and_(own, Case.state == State.DRAFTING)
        found["freeze"] = and_(own, Case.state == State.CONSULTING)
    if role in (roles.SECRETARY, roles.BOARD_SIGNATORY):
        found["sign"] = and_(_seat(asker, WAITING), _signable(editions))
    if role in ATTESTERS:
        found["attest_paper"] = and_(_attestable(asker), _signable(editions))
    if role == roles.BOARD_SIGNATORY:
        by_itself = ~exists().where(Amendment.amendment_id == Case.id)  # an amendment ends with what it changes
        found["complete"] = and_(own, Case.state == State.IN_FORCE, ended, by_itself)
    return found


def _signable(editions: Editions) -> ColumnElement[bool]:
    """The agreements that can be signed now: an open pact also while it is in force."""
    open_ones = [id_ for id_, rules in editions.items() if rules.commitment.closing_rule == OPEN]
    return or_(Case.state.in_(SIGNABLE), and_(Case.state == State.IN_FORCE, Case.edition_id.in_(open_ones)))


def _attestable(asker: Asker) -> ColumnElement[bool]:
    """The agreements with a seat on paper that waits for this actor (as `commitment_paper_matter.in_remit` says)."""
    present = select(Agreement.version).where(Agreement.case_id == Case.id).correlate(Case).scalar_subquery()
    waiting = exists().where(
        PaperSeat.case_id == Case.id, PaperSeat.outcome == "waiting", PaperMinutes.case_id == Case.id,
        PaperMinutes.number == PaperSeat.number, PaperMinutes.version == present,
        Mandate.id == PaperMinutes.mandate_id, Mandate.account_id != MY_ACCOUNT,
    )  # fmt: skip
    of_programme = Case.programme_id == MY_PROGRAMME if asker.has_programme else true()
    if asker.role == roles.REVIEWER:
        return and_(waiting, or_(reached(asker), and_(of_programme, Case.unit_id == MY_UNIT)))
    capacity = SUPERIOR if asker.role == roles.BOARD_SIGNATORY else UNIT
    own = (Seat.case_id == Case.id, Seat.version == present, Seat.place == PaperSeat.place)
    return and_(of_programme, waiting.where(*own, Seat.unit_id == MY_UNIT, Seat.capacity == capacity))


def _seat(asker: Asker, state: str = "") -> ColumnElement[bool]:
    """Whether the actor speaks for a seat of the present version (the same rule as `commitment_matter.seat_of`)."""
    capacity = SUPERIOR if asker.role == roles.BOARD_SIGNATORY else UNIT if asker.role in OF_UNIT else ""
    if not capacity and state:
        return false()
    present = select(Agreement.version).where(Agreement.case_id == Case.id).correlate(Case).scalar_subquery()
    here = exists().where(Seat.case_id == Case.id, Seat.version == present, Seat.unit_id == MY_UNIT)
    return here.where(Seat.capacity == capacity, Seat.answer == state) if state else here
