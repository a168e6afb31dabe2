"""What a clause asks of one party: it is reported on, accepted or given back; or lifted by an amendment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from .guards import Guard
from .roles import BOARD_SIGNATORY, MANAGER, SECRETARY, SYSTEM
from .table import Move

OPEN, REPORTED, ACCEPTED, RETURNED, LIFTED = STATUSES = ("open", "reported", "accepted", "returned", "lifted")
UNSETTLED = (OPEN, RETURNED)  # the owner is awaited
ASKED_DAYS = 14  # so long before its last day an obligation stands among the tasks of its owner

# What becomes of an obligation by an act on it; every other pair is refused.
TURNS = {
    ("report_obligation", OPEN): REPORTED,
    ("report_obligation", RETURNED): REPORTED,
    ("accept_report", REPORTED): ACCEPTED,
    ("return_report", REPORTED): RETURNED,
    ("lift_obligation", OPEN): LIFTED,
    ("lift_obligation", RETURNED): LIFTED,  # a report that waits is answered first: what was done is not lost
}
ACTS = tuple(sorted({action for action, _ in TURNS}))
F = TypeVar("F")


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What one party owes, and what the one who acts has to do with it. What nobody states counts against it."""

    actor_owns: bool = False  # the clause asks it of the seat that the actor speaks for
    unsettled: bool = False  # no report waits for an answer, and none was accepted
    report_given: bool = False
    waits: bool = False  # a report waits for an answer
    other_reported: bool = False  # not the one who acts
    released: bool = False  # an amendment that binds the party has taken out the clause


Rule = Guard[Duty]

owned = Rule("obligation-of-another", "Who reports speaks for the party that owes it.", lambda d: d.actor_owns)
unsettled = Rule("obligation-reported", "No report waits or was accepted.", lambda d: d.unsettled)
given = Rule("report-missing", "The report says what was done.", lambda d: d.report_given)
waits = Rule("nothing-reported", "A report waits for an answer.", lambda d: d.waits)
second = Rule("report-second-person", "Another person than the one who reported answers.", lambda d: d.other_reported)
released = Rule("clause-stands", "An amendment has taken out the clause.", lambda d: d.released)

REPORTING, ANSWERING, LIFTING = (owned, unsettled, given), (waits, second), (unsettled, released)
OWNERS, JUDGES = frozenset({SECRETARY, BOARD_SIGNATORY}), frozenset({MANAGER})


def moves(
    in_force: StrEnum, on: Callable[[Rule], Guard[F]], leads: Guard[F], reasoned: Guard[F]
) -> list[Move[F]]:
    """The acts on obligations: the agreement stays in force."""
    reporting, answering = tuple(map(on, REPORTING)), (leads, *map(on, ANSWERING))
    return [
        Move("report_obligation", (in_force,), in_force, OWNERS, reporting),
        Move("accept_report", (in_force,), in_force, JUDGES, answering),
        Move("return_report", (in_force,), in_force, JUDGES, (*answering, reasoned)),
        Move("lift_obligation", (in_force,), in_force, frozenset({SYSTEM}), tuple(map(on, LIFTING))),
    ]


def asked_from(due_on: date) -> date:
    """From which day an obligation stands among the tasks of its owner."""
    return due_on - timedelta(days=ASKED_DAYS)
