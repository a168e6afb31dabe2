"""Who acts, under exactly one mandate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from ..models import Account, Entry, Mandate, Substitution, Unit
from .errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Actor:
    """One account acting under one mandate; a plain snapshot."""

    account_id: int | None
    pseudonym: str
    name: str
    mandate_id: int
    mandate_leaf: str  # leaf hash (hex) of the entry that granted the mandate
    role: str
    reach: str
    unit_id: int | None
    unit_path: str
    programme_id: int | None
    title: str = ""
    stands_in_for: int | None = None  # the account of the absent person in whose place the mandate is held


def in_force(mandate: Mandate | Row[*tuple[Any, ...]], on: date) -> bool:
    """Whether a mandate holds on a day; its last day is not included."""
    return bool(
        mandate.valid_from <= on
        and (mandate.valid_to is None or on < mandate.valid_to)
        and (mandate.ended_on is None or on < mandate.ended_on)
    )


def load_actor(session: Session, mandate_id: int, on: date, *, held: bool = False) -> Actor:
    """The actor of a mandate as it stands now; `NotAllowed` when mandate or account no longer hold.

    Called inside every writing transaction too, so that a role taken away counts on the very next act; there with
    `held`, which keeps the mandate from being ended until the act is committed: no act comes after its mandate's end.
    """
    # Through the connection, not the session: what stands there now, and no objects of which nobody asks more.
    row = session.connection().execute(_HELD_ACTOR if held else _ACTOR, {"of_mandate": mandate_id}).one_or_none()
    if row is None:
        raise NotAllowed("no such mandate")
    if not in_force(row, on) or row.disabled_at is not None:
        raise NotAllowed("the mandate does not hold today")
    return Actor(
        account_id=row.account_id,
        pseudonym=row.pseudonym or row.code,
        name=row.full_name or "",
        mandate_id=mandate_id,
        mandate_leaf=row.leaf_hash.hex(),
        role=row.role,
        reach=row.reach,
        unit_id=row.unit_id,
        unit_path=row.path or "",
        programme_id=row.programme_id,
        title=row.title,
        stands_in_for=row.absent_id,
    )


# Put into words once: that takes longer than to ask them.
_ACTOR = (
    select(
        Mandate.code, Mandate.role, Mandate.reach, Mandate.title, Mandate.account_id, Mandate.unit_id,
        Mandate.programme_id, Mandate.valid_from, Mandate.valid_to, Mandate.ended_on, Account.pseudonym,
        Account.full_name, Account.disabled_at, Unit.path, Entry.leaf_hash, Substitution.absent_id,
    )
    .outerjoin(Account, Mandate.account_id == Account.id)
    .outerjoin(Unit, Mandate.unit_id == Unit.id)
    .outerjoin(Substitution, Substitution.mandate_id == Mandate.id)
    .join(Entry, Mandate.entry_id == Entry.id)
    .where(Mandate.id == bindparam("of_mandate"))
)  # fmt: skip
_HELD_ACTOR = _ACTOR.with_for_update(read=True, of=Mandate)


def system_actor(session: Session, on: date) -> Actor:
    """The system itself, for acts that nobody orders (closing, expiry)."""
    mandate_id = session.scalar(select(Mandate.id).where(Mandate.kind == "system"))
    if mandate_id is None:
        raise NotAllowed("no system mandate; run `workflow-app init`")
    return load_actor(session, mandate_id, on, held=True)


