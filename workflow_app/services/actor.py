"""Who acts, under exactly one mandate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from ..models import Account, Entry, Mandate, Unit
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


def in_force(mandate: Mandate, on: date) -> bool:
    """Whether a mandate holds on a day; its last day is not included."""
    return (
        mandate.valid_from <= on
        and (mandate.valid_to is None or on < mandate.valid_to)
        and (mandate.ended_on is None or on < mandate.ended_on)
    )


def load_actor(session: Session, mandate_id: int, on: date, *, held: bool = False) -> Actor:
    """The actor of a mandate as it stands now; `NotAllowed` when mandate or account no longer hold.

    Called inside every writing transaction too, so that a role taken away counts on the very next act; there with
    `held`, which keeps the mandate from being ended until the act is committed: no act comes after its mandate's end.
    """
    row = session.execute(_HELD_ACTOR if held else _ACTOR, {"of_mandate": mandate_id}).one_or_none()
    if row is None:
        raise NotAllowed("no such mandate")
    mandate, account, unit, leaf_hash = row
    if not in_force(mandate, on) or (account is not None and account.disabled_at is not None):
        raise NotAllowed("the mandate does not hold today")
    return Actor(
        account_id=account.id if account else None,
        pseudonym=account.pseudonym if account else mandate.code,
        name=account.full_name if account else "",
        mandate_id=mandate.id,
        mandate_leaf=leaf_hash.hex(),
        role=mandate.role,
        reach=mandate.reach,
        unit_id=mandate.unit_id,
        unit_path=unit.path if unit else "",
        programme_id=mandate.programme_id,
        title=mandate.title,
    )


# Put into words once: that takes longer than to ask them.
_ACTOR = (
    select(Mandate, Account, Unit, Entry.leaf_hash)
    .outerjoin(Account, Mandate.account_id == Account.id)
    .outerjoin(Unit, Mandate.unit_id == Unit.id)
    .join(Entry, Mandate.entry_id == Entry.id)
    .where(Mandate.id == bindparam("of_mandate"))
    .execution_options(populate_existing=True)
)
_HELD_ACTOR = _ACTOR.with_for_update(read=True, of=Mandate)


def system_actor(session: Session, on: date) -> Actor:
    """The system itself, for acts that nobody orders (closing, expiry)."""
    mandate_id = session.scalar(select(Mandate.id).where(Mandate.kind == "system"))
    if mandate_id is None:
        raise NotAllowed("no system mandate; run `workflow-app init`")
    return load_actor(session, mandate_id, on, held=True)


