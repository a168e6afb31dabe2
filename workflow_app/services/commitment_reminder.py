"""Reminding those who have not signed: by hand, or by the rule of the programme or of the agreement, by the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import structlog
from sqlalchemy import func, select

from states.commitment import PROCESS, WAITING, State, awaits_signatures
from states.commitment_reminder import MOST_DAYS, MOST_TIMES, QUIET, ReminderRule, next_sending
from states.process import Refused

from ..clock import day_of
from ..house import House
from ..models import Account, Case, Entry, Mandate, ReminderSetting, Seat
from . import commitment_case
from . import unit as units
from .actor import Actor, load_actor
from .commitment_deed import Act, begin, people_of
from .commitment_matter import Matter, facts_for, leads, load_matter
from .errors import Invalid, NotFound
from .mail_text import Text, Told, notice_text
from .perform import Once, Receipt, unit_of_work
from .reach import Glance, Reading

log = structlog.get_logger()

KIND, TOLD = f"{PROCESS.name}.remind", "commitment.reminded"
SIGNING = (State.FROZEN, State.PARTIALLY_SIGNED, State.IN_FORCE)


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
        entry = _send(act)
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
        waiting = _waiting(matter)
        people = people_of(glance, waiting)
        names = units.get_versions(session, {seat.unit_id for seat in waiting}, glance.today)
        told = Told(
            TOLD, matter.case.code, PROCESS.name, matter.rules.name, matter.case.period, matter.case.due_at
        )  # fmt: skip
        first = session.get_one(Account, people[0]).full_name if people else ""
        return Plan(
            rule=rule,
            own=since is not None,
            sent=len(_sent(glance, matter)),
            next_on=_next(house, glance, matter) if waiting else None,
            units=tuple(names[seat.unit_id].name for seat in waiting),
            people=len(set(people)),
            text=notice_text(house.settings, first, [told]) if people else None,
        )


def send_due(house: House) -> int:
    """Once a day remind, as the system, whoever the rules say; returns of how many agreements."""
    today = day_of(house.clock())
    if house.watch.asked_again_on == today:
        return 0
    with house.db.reading() as session:
        asked = select(Case.code).join(Seat, Seat.case_id == Case.id).distinct().order_by(Case.code)
        asked = asked.where(Case.process == PROCESS.name, Case.state.in_(SIGNING), Seat.answer == WAITING)
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
            if not _is_due(house, glance, load_matter(glance, case)):
                return False
        with unit_of_work(house) as work:
            act = begin(work, system, code, None)
            if not _is_due(house, work, act.matter):  # somebody acted meanwhile
                return False
            _send(act)
    except Refused:
        return False
    except Exception as error:
        log.error("commitment.remind_failed", case=code, error=type(error).__name__)
        return False
    return True


def _is_due(house: House, reading: Reading, matter: Matter) -> bool:
    day = _next(house, reading, matter)
    return bool(_waiting(matter)) and day is not None and day <= reading.today


def _next(house: House, reading: Reading, matter: Matter) -> date | None:
    rule, since = _rule(reading, matter)
    frozen = matter.agreement.frozen_at
    if rule is None or frozen is None:
        return None
    if not awaits_signatures(matter.case.state, matter.rules.commitment.closing_rule):
        return None
    return next_sending(rule, day_of(frozen), _sent(reading, matter), house.calendar, since)


def _rule(reading: Reading, matter: Matter) -> tuple[ReminderRule | None, date | None]:
    """The rule that counts, and for one of this agreement the first day on which it does: the day after it was set."""
    asked = select(ReminderSetting).where(ReminderSetting.case_id == matter.case.id)
    own = reading.session.scalars(asked.order_by(ReminderSetting.number.desc()).limit(1)).one_or_none()
    if own is None:
        return matter.rules.commitment.reminders, None
    quiet = tuple(own.quiet.split(",")) if own.quiet else ()
    rule = ReminderRule(own.first_after_days, own.repeat_days, own.cap, quiet)
    return rule, day_of(own.set_at) + timedelta(days=1)


def _sent(reading: Reading, matter: Matter) -> list[date]:
    """The days on which the parties were reminded of the present text."""
    frozen = matter.agreement.frozen_at
    if frozen is None:
        return []
    asked = select(Entry.at).where(Entry.case_id == matter.case.id, Entry.kind == KIND, Entry.at >= frozen)
    return [day_of(at) for at in reading.session.scalars(asked)]


def _waiting(matter: Matter) -> list[Seat]:
    """The seats whose turn it is; nobody while signing is on hold."""
    held = matter.agreement.held_at is not None
    if held or not awaits_signatures(matter.case.state, matter.rules.commitment.closing_rule):
        return []
    return [seat for seat in matter.seats if seat.answer == WAITING and seat.turn]


def _send(act: Act) -> Entry:
    entry = act.take("remind", facts_for(act.work, act.matter, act.actor))
    act.work.notify(entry, TOLD, people_of(act.work, _waiting(act.matter)), code=act.matter.case.code)
    return entry


def _faults(rule: ReminderRule) -> dict[str, str]:
    days = {"first_after_days": rule.first_after_days, "repeat_days": rule.repeat_days}
    found = {name: "reminder-days" for name, value in days.items() if not 1 <= value <= MOST_DAYS}
    if not 0 <= rule.cap <= MOST_TIMES:
        found["cap"] = "reminder-cap"
    if not set(rule.quiet) <= set(QUIET):
        found["quiet"] = "reminder-quiet"
    return found
