"""What is known of an agreement at the moment of an act, and what follows from it for the whole text."""

from __future__ import annotations

from dataclasses import dataclass

from . import fate, obligation
from .commitment_amendment import Amending
from .commitment_certificate import SignedFile
from .commitment_order import Turn
from .commitment_paper import Paper

ALL, OPEN = "all", "open"  # closing rules: everybody signs the same text, or whoever comes joins
SUPERIOR, UNIT = "superior", "unit"  # the capacities of a seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known at the moment of the act. A fact that nobody states counts against the act, never for it."""

    closing_rule: str = ALL
    clauses_count: int = 0
    asks_ahead: bool = False  # no clause asks for something by a day that has passed
    seats_count: int = 0
    seats_required: int = 2
    superior_required: bool = True
    superior_seated: bool = False
    superior_signed: bool = False
    units_signed: int = 0  # seats of units whose signature counts for the present text
    actor_of_issuer: bool = False  # the committee that leads the agreement, or one that reaches it
    actor_seated: bool = False  # a seat of this text is the actor's own unit's
    seat_answer: str = ""  # of that seat
    seat_capacity: str = ""
    actor_signed: bool = True  # this person has signed the present text for another seat
    seat_new: bool = False  # the unit to be added has no seat yet and may have one
    text_seen: bool = False  # the act names the digest of the very text that was frozen
    confirmed: bool = False  # the person proved again who he or she is
    comment_given: bool = False
    reason_given: bool = False
    document_given: bool = False
    period_ended: bool = False
    paper: Paper = Paper()
    amendment: Amending = Amending()
    duty: obligation.Duty = obligation.Duty()
    file: SignedFile | None = None  # where the signature is given by certificate
    turn: Turn = Turn()
    carried: fate.Carrying = fate.Carrying()

    @property
    def signed_count(self) -> int:
        return self.units_signed + self.superior_signed


def open_pact(facts: Facts) -> bool:
    """Whoever is not there yet may still join, and one who declines stops nobody."""
    return facts.closing_rule == OPEN


def completes(facts: Facts) -> bool:
    """With the signature now given, the closing rule is met."""
    if not facts.turn.counts:
        return False
    superior = facts.superior_signed or facts.seat_capacity == SUPERIOR
    units = facts.units_signed + (facts.seat_capacity == UNIT)
    if open_pact(facts):
        return units >= 1 and (superior or not facts.superior_required)
    return facts.turn.order.complete_with(facts.turn.place)


def stops_nobody(facts: Facts) -> bool:
    """The text can come into force without the seat that declines."""
    return open_pact(facts) or facts.turn.order.spares(facts.turn.place)
