"""Levels of a year from a table: every row beside the committee's list, and all of them prepared or none."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from states.classification import Said, unsound
from states.classification_rules import LEVELS

from .. import text, wording
from ..clock import day_of
from ..codes import parse_code
from ..formats import parse_number
from ..house import House
from ..tables import Cell, Column, Row
from .actor import Actor, load_actor
from .classification import FIELDS, keep, locked_desk
from .classification_desk import COUNTS, Desk, load_desk
from .classification_desk import Row as Line
from .perform import Once, unit_of_work
from .reach import Glance
from .table_check import Checked, RowsRefused

YES, NO = "yes", "no"


def columns(lang: str = "vi") -> tuple[Column, ...]:
    """The columns of the table, with the headings of a language; those of the other are understood too."""
    levels = {level: wording.in_both(wording.classification_level, level, lang) for level in LEVELS}

    answers = {YES: ("Có", "Yes"), NO: ("Không", "No")}

    def column(code: str, **more: Any) -> Column:
        heading, *also = wording.in_both(wording.table_heading, f"class.{code}", lang)
        return Column(code, heading, also=tuple(also), **more)

    return (
        column("unit", required=True),
        column("level", kind="choice", required=True, choices=levels),
        column("points", longest=10),
        *(column(name, kind="int") for name in COUNTS),
        column("reviewed", kind="choice", choices=answers),
        column("disciplined", kind="choice", choices=answers),
        column("group", longest=80),
    )


def check(
    house: House, mandate_id: int, code: str, period: str, rows: Sequence[Row], lang: str = "vi"
) -> tuple[Checked, ...]:
    """What would become of these rows; nothing is written."""
    with house.db.reading() as session:
        now = house.clock()
        glance = Glance(session, load_actor(session, mandate_id, day_of(now)), now)
        return tuple(one for one, _, _ in _beside(load_desk(glance, glance.actor, code, period), rows, lang))


def take_in(
    house: House, mandate_id: int, code: str, period: str, rows: Sequence[Row], *, request: Once | None,
    lang: str = "vi",
) -> tuple[int, int]:  # fmt: skip
    """Prepare the levels of all rows, or raise `RowsRefused` and none; how many are new, and how many stood so."""
    with unit_of_work(house) as work:
        actor, desk = locked_desk(work, mandate_id, code, period, request=request)
        found = _beside(desk, rows, lang)
        if any(one.faults for one, _, _ in found):
            raise RowsRefused([one for one, _, _ in found])
        new = [(line, said, one) for one, line, said in found if not one.known and line and said]
        for line, said, one in new:
            keep(work, desk, line, said, _group(one.row, line), actor)
        return len(new), len(found) - len(new)


def list_rows(house: House, actor: Actor, code: str, period: str, lang: str = "vi") -> list[list[Cell]]:
    """The list of the year as rows that can be brought in again; what is prepared, else what was decided."""
    with house.db.reading() as session:
        desk = load_desk(Glance(session, actor, house.clock()), actor, code, period)
    rows: list[list[Cell]] = [[column.heading for column in columns(lang)]]
    for line in desk.rows:
        said = line.said or line.decided
        level = wording.classification_level(said.level, lang) if said else None
        counts = [getattr(said, name) if said else None for name in COUNTS]
        points = f"{said.points:f}" if said and said.points is not None else None
        flags = [_YES[flag][lang] for flag in (said.reviewed, said.disciplined)] if said else [None, None]
        rows.append([line.code, level, points, *counts, *flags, line.group if line.group != line.kind else None])
    return rows


_YES = {True: {"vi": "Có", "en": "Yes"}, False: {"vi": "Không", "en": "No"}}


def _beside(desk: Desk, rows: Sequence[Row], lang: str) -> list[tuple[Checked, Line | None, Said | None]]:
    heading = {column.code: column.heading for column in columns(lang)}
    by_name: dict[str, list[Line]] = {}
    for known in desk.rows:
        by_name.setdefault(text.identity_key(known.name), []).append(known)
    by_code, seen = {each.code: each for each in desk.rows}, dict[str, int]()
    found: list[tuple[Checked, Line | None, Said | None]] = []
    for row in rows:
        one = Checked(row, row.text("unit"), row.text("level"))
        code = parse_code(row.text("unit")) or ""
        lines = [by_code[code]] if code in by_code else by_name.get(text.identity_key(row.text("unit")), [])
        if len(lines) != 1:
            one.refuse(heading["unit"], "class-unit-several" if lines else "class-unit-unknown")
        said = _said(one, heading)
        line = lines[0] if len(lines) == 1 else None
        if line is not None:
            one.name = line.name
            if line.code in seen:
                one.refuse(heading["unit"], "class-unit-twice")
            seen[line.code] = row.number
            one.known = said is not None and said == (line.said or line.decided) and _group(row, line) == line.group
        found.append((one, line, said))
    return found


def _group(row: Row, line: Line) -> str:
    """Empty: by the kind of the unit; a table without that column leaves the group as it is."""
    return (row.text("group") or line.kind) if "group" in row.values else line.group


def _said(one: Checked, heading: dict[str, str]) -> Said | None:
    row = one.row
    points: Decimal | None = None
    if typed := row.text("points"):
        points = parse_number(typed, "vi")
        if points is None:
            one.refuse(heading["points"], "class-number")
            return None
    counts: dict[str, Any] = {name: row.values.get(name) for name in COUNTS}
    if any(value is not None and value < 0 for value in counts.values()):
        one.refuse(heading["tasks"], "class-number")
        return None
    flags = {name: row.values.get(name) == YES for name in ("reviewed", "disciplined")}
    said = Said(row.text("level"), points, **flags, **counts)
    for against in unsound(said):
        one.refuse(heading[FIELDS[against.code]], against.code)
    return None if one.faults else said
