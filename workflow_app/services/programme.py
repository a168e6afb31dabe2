"""The page of a programme: its rules, the round of a period, and whether the viewer's unit can register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from states import roles
from states.edition import Edition as Rules
from states.roles import SECRETARY

from ..clock import day_of
from ..house import House
from ..models import Case, Edition, Programme, Round, Unit, UnitVersion
from . import commitment_duties
from . import unit as units
from .actor import Actor
from .disclosure import PUBLIC_STATES
from .edition import get_round, rules_of
from .errors import NotFound
from .reach import OF_UNIT, Glance
from .registration_draft import open_registration, reasons_against_start
from .registration_matter import is_open


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round of a programme; `last_day` is the last one on which registrations are taken."""

    programme: str
    period: str
    rules: Rules
    opens_on: date
    last_day: date
    is_open: bool


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """A round and what the viewer's unit can do: `registration` is its open case, `reasons` why it cannot begin one."""

    round: RoundLine
    digest: str
    number: int
    may_write: bool
    registration: str
    reasons: tuple[str, ...]
    agreements: tuple[tuple[str, str], ...] = ()  # code and state of those the viewer may open
    may_draft: bool = False  # an agreement
    may_propose: bool = False  # the unit's secretary may prepare the dossier of its recognition


def list_rounds(house: House, actor: Actor) -> tuple[RoundLine, ...]:
    """The rounds of every programme, open ones first, then the latest."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        found = select(Round, Programme.code, Edition).join(Programme, Round.programme_id == Programme.id)
        rows = session.execute(found.join(Edition, Round.edition_id == Edition.id)).all()
        lines = [_line(row.Round, row.code, rules_of(row.Edition), glance.today) for row in rows]
    return tuple(sorted(lines, key=lambda line: (not line.is_open, -line.opens_on.toordinal(), line.programme)))


def get_programme(house: House, actor: Actor, code: str, period: str) -> ProgrammeView:
    """A programme in one period; `NotFound` when there is none."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        round_ = _find(session, code, period)
        edition = session.get_one(Edition, round_.edition_id)
        line = _line(round_, code, rules_of(edition), glance.today)
        agreements = _agreements(glance, round_)
        may_draft = actor.role == roles.MANAGER and any(
            units.is_reached(actor, issuer, round_.programme_id)
            for issuer in session.scalars(select(Unit).join(Programme, Programme.issuer_id == Unit.id))
        )
        if actor.role not in OF_UNIT or actor.unit_id is None:
            return ProgrammeView(line, edition.digest, edition.number, False, "", (), agreements, may_draft)
        case = open_registration(glance, actor.unit_id, round_)
        reasons = () if case else reasons_against_start(glance, actor.unit_id, round_)
        proposes = case is not None and case.state in PUBLIC_STATES and actor.role == SECRETARY
        return ProgrammeView(
            line, edition.digest, edition.number, True, case.code if case else "", reasons, agreements,
            may_propose=proposes,
        )  # fmt: skip


def _agreements(glance: Glance, round_: Round) -> tuple[tuple[str, str], ...]:
    asked = (
        select(Case.code, Case.state)
        .join(Unit, Case.unit_id == Unit.id)
        .where(Case.process == commitment_duties.NAME, commitment_duties.visible(glance))
        .where(Case.programme_id == round_.programme_id, Case.period == round_.period)
        .order_by(Case.id)
    )
    return tuple((row.code, row.state) for row in glance.session.execute(asked))


def find_round(house: House, code: str, period: str) -> tuple[int, str]:
    """The id of a programme and the period, as `registration.start` wants them; `NotFound` when there is no such."""
    with house.db.reading() as session:
        round_ = _find(session, code, period)
        return round_.programme_id, round_.period


def states_by_unit(house: House) -> dict[str, str]:
    """The state of each unit's registration in the newest round, by the unit's name today: for the demo's door."""
    today = day_of(house.clock())
    with house.db.reading() as session:
        newest = session.scalar(select(func.max(Round.opens_on)))
        asked = (
            select(UnitVersion.name, Case.state)
            .join(Case, Case.unit_id == UnitVersion.unit_id)
            .join(Round, and_(Round.programme_id == Case.programme_id, Round.period == Case.period))
            .where(Case.process == "registration", Round.opens_on == newest, units.current(today))
            .order_by(Case.id)
        )
        return {row.name: row.state for row in session.execute(asked)}  # the last one where there are several


def _find(session: Session, code: str, period: str) -> Round:
    programme_id = session.scalar(select(Programme.id).where(Programme.code == code))
    if programme_id is None:
        raise NotFound(code)
    return get_round(session, programme_id, period)


def _line(round_: Round, code: str, rules: Rules, today: date) -> RoundLine:
    last_day = date.fromordinal(round_.closes_on.toordinal() - 1)
    return RoundLine(code, round_.period, rules, round_.opens_on, last_day, is_open(round_, today))
