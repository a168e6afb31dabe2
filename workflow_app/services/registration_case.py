"""One case as a person sees it: what it says, what is missing, who has it, and what this person can do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from states import roles
from states.edition import Edition as Rules
from states.registration import PROCESS, State
from states.registration_rules import Stage

from ..house import House
from ..models import Account, Case, Mandate, Submission, Unit
from . import registration_content as contents
from . import unit as units
from .actor import Actor, in_force
from .errors import NotAllowed, NotFound
from .history import Event, MarkLine, list_events, mark_line
from .offer import Action, Holder, holders
from .reach import Glance, writes_for
from .registration import UNIT_ACTIONS
from .registration_content import Change, Content
from .registration_draft import list_marks, reasons_against_writing
from .registration_matter import (
    Matter,
    facts_for,
    holding_role,
    incharge_choices,
    load_matter,
    sees,
)

WRITABLE = (State.DRAFT, State.CHANGES_REQUESTED)
# What a case waits for; the other actions are only allowed.
DUTIES = ("save", "receive", "endorse", "approve", "assign_incharge", "close")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who can be chosen: the code of the mandate, the name, and the unit of the mandate."""

    mandate: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything the page of a registration needs, in plain values."""

    code: str
    unit: str
    unit_code: str
    parent: str
    programme: str
    rules: Rules
    period: str
    state: str
    version: int
    draft_version: int
    saved_at: datetime
    submission_no: int
    stages: tuple[Stage, ...]
    stages_passed: int
    since: datetime
    due_at: datetime | None
    late: bool
    holders: tuple[Holder, ...]
    content: Content
    missing: tuple[str, ...]
    actions: tuple[Action, ...]
    marks: tuple[MarkLine, ...]
    changes: tuple[Change, ...] | None  # since the submission before; None where there was none
    pending: tuple[Change, ...] | None  # what the unit changed since it was sent back; None for everybody else
    incharge: str
    events: tuple[Event, ...]
    is_own: bool  # the viewer is one of those who write it

    def action(self, name: str) -> Action | None:
        """An action of this viewer by its name, if the role has it here."""
        return next((action for action in self.actions if action.name == name), None)


def get_case(house: House, actor: Actor, code: str) -> CaseView:
    """A case as this actor sees it; `NotFound` when there is none, or none for this actor."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        return _view(glance, _seen_matter(glance, code))


def get_draft(house: House, actor: Actor, code: str) -> CaseView:
    """The actor's own registration while it can be written; `NotAllowed` for everybody else who may see it."""
    view = get_case(house, actor, code)
    if not view.is_own:
        raise NotAllowed("only the unit itself writes its registration")
    return view


def list_incharge(house: House, actor: Actor, code: str) -> tuple[Person, ...]:
    """The committee members who could be put in charge of a case's unit: not those of the unit itself."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        matter = _seen_matter(glance, code)
        found = [(m, u) for m, u, of_unit in incharge_choices(glance, matter) if not of_unit]
        accounts = {m.account_id for m, _ in found}
        names = dict(session.execute(select(Account.id, Account.full_name).where(Account.id.in_(accounts))).all())
        versions = units.get_versions(session, [u.id for _, u in found], glance.today)
        return tuple(Person(m.code, names[m.account_id or 0], versions[u.id].name) for m, u in found)


def _seen_matter(glance: Glance, code: str) -> Matter:
    found = glance.session.execute(
        select(Case, Unit)
        .join(Unit, Case.holder_unit_id == Unit.id)
        .where(Case.code == code, Case.process == PROCESS.name)
    ).one_or_none()
    if found is None or not sees(glance.actor, found.Case, found.Unit):
        raise NotFound(code)
    return load_matter(glance, found.Case)


def _view(glance: Glance, matter: Matter) -> CaseView:
    case, registration, session = matter.case, matter.registration, glance.session
    is_own = writes_for(glance.actor, matter.holder.id)
    submissions = _submissions(glance, matter)
    returned = case.state == State.CHANGES_REQUESTED
    return CaseView(
        code=case.code,
        unit=matter.version.name,
        unit_code=matter.unit.code,
        parent=_parent_name(glance, matter),
        programme=matter.rules.code,
        rules=matter.rules,
        period=case.period,
        state=case.state,
        version=case.version,
        draft_version=registration.draft_version,
        saved_at=registration.saved_at,
        submission_no=registration.submission_no,
        stages=matter.rules.registration.stages,
        stages_passed=registration.stages_passed,
        since=case.changed_at,
        due_at=case.due_at,
        late=case.due_at is not None and case.due_at <= glance.now and case.state not in PROCESS.final,
        holders=holders(glance, case, matter.holder, matter.version.name, holding_role(matter)),
        content=registration.content if is_own or not submissions else submissions[0],
        missing=_missing(glance, matter),
        actions=_actions(glance, matter),
        marks=tuple(mark_line(mark, matter.rules) for mark in list_marks(glance, matter)) if returned else (),
        changes=_changes(submissions[1], submissions[0]) if len(submissions) == 2 else None,
        pending=_changes(submissions[0], registration.content) if is_own and returned else None,
        incharge=_incharge_name(glance, matter),
        events=list_events(session, case, matter.rules),
        is_own=is_own,
    )


def _submissions(glance: Glance, matter: Matter) -> list[Content]:
    """What was handed in last, and the time before."""
    asked = select(Submission.content).where(Submission.case_id == matter.case.id)
    return list(glance.session.scalars(asked.order_by(Submission.number.desc()).limit(2)))


def _changes(before: Content, after: Content) -> tuple[Change, ...]:
    return tuple(contents.changes(before, after))


def _missing(glance: Glance, matter: Matter) -> tuple[str, ...]:
    """What still stands in the way of the next step that somebody has to take."""
    facts = facts_for(glance, matter, glance.actor)
    if matter.case.state in WRITABLE:
        if not writes_for(glance.actor, matter.holder.id):
            return ()  # what a draft lacks is the unit's own affair until it is handed in
        return PROCESS.reasons_against(matter.case.state, "submit", facts, roles.SECRETARY)
    if matter.case.state == State.APPROVED and not writes_for(glance.actor, matter.holder.id):
        against = PROCESS.reasons_against(matter.case.state, "close", facts, roles.MANAGER)
        return tuple(reason for reason in against if reason != "period-not-ended")  # time passes without anybody
    return ()


def _actions(glance: Glance, matter: Matter) -> tuple[Action, ...]:
    """What the viewer's role has here, judged as if the form that goes with it were filled in."""
    actor, state = glance.actor, matter.case.state
    is_own = writes_for(actor, matter.holder.id)
    facts = facts_for(glance, matter, actor, reason_given=True, marks=1, incharge_chosen=True)
    offered = PROCESS.open_actions(state, facts, actor.role)
    found = {name: reasons for name, reasons in offered.items() if is_own or name not in UNIT_ACTIONS}
    if is_own and state in WRITABLE:
        found = {"save": reasons_against_writing(glance, matter)} | found
    if is_own and state == State.DRAFT:
        found["discard"] = ()
    waits = {name: name in DUTIES for name in found} | {"assign_incharge": matter.incharge_missing}
    return tuple(Action(name, reasons, waits[name]) for name, reasons in found.items())


def _parent_name(glance: Glance, matter: Matter) -> str:
    if matter.version.parent_id is None:
        return ""
    parent = units.get_versions(glance.session, [matter.version.parent_id], glance.today)
    return next((version.name for version in parent.values()), "")


def _incharge_name(glance: Glance, matter: Matter) -> str:
    """The member in charge, while the mandate holds."""
    if matter.registration.incharge_mandate_id is None:
        return ""
    mandate, name = glance.session.execute(
        select(Mandate, Account.full_name)
        .join(Account, Mandate.account_id == Account.id)
        .where(Mandate.id == matter.registration.incharge_mandate_id)
    ).one()
    return name if in_force(mandate, glance.today) else ""
