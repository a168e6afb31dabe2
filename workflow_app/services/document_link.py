"""Relations of documents: recorded one by one, taken back with a reason, and read both ways."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from states.document import Link, faults_of_link

from .. import text
from ..codes import parse_code
from ..house import House
from ..models import Document, DocumentLink, DocumentRelation, DocumentVersion, Unit
from . import issuing_body
from .actor import Actor
from .document_reach import may_correct, writer
from .document_version import holds, newest
from .errors import Invalid, NotAllowed, NotFound
from .perform import Once, Sealed, Work, unit_of_work

LINKED, UNLINKED = "document.linked", "document.unlinked"
MOST_MEANT = 2  # two documents of one number are one too many


def link(
    house: House, mandate_id: int, code: str, kind: str, target: str, request: Once | None = None
) -> None:  # fmt: skip
    """Record what a document does to another one, which is named by its code or number. Raises `Invalid`."""
    with unit_of_work(house) as work:
        actor = writer(work, mandate_id)
        work.once(actor, request)
        own = _owned(work, actor, code)
        _wait(work)
        other = meant(work.session, target)
        if other is None:
            raise Invalid({"target": "document-unknown"})
        asked = Link(own.code, kind, other.code)
        issued = {one.code: newest(work.session, one.id).issued_on for one in (own, other)}
        over = _may_change(work.session, actor, own, other)
        if faults := faults_of_link(asked, read_links(work.session), issued, over=over):
            raise Invalid({"kind" if faults[0] == "document-relation" else "target": faults[0]})
        entry = work.append(LINKED, actor, {}, request=request, document=own.code, relation=kind, target=other.code)
        work.session.add(
            DocumentLink(
                document_id=own.id, kind=kind, target_id=other.id, holds=True, reason="", recorded_at=work.now,
                entry_id=entry.id,
            )  # fmt: skip
        )
        work.session.flush()


def unlink(
    house: House, mandate_id: int, code: str, kind: str, target: str, reason: str, request: Once | None = None
) -> None:  # fmt: skip
    """Take a relation back that was recorded by mistake; what an edition says stays as long as the edition."""
    with unit_of_work(house) as work:
        actor = writer(work, mandate_id)
        work.once(actor, request)
        own, other = _owned(work, actor, code), _find(work.session, target)
        _wait(work)
        if Link(own.code, kind, other.code) not in recorded_links(work.session):
            raise NotFound(target)
        said = text.normalise(reason)
        if not said:
            raise Invalid({"reason": "document-reason"})
        entry = work.append(
            UNLINKED, actor, {"reason": Sealed(said, "at_once")}, request=request, document=own.code, relation=kind,
            target=other.code,
        )  # fmt: skip
        work.session.add(
            DocumentLink(
                document_id=own.id, kind=kind, target_id=other.id, holds=False, reason=said, recorded_at=work.now,
                entry_id=entry.id,
            )  # fmt: skip
        )
        work.session.flush()


def _wait(work: Work) -> None:
    """All relations wait for one another: two that close a circle together must not both hold, nor two end one."""
    work.session.execute(select(Unit.id).order_by(Unit.id).limit(1).with_for_update(key_share=True))


def meant(session: Session, typed: str) -> Document | None:
    """The document somebody means by its code or its number; None where no one or several may be meant."""
    if (code := parse_code(typed)) is not None:
        return session.scalar(select(Document).where(Document.code == code))
    asked = select(Document).join(DocumentVersion, DocumentVersion.document_id == Document.id)
    wanted = text.search_fold(typed)
    rows = session.scalars(asked.where(holds(), func.lower(Document.symbol) == typed.lower()).limit(MOST_MEANT)).all()
    if not rows:
        starts = DocumentVersion.fold.startswith(f"{wanted} ", autoescape=True)
        rows = session.scalars(asked.where(holds(), starts).limit(MOST_MEANT)).all()
    return rows[0] if len(rows) == 1 else None


def read_links(session: Session, document_id: int | None = None) -> tuple[Link, ...]:
    """The relations that hold, of one document both ways or of all: from editions, and as people recorded them."""
    own, other = aliased(Document), aliased(Document)
    asked = select(own.code, DocumentRelation.kind, other.code).select_from(DocumentRelation)
    asked = asked.join(own, DocumentRelation.document_id == own.id).join(other, DocumentRelation.target_id == other.id)
    if document_id is not None:
        asked = asked.where(or_(own.id == document_id, other.id == document_id))
    said = [Link(*row) for row in session.execute(asked.order_by(own.id, other.id))]
    return tuple(dict.fromkeys([*said, *recorded_links(session, document_id)]))


def recorded_links(session: Session, document_id: int | None = None) -> Sequence[Link]:
    """Of these what people recorded, and did not take back."""
    own, other = aliased(Document), aliased(Document)
    asked = select(own.code, DocumentLink.kind, other.code, DocumentLink.holds).select_from(DocumentLink)
    asked = asked.join(own, DocumentLink.document_id == own.id).join(other, DocumentLink.target_id == other.id)
    if document_id is not None:
        asked = asked.where(or_(own.id == document_id, other.id == document_id))
    last = {Link(*row[:3]): row.holds for row in session.execute(asked.order_by(DocumentLink.id))}
    return [one for one, stands in last.items() if stands]


def _owned(work: Work, actor: Actor, code: str) -> Document:
    """A document about which the actor may write."""
    found = _find(work.session, code)
    if not may_correct(work.session, actor, found, newest(work.session, found.id)):
        raise NotAllowed("only who may correct the document relates it")
    return found


def _may_change(session: Session, actor: Actor, own: Document, other: Document) -> bool:
    """Whether one document amends or replaces the other: of the same body or one above, or as its own people say.

    Both of bodies outside the organisation are nobody's here.
    """
    first, second = (session.get_one(Unit, one.issuer_id) for one in (own, other))
    if f"{second.path}.".startswith(f"{first.path}.") or may_correct(
        session, actor, other, newest(session, other.id)
    ):  # fmt: skip
        return True
    return issuing_body.is_outside(session, first) and issuing_body.is_outside(session, second)


def _find(session: Session, code: str) -> Document:
    found = session.scalar(select(Document).where(Document.code == code))
    if found is None:
        raise NotFound(code)
    return found
