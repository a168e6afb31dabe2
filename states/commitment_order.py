"""Whose turn it is to sign: the seats of one step together, and a step only when all those before it are complete."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from .guards import Guard

WAITING, SIGNED, REFUSED = "waiting", "signed", "declined"  # what became of a seat
ENTERED = "entered"  # signed on paper, says one person; a second one has not attested it yet
PARTIAL = "partial"  # signed, but a further signature that was asked for beside it is still missing
EXPIRED = "expired"  # its last day passed without an answer
HOLDING = (SIGNED, PARTIAL, ENTERED)  # nobody else of the step takes its place
COUNTERSIGN, WITNESS = "countersign", "witness"  # further signatures beside that of a seat
TITLES = ("tm", "kt", "tl")  # how a person signs: on behalf of the committee, for its head, by its order


@dataclass(frozen=True, slots=True)
class Place:
    """One seat as the order sees it."""

    number: int
    step: int = 1
    answer: str = WAITING


@dataclass(frozen=True, slots=True)
class Order:
    """All seats of a text, and how many signatures each step needs; a step that says nothing needs all of its seats."""

    places: tuple[Place, ...] = ()
    needs: Mapping[int, int] = field(default_factory=dict)

    def lacking(self, step: int) -> int:
        """How many signatures a step still needs."""
        seats = [one for one in self.places if one.step == step]
        return self.needs.get(step, len(seats)) - len([one for one in seats if one.answer == SIGNED])

    def came(self, number: int) -> bool:
        """Whether every step before that of a seat is complete."""
        return number in self._steps() and all(self.lacking(step) <= 0 for step in self._before(number))

    def has_room(self, number: int) -> bool:
        """Whether the step of a seat still needs a signature that nobody else of the step has begun to give."""
        mates = self._mates(number)
        needed = self.needs.get(self._steps().get(number, 0), len(mates) + 1)
        return number in self._steps() and len([one for one in mates if one.answer in HOLDING]) < needed

    def complete_with(self, number: int) -> bool:
        """Whether every step is complete once this seat has signed too."""
        after = self.assuming({number})
        return bool(self.places) and all(after.lacking(step) <= 0 for step in set(self._steps().values()))

    def spares(self, number: int) -> bool:
        """Whether the step of a seat can be completed without it."""
        left = [one for one in self._mates(number) if one.answer != REFUSED]
        return len(left) >= self.needs.get(self._steps().get(number, 0), len(self._mates(number)) + 1)

    def is_possible(self) -> bool:
        """Whether no step asks for more signatures than it has seats."""
        steps = list(self._steps().values())
        return all(1 <= needed <= steps.count(step) for step, needed in self.needs.items())

    def assuming(self, numbers: Collection[int]) -> Order:
        """The order as it would be if these seats had signed."""
        return replace(
            self, places=tuple(replace(one, answer=SIGNED) if one.number in numbers else one for one in self.places)
        )

    def before(self, number: int) -> set[int]:
        """The seats of the steps before that of a seat."""
        steps = self._before(number)
        return {one.number for one in self.places if one.step in steps}

    def _steps(self) -> dict[int, int]:
        return {one.number: one.step for one in self.places}

    def _before(self, number: int) -> set[int]:
        steps = self._steps()
        return {step for step in steps.values() if step < steps.get(number, 0)}

    def _mates(self, number: int) -> list[Place]:
        step = self._steps().get(number)
        return [one for one in self.places if one.step == step and one.number != number]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Where the seat that is acted for stands. What nobody states counts against the act."""

    order: Order = Order()
    place: int = 0
    in_time: bool = False  # its last day has not passed
    held: bool = True  # signing is on hold
    holder: bool = False  # the actor leads the agreement, or speaks for the party that put signing on hold
    part: bool = False  # the actor leads the agreement or speaks for a seat
    overdue: bool = False  # its last day has passed without an answer, which is not noted yet
    unanswered: bool = False  # it has neither signed nor declined
    later: bool = False  # the new last day has not passed and comes after the one before
    ahead: bool = False  # no last day that was set for a seat has passed
    asked: bool = False  # beside its signature a further one is the actor's to give
    lacks: int = 0  # further signatures that were asked for and are not given
    further: bool = False  # the act gives one of them
    awaited: bool = False  # somebody could sign now, for a seat or beside one
    second: bool = False  # the actor may answer for whoever is asked beside the seat: not who signed for it
    vacant: bool = False  # a further signature was declined, or waits for a witness who can still be another
    fits: bool = False  # the unit that is named may give it

    @property
    def counts(self) -> bool:
        """With this act nothing is missing at the seat."""
        return self.lacks <= self.further


Rule = Guard[Turn]

came = Rule("not-your-turn", "Every step before that of the seat is complete.", lambda t: t.order.came(t.place))
room = Rule("step-full", "The step of the seat still needs a signature.", lambda t: t.order.has_room(t.place))
in_time = Rule("seat-expired", "The last day of the seat has not passed.", lambda t: t.in_time)
running = Rule("on-hold", "Signing is not on hold.", lambda t: not t.held)
TURN = (came, room, in_time, running)

held = Rule("not-on-hold", "Signing is on hold.", lambda t: t.held)
holder = Rule("not-the-holder", "Who put signing on hold, or leads the agreement, lets it go on.", lambda t: t.holder)
part = Rule("not-a-party", "Who leads the agreement, or speaks for a seat, puts signing on hold.", lambda t: t.part)
overdue = Rule("seat-not-overdue", "The last day of the seat has passed without an answer.", lambda t: t.overdue)
unanswered = Rule("seat-answered", "The seat has neither signed nor declined.", lambda t: t.unanswered)
later = Rule("day-not-later", "The new last day is to come, after the one before.", lambda t: t.later)
asked = Rule("nothing-to-countersign", "A further signature is the actor's to give.", lambda t: t.asked)
ahead = Rule("day-passed", "No last day that was set for a seat has passed.", lambda t: t.ahead)
second = Rule("signed-for-another", "Not who signed for the seat answers for the second hand.", lambda t: t.second)
vacant = Rule("nobody-to-name", "A further signature is to be given by somebody named anew.", lambda t: t.vacant)
fits = Rule("witness-not-allowed", "The unit that is named may sign beside that seat.", lambda t: t.fits)
awaited = Rule("nobody-waited-for", "Somebody could sign now and has not.", lambda t: t.awaited)
possible = Rule("step-too-few", "No step asks for more signatures than it has seats.", lambda t: t.order.is_possible())
