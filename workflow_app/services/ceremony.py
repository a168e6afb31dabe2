"""A signing ceremony: the room whose code leads the parties to one agreement, and the checkpoint shown at its end.

The code is only a way to find the page. Whoever opens it signs in as always and sees what the own mandate sees; a
wrong code, an old one, and the right one in the hand of a stranger are answered alike.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from states.commitment import State, awaits_signatures
from states.roles import MANAGER

from ..house import House
from ..models import Case, CeremonyRoom, Checkpoint, Entry, Leaf
from .actor import Actor
from .commitment_case import AgreementView, find_matter
from .commitment_deed import begin
from .commitment_matter import Matter, leads, load_matter, sees
from .errors import Invalid, NotAllowed, NotFound, ReadOnly
from .guessing import forget, note_attempt
from .journal import body_of
from .perform import Work, unit_of_work
from .proofs import served_head
from .reach import Glance

# Neither what looks alike on a wall (0 O, 1 I L, 2 Z, 5 S, 8 B) nor what sounds alike when it is read out (B P D, M N).
ALPHABET = "34679ACEHKMRTXY"
LENGTH = 6
LIFE = timedelta(hours=12)  # a long day in the hall, and no more
SIGNING = tuple(f"commitment.{act}" for act in ("sign", "attest_paper", "countersign", "witness"))
GUESSING = "\nceremony room"  # tries are counted a person: those who sit in one hall share one address


class RoomUnknown(NotFound):
    """No such room, an old one, or none for this person: the answer does not say which."""


@dataclass(frozen=True, slots=True)
class Room:
    """An open room."""

    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class End:
    """The first checkpoint of the journal that holds the act by which the agreement came into force."""

    size: int
    root: bytes
    at: datetime


def open_room(house: House, mandate_id: int, code: str) -> str:
    """Open the room of an agreement whose text is fixed, or find the one that is open; returns its code."""
    with unit_of_work(house) as work:
        matter = _led(work, mandate_id, code)
        if not awaits_signatures(matter.case.state, matter.rules.commitment.closing_rule):
            raise Invalid({"room": "room-not-frozen"})
        if (known := _open_room(work.session, matter.case.id, work.now)) is not None:
            return known.code
        room = _unused(work.session)
        work.session.add(
            CeremonyRoom(code=room, case_id=matter.case.id, opened_at=work.now, expires_at=work.now + LIFE)
        )
        return room


def close_room(house: House, mandate_id: int, code: str) -> None:
    """Close the room; an agreement goes on to be signed without it as before."""
    with unit_of_work(house) as work:
        matter = _led(work, mandate_id, code)
        mine = (CeremonyRoom.case_id == matter.case.id, CeremonyRoom.closed_at.is_(None))
        work.session.execute(update(CeremonyRoom).where(*mine).values(closed_at=work.now))


def get_room(house: House, code: str) -> Room | None:
    """The open room of an agreement, for somebody who sees the agreement."""
    with house.db.reading() as session:
        case_id = session.scalar(select(Case.id).where(Case.code == code))
        row = _open_room(session, case_id or 0, house.clock())
        return None if row is None else Room(row.code, row.expires_at)


def find(house: House, actor: Actor, typed: str, address: str) -> str:
    """The code of the agreement to which a room's code leads this person.

    Raises `RoomUnknown`, or `TooManyAttempts` for whoever guesses; tries are counted before anything is looked for.
    """
    if house.watch.rolled_back:
        raise ReadOnly(house.watch.rolled_back)
    now = house.clock()
    with house.db.writing() as session:
        attempt = note_attempt(session, now, f"{GUESSING} {actor.account_id}", address)
        session.commit()
    with house.db.reading() as session:
        found = _agreement(Glance(session, actor, now), fold(typed))
    with house.db.writing() as session:
        forget(session, attempt)
        session.commit()
    return found


def fold(typed: str) -> str:
    """A room's code as it is kept, from what somebody typed; empty for what can be none."""
    plain = "".join(typed.split()).replace("-", "").upper()
    return plain if len(plain) == LENGTH and not set(plain) - set(ALPHABET) else ""


def keeps(view: AgreementView, actor: Actor) -> bool:
    """Whether this person leads the ceremony of an agreement."""
    return view.leads and actor.role == MANAGER


def can_open(view: AgreementView) -> bool:
    """Whether the text is fixed and may be signed now."""
    return awaits_signatures(view.state, view.rules.commitment.closing_rule)


def stamp(house: House, actor: Actor, code: str) -> str:
    """Changes with whatever the room shows, and costs little: forty telephones ask every few seconds."""
    with house.db.reading() as session:
        case = find_matter(Glance(session, actor, house.clock()), code).case
        room = _open_room(session, case.id, house.clock())
    end = get_end(house, code, case.state)
    return f"{case.version}-{room.code if room else ''}-{end.size if end else ''}"


def get_end(house: House, code: str, state: str) -> End | None:
    """The checkpoint to be shown at the end; None while the agreement is not in force, or not yet in the tree."""
    if state != State.IN_FORCE:
        return None
    served = served_head(house)
    with house.db.reading() as session:
        entered = _entered_into_force(session, code)
        if served is None or entered is None:
            return None
        holding = (Checkpoint.size > entered, Checkpoint.size <= served.size)
        row = session.scalar(select(Checkpoint).where(*holding).order_by(Checkpoint.size).limit(1))
        return None if row is None else End(row.size, row.root, row.at)


def _led(work: Work, mandate_id: int, code: str) -> Matter:
    act = begin(work, mandate_id, code, None)
    if act.actor.role != MANAGER or not leads(act.matter, act.actor):
        raise NotAllowed("only a manager of the issuer leads the ceremony")
    return act.matter


def _agreement(glance: Glance, room: str) -> str:
    asked = select(Case).join(CeremonyRoom, CeremonyRoom.case_id == Case.id)
    case = glance.session.scalar(asked.where(CeremonyRoom.code == room, *_open(glance.now)))
    if case is None or not sees(load_matter(glance, case), glance.actor):
        raise RoomUnknown(room)
    return case.code


def _open_room(session: Session, case_id: int, now: datetime) -> CeremonyRoom | None:
    return session.scalar(select(CeremonyRoom).where(CeremonyRoom.case_id == case_id, *_open(now)))


def _entered_into_force(session: Session, code: str) -> int | None:
    """The place in the journal of the signature, given here or on paper, that met the closing rule."""
    asked = select(Entry, Leaf.index).join(Leaf, Leaf.entry_id == Entry.id).join(Case, Entry.case_id == Case.id)
    rows = session.execute(asked.where(Case.code == code, Entry.kind.in_(SIGNING)).order_by(Entry.seq.desc()))
    moved = ((body_of(entry), index) for entry, index in rows)
    return next((index for body, index in moved if body["from"] != State.IN_FORCE == body["to"]), None)


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return CeremonyRoom.closed_at.is_(None), CeremonyRoom.opened_at <= now, CeremonyRoom.expires_at > now


def _unused(session: Session) -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if session.get(CeremonyRoom, code) is None:
            return code
