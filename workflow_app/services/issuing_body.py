"""The bodies that issue documents: units of the tree, and those above the organisation, entered beside its tree."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from states.unit_kinds import LEADING

from .. import text
from ..models import Document, Unit, UnitVersion
from . import unit as units
from .actor import Actor
from .errors import Invalid
from .perform import Work
from .reach import Reading

OUTSIDE = ""  # in place of a unit's code: a body above the organisation, entered beside its tree
KIND_OUTSIDE, LEVEL_OUTSIDE = "ngoai_so", "outside"
MOST_OFFERED = 300  # units among which a body is chosen


def body(work: Work, actor: Actor, name: str, code: str) -> Unit:
    """The unit that a body is; one outside the tree is entered when it is named for the first time."""
    if code != OUTSIDE:
        unit = work.session.scalar(select(Unit).where(Unit.code == code))
        if unit is None or code not in offered(work, actor, (name,)):
            raise Invalid({"bodies": "unit-unknown"})
        return unit
    known = _outside(work, name)
    if known is None:  # of two who name it for the first time the second waits here, and finds it
        roots = select(Unit.id).where(Unit.path.not_like("%.%")).order_by(Unit.id)
        work.session.execute(roots.with_for_update(key_share=True))
        known = _outside(work, name)
    return known or units.found(
        work, actor, name=name, short_name="", kind=KIND_OUTSIDE, level=LEVEL_OUTSIDE, parent=None,
        valid_from=work.today,
    )  # fmt: skip


def find(reading: Reading, actor: Actor, name: str) -> Unit | None:
    """The body that a name means; None for one nobody named.

    Those of the actor's own branch come first, the one it was before and then one of that name: whoever named such a
    body elsewhere must not take its documents over. Only then come those of others, and those outside.
    """
    own = _within(actor)
    before = select(Unit).join(Document, Document.issuer_id == Unit.id).where(Document.issuer_name == name)
    before = before.order_by(Document.id.desc()).limit(1)
    asked = (before.where(own), _called(reading, name).where(own).limit(1), before)
    for one in asked:
        if (known := reading.session.scalar(one)) is not None:
            return known
    meant = text.identity_key(name)
    for code, called in offered(reading, actor, (name,)).items():
        if text.identity_key(called) == meant:
            return reading.session.scalar(select(Unit).where(Unit.code == code))
    elsewhere = reading.session.scalars(_called(reading, name).limit(2)).all()
    return elsewhere[0] if len(elsewhere) == 1 else _outside(reading, name)


def is_outside(session: Session, unit: Unit) -> bool:
    """Whether a body stands beside the tree."""
    of = select(UnitVersion.id).where(UnitVersion.unit_id == unit.id, UnitVersion.kind == KIND_OUTSIDE)
    return session.scalar(of.limit(1)) is not None


def _called(reading: Reading, name: str) -> Select[Unit]:
    """The units of the tree that lead others, or nobody, and have this very name, in full or short."""
    asked = select(Unit).join(UnitVersion, UnitVersion.unit_id == Unit.id).where(units.current(reading.today))
    of_tree = UnitVersion.kind.in_(LEADING) | UnitVersion.parent_id.is_(None) & (UnitVersion.kind != KIND_OUTSIDE)
    asked = asked.where(of_tree, (UnitVersion.name == name) | (UnitVersion.short_name == name))
    return asked.order_by(func.length(Unit.path), Unit.id)


def _within(actor: Actor) -> ColumnElement[bool]:
    return (Unit.path == actor.unit_path) | Unit.path.startswith(f"{actor.unit_path}.", autoescape=True)


def _outside(reading: Reading, name: str) -> Unit | None:
    """A body outside the tree that has this name already."""
    roots = UnitVersion.parent_id.is_(None) & (UnitVersion.kind == KIND_OUTSIDE)
    asked = select(Unit, UnitVersion.name).join(UnitVersion, UnitVersion.unit_id == Unit.id)
    meant = text.identity_key(name)
    found = reading.session.execute(asked.where(roots, units.current(reading.today)))
    return next((unit for unit, known in found if text.identity_key(known) == meant), None)


def offered(reading: Reading, actor: Actor, bodies: Collection[str]) -> dict[str, str]:
    """The units that a body may be: those within the tree that lead others, and what it was or is called outside.

    No other: the numbers of documents are counted by the body that issued them.
    """
    before = Unit.id.in_(select(Document.issuer_id).where(Document.issuer_name.in_(bodies)))
    leading = (_within(actor) & UnitVersion.kind.in_(LEADING)) | (UnitVersion.kind == KIND_OUTSIDE) | before
    asked = select(Unit.code, UnitVersion.name).join(UnitVersion, UnitVersion.unit_id == Unit.id)
    asked = asked.where(leading, units.current(reading.today)).order_by(func.length(Unit.path), UnitVersion.sort_key)
    return {code: name for code, name in reading.session.execute(asked.limit(MOST_OFFERED))}
