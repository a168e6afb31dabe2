"""Results decided before this register existed: checked against it, and added for ever as copies from paper.

They count nowhere: no target, no dossier and no verdict asks this table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from states import roles

from .. import text
from ..clock import day_of
from ..codes import new_code, parse_code
from ..formats import parse_day
from ..house import House
from ..models import Case, EarlierResult, Edition, Programme, Unit, UnitVersion
from ..text import TextRefused
from . import unit as units
from .actor import Actor, load_actor
from .earlier_file import Typed
from .errors import NotAllowed, NotFound
from .perform import Sealed, Work, unit_of_work
from .reach import Glance
from .rules import rules_of
from .unit_tree import may_lead

KIND = "earlier.recorded"
RECOGNISED, NOT_RECOGNISED = "recognised", "not_recognised"
OUTCOMES = (RECOGNISED, NOT_RECOGNISED)
# As people write it in a table, without marks and case.
_WRITTEN = {
    **dict.fromkeys(("recognised", "cong nhan", "duoc cong nhan", "da cong nhan", "dat"), RECOGNISED),
    **dict.fromkeys(
        ("not_recognised", "khong cong nhan", "khong duoc cong nhan", "chua cong nhan", "chua duoc cong nhan",
         "khong dat", "chua dat"), NOT_RECOGNISED,
    ),
}  # fmt: skip
_PERIOD = re.compile(r"(?:19|20)[0-9]{2}(?:-(?:19|20)[0-9]{2})?")
_LONGEST = {"decision": 60, "remark": 500}
SAID = ("period", "outcome", "decision", "decided_on", "remark")


@dataclass(frozen=True, slots=True)
class Result:
    """What a decision on paper says, understood."""

    unit_id: int
    programme_id: int
    period: str
    outcome: str
    decision: str
    decided_on: date
    remark: str

    @property
    def subject(self) -> tuple[int, int, str]:
        """Whom and which period it is about."""
        return self.unit_id, self.programme_id, self.period


@dataclass(frozen=True, slots=True)
class Checked:
    """One line beside the register: what it means (None when it has errors), or that it is there already."""

    typed: Typed
    unit_name: str
    result: Result | None
    errors: Mapping[str, str]  # field -> reason code
    known: bool


class LinesRefused(Exception):
    """Not everything can be taken in, so nothing was."""

    def __init__(self, lines: tuple[Checked, ...]) -> None:
        super().__init__(f"{sum(1 for line in lines if line.errors)} lines")
        self.lines = lines


def check(house: House, mandate_id: int, lines: Sequence[Typed]) -> tuple[Checked, ...]:
    """What would become of these lines; nothing is written."""
    with house.db.reading() as session:
        return _Desk(_look(house, session, mandate_id)).check(lines)


def add(house: House, mandate_id: int, lines: Sequence[Typed], corrects: str = "") -> tuple[int, int]:
    """Take all lines in, or raise `LinesRefused` and none; returns how many were new and how many there already.

    `corrects`: the code of the result of the same unit and period that the one line puts right.
    """
    with unit_of_work(house) as work:
        actor = _manager(work.actor(mandate_id))
        glance = Glance(work.session, actor, work.now)
        desk = _Desk(glance, corrects)
        concerned = {line.result.unit_id for line in desk.check(lines) if line.result}
        # Of two who enter the same at once the second waits here, and sees the first.
        held = select(Unit.id).where(Unit.id.in_(concerned)).order_by(Unit.id).with_for_update(key_share=True)
        work.session.execute(held).all()
        checked = _Desk(glance, corrects).check(lines)
        if any(line.errors for line in checked):
            raise LinesRefused(checked)
        new = [line.result for line in checked if line.result and not line.known]
        for result in new:
            _write(work, actor, result)
        return len(new), len(checked) - len(new)


def list_units(house: House, mandate_id: int) -> list[tuple[str, str]]:
    """Code and name of every unit for which the manager may enter results, in Vietnamese order."""
    with house.db.reading() as session:
        glance = _look(house, session, mandate_id)
        asked = _reached(session, glance.actor).where(units.current(glance.today), Unit.id.not_in(glance.own_units))
        return [(row.code, row.name) for row in session.execute(asked.order_by(UnitVersion.sort_key))]


def list_programmes(house: House, mandate_id: int) -> list[tuple[str, Mapping[str, str]]]:
    """Code and name (by language) of the programmes of the manager's mandate."""
    with house.db.reading() as session:
        found = _programmes(session, _look(house, session, mandate_id).actor)
        return [(code, name) for code, (_, name) in sorted(found.items())]


def newest() -> Any:
    """Selects of each result only its last version."""
    follows = select(EarlierResult.unit_id, EarlierResult.programme_id, EarlierResult.period)
    last = func.max(EarlierResult.version).label("version")
    return follows.add_columns(last).group_by(*follows.selected_columns).subquery()


def _manager(actor: Actor) -> Actor:
    if actor.role != "manager":
        raise NotAllowed("only a programme manager enters earlier results")
    return actor


def _look(house: House, session: Session, mandate_id: int) -> Glance:
    now = house.clock()
    return Glance(session, _manager(load_actor(session, mandate_id, day_of(now))), now)


def _reached(session: Session, actor: Actor) -> Any:
    """Selects all versions of the units that the mandate reaches; of a programme, those below its issuer."""
    asked = select(Unit.id, Unit.code, Unit.path, UnitVersion.name, UnitVersion.valid_from, UnitVersion.valid_to)
    asked = asked.join(UnitVersion, UnitVersion.unit_id == Unit.id).where(UnitVersion.superseded_at.is_(None))
    top = actor.unit_path
    if actor.reach == roles.PROGRAMME:
        issuer = select(Unit.path).join(Programme, Programme.issuer_id == Unit.id)
        top = session.scalar(issuer.where(Programme.id == actor.programme_id)) or "-"
    below = Unit.path.startswith(f"{top}.", autoescape=True)
    if actor.reach == roles.CHILDREN:
        return asked.where(below, ~Unit.path.like(f"{top}.%.%"))
    return asked.where(Unit.path == top if actor.reach == roles.SELF else or_(Unit.path == top, below))


def _programmes(session: Session, actor: Actor) -> dict[str, tuple[int, Mapping[str, str]]]:
    """The programmes that the mandate administers: nobody copies into the list of another committee."""
    asked = select(Programme.code, Programme.id, Edition, Unit).join(Edition, Edition.programme_id == Programme.id)
    asked = asked.join(Unit, Programme.issuer_id == Unit.id)
    found: dict[str, tuple[int, Mapping[str, str]]] = {}
    for row in session.execute(asked.order_by(Edition.number)):
        if may_lead(actor, row.Unit, row.id):
            name = rules_of(row.Edition).name
            found[row.code] = (row.id, {"vi": name.vi, "en": name.en})
    return found


class _Desk:
    """All that a line is compared with, read once."""

    def __init__(self, glance: Glance, corrects: str = "") -> None:
        session, actor = glance.session, glance.actor
        self.session, self.today, self.corrects, self.own = session, glance.today, corrects, glance.own_units
        self.names: dict[int, str] = {}
        self.by_code: dict[str, int] = {}
        self.by_name: dict[str, set[int]] = {}
        for row in session.execute(_reached(session, actor).order_by(UnitVersion.valid_from)):
            self.names[row.id], self.by_code[row.code] = row.name, row.id
            self.by_name.setdefault(text.identity_key(row.name), set()).add(row.id)
        self.programmes = _programmes(session, actor)
        self.corrected = session.scalar(select(EarlierResult.unit_id).where(EarlierResult.code == corrects))

    def check(self, lines: Iterable[Typed]) -> tuple[Checked, ...]:
        """Each line by itself, beside the register, and beside the lines above it."""
        read = [self._read(typed) for typed in lines]
        subjects = {result.subject for result, _ in read if result}
        held, lived = self._held(subjects), self._lived(subjects)
        seen: dict[tuple[int, int, str], Result] = {}
        found = []
        for typed, (result, errors) in zip(lines, read, strict=True):
            known = False
            if result is not None:
                there = held.get(result.subject)
                known = there is not None and there[1] == result
                errors |= {} if known else self._conflict(result, there, lived, seen)
                seen.setdefault(result.subject, result)
            name = self.names.get(result.unit_id, "") if result else ""
            found.append(Checked(typed, name or typed.unit, None if errors else result, errors, known))
        return tuple(found)

    def _conflict(self, result: Result, there: Any, lived: set[Any], seen: Mapping[Any, Result]) -> dict[str, str]:
        if result.subject in lived:
            return {"period": "earlier-in-register"}
        if result.subject in seen:
            return {"unit": "earlier-twice"}
        if there is not None and there[0] != self.corrects:
            return {"unit": "earlier-differs"}
        return {"unit": "earlier-corrects-nothing"} if self.corrects and there is None else {}

    def _read(self, typed: Typed) -> tuple[Result | None, dict[str, str]]:
        """What the line means, or what is wrong with its fields."""
        errors: dict[str, str] = {}
        for name in ("decision", "remark"):
            try:
                if len(text.normalise(getattr(typed, name))) > _LONGEST[name]:
                    errors[name] = "earlier-too-long"
            except TextRefused as refused:
                errors[name] = refused.code
        ids = self._unit(typed.unit)
        if len(ids) != 1:
            errors["unit"] = "earlier-unit-ambiguous" if ids else "earlier-unit-unknown"
        elif not ids.isdisjoint(self.own):
            errors["unit"] = "earlier-own-unit"
        programme = self._programme(typed.programme)
        if programme is None:
            errors["programme"] = "earlier-programme-unknown"
        period = re.sub(r"\s*[–—-]\s*", "-", typed.period.strip())
        if not _PERIOD.fullmatch(period):
            errors["period"] = "earlier-period"
        outcome = _WRITTEN.get(text.search_fold(typed.outcome))
        if outcome is None:
            errors["outcome"] = "earlier-outcome"
        if not typed.decision.strip():
            errors["decision"] = "earlier-decision"
        day = parse_day(typed.decided_on)
        if day is None:
            errors["decided_on"] = "earlier-day"
        elif day > self.today:
            errors["decided_on"] = "earlier-day-to-come"
        if errors or programme is None or outcome is None or day is None:
            return None, errors
        said = (text.normalise(typed.decision), day, text.normalise(typed.remark))
        return Result(ids.pop(), programme, period, outcome, *said), errors

    def _unit(self, typed: str) -> set[int]:
        code = parse_code(typed)
        if code in self.by_code:
            return {self.by_code[code]}
        found = set(self.by_name.get(text.identity_key(typed), ()))
        return {self.corrected} if self.corrected in found else found  # units of several places may have one name

    def _programme(self, typed: str) -> int | None:
        if not typed and len(self.programmes) == 1:
            return next(iter(self.programmes.values()))[0]
        meant = text.identity_key(typed)
        for code, (programme_id, name) in self.programmes.items():
            if meant in {text.identity_key(one) for one in (code, *name.values())}:
                return programme_id
        return None

    def _held(self, subjects: set[tuple[int, int, str]]) -> dict[tuple[int, int, str], tuple[str, Result]]:
        """What is there already of these units: code and content of the last version."""
        of_units = EarlierResult.unit_id.in_({unit_id for unit_id, _, _ in subjects})
        asked = select(EarlierResult).where(of_units).order_by(EarlierResult.version)
        found = {}
        for row in self.session.scalars(asked):
            result = Result(row.unit_id, row.programme_id, *(getattr(row, name) for name in SAID))
            found[result.subject] = (row.code, result)
        return found

    def _lived(self, subjects: set[tuple[int, int, str]]) -> set[tuple[int, int, str]]:
        """The units and periods that went their way through this register."""
        of_units = Case.unit_id.in_({unit_id for unit_id, _, _ in subjects})
        asked = select(Case.unit_id, Case.programme_id, Case.period).where(of_units, Case.process == "recognition")
        return {tuple(row) for row in self.session.execute(asked)}  # type: ignore[misc]


def _write(work: Work, actor: Actor, result: Result) -> None:
    unit = work.session.get_one(Unit, result.unit_id)
    programme = work.session.get_one(Programme, result.programme_id)
    before = select(func.max(EarlierResult.version)).where(
        EarlierResult.unit_id == unit.id,
        EarlierResult.programme_id == programme.id,
        EarlierResult.period == result.period,
    )
    version, code = (work.session.scalar(before) or 0) + 1, new_code()
    said: dict[str, Any] = {"unit": {"code": unit.code, "name": name_on(work.session, unit.id, result.decided_on)}}
    said |= {"programme": programme.code, "version": version, **{name: getattr(result, name) for name in SAID}}
    said["decided_on"] = result.decided_on.isoformat()
    # A unit that was not recognised is named to nobody, as in the register's own proceedings.
    field, opens = ("result", "at_once") if result.outcome == RECOGNISED else ("kept_result", "unit")
    entry = work.append(KIND, actor, {field: Sealed(said, opens)}, result=code)
    work.session.add(
        EarlierResult(
            code=code, unit_id=unit.id, programme_id=programme.id, version=version, recorded_at=work.now,
            entry_id=entry.id, **{name: getattr(result, name) for name in SAID},
        )
    )  # fmt: skip
    work.session.flush()


def name_on(session: Session, unit_id: int, day: date) -> str:
    """What a unit was called on a day, as far as the register goes back; else its first name."""
    asked = select(UnitVersion).where(UnitVersion.unit_id == unit_id, UnitVersion.superseded_at.is_(None))
    versions = session.scalars(asked.order_by(UnitVersion.valid_from)).all()
    return next((one.name for one in reversed(versions) if one.valid_from <= day), versions[0].name)


@dataclass(frozen=True, slots=True)
class Kept:
    """One result as the manager's list shows it."""

    code: str
    unit_code: str
    unit_name: str
    programme: str
    period: str
    outcome: str
    decision: str
    decided_on: date
    remark: str
    version: int


def list_kept(house: House, mandate_id: int, most: int = 200) -> tuple[list[Kept], int]:
    """The results of the units in reach, latest entered first, up to `most`; and how many there are."""
    with house.db.reading() as session:
        desk = _Desk(_look(house, session, mandate_id))
        codes = {programme_id: code for code, (programme_id, _) in desk.programmes.items()}
        last, here = newest(), EarlierResult
        same = (last.c.unit_id == here.unit_id, last.c.programme_id == here.programme_id, last.c.period == here.period)
        asked = select(here).join(last, (same[0]) & (same[1]) & (same[2]) & (last.c.version == here.version))
        rows = session.scalars(asked.where(here.programme_id.in_(codes)).order_by(here.id.desc())).all()
        reached = [row for row in rows if row.unit_id in desk.names]
        codes_of_units = {unit_id: code for code, unit_id in desk.by_code.items()}
        return [
            Kept(row.code, codes_of_units[row.unit_id], desk.names[row.unit_id], codes[row.programme_id], row.period,
                 row.outcome, row.decision, row.decided_on, row.remark, row.version)
            for row in reached[:most]
        ], len(reached)  # fmt: skip


def get_kept(house: House, mandate_id: int, code: str) -> Kept:
    """The last version of one result in reach; `NotFound` for every other code."""
    for kept in list_kept(house, mandate_id, most=10**6)[0]:
        if kept.code == code:
            return kept
    raise NotFound(code)
