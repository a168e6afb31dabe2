"""The first start: whoever holds the code that `init` printed founds the organisation and becomes its administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from states import roles
from states.unit_kinds import LEVELS

from ..house import House
from ..models import Account, Mandate
from . import one_time_code as codes
from . import unit as units
from .account import create_account, grant_mandate
from .errors import Invalid


class AlreadyStarted(Exception):
    """Somebody has an account here: new ones are made by an administrator, not by a code from the command line."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the first page asks: the organisation, and the person who answers for this register."""

    name: str
    short_name: str
    kind: str
    full_name: str
    title: str
    login: str
    password: str
    since: date | None = None  # when the organisation was founded, if that is to be known


def issue_code(house: House) -> str:
    """A code for the first administrator, to be shown once; an earlier one is good no more."""
    with house.db.writing() as session:
        code = codes.issue(session, house.clock(), None, codes.FIRST, made_by=None)
        _check_nobody_yet(session)
        session.commit()
    return code


def enrol(house: House, typed: str, address: str, begin: Beginning) -> str:
    """Found the organisation, make the first account and its mandate, and return the login: all of it, or nothing.

    Raises `CodeRefused`, `TooManyAttempts`, or `Invalid`; the code can then be used again.
    """
    with codes.acting(house, typed, address) as (work, row):
        if row.purpose != codes.FIRST:
            raise codes.CodeRefused
        try:
            _check_nobody_yet(work.session)
        except AlreadyStarted:
            raise codes.CodeRefused from None
        if begin.since is not None and begin.since > work.today:  # until then nobody could administer anything
            raise Invalid({"since": "day-to-come"})
        root = units.found(
            work, work.system(), name=begin.name, short_name=begin.short_name, kind=begin.kind,
            level=LEVELS[begin.kind], parent=None, valid_from=begin.since or work.today,
        )  # fmt: skip
        person = create_account(work, login=begin.login, full_name=begin.full_name, password=begin.password)
        grant_mandate(
            work, work.system(), person, role=roles.ADMINISTRATOR, reach=roles.SUBTREE, unit=root,
            valid_from=work.today, title=begin.title,
        )  # fmt: skip
        row.used_at = work.now
        return person.login


def _check_nobody_yet(session: Session) -> None:
    """Raise `AlreadyStarted` when there is an account; of two who begin at once the second waits here, and sees it.

    Asked once the code is held, by everybody in this order: otherwise two could wait for each other.
    """
    session.execute(select(Mandate.id).where(Mandate.kind == "system").with_for_update())
    if session.scalar(select(Account.id).limit(1)) is not None:
        raise AlreadyStarted
