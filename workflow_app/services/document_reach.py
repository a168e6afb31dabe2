"""Who may write in the register of documents, and about which of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from states.document import WITHDRAWN
from states.edition import Edition as Rules
from states.edition_document import Document as Named
from states.roles import MANAGING, reaches

from ..models import Document, DocumentVersion, Edition, Entry, Mandate, Programme, Round, Unit
from .actor import Actor
from .document_version import holds
from .errors import NotAllowed
from .journal import body_of
from .perform import Work
from .rules import rules_of
from .unit_tree import may_lead

LATER, OTHER = aliased(Round), aliased(DocumentVersion)


def writer(work: Work, mandate_id: int) -> Actor:
    """Whoever administers may write in the register."""
    actor = work.actor(mandate_id)
    if actor.role not in MANAGING:
        raise NotAllowed("only administrators and managers record documents")
    return actor


def may_correct(session: Session, actor: Actor | None, document: Document, standing: DocumentVersion) -> bool:
    """Whether it is theirs to say anew: their body's, recorded by them or below them, or named by their programme.

    Else the people of one district could take back what another one decided.
    """
    if actor is None or actor.role not in MANAGING:
        return False
    issuer = session.get_one(Unit, document.issuer_id)
    if _covers(actor, issuer.path):
        return True
    if any(_above(path, issuer) for _, path in _written_by(session, document)):
        return False  # its own people said what it is: they have the last word
    if _recorded_below(session, actor, document):
        return True
    named = programmes_naming(session, document, standing)
    return any(may_lead(actor, session.get_one(Unit, one.issuer_id), one.id) for one, _, _ in named)


def programmes_naming(
    session: Session, document: Document, standing: DocumentVersion
) -> Iterator[tuple[Programme, Rules, str]]:  # fmt: skip
    """The programmes that rest on a document by their newest rules, with these and the period."""
    for programme, edition, period in session.execute(_newest_rounds()):
        rules = rules_of(edition)
        if any(_means(session, one, document, standing) for one in rules.documents):
            yield programme, rules, period


def _means(session: Session, one: Named, document: Document, standing: DocumentVersion) -> bool:
    """Whether an edition names this document; its issuer tells it from another of the same number."""
    if one.ref != document.symbol or not (one.term == document.term or one.date == standing.issued_on):
        return False
    asked = select(Document.issuer_id, DocumentVersion.issuer_name).join(
        DocumentVersion, DocumentVersion.document_id == Document.id
    )
    same = Document.symbol == one.ref, or_(Document.term == one.term, DocumentVersion.issued_on == one.date)
    issuers = {(issuer, name) for issuer, name in session.execute(asked.where(*same))}
    alone = all(issuer == document.issuer_id for issuer, _ in issuers)
    return alone or (document.issuer_id, one.issuer) in issuers


def _covers(actor: Actor, path: str) -> bool:
    """Whether a mandate administers all that a unit issues."""
    own = path == actor.unit_path or reaches(actor.reach, own_path=actor.unit_path, path=path)
    return actor.unit_id is not None and actor.programme_id is None and own


def _above(path: str, unit: Unit) -> bool:
    return bool(path) and f"{unit.path}.".startswith(f"{path}.")


def _recorded_below(session: Session, actor: Actor, document: Document) -> bool:
    """Whether a version was written in the place where the actor acts, or in one below it.

    What counts is the mandate under which it was written: people hold others, and move on.
    """
    return any(
        _covers(actor, path) or (account == actor.account_id and path == actor.unit_path)
        for account, path in _written_by(session, document)
    )


def _written_by(session: Session, document: Document) -> list[tuple[int | None, str]]:
    """Whose the mandates are under which the versions of a document were written, and of which place."""
    written = select(Entry).join(DocumentVersion, DocumentVersion.entry_id == Entry.id)
    entries = session.scalars(written.where(DocumentVersion.document_id == document.id)).all()
    leaves = [bytes.fromhex(body_of(one)["by"]["mandate"]) for one in entries]
    held = select(Mandate.account_id, Unit.path).join(Entry, Mandate.entry_id == Entry.id)
    held = held.outerjoin(Unit, Mandate.unit_id == Unit.id).where(Entry.leaf_hash.in_(leaves))
    return [(account, path or "") for account, path in session.execute(held)]


def next_number(session: Session, issuer: Unit, type_: str, term: str) -> int:
    """The number after the last one of an issuer's documents.

    It goes on from what acts named and from what those entered who administer the issuer; anybody else's entry only
    keeps its own number, else whoever enters a wrong one would decide how the issuer counts.
    """
    asked = select(Document, DocumentVersion).join(DocumentVersion, DocumentVersion.document_id == Document.id)
    asked = asked.where(Document.issuer_id == issuer.id, Document.type == type_, Document.term == term, holds())
    by_act = exists().where(OTHER.document_id == Document.id, OTHER.version == 0)
    of_acts = select(func.max(Document.number)).where(
        Document.issuer_id == issuer.id, Document.type == type_, Document.term == term, by_act
    )
    number = session.scalar(of_acts) or 0
    taken = set()
    for document, standing in session.execute(asked.where(~by_act, Document.number > number)):
        taken.add(document.number)
        own = any(_above(path, issuer) for _, path in _written_by(session, document))
        if own and standing.visibility != WITHDRAWN:
            number = max(number, document.number)
    return next(one for one in count(number + 1) if one not in taken)


def _newest_rounds() -> Select[Programme, Edition, str]:
    """Each programme with its newest round and the edition of that."""
    later = exists().where(LATER.programme_id == Round.programme_id, LATER.opens_on > Round.opens_on)
    asked = select(Programme, Edition, Round.period).join(Round, Round.programme_id == Programme.id)
    return asked.join(Edition, Round.edition_id == Edition.id).where(~later)
