"""Commitment: units agree on one text, each signs it from its own seat, and it comes into force by its closing rule."""

from __future__ import annotations

from enum import StrEnum

from . import commitment_amendment as amendment
from . import commitment_guards as g
from . import fate, obligation
from .commitment_amendment import amends, root_kept
from .commitment_facts import ALL, OPEN, SUPERIOR, UNIT, Facts, completes, open_pact, stops_nobody
from .commitment_order import ENTERED, EXPIRED, PARTIAL, REFUSED, SIGNED, WAITING
from .guards import Guard
from .process import Move, Process
from .roles import BOARD_SIGNATORY, CLERK, MANAGER, REVIEWER, SECRETARY, SYSTEM

__all__ = [
    "ALL", "ENTERED", "EXPIRED", "OPEN", "PARTIAL", "PROCESS", "REFUSED", "SIGNED", "SUPERIOR", "UNIT", "WAITING",
    "Facts", "State", "awaits_signatures", "completes", "open_pact",
]  # fmt: skip


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


LEADS, BOARD, OF_SYSTEM = frozenset({MANAGER}), frozenset({BOARD_SIGNATORY}), frozenset({SYSTEM})
PARTIES = frozenset({CLERK, SECRETARY, BOARD_SIGNATORY})  # who speaks for a seat before it signs
SIGNERS = frozenset({SECRETARY, BOARD_SIGNATORY})
ATTESTERS = PARTIES | {REVIEWER}
S, PARTLY, IN_FORCE = State, State.PARTIALLY_SIGNED, State.IN_FORCE
SIGNABLE = (S.FROZEN, PARTLY)
BEFORE_EFFECT = (S.DRAFTING, S.CONSULTING, S.FROZEN, PARTLY, S.DECLINED)
ENDS = {**dict.fromkeys(BEFORE_EFFECT, S.CANCELLED), IN_FORCE: S.TERMINATED}  # when its issuer is no more
SETTABLE = (S.CONSULTING, *SIGNABLE, IN_FORCE)  # a draft is not journalled: nothing is set for it either


def awaits_signatures(state: str, closing_rule: str) -> bool:
    """Whether the text is fixed and may be signed now."""
    return state in SIGNABLE or (state == IN_FORCE and closing_rule == OPEN)


def gives(action: str, by: frozenset[str], guards: tuple[Guard[Facts], ...]) -> tuple[Move[Facts], ...]:
    """An act that gives a signature: the last one that is needed brings the text into force; late ones join it."""
    return (
        Move(action, SIGNABLE, IN_FORCE, by, guards, when=completes),
        Move(action, SIGNABLE, PARTLY, by, guards, unless=completes),
        Move(action, (IN_FORCE,), IN_FORCE, by, (g.joins, *guards)),
    )


def stays(
    action: str, by: frozenset[str], guards: tuple[Guard[Facts], ...], late: tuple[Guard[Facts], ...] = (g.joins,)
) -> tuple[Move[Facts], ...]:
    """An act that leaves the text where it is, while it can be signed; `late`: what is asked besides once in force."""
    before = tuple(Move(action, (state,), state, by, guards) for state in SIGNABLE)
    return (*before, Move(action, (IN_FORCE,), IN_FORCE, by, (*late, *guards)))


# fmt: off
PROCESS: Process[Facts] = Process("commitment", State, S.DRAFTING, [
    Move("circulate", (S.DRAFTING,),              S.CONSULTING, LEADS,   g.READY),
    Move("comment",   (S.CONSULTING,),            S.CONSULTING, PARTIES, (g.seated, g.commented)),
    Move("revise",    (S.CONSULTING, S.DECLINED), S.DRAFTING,   LEADS,   (g.leads,)),
    Move("freeze",    (S.DRAFTING, S.CONSULTING), S.FROZEN,     LEADS,   g.READY),
    *gives("sign",         SIGNERS,   g.SIGNING),
    # What is asked beside the signature of a seat: somebody else of the same unit, or a unit that saw it.
    *gives("countersign",  PARTIES,   g.FURTHER),
    *gives("witness",      SIGNERS,   g.FURTHER),
    # Once that is declined the seat does not count, until somebody whom the issuer names anew has signed.
    *stays("decline_further", PARTIES, g.DECLINING_FURTHER),
    *stays("name_further", LEADS,     g.NAMING),
    # A paper counts once a second person attests it; until then it only keeps its seats from being signed otherwise.
    *stays("enter_paper",  LEADS,     g.ENTERING),
    *gives("attest_paper", ATTESTERS, g.ATTESTING),
    *stays("refuse_paper", ATTESTERS | LEADS, g.REFUSING, late=()),
    # A refusal concerns the seat alone where the others suffice without it; elsewhere it stops the text.
    Move("decline",   (S.FROZEN,),                S.FROZEN,     SIGNERS, g.DECLINING, when=stops_nobody),
    Move("decline",   (S.FROZEN,),                S.DECLINED,   SIGNERS, g.DECLINING, unless=stops_nobody),
    Move("decline",   (PARTLY,),                  PARTLY,       SIGNERS, g.DECLINING, when=stops_nobody),
    Move("decline",   (PARTLY,),                  S.DECLINED,   SIGNERS, g.DECLINING, unless=stops_nobody),
    Move("decline",   (IN_FORCE,),                IN_FORCE,     SIGNERS, (g.joins, *g.DECLINING)),
    *stays("add_party",    LEADS,     (g.leads, g.joins, g.new_seat), late=()),
    *stays("remind",       LEADS | OF_SYSTEM, (g.leads, g.awaited, g.running)),
    *[Move("set_reminders", (state,), state,      LEADS,   (g.leads,)) for state in SETTABLE],
    *stays("extend",       LEADS,     g.EXTENDING),
    *stays("expire",       OF_SYSTEM, g.EXPIRING),
    *stays("hold",         LEADS | SIGNERS, g.PAUSING),
    *stays("resume",       LEADS | SIGNERS, g.RESUMING),
    Move("reopen",    SIGNABLE,                   S.DRAFTING,   LEADS,   (g.leads, g.reasoned)),
    Move("cancel",    BEFORE_EFFECT,              S.CANCELLED,  LEADS,   (g.leads, g.reasoned)),
    # An amendment is never amended, nor ended by itself: it ends with the agreement it changes.
    Move("amend",     (IN_FORCE,),   IN_FORCE,     LEADS,     (g.leads, amendment.none_open), unless=amends),
    Move("terminate", (IN_FORCE,),   S.TERMINATED, BOARD,     (g.leads, g.documented, g.reasoned), unless=amends),
    Move("complete",  (IN_FORCE,),   S.COMPLETED,  BOARD,     (g.leads, g.reasoned, g.period_ended), unless=amends),
    Move("lapse",     BEFORE_EFFECT, S.CANCELLED,  OF_SYSTEM, (amendment.root_over,), when=amends),
    Move("lapse",     (IN_FORCE,),   S.COMPLETED,  OF_SYSTEM, (amendment.root_over,), when=root_kept),
    Move("lapse",     (IN_FORCE,),   S.TERMINATED, OF_SYSTEM, (amendment.root_over,), unless=root_kept),
    *fate.moves((*BEFORE_EFFECT, IN_FORCE), ENDS, g.when_ended),
    *obligation.moves(IN_FORCE, g.on_duty, g.leads, g.reasoned),
], final=frozenset({S.CANCELLED, S.TERMINATED, S.COMPLETED}))
# fmt: on
