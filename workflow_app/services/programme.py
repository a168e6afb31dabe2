"""The page of a programme: its rules, how far a period has come, and what the viewer can do in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, joinedload

from states import roles
from states.edition import Edition as Rules
from states.edition_values import CLASSIFICATION, COMMITMENT, RECOGNITION, REGISTRATION
from states.roles import SECRETARY
from states.round import OPEN

from .. import text
from ..clock import day_of
from ..house import House
from ..models import Case, Edition, Programme, Round, Unit, UnitVersion
from . import commitment_duties, targets
from . import unit as units
from .actor import Actor
from .classification_view import Totals, count_levels
from .disclosure import PUBLIC_STATES
from .edition import get_round, rules_of
from .errors import NotFound
from .meeting_year import Year, read_year
from .overlay import Framework, framework_of
from .practice import how_many
from .reach import OF_UNIT, Glance
from .registration_draft import open_registration, reasons_against_start
from .round import Change, list_changes, phase
from .targets import Progress
from .unit_past import Today, list_ended
from .unit_tree import may_lead


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round of a programme; `last_day` is the last one on which registrations are taken."""

    programme: str
    period: str
    rules: Rules
    opens_on: date
    last_day: date
    phase: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A programme with its rounds, the one that matters most first: an open one, else the latest."""

    code: str
    rounds: tuple[RoundLine, ...]

    @property
    def rules(self) -> Rules:
        """Those of its first round."""
        return self.rounds[0].rules


@dataclass(frozen=True, slots=True)
class Doings:
    """What the viewer can do: `registration` is the unit's open case, `reasons` why it cannot begin one."""

    may_write: bool = False
    registration: str = ""
    reasons: tuple[str, ...] = ()
    agreements: tuple[tuple[str, str], ...] = ()  # code and state of those the viewer may open
    may_draft: bool = False  # an agreement
    may_propose: bool = False  # the unit's secretary may prepare the dossier of its recognition


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """A round as everybody sees it, and what the viewer can do in it; None for a visitor."""

    round: RoundLine
    periods: tuple[str, ...]  # of all rounds of the programme, latest first
    digest: str
    number: int
    today: date
    changes: tuple[Change, ...]  # of the round since it was opened
    progress: Progress
    doings: Doings | None
    may_lead: bool  # the viewer administers the programme
    is_inside: bool  # the viewer's place is the committee whose programme it is, or one below it
    is_above: bool  # the viewer's mandate reaches that committee
    framework: Framework | None  # the edition that this one concretises
    months: Year | None  # of monthly returns, where there are any
    levels: Totals | None  # of the yearly classification, where there is one
    practices: int  # good ones that were published
    ended: Today | None  # the committee whose programme it is, where it is no more


def issuer_name(house: House) -> str:
    """Whose programmes these are, as the issuer is called today in short; empty when there are several, or none yet.

    Stands above every page, so it is asked anew only after an act or a minute, and no page fails for it.
    """
    now, kept = house.clock(), house.watch.issuer
    stands = (house.watch.acts, int(now.timestamp()) // 60)
    if kept is None or kept[0] != stands:
        kept = house.watch.issuer = (stands, _issuer_name(house, day_of(now), kept[1] if kept else ""))
    return kept[1]


def _issuer_name(house: House, today: date, before: str) -> str:
    asked = select(UnitVersion.short_name).join(Programme, Programme.issuer_id == UnitVersion.unit_id)
    try:
        with house.db.reading_public() as session:
            names = session.scalars(asked.where(units.named(today)).distinct().limit(2)).all()
    except SQLAlchemyError:
        return before
    return names[0] if len(names) == 1 else ""


def list_rounds(house: House, actor: Actor | None = None) -> tuple[RoundLine, ...]:
    """The rounds of every programme, open ones first, then the latest; of an actor those that concern it."""
    today = day_of(house.clock())
    with house.db.reading() as session:
        found = select(Round, Programme, Edition, _over(today)).join(Programme, Round.programme_id == Programme.id)
        found = found.join(Edition, Round.edition_id == Edition.id).options(joinedload(Programme.issuer))
        lines = [
            _line(row.Round, row.Programme.code, rules_of(row.Edition), today)
            for row in session.execute(found).all()
            if actor is None or _concerns(actor, row.Programme, is_over=row[3])
        ]
    return tuple(sorted(lines, key=lambda line: (not line.is_open, -line.opens_on.toordinal(), line.programme)))


def list_programmes(house: House, actor: Actor | None = None) -> tuple[ProgrammeLine, ...]:
    """Every programme that has a round, in the order of its first one; of an actor those that concern it."""
    found: dict[str, list[RoundLine]] = {}
    for line in list_rounds(house, actor):
        found.setdefault(line.programme, []).append(line)
    return tuple(ProgrammeLine(code, tuple(lines)) for code, lines in found.items())


def find_named(house: House, typed: str) -> tuple[RoundLine, ...]:
    """The first round of each programme that has all these words in its own name or its issuer's, marks or none."""
    words = text.search_fold(typed).split()

    def called(rules: Rules) -> str:
        names = (rules.name.vi, rules.name.en, rules.issuer_name.vi, rules.issuer_name.en)
        return text.search_fold(" ".join(names))

    found = (one.rounds[0] for one in list_programmes(house)) if words else ()
    return tuple(one for one in found if all(word in called(one.rules) for word in words))


def get_programme(house: House, actor: Actor | None, code: str, period: str) -> ProgrammeView:
    """A programme in one period, for a visitor or for somebody signed in; `NotFound` when there is none."""
    now = house.clock()
    with house.db.reading() if actor else house.db.reading_public() as session:
        found, periods, is_over, practices = _round(session, code, period, day_of(now))
        programme, edition = found.programme, found.edition
        rules, glance = rules_of(edition), Glance(session, actor, now) if actor else None
        inside = glance if targets.of_issuer(actor, programme) else None
        return ProgrammeView(
            round=_line(found, code, rules, day_of(now)),
            periods=periods,
            digest=edition.digest,
            number=edition.number,
            today=day_of(now),
            changes=list_changes(house, session, [found.id]).get(found.id, ()),
            progress=targets.read_progress(session, programme, found, rules, day_of(now), inside),
            doings=_doings(glance, programme, found, rules) if glance else None,
            may_lead=actor is not None and may_lead(actor, programme.issuer, programme.id),
            is_inside=actor is not None and _is_inside(actor, programme, is_over=is_over),
            is_above=actor is not None and units.is_reached(actor, programme.issuer, programme.id),
            framework=framework_of(session, rules),
            months=read_year(session, found, rules, day_of(now)),
            levels=count_levels(session, programme.id, found.period) if rules.has(CLASSIFICATION) else None,
            practices=practices,
            ended=_ended(session, programme.issuer_id, day_of(now)) if is_over else None,
        )


def _over(today: date) -> ColumnElement[bool]:
    """Whether the committee of a programme is no more."""
    return exists().where(UnitVersion.unit_id == Programme.issuer_id, units.ended_by(today))


def _concerns(actor: Actor, programme: Programme, *, is_over: bool) -> bool:
    """Of the programmes that one register holds side by side, whether somebody has to do with this one."""
    return _is_inside(actor, programme, is_over=is_over) or units.is_reached(actor, programme.issuer, programme.id)


def _is_inside(actor: Actor, programme: Programme, *, is_over: bool) -> bool:
    """Whether a person's place is the committee, or below it; its units may stand anywhere once it is no more."""
    if actor.programme_id is not None:
        return actor.programme_id == programme.id
    return is_over or f"{actor.unit_path}.".startswith(f"{programme.issuer.path}.")


def _ended(session: Session, issuer_id: int, today: date) -> Today | None:
    return list_ended(session, Unit.id == issuer_id, today).get(issuer_id)


def _round(session: Session, code: str, period: str, today: date) -> tuple[Round, tuple[str, ...], bool, int]:
    """A round, all periods, latest first, whether its committee is no more, and how many practices are published."""
    asked = (
        select(Round, _over(today), how_many(Programme.id))
        .join(Programme, Round.programme_id == Programme.id)
        .where(Programme.code == code)
        .options(joinedload(Round.programme).joinedload(Programme.issuer), joinedload(Round.edition))
        .order_by(Round.opens_on.desc())
    )
    rounds = session.execute(asked).all()
    found = next((row for row in rounds if row.Round.period == period), None)
    if found is None:
        raise NotFound(period)
    periods = tuple(row.Round.period for row in rounds)
    return found.Round, periods, bool(found[1]), found[2]


def _doings(glance: Glance, programme: Programme, round_: Round, rules: Rules) -> Doings:
    actor, agreements = glance.actor, _agreements(glance, round_)
    if actor.role not in OF_UNIT or actor.unit_id is None or actor.programme_id not in (None, programme.id):
        drafts = actor.role == roles.MANAGER and units.is_reached(actor, programme.issuer, programme.id)
        return Doings(agreements=agreements, may_draft=drafts and rules.has(COMMITMENT))
    if not rules.has(REGISTRATION):
        return Doings(agreements=agreements)
    case = open_registration(glance, actor.unit_id, round_)
    return Doings(
        may_write=True,
        registration=case.code if case else "",
        reasons=() if case else reasons_against_start(glance, actor.unit_id, round_),
        agreements=agreements,
        may_propose=case is not None
        and case.state in PUBLIC_STATES
        and actor.role == SECRETARY
        and rules.has(RECOGNITION),
    )


def _agreements(glance: Glance, round_: Round) -> tuple[tuple[str, str], ...]:
    asked = (
        select(Case.code, Case.state)
        .join(Unit, Case.holder_unit_id == Unit.id)
        .where(Case.process == commitment_duties.NAME, commitment_duties.visible(glance.asker))
        .where(Case.programme_id == round_.programme_id, Case.period == round_.period)
        .order_by(Case.id)
    )
    return tuple((row.code, row.state) for row in glance.session.execute(asked, glance.values))


def find_round(house: House, code: str, period: str) -> tuple[int, str]:
    """The id of a programme and the period, as `registration.start` wants them; `NotFound` when there is no such."""
    with house.db.reading() as session:
        round_ = _find(session, code, period)
        return round_.programme_id, round_.period


def _find(session: Session, code: str, period: str) -> Round:
    programme_id = session.scalar(select(Programme.id).where(Programme.code == code))
    if programme_id is None:
        raise NotFound(code)
    return get_round(session, programme_id, period)


def _line(round_: Round, code: str, rules: Rules, today: date) -> RoundLine:
    last_day = date.fromordinal(round_.closes_on.toordinal() - 1)
    now = phase(round_, today)
    return RoundLine(code, round_.period, rules, round_.opens_on, last_day, now, now == OPEN)
