"""People from a table: invited and given mandates together or not at all, by the same rules as one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from states import roles
from states.mandate import USUAL_REACH

from .. import text, wording
from ..codes import parse_code
from ..house import House
from ..models import Account, Mandate, MandateProposal, Programme, Unit, UnitVersion
from ..tables import Column, Row
from . import people
from . import unit as units
from .account import fold_login
from .actor import Actor
from .enrolment import LONGEST_NAME, Asked, Newcomer, Slip, checked, enrol, within_reach
from .errors import Invalid, NotAllowed
from .perform import Once, Work, unit_of_work
from .second_person import give
from .table_check import Checked, RowsRefused

MOST_ROWS = 500  # slips are handed over one by one
YES = "yes"
# What a refusal names -> the column that holds it.
COLUMN_OF = {"valid_from": "first", "valid_to": "until", "person": "login", "mandate": "role", "code": "login"}


class _Looked(Exception):
    """What was only to be looked at is taken back."""


def columns(lang: str = "vi") -> tuple[Column, ...]:
    """The columns of the table, with the headings of a language; those of the other are understood too."""
    given = {role: wording.in_both(wording.role_name, role, lang) for role in roles.ROLES}
    reaches = {reach: wording.in_both(wording.reach_name, reach, lang) for reach in roles.REACHES}

    def column(code: str, **more: Any) -> Column:
        heading, *also = wording.in_both(wording.table_heading, f"people.{code}", lang)
        return Column(code, heading, also=tuple(also), **more)

    return (
        column("name", required=True, longest=LONGEST_NAME),
        column("login", longest=80),
        column("contact", longest=200),
        column("another", kind="choice", choices={YES: ("Có", "Yes") if lang == "vi" else ("Yes", "Có")}),
        column("unit", required=True),
        column("role", kind="choice", required=True, choices=given),
        column("reach", kind="choice", choices=reaches),
        column("programme", longest=80),
        column("title", longest=100),
        column("first", kind="date"),
        column("until", kind="date"),
        column("document", longest=40),
        column("issued_on", kind="date"),
    )


def check(house: House, mandate_id: int, rows: Sequence[Row], lang: str = "vi") -> tuple[Checked, ...]:
    """What would become of these rows: everything is done as it would be, and taken back."""
    found: tuple[Checked, ...] = ()
    try:
        with unit_of_work(house) as work:
            found = _Desk(work, work.actor(mandate_id), lang).take(rows, None)
            raise _Looked
    except _Looked:
        return found


def take_in(
    house: House, mandate_id: int, rows: Sequence[Row], *, request: Once | None, lang: str = "vi"
) -> tuple[list[Slip], int, int]:
    """Invite and give all that is not there yet, or raise `RowsRefused` and nothing.

    Returns the slips to hand over, how many mandates were given to people known before, and how many rows were known.
    """
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        work.once(actor, request)
        desk = _Desk(work, actor, lang)
        found = desk.take(rows, request)
        if any(one.faults for one in found):
            raise RowsRefused(found)
        known = sum(1 for one in found if one.known)
        return desk.slips, len(found) - known - len(desk.slips), known


class _Desk:
    """The rows beside the register, one after the other: a row sees what those above it did."""

    def __init__(self, work: Work, actor: Actor, lang: str) -> None:
        self.work, self.actor = work, actor
        self.heading = {column.code: column.heading for column in columns(lang)}
        self.slips: list[Slip] = []
        self.units = _Units(work.session, actor, work.today)
        asked = select(Programme.code)
        if actor.programme_id is not None:
            asked = asked.where(Programme.id == actor.programme_id)
        self.programmes = {code.casefold(): code for code in work.session.scalars(asked)}
        self.entered: dict[tuple[str, str], int] = {}  # name and login as in the file -> the account made for them

    def take(self, rows: Sequence[Row], request: Once | None) -> tuple[Checked, ...]:
        """Do what each row says, noting what stands against it; the first one that acts remembers the form."""
        found, seen = [], dict[tuple[Any, ...], int]()
        for row in rows:
            one = Checked(row, row.text("name"), row.text("role"))
            found.append(one)
            asked = self._asked(one)
            if asked is None:
                continue
            said = (*self._who(row), asked.role, asked.reach, asked.unit, asked.programme)
            if said in seen:
                one.refuse(self.heading["name"], "person-twice", row=str(seen[said]))
                continue
            seen[said] = row.number
            try:
                request = self._take(one, asked, request)
            except Invalid as refused:
                for name, code in refused.errors.items():
                    one.refuse(self.heading.get(COLUMN_OF.get(name, name), ""), code)
            except NotAllowed:
                one.refuse(self.heading["role"], "person-not-yours")
        return tuple(found)

    def _take(self, one: Checked, asked: Asked, request: Once | None) -> Once | None:
        account = self._account(one, asked)
        if one.faults:
            return request
        if account is None:
            row = one.row
            newcomer = Newcomer(one.name, row.text("login"), row.text("contact"), row.values.get("another") == YES)
            terms = checked(self.work, self.actor, newcomer, asked)
            slip = enrol(self.work, self.actor, newcomer, terms, request)
            self.slips.append(slip)
            made = select(Account.id).where(Account.pseudonym == slip.pseudonym)
            self.entered[self._who(row)] = self.work.session.scalars(made).one()
            return None
        if held := self._held(account, asked):
            one.known = True
            self._compare(one, held, asked)
            return request
        if account.disabled_at is not None:
            raise Invalid({"login": "account-closed"})
        if account.id not in self.entered.values() and not one.row.text("login"):
            one.refuse(self.heading["login"], "person-known", seen=account.login)  # a name alone is not enough
            return request
        give(self.work, self.actor, account, within_reach(self.work, self.actor, asked), request)
        return None

    def _asked(self, one: Checked) -> Asked | None:
        """The mandate of a row; None when its unit or its programme is not found within reach."""
        row = one.row
        unit = self.units.find(row.text("unit"))
        if len(unit) != 1:
            code = "unit-parent-several" if unit else "person-unit-unknown"
            one.refuse(self.heading["unit"], code, seen=row.text("unit")[:60])
        programme = self.programmes.get(row.text("programme").casefold(), "")
        if row.text("programme") and not programme:
            one.refuse(self.heading["programme"], "person-programme-unknown", seen=row.text("programme"))
        if one.faults:
            return None
        role = row.text("role")
        reach = row.text("reach") or USUAL_REACH.get(role, roles.CHILDREN)
        days = [value if isinstance(value := row.values.get(name), date) else None for name in _DAYS]
        return Asked(
            role, reach, unit.pop(), programme, row.text("title"), days[0], days[1], row.text("document"), days[2]
        )

    def _who(self, row: Row) -> tuple[str, str]:
        return text.identity_key(row.text("name")), fold_login(row.text("login")) if row.text("login") else ""

    def _account(self, one: Checked, asked_for: Asked) -> Account | None:
        """Whom a row is about: somebody of an earlier row, or within reach by login or by name; None for a newcomer."""
        name, login = who = self._who(one.row)
        if who in self.entered:
            return self.work.session.get_one(Account, self.entered[who])
        asked = select(Account).where(people.within(self.actor))
        if login:
            found = self.work.session.scalar(asked.where(Account.login_fold == login))
            if found is not None and text.identity_key(found.full_name) != name:
                one.refuse(self.heading["login"], "person-login-of-another")
            return found  # whoever is out of reach is not told apart from a login that is taken
        folded = Account.name_fold == text.search_fold(one.name)[:120]
        namesakes = [
            account
            for account in self.work.session.scalars(asked.where(folded, Account.disabled_at.is_(None)))
            if text.identity_key(account.full_name) == name
        ]
        if holder := next((account for account in namesakes if self._held(account, asked_for)), None):
            return holder  # the same table once more
        if one.row.values.get("another") == YES:
            return None
        if len(namesakes) > 1:
            one.refuse(self.heading["login"], "person-several")
        return namesakes[0] if namesakes else None

    def _held(self, account: Account, asked: Asked) -> Mandate | MandateProposal | None:
        """The very mandate that a row gives, in force, to come or waiting for a second person."""
        of_programme = Programme.code == asked.programme if asked.programme else Programme.id.is_(None)
        for model in (Mandate, MandateProposal):
            rows: Any = (
                select(model)
                .join(Unit, model.unit_id == Unit.id)
                .outerjoin(Programme, Programme.id == model.programme_id)
            )
            rows = rows.where(
                model.account_id == account.id, model.role == asked.role, model.reach == asked.reach,
                Unit.code == asked.unit, of_programme,
                or_(model.valid_to.is_(None), model.valid_to > self.work.today),
            )  # fmt: skip
            if model is Mandate:
                rows = rows.where(or_(Mandate.ended_on.is_(None), Mandate.ended_on > self.work.today))
            else:
                rows = rows.where(MandateProposal.outcome == people.WAITING)
            found: Mandate | MandateProposal | None = self.work.session.scalars(rows).first()
            if found is not None:
                return found
        return None

    def _compare(self, one: Checked, held: Mandate | MandateProposal, asked: Asked) -> None:
        """A mandate that is there is never changed by a table: whatever differs is said."""
        until = held.valid_to - timedelta(days=1) if held.valid_to else None
        differs = {
            "title": bool(asked.title) and text.identity_key(asked.title) != text.identity_key(held.title),
            "until": asked.until is not None and asked.until != until,
        }
        for name in (name for name, differing in differs.items() if differing):
            one.refuse(self.heading[name], "person-differs")


_DAYS = ("first", "until", "issued_on")


class _Units:
    """The units within reach, by code and by name."""

    def __init__(self, session: Session, actor: Actor, today: date) -> None:
        asked = select(Unit.code, UnitVersion.name).join(UnitVersion, UnitVersion.unit_id == Unit.id)
        self.codes: set[str] = set()
        self.names: dict[str, set[str]] = {}
        for code, name in session.execute(asked.where(units.current(today), people.reached_units(actor))):
            self.codes.add(code)
            self.names.setdefault(text.identity_key(name), set()).add(code)

    def find(self, written: str) -> set[str]:
        """The codes of the units that are meant: one, or none, or several of one name."""
        code = parse_code(written)
        return {code} if code in self.codes and code else set(self.names.get(text.identity_key(written), ()))
