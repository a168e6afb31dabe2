"""What an edition says about recognition: who appraises, how the board votes, how it decides, and for how long."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from .decision import VotingRules
from .edition_values import Name, Reason


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a dossier: what it is called, and whether a proposal needs it."""

    code: str
    name: Name
    required: bool


@dataclass(frozen=True, slots=True)
class RecognitionRules:
    appraisers: tuple[Reason, ...]  # the bodies that are asked, each by code and name
    papers: tuple[Paper, ...]  # what the unit attaches to its proposal
    voting: VotingRules
    symbol: str  # of the decisions, "QĐ/HU"
    term: str  # in which their numbers run, "2020-2025"
    place: str  # where they are dated
    signs_for: Name  # on whose behalf they are signed, "T/M Ban Thường vụ"
    valid_months: int  # from the day of the decision
    receive_days: int
    check_days: int
    completion_days: int  # for the unit, after its dossier was returned
    appraise_days: int
    answer_days: int  # for the answer to an objection or petition, from the day on which it was received
    vote_days: int  # from the end of the comments to the vote, and from there to the decision

    @property
    def bodies(self) -> tuple[str, ...]:
        """The codes of the appraising bodies."""
        return tuple(body.code for body in self.appraisers)

    def valid_to(self, decided_on: date) -> date:
        """The day on which a recognition decided on a day holds no more."""
        months = decided_on.year * 12 + decided_on.month - 1 + self.valid_months
        year, month = divmod(months, 12)
        last = monthrange(year, month + 1)[1]
        if decided_on.day > last:  # a year from 29 February ends after 28 February, a month from 31 January likewise
            return date(year, month + 1, last) + timedelta(days=1)
        return date(year, month + 1, decided_on.day)
