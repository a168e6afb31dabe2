"""Reminding those who have not signed: by hand, or by the rule of the programme or of the agreement, by the clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import func, select

from states.commitment import PARTIAL, PROCESS, SIGNED, WAITING, State, awaits_signatures
from states.commitment_reminder import MOST_DAYS, MOST_TIMES, QUIET, ReminderRule, next_sending
from states.process import Refused

from ..clock import day_of
from ..house import House
from ..models import Account, Case, Entry, FurtherSignature, Mandate, ReminderSetting, Seat, Signature
from . import commitment_case
from . import unit as units
from .actor import Actor, load_actor
from .commitment_deed import Act, begin, people_beside, people_of
from .commitment_due import due_for
from .commitment_matter import Matter, facts_for, leads, load_matter
from .commitment_turn import list_awaited
from .errors import Invalid, NotFound
from .journal import body_of
from .mail_text import Text, Told, notice_text
from .perform import Once, Receipt, unit_of_work
from .reach import Glance, Reading

log = structlog.get_logger()

KIND, ADDED, TOLD = f"{PROCESS.name}.remind", f"{PROCESS.name}.add_party", "commitment.reminded"
SIGNING = (State.FROZEN, State.PARTIALLY_SIGNED, State.IN_FORCE)


@dataclass(frozen=True, slots=True)
class Awaited:
    """A seat that is waited for, or whoever signs beside it; since when, and on which days they were reminded."""

    seat: Seat
    beside: list[FurtherSignature]
    since: datetime
    sent_on: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Who has not signed, how often they were reminded, when they are next, and the very words of it."""

    rule: ReminderRule | None
    own: bool  # the rule was set for this agreement alone
    sent: int
    next_on: date | None
    units: tuple[str, ...]
    people: int
    text: Text | None


def remind(house: House, mandate_id: int, code: str, *, seen: int, request: Once | None = None) -> Receipt:
    """The issuer reminds those who have not answered yet."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request, seen=seen)
        entry = _send(act, _awaited(work, act.matter))
    return work.receipt(entry)


def set_rule(
    house: House, mandate_id: int, code: str, rule: ReminderRule, *, seen: int, request: Once | None = None
) -> Receipt:
    """The issuer says how the parties of this agreement are reminded, whatever the programme says."""
    if wrong := _faults(rule):
        raise Invalid(wrong)
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request, seen=seen)
        case_id = act.matter.case.id
        asked = select(func.max(ReminderSetting.number)).where(ReminderSetting.case_id == case_id)
        row = ReminderSetting(
            case_id=case_id, number=(work.session.scalar(asked) or 0) + 1, first_after_days=rule.first_after_days,
            repeat_days=rule.repeat_days, cap=rule.cap, quiet=",".join(rule.quiet), set_at=work.now,
        )  # fmt: skip
        clear = {
            "first_after": rule.first_after_days, "repeat": rule.repeat_days, "cap": rule.cap, "quiet": row.quiet,
        }  # fmt: skip
        facts = facts_for(work, act.matter, act.actor)
        entry = act.take("set_reminders", facts, lambda: work.session.add(row), clear=clear)
    return work.receipt(entry)


def get_plan(house: House, actor: Actor, code: str) -> Plan:
    """What is planned for an agreement, for those who lead it; `NotFound` for everybody else."""
    with house.db.reading() as session:
        glance = Glance(session, actor, house.clock())
        matter = commitment_case.find_matter(glance, code)
        if not leads(matter, actor):
            raise NotFound(code)
        rule, since = _rule(glance, matter)
        waiting = _awaited(glance, matter)
        people = _people(glance, matter, waiting)
        ids = [one for single in waiting for one in _units_of(single)]
        names = units.get_versions(session, set(ids), glance.today)
        first = session.get_one(Account, people[0]) if people else None
        due_at = due_for(session, matter.case, first.id) if first is not None else None
        told = Told(TOLD, matter.case.code, PROCESS.name, matter.rules.name, matter.case.period, due_at)
        return Plan(
            rule=rule,
            own=since is not None,
            sent=len(_reminders(glance, matter)),
            next_on=min((day for _, day in _planned(house, glance, matter)), default=None),
            units=tuple(names[one].name for one in dict.fromkeys(ids)),
            people=len(set(people)),
            text=notice_text(house.settings, first.full_name, [told]) if first is not None else None,
        )


def send_due(house: House) -> int:
    """Once a day remind, as the system, whoever the rules say; returns of how many agreements."""
    today = day_of(house.clock())
    if house.watch.asked_again_on == today:
        return 0
    with house.db.reading() as session:
        asked = select(Case.code).join(Seat, Seat.case_id == Case.id).distinct().order_by(Case.code)
        asked = asked.where(Case.process == PROCESS.name, Case.state.in_(SIGNING), Seat.answer.in_((WAITING, PARTIAL)))
        codes = session.scalars(asked).all()
        system = session.scalar(select(Mandate.id).where(Mandate.kind == "system")) if codes else None
    sent = sum(_send_if_due(house, system, code) for code in codes if system is not None)
    house.watch.asked_again_on = today
    return sent


def _send_if_due(house: House, system: int, code: str) -> bool:
    """One of them; whatever stands in its way must not keep the worker from the others."""
    try:
        with house.db.reading() as session:
            case = session.scalars(select(Case).where(Case.code == code)).one()
            now = house.clock()
            glance = Glance(session, load_actor(session, system, day_of(now)), now)
            if not _due(house, glance, load_matter(glance, case)):
                return False
        with unit_of_work(house) as work:
            act = begin(work, system, code, None)
            if not (due := _due(house, work, act.matter)):  # somebody acted meanwhile
                return False
            _send(act, due)
    except Refused:
        return False
    except Exception as error:
        log.error("commitment.remind_failed", case=code, error=type(error).__name__)
        return False
    return True


def _due(house: House, reading: Reading, matter: Matter) -> list[Awaited]:
    """Who is to be reminded today."""
    return [one for one, day in _planned(house, reading, matter) if day <= reading.today]


def _planned(house: House, reading: Reading, matter: Matter) -> list[tuple[Awaited, date]]:
    """Whoever is waited for, with the day of the next reminder, as far as the rule has one left."""
    rule, changed = _rule(reading, matter)
    if rule is None:
        return []
    found = []
    for one in _awaited(reading, matter):
        day = next_sending(rule, day_of(one.since), one.sent_on, house.calendar, changed)
        if day is not None:
            found.append((one, day))
    return found


def _rule(reading: Reading, matter: Matter) -> tuple[ReminderRule | None, date | None]:
    """The rule that counts, and for one of this agreement the first day on which it does: the day after it was set."""
    asked = select(ReminderSetting).where(ReminderSetting.case_id == matter.case.id)
    own = reading.session.scalars(asked.order_by(ReminderSetting.number.desc()).limit(1)).one_or_none()
    if own is None:
        return matter.rules.commitment.reminders, None
    quiet = tuple(own.quiet.split(",")) if own.quiet else ()
    rule = ReminderRule(own.first_after_days, own.repeat_days, own.cap, quiet)
    return rule, day_of(own.set_at) + timedelta(days=1)


def _reminders(reading: Reading, matter: Matter) -> list[tuple[datetime, Collection[int]]]:
    """When the parties were reminded of the present text, and at which places; nothing said means all of them."""
    return [(at, said.get("places", range(len(matter.seats) + 1))) for at, said in _told(reading, matter, KIND)]


def _told(reading: Reading, matter: Matter, kind: str) -> list[tuple[datetime, dict[str, Any]]]:
    """What the entries of a kind say of the present text, and when."""
    frozen = matter.agreement.frozen_at
    if frozen is None:
        return []
    asked = select(Entry).where(Entry.case_id == matter.case.id, Entry.kind == kind, Entry.at >= frozen)
    return [(one.at, body_of(one)["facts"]) for one in reading.session.scalars(asked)]


def _awaited(reading: Reading, matter: Matter) -> list[Awaited]:
    """Who could sign now; nobody while signing is on hold."""
    held, frozen = matter.agreement.held_at is not None, matter.agreement.frozen_at
    if held or frozen is None or not awaits_signatures(matter.case.state, matter.rules.commitment.closing_rule):
        return []
    reminders = _reminders(reading, matter)
    joined = {said["place"]: at for at, said in _told(reading, matter, ADDED)}
    found = []
    for seat, beside in list_awaited(matter, reading.today):
        since = seat.answered_at if beside and seat.answered_at else _asked_at(matter, seat, joined.get(seat.place))
        sent = tuple(day_of(at) for at, places in reminders if at > since and seat.place in places)
        found.append(Awaited(seat, beside, since, sent))
    return found


def _asked_at(matter: Matter, seat: Seat, joined: datetime | None) -> datetime:
    """Since when a seat has been asked: when the text was frozen, it joined, or the steps before it were complete."""
    before = [one.answered_at for one in matter.seats if one.step < seat.step and one.answer == SIGNED]
    moments = [matter.agreement.frozen_at, joined, *before]
    return max(one for one in moments if one is not None)


def _units_of(one: Awaited) -> list[int]:
    return [further.unit_id for further in one.beside] or [one.seat.unit_id]


def _people(reading: Reading, matter: Matter, awaited: Iterable[Awaited]) -> list[int]:
    """The accounts that are reminded: whoever may sign, but not to sign beside the own signature."""
    told: list[int] = []
    for one in awaited:
        if not one.beside:
            told += people_of(reading, [one.seat])
            continue
        seat = one.seat
        asked = select(Mandate.account_id).join(Signature, Signature.mandate_id == Mandate.id)
        here = (Signature.case_id == seat.case_id, Signature.version == seat.version, Signature.place == seat.place)
        first = reading.session.scalar(asked.where(*here))
        told += [account for account in people_beside(reading, seat, one.beside) if account != first]
    return told


def _send(act: Act, awaited: Collection[Awaited]) -> Entry:
    matter = act.matter
    clear = {"version": matter.agreement.version, "places": [one.seat.place for one in awaited]}
    entry = act.take("remind", facts_for(act.work, matter, act.actor), clear=clear)
    act.work.notify(entry, TOLD, _people(act.work, matter, awaited), code=matter.case.code)
    return entry


def _faults(rule: ReminderRule) -> dict[str, str]:
    days = {"first_after_days": rule.first_after_days, "repeat_days": rule.repeat_days}
    found = {name: "reminder-days" for name, value in days.items() if not 1 <= value <= MOST_DAYS}
    if not 0 <= rule.cap <= MOST_TIMES:
        found["cap"] = "reminder-cap"
    if not set(rule.quiet) <= set(QUIET):
        found["quiet"] = "reminder-quiet"
    return found
