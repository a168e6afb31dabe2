"""What is known of signatures on paper: who may have given them, which minutes wait, and who attests them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from states import roles
from states.commitment import ENTERED, PROCESS, REFUSED, SUPERIOR, WAITING, Facts
from states.commitment_order import EXPIRED, Order
from states.commitment_paper import Hand, Paper

from ..clock import day_of
from ..models import File, Mandate, PaperMinutes, PaperReading, PaperSeat, Signature
from . import unit as units
from .actor import Actor, in_force
from .commitment_matter import Matter, facts_for, of_programme, seat_of
from .reach import Reading, carried_with

SHORTEST = 8  # characters of the text's digest that minutes must name


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What somebody enters of minutes: the scan, the day, the digest they name, and who signed for which seat."""

    file: str = ""  # code of the upload
    signed_on: date | None = None
    digest: str = ""
    signers: Mapping[int, str]  # place of the seat -> code of the mandate
    forms: Mapping[int, str] = field(default_factory=dict)  # place of the seat -> T/M, K/T or T/L, where it says so


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes that were entered for the present version, with their seats."""

    row: PaperMinutes
    seats: Sequence[PaperSeat]
    entered_by: int | None  # account
    uploaded: File | None

    def waiting(self) -> list[PaperSeat]:
        """The seats of which nobody said yet whether it is so."""
        return [one for one in self.seats if one.outcome == "waiting"]


def list_signers(reading: Reading, matter: Matter) -> dict[int, list[Mandate]]:
    """Whose hand may stand on paper for each seat: everybody who holds, or held, the mandate to sign for it."""
    places = carried_with(reading.session, {seat.unit_id for seat in matter.seats})
    asked = select(Mandate).options(joinedload(Mandate.account)).where(
        Mandate.unit_id.in_(frozenset[int]().union(*places.values())),
        Mandate.role.in_((roles.SECRETARY, roles.BOARD_SIGNATORY)),
        or_(Mandate.programme_id.is_(None), Mandate.programme_id == matter.case.programme_id),
    )  # fmt: skip
    held = reading.session.scalars(asked.order_by(Mandate.valid_from.desc(), Mandate.id)).all()
    found = {}
    for seat in matter.seats:
        wanted = roles.BOARD_SIGNATORY if seat.capacity == SUPERIOR else roles.SECRETARY
        found[seat.place] = [m for m in held if m.unit_id in places[seat.unit_id] and m.role == wanted]
    return found


def list_minutes(reading: Reading, matter: Matter) -> list[Minutes]:
    """The minutes of the present version, in the order in which they were entered."""
    here = (PaperMinutes.case_id == matter.case.id, PaperMinutes.version == matter.agreement.version)
    asked = (
        select(PaperMinutes, Mandate.account_id, File)
        .join(Mandate, PaperMinutes.mandate_id == Mandate.id)
        .outerjoin(File, File.code == PaperMinutes.file_code)
    )
    found = reading.session.execute(asked.where(*here).order_by(PaperMinutes.number)).all()
    of_case = select(PaperSeat).where(PaperSeat.case_id == matter.case.id).order_by(PaperSeat.place)
    seats = reading.session.scalars(of_case).all() if found else []
    return [
        Minutes(row, [one for one in seats if one.number == row.number], account_id, upload)
        for row, account_id, upload in found
    ]


def in_remit(matter: Matter, actor: Actor, minutes: Minutes) -> list[PaperSeat]:
    """The waiting seats that an actor attests or refuses, step by step: a reviewer all of them, a party its own."""
    steps = {seat.place: seat.step for seat in matter.seats}
    waiting = sorted(minutes.waiting(), key=lambda one: (steps.get(one.place, 1), one.place))
    if reviews(matter, actor):
        return waiting
    own = seat_of(matter, actor) if of_programme(matter, actor) else None
    return [one for one in waiting if own is not None and one.place == own.place]


def reviews(matter: Matter, actor: Actor) -> bool:
    """Whether an actor reviews for the issuer, or for a committee that reaches it."""
    own = matter.issuer.id in actor.stands_for and of_programme(matter, actor)
    return actor.role == roles.REVIEWER and (own or units.is_reached(actor, matter.issuer, matter.case.programme_id))


def entering(reading: Reading, matter: Matter, actor: Actor, written: Written, confirmed: bool) -> Facts:
    """The facts for entering minutes."""
    signers, hands = list_signers(reading, matter), []
    chosen = {place: _chosen(signers, place, code) for place, code in written.signers.items()}
    entered = [seat.place for seat in matter.seats if seat.answer == ENTERED]
    for place, mandate in chosen.items():
        others = [m.account_id for at, m in chosen.items() if at != place and m is not None]
        # On one sheet nobody sees who held the pen first: whoever stands on it counts as if attested already.
        order = _assuming(matter, [*entered, *(at for at in chosen if at != place)])
        hands.append(hand_of(reading, matter, place, mandate, written.signed_on, others, order))
    scan = get_scan(reading, matter, written.file)
    said = written.digest.strip().lower()
    text = matter.text.digest if matter.text is not None else ""
    named = text if len(said) >= SHORTEST and text.startswith(said) else ""
    paper = replace(
        _paper(reading, matter, written.signed_on),
        hands=tuple(hands),
        scan_given=scan is not None and scan.uploaded_by_id == actor.account_id,
    )
    return replace(facts_for(reading, matter, actor, text_seen=named, confirmed=confirmed), paper=paper)


def attesting(
    reading: Reading, matter: Matter, actor: Actor, minutes: Minutes, seats: Sequence[PaperSeat], *,
    text_seen: str = "", confirmed: bool = False,
    reason_given: bool = False, along: Sequence[int] = (),
) -> Facts:  # fmt: skip
    """The facts for attesting or refusing waiting seats of minutes; `along`: the places attested just before."""
    row, places = minutes.row, {seat.place: seat for seat in matter.seats}
    signers = {m.id: m for held in list_signers(reading, matter).values() for m in held}
    order = _assuming(matter, along)
    hands = tuple(
        hand_of(reading, matter, one.place, signers.get(one.signer_id), row.signed_on, (), order) for one in seats
    )
    me = (actor.account_id, actor.stands_in_for)
    paper = replace(
        _paper(reading, matter, row.signed_on),
        hands=hands,
        scan_given=minutes.uploaded is not None,
        actor_attests=bool(seats) and {one.place for one in seats} <= {
            one.place for one in in_remit(matter, actor, minutes)
        },
        other_entered=minutes.entered_by is not None and minutes.entered_by not in me,
        scan_opened=_opened(reading, actor, minutes),
    )  # fmt: skip
    facts = facts_for(
        reading, matter, actor, text_seen=text_seen, confirmed=confirmed, reason_given=reason_given,
        place=seats[0].place if len(seats) == 1 else None,
    )  # fmt: skip
    capacity = places[seats[0].place].capacity if len(seats) == 1 and seats[0].place in places else ""
    return replace(facts, paper=paper, seat_capacity=capacity)


def reasons_against(
    reading: Reading, matter: Matter, actor: Actor, minutes: Minutes, seats: Sequence[PaperSeat]
) -> tuple[str, ...]:
    """Everything that keeps an actor from attesting these seats, once each, with the form filled in."""
    seen = matter.text.digest if matter.text else ""
    found: dict[str, None] = {}
    before: list[int] = []
    for group in [[one] for one in seats] or [[]]:
        facts = attesting(reading, matter, actor, minutes, group, text_seen=seen, confirmed=True, along=before)
        before += [one.place for one in group]
        found |= dict.fromkeys(PROCESS.reasons_against(matter.case.state, "attest_paper", facts, actor.role))
    return tuple(found)


def hand_of(
    reading: Reading, matter: Matter, place: int, mandate: Mandate | None, on: date | None,
    others: Sequence[int | None], order: Order,
) -> Hand:  # fmt: skip
    """One signature on paper; `others`: the accounts that signed for other seats on the same sheet."""
    seat = next((one for one in matter.seats if one.place == place), None)
    if seat is None:
        return Hand()
    turn = Hand(
        came=order.came(place),
        room=order.has_room(place),
        in_time=on is None or seat.due_on is None or on <= seat.due_on,  # even where it is entered later
        before_step=on is not None and any(day > on for day in _days_before(reading, matter, order, place)),
    )
    if mandate is None or mandate.account_id is None:
        return turn
    return replace(
        turn,
        free=seat.answer in (WAITING, REFUSED, EXPIRED),
        waits=seat.answer == ENTERED,
        mandated=on is not None and in_force(mandate, on),
        signed_another=mandate.account_id in (*others, *_others_signed(reading, matter, place)),
    )


def _assuming(matter: Matter, places: Sequence[int]) -> Order:
    """The order as if these seats had signed; one that also asks for a further signature does not count by its own."""
    asked_more = {one.place for one in matter.further if one.mandate_id is None}
    return matter.order().assuming(set(places) - asked_more)


def _days_before(reading: Reading, matter: Matter, order: Order, place: int) -> list[date]:
    """The days on which the seats of the steps before signed."""
    earlier = order.before(place)
    if not earlier:
        return []
    here = (Signature.case_id == matter.case.id, Signature.version == matter.agreement.version)
    found = reading.session.scalars(select(Signature).where(*here, Signature.place.in_(earlier)))
    return [_day_signed(one) for one in found]


def _day_signed(one: Signature) -> date:
    on_paper = json.loads(one.statement).get("signed_on")
    return date.fromisoformat(on_paper) if on_paper else day_of(one.signed_at)


def get_scan(reading: Reading, matter: Matter, code: str) -> File | None:
    """An upload of this agreement."""
    return reading.session.scalar(select(File).where(File.code == code, File.case_id == matter.case.id))


def _chosen(signers: Mapping[int, list[Mandate]], place: int, code: str) -> Mandate | None:
    return next((one for one in signers.get(place, ()) if one.code == code), None)


def _paper(reading: Reading, matter: Matter, on: date | None) -> Paper:
    frozen_at = matter.agreement.frozen_at
    return Paper(signed_on=on, frozen_on=day_of(frozen_at) if frozen_at else None, today=reading.today)


def _others_signed(reading: Reading, matter: Matter, place: int) -> list[int | None]:
    """Who signed the present version for another seat or beside one, or did so on a paper that waits."""
    version = matter.agreement.version
    signed = (
        select(Mandate.account_id)
        .join(Signature, Signature.mandate_id == Mandate.id)
        .where(Signature.case_id == matter.case.id, Signature.version == version, Signature.place != place)
    )
    waiting = (
        select(Mandate.account_id)
        .join(PaperSeat, PaperSeat.signer_id == Mandate.id)
        .join(PaperMinutes, (PaperMinutes.case_id == PaperSeat.case_id) & (PaperMinutes.number == PaperSeat.number))
        .where(PaperSeat.case_id == matter.case.id, PaperSeat.outcome == "waiting", PaperSeat.place != place)
        .where(PaperMinutes.version == version)
    )
    found = [*reading.session.scalars(signed), *reading.session.scalars(waiting)]
    if given := [one.mandate_id for one in matter.further if one.mandate_id is not None]:
        found += reading.session.scalars(select(Mandate.account_id).where(Mandate.id.in_(given)))
    return found


def _opened(reading: Reading, actor: Actor, minutes: Minutes) -> bool:
    if minutes.uploaded is None or actor.account_id is None:
        return False
    return reading.session.get(PaperReading, (minutes.uploaded.id, actor.account_id)) is not None
