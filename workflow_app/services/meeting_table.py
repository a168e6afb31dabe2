"""Reports of a month from a table: every row beside the branch, and all of them taken in or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, select

from states.meeting_return import Said, faults
from states.returns_rules import PAIRS, ReturnRules, first_of

from .. import text, wording
from ..clock import day_of
from ..codes import parse_code
from ..formats import parse_number
from ..house import House
from ..models import MeetingReturn, ReturnException, Unit, UnitVersion
from ..tables import Column, Row
from . import unit as units
from .actor import Actor, load_actor
from .errors import NotAllowed
from .meeting_exception import COMMITTEE, DURATION
from .meeting_month import branch_of
from .meeting_place import Place, find_place
from .meeting_return import read_said, report
from .perform import Once, unit_of_work
from .reach import Glance, Reading
from .table_check import Checked, RowsRefused

NUMBERS = ("minutes", "members", "exempt", "present")
MOST_ROWS = 1_000
Line = tuple[Checked, int, Said | None]  # the row, the unit's id (0 where it is not known), what it says


def columns(rules: ReturnRules, lang: str = "vi") -> tuple[Column, ...]:
    """The columns of the table of an edition: days, numbers, and the points of every criterion by its name."""

    def counted(code: str, **more: Any) -> Column:
        heading, *also = wording.in_both(wording.meeting_count, code, lang)
        return Column(code, heading, also=tuple(also), **more)

    unit, *also = wording.in_both(wording.table_heading, "class.unit", lang)
    criteria = [one for group in rules.sheet.groups for one in group.criteria]
    return (
        Column("unit", unit, also=tuple(also), required=True),
        counted("held_on", kind="date"),
        *(counted(name, kind="int") for name in NUMBERS),
        counted("thematic_on", kind="date"),
        counted("together", kind="choice", choices={"yes": ("Có", "Yes"), "no": ("Không", "No")}),
        *(counted(name, kind="int") for count in rules.counts for name in (PAIRS[count], count)),
        *(
            Column(f"p.{one.code}", getattr(one.name, lang), also=(one.name.en, one.name.vi), longest=10)
            for one in criteria
        ),
        counted("why_not", longest=500),
    )


def find(house: House, actor: Actor, code: str, month: str) -> Place:
    """The programme and its rules for the pages of the table."""
    with house.db.reading() as session:
        return find_place(Glance(session, actor, house.clock()), code, month)


def check(
    house: House, mandate_id: int, code: str, month: str, rows: Sequence[Row], lang: str = "vi"
) -> tuple[Checked, ...]:
    """What would become of these rows; nothing is written."""
    with house.db.reading() as session:
        now = house.clock()
        glance = Glance(session, load_actor(session, mandate_id, day_of(now)), now)
        place = find_place(glance, code, month)
        return tuple(one for one, _, _ in _beside(glance, glance.actor, place, month, rows, lang))


def take_in(
    house: House, mandate_id: int, code: str, month: str, rows: Sequence[Row], *, source: str, request: Once | None,
    lang: str = "vi",
) -> tuple[int, int]:  # fmt: skip
    """Take in the reports of all rows, or raise `RowsRefused` and none; how many are new, and how many stood so."""
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        work.once(actor, request)
        place = find_place(work, code, month)
        found = _beside(work, actor, place, month, rows, lang)
        if any(one.faults for one, _, _ in found):
            raise RowsRefused([one for one, _, _ in found])
        new = [(unit_id, said) for one, unit_id, said in found if not one.known and said is not None]
        ids = sorted(unit_id for unit_id, _ in new)
        held = select(Unit).where(Unit.id.in_(ids)).order_by(Unit.id).with_for_update(key_share=True)
        locked = {unit.id: unit for unit in work.session.scalars(held)}
        for unit_id, said in new:
            report(
                work, actor, place, locked[unit_id], month, said, seen=None, reason=source, source=source,
                request=request,
            )  # fmt: skip
            request = None  # the first of them remembers the form
        return len(new), len(found) - len(new)


def _beside(
    reading: Reading, actor: Actor, place: Place, month: str, rows: Sequence[Row], lang: str
) -> list[Line]:  # fmt: skip
    if actor.role not in COMMITTEE or actor.programme_id not in (None, place.programme.id):
        raise NotAllowed("only a committee above brings in reports")
    rules, heading = place.returns, {column.code: column.heading for column in columns(place.returns, lang)}
    before, small = _as_it_stands(reading, place, month)
    asked = select(Unit.id, Unit.code, Unit.path, UnitVersion.name)
    asked = asked.join(UnitVersion, and_(UnitVersion.unit_id == Unit.id, units.current(first_of(month))))
    branch = branch_of(reading.session, actor, place.programme, reading.today)
    asked = asked.where(branch, UnitVersion.kind.in_(rules.unit_kinds))
    by_code: dict[str, tuple[int, str]] = {}
    by_name: dict[str, list[tuple[int, str]]] = {}
    elsewhere = set[int]()
    for row in reading.session.execute(asked):
        by_code[row.code] = (row.id, row.name)
        by_name.setdefault(text.identity_key(row.name), []).append((row.id, row.name))
        if place.asked_by(row.id, row.path) is not None:
            elsewhere.add(row.id)
    found: list[Line] = []
    seen = set[int]()
    for line in rows:
        one = Checked(line, line.text("unit"))
        code = parse_code(line.text("unit")) or ""
        named = [by_code[code]] if code in by_code else by_name.get(text.identity_key(line.text("unit")), [])
        if len(named) != 1:
            said = _said(one, rules, month, reading.today, heading, None)
            one.refuse(heading["unit"], "class-unit-several" if named else "return-unit-unknown")
            found.append((one, 0, said))
            continue
        unit_id, one.name = named[0]
        said = _said(one, rules, month, reading.today, heading, small.get(unit_id))
        if unit_id in seen:
            one.refuse(heading["unit"], "class-unit-twice")
        if unit_id in elsewhere:
            one.refuse(heading["unit"], "return-asked-nearer")
        seen.add(unit_id)
        one.known = said is not None and unit_id in before and before[unit_id] == said
        found.append((one, unit_id, said))
    return found


def _as_it_stands(reading: Reading, place: Place, month: str) -> tuple[dict[int, Said], dict[int, int | None]]:
    """By unit: the report of a month that stands, and the minutes that a decision asks of a small cell."""
    told = select(MeetingReturn.unit_id, MeetingReturn.said).where(
        MeetingReturn.programme_id == place.programme.id, MeetingReturn.month == month, MeetingReturn.current
    )
    decided = select(ReturnException.unit_id, ReturnException.minutes).where(
        ReturnException.programme_id == place.programme.id, ReturnException.kind == DURATION,
        ReturnException.first_month <= month, ReturnException.last_month >= month,
    )  # fmt: skip
    rows = reading.session.execute(decided.order_by(ReturnException.id))
    return {row.unit_id: read_said(row.said) for row in reading.session.execute(told)}, {
        row.unit_id: row.minutes for row in rows
    }


def _said(
    one: Checked, rules: ReturnRules, month: str, today: date, heading: dict[str, str], minutes: int | None
) -> Said | None:  # fmt: skip
    row, points = one.row, dict[str, Decimal]()
    for criterion in [each for group in rules.sheet.groups for each in group.criteria]:
        if typed := row.text(f"p.{criterion.code}"):
            value = parse_number(typed, "vi")
            if value is None:
                one.refuse(heading[f"p.{criterion.code}"], "class-number")
            else:
                points[criterion.code] = value
    counts = {name: row.values.get(name) for count in rules.counts for name in (PAIRS[count], count)}
    numbers: dict[str, Any] = {name: row.values.get(name) or 0 for name in NUMBERS}
    days: dict[str, Any] = {name: row.values.get(name) for name in ("held_on", "thematic_on")}
    if days["held_on"]:
        numbers["present"] = row.values.get("present")
    said = Said(
        **days, **numbers, together=row.values.get("together") == "yes", points=points,
        counts={name: value for name, value in counts.items() if isinstance(value, int)},
        why_not="" if days["held_on"] else row.text("why_not"),
    )  # fmt: skip
    for place, reason in faults(said, rules, month, today, minutes).items():
        one.refuse(heading.get(place.replace("points.", "p."), heading["held_on"]), reason)
    return None if one.faults else said
