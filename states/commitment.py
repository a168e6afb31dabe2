"""Commitment: units agree on one text, each signs it from its own seat, and it comes into force by its closing rule."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from . import commitment_amendment as amendment
from . import commitment_paper as paper
from .commitment_amendment import Amending, amends, root_kept
from .commitment_paper import Paper
from .guards import Guard
from .process import Move, Process
from .roles import BOARD_SIGNATORY, CLERK, MANAGER, REVIEWER, SECRETARY, SYSTEM


class State(StrEnum):
    DRAFTING = "drafting"
    CONSULTING = "consulting"
    FROZEN = "frozen"
    PARTIALLY_SIGNED = "partially_signed"
    IN_FORCE = "in_force"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    TERMINATED = "terminated"
    COMPLETED = "completed"


ALL, OPEN = "all", "open"  # closing rules: everybody signs the same text, or whoever comes joins
SUPERIOR, UNIT = "superior", "unit"  # the capacities of a seat
WAITING, SIGNED, REFUSED = "waiting", "signed", "declined"  # what became of a seat
ENTERED = "entered"  # signed on paper, says one person; a second one has not attested it yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known at the moment of the act. A fact that nobody states counts against the act, never for it."""

    closing_rule: str = ALL
    clauses_count: int = 0
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

    @property
    def signed_count(self) -> int:
        return self.units_signed + self.superior_signed


def open_pact(facts: Facts) -> bool:
    """Whoever is not there yet may still join, and one who declines stops nobody."""
    return facts.closing_rule == OPEN


def completes(facts: Facts) -> bool:
    """With the signature now given, the closing rule is met."""
    superior = facts.superior_signed or facts.seat_capacity == SUPERIOR
    units = facts.units_signed + (facts.seat_capacity == UNIT)
    if open_pact(facts):
        return units >= 1 and (superior or not facts.superior_required)
    return facts.signed_count + 1 >= facts.seats_count


Rule = Guard[Facts]

leads = Rule("not-the-issuer", "The issuer of the programme leads the agreement.", lambda f: f.actor_of_issuer)
text_written = Rule("clauses-missing", "The text has at least one clause.", lambda f: f.clauses_count > 0)
seats_enough = Rule("seats-missing", "There are as many seats as needed.", lambda f: f.seats_count >= f.seats_required)
superior_seated = Rule(
    "superior-missing",
    "The superior committee has a seat, where the programme asks for it.",
    lambda f: f.superior_seated or not f.superior_required,
)
READY = (leads, text_written, seats_enough, superior_seated, *amendment.WRITTEN)

seated = Rule("no-seat", "The actor's own unit has a seat.", lambda f: f.actor_seated)
not_signed = Rule("seat-signed", "The seat has not signed this text yet.", lambda f: f.seat_answer != SIGNED)
waiting = Rule("seat-answered", "The seat has neither signed nor declined.", lambda f: f.seat_answer == WAITING)
not_entered = Rule("seat-entered", "No paper of this seat waits to be attested.", lambda f: f.seat_answer != ENTERED)
one_seat = Rule("signed-for-another", "Nobody signs one text for two parties.", lambda f: not f.actor_signed)
text_seen = Rule("text-changed", "The text seen is the text that was frozen.", lambda f: f.text_seen)
confirmed = Rule("not-confirmed", "The signer has proved again who he or she is.", lambda f: f.confirmed)
SIGNING = (seated, not_signed, not_entered, one_seat, text_seen, confirmed)

commented = Rule("comment-missing", "A comment is given.", lambda f: f.comment_given)
reasoned = Rule("reason-missing", "A reason is given.", lambda f: f.reason_given)
documented = Rule("document-missing", "The decision is given with number and date.", lambda f: f.document_given)
joins = Rule("pact-not-open", "The list of this agreement is open.", open_pact)
new_seat = Rule("seat-taken", "The unit may have a seat and has none yet.", lambda f: f.seat_new)
somebody_waits = Rule("nobody-waited-for", "A seat has not answered yet.", lambda f: f.signed_count < f.seats_count)
period_ended = Rule("period-not-ended", "The period is over.", lambda f: f.period_ended)


def on_paper(rule: Guard[Paper]) -> Rule:
    """What must be true of the minutes on paper."""
    return Rule(rule.reason, rule.rule, lambda f: rule.holds(f.paper))


WRITTEN = tuple(on_paper(one) for one in paper.WRITTEN)
ENTERING = (leads, text_seen, *WRITTEN, on_paper(paper.hands), on_paper(paper.seats_free), confirmed)
READING = tuple(on_paper(one) for one in (paper.attests, paper.second, paper.waits, paper.opened))
ATTESTING = (*READING, text_seen, *WRITTEN, confirmed)
REFUSING = (on_paper(paper.withdraws), on_paper(paper.waits), reasoned)

LEADS, BOARD, ITSELF = frozenset({MANAGER}), frozenset({BOARD_SIGNATORY}), frozenset({SYSTEM})
PARTIES = frozenset({CLERK, SECRETARY, BOARD_SIGNATORY})  # who speaks for a seat before it signs
SIGNERS = frozenset({SECRETARY, BOARD_SIGNATORY})
ATTESTERS = PARTIES | {REVIEWER}
S, PARTLY, IN_FORCE = State, State.PARTIALLY_SIGNED, State.IN_FORCE
SIGNABLE = (S.FROZEN, PARTLY)
SETTABLE = (S.DRAFTING, S.CONSULTING, *SIGNABLE, IN_FORCE)


def awaits_signatures(state: str, closing_rule: str) -> bool:
    """Whether the text is fixed and may be signed now."""
    return state in SIGNABLE or (state == IN_FORCE and closing_rule == OPEN)


BEFORE_EFFECT = (S.DRAFTING, S.CONSULTING, S.FROZEN, PARTLY, S.DECLINED)

# fmt: off
PROCESS: Process[Facts] = Process("commitment", State, S.DRAFTING, [
    Move("circulate", (S.DRAFTING,),              S.CONSULTING, LEADS,   READY),
    Move("comment",   (S.CONSULTING,),            S.CONSULTING, PARTIES, (seated, commented)),
    Move("revise",    (S.CONSULTING, S.DECLINED), S.DRAFTING,   LEADS,   (leads,)),
    Move("freeze",    (S.DRAFTING, S.CONSULTING), S.FROZEN,     LEADS,   READY),
    Move("sign",      SIGNABLE,                   IN_FORCE,     SIGNERS, SIGNING, when=completes),
    Move("sign",      SIGNABLE,                   PARTLY,       SIGNERS, SIGNING, unless=completes),
    Move("sign",      (IN_FORCE,),                IN_FORCE,     SIGNERS, (joins, *SIGNING)),
    # A paper counts once a second person attests it; until then it only keeps its seats from being signed otherwise.
    Move("enter_paper",  (S.FROZEN,), S.FROZEN, LEADS,     ENTERING),
    Move("enter_paper",  (PARTLY,),   PARTLY,   LEADS,     ENTERING),
    Move("enter_paper",  (IN_FORCE,), IN_FORCE, LEADS,     (joins, *ENTERING)),
    Move("attest_paper", SIGNABLE,    IN_FORCE, ATTESTERS, ATTESTING, when=completes),
    Move("attest_paper", SIGNABLE,    PARTLY,   ATTESTERS, ATTESTING, unless=completes),
    Move("attest_paper", (IN_FORCE,), IN_FORCE, ATTESTERS, (joins, *ATTESTING)),
    Move("refuse_paper", (S.FROZEN,), S.FROZEN, ATTESTERS | LEADS, REFUSING),
    Move("refuse_paper", (PARTLY,),   PARTLY,   ATTESTERS | LEADS, REFUSING),
    Move("refuse_paper", (IN_FORCE,), IN_FORCE, ATTESTERS | LEADS, REFUSING),
    # In an open pact a refusal concerns the seat alone; elsewhere it stops the text.
    Move("decline",   (S.FROZEN,),                S.FROZEN,     SIGNERS, (seated, waiting, reasoned), when=open_pact),
    Move("decline",   (S.FROZEN,),                S.DECLINED,   SIGNERS, (seated, waiting, reasoned), unless=open_pact),
    Move("decline",   (PARTLY,),                  PARTLY,       SIGNERS, (seated, waiting, reasoned), when=open_pact),
    Move("decline",   (PARTLY,),                  S.DECLINED,   SIGNERS, (seated, waiting, reasoned), unless=open_pact),
    Move("decline",   (IN_FORCE,),                IN_FORCE,     SIGNERS, (joins, seated, waiting, reasoned)),
    Move("add_party", (S.FROZEN,),                S.FROZEN,     LEADS,   (leads, joins, new_seat)),
    Move("add_party", (PARTLY,),                  PARTLY,       LEADS,   (leads, joins, new_seat)),
    Move("add_party", (IN_FORCE,),                IN_FORCE,     LEADS,   (leads, joins, new_seat)),
    *[Move("remind",  (state,), state, LEADS | ITSELF, (leads, somebody_waits)) for state in SIGNABLE],
    Move("remind",    (IN_FORCE,),                IN_FORCE,     LEADS | ITSELF, (leads, joins, somebody_waits)),
    *[Move("set_reminders", (state,),             state,        LEADS,   (leads,)) for state in SETTABLE],
    Move("reopen",    SIGNABLE,                   S.DRAFTING,   LEADS,   (leads, reasoned)),
    Move("cancel",    BEFORE_EFFECT,              S.CANCELLED,  LEADS,   (leads, reasoned)),
    # An amendment is never amended, nor ended by itself: it ends with the agreement it changes.
    Move("amend",     (IN_FORCE,),   IN_FORCE,     LEADS,  (leads, amendment.none_open), unless=amends),
    Move("terminate", (IN_FORCE,),   S.TERMINATED, BOARD,  (leads, documented, reasoned), unless=amends),
    Move("complete",  (IN_FORCE,),   S.COMPLETED,  BOARD,  (leads, reasoned, period_ended), unless=amends),
    Move("lapse",     BEFORE_EFFECT, S.CANCELLED,  ITSELF, (amendment.root_over,), when=amends),
    Move("lapse",     (IN_FORCE,),   S.COMPLETED,  ITSELF, (amendment.root_over,), when=root_kept),
    Move("lapse",     (IN_FORCE,),   S.TERMINATED, ITSELF, (amendment.root_over,), unless=root_kept),
], final=frozenset({S.CANCELLED, S.TERMINATED, S.COMPLETED}))
# fmt: on
