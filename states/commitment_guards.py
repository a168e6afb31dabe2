"""What must be true before an agreement moves."""

from __future__ import annotations

from . import commitment_amendment as amendment
from . import commitment_certificate as certificate
from . import commitment_order as order
from . import commitment_paper as paper
from . import fate, obligation
from .commitment_facts import Facts, open_pact
from .commitment_order import ENTERED, EXPIRED, PARTIAL, SIGNED, WAITING, Turn
from .commitment_paper import Paper
from .guards import Guard

Rule = Guard[Facts]


def on_paper(rule: Guard[Paper]) -> Rule:
    """What must be true of the minutes on paper."""
    return Rule(rule.reason, rule.rule, lambda f: rule.holds(f.paper))


def on_duty(rule: Guard[obligation.Duty]) -> Rule:
    """What must be true of what a clause asks."""
    return Rule(rule.reason, rule.rule, lambda f: rule.holds(f.duty))


def when_ended(rule: Guard[fate.Carrying]) -> Rule:
    """What must be true when the issuer is no more."""
    return Rule(rule.reason, rule.rule, lambda f: rule.holds(f.carried))


def in_turn(rule: Guard[Turn]) -> Rule:
    """What must be true of the seat's place in the order."""
    return Rule(rule.reason, rule.rule, lambda f: rule.holds(f.turn))


leads = Rule("not-the-issuer", "The issuer of the programme leads the agreement.", lambda f: f.actor_of_issuer)
text_written = Rule("clauses-missing", "The text has at least one clause.", lambda f: f.clauses_count > 0)
asks_ahead = Rule("obligation-passed", "What clauses ask is due on days to come.", lambda f: f.asks_ahead)
seats_enough = Rule("seats-missing", "There are as many seats as needed.", lambda f: f.seats_count >= f.seats_required)
superior_seated = Rule(
    "superior-missing",
    "The superior committee has a seat, where the programme asks for it.",
    lambda f: f.superior_seated or not f.superior_required,
)
READY = (
    leads, text_written, asks_ahead, seats_enough, superior_seated, in_turn(order.possible), in_turn(order.ahead),
    *amendment.WRITTEN,
)  # fmt: skip

seated = Rule("no-seat", "The actor's own unit has a seat.", lambda f: f.actor_seated)
not_signed = Rule(
    "seat-signed", "The seat has not signed this text yet.", lambda f: f.seat_answer not in (SIGNED, PARTIAL)
)
waiting = Rule(
    "seat-answered", "The seat has neither signed nor declined.", lambda f: f.seat_answer in (WAITING, EXPIRED)
)
not_entered = Rule("seat-entered", "No paper of this seat waits to be attested.", lambda f: f.seat_answer != ENTERED)
one_seat = Rule("signed-for-another", "Nobody signs one text for two parties.", lambda f: not f.actor_signed)
text_seen = Rule("text-changed", "The text seen is the text that was frozen.", lambda f: f.text_seen)
confirmed = Rule("not-confirmed", "The signer has proved again who he or she is.", lambda f: f.confirmed)
FITTING: tuple[Rule, ...] = certificate.fitting(lambda f: f.file)  # of a file signed elsewhere, where one is handed in
SIGNING = (seated, not_signed, not_entered, one_seat, *map(in_turn, order.TURN), text_seen, confirmed, *FITTING)
FURTHER = (in_turn(order.asked), one_seat, in_turn(order.running), text_seen, confirmed)

commented = Rule("comment-missing", "A comment is given.", lambda f: f.comment_given)
reasoned = Rule("reason-missing", "A reason is given.", lambda f: f.reason_given)
documented = Rule("document-missing", "The decision is given with number and date.", lambda f: f.document_given)
joins = Rule("pact-not-open", "The list of this agreement is open.", open_pact)
new_seat = Rule("seat-taken", "The unit may have a seat and has none yet.", lambda f: f.seat_new)
period_ended = Rule("period-not-ended", "The period is over.", lambda f: f.period_ended)
DECLINING = (seated, waiting, reasoned)
DECLINING_FURTHER = (in_turn(order.asked), in_turn(order.second), reasoned)
NAMING = (leads, in_turn(order.vacant), in_turn(order.fits), reasoned)

running, awaited = in_turn(order.running), in_turn(order.awaited)
PAUSING = (in_turn(order.part), in_turn(order.running), reasoned)
RESUMING = (in_turn(order.held), in_turn(order.holder))
EXTENDING = (leads, in_turn(order.unanswered), in_turn(order.later), reasoned)
EXPIRING = (in_turn(order.overdue), in_turn(order.running))

WRITTEN = tuple(on_paper(one) for one in paper.WRITTEN)
ENTERING = (
    leads, text_seen, *WRITTEN, on_paper(paper.hands), on_paper(paper.seats_free), *map(on_paper, paper.IN_TURN),
    on_paper(paper.in_time), in_turn(order.running), confirmed,
)  # fmt: skip
READING = tuple(on_paper(one) for one in (paper.attests, paper.second, paper.waits, paper.opened))
ATTESTING = (*READING, text_seen, *WRITTEN, *map(on_paper, paper.IN_TURN), in_turn(order.running), confirmed)
REFUSING = (on_paper(paper.withdraws), on_paper(paper.waits), reasoned)
