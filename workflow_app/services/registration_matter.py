"""A registration with everything its guards and entries need, and the facts it is judged by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, select
from sqlalchemy.orm import aliased

from states import programme as rules
from states import roles
from states.registration import PROCESS, Facts, State
from states.registration_rules import Stage
from states.round import OPEN, phase_of

from ..db import BigId
from ..models import Case, Edition, Entry, Mandate, Registration, Round, Submission, Unit, UnitVersion
from ..models.registration import ENDED
from . import registration_content as contents
from . import unit as units
from .actor import Actor, in_force
from .edition import rules_of
from .errors import Stale
from .perform import Sealed, Work
from .reach import (
    OF_UNIT,
    TODAY,
    Reading,
    carried_with,
    holders_of,
    mandates_reaching,
    own_units,
    units_of_each,
    writes_for,
)


@dataclass(slots=True)
class Matter:
    """A registration with its unit as it is today, its round and its rules."""

    case: Case
    registration: Registration
    unit: Unit
    holder: Unit  # the unit that has it now: its own, or one that succeeded it
    version: UnitVersion
    round: Round
    rules: rules.Edition

    @property
    def stage(self) -> Stage | None:
        """The stage of approval that the case stands at, if any is left."""
        stages = self.rules.registration.stages
        passed = self.registration.stages_passed
        return stages[passed] if passed < len(stages) else None

    @property
    def incharge_missing(self) -> bool:
        """Whether the programme asks for a member in charge and none was named yet."""
        return self.rules.registration.incharge_required and self.registration.incharge_mandate_id is None

    def seal(self, field: str, value: Any) -> Sealed:
        """A value to be committed to, opened when the edition says."""
        return Sealed(value, self.rules.openings[field])


def load_matter(reading: Reading, case: Case) -> Matter:
    """What belongs to a case of registration."""
    found = reading.session.execute(_BELONGING, {"of_case": case.id, "today": reading.today}).one()
    registration, unit, holder, version, round_, edition = found
    return Matter(case, registration, unit, holder, version, round_, rules_of(edition))


# Put into words once: that takes longer than to ask it.
_HOLDER = aliased(Unit)
_BELONGING = (
    select(Registration, Unit, _HOLDER, UnitVersion, Round, Edition)
    .join(Case, Registration.case_id == Case.id)
    .join(Unit, Case.unit_id == Unit.id)
    .join(_HOLDER, Case.holder_unit_id == _HOLDER.id)
    .join(UnitVersion, and_(UnitVersion.unit_id == Unit.id, units.named(TODAY)))
    .join(Round, and_(Round.programme_id == Case.programme_id, Round.period == Case.period))
    .join(Edition, Case.edition_id == Edition.id)
    .where(Registration.case_id == bindparam("of_case"))
)


def facts_for(
    reading: Reading,
    matter: Matter,
    actor: Actor,
    *,
    reason_given: bool = False,
    marks: int = 0,
    incharge_chosen: bool = False,
    incharge_of_unit: bool = False,
) -> Facts:
    """The snapshot on which the table of moves decides."""
    content, registration, asked = matter.registration.content, matter.registration, matter.rules.registration
    done = _done(reading, matter, actor)
    return Facts(
        round_open=is_open(matter.round, reading.today),
        unit_kind_allowed=matter.rules.admits(matter.version.kind, matter.version.cell_type),
        other_open_registration=done.other_open,
        resolution_required=asked.resolution_required,
        resolution_complete=contents.has_resolution(content),
        contents_count=contents.count_complete(content, "contents"),
        contents_required=asked.contents_required,
        roadmap_count=contents.count_complete(content, "roadmap"),
        roadmap_required=asked.roadmap_required,
        stages_required=len(asked.stages),
        stages_passed=registration.stages_passed,
        stage_role=matter.stage.role if matter.stage else "",
        actor_role=actor.role,
        actor_of_unit=matter.unit.id in own_units(reading, actor),
        actor_submitted=done.submitted,
        actor_decided=done.decided,
        reason_given=reason_given,
        marks_count=marks,
        period_ended=reading.today >= matter.round.ends_on,
        incharge_required=asked.incharge_required,
        incharge_assigned=registration.incharge_mandate_id is not None,
        incharge_chosen=incharge_chosen,
        incharge_of_unit=incharge_of_unit,
    )


def is_open(round_: Round, today: date) -> bool:
    """Whether a round takes registrations on a day."""
    return phase_of(today, round_.opens_on, round_.closes_on, round_.ends_on) == OPEN


def sees(actor: Actor, case: Case, unit: Unit) -> bool:
    """Whether an actor may look at a case at all; a draft is seen by its own unit only."""
    if actor.role == roles.SYSTEM:
        return True
    if actor.role not in roles.READERS or not units.is_reached(actor, unit, case.programme_id):
        return False
    return case.state != State.DRAFT or writes_for(actor, unit.id)


def stale_draft(reading: Reading, matter: Matter) -> Stale:
    """The draft was saved since the page was shown: when, and in what role of the unit, today's before a former one."""
    registration = matter.registration
    held = reading.session.scalars(
        select(Mandate).where(
            Mandate.account_id == registration.saved_by_id,
            Mandate.unit_id.in_(carried_with(reading.session, [matter.holder.id])[matter.holder.id]),
            Mandate.role.in_(OF_UNIT),
        )
    )
    newest = max(held, key=lambda mandate: (in_force(mandate, reading.today), mandate.id), default=None)
    return Stale(registration.saved_at, newest.role if newest else "", "registration.save")


def _done(reading: Reading, matter: Matter, actor: Actor) -> Any:
    """What was done already: `other_open`, `submitted` and `decided`, the last two by this person."""
    case = matter.case
    asked = {
        "of_case": case.id,
        "of_unit": case.unit_id,
        "of_programme": case.programme_id,
        "of_period": case.period,
        "by_account": actor.account_id,
        "of_submission": matter.registration.submission_no,
    }
    return reading.session.connection().execute(_DONE, asked).one()


def _asked_done() -> Select[bool, bool, bool]:
    of_case, by_account = bindparam("of_case", type_=BigId), bindparam("by_account", type_=BigId)
    other_open = exists().where(  # another registration of this programme and period that has not ended
        Case.id != of_case,
        Case.process == PROCESS.name,
        Case.unit_id == bindparam("of_unit"),
        Case.programme_id == bindparam("of_programme"),
        Case.period == bindparam("of_period"),
        Case.state.not_in(ENDED),
    )
    submitted = exists().where(Submission.case_id == of_case, Submission.submitted_by_id == by_account)
    since = (
        select(Entry.seq)
        .join(Submission, Submission.entry_id == Entry.id)
        .where(Submission.case_id == of_case, Submission.number == bindparam("of_submission"))
        .scalar_subquery()
    )
    decided = exists().where(  # agreed at an earlier level of this very submission
        Entry.case_id == of_case,
        Entry.account_id == by_account,
        Entry.kind == f"{PROCESS.name}.endorse",
        Entry.seq > since,
    )
    return select(other_open.label("other_open"), submitted.label("submitted"), decided.label("decided"))


_DONE = _asked_done()


def holding_role(matter: Matter) -> str:
    """The role that the case waits for in its present state, or "" when it waits for nobody."""
    match matter.case.state:
        case State.DRAFT | State.CHANGES_REQUESTED:
            return roles.SECRETARY
        case State.SUBMITTED:
            return roles.REVIEWER
        case State.IN_REVIEW | State.ENDORSED:
            return matter.stage.role if matter.stage else ""
        case State.APPROVED if matter.incharge_missing:
            return roles.BOARD_SIGNATORY
    return ""


def incharge_choices(reading: Reading, matter: Matter) -> list[tuple[Mandate, Unit, bool]]:
    """The mandates from which a member in charge is chosen; True for people of the unit itself, who cannot be."""
    found = mandates_reaching(reading, matter.case, matter.holder, roles.INCHARGE)
    belongs = units_of_each(reading, {mandate.account_id for mandate, _ in found})
    return [(mandate, unit, matter.unit.id in belongs.get(mandate.account_id, ())) for mandate, unit in found]


def tell_holders(work: Work, matter: Matter, entry: Entry, kind: str, role: str) -> None:
    """Tell those who hold a role over the unit that something about the case concerns them."""
    work.notify(entry, kind, holders_of(work, matter.case, matter.holder, role), code=matter.case.code)
