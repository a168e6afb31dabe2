"""A cell reports its meetings of a month, and puts a report right; its committee decides about single cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update

from states import roles
from states.edition import Edition as Rules
from states.edition_values import RETURNS
from states.meeting_return import Judged, Said, faults, judge
from states.returns_rules import ReturnRules, first_of, read_month

from ..codes import new_code
from ..house import House
from ..models import (
    Classification,
    Edition,
    Entry,
    File,
    MeetingReturn,
    Programme,
    ReturnException,
    Round,
    Unit,
    UnitVersion,
)
from . import unit as units
from .actor import Actor
from .citation import cited
from .errors import Invalid, NotAllowed, NotFound
from .perform import Once, Receipt, Sealed, Work, unit_of_work
from .reach import OF_UNIT, Reading, own_units
from .registration_draft import as_content
from .rules import rules_of

REPORTED, EXCEPTED = "return.reported", "return.excepted"
DURATION, EXCLUDED = KINDS = ("duration", "excluded")
COMMITTEE = (roles.REVIEWER, roles.MANAGER)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a month is reported: the programme with the rules of its round."""

    programme: Programme
    edition: Edition
    rules: Rules
    first_month: str  # in which the round opened: nothing is asked of the months before

    @property
    def returns(self) -> ReturnRules:
        return self.rules.returns


def find_place(reading: Reading, code: str, month: str) -> Place:
    """The programme that takes reports of a month; `NotFound` where it takes none, or for a month that is none."""
    asked = select(Programme, Round, Edition).join(Round, Round.programme_id == Programme.id)
    asked = asked.join(Edition, Round.edition_id == Edition.id).where(Programme.code == code)
    rows = reading.session.execute(asked.order_by(Round.opens_on.desc())).all()
    found = next((row for row in rows if row.Round.period[:4] == month[:4]), None)
    try:
        first = first_of(month)
    except ValueError:
        raise NotFound(month) from None
    if found is None or first.isoformat()[:7] != month or month < (began := found.Round.opens_on.isoformat()[:7]):
        raise NotFound(month)
    rules = rules_of(found.Edition)
    if not rules.has(RETURNS):
        raise NotFound(code)
    return Place(found.Programme, found.Edition, rules, began)


def hand_in(
    house: House, mandate_id: int, code: str, month: str, said: Said, *, seen: int, reason: str = "",
    paper: str = "", request: Once | None = None,
) -> Receipt:  # fmt: skip
    """The cell reports a month; with `seen`, the version its page showed, above 0 it corrects that, and says why.

    `paper` is the code of its minutes, taken in before. Raises `Invalid` with every fault. A late report is taken too,
    and says by how many days.
    """
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        if actor.role not in OF_UNIT or actor.unit_id is None:
            raise NotAllowed("only the unit itself reports")
        unit = work.session.scalars(
            select(Unit).where(Unit.id == actor.unit_id).with_for_update(key_share=True)
        ).one()  # fmt: skip
        work.once(actor, request)
        place = find_place(work, code, month)
        if actor.programme_id not in (None, place.programme.id):
            raise NotFound(code)
        entry = report(work, actor, place, unit, month, said, seen=seen, reason=reason, paper=paper, request=request)
    return work.receipt(entry)


def report(
    work: Work, actor: Actor, place: Place, unit: Unit, month: str, said: Said, *, seen: int | None, reason: str = "",
    source: str = "", paper: str | None = None, request: Once | None = None,
) -> Entry:  # fmt: skip
    """Write the report of a unit that is locked; `seen` None takes whatever version stands, `paper` None its file."""
    named = _asked(work, place, unit, month)
    if first_of(month) > work.today:
        raise Invalid({"month": "return-month-to-come"})
    last = latest(work, place.programme.id, unit.id, month)
    before = last.version if last else 0
    small = shorter(work, place.programme.id, unit.id, month)
    errors = faults(said, place.returns, month, work.today, small)
    if seen is not None and seen != before:
        errors["month"] = "return-changed"
    if before and not reason:
        errors["reason"] = "return-reason"
    named_file = _paper(work, actor, last, paper)
    if paper and named_file is None:
        errors["paper"] = "return-paper"
    if errors:
        raise Invalid(errors)
    judged = judge(said, place.returns, month, small)
    columns = computed(judged, place.returns, month, work.today)
    made, written_said = new_code(), written(said) | ({"paper": named_file} if named_file else {})
    sealed = {
        "unit": {"code": unit.code, "name": named.name}, "said": written_said, "reason": reason, "source": source,
        **{name: value for name, value in columns.items()},
    }  # fmt: skip
    entry = work.append(
        REPORTED, actor, {"meeting": Sealed(sealed, "unit")}, request=request, month=month,
        programme=place.programme.code, edition=place.edition.digest, version=before + 1, **{"return": made},
    )  # fmt: skip
    if last is not None:
        work.session.execute(update(MeetingReturn).where(MeetingReturn.id == last.id).values(current=False))
    row = {
        "code": made, "programme_id": place.programme.id, "unit_id": unit.id, "edition_id": place.edition.id,
        "month": month, "version": before + 1, "current": True, "said": written_said, "reason": reason,
        "source": source, "reported_at": work.now, "entry_id": entry.id, **columns,
    }  # fmt: skip
    work.add_rows(MeetingReturn, [row])
    return entry


def _asked(work: Work, place: Place, unit: Unit, month: str) -> UnitVersion:
    """What a cell is called in a month; `Invalid` where the programme asks nothing of it."""
    found = units.get_versions(work.session, [unit.id], first_of(month)) or units.get_versions(
        work.session, [unit.id], work.today
    )
    named = found.get(unit.id)
    issuer = work.session.get_one(Unit, place.programme.issuer_id)
    below = unit.path.startswith(f"{issuer.path}.") or unit.path == issuer.path
    if named is None or named.kind not in place.returns.unit_kinds or not below:
        raise Invalid({"month": "return-not-asked"})
    return named


def _paper(work: Work, actor: Actor, last: MeetingReturn | None, code: str | None) -> dict[str, Any] | None:
    """The file that a report names: the one of the report before, or one that this person took in."""
    before: dict[str, Any] | None = last.said.get("paper") if last is not None else None
    if not code or (before is not None and before["code"] == code):
        return before if code != "" else None
    mine = (File.case_id.is_(None), File.uploaded_by_id == actor.account_id)
    row = work.session.scalar(select(File).where(File.code == code, *mine))
    return as_content(row) if row is not None else None


def computed(judged: Judged | None, rules: ReturnRules, month: str, today: date) -> dict[str, Any]:
    """The columns that lists and sums ask for."""
    late = max((today - rules.due_on(month)).days, 0)
    if judged is None:
        return {"band": None, "total": "0", "present": 0, "due": 0, "came": None, "complete": False, "proper": False,
                "late_days": late}  # fmt: skip
    return {
        "band": judged.result.band, "total": f"{judged.result.total:f}", "present": judged.attended.number,
        "due": judged.attended.of, "came": judged.came, "complete": judged.complete, "proper": judged.proper,
        "late_days": late,
    }  # fmt: skip


def except_unit(
    house: House, mandate_id: int, code: str, unit_code: str, kind: str, first: str, last: str, *, minutes: int | None,
    reason: str, symbol: str, issued_on: date | None, request: Once | None = None,
) -> Receipt:  # fmt: skip
    """A committee above decides that a shorter meeting is enough for a cell, or that months of it are not counted."""
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        unit = _held_with_its_committee(work, unit_code)
        work.once(actor, request)
        place = find_place(work, code, first)
        if unit is None or actor.role not in COMMITTEE or actor.programme_id not in (None, place.programme.id):
            raise NotFound(unit_code)
        own = unit.id in actor.stands_for or unit.id in own_units(work, actor)  # by whatever mandate
        if not roles.reaches(actor.reach, own_path=actor.unit_path, path=unit.path) or own:
            raise NotAllowed("only a committee above the cell decides this")
        named = _asked(work, place, unit, first)
        errors = {} if reason else {"reason": "return-except-reason"}
        if kind not in KINDS:
            errors["kind"] = "return-kind"
        elif kind == EXCLUDED and minutes is not None:
            errors["minutes"] = "return-no-minutes"
        elif kind == DURATION and not 0 < (minutes or 0) < place.returns.minutes:
            errors["minutes"] = "return-shorter"
        if read_month(last) != last or last < first:
            errors["last"] = "return-last"
        elif _is_classified(work, place, unit, first, last):
            errors["last"] = "return-classified"
        try:
            number, day = cited(symbol, issued_on, work.today)
        except Invalid as refused:
            errors |= {"symbol" if name == "document" else name: why for name, why in refused.errors.items()}
        if errors:
            raise Invalid(errors)
        made = new_code()
        said = {
            "unit": {"code": unit.code, "name": named.name}, "minutes": minutes, "reason": reason,
            "symbol": number.canonical, "issued_on": day.isoformat(),
        }  # fmt: skip
        entry = work.append(
            EXCEPTED, actor, {"exception": Sealed(said, "unit")}, request=request, exception=made,
            programme=place.programme.code, first=first, last=last, how=kind,
        )  # fmt: skip
        work.session.add(
            ReturnException(
                code=made, programme_id=place.programme.id, unit_id=unit.id, kind=kind, first_month=first,
                last_month=last, minutes=minutes, reason=reason, symbol=number.canonical, issued_on=day,
                recorded_at=work.now, entry_id=entry.id,
            )  # fmt: skip
        )
        work.session.flush()
    return work.receipt(entry)



def _held_with_its_committee(work: Work, code: str) -> Unit | None:
    """A cell, held until the commit together with the committee above, which decides its level of the year."""
    path = work.session.scalar(select(Unit.path).where(Unit.code == code))
    ids = [int(one) for one in (path or "").split(".")[-2:] if one]
    held = select(Unit).where(Unit.id.in_(ids)).order_by(Unit.id).with_for_update(key_share=True)
    return next((unit for unit in work.session.scalars(held) if unit.code == code), None)


def _is_classified(work: Work, place: Place, unit: Unit, first: str, last: str) -> bool:
    """Whether the unit's level of such a year is decided: what it was judged by does not change afterwards."""
    years = [str(year) for year in range(int(first[:4]), int(last[:4]) + 1)]
    here = Classification
    asked = select(here.id).where(
        here.unit_id == unit.id, here.programme_id == place.programme.id, here.period.in_(years)
    )
    return work.session.scalar(asked.limit(1)) is not None


def latest(reading: Reading, programme_id: int, unit_id: int, month: str) -> MeetingReturn | None:
    """The last report of a unit about a month."""
    of = (MeetingReturn.programme_id == programme_id, MeetingReturn.unit_id == unit_id, MeetingReturn.month == month)
    return reading.session.scalar(select(MeetingReturn).where(*of).order_by(MeetingReturn.version.desc()).limit(1))


def shorter(
    reading: Reading, programme_id: int, unit_id: int, month: str, before: MeetingReturn | None = None
) -> int | None:  # fmt: skip
    """For how long a meeting of a small cell must last at least, by the last decision; of those before a report."""
    of = (ReturnException.programme_id == programme_id, ReturnException.unit_id == unit_id)
    when = (ReturnException.first_month <= month, ReturnException.last_month >= month)
    asked = select(ReturnException.minutes).where(*of, *when, ReturnException.kind == DURATION)
    if before is not None:  # what was decided later changes no grade by itself; both were written under the cell's lock
        asked = asked.where(ReturnException.entry_id < before.entry_id)
    return reading.session.scalar(asked.order_by(ReturnException.id.desc()).limit(1))


def written(said: Said) -> dict[str, Any]:
    """A report as it is kept and sealed: days and points as text."""
    return {
        "held_on": said.held_on and said.held_on.isoformat(), "minutes": said.minutes, "members": said.members,
        "exempt": said.exempt, "present": said.present, "together": said.together,
        "thematic_on": said.thematic_on and said.thematic_on.isoformat(), "why_not": said.why_not,
        "points": {code: f"{value:f}" for code, value in said.points.items()}, "counts": dict(said.counts),
    }  # fmt: skip


def read_said(said: Mapping[str, Any]) -> Said:
    """The same as values."""
    days = {name: date.fromisoformat(said[name]) if said[name] else None for name in ("held_on", "thematic_on")}
    return Said(
        minutes=said["minutes"], members=said["members"], exempt=said["exempt"], present=said["present"],
        together=said["together"], why_not=said["why_not"], counts=dict(said["counts"]),
        points={code: Decimal(value) for code, value in said["points"].items()}, **days,
    )  # fmt: skip
