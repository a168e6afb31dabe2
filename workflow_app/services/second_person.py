"""Mandates that one person proposes and another grants, where the rules of a programme ask for two."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from states import roles

from ..codes import new_code
from ..house import House
from ..models import Account, Entry, Mandate, MandateProposal
from . import absence
from .actor import Actor, in_force, load_actor
from .errors import Invalid, NotAllowed, NotFound
from .mandate import (
    Terms,
    asks_second_person,
    check_may_give,
    check_terms,
    grant_mandate,
    said_absence,
    said_terms,
    sealed_terms,
    terms_of,
    write,
)
from .perform import Once, Work, unit_of_work


def give(work: Work, by: Actor, account: Account, terms: Terms, request: Once | None = None) -> Mandate | None:
    """Grant a mandate, or propose it where a second person has to grant it: then None."""
    if not asks_second_person(work.session, terms.role, terms.programme):
        said = {key: getattr(terms, key) for key in Terms.__slots__}
        return grant_mandate(work, by, account, **said, request=request)
    check_terms(work, by, terms)
    check_may_give(work.session, by, account, terms)
    propose(work, by, account, terms, request)
    return None


def approve(house: House, mandate_id: int, code: str) -> Mandate:
    """Grant what somebody else proposed. Raises `Invalid` (second-person, mandate-settled, ends-before-it-begins)."""
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        proposal, terms = _held(work, actor, code)
        if actor.account_id in (proposal.proposed_by_id, proposal.account_id):
            raise Invalid({"mandate": "second-person"})
        account = work.session.get_one(Account, proposal.account_id)
        if account.disabled_at is not None:
            raise Invalid({"mandate": "account-closed"})
        terms = replace(terms, valid_from=max(terms.valid_from, work.today))
        check_terms(work, actor, terms)
        check_may_give(work.session, actor, account, terms)
        absent = work.session.get(Mandate, proposal.of_mandate_id) if proposal.of_mandate_id else None
        if absent is not None:
            absence.check(work, absent, account.id, terms.valid_from, terms.valid_to or date.max, proposal)
        mandate = write(work, actor, account, terms, code=proposal.code, instead_of=absent)
        _settle(work, actor, proposal, "granted", mandate.entry_id)
        return mandate


def refuse(house: House, mandate_id: int, code: str) -> None:
    """Refuse what somebody proposed, or take one's own proposal back."""
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        proposal, terms = _held(work, actor, code)
        check_may_give(work.session, actor, work.session.get_one(Account, proposal.account_id), terms)
        refuse_in(work, actor, proposal)


def refuse_in(work: Work, actor: Actor, proposal: MandateProposal) -> None:
    """The entry that refuses a proposal whose row is held."""
    proposed = work.session.get_one(Entry, proposal.entry_id).leaf_hash.hex()
    entry = work.append("account.mandate_refused", actor, {}, mandate=proposal.code, proposed=proposed)
    _settle(work, actor, proposal, "refused", entry.id)


def propose(
    work: Work, by: Actor, account: Account, terms: Terms, request: Once | None, instead_of: Mandate | None = None
) -> None:
    """The row of a proposal and its entry; whoever calls has checked that it may be made."""
    code, sealed = new_code(), sealed_terms(work, account, terms)
    said = said_terms(code, account, terms) | said_absence(work, instead_of)
    entry = work.append("account.mandate_proposed", by, sealed, request=request, **said)
    assert terms.unit is not None, "only the system gives a mandate without a unit"
    work.session.add(
        MandateProposal(
            code=code,
            account_id=account.id,
            role=terms.role,
            reach=terms.reach,
            unit_id=terms.unit.id,
            programme_id=terms.programme.id if terms.programme else None,
            title=terms.title,
            valid_from=terms.valid_from,
            valid_to=terms.valid_to,
            document_id=terms.document.id if terms.document else None,
            of_mandate_id=instead_of.id if instead_of else None,
            proposed_by_id=by.account_id,
            entry_id=entry.id,
            outcome="waiting",
        )  # fmt: skip
    )
    work.session.flush()
    work.notify(entry, "people.proposed", _approvers(work, by, account, terms))


def _approvers(work: Work, by: Actor, account: Account, terms: Terms) -> list[int]:
    """The accounts of those who may grant this: within reach, neither the proposer nor the one who is to hold it."""
    managing = (Mandate.role.in_(roles.MANAGING), Mandate.account_id.not_in([by.account_id, account.id]))
    found = []
    for mandate in work.session.scalars(select(Mandate).where(*managing)):
        if in_force(mandate, work.today):
            try:
                check_may_give(work.session, load_actor(work.session, mandate.id, work.today), account, terms)
            except NotAllowed:
                continue
            found.append(mandate.account_id)
    return [one for one in found if one is not None]


def _held(work: Work, actor: Actor, code: str) -> tuple[MandateProposal, Terms]:
    """A proposal within reach, held against everybody who would decide it too."""
    proposal = work.session.scalar(select(MandateProposal).where(MandateProposal.code == code).with_for_update())
    if proposal is None:
        raise NotFound(code)
    terms = terms_of(work.session, proposal)
    check_may_give(work.session, actor, None, terms)
    if proposal.outcome != "waiting":
        raise Invalid({"mandate": "mandate-settled"})
    return proposal, terms


def _settle(work: Work, actor: Actor, proposal: MandateProposal, outcome: str, entry_id: int) -> None:
    proposal.outcome, proposal.settled_by_id, proposal.settled_entry_id = outcome, actor.account_id, entry_id
    work.session.flush()
    if actor.account_id != proposal.proposed_by_id:
        work.notify(work.session.get_one(Entry, entry_id), f"people.{outcome}", [proposal.proposed_by_id])
