"""Where a month is reported: in one programme, which may concretise another and be concretised by committees below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from states.edition import Edition as Rules
from states.edition_values import RETURNS, Name
from states.returns_rules import ReturnRules, first_of

from ..models import Edition, MeetingReturn, Programme, Round, Unit, UnitVersion
from . import unit as units
from .errors import Invalid, NotFound
from .perform import Work
from .programme_units import Covered, covered, covered_by
from .reach import Reading
from .rules import rules_of


@dataclass(frozen=True, slots=True)
class Nearer:
    """A programme of a committee below that concretises this one: its cells report there, and that counts here."""

    code: str
    name: Name
    covers: Covered


@dataclass(frozen=True, slots=True)
class Place:
    """A month's programme with the rules of its round; `framework` takes over what is reported here."""

    programme: Programme
    edition: Edition
    rules: Rules
    first_month: str  # in which the round opened: nothing is asked of the months before
    framework: Place | None = None
    nearer: tuple[Nearer, ...] = ()

    @property
    def returns(self) -> ReturnRules:
        return self.rules.returns

    def asked_by(self, unit_id: int, path: str) -> Nearer | None:
        """The programme below to which a unit reports instead; None where it reports here."""
        return next((one for one in self.nearer if one.covers.holds(unit_id, path)), None)

    def frameworks(self, kind: str) -> Iterator[Place]:
        """Its framework and the framework of that, as far as they ask units of a kind: one below may ask more kinds."""
        if self.framework is not None and kind in self.framework.returns.unit_kinds:
            yield self.framework
            yield from self.framework.frameworks(kind)


def find_place(reading: Reading, code: str, month: str) -> Place:
    """The programme that takes reports of a month; `NotFound` where it takes none, or for a month that is none."""
    try:
        known = first_of(month).isoformat()[:7] == month
    except ValueError:
        known = False
    found = _round_of(reading.session, code, month) if known else None
    if found is None:
        raise NotFound(month)
    place = _read(reading, found, month)
    if not place.rules.has(RETURNS):
        raise NotFound(code)
    return place


def _round_of(session: Session, code: str, month: str) -> Row[Programme, Round, Edition] | None:
    """The round of a programme in which a month lies; the last one of several in a year."""
    asked = select(Programme, Round, Edition).join(Round, Round.programme_id == Programme.id)
    asked = asked.join(Edition, Round.edition_id == Edition.id)
    of_year = (Programme.code == code, Round.period.startswith(month[:4], autoescape=True))
    found = session.execute(asked.where(*of_year).order_by(Round.opens_on.desc())).first()
    return found if found is not None and found.Round.opens_on.isoformat()[:7] <= month else None


def _read(reading: Reading, found: Row[Programme, Round, Edition], month: str) -> Place:
    """The place with its framework, whose round must go by the very edition that is concretised here: by another one
    a report might lack what it asks for, and the cells report to both."""
    programme, round_, edition = found
    rules, framework = rules_of(edition), None
    if rules.overlay is not None:
        above = _round_of(reading.session, rules.overlay.of, month)
        if above is not None and above.Edition.digest == rules.overlay.edition and rules_of(above.Edition).has(RETURNS):
            framework = _read(reading, above, month)
    nearer = find_nearer(reading.session, edition, month, reading.today)
    return Place(programme, edition, rules, round_.opens_on.isoformat()[:7], framework, nearer)


def find_nearer(session: Session, edition: Edition, month: str, today: date) -> tuple[Nearer, ...]:
    """The programmes below that concretise an edition and take the reports of a month."""
    asked = select(Programme.code, Round, Edition, Unit).join(Round, Round.programme_id == Programme.id)
    asked = asked.join(Edition, Round.edition_id == Edition.id).join(Unit, Programme.issuer_id == Unit.id)
    named = Edition.source.contains(edition.digest), Round.period.startswith(month[:4])
    rounds = session.execute(asked.where(*named).order_by(Round.opens_on))
    last = {row.code: row for row in rounds}  # of several in a year the last one, as `find_place` has it
    begun = [row for row in last.values() if row.Round.opens_on.isoformat()[:7] <= month]
    found = [row for row in begun if concretises(rules_of(row.Edition), edition)]
    covers = covered_by(session, [row.Unit for row in found], today) if found else {}
    return tuple(Nearer(row.code, rules_of(row.Edition).name, covers[row.Unit.id]) for row in found)


def concretises(local: Rules, edition: Edition) -> bool:
    """Whether what is reported by local rules counts in a programme whose round goes by this edition."""
    return local.overlay is not None and local.overlay.edition == edition.digest and local.has(RETURNS)


def find_asked(work: Work, place: Place, unit: Unit, month: str) -> UnitVersion:
    """What a cell is called in a month; `Invalid` where the programme asks nothing of it."""
    found = units.get_versions(work.session, [unit.id], first_of(month)) or units.get_versions(
        work.session, [unit.id], work.today
    )
    named = found.get(unit.id)
    issuer = work.session.get_one(Unit, place.programme.issuer_id)
    below = covered(work.session, issuer, work.today).holds(unit.id, unit.path)
    if named is None or named.kind not in place.returns.unit_kinds or not below:
        raise Invalid({"month": "return-not-asked"})
    return named


def latest(reading: Reading, programme_id: int, unit_id: int, month: str) -> MeetingReturn | None:
    """The last report of a unit about a month."""
    of = (MeetingReturn.programme_id == programme_id, MeetingReturn.unit_id == unit_id, MeetingReturn.month == month)
    return reading.session.scalar(select(MeetingReturn).where(*of).order_by(MeetingReturn.version.desc()).limit(1))
