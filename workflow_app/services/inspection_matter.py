"""An inspection with everything its guards and entries need, and the facts it is judged by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, select

from states import programme as rules
from states import roles
from states.inspection import PROCESS, TEAM_ROLES, Facts, State
from states.points import PointsInvalid
from states.scoring import Result, assess

from ..clock import day_of
from ..models import (
    Case,
    Edition,
    Inspection,
    InspectionFinding,
    InspectionMember,
    InspectionScore,
    InspectionStatement,
    Mandate,
    Registration,
    Unit,
    UnitVersion,
)
from . import unit as units
from .actor import Actor, in_force
from .disclosure import PUBLIC_STATES
from .edition import rules_of
from .perform import Sealed
from .reach import Reading, mandates_reaching, own_units, units_of_each, writes_for

SELF, TEAM = "self", "team"  # whose points
OF_UNIT, IN_CHARGE = "of-unit", "in-charge"  # why somebody has no part in a check
BY_UNIT = ("signature", "explanation")  # kinds of statements
NOT_APPLICABLE = "n/a"  # in place of points
REMEDY, REMARK, KNOCK_OUT = SEVERITIES = ("remedy", "remark", "knock_out")
Sheet = dict[str, dict[str, Any]]  # criterion -> points ("8.5", "n/a" or ""), note, files


@dataclass(slots=True)
class Matter:
    """An inspection with its unit as it is today, its registration and its rules."""

    case: Case
    inspection: Inspection
    registration: Registration
    unit: Unit
    holder: Unit  # the unit that answers for it now: its own, or one that succeeded it
    version: UnitVersion
    rules: rules.Edition
    members: list[InspectionMember]
    mandates: dict[int, Mandate]  # those of the members, and of the member in charge
    scores: list[InspectionScore]  # oldest first
    findings: list[InspectionFinding]
    statements: list[InspectionStatement]

    def newest(self, side: str) -> dict[str, InspectionScore]:
        """The points of one side that count: of each criterion the version recorded last."""
        return {score.criterion: score for score in self.scores if score.side == side}

    def points(self, side: str) -> dict[str, Decimal]:
        given = self.newest(side).items()
        return {code: Decimal(score.points) for code, score in given if score.points != NOT_APPLICABLE}

    def not_applicable(self, side: str) -> list[str]:
        """The criteria that one side says do not apply to the unit."""
        return [code for code, score in self.newest(side).items() if score.points == NOT_APPLICABLE]

    @property
    def criteria(self) -> list[str]:
        return [criterion.code for group in self.rules.framework.groups for criterion in group.criteria]

    @property
    def open_findings(self) -> list[InspectionFinding]:
        """What asks for a remedy, or disqualifies, and was not settled."""
        return [one for one in self.findings if one.severity != REMARK and one.accepted is not True]

    def result(self) -> Result | None:
        """What the team's points come to; None while a criterion has none."""
        established = {one.subject for one in self.open_findings if one.severity == KNOCK_OUT}
        try:
            return assess(self.rules.framework, self.points(TEAM), established, self.not_applicable(TEAM))
        except PointsInvalid:
            return None

    def said(self, *kinds: str) -> bool:
        """Whether a statement of one of these kinds was made."""
        return any(statement.kind in kinds for statement in self.statements)

    def team_accounts(self) -> list[int]:
        return [member.account_id for member in self.members]

    @property
    def spoke_for_unit(self) -> set[int]:
        """The accounts that assessed the unit or answered the minutes for it, whatever they are now."""
        assessed = {score.by_id for score in self.scores if score.side == SELF}
        return assessed | {said.by_id for said in self.statements if said.kind in BY_UNIT}

    def member(self, actor: Actor) -> InspectionMember | None:
        """The member of the team that the actor is under the mandate in use."""
        return next((member for member in self.members if member.mandate_id == actor.mandate_id), None)

    def is_led_by(self, actor: Actor) -> bool:
        """Whether the actor is the head of the team under the mandate in use."""
        member = self.member(actor)
        return member is not None and member.leads

    def seal(self, field: str, value: Any) -> Sealed:
        """A value to be committed to, opened when the edition says."""
        return Sealed(value, self.rules.openings[field])


def load_matter(reading: Reading, case: Case) -> Matter:
    """What belongs to a case of inspection."""
    session, own = reading.session, {"case_id": case.id}
    inspection = session.get_one(Inspection, case.id)
    registration = session.get_one(Registration, inspection.registration_id)
    unit = session.get_one(Unit, case.unit_id)
    members = select(InspectionMember).filter_by(**own).order_by(InspectionMember.leads.desc())
    scores = select(InspectionScore).filter_by(**own).order_by(InspectionScore.seq, InspectionScore.criterion)
    findings = select(InspectionFinding).filter_by(**own).order_by(InspectionFinding.number)
    statements = select(InspectionStatement).filter_by(**own).order_by(InspectionStatement.seq)
    team = list(session.scalars(members.order_by(InspectionMember.mandate_id)))
    wanted = {member.mandate_id for member in team} | {registration.incharge_mandate_id}
    held = session.scalars(select(Mandate).where(Mandate.id.in_(wanted - {None})))
    return Matter(
        case=case,
        inspection=inspection,
        registration=registration,
        unit=unit,
        holder=session.get_one(Unit, case.holder_unit_id),
        version=units.get_versions(session, [unit.id], reading.today)[unit.id],
        rules=rules_of(session.get_one(Edition, case.edition_id)),
        members=team,
        mandates={mandate.id: mandate for mandate in held},
        scores=list(session.scalars(scores)),
        findings=list(session.scalars(findings)),
        statements=list(session.scalars(statements)),
    )


def facts_for(reading: Reading, matter: Matter, actor: Actor, **given: Any) -> Facts:
    """The snapshot on which the table of moves decides; `given`: what the present act brings."""
    state, member, result = matter.case.state, matter.member(actor), matter.result()
    late = matter.case.due_at is not None and reading.today >= day_of(matter.case.due_at)
    known = Facts(
        registration_approved=_registration_state(reading, matter) in PUBLIC_STATES,
        other_open_inspection=_other_open(reading, matter.case),
        planned=matter.case.seq > 0,
        actor_role=actor.role,
        actor_of_unit=is_concerned(reading, matter, actor.account_id),
        actor_writes_for_unit=writes_for(actor, matter.holder.id),
        actor_in_team=member is not None,
        actor_leads=matter.is_led_by(actor),
        self_late=late and state in (State.ANNOUNCED, State.SELF_ASSESSING),
        criteria_scored=set(matter.newest(TEAM)) >= set(matter.criteria),
        open_findings=len(matter.open_findings),
        fix_late=late and state == State.RECTIFYING,
        unit_answered=matter.said("signature", "refusal"),
        lead_signed=matter.said("minutes"),
        outcome_by_points="?" if result is None else matter.rules.inspection.outcome_of(result),
    )
    known = replace(known, **team_facts(reading, matter, [(m.mandate_id, m.leads) for m in matter.members]))
    return replace(known, **given)


def team_facts(reading: Reading, matter: Matter, team: Collection[tuple[int, bool]]) -> dict[str, Any]:
    """What the guards ask about a team, given as mandates and whether they lead."""
    found = {m.id: m for m in reading.session.scalars(select(Mandate).where(Mandate.id.in_([id_ for id_, _ in team])))}
    holding = [(found[id_], leads) for id_, leads in team if in_force(found[id_], reading.today)]
    accounts = {mandate.account_id for mandate, _ in holding}
    return {
        "team_required": matter.rules.inspection.team_required,
        "team_count": len(accounts),
        "team_led": [m.role for m, leads in holding if leads] == [roles.LEAD_INSPECTOR],
        "team_of_unit": is_concerned(reading, matter, *accounts),
    }


def concerns_of(reading: Reading, matter: Matter, account_ids: Collection[int | None]) -> dict[int | None, str]:
    """Why people have no part in the check: OF_UNIT, also of who spoke for it before; IN_CHARGE today; else ""."""
    belongs, incharge = units_of_each(reading, account_ids), None
    held = matter.mandates.get(matter.registration.incharge_mandate_id or 0)
    if held is not None and in_force(held, reading.today):
        incharge = held.account_id

    def concern(account_id: int | None) -> str:
        if matter.unit.id in belongs.get(account_id, ()) or account_id in matter.spoke_for_unit:
            return OF_UNIT
        return IN_CHARGE if incharge is not None and incharge == account_id else ""

    return {account_id: concern(account_id) for account_id in account_ids}


def is_concerned(reading: Reading, matter: Matter, *account_ids: int | None) -> bool:
    """Whether one of these people belongs to the unit, or is in charge of it today."""
    return any(concerns_of(reading, matter, account_ids).values())


def sees(reading: Reading, actor: Actor, matter: Matter) -> bool:
    """Whether an actor may look at an inspection at all.

    Inspectors see their own; nobody of the unit, in whatever capacity, sees it before it is announced.
    """
    if actor.role in TEAM_ROLES:
        return matter.member(actor) is not None
    if actor.role not in roles.READERS or not units.is_reached(actor, matter.holder, matter.case.programme_id):
        return False
    return matter.inspection.announced_at is not None or matter.unit.id not in own_units(reading, actor)


def team_choices(reading: Reading, matter: Matter) -> list[tuple[Mandate, Unit, str]]:
    """The mandates from which a team is chosen, with the reason for those who cannot be in it."""
    found = [
        pair
        for role in (roles.LEAD_INSPECTOR, roles.INSPECTOR)
        for pair in mandates_reaching(reading, matter.case, matter.holder, role)
    ]
    concerns = concerns_of(reading, matter, {mandate.account_id for mandate, _ in found})
    return [(mandate, unit, concerns[mandate.account_id]) for mandate, unit in found]


def holding_role(matter: Matter) -> str:
    """The role that the case waits for in its present state, or "" when it waits for nobody."""
    match matter.case.state:
        case State.PLANNED:
            return roles.LEAD_INSPECTOR if matter.members else roles.BOARD_SIGNATORY
        case State.ANNOUNCED | State.SELF_ASSESSING | State.RECTIFYING:
            return roles.SECRETARY
        case State.SELF_SUBMITTED | State.CHECKING:
            return roles.INSPECTOR
        case State.UNIT_REPLY if not matter.said("signature", "refusal"):
            return roles.SECRETARY
        case State.MINUTES_DRAFT | State.UNIT_REPLY | State.RECHECKING:
            return roles.LEAD_INSPECTOR
    return ""


def _registration_state(reading: Reading, matter: Matter) -> str:
    return reading.session.get_one(Case, matter.inspection.registration_id).state


def _other_open(reading: Reading, case: Case) -> bool:
    """Whether the unit has another inspection of this programme and period that has not ended."""
    asked = exists().where(
        Case.id != case.id,
        Case.process == PROCESS.name,
        Case.unit_id == case.unit_id,
        Case.programme_id == case.programme_id,
        Case.period == case.period,
        Case.state.not_in([state.value for state in PROCESS.final]),
    )
    return bool(reading.session.scalar(select(asked)))
