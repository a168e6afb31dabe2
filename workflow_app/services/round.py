"""Rounds of registration: opening one beside those there are, closing one early, making one longer than it was."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select, true, update
from sqlalchemy.orm import Session

from states.process import Refused
from states.registration import PROCESS
from states.round import EXTEND, OPEN, REOPEN, faults_of_lengthening, lengthening_of, phase_of

from ..formats import ONE_DAY
from ..house import House
from ..models import Case, Edition, Entry, Leaf, Mandate, Programme, Round, RoundChange, Unit
from . import edition as editions
from .actor import Actor, in_force
from .citation import cited
from .deadline import due_with
from .disclosure import read_public
from .errors import Invalid, NotAllowed, NotFound
from .perform import Once, Sealed, Work, unit_of_work
from .proofs import believed
from .reach import OF_UNIT
from .unit_tree import may_lead

PERIOD = re.compile(r"20[0-9]{2}(?:-[1-9])?")  # the year whose deadlines hold, and which round of the year
MISTAKEN = {EXTEND: "round-over", REOPEN: "round-still-open"}  # why the other of the two is meant
NAME = PROCESS.name
KINDS = {EXTEND: "round.extended", REOPEN: "round.reopened"}


@dataclass(frozen=True, slots=True)
class NewRound:
    """What is asked of a new round; the three days are the first and the last ones, all included."""

    period: str
    opens_on: date
    last_day: date
    ends: date


@dataclass(frozen=True, slots=True)
class Longer:
    """What is asked of a round that is to last longer; the days are the last ones, included."""

    last_day: date
    ends: date
    reason: str
    document: str = ""
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a round: closed, extended or reopened; `place` in the tree, None while it waits for it."""

    kind: str
    at: datetime
    last_day: date
    reason: str
    document: str
    issued_on: date | None
    place: int | None


def phase(round_: Round, today: date) -> str:
    """The phase of a round on a day."""
    return phase_of(today, round_.opens_on, round_.closes_on, round_.ends_on)


def open_new(house: House, mandate_id: int, code: str, new: NewRound, request: Once | None = None) -> None:
    """Open a round of a programme under its newest edition; the rounds there are go on as they began.

    Raises `Invalid` with every fault of its days.
    """
    with unit_of_work(house) as work:
        actor, programme = begin(work, mandate_id, code, request)
        if faults := _faults(work, programme, new):
            raise Invalid(faults)
        newest = select(Edition).where(Edition.programme_id == programme.id).order_by(Edition.number.desc()).limit(1)
        edition = work.session.scalars(newest).one()
        closes_on, ends_on = new.last_day + ONE_DAY, new.ends + ONE_DAY
        editions.open_round(work, actor, edition, new.period, new.opens_on, closes_on, ends_on, request)


def close(
    house: House, mandate_id: int, code: str, period: str, reason: str, request: Once | None = None
) -> None:  # fmt: skip
    """Close an open round today; what was handed in goes on, drafts are due at once. The reason is public."""
    with unit_of_work(house) as work:
        actor, programme = begin(work, mandate_id, code, request)
        round_ = _held(work, programme, period)
        if phase(round_, work.today) != OPEN:
            raise Refused("close", ("round-not-open",))
        entry = _change(work, actor, round_, "round.closed", {"reason": reason}, request, on=work.today.isoformat())
        round_.closes_on = work.today
        _follow(work, round_, Case.process == NAME)
        _tell(work, round_, entry)


def lengthen(
    house: House, mandate_id: int, code: str, period: str, act: str, longer: Longer, request: Once | None = None
) -> None:  # fmt: skip
    """Extend a round that is open or to come, or open one again that is not open any more; nothing gets shorter.

    Reason and document are public, and what is written but not handed in is due with the round again. Raises `Invalid`
    where the other of the two acts is meant, and with every fault.
    """
    with unit_of_work(house) as work:
        actor, programme = begin(work, mandate_id, code, request)
        round_ = _held(work, programme, period)
        if lengthening_of(phase(round_, work.today)) != act:
            raise Invalid({"round": MISTAKEN[act]})
        faults = faults_of_lengthening(work.today, round_.closes_on, round_.ends_on, longer.last_day, longer.ends)
        said: dict[str, Any] = {"reason": longer.reason}
        if act == REOPEN:
            try:
                number, issued_on = cited(longer.document, longer.issued_on, work.today)
                said["document"] = {"symbol": number.canonical, "issued_on": issued_on.isoformat()}
            except Invalid as refused:
                faults |= refused.errors
        if faults:
            raise Invalid(faults)
        round_.closes_on, round_.ends_on = longer.last_day + ONE_DAY, longer.ends + ONE_DAY
        days = {"closes_on": round_.closes_on.isoformat(), "ends_on": round_.ends_on.isoformat()}
        entry = _change(work, actor, round_, KINDS[act], said, request, **days)
        _follow(work, round_, true())
        _tell(work, round_, entry)


def list_changes(house: House, session: Session, round_ids: Collection[int]) -> dict[int, tuple[Change, ...]]:
    """What became of each of these rounds since it was opened, oldest first; an erased reason is left out."""
    asked = select(RoundChange.round_id, Entry, Leaf.index.label("place")).join(Entry, Entry.id == RoundChange.entry_id)
    asked = asked.outerjoin(Leaf, Leaf.entry_id == Entry.id).where(RoundChange.round_id.in_(round_ids))
    rows = session.execute(asked.order_by(Entry.id)).all()
    bodies = {row.Entry.id: believed(row.Entry, house.keys.entry_verifier) for row in rows}
    shown = read_public(session, bodies)
    found: dict[int, tuple[Change, ...]] = {}
    for row in rows:
        if body := bodies[row.Entry.id]:
            said = _said(row.Entry, body, row.place, shown.values(row.Entry.id))
            found[row.round_id] = (*found.get(row.round_id, ()), said)
    return found


def _said(entry: Entry, body: Mapping[str, Any], place: int | None, shown: dict[str, Any]) -> Change:
    document = shown.get("document") or {}
    closes_on = date.fromisoformat(body.get("closes_on") or body["on"])
    issued_on = date.fromisoformat(document["issued_on"]) if document else None
    kind = entry.kind.removeprefix("round.")
    return Change(
        kind, entry.at, closes_on - ONE_DAY, shown.get("reason") or "", document.get("symbol", ""), issued_on, place
    )


def _held(work: Work, programme: Programme, period: str) -> Round:
    found = select(Round).where(Round.programme_id == programme.id, Round.period == period).with_for_update()
    round_ = work.session.scalar(found)
    if round_ is None:
        raise NotFound(period)
    return round_


def _change(
    work: Work, actor: Actor, round_: Round, kind: str, said: dict[str, Any], request: Once | None, **days: str
) -> Entry:  # fmt: skip
    """The entry of a change, and the row that leads from the round to it."""
    opened = work.session.get_one(Entry, round_.entry_id).leaf_hash.hex()
    programme = work.session.get_one(Programme, round_.programme_id).code
    sealed = {field: Sealed(value, "at_once") for field, value in said.items()}
    entry = work.append(
        kind, actor, sealed, request=request, programme=programme, period=round_.period, opened=opened, **days
    )  # fmt: skip
    work.session.add(RoundChange(entry_id=entry.id, round_id=round_.id))
    work.session.flush()
    return entry


def _follow(work: Work, round_: Round, which: ColumnElement[bool]) -> None:
    """What nobody handed in yet is due with its round; every later deadline is counted by its edition."""
    drafts = (Case.seq == 0, Case.programme_id == round_.programme_id, Case.period == round_.period, which)
    work.session.execute(update(Case).where(*drafts).values(due_at=due_with(round_)))


def _tell(work: Work, round_: Round, entry: Entry) -> None:
    """Tell those who write for a unit with a draft or an open registration in the round, each of one of them."""
    of_round = (Case.process == NAME, Case.programme_id == round_.programme_id, Case.period == round_.period)
    asked = select(Mandate, Case.code).join(Case, Case.holder_unit_id == Mandate.unit_id).where(*of_round)
    asked = asked.where(Case.state.not_in(sorted(PROCESS.final)), Mandate.role.in_(OF_UNIT))
    told: dict[int, str] = {}
    for mandate, code in work.session.execute(asked.order_by(Case.seq, Case.id)):
        if mandate.account_id is not None and in_force(mandate, work.today):
            told.setdefault(mandate.account_id, code)
    for code in dict.fromkeys(told.values()):
        work.notify(entry, entry.kind, [one for one, of in told.items() if of == code], code=code)


def begin(work: Work, mandate_id: int, code: str, request: Once | None) -> tuple[Actor, Programme]:
    """Who administers a programme, and the programme, held until the commit so that acts on it come one by one."""
    actor = work.actor(mandate_id)
    programme = work.session.scalar(select(Programme).where(Programme.code == code))
    issuer = work.session.get_one(Unit, programme.issuer_id, with_for_update={"key_share": True}) if programme else None
    work.once(actor, request)
    if programme is None or issuer is None or not may_lead(actor, issuer, programme.id):
        raise NotFound(code) if programme is None else NotAllowed("only who administers its issuer")
    return actor, programme


def _faults(work: Work, programme: Programme, new: NewRound) -> dict[str, str]:
    faults = {}
    known = select(Round.id).where(Round.programme_id == programme.id, Round.period == new.period)
    if not PERIOD.fullmatch(new.period):
        faults["period"] = "period-form"
    elif work.session.scalar(known) is not None:
        faults["period"] = "round-exists"
    if new.last_day < new.opens_on:
        faults["last_day"] = "ends-before-it-begins"
    if new.ends < new.last_day:
        faults["ends"] = "period-ends-before-round"
    elif new.ends < work.today:
        faults["ends"] = "period-is-over"
    return faults
