"""Signatures on paper: what is known of minutes that one person enters and a second one attests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .guards import Guard


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """One party's signature on paper. What nobody states counts against it."""

    free: bool = False  # its seat has neither signed nor waits for a paper to be attested
    waits: bool = False  # it was entered, and nobody attested or refused it yet
    mandated: bool = False  # who signed held the mandate of that seat on the day of signing
    signed_another: bool = True  # the same person signed this text for another party
    came: bool = False  # every step before that of its seat is complete, or signed on the same paper
    room: bool = False  # its step still needs a signature
    in_time: bool = False  # the last day of its seat has not passed
    before_step: bool = True  # signed on a day before those of an earlier step had signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Scanned minutes, and what the one who acts has to do with them."""

    hands: tuple[Hand, ...] = ()
    scan_given: bool = False
    signed_on: date | None = None
    frozen_on: date | None = None
    today: date | None = None
    actor_attests: bool = False  # a reviewer of the issuer, or somebody who speaks for the party
    other_entered: bool = False  # not the one who acts
    scan_opened: bool = False

    @property
    def in_future(self) -> bool:
        """Signed on a day that has not come."""
        return self.signed_on is not None and (self.today is None or self.signed_on > self.today)

    @property
    def before_text(self) -> bool:
        """Signed on a day on which the text was not frozen yet."""
        return self.signed_on is not None and (self.frozen_on is None or self.signed_on < self.frozen_on)


Rule = Guard[Paper]

attests = Rule("not-an-attester", "A reviewer of the issuer, or the party itself, attests.", lambda p: p.actor_attests)
second = Rule("paper-second-person", "Another person than the one who entered attests.", lambda p: p.other_entered)
withdraws = Rule(
    "not-an-attester", "Who may attest, or entered it, refuses.", lambda p: p.actor_attests or not p.other_entered
)
waits = Rule(
    "nothing-to-attest",
    "A paper waits to be attested.",
    lambda p: bool(p.hands) and all(one.waits for one in p.hands),
)
opened = Rule("scan-unopened", "Who attests has opened the scan.", lambda p: p.scan_opened)
scanned = Rule("scan-missing", "The signed minutes are there as a scan.", lambda p: p.scan_given)
hands = Rule("paper-seats-missing", "At least one seat signed on this paper.", lambda p: bool(p.hands))
seats_free = Rule(
    "paper-seat-answered",
    "The seats have neither signed nor wait to be attested.",
    lambda p: all(one.free for one in p.hands),
)
on_a_day = Rule("paper-day-missing", "The day of signing is given.", lambda p: p.signed_on is not None)
not_future = Rule("day-in-future", "The day of signing has come.", lambda p: not p.in_future)
after_text = Rule("day-before-text", "The text was frozen by the day of signing.", lambda p: not p.before_text)
mandated = Rule(
    "paper-mandate",
    "Who signed held the mandate of the seat on the day of signing.",
    lambda p: all(one.mandated for one in p.hands),
)
one_hand = Rule(
    "paper-two-seats", "Nobody signs one text for two parties.", lambda p: not any(h.signed_another for h in p.hands)
)
WRITTEN = (scanned, on_a_day, not_future, after_text, mandated, one_hand)

IN_TURN = (
    Rule("paper-not-in-turn", "The steps before have signed.", lambda p: all(one.came for one in p.hands)),
    Rule("paper-step-full", "The step still needs each signature.", lambda p: all(one.room for one in p.hands)),
    Rule(
        "paper-before-step", "Nobody signed before the steps before.", lambda p: not any(h.before_step for h in p.hands)
    ),
)
in_time = Rule("seat-expired", "The last day of no seat has passed.", lambda p: all(one.in_time for one in p.hands))
