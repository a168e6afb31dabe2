"""Who may give which mandate, and who may stand in for whom: what no page and no service decides by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from . import roles

GRANTING = (*roles.MANAGING, roles.SYSTEM)
# How far a mandate usually reaches; the form proposes it.
USUAL_REACH = {
    roles.CLERK: roles.SELF, roles.SECRETARY: roles.SELF, roles.MANAGER: roles.SUBTREE, roles.AUDITOR: roles.SUBTREE,
    roles.ADMINISTRATOR: roles.SUBTREE,
}  # fmt: skip
LONGEST_ABSENCE = timedelta(days=92)

# Role of the absent person -> what the other must hold at the same unit. Who is not here is not stood in for: members
# of a team and members in charge are named in the file itself, and the power to give mandates is not lent.
STANDS_IN: dict[str, tuple[str, ...]] = {
    roles.CLERK: (roles.CLERK, roles.SECRETARY),
    roles.SECRETARY: (roles.CLERK, roles.SECRETARY),
    roles.REVIEWER: (roles.REVIEWER, roles.APPRAISER, roles.MANAGER),
    roles.APPRAISER: (roles.APPRAISER, roles.REVIEWER),
    roles.BOARD_SECRETARY: (roles.BOARD_SECRETARY, roles.BOARD_SIGNATORY),
    roles.BOARD_SIGNATORY: (roles.BOARD_SIGNATORY,),
}


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a mandate reaches: from which place of the tree, and in which programme only (None: in all)."""

    reach: str
    path: str
    programme: int | None = None


def covers(own: Extent, other: Extent, issuer_path: str = "") -> bool:
    """Whether everything that `other` reaches is reached by `own` too.

    `issuer_path`: where the issuer of `other`'s programme stands, when `other` reaches all of a programme.
    """
    if own.programme is not None and own.programme != other.programme:
        return False
    if own.reach == roles.PROGRAMME:
        return own.programme is not None
    if other.reach == roles.PROGRAMME:
        return own.reach == roles.SUBTREE and _within(issuer_path, own.path) and _within(other.path, own.path)
    if own.reach == roles.SUBTREE:
        return _within(other.path, own.path)
    if own.reach == roles.CHILDREN:
        return other.reach == roles.SELF and other.path.rpartition(".")[0] == own.path != ""
    return other.reach == roles.SELF and other.path == own.path


def _within(path: str, own_path: str) -> bool:
    return roles.reaches(roles.SUBTREE, own_path=own_path, path=path)


def may_give(role: str, given: str) -> bool:
    """Whether somebody in one role may give, or take away, a mandate of another."""
    return role in GRANTING and (given != roles.ADMINISTRATOR or role != roles.MANAGER)


@dataclass(frozen=True, slots=True)
class Absence:
    """What is known when somebody is to stand in for an absent person from one day to another (not included)."""

    role: str  # of the mandate
    holds: bool  # the mandate is in force on the first day, and to the last
    is_stand_in: bool  # the mandate is itself held in somebody else's place
    same_person: bool
    held_there: Collection[str]  # the roles that the other holds at the same unit, in his or her own right
    taken: bool  # somebody else stands in already during these days
    today: date
    first: date
    end: date


def why_not_stand_in(absence: Absence) -> tuple[str, ...]:
    """Every reason why this person cannot stand in; empty when nothing stands in the way."""
    reasons = {
        "stand-in-role": absence.role not in STANDS_IN,
        "stand-in-passed-on": absence.is_stand_in,
        "stand-in-oneself": absence.same_person,
        "stand-in-elsewhere": absence.role in STANDS_IN
        and not absence.same_person
        and set(STANDS_IN[absence.role]).isdisjoint(absence.held_there),
        "stand-in-taken": absence.taken,
        "day-over": absence.first < absence.today,
        "ends-before-it-begins": absence.end <= absence.first,
        "stand-in-too-long": absence.end - absence.first > LONGEST_ABSENCE,
        "stand-in-beyond": not absence.holds,
    }
    return tuple(code for code, applies in reasons.items() if applies)
