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

from states.decision import Meeting, Ratio, Tally, VotingRules, defects
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
        members = self.members_on(vote.day)
        recused = tuple({*vote.recused, *(self.of_unit & set(members))})
        return defects(Meeting(members, vote.present, recused), vote.tally, RULES)

    def facts(self, who: str, vote: Vote | None, **more: object) -> Facts:
        stored = self.vote
        confirmed = stored is not None and stored.confirmed != ""
        known = Facts(
            actor_of_unit=who in self.of_unit,
            actor_writes_for_unit=who == "X",
            actor_of_issuer=True,
            actor_involved=who in self.involved,
            reason_given=True,
            other_open_recognition=False,
            registration_approved=True,
            inspection_met=True,
            commitment_signed=True,
            report_given=True,
            papers_missing=0,
            opinion_given=True,
            bodies_silent=len(set(BODIES) - set(self.opinions)),
            knock_outs=len(self.standing),
            window_ended=self.opened is not None and self.day > self.opened + WINDOW,
            in_window=self.opened is not None and self.day <= self.opened + WINDOW,
            after_result=True,
            objection_given=True,
            objections_unanswered=self.objections.count(("admissible", False)),
            # The count alone, so that no guard hides behind another one: whether it is valid is said beside it.
            vote_carried=vote is not None and 2 * vote.tally.in_favour > len(self.members_on(vote.day)),
            tally_recorded=stored is not None,
            tally_confirmed=confirmed,
            tally_stands=stored is not None and confirmed and not self.flaws(stored),
            actor_recorded_tally=stored is None or stored.by == who,
            actor_recused=who in self.of_unit or (vote is not None and who in vote.recused),
            number_free=True,
            correction_given=True,
        )
        known = replace(known, vote_defects=self.flaws(vote)) if vote else known
        return replace(known, **more)  # type: ignore[arg-type]

    # --- what must hold, reckoned a second time and without the program ---

    def open_objections(self) -> bool:
        return any(kind == "admissible" and not answered for kind, answered in self.objections)

    def assert_window_over(self) -> None:
        assert self.opened is not None and self.day >= self.opened + WINDOW + 1, "while comments were open"
        assert not self.open_objections(), "an objection was not answered"

    def assert_counts(self, vote: Vote | None) -> None:
        assert vote is not None, "there was no vote"
        in_office = {who for who in "ABCDEF" if who not in self.left or self.left[who] > vote.day}
        for number, who in enumerate(vote.present):
            assert who not in vote.present[:number], "a member was counted twice"
            assert who in in_office, "somebody took part who is no member, or was none any more"
            assert who not in vote.recused and who not in self.of_unit, "somebody recused took part"
        assert 3 * len(vote.present) >= 2 * len(in_office), "quorum unmet"
        counts = (vote.tally.in_favour, vote.tally.against, vote.tally.other)
        assert min(counts) >= 0 and sum(counts) == len(vote.present), "the count does not add up"

    def assert_decidable(self) -> None:
        self.assert_counts(self.vote)
        assert self.vote is not None and self.vote.confirmed not in ("", self.vote.by), "no second person confirmed"
        assert self.opened is not None and self.vote.day > self.opened + WINDOW, "voted while comments were open"
        self.assert_window_over()

    def agreed(self) -> bool:
        assert self.vote is not None
        in_office = [who for who in "ABCDEF" if who not in self.left or self.left[who] > self.vote.day]
        return self.vote.tally.in_favour > len(in_office) - self.vote.tally.in_favour


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
        assert role == "secretary" or who not in world.of_unit, "somebody acted on the own unit"
        if action != "answer":
            world.involved.add(who)
        return True

    @initialize(unit=st.sets(people, max_size=2), far=st.sampled_from((0, 1, 2, 2, 3, 3, 3, 4, 4, 5, 6, 6)))
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
            lambda: self.record_likely_vote("V", 0),
            lambda: self.confirm("W"),
            lambda: (self.decide_yes("W"), self.publish("W")),
        ]
        for step in way[:far]:
            step()

    @rule(who=people, body=st.sampled_from(BODIES))
    def give_opinion(self, who: str, body: str) -> None:
        given = self.world.opinions
        other = any(known != body and person == who for known, person in given.items())
        if self.act(who, "appraiser", "give_opinion", body_waits=body not in given, actor_of_other_body=other):
            assert body not in given and who not in given.values(), "a body spoke twice, or a person for two"
            given[body] = who

    @rule(who=people, code=st.sampled_from(KNOCK_OUTS))
    def establish(self, who: str, code: str) -> None:
        stands = code in self.world.standing
        if self.act(who, OFFICE, "establish", knock_out_known=True, knock_out_stands=stands):
            assert not stands, "established twice"
            self.world.standing.add(code)

    @rule(who=people, code=st.sampled_from(KNOCK_OUTS))
    def lift(self, who: str, code: str) -> None:
        if self.act(who, BOARD, "lift", knock_out_chosen=code in self.world.standing):
            self.world.standing.remove(code)

    @rule(who=people)
    def open_comment(self, who: str) -> None:
        if self.act(who, BOARD, "open_comment"):
            assert set(self.world.opinions) == set(BODIES), "a body was not heard"
            assert not self.world.standing, "a fact excludes it"
            self.world.opened = self.world.day

    @rule(who=people, kind=st.sampled_from(("admissible", "inadmissible")))
    def object(self, who: str, kind: str) -> None:
        if self.act(who, OFFICE, "object"):
            assert self.world.opened is not None and self.world.day <= self.world.opened + WINDOW, "too late"
            self.world.objections.append((kind, False))

    @rule(who=st.sampled_from(PEOPLE + "X"), kind=st.sampled_from(("admissible", "inadmissible")))
    def petition(self, who: str, kind: str) -> None:
        before = self.world.state
        if self.act(who, "secretary" if who == "X" else OFFICE, "petition"):
            assert before == self.world.state in ("published", "not_recognised"), "a petition changed something"
            self.world.objections.append((kind, False))

    @precondition(lambda self: self.world.objections)
    @rule(who=st.sampled_from(PEOPLE + "Z"), data=st.data())
    def answer(self, who: str, data: st.DataObject) -> None:
        number = data.draw(st.integers(0, len(self.world.objections) - 1))
        kind, answered = self.world.objections[number]
        before, took_part = self.world.state, who in self.world.involved
        if self.act(who, OFFICE, "answer", objection_open=kind == "admissible" and not answered):
            assert kind == "admissible" and not answered, "there was nothing to answer"
            assert not took_part and before == self.world.state
            self.world.objections[number] = (kind, True)

    @rule(days=st.integers(1, WINDOW + 1))
    def wait(self, days: int) -> None:
        self.world.day += days

    @rule(who=people)
    def open_vote(self, who: str) -> None:
        if self.act(who, BOARD, "open_vote"):
            self.world.assert_window_over()
            assert not self.world.standing, "a fact excludes it"

    @rule(who=people, present=lists, recused=lists, counts=st.tuples(*[st.integers(-1, 6)] * 3))
    def record_any_vote(self, who: str, present: tuple[str, ...], recused: tuple[str, ...], counts: Counts) -> None:
        self.record(who, present, recused, Tally(*counts))

    @rule(who=people, against=st.integers(0, 4))
    def record_likely_vote(self, who: str, against: int) -> None:
        present = tuple(sorted(self.world.members - self.world.of_unit))
        self.record(who, present, (), Tally(len(present) - against, against, 0))

    @rule(who=people)
    def record_spoilt_votes(self, who: str) -> None:
        """Votes in each of which just one thing is wrong."""
        for wrong in ("few", "twice", "stranger", "recused", "recorder", "own unit", "count", "negative"):
            self.record_spoilt_vote(who, wrong)

    def record_spoilt_vote(self, who: str, wrong: str) -> None:
        present = tuple(sorted(self.world.members - self.world.of_unit))
        if wrong == "few":
            present = present[:2]
        elif wrong == "twice":
            present += present[:1]
        elif wrong == "stranger":
            present += (*sorted(self.world.left), "G")[:1]
        elif wrong == "recorder":
            present = tuple(other for other in present if other != who)
        elif wrong == "own unit":
            present += tuple(sorted(self.world.of_unit))[:1]
        tally = Tally(len(set(present)) + (wrong in ("count", "negative")), -1 if wrong == "negative" else 0, 0)
        self.record(who, present, {"recused": present[-1:], "recorder": (who,)}.get(wrong, ()), tally)

    def record(self, who: str, present: tuple[str, ...], recused: tuple[str, ...], tally: Tally) -> None:
        world, before = self.world, self.world.vote
        recused += tuple(world.of_unit & set(world.members_on(world.day)))  # belonging to the unit is reason enough
        vote = Vote(world.day, present, recused, tally, who)
        stood = before is not None and before.confirmed != "" and not world.flaws(before)
        if self.act(who, TELLER, "record_vote", vote):
            assert not stood, "a confirmed tally was replaced"
            assert who not in recused, "somebody recused counted"
            world.assert_counts(vote)
            world.vote = vote

    @rule(who=people)
    def confirm(self, who: str) -> None:
        vote = self.world.vote
        stood = vote is not None and vote.confirmed != "" and not self.world.flaws(vote)
        if self.act(who, BOARD, "confirm_vote"):
            self.world.assert_counts(vote)
            assert vote is not None and who != vote.by and who not in vote.recused and not stood
            vote.confirmed = who

    @rule(who=people)
    def depart(self, who: str) -> None:
        if len(self.world.members) > 4 and who in self.world.members:
            self.world.members.discard(who)
            self.world.left[who] = self.world.day

    @rule(who=people)
    def join_the_unit(self, who: str) -> None:
        if len(self.world.of_unit) < 2:
            self.world.of_unit.add(who)

    @rule(who=people)
    def decide_yes(self, who: str) -> None:
        if self.act(who, BOARD, "decide_yes"):
            self.world.assert_decidable()
            assert self.world.vote is not None and who not in self.world.vote.recused
            assert self.world.agreed(), "no majority of all members"
            assert set(self.world.opinions) == set(BODIES) and len(set(self.world.opinions.values())) == len(BODIES)
            assert not self.world.standing, "a fact excludes it"
            self.decided = True

    @rule(who=people)
    def decide_no(self, who: str) -> None:
        if self.act(who, BOARD, "decide_no"):
            self.world.assert_decidable()
            assert self.world.vote is not None and who not in self.world.vote.recused
            assert not self.world.agreed(), "the board had agreed"

    @rule(who=people)
    def exclude(self, who: str) -> None:
        if self.act(who, BOARD, "exclude"):
            assert self.world.standing, "nothing excludes it"

    @rule(who=people)
    def publish(self, who: str) -> None:
        if self.act(who, "manager", "publish"):
            assert not self.world.standing, "a fact excludes it"

    @rule(who=people)
    def revoke(self, who: str) -> None:
        self.act(who, BOARD, "revoke")

    @rule(first=people, second=people)
    def try_to_finish(self, first: str, second: str) -> None:
        self.confirm(first)
        self.decide_no(second)
        self.decide_yes(second)
        self.publish(second)

    @invariant()
    def nothing_is_published_but_what_was_decided(self) -> None:
        assert self.decided == (self.world.state in ("decided", "published", "revoked"))


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
    walk.petition("X", "admissible")
    walk.revoke("A")
    walk.answer("A", _Draw(1))
    assert walk.world.open_objections(), "whoever took part does not answer"
    walk.answer("Z", _Draw(1))
    assert walk.world.state == "revoked" and not walk.world.open_objections()


class _Draw:
    def __init__(self, number: int = 0) -> None:
        self.number = number

    def draw(self, strategy: object) -> int:
        return self.number
