"""Whether somebody may stand in for an absent person: asked when it is arranged, and again when a second person grants
it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.mandate import Absence, why_not_stand_in

from ..models import Account, Mandate, MandateProposal, Substitution
from .actor import in_force
from .errors import Invalid
from .mandate import stand_ins_of
from .perform import Work

_FIELDS = {
    "day-over": "first", "ends-before-it-begins": "until", "stand-in-too-long": "until", "stand-in-beyond": "until",
    "stand-in-taken": "first",
}  # fmt: skip


def check(
    work: Work, mandate: Mandate, account_id: int, first: date, end: date, proposal: MandateProposal | None = None
) -> None:
    """Raise `Invalid` with every reason against this person standing in from one day to another (not included).

    Holds the mandate, so that of two at once the second sees the first. `proposal`: the one that is being granted.
    """
    work.session.refresh(mandate, with_for_update=True)
    taken: list[Mandate | MandateProposal] = [*stand_ins_of(work.session, mandate)]
    taken += proposed_for(work.session, mandate, but=proposal)
    ends = [day for day in (mandate.valid_to, mandate.ended_on) if day is not None]
    asked = Absence(
        role=mandate.role,
        holds=mandate.valid_from <= first and all(end <= day for day in ends),
        is_stand_in=work.session.get(Substitution, mandate.id) is not None,
        same_person=account_id == mandate.account_id,
        held_there=[held.role for held, _ in own_mandates(work.session, mandate, work.today, account_id)],
        taken=any(one.valid_from < end and first < _last(one) for one in taken),
        today=work.today,
        first=first,
        end=end,
    )
    if reasons := why_not_stand_in(asked):
        raise Invalid({_FIELDS.get(reason, "person"): reason for reason in reversed(reasons)})


def proposed_for(session: Session, mandate: Mandate, but: MandateProposal | None = None) -> list[MandateProposal]:
    """What waits for a second person, so that somebody may stand in for this mandate's holder."""
    asked = select(MandateProposal).where(MandateProposal.of_mandate_id == mandate.id)
    asked = asked.where(MandateProposal.outcome == "waiting", MandateProposal.id != (but.id if but else 0))
    return list(session.scalars(asked.order_by(MandateProposal.id)))


def own_mandates(
    session: Session, mandate: Mandate, today: date, account_id: int | None = None
) -> list[tuple[Mandate, Account]]:
    """The mandates that people hold in their own right at the unit of this one."""
    asked = select(Mandate, Account).join(Account, Mandate.account_id == Account.id)
    asked = asked.where(Mandate.unit_id == mandate.unit_id, Account.disabled_at.is_(None))
    asked = asked.where(Mandate.id.not_in(select(Substitution.mandate_id)))
    if account_id is not None:
        asked = asked.where(Account.id == account_id)
    rows = session.execute(asked.order_by(Account.sort_key, Mandate.id))
    return [(held, account) for held, account in rows if in_force(held, today)]


def _last(one: Mandate | MandateProposal) -> date:
    ends = (one.valid_to, one.ended_on if isinstance(one, Mandate) else None, date.max)
    return min(day for day in ends if day is not None)
