"""Votes: when a meeting counts, and when it carries a motion."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.decision import DEFECTS, Meeting, Ratio, Tally, VotingRules, defects, is_carried

RULES = VotingRules(Ratio(2, 3), Ratio(1, 2))
NINE = tuple("ABCDEFGHI")


def vote(present: str, tally: tuple[int, int, int], recused: str = "", members: str = "ABCDEFGHI") -> tuple[str, ...]:
    return defects(Meeting(tuple(members), tuple(present), tuple(recused)), Tally(*tally), RULES)


def test_six_of_nine_are_enough_and_five_are_not():
    assert vote("ABCDEF", (6, 0, 0)) == ()
    assert vote("ABCDE", (5, 0, 0)) == ("quorum-unmet",)


def test_who_is_recused_still_counts_among_the_members_in_office():
    assert vote("ABCDEF", (6, 0, 0), "G") == ()
    assert vote("ABCDE", (5, 0, 0), "GHI") == ("quorum-unmet",)


def test_who_left_the_committee_is_no_member():
    assert vote("ABCDEF", (6, 0, 0), members="ABCDEGHI") == ("not-a-member", "quorum-unmet")
    assert vote("ABCDEFG", (7, 0, 0), members="ABCDEFHI") == ("not-a-member",)


def test_nobody_counts_twice_whatever_roles_are_held():
    assert vote("ABCDEFF", (6, 0, 0)) == ("member-counted-twice",)
    assert vote("ABCDEFF", (7, 0, 0)) == ("member-counted-twice", "tally-does-not-add-up")
    assert vote("ABCDEE", (5, 0, 0)) == ("member-counted-twice", "quorum-unmet")


def test_who_is_recused_takes_no_part():
    assert vote("ABCDEFG", (7, 0, 0), "G") == ("recused-took-part",)


@pytest.mark.parametrize("tally", [(5, 0, 0), (7, 0, 0), (8, -1, -1)])
def test_the_votes_are_as_many_as_those_present(tally):
    assert vote("ABCDEF", tally) == ("tally-does-not-add-up",)


def test_a_committee_without_members_decides_nothing():
    assert "quorum-unmet" in vote("", (0, 0, 0), members="")


def test_more_than_half_of_all_members_must_agree_not_of_those_present():
    six = Meeting(NINE, tuple("ABCDEF"))
    assert is_carried(six, Tally(5, 1, 0), RULES)
    assert not is_carried(six, Tally(4, 0, 2), RULES)
    ten = Meeting(tuple("ABCDEFGHIJ"), tuple("ABCDEFGH"))
    assert not is_carried(ten, Tally(5, 3, 0), RULES), "exactly half is not more than half"


def test_a_share_is_at_most_the_whole():
    for wrong in ((3, 2), (-1, 2), (0, 0)):
        with pytest.raises(ValueError):
            Ratio(*wrong)
    assert str(Ratio(2, 3)) == "2/3"


people = st.lists(st.sampled_from("ABCDEFGHIJK"), max_size=12)
shares = st.integers(1, 12).flatmap(lambda below: st.integers(0, below).map(lambda above: Ratio(above, below)))


@given(people, people, people, st.tuples(*[st.integers(-1, 9)] * 3), shares, shares)
def test_a_vote_without_defects_meets_every_rule_in_fractions(members, present, recused, counts, quorum, majority):
    meeting = Meeting(tuple(members), tuple(present), tuple(recused))
    tally, rules = Tally(*counts), VotingRules(quorum, majority)
    found = defects(meeting, tally, rules)
    assert set(found) <= set(DEFECTS)
    share = Fraction(len(present), len(members)) if members else Fraction(0)
    sound = (
        len(set(present)) == len(present) > 0
        and len(set(members)) == len(members)
        and set(present) <= set(members)
        and set(recused) <= set(members)
        and not set(present) & set(recused)
        and share >= Fraction(quorum.numerator, quorum.denominator)
        and min(counts) >= 0
        and sum(counts) == len(present)
    )
    assert (found == ()) == sound
    agreed = sound and Fraction(counts[0], len(members)) > Fraction(majority.numerator, majority.denominator)
    assert is_carried(meeting, tally, rules) == agreed
