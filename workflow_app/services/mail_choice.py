"""How a person gets notices by mail: at once, gathered once a day, or only what there is to do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..house import House
from ..models import Account, MailChoice
from ..settings import MAIL_ADDRESS, Settings
from . import step_up, totp
from .account import own_actor
from .errors import Invalid
from .factor_secret import digest_of_address
from .perform import Work, unit_of_work

AT_ONCE, DAILY, DUTIES = "at_once", "daily", "duties"
CHOICES = (AT_ONCE, DAILY, DUTIES)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a person is reached, how notices are to come, and whether the person said that the address is right."""

    contact: str
    choice: str
    is_confirmed: bool

    @property
    def is_reached(self) -> bool:
        return bool(address_in(self.contact))


def is_on(settings: Settings) -> bool:
    """Whether mail is sent at all; the demo keeps it in its outbox instead."""
    return bool(settings.smtp_url) or settings.mode == "demo"


def address_in(contact: str) -> str:
    """The mail address that a contact is, or "" where it is something else, such as a telephone number."""
    return contact if MAIL_ADDRESS.fullmatch(contact) else ""


def choices(session: Session, account_ids: Collection[int]) -> dict[int, str]:
    """What each of these people chose."""
    rows = select(MailChoice.account_id, MailChoice.choice).where(MailChoice.account_id.in_(account_ids))
    return dict.fromkeys(account_ids, AT_ONCE) | {account_id: choice for account_id, choice in session.execute(rows)}


def read(house: House, account_id: int) -> Wanted:
    """What one person chose."""
    with house.db.reading() as session:
        contact, own = session.get_one(Account, account_id).contact, session.get(MailChoice, account_id)
        return Wanted(contact, own.choice if own else AT_ONCE, own is not None and own.confirmed == contact)


def choose(house: House, account_id: int, choice: str) -> None:
    """Get notices in another way from now on. Raises `Invalid` for a way that there is not."""
    if choice not in CHOICES:
        raise Invalid({"choice": "choice-unknown"})
    with unit_of_work(house) as work:
        _own(work, account_id).choice = choice


def confirm(house: House, account_id: int, contact: str, password: str, address: str) -> None:
    """Say where one is reached, with the password once more: from now on codes for a forgotten password go there.

    An address that somebody else entered gets notices, but no code, until its owner has said so here: who invites
    people could otherwise come in as one of them. Raises `Invalid` for no mail address or a wrong password, and
    `TooManyAttempts` as signing in does.
    """
    if not address_in(contact):
        raise Invalid({"contact": "mail-address"})
    if totp.is_code(password):  # proves who it is, but not that the password is known
        raise Invalid({"password": "password-wrong"})
    step_up.confirm(house, account_id, password, address)
    with unit_of_work(house) as work:
        account = work.session.get_one(Account, account_id)
        account.contact = contact
        said = digest_of_address(house, contact, account_id)
        by = own_actor(work, account_id)
        work.append("account.address_confirmed", by, {}, holder=account.pseudonym, address=said)
        _own(work, account_id).confirmed = contact


def _own(work: Work, account_id: int) -> MailChoice:
    own = work.session.get(MailChoice, account_id)
    if own is None:
        own = MailChoice(account_id=account_id, choice=AT_ONCE)
        work.session.add(own)
    return own
