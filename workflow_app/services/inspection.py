"""Inspection up to the visit: planned, its team, announced, the unit's own assessment, started or called off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from states import roles
from states.inspection import PROCESS, State
from states.process import Refused

from ..codes import new_code
from ..house import House
from ..models import Case, Inspection, InspectionMember, InspectionScore, Mandate
from .actor import Actor
from .errors import Invalid, NotFound
from .inspection_deed import act, begin, notify, spoken, take
from .inspection_draft import check_sheet, is_evidenced, is_scored, sealed_sheet, stale_draft
from .inspection_matter import SELF, Matter, load_matter, team_choices, team_facts
from .perform import Once, Receipt, Work, unit_of_work
from .reach import holders_of, units_of_each
from .registration_matter import load_matter as load_registration
from .registration_matter import sees as sees_registration


def plan(
    house: House, mandate_id: int, registration_code: str, visit_on: date, *, seen: int, request: Once | None = None
) -> Receipt:
    """The office plans the check of a unit whose registration was accepted; `seen` is that registration's version."""
    with unit_of_work(house) as work:
        registered = work.lock(registration_code)  # so of two plans at once the second finds the first
        actor = work.actor(mandate_id)
        work.once(actor, request)
        if registered.process != "registration":
            raise NotFound(registration_code)
        unit, rules = (known := load_registration(work, registered)).unit, known.rules
        if not sees_registration(actor, registered, known.holder):
            raise NotFound(registration_code)
        work.check_seen(registered, seen)
        if actor.role != roles.REVIEWER:
            raise Refused("plan", ("not-your-role",))
        if not rules.has(PROCESS.name):
            raise Refused("plan", ("part-absent",))
        if visit_on < work.today:
            raise Invalid({"visit_on": "visit-in-the-past"})
        matter = load_matter(work, _new_case(work, registered, visit_on))
        sealed = {
            "unit": {"code": unit.code, "name": matter.version.name},
            "plan": {"registration": registered.code, "visit_on": visit_on.isoformat()},
        }
        entry = take(work, actor, matter, "plan", sealed=sealed, request=request)
        board = holders_of(work, matter.case, matter.holder, roles.BOARD_SIGNATORY)
        # Nothing is told to people of the unit before the check is announced.
        belongs = units_of_each(work, board)
        told = [account_id for account_id in board if unit.id not in belongs.get(account_id, ())]
        work.notify(entry, "inspection.planned", told, code=matter.case.code)
    return work.receipt(entry)


def _new_case(work: Work, registered: Case, visit_on: date) -> Case:
    case = Case(
        code=new_code(), process=PROCESS.name, unit_id=registered.unit_id, programme_id=registered.programme_id,
        period=registered.period, edition_id=registered.edition_id, state=State.PLANNED.value, version=0, seq=0,
        holder_unit_id=registered.holder_unit_id, created_at=work.now, changed_at=work.now,
    )  # fmt: skip
    work.session.add(case)
    work.session.flush()
    work.session.add(Inspection(case_id=case.id, registration_id=registered.id, visit_on=visit_on, draft={}))
    work.session.flush()
    return case


def assign_team(
    house: House, mandate_id: int, code: str, members: Sequence[str], lead: str, *, seen: int,
    request: Once | None = None,
) -> Receipt:  # fmt: skip
    """The Standing Board names the team, by codes of mandates; the head counts as a member."""
    with unit_of_work(house) as work:
        actor, matter = begin(work, mandate_id, code, seen, request)
        chosen = _chosen(work, matter, members, lead)
        given = team_facts(work, matter, [(mandate.id, leads) for mandate, leads in chosen])
        names = [{"mandate": mandate.code, "title": mandate.title, "leads": leads} for mandate, leads in chosen]
        before = matter.team_accounts()
        entry = take(
            work, actor, matter, "assign_team", given=given, sealed={"team": names}, request=request,
            change=lambda: _set_team(work, matter, chosen),
        )  # fmt: skip
        told = before + [mandate.account_id for mandate, _ in chosen if mandate.account_id is not None]
        work.notify(entry, "inspection.team", told, code=code)
        if matter.inspection.announced_at is not None:
            notify(work, matter, entry, "team", "unit")
    return work.receipt(entry)


def _chosen(work: Work, matter: Matter, members: Sequence[str], lead: str) -> list[tuple[Mandate, bool]]:
    """The mandates chosen and whether they lead; the guards say what is wrong with them as a team."""
    offered = {mandate.code: mandate for mandate, _, _ in team_choices(work, matter)}
    if unknown := {*members, lead} - offered.keys() - {""}:
        raise Invalid({"lead" if lead in unknown else "members": "team-without-lead"})
    codes = list(dict.fromkeys([lead, *members] if lead else members))
    return [(offered[one], one == lead) for one in codes]


def _set_team(work: Work, matter: Matter, chosen: list[tuple[Mandate, bool]]) -> None:
    """Who stays keeps what is being written."""
    wanted = {mandate.id: leads for mandate, leads in chosen}
    for member in matter.members:
        if member.mandate_id in wanted:
            member.leads = wanted.pop(member.mandate_id)
        else:
            work.session.delete(member)
    for mandate, leads in chosen:
        if mandate.id in wanted:
            row = InspectionMember(
                case_id=matter.case.id, mandate_id=mandate.id, account_id=mandate.account_id, leads=leads, draft={}
            )
            work.session.add(row)


def announce(house: House, mandate_id: int, code: str, *, seen: int, request: Once | None = None) -> Receipt:
    """The head of the team tells the unit; from now on the unit sees the check."""

    def change(work: Work, actor: Actor, matter: Matter) -> None:
        matter.inspection.announced_at = matter.case.changed_at

    return act(
        house, mandate_id, code, "announce", seen=seen, change=change, tells=("announced", "unit", "team"),
        request=request,
    )  # fmt: skip


def open_self(house: House, mandate_id: int, code: str, *, seen: int, request: Once | None = None) -> Receipt:
    """The unit begins to assess itself."""
    return act(house, mandate_id, code, "open_self", seen=seen, request=request)


def submit_self(
    house: House, mandate_id: int, code: str, *, seen: int, draft_seen: int, request: Once | None = None
) -> Receipt:
    """The unit hands in its own assessment: the first version of the points."""
    with unit_of_work(house) as work:
        actor, matter = begin(work, mandate_id, code, seen, request)
        inspection, sheet = matter.inspection, matter.inspection.draft
        if draft_seen != inspection.draft_version:
            raise stale_draft(work, matter)
        check_sheet(matter, sheet)
        given = {
            "criteria_scored": is_scored(matter, sheet),
            "evidence_complete": is_evidenced(matter, sheet),
        }

        def change() -> None:
            add_scores(work, actor, matter, SELF, sheet)
            inspection.draft = {}

        entry = take(
            work, actor, matter, "submit_self", given=given, sealed={"points": sealed_sheet(SELF, sheet)},
            change=change, request=request,
        )  # fmt: skip
        notify(work, matter, entry, "self_submitted", "team")
    return work.receipt(entry)


def add_scores(work: Work, actor: Actor, matter: Matter, side: str, sheet: dict[str, dict[str, object]]) -> None:
    """Keep points as a new version, under the number of their act."""
    case = matter.case
    for criterion, line in sheet.items():
        work.session.add(
            InspectionScore(
                case_id=case.id, seq=case.seq, criterion=criterion, side=side, points=line["points"],
                note=line["note"], files=line["files"], by_id=actor.account_id, at=case.changed_at,
            )  # fmt: skip
        )


def start(house: House, mandate_id: int, code: str, *, seen: int, request: Once | None = None) -> Receipt:
    """The team begins its work with the unit; late, also when the unit has not assessed itself."""
    return act(house, mandate_id, code, "start", seen=seen, tells=("started", "unit"), request=request)


def cancel(house: House, mandate_id: int, code: str, reason: str, *, seen: int, request: Once | None = None) -> Receipt:
    """The check is called off, saying why; a unit that was not told of it learns nothing."""
    with unit_of_work(house) as work:
        actor, matter = begin(work, mandate_id, code, seen, request)
        given = {"reason_given": bool(reason)}
        entry = take(work, actor, matter, "cancel", given=given, sealed=spoken(reason), request=request)
        told = ("team",) if matter.inspection.announced_at is None else ("team", "unit")
        notify(work, matter, entry, "cancelled", *told)
    return work.receipt(entry)
