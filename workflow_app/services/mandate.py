"""Giving mandates and taking them away; each is in the journal, and nobody gives more than he or she reaches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states import roles
from states.mandate import Extent, covers, may_give

from .. import text
from ..codes import new_code
from ..models import Account, Document, Edition, Entry, Mandate, MandateProposal, Programme, Substitution, Unit
from . import unit as units
from .actor import Actor
from .disclosure import opening_of_mandate_unit
from .errors import Invalid, NotAllowed
from .perform import Once, Sealed, Work
from .rules import rules_of
from .unit import has_ended


@dataclass(frozen=True, slots=True)
class Terms:
    """What a mandate says: role, reach, where, from one day (included) to another (not included), by which paper."""

    role: str
    reach: str
    unit: Unit | None
    programme: Programme | None
    valid_from: date
    valid_to: date | None = None
    document: Document | None = None
    title: str = ""


def grant_mandate(
    work: Work,
    by: Actor,
    account: Account,
    *,
    role: str,
    reach: str,
    unit: Unit | None = None,
    programme: Programme | None = None,
    valid_from: date,
    valid_to: date | None = None,
    document: Document | None = None,
    title: str = "",
    request: Once | None = None,
) -> Mandate:
    """Give an account a role from one day (included) to another (not included); everyone can count it in the journal.

    Raises `NotAllowed` for a grant to oneself, outside the granting mandate's own reach, or where the rules ask for a
    second person; `Invalid` for terms that make no sense.
    """
    terms = Terms(role, reach, unit, programme, valid_from, valid_to, document, text.normalise(title))
    check_terms(work, by, terms)
    check_may_give(work.session, by, account, terms)
    if by.role != roles.SYSTEM and asks_second_person(work.session, role, programme):
        raise NotAllowed("the rules ask that a second person grants this mandate")
    return write(work, by, account, terms, request=request)


def write(
    work: Work, by: Actor, account: Account, terms: Terms, *, code: str = "", instead_of: Mandate | None = None,
    request: Once | None = None,
) -> Mandate:  # fmt: skip
    """The row of a mandate and the entry that grants it; whoever calls has checked that it may be given."""
    code, sealed = code or new_code(), sealed_terms(work, account, terms)
    said = said_terms(code, account, terms) | said_absence(work, instead_of)
    entry = work.append("account.mandate_granted", by, sealed, request=request, **said)
    mandate = Mandate(
        code=code, kind="person", account_id=account.id, role=terms.role, reach=terms.reach,
        unit_id=terms.unit.id if terms.unit else None, programme_id=terms.programme.id if terms.programme else None,
        title=terms.title, valid_from=terms.valid_from, valid_to=terms.valid_to,
        document_id=terms.document.id if terms.document else None, entry_id=entry.id,
    )  # fmt: skip
    work.session.add(mandate)
    work.session.flush()
    if instead_of is not None and instead_of.account_id is not None:
        lent = Substitution(
            mandate_id=mandate.id, of_mandate_id=instead_of.id, absent_id=instead_of.account_id,
            account_id=account.id, entry_id=entry.id,
        )  # fmt: skip
        work.session.add(lent)
        work.session.flush()
    return mandate


def end_mandate(work: Work, by: Actor, mandate: Mandate, on: date, request: Once | None = None) -> None:
    """Take a mandate away from a day on (that day no longer included); sessions notice at their next request.

    Whoever stands in for its holder stops on the same day. Raises `Invalid` for a day that is over.
    """
    if mandate.kind == "system" or mandate.account_id is None:
        raise NotAllowed("the system's own mandate is not ended")
    work.session.refresh(mandate, with_for_update=True)  # acts under way under this mandate come first
    if mandate.ended_on is not None and on >= mandate.ended_on:  # one that is to end later may end sooner
        raise Invalid({"mandate": "mandate-ended"})
    if on < work.today:  # the journal holds what was done under it since, and votes are judged by who was in office
        raise Invalid({"on": "ends-in-the-past"})
    check_may_give(work.session, by, None, terms_of(work.session, mandate))
    write_end(work, by, mandate, on, request)


def write_end(work: Work, by: Actor, mandate: Mandate, on: date, request: Once | None = None) -> None:
    """The entry that ends a mandate; whoever calls has checked that it may be ended, and holds its row."""
    granted = work.session.get_one(Entry, mandate.entry_id).leaf_hash.hex()
    said = {"mandate": mandate.code, "granted": granted, "on": on.isoformat()}
    entry = work.append("account.mandate_ended", by, {}, request=request, **said)
    mandate.ended_on, mandate.ended_by_entry_id = on, entry.id
    work.session.flush()
    for other in stand_ins_of(work.session, mandate):
        if on < min(day for day in (other.valid_to, other.ended_on, date.max) if day is not None):
            work.session.refresh(other, with_for_update=True)
            write_end(work, by, other, on)


def stand_ins_of(session: Session, mandate: Mandate) -> list[Mandate]:
    """The mandates held in the place of this one's holder, whether in force or not."""
    held = select(Mandate).join(Substitution, Substitution.mandate_id == Mandate.id)
    return list(session.scalars(held.where(Substitution.of_mandate_id == mandate.id).order_by(Mandate.id)))


def terms_of(session: Session, mandate: Mandate | MandateProposal) -> Terms:
    """What a mandate says, or one that waits."""
    unit = session.get_one(Unit, mandate.unit_id) if mandate.unit_id else None
    programme = session.get_one(Programme, mandate.programme_id) if mandate.programme_id else None
    document = session.get_one(Document, mandate.document_id) if mandate.document_id else None
    return Terms(
        mandate.role, mandate.reach, unit, programme, mandate.valid_from, mandate.valid_to, document, mandate.title
    )


def check_terms(work: Work, by: Actor, terms: Terms) -> None:
    """Raise `Invalid` with everything about these terms that makes no sense."""
    errors = {}
    if terms.role not in roles.ROLES:
        errors["role"] = "role-unknown"
    if terms.reach not in roles.REACHES:
        errors["reach"] = "reach-unknown"
    elif (terms.programme if terms.reach == roles.PROGRAMME else terms.unit) is None:
        errors["reach"] = "reach-without-end"
    if terms.unit is not None and has_ended(work.session, terms.unit.id, work.today):
        errors["unit"] = "unit-ended"  # its place is that of the unit which carries it on
    if by.role != roles.SYSTEM and terms.valid_from < work.today:  # the system writes down what held before it began
        errors["valid_from"] = "day-over"
    if terms.valid_to is not None and terms.valid_to <= terms.valid_from:
        errors["valid_to"] = "ends-before-it-begins"
    if errors:
        raise Invalid(errors)


def check_may_give(session: Session, by: Actor, to: Account | None, terms: Terms) -> None:
    """Raise `NotAllowed` when these terms are not this actor's to give, or to take away."""
    if not may_give(by.role, terms.role):
        raise NotAllowed("only administrators and managers grant and end mandates")
    if to is not None and by.account_id == to.id:
        raise NotAllowed("nobody grants a mandate to himself or herself")
    if by.role == roles.SYSTEM:
        return
    if by.stands_in_for is not None:
        raise NotAllowed("what is held in somebody else's place is not passed on")
    if not reaches_all(session, by, terms):
        raise NotAllowed("the unit lies outside the granting mandate's reach")


def reaches_all(session: Session, by: Actor, terms: Terms) -> bool:
    """Whether an actor reaches the unit of these terms, and everything that they reach."""
    unit, programme = terms.unit, terms.programme
    if unit is None or not units.is_reached(by, unit, programme.id if programme else by.programme_id or 0):
        return False
    issuer = session.get_one(Unit, programme.issuer_id).path if programme else ""
    own = Extent(by.reach, by.unit_path, by.programme_id)
    return covers(own, Extent(terms.reach, unit.path, programme.id if programme else None), issuer)


def asks_second_person(session: Session, role: str, programme: Programme | None) -> bool:
    """Whether the newest rules of the programme (of any, where a mandate is not limited to one) ask for two persons."""
    newest: dict[int, Edition] = {}
    asked = select(Edition).order_by(Edition.programme_id, Edition.number)
    for edition in session.scalars(asked if programme is None else asked.where(Edition.programme_id == programme.id)):
        newest[edition.programme_id] = edition
    return any(role in rules_of(edition).second_person for edition in newest.values())


def said_terms(code: str, account: Account, terms: Terms) -> dict[str, Any]:
    """What an entry says of a mandate in clear."""
    return {
        "mandate": code,
        "holder": account.pseudonym,
        "role": terms.role,
        "reach": terms.reach,
        "from": terms.valid_from.isoformat(),
        "to": terms.valid_to.isoformat() if terms.valid_to else None,
        "programme": terms.programme.code if terms.programme else None,
        "document": terms.document.code if terms.document else None,
    }


def said_absence(work: Work, instead_of: Mandate | None) -> dict[str, str]:
    """What an entry says in clear of the mandate in whose holder's place another is held."""
    if instead_of is None:
        return {}
    return {"instead_of": work.session.get_one(Entry, instead_of.entry_id).leaf_hash.hex()}


def sealed_terms(work: Work, account: Account, terms: Terms) -> dict[str, Sealed]:
    """What an entry seals of a mandate: whose it is, and for which unit."""
    sealed = {"person": Sealed({"name": account.full_name, "title": terms.title}, "never")}
    if terms.unit is not None:
        version = units.get_versions(work.session, [terms.unit.id], work.today).get(terms.unit.id)
        opens = opening_of_mandate_unit(terms.role, terms.reach)
        sealed["unit"] = Sealed({"code": terms.unit.code, "name": version.name if version else ""}, opens)
    if terms.document is not None:  # its row has no entry of its own
        paper = {name: getattr(terms.document, name) for name in ("code", "type", "number", "term", "symbol")}
        day = terms.document.issued_on.isoformat() if terms.document.issued_on else None
        issuer = work.session.get_one(Unit, terms.document.issuer_id).code
        sealed["paper"] = Sealed({**paper, "issued_on": day, "issuer": issuer}, "never")
    return sealed
