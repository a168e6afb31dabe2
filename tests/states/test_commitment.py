"""Commitment: the whole matrix of states, actions and roles against a table written by hand, and its closing rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from states.commitment import PROCESS, Facts
from states.commitment_amendment import Amending
from states.commitment_certificate import SignedFile
from states.commitment_order import Order, Place, Turn
from states.commitment_paper import Hand, Paper
from states.fate import Carrying
from states.obligation import Duty
from states.process import Refused

STATES = "drafting consulting frozen partially_signed in_force declined cancelled terminated completed".split()
ACTIONS = (
    "circulate comment revise freeze sign countersign witness decline_further name_further enter_paper "
    "attest_paper refuse_paper "
    "decline add_party remind set_reminders extend expire hold resume reopen cancel amend terminate complete lapse "
    "transfer close_by_event "
    "report_obligation accept_report return_report lift_obligation"
).split()
ROLES = (
    "clerk secretary reviewer incharge inspector lead_inspector appraiser board_secretary board_signatory "
    "manager auditor administrator system"
).split()
LEADS, BOARD, SIGNERS = {"manager"}, {"board_signatory"}, {"secretary", "board_signatory"}
ATTESTERS = {"clerk", "reviewer", *SIGNERS}
SIGNABLE = ("frozen", "partially_signed", "in_force")

# (state, action) -> (target, roles); written from the regulation, not from the table of the program.
BOTH = {
    ("drafting", "circulate"): ("consulting", LEADS),
    ("consulting", "comment"): ("consulting", {"clerk", *SIGNERS}),
    ("consulting", "revise"): ("drafting", LEADS),
    ("declined", "revise"): ("drafting", LEADS),
    ("drafting", "freeze"): ("frozen", LEADS),
    ("consulting", "freeze"): ("frozen", LEADS),
    **{(state, "remind"): (state, {*LEADS, "system"}) for state in ("frozen", "partially_signed", "in_force")},
    **{(state, "set_reminders"): (state, LEADS) for state in STATES[1:5]},
    ("frozen", "reopen"): ("drafting", LEADS),
    ("partially_signed", "reopen"): ("drafting", LEADS),
    **{(state, "cancel"): ("cancelled", LEADS) for state in (*STATES[:4], "declined")},
    ("in_force", "amend"): ("in_force", LEADS),
    ("in_force", "lapse"): ("terminated", {"system"}),
    ("in_force", "terminate"): ("terminated", BOARD),
    ("in_force", "complete"): ("completed", BOARD),
    **{(state, "add_party"): (state, LEADS) for state in ("frozen", "partially_signed", "in_force")},
    ("in_force", "sign"): ("in_force", SIGNERS),
    ("in_force", "decline"): ("in_force", SIGNERS),
    **{(state, "enter_paper"): (state, LEADS) for state in ("frozen", "partially_signed", "in_force")},
    **{(state, "refuse_paper"): (state, ATTESTERS | LEADS) for state in ("frozen", "partially_signed", "in_force")},
    ("in_force", "attest_paper"): ("in_force", ATTESTERS),
    ("in_force", "countersign"): ("in_force", {"clerk", *SIGNERS}),
    ("in_force", "witness"): ("in_force", SIGNERS),
    **{(state, "decline_further"): (state, {"clerk", *SIGNERS}) for state in SIGNABLE},
    **{(state, "name_further"): (state, LEADS) for state in SIGNABLE},
    **{(state, "extend"): (state, LEADS) for state in SIGNABLE},
    **{(state, "expire"): (state, {"system"}) for state in SIGNABLE},
    **{(state, act): (state, LEADS | SIGNERS) for state in SIGNABLE for act in ("hold", "resume")},
    ("in_force", "report_obligation"): ("in_force", SIGNERS),
    ("in_force", "accept_report"): ("in_force", LEADS),
    ("in_force", "return_report"): ("in_force", LEADS),
    ("in_force", "lift_obligation"): ("in_force", {"system"}),
    **{(state, "transfer"): (state, {"system"}) for state in STATES[:6]},
    **{(state, "close_by_event"): ("cancelled", {"system"}) for state in (*STATES[:4], "declined")},
    ("in_force", "close_by_event"): ("terminated", {"system"}),
}
DECLINED = {
    "open": {(state, "decline"): (state, SIGNERS) for state in ("frozen", "partially_signed")},
    "all": {(state, "decline"): ("declined", SIGNERS) for state in ("frozen", "partially_signed")},
}
TURN = Turn(
    order=Order(tuple(Place(number) for number in (1, 2, 3))), place=2, in_time=True, held=False, holder=True,
    part=True, unanswered=True, overdue=True, later=True, asked=True, ahead=True,
    awaited=True, second=True, vacant=True, fits=True,
)  # fmt: skip
IN_ORDER = Facts(
    closing_rule="open",
    clauses_count=2,
    seats_count=3,
    superior_seated=True,
    asks_ahead=True,
    actor_of_issuer=True,
    actor_seated=True,
    seat_answer="waiting",
    seat_capacity="unit",
    actor_signed=False,
    seat_new=True,
    text_seen=True,
    confirmed=True,
    comment_given=True,
    reason_given=True,
    document_given=True,
    period_ended=True,
    file=SignedFile(expected=True, follows=True, key_free=True),
    amendment=Amending(nothing_open=True),
    paper=Paper(
        hands=(
            Hand(
                free=True,
                waits=True,
                mandated=True,
                signed_another=False,
                came=True,
                room=True,
                in_time=True,
                before_step=False,
            ),
        ),  # fmt: skip
        scan_given=True,
        signed_on=date(2025, 5, 20),
        frozen_on=date(2025, 5, 20),
        today=date(2025, 5, 20),
        actor_attests=True,
        other_entered=True,
        scan_opened=True,
    ),
    turn=TURN,
    carried=Carrying(holder_ended=True, to_successor=True, reason_given=True),
    duty=Duty(actor_owns=True, unsettled=True, report_given=True, waits=True, other_reported=True, released=True),
)
JOINING = (
    "sign", "countersign", "witness", "decline", "remind", "enter_paper", "attest_paper", "extend", "expire", "hold",
    "resume", "decline_further", "name_further",
)  # fmt: skip
CLOSED_LIST = "pact-not-open"


def on_paper(**changed: Any) -> dict[str, Paper]:
    return {"paper": replace(IN_ORDER.paper, **changed)}


def on_file(**changed: bool) -> dict[str, SignedFile]:
    assert IN_ORDER.file is not None
    return {"file": replace(IN_ORDER.file, **changed)}


def on_duty(**changed: Any) -> dict[str, Duty]:
    return {"duty": replace(IN_ORDER.duty, **changed)}


def by_hand(**changed: Any) -> dict[str, Paper]:
    return on_paper(hands=(IN_ORDER.paper.hands[0], replace(IN_ORDER.paper.hands[0], **changed)))


def at_turn(**changed: Any) -> dict[str, Turn]:
    return {"turn": replace(TURN, **changed)}


def before(action: str, facts: Facts) -> Facts:
    """The same, but that signing goes on again only where it is on hold."""
    return replace(facts, turn=replace(facts.turn, held=True)) if action == "resume" else facts


def outcome(state: str, action: str, facts: Facts, role: str) -> str:
    try:
        return PROCESS.take(state, action, before(action, facts), role).target
    except Refused as refused:
        return " ".join(refused.reasons)


@pytest.mark.parametrize("closing_rule", ["open", "all"])
@pytest.mark.parametrize("superior_signed", [False, True])
def test_every_state_action_and_role_ends_as_the_regulation_says(closing_rule: str, superior_signed: bool) -> None:
    facts = replace(IN_ORDER, closing_rule=closing_rule, superior_signed=superior_signed)
    completes = closing_rule == "open" and superior_signed
    signed = "in_force" if completes else "partially_signed"
    table = BOTH | DECLINED[closing_rule] | {(s, "sign"): (signed, SIGNERS) for s in SIGNABLE[:2]}
    table |= {(s, "attest_paper"): (signed, ATTESTERS) for s in SIGNABLE[:2]}
    table |= {(s, "countersign"): (signed, {"clerk", *SIGNERS}) for s in SIGNABLE[:2]}
    table |= {(s, "witness"): (signed, SIGNERS) for s in SIGNABLE[:2]}
    for state in STATES:
        for action in ACTIONS:
            for role in ROLES:
                target, roles = table.get((state, action), ("not-from-this-state", set(ROLES)))
                expected = target if role in roles else "not-your-role"
                lists = action == "add_party" or (state == "in_force" and action in JOINING)
                if lists and closing_rule == "all" and role in roles and (state, action) in table:
                    expected = CLOSED_LIST
                if action == "lapse" and state in (*STATES[:4], "declined"):
                    expected = "not-at-this-stage"  # of an amendment alone
                assert outcome(state, action, facts, role) == expected, (state, action, role)


def test_the_table_has_exactly_the_states_and_actions_of_the_regulation() -> None:
    assert [state.value for state in PROCESS.states] == STATES
    assert list(dict.fromkeys(move.action for move in PROCESS.moves)) == ACTIONS


BREAKS = {
    "amendment-open": {"amendment": Amending()},
    "amended-not-in-force": {"amendment": Amending(nothing_open=True, amends=True)},
    "effect-in-past": {"amendment": Amending(nothing_open=True, effective_on=date(2025, 5, 19))},
    "amended-in-force": {"amendment": Amending(nothing_open=True, root_stands=True)},
    "not-the-issuer": {"actor_of_issuer": False},
    "clauses-missing": {"clauses_count": 0},
    "seats-missing": {"seats_count": 1},
    "superior-missing": {"superior_seated": False},
    "obligation-passed": {"asks_ahead": False},
    "no-seat": {"actor_seated": False},
    "seat-signed": {"seat_answer": "signed"},
    "signed-for-another": {"actor_signed": True},
    "seat-answered": {"seat_answer": "declined"},
    "text-changed": {"text_seen": False},
    "not-confirmed": {"confirmed": False},
    "comment-missing": {"comment_given": False},
    "reason-missing": {"reason_given": False},
    "document-missing": {"document_given": False},
    "pact-not-open": {"closing_rule": "all"},
    "seat-taken": {"seat_new": False},
    "nobody-waited-for": at_turn(awaited=False),
    "period-not-ended": {"period_ended": False},
    "seat-entered": {"seat_answer": "entered"},
    "certificate-not-expected": on_file(expected=False),
    "certificate-overtaken": on_file(follows=False),
    "certificate-key-used": on_file(key_free=False),
    "scan-missing": on_paper(scan_given=False),
    "paper-seats-missing": on_paper(hands=()),
    "paper-seat-answered": by_hand(free=False),
    "paper-day-missing": on_paper(signed_on=None),
    "day-in-future": on_paper(signed_on=date(2025, 5, 21)),
    "day-before-text": on_paper(signed_on=date(2025, 5, 19)),
    "paper-mandate": by_hand(mandated=False),
    "paper-two-seats": by_hand(signed_another=True),
    "not-an-attester": on_paper(actor_attests=False),
    "paper-second-person": on_paper(other_entered=False),
    "nothing-to-attest": by_hand(waits=False),
    "obligation-of-another": on_duty(actor_owns=False),
    "obligation-reported": on_duty(unsettled=False),
    "report-missing": on_duty(report_given=False),
    "nothing-reported": on_duty(waits=False),
    "clause-stands": on_duty(released=False),
    "report-second-person": on_duty(other_reported=False),
    "scan-unopened": on_paper(scan_opened=False),
    "paper-not-in-turn": by_hand(came=False),
    "paper-step-full": by_hand(room=False),
    "paper-before-step": by_hand(before_step=True),
    "not-your-turn": at_turn(order=Order((Place(1), Place(2, 2)))),
    "step-full": at_turn(order=Order((Place(1, answer="partial"), Place(2)), {1: 1})),
    "step-too-few": at_turn(order=Order((Place(2),), {1: 2})),
    "seat-expired": at_turn(in_time=False) | by_hand(in_time=False),
    "on-hold": at_turn(held=True),
    "not-on-hold": at_turn(held=False),
    "not-the-holder": at_turn(holder=False, held=True),
    "not-a-party": at_turn(part=False),
    "seat-not-overdue": at_turn(overdue=False),
    "day-not-later": at_turn(later=False),
    "day-passed": at_turn(ahead=False),
    "nothing-to-countersign": at_turn(asked=False),
    "nobody-to-name": at_turn(vacant=False),
    "witness-not-allowed": at_turn(fits=False),
    "holder-not-ended": {"carried": Carrying(to_successor=True, reason_given=True)},
    "not-a-successor": {"carried": Carrying(holder_ended=True, reason_given=True)},
}
ALSO = {
    ("close_by_event", "reason-missing"): {"carried": Carrying(holder_ended=True, to_successor=True)},
    ("extend", "seat-answered"): at_turn(unanswered=False),
    ("decline_further", "signed-for-another"): at_turn(second=False),
}


def test_one_thing_wrong_gives_exactly_its_one_reason() -> None:
    for move in PROCESS.moves:
        for state in move.source:
            for role in move.by:
                facts = before(move.action, IN_ORDER)
                if not move.applies(facts):
                    continue
                assert PROCESS.reasons_against(state, move.action, facts, role) == (), (state, move.action)
                for guard in move.guards:
                    breaks = ALSO.get((move.action, guard.reason), BREAKS[guard.reason])
                    wrong = replace(facts, **breaks)
                    found = PROCESS.reasons_against(state, move.action, wrong, role)
                    assert guard.reason in found and set(found) <= {guard.reason}, (state, move.action, guard.reason)


class Pact(RuleBasedStateMachine):
    """Seats sign and decline in any order: it is in force exactly when its closing rule was met by what was signed."""

    def __init__(self) -> None:
        super().__init__()
        self.state = "frozen"
        self.seats: dict[int, str] = dict.fromkeys(range(4), "waiting")  # 0 is the superior's
        self.steps: dict[int, int] = dict.fromkeys(range(4), 1)
        self.needs: dict[int, int] = {}
        self.further: set[int] = set()  # seats that also ask for a second signature
        self.closing_rule = "all"
        self.began = False

    @precondition(lambda self: not self.began)
    @rule(
        closing_rule=st.sampled_from(["all", "all", "open"]), units=st.integers(1, 4), data=st.data(),
        needed=st.integers(1, 4), further=st.sets(st.integers(0, 4)),
    )  # fmt: skip
    def begin(self, closing_rule: str, units: int, data: st.DataObject, needed: int, further: set[int]) -> None:
        self.began, self.closing_rule, self.state = True, closing_rule, "frozen"
        self.seats = dict.fromkeys(range(units + 1), "waiting")
        ordered = closing_rule == "all"
        self.steps = {place: data.draw(st.integers(1, 3)) if ordered else 1 for place in self.seats}
        first = list(self.steps.values()).count(self.steps[0])
        self.needs = {self.steps[0]: min(needed, first)} if ordered else {}
        self.further = further & set(self.seats) if ordered else set()

    def order(self) -> Order:
        return Order(tuple(Place(p, self.steps[p], answer) for p, answer in self.seats.items()), self.needs)

    def facts(self, place: int, second: bool = False) -> Facts:
        lacks = int(place in self.further)
        asked = second and self.seats.get(place) == "partial"
        turn = replace(TURN, order=self.order(), place=place, lacks=lacks, further=second, asked=asked)
        return replace(
            IN_ORDER,
            closing_rule=self.closing_rule,
            seats_count=len(self.seats),
            superior_signed=self.seats[0] == "signed",
            units_signed=len([p for p, answer in self.seats.items() if p and answer == "signed"]),
            seat_answer=self.seats.get(place, ""),
            actor_seated=place in self.seats,
            seat_capacity="unit" if place else "superior",
            turn=turn,
        )

    def act(self, action: str, place: int, role: str) -> bool:
        try:
            facts = self.facts(place, second=action == "countersign")
            self.state = PROCESS.take(self.state, action, facts, role).target
        except Refused:
            return False
        return True

    def met_before(self, place: int) -> bool:
        return all(self.met(step) for step in set(self.steps.values()) if step < self.steps[place])

    def met(self, step: int) -> bool:
        seats = [p for p in self.seats if self.steps[p] == step]
        return len([p for p in seats if self.seats[p] == "signed"]) >= self.needs.get(step, len(seats))

    @rule(place=st.integers(0, 5))
    def sign(self, place: int) -> None:
        if self.act("sign", place, "secretary" if place else "board_signatory"):
            assert self.seats[place] not in ("signed", "partial"), "nobody signs twice"
            assert self.met_before(place) and not (self.met(self.steps[place]) and self.closing_rule == "all")
            self.seats[place] = "partial" if place in self.further else "signed"

    @rule(place=st.integers(0, 5))
    def countersign(self, place: int) -> None:
        if self.act("countersign", place, "clerk"):
            assert self.seats[place] == "partial", "a second signature stands beside a first one"
            self.seats[place] = "signed"

    @rule(place=st.integers(0, 5))
    def decline(self, place: int) -> None:
        if self.act("decline", place, "secretary" if place else "board_signatory"):
            assert self.seats[place] == "waiting"
            self.seats[place] = "declined"

    @rule()
    def reopen(self) -> None:
        if self.act("reopen", 0, "manager"):
            self.seats = dict.fromkeys(self.seats, "waiting")
            assert self.act("freeze", 0, "manager")

    @invariant()
    def is_in_force_only_by_its_closing_rule(self) -> None:
        signed = {place for place, answer in self.seats.items() if answer == "signed"}
        steps = set(self.steps[place] for place in self.seats)
        met = all(map(self.met, steps)) if self.closing_rule == "all" else 0 in signed and len(signed) > 1
        assert (self.state == "in_force") == met, (self.state, self.seats)

    @invariant()
    def a_declined_text_could_not_have_come_into_force(self) -> None:
        if self.state == "declined":
            step = {p: self.steps[p] for p, answer in self.seats.items() if answer == "declined"}
            left = [p for p in self.seats if p not in step]
            assert any(
                len([p for p in left if self.steps[p] == s]) < self.needs.get(s, len(left) + 1) for s in step.values()
            )


TestPact = Pact.TestCase
