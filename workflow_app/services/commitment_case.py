"""One agreement as a person sees it: its text, its seats, the comments, and what this person can do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from states import roles
from states.commitment import EXPIRED, PARTIAL, PROCESS, SIGNED, WAITING, State
from states.edition import Edition as Rules
from states.obligation import ACTS as OBLIGATION_ACTS

from ..house import House
from ..models import AgreementComment, Case, Seat
from ..transparency.canonical import canonical
from . import (
    agreement_record,
    commitment_paper_case,
    commitment_seat_case,
    commitment_template,
    commitment_verdict,
    obligation_matter,
    seal,
)
from . import unit as units
from .actor import Actor
from .commitment_amendment_case import AmendmentLine, list_lines
from .commitment_amendment_matter import effect_of
from .commitment_certificate_file import Chain, chain_of
from .commitment_clauses import Article, Clause, lay_out, list_clauses, recitals_of
from .commitment_matter import Matter, facts_for, leads, list_admitted, list_outside, load_matter, sees
from .commitment_paper_case import MinutesLine
from .commitment_seat_case import ON_SEATS, Given, SeatLine, Step
from .errors import NotAllowed, NotFound
from .file import Stored
from .history import Event, list_events
from .offer import Action
from .reach import Glance

# What the agreement waits for; the other actions are only allowed.
DUTIES = (
    "save", "circulate", "freeze", "revise", "sign", "countersign", "witness", "attest_paper", "extend", "name_further",
    "complete",
)  # fmt: skip
OF_PARTY = ("sign", "decline", "comment")


@dataclass(frozen=True, slots=True)
class CommentLine:
    """What a party said about a version, or about one clause of it."""

    unit: str
    version: int
    clause: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AgreementView:
    """Everything the page of an agreement needs, in plain values."""

    code: str
    programme: str
    rules: Rules
    period: str
    issuer: str
    state: str
    version: int  # of the case
    text_version: int
    title: str
    recitals: tuple[str, ...]
    articles: tuple[Article, ...]
    clauses: tuple[Clause, ...]
    digest: str  # of the text shown; empty while it is drafted
    content: str  # that text in the spelling that is signed
    frozen_at: datetime | None
    in_force_at: datetime | None
    ended_by: dict[str, Any] | None
    due_at: datetime | None
    late: bool
    draft: dict[str, Any]
    draft_version: int
    saved_at: datetime
    seats: tuple[SeatLine, ...]
    steps: tuple[Step, ...]  # in which they sign; none where everybody may at any time
    held_at: datetime | None  # since when signing is on hold
    held_by: str  # the unit that put it on hold
    held_reason: str
    comments: tuple[CommentLine, ...]
    minutes: tuple[MinutesLine, ...]
    actions: tuple[Action, ...]
    missing: tuple[str, ...]
    events: tuple[Event, ...]
    leads: bool
    own_seat: SeatLine | None
    text_holds: bool  # the text that is kept is the one that was fixed
    signatures_hold: bool  # each signature of it is, the one of a seat and what was given beside it
    printed: Stored | None  # the PDF of the frozen text; None until it is made, and while nothing is frozen
    to_sign: Stored | None  # the file that the next party signs by certificate, where the programme takes that
    record: Stored | None  # the sealed record; None until it is made, and before the agreement was in force
    sealable: bool  # whether there is a seal to make it with
    amends: str = ""  # code of the agreement that this one amends
    amendments: tuple[AmendmentLine, ...] = ()  # of this agreement
    effective_on: date | None = None  # of an amendment whose parties have signed

    @property
    def signed(self) -> int:
        """How many seats of the present version have signed."""
        return len([seat for seat in self.seats if seat.answer == SIGNED])

    @property
    def holds(self) -> bool:
        """Whether the text and every signature under it are what was fixed and signed."""
        return self.text_holds and self.signatures_hold

    def action(self, name: str) -> Action | None:
        """An action of this viewer by its name, if the role has it here."""
        return next((action for action in self.actions if action.name == name), None)


def get_case(house: House, actor: Actor, code: str) -> AgreementView:
    """An agreement as this actor sees it; `NotFound` when there is none, or none for this actor."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        matter = find_matter(glance, code)
        judged = commitment_verdict.judge(house, session, matter.case, matter.agreement.version)
        return _view(glance, matter, judged, seal.is_there(house))


def get_draft(house: House, actor: Actor, code: str) -> AgreementView:
    """The agreement for those who write it."""
    view = get_case(house, actor, code)
    if not view.leads or actor.role != roles.MANAGER:
        raise NotAllowed("only a manager of the issuer writes the agreement")
    return view


def list_invitable(house: House, actor: Actor, code: str, *, outside: bool = False) -> tuple[tuple[str, str], ...]:
    """Code and name of the units that may have a seat; `outside`: only those that have none."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        matter = find_matter(glance, code)
        if not leads(matter, actor):
            return ()
        found = list_outside(glance, matter) if outside else list_admitted(glance, matter)
        return tuple((unit.code, version.name) for unit, version in found)


def list_citable(house: House, actor: Actor, code: str) -> list[tuple[str, str]]:
    """Code and words of the documents that the text may cite."""
    with house.db.reading() as session:
        matter = find_matter(Glance(session, actor, house.clock()), code)
        return commitment_template.list_citable(session, matter.issuer)


def find_matter(glance: Glance, code: str) -> Matter:
    """An agreement with what belongs to it, for somebody who sees it; otherwise `NotFound`."""
    asked = select(Case).where(Case.code == code, Case.process == PROCESS.name)
    case = glance.session.scalar(asked)
    if case is None:
        raise NotFound(code)
    matter = load_matter(glance, case)
    if not sees(matter, glance.actor):
        raise NotFound(code)
    return matter


def _view(glance: Glance, matter: Matter, judged: commitment_verdict.Verdicts, sealable: bool) -> AgreementView:
    case, agreement, text = matter.case, matter.agreement, matter.present_text
    content = text.content if text is not None else agreement.draft
    names = _names(glance, matter)
    chain = _chain(glance, matter)
    certificates = {one.place: one for one in chain.signed}
    seats = commitment_seat_case.list_seats(glance, matter, names, certificates, judged)
    return AgreementView(
        code=case.code,
        programme=matter.rules.code,
        rules=matter.rules,
        period=case.period,
        issuer=names[matter.issuer.id],
        state=case.state,
        version=case.version,
        text_version=agreement.version,
        title=content["title"],
        recitals=recitals_of(content),
        articles=lay_out(content),
        clauses=list_clauses(content),
        digest=text.digest if text is not None else "",
        content=canonical(text.content).decode() if text is not None else "",
        frozen_at=agreement.frozen_at,
        in_force_at=agreement.in_force_at,
        ended_by=agreement.ended_by,
        due_at=case.due_at,
        late=case.due_at is not None and case.due_at <= glance.now and case.state not in PROCESS.final,
        draft=agreement.draft,
        draft_version=agreement.draft_version,
        saved_at=agreement.saved_at,
        seats=seats if text is not None else (),
        steps=commitment_seat_case.list_steps(matter) if text is not None else (),
        held_at=agreement.held_at,
        held_by=names.get(agreement.held_by_id or 0, ""),
        held_reason=agreement.held_reason,
        comments=_comments(glance, matter, names),
        minutes=commitment_paper_case.list_lines(glance, matter, names),
        actions=_actions(glance, matter),
        missing=_missing(glance, matter),
        events=_events(glance, matter),
        leads=leads(matter, glance.actor),
        own_seat=next((seat for seat in seats if seat.own), None),
        text_holds=judged.text or text is None,
        signatures_hold=judged.hold or text is None,
        printed=chain.first,
        to_sign=chain.last if matter.rules.commitment.certificates else None,
        record=agreement_record.find(glance.session, case.id),
        sealable=sealable,
        amends=matter.amends.root.code if matter.amends else "",
        amendments=list_lines(glance, matter.case, leads(matter, glance.actor)),
        effective_on=effect_of(matter.agreement, matter.text) if matter.amends else None,
    )


def _chain(glance: Glance, matter: Matter) -> Chain:
    if matter.agreement.frozen_at is None:
        return Chain(None, (), ())
    return chain_of(glance.session, matter.case.id, matter.agreement.version)


def _events(glance: Glance, matter: Matter) -> tuple[Event, ...]:
    """The history; why somebody declined is told to the issuer alone."""
    events = list_events(glance.session, matter.case, matter.rules, also=("unit",))
    if leads(matter, glance.actor):
        return events
    told = ("decline", "decline_further")
    return tuple(replace(event, comment="") if event.action in told else event for event in events)


def _names(glance: Glance, matter: Matter) -> dict[int, str]:
    """What the issuer and the parties of all versions are called today."""
    asked = select(Seat.unit_id).where(Seat.case_id == matter.case.id)
    ids = {matter.issuer.id, *glance.session.scalars(asked), *(one.unit_id for one in matter.further)}
    return {id_: version.name for id_, version in units.get_versions(glance.session, ids, glance.today).items()}


def _comments(glance: Glance, matter: Matter, names: dict[int, str]) -> tuple[CommentLine, ...]:
    rows = glance.session.execute(
        select(AgreementComment, Seat.unit_id)
        .join(
            Seat,
            (Seat.case_id == AgreementComment.case_id)
            & (Seat.version == AgreementComment.version)
            & (Seat.place == AgreementComment.place),
        )
        .where(AgreementComment.case_id == matter.case.id)
        .order_by(AgreementComment.number)
    )
    said = ((names.get(unit_id, ""), one) for one, unit_id in rows)
    return tuple(CommentLine(unit, one.version, one.clause, one.text, one.made_at) for unit, one in said)


def _actions(glance: Glance, matter: Matter) -> tuple[Action, ...]:
    """What the viewer's role has here, judged as if the form that goes with it were filled in."""
    actor, state = glance.actor, matter.case.state
    outside = list_outside(glance, matter) if actor.role == roles.MANAGER else []
    given: Given = {
        "text_seen": matter.text.digest if matter.text else "", "confirmed": True, "comment_given": True,
        "reason_given": True, "document_given": True,
    }  # fmt: skip
    facts = facts_for(glance, matter, actor, **given, new_unit=outside[0][0].id if outside else None)
    found = dict(PROCESS.open_actions(state, facts, actor.role))
    if actor.role in (roles.CLERK, roles.SECRETARY, roles.BOARD_SIGNATORY) and not facts.actor_seated:
        found = {name: why for name, why in found.items() if name not in OF_PARTY}
    if facts.seat_answer in (SIGNED, PARTIAL):
        found = {name: why for name, why in found.items() if name not in ("sign", "decline")}
    others = (*ON_SEATS, *OBLIGATION_ACTS)
    found = {name: why for name, why in found.items() if not name.endswith("_paper") and name not in others}
    if not facts.actor_of_issuer:
        found = {name: why for name, why in found.items() if name in OF_PARTY}
    found |= commitment_paper_case.open_actions(glance, matter, facts)
    found |= commitment_seat_case.open_actions(glance, matter, facts, given)
    if state == State.DRAFTING and actor.role == roles.MANAGER and facts.actor_of_issuer:
        found = {"save": ()} | found
    late = any(seat.answer == EXPIRED for seat in matter.seats)
    refused = any(one.declined_at is not None for one in matter.further)
    only = {"sign": facts.seat_answer == WAITING, "extend": late, "revise": state == State.DECLINED}
    only["name_further"] = refused
    asked = {name for name in DUTIES if only.get(name, True)}
    offered = [Action(name, reasons, name in asked) for name, reasons in found.items()]
    return (*obligation_matter.list_actions(glance, matter, actor), *offered)


def _missing(glance: Glance, matter: Matter) -> tuple[str, ...]:
    """What the draft still lacks before it can be shown to the parties, for those who write it."""
    if matter.case.state != State.DRAFTING or glance.actor.role != roles.MANAGER:
        return ()
    facts = facts_for(glance, matter, glance.actor)
    return PROCESS.reasons_against(matter.case.state, "circulate", facts, roles.MANAGER)
