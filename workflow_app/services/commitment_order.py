"""Who signs after whom, and by when: written with the draft; later a last day is given anew, or signing put on hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import structlog
from sqlalchemy import select

from states.commitment import EXPIRED, IN_FORCE, PROCESS, SIGNABLE, WAITING
from states.commitment_order import COUNTERSIGN, WITNESS
from states.process import Refused

from ..clock import day_of
from ..house import House
from ..models import Agreement, Case, Mandate, Seat
from .commitment_deed import Act, begin, due_with_seats, parties, people_of, public_reason
from .commitment_draft import lock_own
from .commitment_matter import Matter, facts_for, list_admitted
from .commitment_turn import ALL, ANY, STEPS, SUPERIOR_KEY
from .errors import Invalid, Stale
from .perform import Once, Receipt, Work, unit_of_work
from .reach import people_of_managers

log = structlog.get_logger()

Written = Mapping[str, Any]


def save_order(house: House, mandate_id: int, code: str, steps: Written, seats: Written, draft_seen: int) -> Agreement:
    """Keep the order that the issuer wrote for a draft: the step of each seat, and what each step needs.

    Raises `Stale` when the draft was saved elsewhere since the page was shown, and `Invalid` by the names of fields.
    """
    with unit_of_work(house) as work:
        case = work.lock(code)
        actor = work.actor(mandate_id)
        matter = lock_own(work, actor, case)
        agreement = matter.agreement
        if draft_seen != agreement.draft_version:
            raise Stale(agreement.saved_at, actor.role, "commitment.save")
        kept = _cleaned(work, matter, steps, seats)
        agreement.draft = {key: value for key, value in agreement.draft.items() if key != "order"} | kept
        agreement.draft_version += 1
        agreement.saved_at, agreement.saved_by_id = work.now, actor.account_id
        return agreement


def _cleaned(work: Work, matter: Matter, steps: Written, seats: Written) -> dict[str, Any]:
    """What was written, its steps counted from one without gaps; an open list has days and no order."""
    allowed = {unit.code for unit, _ in list_admitted(work, matter)}
    own = {SUPERIOR_KEY: matter.issuer.code} | {unit: unit for unit in matter.agreement.draft["units"]}
    faults: dict[str, str] = {}
    found: dict[str, dict[str, Any]] = {}
    for key, said in seats.items():
        if key not in own or not 1 <= said.get("step", 1) <= STEPS:
            raise Invalid({"steps": "unit-kind-not-allowed"})
        one: dict[str, Any] = {"step": said.get("step", 1)}
        if said.get("until"):
            one["until"] = said["until"]
            if date.fromisoformat(said["until"]) < work.today:
                faults[f"{key}-until"] = "day-passed"
        if matter.is_ordered() and said.get(COUNTERSIGN):
            one[COUNTERSIGN] = True
        if matter.is_ordered() and said.get(WITNESS):
            one[WITNESS] = said[WITNESS]
            if said[WITNESS] not in allowed or said[WITNESS] == own[key]:
                faults[f"{key}-witness"] = "witness-not-allowed"
        found[key] = one
    used = sorted({one["step"] for one in found.values()} | ({1} if set(own) - set(found) else set()))
    number = {step: place for place, step in enumerate(used, start=1)} if matter.is_ordered() else {}
    for one in found.values():
        one["step"] = number.get(one["step"], 1)
    needs = {str(number[int(step)]): rule for step, rule in steps.items() if int(step) in number and rule != ALL}
    if faults:
        raise Invalid(faults)
    kept = {key: {k: v for k, v in one.items() if (k, v) != ("step", 1)} for key, one in found.items()}
    kept = {key: one for key, one in kept.items() if one}
    needs = {step: rule if rule == ANY else int(rule) for step, rule in needs.items()}
    return {"order": {"steps": needs, "seats": kept}} if needs or kept else {}


def extend(
    house: House, mandate_id: int, code: str, place: int, until: date | None, *, reason: str,
    request: Once | None = None,
) -> Receipt:  # fmt: skip
    """The issuer gives a seat that has not answered a new last day, saying why."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request)
        matter = act.matter
        seat = next((one for one in matter.seats if one.place == place), None)
        facts = facts_for(work, matter, act.actor, place=place, until=until, reason_given=bool(reason))

        def give() -> None:
            assert seat is not None, "the table gives no day to a seat that is not there"
            seat.due_on = until
            if seat.answer == EXPIRED:
                seat.answer = WAITING

        clear = {"version": matter.agreement.version, "place": place, "until": until.isoformat() if until else ""}
        entry = act.take(
            "extend", facts, give, sealed={"reason": public_reason(reason)}, clear=clear,
            due=lambda: due_with_seats(matter),
        )  # fmt: skip
        work.notify(entry, "commitment.extended", people_of(work, [seat] if seat else []), code=code)
    return work.receipt(entry)


def hold(house: House, mandate_id: int, code: str, *, reason: str, request: Once | None = None) -> Receipt:
    """The issuer or a party puts signing on hold, saying why: until it goes on, nobody signs."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request)
        agreement = act.matter.agreement

        def put() -> None:
            agreement.held_at, agreement.held_by_id, agreement.held_reason = work.now, act.actor.unit_id, reason

        facts = facts_for(work, act.matter, act.actor, reason_given=bool(reason))
        clear = {"version": agreement.version}
        entry = act.take("hold", facts, put, sealed={"reason": public_reason(reason)}, clear=clear)
        work.notify(entry, "commitment.held", _everybody(act), code=code)
    return work.receipt(entry)


def resume(house: House, mandate_id: int, code: str, *, request: Once | None = None) -> Receipt:
    """Signing goes on; the last days of seats that still had time move by the days for which it was on hold."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request)
        agreement = act.matter.agreement
        since = day_of(agreement.held_at) if agreement.held_at else work.today
        days = (work.today - since).days

        def go_on() -> None:
            for seat in act.matter.seats:
                if seat.due_on is not None and seat.answer == WAITING and seat.due_on >= since:
                    seat.due_on += timedelta(days=days)
            agreement.held_at, agreement.held_by_id, agreement.held_reason = None, None, ""

        clear = {"version": agreement.version, "days": days}
        facts = facts_for(work, act.matter, act.actor)
        entry = act.take("resume", facts, go_on, clear=clear, due=lambda: due_with_seats(act.matter))
        work.notify(entry, "commitment.resumed", _everybody(act), code=code)
    return work.receipt(entry)


def expire_due(house: House, most: int = 50) -> int:
    """Note, as the system, which seats let their last day pass; returns how many."""
    with house.db.reading() as session:
        asked = (
            select(Case.code, Seat.place)
            .join(Seat, Seat.case_id == Case.id)
            .join(Agreement, (Agreement.case_id == Case.id) & (Agreement.version == Seat.version))
            .where(Case.state.in_((*SIGNABLE, IN_FORCE)), Agreement.held_at.is_(None))
            .where(Seat.answer == WAITING, Seat.turn, Seat.due_on < day_of(house.clock()))
        )
        rows = session.execute(asked.order_by(Case.id, Seat.place).limit(most)).all()
        system = session.scalar(select(Mandate.id).where(Mandate.kind == "system")) if rows else None
    return sum(_expire(house, system, code, place) for code, place in rows if system is not None)


def _expire(house: House, system: int, code: str, place: int) -> bool:
    """One of them; whatever stands in its way must not keep the worker from the others."""
    try:
        with unit_of_work(house) as work:
            act = begin(work, system, code, None)
            seat = next(one for one in act.matter.seats if one.place == place)

            def note() -> None:
                seat.answer = EXPIRED

            clear = {"version": act.matter.agreement.version, "place": place}
            entry = act.take("expire", facts_for(work, act.matter, act.actor, place=place), note, clear=clear)
            told = people_of(work, [seat]) + people_of_managers(work, act.matter.issuer.id)
            work.notify(entry, "commitment.expired", told, code=code)
    except Refused:
        return False  # somebody acted on it meanwhile
    except Exception as error:
        log.error(f"{PROCESS.name}.expire_failed", case=code, error=type(error).__name__)
        return False
    return True


def _everybody(act: Act) -> list[int]:
    case, work = act.matter.case, act.work
    told = parties(work, case.id, act.matter.agreement.version) + people_of_managers(work, act.matter.issuer.id)
    return [one for one in told if one != act.actor.account_id]
