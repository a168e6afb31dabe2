"""Rounds of registration: opening one beside those there are, and closing one before its last day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, update

from states.process import Refused
from states.registration import State
from states.round import OPEN, phase_of

from ..house import House
from ..models import Case, Edition, Entry, Programme, Round, Unit
from . import edition as editions
from .actor import Actor
from .deadline import due_with
from .errors import Invalid, NotAllowed, NotFound
from .perform import Once, Sealed, Work, unit_of_work
from .unit_tree import may_lead

PERIOD = re.compile(r"20[0-9]{2}(?:-[1-9])?")  # the year whose deadlines hold, and which round of the year
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NewRound:
    """What is asked of a new round; the three days are the first and the last ones, all included."""

    period: str
    opens_on: date
    last_day: date
    ends: date


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
        found = select(Round).where(Round.programme_id == programme.id, Round.period == period).with_for_update()
        round_ = work.session.scalar(found)
        if round_ is None:
            raise NotFound(period)
        if phase(round_, work.today) != OPEN:
            raise Refused("close", ("round-not-open",))
        opened = work.session.get_one(Entry, round_.entry_id).leaf_hash.hex()
        entry = work.append(
            "round.closed", actor, {"reason": Sealed(reason, "at_once")}, request=request, programme=programme.code,
            period=period, opened=opened, on=work.today.isoformat(),
        )  # fmt: skip
        round_.closes_on, round_.closed_by_entry_id = work.today, entry.id
        work.session.flush()
        drafts = (Case.process == "registration", Case.state == State.DRAFT.value, Case.seq == 0)
        of_round = (Case.programme_id == programme.id, Case.period == period)
        work.session.execute(update(Case).where(*drafts, *of_round).values(due_at=due_with(round_)))


def begin(work: Work, mandate_id: int, code: str, request: Once | None) -> tuple[Actor, Programme]:
    """Who administers a programme, and the programme, held until the commit so that acts on it come one by one."""
    actor = work.actor(mandate_id)
    programme = work.session.scalar(select(Programme).where(Programme.code == code))
    issuer = work.session.get_one(Unit, programme.issuer_id, with_for_update=True) if programme else None
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
