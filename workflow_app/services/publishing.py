"""Publishing an edition in the browser: read it, show what it changes, name the bodies it speaks of, publish it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from states import programme as rules
from states.edition_diff import Change, changes

from .. import text
from ..clock import day_of
from ..house import House
from ..models import Document, Edition, Programme, Unit
from . import edition as editions
from . import overlay
from .actor import Actor
from .edition_case import OpenCases, list_open
from .errors import Invalid, NotAllowed
from .issuing_body import OUTSIDE, body, offered
from .perform import Once, Work, unit_of_work
from .reach import Glance
from .rules import parsed
from .unit_tree import may_lead

SHIPPED = Path(__file__).parents[1] / "programmes"


@dataclass(frozen=True, slots=True)
class Body:
    """A body that an edition names, and the code of the unit it was or most likely is; `OUTSIDE` for none."""

    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Preview:
    """An edition before it is published: what it says, what it changes, and what speaks against it."""

    rules: rules.Edition
    digest: str
    before: int | None  # number of the newest edition published so far
    changes: tuple[Change, ...]  # since that one
    open_cases: OpenCases  # that go on under earlier editions; named to whoever runs the programme
    issuer: str  # code of the unit, settled once the programme is known
    bodies: tuple[Body, ...]
    units: tuple[tuple[str, str], ...]  # code and name of those to choose from
    reason: str = ""  # why it cannot be published


def shipped() -> tuple[tuple[str, rules.Edition], ...]:
    """The editions that come with the program, by the name of their file."""
    return tuple((path.stem, parsed(text_of(path.stem))) for path in sorted(SHIPPED.glob("*.toml")))


def text_of(name: str) -> str:
    """The text of a shipped edition; `KeyError` when none has this name."""
    found = {path.stem: path for path in SHIPPED.glob("*.toml")}
    return found[name].read_text(encoding="utf-8")


def preview(house: House, actor: Actor, source: str) -> Preview:
    """What publishing would do; raises `EditionInvalid` with every fault."""
    read, digest = rules.parse(source), rules.digest(source)
    with house.db.reading() as session:
        programme = session.scalar(select(Programme).where(Programme.code == read.code))
        newest = _newest(session, programme)
        own = session.get(Unit, actor.unit_id) if actor.unit_id else None
        issuer = session.get_one(Unit, programme.issuer_id) if programme else own
        overlay.check(session, read, issuer if programme else None)
        choice = offered(Glance(session, actor, house.clock()), actor, bodies_of(read))
        return Preview(
            rules=read,
            digest=digest,
            before=newest.number if newest else None,
            changes=changes(newest.source, source) if newest else (),
            open_cases=_open_cases(session, actor, programme, issuer, day_of(house.clock())),
            issuer=issuer.code if issuer else "",
            bodies=tuple(Body(name, _likely(session, read, name, issuer, choice)) for name in bodies_of(read)),
            units=tuple(choice.items()),
            reason=_reason(session, read, digest, newest),
        )


def bodies_of(read: rules.Edition) -> tuple[str, ...]:
    """The bodies that issued the documents of an edition, each once."""
    return tuple(dict.fromkeys(document.issuer for document in read.documents))


def publish(
    house: House, mandate_id: int, source: str, issuer_code: str, chosen: Mapping[str, str],
    request: Once | None = None,
) -> str:  # fmt: skip
    """Publish an edition and return the code of its programme; `chosen`: which unit each of its bodies is.

    Raises `EditionInvalid`, `NotAllowed`, or `Invalid`. Cases that were begun stay under the edition they began with.
    """
    read, digest = rules.parse(source), rules.digest(source)
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        programme = work.session.scalar(select(Programme).where(Programme.code == read.code))
        issuer = _issuer(work, programme, issuer_code)
        work.once(actor, request)
        if issuer is None:
            raise Invalid({"issuer": "unit-unknown"})
        if not may_lead(actor, issuer, programme.id if programme else 0):
            raise NotAllowed("only who administers the issuer")
        if reason := _reason(work.session, read, digest, _newest(work.session, programme)):
            raise Invalid({"source": reason})
        bodies = {name: body(work, actor, name, chosen.get(name, OUTSIDE)) for name in bodies_of(read)}
        editions.publish(work, actor, source, {**bodies, read.issuer: issuer}, request)
    return read.code


def _open_cases(
    session: Session, actor: Actor, programme: Programme | None, issuer: Unit | None, on: date
) -> OpenCases:  # fmt: skip
    if programme is None or issuer is None:
        return OpenCases()
    return list_open(session, programme.id, on, named=may_lead(actor, issuer, programme.id))


def _newest(session: Session, programme: Programme | None) -> Edition | None:
    if programme is None:
        return None
    of = select(Edition).where(Edition.programme_id == programme.id)
    return session.scalar(of.order_by(Edition.number.desc()).limit(1))


def _reason(session: Session, read: rules.Edition, digest: str, newest: Edition | None) -> str:
    if session.scalar(select(Edition.id).where(Edition.digest == digest)) is not None:
        return "edition-published"
    return "edition-number" if newest is not None and read.number <= newest.number else ""


def _issuer(work: Work, programme: Programme | None, code: str) -> Unit | None:
    """The issuer, held until the commit so that two editions of one programme come one after the other."""
    settled = Unit.id == programme.issuer_id if programme else Unit.code == code
    return work.session.scalar(select(Unit).where(settled).with_for_update(key_share=True))


def _likely(
    session: Session, read: rules.Edition, name: str, issuer: Unit | None, choice: Mapping[str, str]
) -> str:  # fmt: skip
    """Which unit a body most likely is: the one it was before, the issuer itself, or one of the same name."""
    before = select(Unit.code).join(Document, Document.issuer_id == Unit.id).where(Document.issuer_name == name)
    if known := session.scalar(before.order_by(Document.id.desc()).limit(1)):
        return known if known in choice else OUTSIDE
    if issuer is not None and read.issuer_name.vi.startswith(name):
        return issuer.code
    meant = text.identity_key(name)
    return next((code for code, called in choice.items() if text.identity_key(called) == meant), OUTSIDE)
