"""Editions of a programme: publishing them, and reading them as rules."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from states import programme as rules

from ..codes import new_code
from ..house import House
from ..models import Document, DocumentRelation, Edition, Mandate, Programme, Round, Unit
from . import overlay
from .actor import Actor
from .document_version import add, find_same
from .errors import NotFound
from .perform import Once, Work, unit_of_work
from .rules import Editions as Editions
from .rules import parsed
from .rules import rules_of as rules_of


def publish(
    work: Work, by: Actor, source: str, issuers: dict[str, Unit], request: Once | None = None
) -> Edition:  # fmt: skip
    """Publish an edition as it was written, with its programme and the documents it rests on.

    `issuers` maps the code of the edition's issuer, and the names of the bodies that issued its documents, to units;
    a missing one is a `KeyError` with its name. Raises `EditionInvalid`, also for one that loosens its framework.
    """
    edition_rules = parsed(source)
    programme = work.session.scalar(select(Programme).where(Programme.code == edition_rules.code))
    if programme is None:
        programme = Programme(code=edition_rules.code, issuer_id=issuers[edition_rules.issuer].id)
        work.session.add(programme)
        work.session.flush()
    overlay.check(work.session, edition_rules, work.session.get_one(Unit, programme.issuer_id))
    _register_documents(work, edition_rules, issuers)
    digest = rules.digest(source)
    issuer = work.session.get_one(Unit, programme.issuer_id).code
    entry = work.append(
        "programme.published",
        by,
        {},
        request=request,
        programme=programme.code,
        issuer=issuer,
        number=edition_rules.number,
        edition=digest,
    )
    edition = Edition(
        programme_id=programme.id,
        number=edition_rules.number,
        source=source,
        digest=digest,
        published_at=work.now,
        entry_id=entry.id,
    )
    work.session.add(edition)
    work.session.flush()
    return edition


def open_round(
    work: Work, by: Actor, edition: Edition, period: str, opens_on: date, closes_on: date, ends_on: date,
    request: Once | None = None,
) -> Round:  # fmt: skip
    """Open a period for registration from one day to another (not included)."""
    programme_code = work.session.scalars(select(Programme.code).where(Programme.id == edition.programme_id)).one()
    entry = work.append(
        "round.opened",
        by,
        {},
        request=request,
        programme=programme_code,
        period=period,
        edition=edition.digest,
        opens_on=opens_on.isoformat(),
        closes_on=closes_on.isoformat(),
        ends_on=ends_on.isoformat(),
    )
    opened = Round(
        programme_id=edition.programme_id,
        period=period,
        edition_id=edition.id,
        opens_on=opens_on,
        closes_on=closes_on,
        ends_on=ends_on,
        entry_id=entry.id,
    )
    work.session.add(opened)
    work.session.flush()
    return opened


def get_round(session: Session, programme_id: int, period: str) -> Round:
    """The round of a programme for a period."""
    found = session.scalar(select(Round).where(Round.programme_id == programme_id, Round.period == period))
    if found is None:
        raise NotFound(period)
    return found


def _register_documents(work: Work, edition_rules: rules.Edition, issuers: dict[str, Unit]) -> None:
    registered: dict[str, Document] = {}
    for ref in edition_rules.documents:
        issuer = issuers[ref.issuer]
        document = find_same(work.session, issuer.id, ref.type, ref.number, ref.term, ref.date)
        if document is None or (document.term != ref.term and document.symbol != ref.ref):
            document = Document(
                code=new_code(), issuer_id=issuer.id, type=ref.type, number=ref.number, term=ref.term,
                symbol=ref.ref, issued_on=ref.date, issuer_name=ref.issuer, subject=ref.subject,
            )  # fmt: skip
            add(work.session, document)
        registered[ref.ref] = document
        if ref.implements:
            _relate(work.session, document, registered[ref.implements])


def _relate(session: Session, document: Document, target: Document) -> None:
    if session.get(DocumentRelation, (document.id, "implements", target.id)) is None:
        session.add(DocumentRelation(document_id=document.id, kind="implements", target_id=target.id))
        session.flush()


def load(house: House, mandate_code: str, source: str, units_by_name: dict[str, str]) -> str:
    """Publish an edition under a manager's mandate; names in it are given as unit codes. Returns its digest."""
    with unit_of_work(house) as work:
        mandate_id = work.session.scalar(select(Mandate.id).where(Mandate.code == mandate_code))
        if mandate_id is None:
            raise ValueError(f"no mandate {mandate_code}")
        actor = work.actor(mandate_id)
        if actor.role != "manager":
            raise ValueError("only a programme manager publishes an edition")
        coded = work.session.scalars(select(Unit).where(Unit.code.in_(units_by_name.values())))
        by_code = {unit.code: unit for unit in coded}
        issuers = {name: by_code[code] for name, code in units_by_name.items()}
        return publish(work, actor, source, issuers).digest
