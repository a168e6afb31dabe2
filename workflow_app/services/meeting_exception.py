"""A committee decides about one cell: for how long its meetings must last, or that months of it are not counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from states import roles
from states.returns_rules import read_month

from ..codes import new_code
from ..house import House
from ..models import Classification, Entry, MeetingReturn, ReturnException, Unit
from .actor import Actor
from .citation import cited_beside
from .errors import NotAllowed, NotFound
from .meeting_place import Place, find_asked, find_place
from .perform import Once, Receipt, Sealed, Work, unit_of_work
from .reach import Reading, own_units

EXCEPTED = "return.excepted"
DURATION, EXCLUDED = KINDS = ("duration", "excluded")
COMMITTEE = (roles.REVIEWER, roles.MANAGER)


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
        named = find_asked(work, place, unit, first)
        errors = {} if reason else {"reason": "return-except-reason"}
        if kind not in KINDS:
            errors["kind"] = "return-kind"
        elif kind == EXCLUDED and minutes is not None:
            errors["minutes"] = "return-no-minutes"
        elif kind == DURATION and not 0 < (minutes or 0) < place.returns.minutes:
            errors["minutes"] = "return-shorter"
        if read_month(last) != last or last < first:
            errors["last"] = "return-last"
        elif _is_classified(work, (place, *place.frameworks(named.kind)), unit, first, last):
            errors["last"] = "return-classified"
        number, day = cited_beside(errors, symbol, issued_on, work.today)
        said = {
            "unit": {"code": unit.code, "name": named.name}, "minutes": minutes, "reason": reason,
            "symbol": number.canonical, "issued_on": day.isoformat(),
        }  # fmt: skip
        row = {
            "unit_id": unit.id, "kind": kind, "first_month": first, "last_month": last, "minutes": minutes,
            "reason": reason, "symbol": number.canonical, "issued_on": day,
        }  # fmt: skip
        entry = _write(work, actor, place, said, row, request)
        for above in place.frameworks(named.kind):
            if minutes is None or minutes < above.returns.minutes:  # else it asks for no more than that anyway
                _write(work, actor, above, said, row, None)
    return work.receipt(entry)


def _write(
    work: Work, actor: Actor, place: Place, said: dict[str, Any], row: dict[str, Any], request: Once | None
) -> Entry:  # fmt: skip
    """The decision in one programme."""
    made = new_code()
    entry = work.append(
        EXCEPTED, actor, {"exception": Sealed(said, "unit")}, request=request, exception=made,
        programme=place.programme.code, first=row["first_month"], last=row["last_month"], how=row["kind"],
    )  # fmt: skip
    about = {"code": made, "programme_id": place.programme.id, "recorded_at": work.now, "entry_id": entry.id}
    work.add_rows(ReturnException, [row | about])
    return entry


def _held_with_its_committee(work: Work, code: str) -> Unit | None:
    """A cell, held until the commit together with the committee above, which decides its level of the year."""
    path = work.session.scalar(select(Unit.path).where(Unit.code == code))
    ids = [int(one) for one in (path or "").split(".")[-2:] if one]
    held = select(Unit).where(Unit.id.in_(ids)).order_by(Unit.id).with_for_update(key_share=True)
    return next((unit for unit in work.session.scalars(held) if unit.code == code), None)


def _is_classified(work: Work, places: Sequence[Place], unit: Unit, first: str, last: str) -> bool:
    """Whether the unit's level of such a year is decided: what it was judged by does not change afterwards."""
    years = [str(year) for year in range(int(first[:4]), int(last[:4]) + 1)]
    here, programmes = Classification, [one.programme.id for one in places]
    asked = select(here.id).where(
        here.unit_id == unit.id, here.programme_id.in_(programmes), here.period.in_(years)
    )
    return work.session.scalar(asked.limit(1)) is not None


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
