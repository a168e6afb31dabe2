"""What an agreement waits for, in SQL: the same that the guards of its table say one case at a time."""

from __future__ import annotations

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, false, or_, select, true
from sqlalchemy.orm import aliased

from states import roles
from states.commitment import ATTESTERS, EXPIRED, OPEN, PARTIAL, PROCESS, SUPERIOR, UNIT, WAITING, State
from states.commitment_order import COUNTERSIGN, WITNESS
from states.obligation import OPEN as OPENED
from states.obligation import OWNERS, REPORTED, RETURNED

from ..models import (
    Agreement,
    Amendment,
    Case,
    FurtherSignature,
    Mandate,
    Obligation,
    PaperMinutes,
    PaperSeat,
    Round,
    Seat,
    Signature,
)
from .edition import Editions
from .reach import MY_ACCOUNT, MY_PLACE, MY_PROGRAMME, OF_UNIT, TODAY, Asker, Duties, reached

NAME = PROCESS.name
FINAL = tuple(sorted(PROCESS.final))
STANDING = (State.IN_FORCE,)
RUNNING = ~exists().where(Agreement.case_id == Case.id, Agreement.held_at.is_not(None))
SIGNABLE = (State.FROZEN, State.PARTIALLY_SIGNED)


def visible(asker: Asker) -> ColumnElement[bool]:
    """The agreements an actor may see at all (the same rule as `commitment_matter.sees`)."""
    if asker.role not in roles.READERS:
        return false()
    asked = and_(Case.state != State.DRAFTING, or_(_seat(asker), _beside()))
    of_programme = Case.programme_id == MY_PROGRAMME if asker.has_programme else true()
    return or_(reached(asker), and_(of_programme, or_(Case.holder_unit_id.in_(MY_PLACE), asked)))


def duties(asker: Asker, editions: Editions) -> Duties:
    """What waits for the actor's role, by the name of the duty."""
    role, own = asker.role, or_(Case.holder_unit_id.in_(MY_PLACE), reached(asker))
    ended = exists().where(
        Round.programme_id == Case.programme_id, Round.period == Case.period, Round.ends_on <= TODAY
    )
    found: Duties = {}
    if role == roles.MANAGER:
        found["write-agreement"] = and_(own, Case.state == State.DRAFTING)
        found["freeze"] = and_(own, Case.state == State.CONSULTING)
        found["revise"] = and_(own, Case.state == State.DECLINED)
        refused = exists().where(
            FurtherSignature.case_id == Case.id, FurtherSignature.version == _present(),
            FurtherSignature.declined_at.is_not(None),
        )  # fmt: skip
        found["name_further"] = and_(own, refused, Case.state.in_(SIGNABLE))
        found["extend"] = and_(own, _present_seat(Seat.answer == EXPIRED), _signable(editions))
    if role in (roles.SECRETARY, roles.BOARD_SIGNATORY):
        found["sign"] = and_(_seat(asker, WAITING), _signable(editions), RUNNING)
        found["witness"] = and_(_further(asker, WITNESS), Case.state.in_(SIGNABLE), RUNNING)
    if role in (*OF_UNIT, roles.BOARD_SIGNATORY):
        found["countersign"] = and_(_further(asker, COUNTERSIGN), Case.state.in_(SIGNABLE), RUNNING)
    if role in ATTESTERS:
        found["attest_paper"] = and_(_attestable(asker), _signable(editions), RUNNING)
    if role in OWNERS:
        found["report_obligation"] = and_(Case.state == State.IN_FORCE, _owed(asker))
    if role == roles.MANAGER:
        reported = exists().where(Obligation.case_id == Case.id, Obligation.status == REPORTED)
        found["accept_report"] = and_(own, Case.state == State.IN_FORCE, reported)
    if role == roles.BOARD_SIGNATORY:
        by_itself = ~exists().where(Amendment.amendment_id == Case.id)  # an amendment ends with what it changes
        found["complete"] = and_(own, Case.state == State.IN_FORCE, ended, by_itself)
    return found


def _owed(asker: Asker) -> ColumnElement[bool]:
    """The agreements by which the actor's own seat owes something now: soon due, overdue, or given back."""
    capacity = SUPERIOR if asker.role == roles.BOARD_SIGNATORY else UNIT
    of_programme = Case.programme_id == MY_PROGRAMME if asker.has_programme else true()
    present = select(Agreement.version).where(Agreement.case_id == Case.id).correlate(Case).scalar_subquery()
    asked = or_(Obligation.status == RETURNED, and_(Obligation.status == OPENED, Obligation.asked_from <= TODAY))
    own = (Seat.case_id == Case.id, Seat.version == present, Seat.place == Obligation.place)
    at_my_place = Seat.unit_id.in_(MY_PLACE)
    return and_(
        of_programme,
        exists().where(Obligation.case_id == Case.id, asked, *own, Seat.capacity == capacity, at_my_place),
    )


def _signable(editions: Editions) -> ColumnElement[bool]:
    """The agreements that can be signed now: an open pact also while it is in force."""
    open_ones = [id_ for id_, rules in editions.items() if rules.has(NAME) and rules.commitment.closing_rule == OPEN]
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
        return and_(waiting, or_(reached(asker), and_(of_programme, Case.holder_unit_id.in_(MY_PLACE))))
    capacity = SUPERIOR if asker.role == roles.BOARD_SIGNATORY else UNIT
    own = (Seat.case_id == Case.id, Seat.version == present, Seat.place == PaperSeat.place)
    return and_(of_programme, waiting.where(*own, Seat.unit_id.in_(MY_PLACE), Seat.capacity == capacity))


def _present() -> ScalarSelect[int]:
    """The version of a case's text that is signed now."""
    return select(Agreement.version).where(Agreement.case_id == Case.id).correlate(Case).scalar_subquery()


def _present_seat(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Seat.case_id == Case.id, Seat.version == _present(), *which)


def _beside() -> ColumnElement[bool]:
    """Whether the actor's unit is asked for a signature beside that of a seat."""
    here = (FurtherSignature.case_id == Case.id, FurtherSignature.version == _present())
    return exists().where(*here, FurtherSignature.unit_id.in_(MY_PLACE))


def _further(asker: Asker, kind: str) -> ColumnElement[bool]:
    """Whether a further signature is the actor's to give now (the same rule as `commitment_turn.further_of`)."""
    one = FurtherSignature
    here = (one.case_id == Case.id, one.version == _present(), one.kind == kind, one.unit_id.in_(MY_PLACE))
    seat = [Seat.case_id == Case.id, Seat.version == one.version, Seat.place == one.place, Seat.answer == PARTIAL]
    if kind == COUNTERSIGN:
        seat.append(Seat.capacity == (SUPERIOR if asker.role == roles.BOARD_SIGNATORY else UNIT))
    signed = exists().where(
        Signature.case_id == Case.id, Signature.version == _present(), Mandate.id == Signature.mandate_id,
        Mandate.account_id == MY_ACCOUNT,
    )  # fmt: skip
    of_programme = Case.programme_id == MY_PROGRAMME if asker.has_programme else true()
    asked = (one.mandate_id.is_(None), one.declined_at.is_(None))
    given = aliased(one)  # whoever is a witness may be that for several seats
    other = or_(given.kind != WITNESS, given.unit_id.not_in(MY_PLACE)) if kind == WITNESS else true()
    beside = exists().where(
        given.case_id == Case.id, given.version == _present(), other, Mandate.id == given.mandate_id,
        Mandate.account_id == MY_ACCOUNT,
    )  # fmt: skip
    return and_(exists().where(*here, *asked, *seat), ~signed, ~beside, of_programme)


def _seat(asker: Asker, state: str = "") -> ColumnElement[bool]:
    """Whether the actor speaks for a seat of the present version (the same rule as `commitment_matter.seat_of`)."""
    capacity = SUPERIOR if asker.role == roles.BOARD_SIGNATORY else UNIT if asker.role in OF_UNIT else ""
    if not capacity and state:
        return false()
    present = select(Agreement.version).where(Agreement.case_id == Case.id).correlate(Case).scalar_subquery()
    here = exists().where(Seat.case_id == Case.id, Seat.version == present, Seat.unit_id.in_(MY_PLACE))
    now = (Seat.turn, or_(Seat.due_on.is_(None), Seat.due_on >= TODAY))
    return here.where(Seat.capacity == capacity, Seat.answer == state, *now) if state else here
