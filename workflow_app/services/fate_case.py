"""The open cases of units that end by a change of the organisation, and what whoever writes it chooses for each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states import fate, roles
from states.fate import CONTINUE, OFFERED, Fate
from states.reorganisation import ENDING, RECORDED, Row

from .. import text
from ..house import House
from ..models import Case, Seat, Unit
from .actor import Actor
from .errors import Invalid, NotFound
from .fate import is_draft, is_open, list_of_holders
from .perform import Once, unit_of_work
from .unit_event import held_draft, rows_of, writer_of, written_rows
from .unit_event_case import EventView, view

MOST_SHOWN = 200  # on the page of a change; each unit has a page of its own


@dataclass(frozen=True, slots=True)
class CaseLine:
    """An open case, and what is to become of it; `to`: the code or mark of the successor, and its name."""

    code: str
    process: str
    state: str
    period: str
    fate: str
    to: str
    to_name: str
    reason: str
    chosen: bool  # by somebody; otherwise it is what becomes of a case that nobody names
    offered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitCases:
    """The open cases of one unit that ends; `number` is that of the row."""

    number: int
    unit: str
    successors: tuple[tuple[str, str], ...]  # code or mark, and name
    cases: tuple[CaseLine, ...]
    drafts: int  # not handed in yet
    seats: int  # in agreements that another committee leads, and that are still to be signed or kept

    @property
    def chosen(self) -> int:
        """For how many of them somebody chose."""
        return len([one for one in self.cases if one.chosen])


def list_open(house: House, page: EventView) -> tuple[UnitCases, ...]:
    """The units that end by a change and leave something open, in the order of its rows; while it can be taken back."""
    if not (page.is_draft or page.status == RECORDED):
        return ()
    ending = [line for line in page.rows if line.row.kind in ENDING]
    with house.db.reading() as session:
        ids = _ids(session, [line.row.unit for line in ending])
        kept = {line.row.unit: line for line in ending if line.row.unit in ids}
        held: dict[int, list[Case]] = {}
        for case in list_of_holders(session, list(ids.values())):
            held.setdefault(case.holder_unit_id, []).append(case)
        drafts, seats = _drafts(session, ids.values()), _seats(session, ids.values())
        found = [
            UnitCases(
                line.row.number, line.unit, successors := tuple(zip(line.row.related, line.related, strict=True)),
                tuple(_line(one, line.row, dict(successors)) for one in held.get(ids[code], ())),
                drafts.get(ids[code], 0), seats.get(ids[code], 0),
            )
            for code, line in kept.items()
        ]  # fmt: skip
    return tuple(one for one in found if one.cases or one.drafts or one.seats)


def of_row(house: House, actor: Actor, code: str, number: int) -> tuple[EventView, UnitCases]:
    """A change, and the open cases of the unit that ends by one of its rows; `NotFound` where there are none."""
    page = view(house, actor, code)
    found = next((one for one in list_open(house, page) if one.number == number), None)
    if found is None:
        raise NotFound(code)
    return page, found


def choose(
    house: House, mandate_id: int, code: str, seen: int, number: int, chosen: Sequence[Fate],
    request: Once | None = None,
) -> None:  # fmt: skip
    """Write down what is to become of the open cases of a unit that ends by a row of a draft.

    `Invalid` names each choice that cannot be taken by the code of its case.
    """
    with unit_of_work(house) as work:
        work.once(writer_of(work, mandate_id), request)
        event = held_draft(work, mandate_id, code, seen)
        rows = {row.number: row for row in rows_of(event)}
        row = rows.get(number)
        if row is None or row.kind not in ENDING:
            raise NotFound(code)
        known = {one.code: one for one in list_of_holders(work.session, list(_ids(work.session, [row.unit]).values()))}
        cleaned = [replace(one, reason=text.normalise(one.reason)) for one in chosen]
        errors = {one.case: "fate-case-unknown" for one in cleaned if one.case not in known}
        named = [replace(one, process=known[one.case].process) for one in cleaned if one.case in known]
        for one in named:
            if reasons := fate.faults(one, row.related):
                errors[one.case] = reasons[0]
        if errors:
            raise Invalid(errors)
        rows[number] = replace(row, cases=tuple(_plain(one) for one in named))
        event.rows = written_rows(rows.values())


def may_open(actor: Actor) -> bool:
    """Whether this mandate reads cases at all, so that a page may lead to them."""
    return actor.role in roles.READERS


def _plain(one: Fate) -> Fate:
    """Without what the choice does not need."""
    return replace(one, to="") if one.fate == fate.CLOSE else replace(one, reason="")


def _line(case: Case, row: Row, names: Mapping[str, str]) -> CaseLine:
    said = next((one for one in row.cases if one.case == case.code), None)
    first = row.related[0] if row.related else ""
    one = said or Fate(case.code, case.process, CONTINUE, first)
    return CaseLine(
        case.code, case.process, case.state, case.period, one.fate, one.to, names.get(one.to, one.to), one.reason,
        said is not None, OFFERED[case.process],
    )  # fmt: skip


def _ids(session: Session, codes: Sequence[str]) -> dict[str, int]:
    return {row.code: row.id for row in session.execute(select(Unit.code, Unit.id).where(Unit.code.in_(codes)))}


def _drafts(session: Session, holders: Collection[int]) -> dict[int, int]:
    asked = select(Case.holder_unit_id, func.count()).where(Case.holder_unit_id.in_(holders), is_draft())
    return {row[0]: row[1] for row in session.execute(asked.group_by(Case.holder_unit_id))}


def _seats(session: Session, parties: Collection[int]) -> dict[int, int]:
    asked = select(Seat.unit_id, func.count(func.distinct(Case.id))).join(Case, Seat.case_id == Case.id)
    asked = asked.where(Seat.unit_id.in_(parties), Case.holder_unit_id != Seat.unit_id, is_open())
    return {row[0]: row[1] for row in session.execute(asked.group_by(Seat.unit_id))}
