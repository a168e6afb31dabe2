"""One recognition as a person sees it: its dossier, what was said, who has it, and what this person can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from states.edition import Edition as Rules
from states.recognition import BOARD, OFFICE, PROCESS, State

from ..house import House
from ..models import (
    Account,
    Case,
    Document,
    RecognitionKnockOut,
    RecognitionObjection,
    RecognitionOpinion,
    RecognitionText,
    Unit,
)
from . import recognition_dossier, recognition_paper
from .actor import Actor
from .board import Member, Result
from .disclosure import is_open
from .errors import NotFound
from .history import Event, list_events
from .offer import Action, Holder, holders
from .reach import Glance, writes_for
from .recognition_dossier import DossierPart, PaperLine
from .recognition_duties import visible
from .recognition_matter import (
    NAME,
    Matter,
    bodies_for,
    facts_for,
    holding_role,
    is_own,
    load_matter,
    sees,
)

ALSO = ("opinion", "knock_out", "objection", "answer", "vote", "correction", "decision", "window")
OF_ONE_MATTER = ("unit_id", "programme_id", "period")
# What a case waits for; the other actions are only allowed.
DUTIES = (
    "propose", "accept_dossier", "to_appraisal", "give_opinion", "open_comment", "answer", "open_vote",
    "confirm_vote", "decide_yes", "decide_no", "publish", "exclude",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class VoteView:
    """The vote recorded last, in counts; who was there and who was recused, only the committee's own people read."""

    held_on: date
    members: int
    attended: int
    present: tuple[str, ...]
    recused: tuple[tuple[str, str], ...]  # name, reason
    tally: tuple[int, int, int]
    confirmed: bool
    result: Result


@dataclass(frozen=True, slots=True)
class RecognitionView:
    """Everything the page of a recognition needs, in plain values."""

    code: str
    unit: str
    superior: str
    programme: str
    rules: Rules
    period: str
    state: str
    version: int
    dossier_no: int
    since: datetime
    due_at: datetime | None
    late: bool
    holders: tuple[Holder, ...]
    report: str
    dossier: tuple[DossierPart, ...]
    papers: tuple[PaperLine, ...]
    missing: tuple[str, ...]
    actions: tuple[Action, ...]
    bodies: tuple[str, ...]  # for which this viewer may speak
    silent: tuple[str, ...]
    opinions: Sequence[RecognitionOpinion]
    knock_outs: Sequence[RecognitionKnockOut]
    objections: Sequence[RecognitionObjection]
    under_review: bool  # something waits for an answer
    answers_due: Mapping[int, datetime]  # number of what waits -> when it must have been answered
    objectors: Mapping[int, tuple[str, str]]  # number -> name and contact, for those who handle the case
    closes_at: datetime | None
    voted: str  # "", "recorded" or "confirmed"
    vote: VoteView | None  # None too where this viewer may not read it yet
    members: tuple[Member, ...]  # of the board, in office today
    own_members: frozenset[str]  # of those, the codes of whoever belongs to the unit
    texts: Sequence[RecognitionText]
    decision: str  # "01-QĐ/HU", "" before
    decided_on: date | None
    revocation: str
    valid_from: date | None
    valid_to: date | None
    events: tuple[Event, ...]
    is_own: bool

    def action(self, name: str) -> Action | None:
        """An action of this viewer by its name, if the role has it here."""
        return next((action for action in self.actions if action.name == name), None)


def get_case(house: House, actor: Actor, code: str) -> RecognitionView:
    """A recognition as this actor sees it; `NotFound` when there is none, or none for this actor."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        found = session.execute(
            select(Case, Unit)
            .join(Unit, Case.holder_unit_id == Unit.id)
            .where(Case.code == code, Case.process == PROCESS.name)
        ).one_or_none()
        if found is None or not sees(actor, found.Case, found.Unit):
            raise NotFound(code)
        return _view(glance, load_matter(glance, found.Case))


def find_of_registration(house: House, actor: Actor, registration_code: str) -> list[tuple[str, str]]:
    """Code and state of the recognitions of a registration's unit in its programme and period, newest first."""
    with house.db.reading() as session:
        glance, registered = Glance(session, actor, house.clock()), aliased(Case)
        found = (
            select(Case.code, Case.state)
            .join(Unit, Case.holder_unit_id == Unit.id)
            .join(registered, and_(*(getattr(Case, key) == getattr(registered, key) for key in OF_ONE_MATTER)))
            .where(registered.code == registration_code, Case.process == PROCESS.name, visible(glance.asker))
        )
        return [(row.code, row.state) for row in session.execute(found.order_by(Case.id.desc()), glance.values)]


def _view(glance: Glance, matter: Matter) -> RecognitionView:
    case, recognition = matter.case, matter.recognition
    writes = writes_for(glance.actor, matter.holder.id)
    members, kept = matter.members(glance.today), _kept_from(glance, matter)
    events = list_events(glance.session, case, matter.rules, also={*ALSO, "objector"} - kept)
    told = "decision" not in kept
    decision, revocation = (_document(glance, key) for key in (recognition.decision_id, recognition.revocation_id))
    return RecognitionView(
        code=case.code,
        unit=matter.version.name,
        superior=matter.superior,
        programme=matter.rules.code,
        rules=matter.rules,
        period=case.period,
        state=case.state,
        version=case.version,
        dossier_no=recognition.dossier_no,
        since=case.changed_at,
        due_at=case.due_at,
        late=case.due_at is not None and case.due_at <= glance.now,
        holders=holders(glance, case, matter.holder, matter.version.name, holding_role(matter)),
        report=matter.proposals[-1].dossier["report"] if matter.proposals else "",
        dossier=recognition_dossier.list_parts(glance, matter),
        papers=recognition_dossier.list_papers(glance.actor, matter, events),
        missing=recognition_dossier.list_missing(glance, matter) if writes else (),
        actions=actions_for(glance, matter),
        bodies=tuple(bodies_for(glance, matter, glance.actor)),
        silent=tuple(matter.silent),
        opinions=matter.opinions,
        knock_outs=matter.knock_outs,
        objections=matter.objections,
        under_review=bool(matter.unanswered),
        answers_due=matter.answers_due,
        objectors=_objectors(events) if _handles(glance, matter) else {},
        closes_at=recognition.comment_closes_at,
        voted="" if matter.vote is None else "confirmed" if matter.vote.confirmed_at else "recorded",
        vote=None if "vote" in kept else _vote(glance, matter),
        members=members,
        own_members=frozenset(matter.own(members)),
        texts=matter.texts,
        decision=decision.symbol if decision and told else "",
        decided_on=decision.issued_on if decision and told else None,
        revocation=revocation.symbol if revocation else "",
        valid_from=recognition.valid_from if told else None,
        valid_to=recognition.valid_to if told else None,
        events=events,
        is_own=writes,
    )


def _kept_from(glance: Glance, matter: Matter) -> frozenset[str]:
    """The sealed fields that this viewer may not read yet: its own people learn of a result when everybody does."""
    if not is_own(glance, matter, glance.actor):
        return frozenset()
    openings, state = matter.rules.openings.items(), matter.case.state
    return frozenset(name for name, opens in openings if opens == "publication" and not is_open(opens, NAME, state))


def _handles(glance: Glance, matter: Matter) -> bool:
    """Whether the viewer enters or answers objections here: nobody else learns who objected, least of all the unit."""
    return glance.actor.role in OFFICE | BOARD and not is_own(glance, matter, glance.actor)


def _document(glance: Glance, key: int | None) -> Document | None:
    return None if key is None else glance.session.get(Document, key)


def actions_for(glance: Glance, matter: Matter) -> tuple[Action, ...]:
    """What the viewer's role has here, judged as if the form that goes with it were filled in."""
    actor, case = glance.actor, matter.case
    silent = bool(matter.silent)
    known = {one.code for one in matter.standing} >= {one.code for one in matter.rules.framework.knock_outs}
    facts = facts_for(
        glance, matter, actor, reason_given=True, report_given=True, opinion_given=True, body_waits=silent,
        actor_of_other_body=silent and not bodies_for(glance, matter, actor), knock_out_known=True,
        knock_out_stands=known, knock_out_chosen=bool(matter.standing), objection_given=True,
        in_window=matter.recognition.comment_opened_on is not None, objection_open=bool(matter.unanswered),
        after_result=True, number_free=True, correction_given=True,
    )  # fmt: skip
    offered = PROCESS.open_actions(case.state, facts, actor.role)
    if "record_vote" in offered:
        new = replace(facts, vote_defects=(), actor_recused=False)
        offered["record_vote"] = PROCESS.reasons_against(case.state, "record_vote", new, actor.role)
    if "propose" in offered:
        if not writes_for(actor, matter.holder.id):
            del offered["propose"]
        else:
            offered["propose"] = ()  # the next page says what is missing; here it stands on the page already
    if recognition_paper.may_attach(actor, matter):
        offered["attach"] = ()
    sound = not matter.result.defects
    waits = {name: name in DUTIES for name in offered}
    waits |= {"record_vote": not sound, "revoke": case.state == State.DECIDED and bool(matter.standing)}
    return tuple(Action(name, reasons, waits[name]) for name, reasons in offered.items())


def _objectors(events: Sequence[Event]) -> dict[int, tuple[str, str]]:
    """Who objected, as long as it was not erased."""
    found = {}
    for event in events:
        who, what = event.opened.get("objector"), event.opened.get("objection")
        if who and what:
            found[what["number"]] = (who["name"], who["contact"])
    return found


def _vote(glance: Glance, matter: Matter) -> VoteView | None:
    vote, ballot = matter.vote, matter.ballot
    if vote is None or ballot is None:
        return None
    codes = {*ballot.present, *ballot.recused}
    asked = select(Account.pseudonym, Account.full_name).where(Account.pseudonym.in_(codes))
    names: dict[str, Any] = dict(glance.session.execute(asked).all())
    tally = (vote.in_favour, vote.against, vote.other)
    named = not is_own(glance, matter, glance.actor)
    return VoteView(
        held_on=vote.held_on,
        members=len(ballot.members),
        attended=len(ballot.present),
        present=tuple(sorted(names[code] for code in ballot.present)) if named else (),
        recused=tuple(sorted((names[code], why) for code, why in ballot.recused.items())) if named else (),
        tally=tally,
        confirmed=vote.confirmed_at is not None,
        result=matter.result,
    )
