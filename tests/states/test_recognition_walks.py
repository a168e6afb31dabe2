"""Recognition: whatever people do in whatever order, nothing is published that should not be."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from states.decision import Meeting, Ratio, Tally, VotingRules, defects, is_carried
from states.process import Refused
from states.recognition import PROCESS, Facts

RULES = VotingRules(Ratio(2, 3), Ratio(1, 2))
PEOPLE, BODIES, KNOCK_OUTS = "ABCDEFG", ("organisation", "inspection"), ("discipline", "figures")
BOARD, TELLER, OFFICE = "board_signatory", "board_secretary", "reviewer"
WINDOW = 5
Counts = tuple[int, int, int]


@dataclass
class Vote:
    day: int
    members: tuple[str, ...]
    present: tuple[str, ...]
    recused: tuple[str, ...]
    tally: Tally
    by: str
    confirmed: str = ""


@dataclass
class World:
    """What the register knows; the facts are computed from it anew before each act, as the services do."""

    state: str = "draft"
    day: int = 0
    members: set[str] = field(default_factory=lambda: set("ABCDEF"))
    of_unit: set[str] = field(default_factory=set)
    left: dict[str, int] = field(default_factory=dict)  # who left the board, and on which day
    opened: int | None = None
    opinions: dict[str, str] = field(default_factory=dict)  # body -> person
    standing: set[str] = field(default_factory=set)  # knock-outs
    objections: list[tuple[str, bool]] = field(default_factory=list)  # admissible or not, and whether answered
    involved: set[str] = field(default_factory=set)
    vote: Vote | None = None

    def members_on(self, day: int) -> tuple[str, ...]:
        return tuple(sorted(self.members | {who for who, gone in self.left.items() if day < gone}))

    def flaws(self, vote: Vote) -> tuple[str, ...]:
        return defects(Meeting(self.members_on(vote.day), vote.present, vote.recused), vote.tally, RULES)

    def facts(self, who: str, vote: Vote | None, **more: object) -> Facts:
        stored = self.vote
        carried = vote is not None and is_carried(
            Meeting(self.members_on(vote.day), vote.present, vote.recused), vote.tally, RULES
        )
        known = Facts(
            actor_of_unit=who in self.of_unit,
            actor_writes_for_unit=True,
            actor_of_issuer=True,
            actor_involved=who in self.involved,
            reason_given=True,
            other_open_recognition=False,
            registration_approved=True,
            inspection_met=True,
            commitment_signed=True,
            report_given=True,
            opinion_given=True,
            bodies_silent=len(set(BODIES) - set(self.opinions)),
            knock_outs=len(self.standing),
            window_ended=self.opened is not None and self.day > self.opened + WINDOW,
            in_window=self.opened is not None and self.day <= self.opened + WINDOW,
            objection_given=True,
            objections_unanswered=self.objections.count(("admissible", False)),
            vote_carried=carried,
            tally_recorded=stored is not None,
            tally_confirmed=stored is not None and stored.confirmed != "",
            tally_stands=stored is not None and stored.confirmed != "" and not self.flaws(stored),
            actor_recorded_tally=stored is None or stored.by == who,
            actor_recused=who in self.of_unit or (vote is not None and who in vote.recused),
            number_free=True,
            correction_given=True,
        )
        known = replace(known, vote_defects=self.flaws(vote)) if vote else known
        return replace(known, **more)  # type: ignore[arg-type]


people = st.sampled_from(PEOPLE)
lists = st.lists(people, max_size=7).map(tuple)


class Walk(RuleBasedStateMachine):
    """People who try everything, in an order that nobody thought of."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.decided = False

    def act(self, who: str, role: str, action: str, vote: Vote | None = None, **more: object) -> bool:
        world = self.world
        facts = world.facts(who, vote or world.vote, **more)
        try:
            world.state = PROCESS.take(world.state, action, facts, role).target
        except Refused:
            return False
        if action != "answer":
            world.involved.add(who)
        return True

    @initialize(unit=st.sets(people, max_size=2), far=st.integers(0, 4))
    def begin(self, unit: set[str], far: int = 0) -> None:
        """Begin somewhere on the way: by chance alone few walks would get to a vote."""
        self.world.of_unit = unit
        self.act("X", "secretary", "propose")
        self.act("Y", OFFICE, "accept_dossier")
        self.act("Y", OFFICE, "to_appraisal")
        way = [
            lambda: [self.give_opinion(f"V{number}", body) for number, body in enumerate(BODIES)],
            lambda: self.open_comment("W"),
            lambda: (self.wait(WINDOW + 1), self.open_vote("W")),
            lambda: (self.record_likely_vote("V", 0), self.confirm("W")),
        ]
        for step in way[:far]:
            step()

    @rule(who=people, body=st.sampled_from(BODIES))
    def give_opinion(self, who: str, body: str) -> None:
        given = self.world.opinions
        other = any(known != body and person == who for known, person in given.items())
        if self.act(who, "appraiser", "give_opinion", body_waits=body not in given, actor_of_other_body=other):
            given[body] = who

    @rule(who=people, code=st.sampled_from(KNOCK_OUTS))
    def establish(self, who: str, code: str) -> None:
        stands = code in self.world.standing
        if self.act(who, OFFICE, "establish", knock_out_known=True, knock_out_stands=stands):
            self.world.standing.add(code)

    @rule(who=people, code=st.sampled_from(KNOCK_OUTS))
    def lift(self, who: str, code: str) -> None:
        if self.act(who, BOARD, "lift", knock_out_chosen=code in self.world.standing):
            self.world.standing.discard(code)

    @rule(who=people)
    def open_comment(self, who: str) -> None:
        if self.act(who, BOARD, "open_comment"):
            self.world.opened = self.world.day

    @rule(who=people, kind=st.sampled_from(("admissible", "inadmissible")))
    def object(self, who: str, kind: str) -> None:
        if self.act(who, OFFICE, "object"):
            self.world.objections.append((kind, False))

    @precondition(lambda self: self.world.objections)
    @rule(who=st.sampled_from(PEOPLE + "Z"), data=st.data())
    def answer(self, who: str, data: st.DataObject) -> None:
        number = data.draw(st.integers(0, len(self.world.objections) - 1))
        kind, answered = self.world.objections[number]
        if self.act(who, OFFICE, "answer", objection_open=kind == "admissible" and not answered):
            self.world.objections[number] = (kind, True)

    @rule(days=st.integers(1, WINDOW + 1))
    def wait(self, days: int) -> None:
        self.world.day += days

    @rule(who=people)
    def open_vote(self, who: str) -> None:
        self.act(who, BOARD, "open_vote")

    @rule(who=people, present=lists, recused=lists, counts=st.tuples(*[st.integers(-1, 6)] * 3))
    def record_any_vote(self, who: str, present: tuple[str, ...], recused: tuple[str, ...], counts: Counts) -> None:
        self.record(who, present, recused, Tally(*counts))

    @rule(who=people, against=st.integers(0, 2))
    def record_likely_vote(self, who: str, against: int) -> None:
        present = tuple(sorted(self.world.members - self.world.of_unit))
        self.record(who, present, (), Tally(len(present) - against, against, 0))

    def record(self, who: str, present: tuple[str, ...], recused: tuple[str, ...], tally: Tally) -> None:
        world = self.world
        recused += tuple(world.of_unit & set(world.members_on(world.day)))  # belonging to the unit is reason enough
        vote = Vote(world.day, world.members_on(world.day), present, recused, tally, who)
        if self.act(who, TELLER, "record_vote", vote):
            world.vote = vote

    @rule(who=people)
    def confirm(self, who: str) -> None:
        if self.act(who, BOARD, "confirm_vote"):
            assert self.world.vote is not None
            self.world.vote.confirmed = who

    @rule(who=people)
    def depart(self, who: str) -> None:
        if len(self.world.members) > 4 and who in self.world.members:
            self.world.members.discard(who)
            self.world.left[who] = self.world.day

    @rule(who=people)
    def decide_yes(self, who: str) -> None:
        if not self.act(who, BOARD, "decide_yes"):
            return
        world, vote = self.world, self.world.vote
        assert vote is not None and vote.confirmed and vote.confirmed != vote.by
        assert len(set(vote.present)) == len(vote.present), "a member was counted twice"
        assert 3 * len(vote.present) >= 2 * len(set(vote.members)), "quorum unmet"
        assert set(vote.present) <= set(vote.members), "a stranger took part"
        assert not set(vote.present) & (set(vote.recused) | world.of_unit), "somebody recused took part"
        assert not {w for w, day in world.left.items() if day <= vote.day} & set(vote.present), "one who left took part"
        assert 2 * vote.tally.in_favour > len(set(vote.members)), "no majority of all members"
        assert world.opened is not None and vote.day > world.opened + WINDOW, "voted while comments were open"
        assert ("admissible", False) not in world.objections, "an objection was not answered"
        assert set(world.opinions) == set(BODIES) and len(set(world.opinions.values())) == len(BODIES)
        assert not world.standing, "a fact excludes it"
        self.decided = True

    @rule(who=people)
    def publish(self, who: str) -> None:
        if self.act(who, "manager", "publish"):
            assert not self.world.standing, "a fact excludes it"

    @rule(first=people, second=people)
    def try_to_finish(self, first: str, second: str) -> None:
        self.confirm(first)
        self.decide_yes(second)
        self.publish(second)

    @invariant()
    def nothing_is_published_but_what_was_decided(self) -> None:
        assert self.decided == (self.world.state in ("decided", "published"))


def test_no_sequence_of_acts_publishes_what_the_rules_forbid():
    run_state_machine_as_test(Walk, settings=settings(max_examples=200, stateful_step_count=50, deadline=None))


def test_the_walk_does_reach_publication():
    walk = Walk()
    walk.begin({"F"})
    for body, who in zip(BODIES, "AB", strict=True):
        walk.give_opinion(who, body)
    walk.open_comment("A")
    walk.object("B", "admissible")
    walk.wait(WINDOW + 1)
    walk.open_vote("A")
    assert walk.world.state == "public_comment", "an objection waits for its answer"
    walk.answer("Z", _Draw())
    walk.open_vote("A")
    walk.record_likely_vote("A", 0)
    walk.decide_yes("B")
    assert walk.world.state == "voting", "nobody confirmed the tally"
    walk.confirm("B")
    walk.decide_yes("C")
    walk.publish("D")
    assert walk.world.state == "published"


class _Draw:
    def draw(self, strategy: object) -> int:
        return 0
