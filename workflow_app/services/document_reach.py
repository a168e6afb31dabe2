"""Who may write in the register of documents, and about which of them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session, aliased

from states.edition import Edition as Rules
from states.roles import MANAGING

from ..models import Document, DocumentVersion, Edition, Entry, Mandate, Programme, Round, Unit
from .actor import Actor
from .errors import NotAllowed
from .perform import Work
from .rules import rules_of
from .unit_tree import may_lead

LATER = aliased(Round)


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
    if actor.unit_id is not None and _within(actor, session.get_one(Unit, document.issuer_id).path):
        return True
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
        if any(one.ref == document.symbol and one.date == standing.issued_on for one in rules.documents):
            yield programme, rules, period


def _within(actor: Actor, path: str) -> bool:
    return f"{path}.".startswith(f"{actor.unit_path}.")


def _recorded_below(session: Session, actor: Actor, document: Document) -> bool:
    asked = select(Entry.account_id).join(DocumentVersion, DocumentVersion.entry_id == Entry.id)
    accounts = set(session.scalars(asked.where(DocumentVersion.document_id == document.id)))
    if actor.account_id in accounts:
        return True
    if actor.unit_id is None:
        return False
    below = or_(Unit.path == actor.unit_path, Unit.path.startswith(f"{actor.unit_path}.", autoescape=True))
    held = select(Mandate.id).join(Unit, Mandate.unit_id == Unit.id)
    theirs = held.where(Mandate.account_id.in_(accounts), Mandate.role.in_(MANAGING), below)
    return session.scalar(theirs.limit(1)) is not None


def _newest_rounds() -> Select[Programme, Edition, str]:
    """Each programme with its newest round and the edition of that."""
    later = exists().where(LATER.programme_id == Round.programme_id, LATER.opens_on > Round.opens_on)
    asked = select(Programme, Edition, Round.period).join(Round, Round.programme_id == Programme.id)
    return asked.join(Edition, Round.edition_id == Edition.id).where(~later)
