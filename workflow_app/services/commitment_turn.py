"""Whose turn it is in an agreement: its order as its draft or its seats say it, and where one seat stands in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from states import roles
from states.commitment import SIGNABLE
from states.commitment_order import (
    COUNTERSIGN,
    EXPIRED,
    PARTIAL,
    SIGNED,
    WAITING,
    WITNESS,
    Order,
    Place,
    Turn,
)

from ..formats import last_day_before
from ..models import Agreement, AgreementText, Case, FurtherSignature, Seat
from .actor import Actor
from .reach import OF_UNIT

ALL, ANY = "all", "any"  # what a step needs; otherwise a number
STEPS = 9  # as many steps as one page can still show in a line
SUPERIOR_KEY = "superior"  # the committee's own seat in the order of a draft
Drafted = Mapping[str, Any]  # {"steps": {"1": "any"}, "seats": {code: {"step", "until", "countersign", "witness"}}}


class Ordered(Protocol):
    """What of an agreement its order is read from."""

    case: Case
    agreement: Agreement
    seats: list[Seat]
    further: list[FurtherSignature]

    @property
    def present_text(self) -> AgreementText | None: ...


@dataclass(frozen=True, slots=True)
class Named:
    """Who is named anew for a further signature: for which, and whether that unit may give it."""

    beside: FurtherSignature
    fits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What an act on a seat brings along."""

    leads: bool
    signed: bool = True  # the actor has signed the present text for a seat, or beside one
    kind: str = ""  # of a further signature
    place: int | None = None  # of the seat beside which it is, where the act says
    until: date | None = None  # a new last day
    named: Named | None = None


def drafted(agreement: Agreement) -> tuple[Mapping[str, Any], Mapping[str, Mapping[str, Any]]]:
    """What the steps of a draft need, and what it says of each seat."""
    said: Drafted = agreement.draft.get("order") or {}
    return said.get("steps", {}), said.get("seats", {})


def order_of(matter: Ordered, drafted_seats: Iterable[str]) -> Order:
    """The order of the present text, or of the draft; `drafted_seats`: the keys of the seats it would have."""
    text = matter.present_text
    if text is not None:
        places = tuple(Place(one.place, one.step, one.answer) for one in matter.seats)
        return Order(places, needs_of(text.content.get("steps", {})))
    steps, seats = drafted(matter.agreement)
    numbered = enumerate(drafted_seats, start=1)
    return Order(tuple(Place(n, seats.get(key, {}).get("step", 1)) for n, key in numbered), needs_of(steps))


def kept_for(matter: Ordered, units: Collection[str]) -> dict[str, Any]:
    """The order of a draft for the parties it still has; nothing where it says nothing of them."""
    steps, seats = drafted(matter.agreement)
    left = {key: said for key, said in seats.items() if key == SUPERIOR_KEY or key in units}
    return {"order": {"steps": dict(steps), "seats": left}} if steps or left else {}


def asks_more(party: Mapping[str, Any]) -> bool:
    """Whether a party of a text is asked for more than its own signature."""
    return COUNTERSIGN in party or WITNESS in party


def needs_of(steps: Mapping[str, Any]) -> dict[int, int]:
    """How many signatures each step needs, where that is not all of them."""
    return {int(step): 1 if rule == ANY else int(rule) for step, rule in steps.items() if rule != ALL}


def turn_of(
    matter: Ordered, actor: Actor, today: date, order: Order, seat: Seat | None, own: Seat | None, act: Act
) -> Turn:
    """Where a seat stands for somebody who acts; `own`: the seat the actor speaks for."""
    beside = further_of(matter, actor, act.kind, act.place) if act.kind else None
    place = beside.place if beside else seat.place if seat else 0
    passed = seat is not None and seat.due_on is not None and seat.due_on < today
    agreement = matter.agreement
    return Turn(
        order=order,
        place=place,
        in_time=seat is not None and seat.answer != EXPIRED and not passed,
        held=agreement.held_at is not None,
        holder=act.leads or (own is not None and agreement.held_by_id == own.unit_id),
        part=act.leads or own is not None,
        overdue=passed and seat is not None and seat.answer == WAITING,
        unanswered=seat is not None and seat.answer in (WAITING, EXPIRED),
        later=_is_later(matter, seat, act.until, today),
        ahead=all(day >= today for day in _days(matter)),
        asked=beside is not None,
        lacks=len([one for one in matter.further if one.place == place and one.mandate_id is None]),
        further=beside is not None,
        awaited=bool(list_awaited(matter, today)),
        second=act.kind == WITNESS or not act.signed,
        vacant=act.named is not None and is_vacant(act.named.beside),
        fits=act.named is not None and act.named.fits,
    )


def is_vacant(one: FurtherSignature) -> bool:
    """Whether the issuer may name somebody for a further signature: anew once declined, another witness at any time."""
    return one.mandate_id is None and (one.declined_at is not None or one.kind == WITNESS)


def list_awaited(matter: Ordered, today: date) -> list[tuple[Seat, list[FurtherSignature]]]:
    """The seats whose signature could be given now, each with what is to be signed beside it where it has signed."""
    found: list[tuple[Seat, list[FurtherSignature]]] = []
    for seat in matter.seats:
        beside = (one for one in matter.further if one.place == seat.place)
        missing = [one for one in beside if one.mandate_id is None and one.declined_at is None]
        if seat.answer == PARTIAL and missing:
            found.append((seat, missing))
        elif seat.answer == WAITING and seat.turn and (seat.due_on is None or seat.due_on >= today):
            found.append((seat, []))
    return found


def further_of(matter: Ordered, actor: Actor, kind: str, place: int | None = None) -> FurtherSignature | None:
    """What an actor's unit is to sign beside the signature of a seat, and has neither signed nor declined."""
    seats = {seat.place: seat for seat in matter.seats}
    for one in matter.further:
        seat = seats.get(one.place)
        if one.kind != kind or one.unit_id != actor.unit_id or seat is None or place not in (None, one.place):
            continue
        if one.mandate_id is not None or one.declined_at is not None:
            continue
        if seat.answer == PARTIAL and actor.role in _givers(one, seat):
            return one
    return None


def settle(matter: Ordered, order: Order, *, ordered: bool) -> list[Seat]:
    """Write down whose turn it is now; returns the seats whose turn has just come. `ordered`: not in an open list."""
    came = []
    for seat in matter.seats:
        turn = not ordered or (order.came(seat.place) and order.has_room(seat.place))
        if turn and not seat.turn and seat.answer == WAITING:
            came.append(seat)
        seat.turn = turn
    return came


def answered(matter: Ordered, seat: Seat) -> str:
    """What a seat that signs now has answered: it counts once nothing that was asked beside it is missing."""
    return PARTIAL if any(one.place == seat.place and one.mandate_id is None for one in matter.further) else SIGNED


def _givers(one: FurtherSignature, seat: Seat) -> tuple[str, ...]:
    """The roles that may give a further signature: for a unit's own also whoever writes for it."""
    if one.kind == COUNTERSIGN:
        return (roles.BOARD_SIGNATORY,) if seat.capacity == SUPERIOR_KEY else OF_UNIT
    return (roles.SECRETARY, roles.BOARD_SIGNATORY)


def _is_later(matter: Ordered, seat: Seat | None, until: date | None, today: date) -> bool:
    """Whether a new last day gives a seat more time than it has by itself, or else with all others."""
    if seat is None or until is None or until < today:
        return False
    case, last = matter.case, seat.due_on
    if last is None and case.state in SIGNABLE and case.due_at is not None:
        last = last_day_before(case.due_at)
    return last is None or until > last


def _days(matter: Ordered) -> list[date]:
    if matter.present_text is not None:
        return [seat.due_on for seat in matter.seats if seat.due_on is not None]
    return [date.fromisoformat(said["until"]) for said in drafted(matter.agreement)[1].values() if said.get("until")]
