"""What an inspection waits for, in SQL: the same that the guards of its table say one case at a time."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from states import roles
from states.inspection import PROCESS, TEAM_ROLES, State

from ..models import (
    Case,
    Inspection,
    InspectionMember,
    InspectionScore,
    InspectionStatement,
    Mandate,
    Registration,
)
from .edition import Editions
from .inspection_matter import BY_UNIT, SELF
from .reach import MY_ACCOUNT, MY_MANDATE, MY_PLACE, MY_UNITS, NOW, TODAY, Asker, Duties, reached

NAME = PROCESS.name
FINAL = tuple(sorted(PROCESS.final))
STANDING: tuple[str, ...] = ()  # an open inspection always waits for somebody


def visible(asker: Asker) -> ColumnElement[bool]:
    """The inspections an actor may see at all (the same rule as `inspection_matter.sees`)."""
    if asker.role in TEAM_ROLES:
        return _in_team()
    announced = exists().where(Inspection.case_id == Case.id, Inspection.announced_at.is_not(None))
    return and_(reached(asker), or_(announced, _not_own_unit()))


def duties(asker: Asker, editions: Editions) -> Duties:
    """What waits for the actor's role, by the name of the duty."""
    make: dict[str, Callable[[], Duties]] = {
        roles.CLERK: _of_clerk,
        roles.SECRETARY: _of_secretary,
        roles.BOARD_SIGNATORY: _of_board,
        roles.INSPECTOR: _of_inspector,
        roles.LEAD_INSPECTOR: _of_lead,
    }
    return make[asker.role]() if asker.role in make else {}


def _of_clerk() -> Duties:
    own = Case.holder_unit_id.in_(MY_PLACE)
    return {
        "open_self": and_(own, Case.state == State.ANNOUNCED),
        "self": and_(own, Case.state == State.SELF_ASSESSING),
    }


def _of_secretary() -> Duties:
    own = Case.holder_unit_id.in_(MY_PLACE)
    return _of_clerk() | {
        "sign_minutes": and_(own, Case.state == State.UNIT_REPLY, ~_answered()),
        "report_fix": and_(own, Case.state == State.RECTIFYING),
    }


def _of_board() -> Duties:
    unassigned = ~exists().where(InspectionMember.case_id == Case.id)
    return {"assign_team": and_(Case.state == State.PLANNED, unassigned, _impartial())}


def _of_inspector() -> Duties:
    may = and_(_in_team(), _impartial())
    late = _late(State.ANNOUNCED, State.SELF_ASSESSING)
    return {
        "start": and_(may, or_(Case.state == State.SELF_SUBMITTED, late)),
        "score": and_(may, Case.state == State.CHECKING),
    }


def _of_lead() -> Duties:
    leads = and_(_in_team(leading=True), _impartial())
    answered = and_(Case.state == State.UNIT_REPLY, _answered())
    return _of_inspector() | {
        "announce": and_(leads, Case.state == State.PLANNED),
        "send_minutes": and_(leads, Case.state == State.MINUTES_DRAFT),
        "conclude": and_(leads, or_(answered, Case.state == State.RECHECKING)),
        "recheck": and_(leads, _late(State.RECTIFYING)),
    }


def _in_team(leading: bool = False) -> ColumnElement[bool]:
    of_team = [InspectionMember.case_id == Case.id, InspectionMember.mandate_id == MY_MANDATE]
    return exists().where(*of_team, *([InspectionMember.leads.is_(True)] if leading else []))


def _answered() -> ColumnElement[bool]:
    kinds = InspectionStatement.kind.in_(("signature", "refusal"))
    return exists().where(InspectionStatement.case_id == Case.id, kinds)


def _late(*states: State) -> ColumnElement[bool]:
    """In one of these states although its last day is over."""
    return and_(Case.state.in_(states), Case.due_at <= NOW)


def _not_own_unit() -> ColumnElement[bool]:
    return Case.unit_id.not_in(MY_UNITS)


def _spoke_for_unit() -> ColumnElement[bool]:
    """Assessed the unit or answered the minutes for it (the same rule as `Matter.spoke_for_unit`)."""
    score, said = InspectionScore, InspectionStatement
    return or_(
        exists().where(score.case_id == Case.id, score.side == SELF, score.by_id == MY_ACCOUNT),
        exists().where(said.case_id == Case.id, said.kind.in_(BY_UNIT), said.by_id == MY_ACCOUNT),
    )


def _impartial() -> ColumnElement[bool]:
    """Nobody of the unit, nor who spoke for it, nor in charge of it (the same as `inspection_matter.is_concerned`)."""
    registered = aliased(Registration)  # lists join that table for cases of their own
    in_charge = exists().where(
        Inspection.case_id == Case.id,
        registered.case_id == Inspection.registration_id,
        Mandate.id == registered.incharge_mandate_id,
        Mandate.account_id == MY_ACCOUNT,
        Mandate.valid_from <= TODAY,
        or_(Mandate.valid_to.is_(None), Mandate.valid_to > TODAY),
        or_(Mandate.ended_on.is_(None), Mandate.ended_on > TODAY),
    )
    return and_(_not_own_unit(), ~_spoke_for_unit(), ~in_charge)
