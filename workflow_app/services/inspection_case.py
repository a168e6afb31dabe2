"""One inspection as a person sees it: points beside points, findings, minutes, and what this person can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from states import roles
from states.edition import Edition as Rules
from states.framework import Criterion
from states.inspection import PROCESS, State
from states.scoring import Result

from ..house import House
from ..models import Account, Case, Inspection, InspectionFinding, InspectionScore, Mandate, Unit
from . import unit as units
from .actor import Actor, in_force
from .history import Event, list_events
from .inspection_draft import is_evidenced, is_scored, missing_evidence
from .inspection_duties import visible
from .inspection_file import seen_matter, team_is_shown
from .inspection_matter import (
    NOT_APPLICABLE,
    SELF,
    TEAM,
    Matter,
    Sheet,
    concerns_of,
    facts_for,
    holding_role,
    team_choices,
)
from .offer import Action
from .reach import Glance, writes_for

# What a case waits for; the other actions are only allowed.
DUTIES = (
    "announce", "open_self", "self", "submit_self", "start", "score", "draft_minutes", "send_minutes", "sign_minutes",
    "report_fix", "recheck", "conclude",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the team, as named on the page; `holds`: the mandate holds today; `concern`: why not any more."""

    mandate: str
    name: str
    title: str
    leads: bool
    holds: bool
    concern: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who could be in the team; `leads`: may lead it; `concern`: why he or she cannot be in it, or ""."""

    mandate: str
    name: str
    unit: str
    leads: bool
    concern: str


@dataclass(frozen=True, slots=True)
class Points:
    """One version of the points of a criterion; None where it does not apply to the unit."""

    points: Decimal | None
    note: str
    files: tuple[dict[str, Any], ...]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion with what both sides say; `earlier`: the team's versions that were replaced, newest first."""

    criterion: Criterion
    group: str
    evidence: bool
    own: Points | None
    team: Points | None
    earlier: tuple[Points, ...]


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding with the unit's answer and the team's judgement."""

    number: int
    subject: str
    severity: str
    text: str
    fix: str
    accepted: bool | None
    judgement: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What one side put down."""

    kind: str
    text: str
    by: str
    at: datetime
    method: str


@dataclass(frozen=True, slots=True)
class MinutesDraft:
    """The minutes that the head of the team is writing."""

    text: str
    version: int
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """Everything the page of an inspection needs, in plain values."""

    code: str
    registration: str
    unit: str
    unit_code: str
    programme: str
    rules: Rules
    period: str
    state: str
    version: int
    since: datetime
    due_at: datetime | None
    late: bool
    holder: str  # a role, or ""
    visit_on: date
    team: tuple[Member, ...]
    lines: tuple[Line, ...]
    findings: tuple[FindingLine, ...]
    said: tuple[Said, ...]
    result: Result | None  # of the team's points
    by_points: str  # the outcome they lead to
    outcome: str
    actions: tuple[Action, ...]
    events: tuple[Event, ...]
    is_own: bool  # the viewer is one of those who write for the unit
    in_team: bool
    draft: Sheet  # what the viewer is writing
    draft_version: int
    saved_at: datetime | None
    minutes: MinutesDraft | None  # for the head of the team, until they are sent
    unscored: tuple[str, ...]  # criteria of the viewer's draft without points
    unproved: tuple[str, ...]  # criteria of the viewer's draft without the evidence asked for

    def action(self, name: str) -> Action | None:
        """An action of this viewer by its name, if the role has it here."""
        return next((action for action in self.actions if action.name == name), None)

    def total(self, side: str) -> Decimal | None:
        """The points of one side ("own", "team") in all; None where it has none."""
        given = [getattr(line, side).points for line in self.lines if getattr(line, side)]
        return sum((points for points in given if points is not None), Decimal(0)) if given else None

    def most(self, side: str) -> Decimal:
        """The points that one side could give: those of the criteria that it does not say do not apply."""
        given = [(line.criterion.max, getattr(line, side)) for line in self.lines]
        return sum((most for most, said in given if not said or said.points is not None), Decimal(0))


def get_case(house: House, actor: Actor, code: str) -> CaseView:
    """An inspection as this actor sees it; `NotFound` when there is none, or none for this actor."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        return _view(glance, seen_matter(glance, actor, code))


def list_team_choices(house: House, actor: Actor, code: str) -> tuple[Choice, ...]:
    """Everybody whose mandate would allow to check this unit; those concerned are marked, not hidden."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        found = team_choices(glance, seen_matter(glance, actor, code))
        names = _names(glance, [mandate.account_id for mandate, _, _ in found])
        versions = units.get_versions(session, [unit.id for _, unit, _ in found], glance.today)
        return tuple(
            Choice(m.code, names[m.account_id or 0], versions[u.id].name, m.role == roles.LEAD_INSPECTOR, concern)
            for m, u, concern in found
        )


def find_of_registration(house: House, actor: Actor, registration_code: str) -> list[tuple[str, str]]:
    """Code and state of the inspections of a registration that the actor sees, newest first."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        registered = session.scalar(select(Case.id).where(Case.code == registration_code))
        of_it = select(Inspection.case_id).where(Inspection.registration_id == registered)
        found = select(Case.code, Case.state).join(Unit, Case.holder_unit_id == Unit.id).where(Case.id.in_(of_it))
        found = found.where(Case.process == PROCESS.name, visible(glance.asker))
        return [(row.code, row.state) for row in session.execute(found.order_by(Case.id.desc()), glance.values)]


def _view(glance: Glance, matter: Matter) -> CaseView:
    case, inspection = matter.case, matter.inspection
    shown = team_is_shown(glance, glance.actor, matter)
    own, member = writes_for(glance.actor, matter.holder.id), matter.member(glance.actor)
    writing: Any = inspection if own else member
    draft: Sheet = writing.draft if writing else {}
    names = _names(glance, [score.by_id for score in matter.scores] + [said.by_id for said in matter.statements])
    result = matter.result() if shown else None
    registered = glance.session.get_one(Case, inspection.registration_id)
    return CaseView(
        code=case.code,
        registration=registered.code,
        unit=matter.version.name,
        unit_code=matter.unit.code,
        programme=matter.rules.code,
        rules=matter.rules,
        period=case.period,
        state=case.state,
        version=case.version,
        since=case.changed_at,
        due_at=case.due_at,
        late=case.due_at is not None and case.due_at <= glance.now and case.state not in PROCESS.final,
        holder=holding_role(matter),
        visit_on=inspection.visit_on,
        team=_team(glance, matter),
        lines=tuple(_lines(matter, names, shown)),
        findings=tuple(_finding(matter, one) for one in matter.findings) if shown else (),
        said=tuple(
            Said(s.kind, s.text, names[s.by_id], s.at, s.method)
            for s in matter.statements
            if shown or s.kind != "practice"
        ),
        result=result,
        by_points=matter.rules.inspection.outcome_of(result) if result else "",
        outcome=inspection.outcome,
        actions=_actions(glance, matter),
        events=_events(glance, matter, shown),
        is_own=own,
        in_team=member is not None,
        draft=draft,
        draft_version=writing.draft_version if writing else 0,
        saved_at=writing.saved_at if writing else None,
        minutes=_minutes(glance.actor, matter),
        unscored=tuple(code for code in matter.criteria if not draft.get(code, {}).get("points")),
        unproved=tuple(missing_evidence(matter, draft)),
    )


def _events(glance: Glance, matter: Matter, shown: bool) -> tuple[Event, ...]:
    """The history; what the team wrote down as good practice is read when its other words are."""
    found = list_events(glance.session, matter.case, matter.rules, also=("points", "team"))
    return tuple(replace(e, comment="") if e.action == "mark_practice" and not shown else e for e in found)


def _minutes(actor: Actor, matter: Matter) -> MinutesDraft | None:
    row = matter.inspection
    if matter.case.state != State.MINUTES_DRAFT or not matter.is_led_by(actor):
        return None
    return MinutesDraft(row.minutes_draft, row.minutes_version, row.minutes_saved_at)


def _names(glance: Glance, account_ids: Sequence[int | None]) -> dict[int, str]:
    asked = select(Account.id, Account.full_name).where(Account.id.in_(set(account_ids) - {None}))
    return {row.id: row.full_name for row in glance.session.execute(asked)}


def _team(glance: Glance, matter: Matter) -> tuple[Member, ...]:
    accounts = matter.team_accounts()
    names, concerns = _names(glance, accounts), concerns_of(glance, matter, accounts)
    held: list[tuple[Mandate, bool]] = [(matter.mandates[m.mandate_id], m.leads) for m in matter.members]
    return tuple(
        Member(
            mandate.code, names[mandate.account_id or 0], mandate.title, leads, in_force(mandate, glance.today),
            concerns[mandate.account_id],
        )  # fmt: skip
        for mandate, leads in held
    )


def _lines(matter: Matter, names: dict[int, str], shown: bool) -> list[Line]:
    versions: dict[tuple[str, str], list[Points]] = {}
    for score in matter.scores:
        if shown or score.side == SELF:
            versions.setdefault((score.side, score.criterion), []).insert(0, _points(score, names))
    found = []
    for group in matter.rules.framework.groups:
        for criterion in group.criteria:
            own, team = versions.get((SELF, criterion.code), []), versions.get((TEAM, criterion.code), [])
            evidence = criterion.code in matter.rules.inspection.evidence
            found.append(
                Line(criterion, group.code, evidence, next(iter(own), None), next(iter(team), None), tuple(team[1:]))
            )
    return found


def _points(score: InspectionScore, names: dict[int, str]) -> Points:
    points = None if score.points == NOT_APPLICABLE else Decimal(score.points)
    return Points(points, score.note, tuple(score.files), names[score.by_id], score.at)


def _finding(matter: Matter, row: InspectionFinding) -> FindingLine:
    is_open = row in matter.open_findings
    return FindingLine(
        row.number, row.subject, row.severity, row.text, row.fix, row.accepted, row.judgement, is_open
    )


def _actions(glance: Glance, matter: Matter) -> tuple[Action, ...]:
    """What the viewer's role has here, judged as if the form that goes with it were filled in."""
    actor, state, draft = glance.actor, matter.case.state, matter.inspection.draft
    is_own = writes_for(actor, matter.holder.id)
    given: dict[str, Any] = {
        "scores_fit": True, "finding_given": True, "fix_given": True, "judged": True, "reason_given": True,
        "practice_given": True, "outcome": "insufficient",
    }  # fmt: skip
    if state == State.SELF_ASSESSING:
        given |= {"criteria_scored": is_scored(matter, draft), "evidence_complete": is_evidenced(matter, draft)}
    facts = facts_for(glance, matter, actor, **given)
    offered = PROCESS.open_actions(state, facts, actor.role)
    if "assign_team" in offered:  # the team is chosen on the page of the act
        offered["assign_team"] = tuple(code for code in offered["assign_team"] if code == "inspects-own-unit")
    found = {name: reasons for name, reasons in offered.items() if "not-the-unit" not in reasons and name != "plan"}
    if is_own and state == State.SELF_ASSESSING:
        found = {"self": ()} | found
    waits = {name: name in DUTIES for name in found} | {"assign_team": not matter.members}
    return tuple(Action(name, reasons, waits[name]) for name, reasons in found.items())
