"""What a dossier rests on and holds, and what it still lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from states import roles
from states.edition import Edition as Rules
from states.recognition import PROCESS, State
from states.recognition_rules import Paper

from ..house import House
from ..models import Case, Edition, Unit
from . import inspection_duties, inspection_result, standing
from .actor import Actor
from .disclosure import PUBLIC_STATES
from .edition import rules_of
from .history import Event
from .reach import Glance
from .recognition_matter import Matter, facts_for
from .recognition_paper import WRITTEN, attached


@dataclass(frozen=True, slots=True)
class DossierPart:
    """One thing a dossier rests on, and whether it is there; `asked`: whether the programme wants it."""

    code: str  # registration | inspection | commitment
    there: bool
    asked: bool
    case: str = ""  # the code of a case that can be opened


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper of the dossier, with its file if there is one; `wanted`: the office sent the dossier back for it."""

    paper: Paper
    file: Mapping[str, Any] | None
    wanted: bool


@dataclass(frozen=True, slots=True)
class Due:
    """A period in which a unit has reached all that a proposal rests on, and has no file yet."""

    rules: Rules
    period: str


def list_due(house: House, actor: Actor) -> tuple[Due, ...]:
    """Where the actor, who proposes for a unit, may begin its dossier now."""
    if actor.role != roles.SECRETARY:
        return ()
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        own: ColumnElement[bool] = Case.unit_id.in_(actor.stands_for)
        if actor.programme_id is not None:
            own = and_(own, Case.programme_id == actor.programme_id)
        registered = session.execute(
            select(Case, Edition)
            .join(Edition, Case.edition_id == Edition.id)
            .where(own, Case.process == "registration", Case.state.in_(PUBLIC_STATES))
        ).all()
        files = session.execute(select(Case.programme_id, Case.period).where(own, Case.process == PROCESS.name))
        begun = {tuple(row) for row in files}
        due = [
            Due(rules_of(row.Edition), row.Case.period)
            for row in registered
            if (row.Case.programme_id, row.Case.period) not in begun
            and _is_ready(glance, row.Case, rules_of(row.Edition))
        ]
        return tuple(due)


def _is_ready(glance: Glance, registered: Case, rules: Rules) -> bool:
    """Whether the other processes came to what the programme asks for."""
    of = (registered.unit_id, registered.programme_id, registered.period)
    inspected = not rules.asks(PROCESS.name, "inspection.met") or inspection_result.inspection_met(glance, *of)
    return inspected and (not rules.asks(PROCESS.name, "commitment.signed") or standing.commitment_signed(glance, *of))


def list_parts(glance: Glance, matter: Matter) -> tuple[DossierPart, ...]:
    """What the present dossier rests on; before it is proposed, what there is now."""
    asks = matter.rules.asks
    of = (matter.unit.id, matter.case.programme_id, matter.case.period)
    if matter.case.state in WRITTEN or not matter.proposals:
        registration = standing.accepted_registration(glance, *of)
        inspection, commitment = inspection_result.inspection_met(glance, *of), standing.commitment_signed(glance, *of)
    else:
        frozen = matter.proposals[-1].dossier
        registration, inspection, commitment = (frozen[key] for key in ("registration", "inspection", "commitment"))
    return (
        DossierPart("registration", bool(registration), True, registration),
        DossierPart("inspection", inspection, asks(PROCESS.name, "inspection.met"), _inspection(glance, matter)),
        DossierPart("commitment", commitment, asks(PROCESS.name, "commitment.signed")),
    )


def _inspection(glance: Glance, matter: Matter) -> str:
    """The code of the inspection concluded last, if the viewer sees it."""
    last = inspection_result.latest_result(glance, matter.unit.id, matter.case.programme_id, matter.case.period)
    if last is None:
        return ""
    asked = select(Case.code).join(Unit, Case.holder_unit_id == Unit.id).where(Case.code == last.code)
    return glance.session.scalar(asked.where(inspection_duties.visible(glance.asker)), glance.values) or ""


def list_papers(actor: Actor, matter: Matter, events: Sequence[Event]) -> tuple[PaperLine, ...]:
    """Each paper that the programme names; what the office asked for when it sent the dossier back."""
    files = attached(actor, matter)
    returned = next((event for event in events if event.action == "return"), None)
    wanted = {mark.field for mark in returned.marks} if returned and matter.case.state == State.RETURNED else set()
    return tuple(
        PaperLine(paper, files.get(paper.code), paper.code in wanted) for paper in matter.rules.recognition.papers
    )


def list_missing(glance: Glance, matter: Matter) -> tuple[str, ...]:
    """What a dossier lacks while it is put together; the report is written with the proposal."""
    if matter.case.state not in WRITTEN:
        return ()
    facts = facts_for(glance, matter, glance.actor, report_given=True)
    return PROCESS.reasons_against(matter.case.state, "propose", facts, roles.SECRETARY)
