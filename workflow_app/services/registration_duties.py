"""What a registration waits for, in SQL: the same that the guards of its table say one case at a time."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select

from states import roles
from states.registration import PROCESS, State
from states.registration_rules import RegistrationRules

from ..models import Case, Entry, Registration, Round, Submission
from .edition import Editions
from .reach import MY_ACCOUNT, MY_PLACE, MY_UNITS, OF_UNIT, TODAY, Asker, Duties, reached

NAME = PROCESS.name
FINAL = tuple(sorted(PROCESS.final))
STANDING = (State.APPROVED,)  # nothing is awaited until the period ends


def visible(asker: Asker) -> ColumnElement[bool]:
    """The registrations an actor may see at all (the same rule as `registration_matter.sees`)."""
    drafts = Case.holder_unit_id.in_(MY_PLACE) if asker.role in OF_UNIT else false()
    return and_(reached(asker), or_(Case.state != State.DRAFT, drafts))


def duties(asker: Asker, editions: Editions) -> Duties:
    """What waits for the actor's role, by the name of the duty."""
    make: dict[str, Callable[[Asker, Editions], Duties]] = {
        roles.CLERK: _of_unit,
        roles.SECRETARY: _of_unit,
        roles.REVIEWER: _of_reviewer,
        roles.BOARD_SIGNATORY: _of_board,
        roles.MANAGER: _of_manager,
    }
    if asker.role not in make:
        return {}
    return make[asker.role](asker, editions)


def _of_unit(asker: Asker, editions: Editions) -> Duties:
    own = Case.holder_unit_id.in_(MY_PLACE)
    open_now = and_(Round.opens_on <= TODAY, Round.closes_on > TODAY)
    is_open = exists().where(Round.programme_id == Case.programme_id, Round.period == Case.period, open_now)
    return {
        "write": and_(own, Case.state == State.DRAFT, is_open),
        "correct": and_(own, Case.state == State.CHANGES_REQUESTED),
    }


def _of_reviewer(asker: Asker, editions: Editions) -> Duties:
    return {"receive": and_(Case.state == State.SUBMITTED, _impartial()), "review": _at_stage(asker, editions)}


def _of_board(asker: Asker, editions: Editions) -> Duties:
    asking = [id_ for id_, rules in _registering(editions) if rules.incharge_required]
    unassigned = and_(Registration.incharge_mandate_id.is_(None), Case.edition_id.in_(asking))
    return {
        "review": _at_stage(asker, editions),
        "incharge": and_(Case.state == State.APPROVED, unassigned, _not_own_unit()),
    }


def _of_manager(asker: Asker, editions: Editions) -> Duties:
    ended = and_(Round.programme_id == Case.programme_id, Round.period == Case.period, Round.ends_on <= TODAY)
    free = [id_ for id_, rules in _registering(editions) if not rules.incharge_required]
    assigned = or_(Registration.incharge_mandate_id.is_not(None), Case.edition_id.in_(free))
    return {"close": and_(Case.state == State.APPROVED, exists().where(ended), assigned)}


def _registering(editions: Editions) -> list[tuple[int, RegistrationRules]]:
    """The editions under which units register."""
    return [(id_, edition.registration) for id_, edition in editions.items() if edition.has(NAME)]


def _at_stage(asker: Asker, editions: Editions) -> ColumnElement[bool]:
    """Under consideration at a stage that the actor's role holds, and not for the first time by this person."""
    stages = [
        and_(Case.edition_id == id_, Registration.stages_passed == passed)
        for id_, rules in _registering(editions)
        for passed, stage in enumerate(rules.stages)
        if stage.role == asker.role
    ]
    under_way = Case.state.in_((State.IN_REVIEW, State.ENDORSED))
    return and_(under_way, or_(*stages, false()), _impartial(), _not_decided())


def _impartial() -> ColumnElement[bool]:
    submitted = exists().where(Submission.case_id == Case.id, Submission.submitted_by_id == MY_ACCOUNT)
    return and_(_not_own_unit(), ~submitted)


def _not_own_unit() -> ColumnElement[bool]:
    return Case.unit_id.not_in(MY_UNITS)


def _not_decided() -> ColumnElement[bool]:
    submit = (
        select(func.max(Entry.seq))
        .where(Entry.case_id == Case.id, Entry.kind == "registration.submit")
        .correlate(Case)
        .scalar_subquery()
    )
    endorsed = exists().where(
        Entry.case_id == Case.id,
        Entry.account_id == MY_ACCOUNT,
        Entry.kind == "registration.endorse",
        Entry.seq > submit,
    )
    return ~endorsed
