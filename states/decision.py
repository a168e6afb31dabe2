"""A vote of a committee: who counts, whether the meeting was valid, and whether the motion was carried.

Only tallies are known, never who voted how. Ratios are compared in whole numbers, so that nothing is ever rounded.
"""

from __future__ import annotations

from dataclasses import dataclass

DEFECTS = ("member-counted-twice", "not-a-member", "recused-took-part", "quorum-unmet", "tally-does-not-add-up")


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share of the members in office: `numerator` of `denominator`, "2/3"."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator or self.denominator == 0:
            raise ValueError(f"no share: {self.numerator}/{self.denominator}")

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"


@dataclass(frozen=True, slots=True)
class VotingRules:
    """At least `quorum` of the members take part; more than `majority` of all members in office must agree."""

    quorum: Ratio
    majority: Ratio


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted."""

    in_favour: int
    against: int
    other: int

    @property
    def cast(self) -> int:
        return self.in_favour + self.against + self.other


@dataclass(frozen=True, slots=True)
class Meeting:
    """Who was there. Each person is named once by a code of the person, whatever roles he or she holds."""

    members: tuple[str, ...]  # in office on the day of the vote
    present: tuple[str, ...]  # took part in the vote
    recused: tuple[str, ...] = ()  # members who may not take part, because the matter is their own


def defects(meeting: Meeting, tally: Tally, rules: VotingRules) -> tuple[str, ...]:
    """Every reason why this vote does not count, out of `DEFECTS`; empty when it is valid, whichever way it went."""
    members, present, recused = set(meeting.members), set(meeting.present), set(meeting.recused)
    counts = (tally.in_favour, tally.against, tally.other)
    taking_part = len(present & members - recused)
    wrong = (
        len(present) != len(meeting.present) or len(members) != len(meeting.members),
        not (present | recused) <= members,
        bool(present & recused),
        not present or taking_part * rules.quorum.denominator < len(members) * rules.quorum.numerator,
        min(counts) < 0 or tally.cast != len(present),
    )
    return tuple(code for code, is_so in zip(DEFECTS, wrong, strict=True) if is_so)


def is_carried(meeting: Meeting, tally: Tally, rules: VotingRules) -> bool:
    """Whether a valid vote agrees: more than the majority's share of all members in office, absent ones included."""
    in_office = len(set(meeting.members))
    return (
        not defects(meeting, tally, rules)
        and tally.in_favour * rules.majority.denominator > in_office * rules.majority.numerator
    )
