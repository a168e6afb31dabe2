"""Editions that concretise the framework of a committee above: found by digest, and refused where they loosen it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from states import programme as rules
from states.overlay import loosened

from ..models import Edition, Programme, Unit
from .rules import parsed


@dataclass(frozen=True, slots=True)
class Framework:
    """The edition that another one concretises, as it was published."""

    programme: str
    number: int
    rules: rules.Edition


def framework_of(session: Session, read: rules.Edition) -> Framework | None:
    """What an edition concretises; None where it stands by itself, or nothing like that was published."""
    if read.overlay is None:
        return None
    found = _find(session, read.overlay.edition)
    return None if found is None else Framework(found[1].code, found[0].number, parsed(found[0].source))


def check(session: Session, read: rules.Edition, issuer: Unit | None) -> None:
    """Raise `EditionInvalid` with everything that speaks against an edition as one of its framework.

    `issuer` of the local programme, None where it is not known yet.
    """
    if read.overlay is None:
        return
    found = _find(session, read.overlay.edition)
    if found is None:
        raise rules.EditionInvalid(("overlay.edition: chưa ban hành phiên bản khung nào có mã băm này",))
    edition, programme = found
    errors = list(loosened(parsed(edition.source), read))
    if programme.code != read.overlay.of:
        errors.insert(0, f"overlay.of: mã băm này là của chương trình {programme.code!r}")
    if programme.code == read.code:
        errors.insert(0, "overlay.of: một chương trình không cụ thể hóa chính mình")
    above = session.get_one(Unit, programme.issuer_id).path
    if issuer is not None and not issuer.path.startswith(f"{above}."):
        errors.insert(0, "overlay.of: cơ quan ban hành khung không phải cấp trên của đơn vị ban hành")
    if errors:
        raise rules.EditionInvalid(tuple(errors))


def _find(session: Session, digest: str) -> tuple[Edition, Programme] | None:
    asked = select(Edition, Programme).join(Programme, Edition.programme_id == Programme.id)
    row = session.execute(asked.where(Edition.digest == digest)).first()
    return None if row is None else (row[0], row[1])
