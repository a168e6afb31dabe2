"""The amendments of an agreement as a person sees them, and its text as it is in force on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.commitment import PROCESS, State
from states.commitment_amendment import Clause, text_on

from ..clock import day_of
from ..house import House
from ..models import Agreement, AgreementText, Case
from .actor import Actor
from .commitment_amendment_matter import first_of, list_made
from .commitment_matter import load_matter, sees
from .errors import NotFound
from .reach import Glance

BEFORE, STANDS, OVER = "before", "stands", "over"  # how an agreement stands on a day


@dataclass(frozen=True, slots=True)
class AmendmentLine:
    """One amendment of an agreement, and the day from which it counts, if its parties have signed."""

    number: int
    code: str
    state: str
    effective_on: date | None


@dataclass(frozen=True, slots=True)
class TextOn:
    """An agreement's text on a day: whether it is in force then, and where each clause comes from."""

    code: str
    title: str
    day: date
    stands: str
    since: date | None
    until: date | None  # the day on which it ended
    clauses: tuple[Clause, ...]
    amendments: tuple[AmendmentLine, ...]


def list_lines(glance: Glance, root: Case, leads: bool) -> tuple[AmendmentLine, ...]:
    """The amendments of an agreement; one that is only being written is its issuer's alone."""
    made = [one for one in list_made(glance.session, root.id) if leads or one.case.state != State.DRAFTING]
    return tuple(AmendmentLine(one.number, one.case.code, one.case.state, one.effective_on) for one in made)


def get_text_on(house: House, actor: Actor, code: str, day: date | None = None) -> TextOn:
    """The text in force on a day, by default today; `NotFound` for what never came into force, and for an amendment."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        case = session.scalar(select(Case).where(Case.code == code, Case.process == PROCESS.name))
        if case is None:
            raise NotFound(code)
        matter = load_matter(glance, case)
        if not sees(matter, actor) or matter.amends is not None or matter.agreement.in_force_at is None:
            raise NotFound(code)
        return read_text_on(session, case, day or glance.today)


def read_text_on(session: Session, case: Case, day: date) -> TextOn:
    """The same of a case that has been in force."""
    agreement = session.get_one(Agreement, case.id)
    content = session.get_one(AgreementText, (case.id, agreement.version)).content
    assert agreement.in_force_at is not None, "asked only of what has been in force"
    since = day_of(agreement.in_force_at)
    until = day_of(case.changed_at) if case.state in PROCESS.final else None  # nothing follows the act that ended it
    made = list_made(session, case.id)
    first = first_of(content)
    counted = [one for one in made if one.effective_on is not None and (until is None or one.effective_on < until)]
    return TextOn(
        code=case.code,
        title=content["title"],
        day=day,
        stands=BEFORE if day < since else OVER if until is not None and day >= until else STANDS,
        since=since,
        until=until,
        clauses=text_on(day, first, [one.effect for one in counted if one.effect is not None]),
        amendments=tuple(AmendmentLine(one.number, one.case.code, one.case.state, one.effective_on) for one in counted),
    )
