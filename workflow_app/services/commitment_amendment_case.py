"""The amendments of an agreement as a person sees them, and its text as it is in force on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.commitment import PROCESS, State
from states.commitment_amendment import Clause, text_on

from ..clock import day_of
from ..house import House
from ..models import Agreement, AgreementText, Case
from . import commitment_verdict
from .actor import Actor
from .commitment_amendment_matter import Made, first_of, list_made
from .commitment_clauses import Article, Obligation, lay_out, recitals_of
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
class Part:
    """An article with its clauses as they are on a day; without number and heading where clauses count as articles."""

    number: int
    heading: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class TextOn:
    """An agreement's text on a day: whether it is in force then, and where each clause comes from."""

    code: str
    title: str
    day: date
    stands: str
    since: date | None
    until: date | None  # the day on which it ended
    recitals: tuple[str, ...]
    parts: tuple[Part, ...]
    asked: Mapping[str, Obligation]  # what clauses ask, by their ids: an amendment changes words alone
    amendments: tuple[AmendmentLine, ...]
    sound: bool  # everything it was put together from is what was signed


def parts_of(articles: Iterable[Article], clauses: Sequence[Clause]) -> tuple[Part, ...]:
    """The clauses under the headings of the text that was signed first; what was added stands behind them."""
    headed = [Part(one.number, one.heading, tuple(c for c in clauses if c.article == one.number)) for one in articles]
    rest = tuple(one for one in clauses if not one.article)
    return tuple(part for part in [*(one for one in headed if one.number), Part(0, "", rest)] if part.clauses)


def asked_by(articles: Iterable[Article]) -> dict[str, Obligation]:
    """What the clauses ask, by their ids."""
    return {one.id: one.obligation for article in articles for one in article.clauses if one.obligation is not None}


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
        return read_text_on(house, session, case, day or glance.today)


def read_text_on(house: House, session: Session, case: Case, day: date) -> TextOn:
    """The same of a case that has been in force."""
    agreement = session.get_one(Agreement, case.id)
    content = session.get_one(AgreementText, (case.id, agreement.version)).content
    assert agreement.in_force_at is not None, "asked only of what has been in force"
    since = day_of(agreement.in_force_at)
    until = day_of(case.changed_at) if case.state in PROCESS.final else None  # nothing follows the act that ended it
    made = list_made(session, case.id)
    articles = lay_out(content)
    counted = [one for one in made if one.effective_on is not None and (until is None or one.effective_on < until)]
    return TextOn(
        code=case.code,
        title=content["title"],
        day=day,
        stands=BEFORE if day < since else OVER if until is not None and day >= until else STANDS,
        since=since,
        until=until,
        recitals=recitals_of(content),
        parts=parts_of(articles, text_on(day, first_of(content), [one.effect for one in counted if one.effect])),
        asked=asked_by(articles),
        amendments=tuple(AmendmentLine(one.number, one.case.code, one.case.state, one.effective_on) for one in counted),
        sound=_is_sound(house, session, case, counted),
    )


def _is_sound(house: House, session: Session, case: Case, counted: Iterable[Made]) -> bool:
    """Whether text and signatures of an agreement and of the amendments that count are what was signed."""
    for one in (case, *(made.case for made in counted)):
        version = session.get_one(Agreement, one.id).version
        if not commitment_verdict.judge(house, session, one, version).hold:
            return False
    return True
