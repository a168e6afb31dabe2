"""Amendments as they are stored: which agreement each changes, from when, and the text in force on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.commitment import PROCESS, SIGNED, State
from states.commitment_amendment import Amending, Change, Clause, Effect, effective_on, first_text, text_on

from ..clock import day_of
from ..models import Agreement, AgreementText, Amendment, Case, Seat
from .reach import Reading


@dataclass(frozen=True, slots=True)
class Amends:
    """The agreement that a case amends, the amendment's number in it, and the units that signed it."""

    number: int
    root: Case
    signed: frozenset[int]  # ids of units, the committee's included


@dataclass(frozen=True, slots=True)
class Made:
    """One amendment of an agreement, and the day from which it counts, if its parties have signed."""

    number: int
    case: Case
    effective_on: date | None
    changes: tuple[Change, ...]

    @property
    def effect(self) -> Effect | None:
        """What it does to the text; nothing before its parties have signed."""
        return None if self.effective_on is None else Effect(self.number, self.effective_on, self.changes)


def find_amends(session: Session, case_id: int) -> Amends | None:
    """What a case amends; None for an agreement that stands by itself."""
    asked = select(Amendment.number, Case).join(Case, Amendment.case_id == Case.id)
    row = session.execute(asked.where(Amendment.amendment_id == case_id)).one_or_none()
    if row is None:
        return None
    seats = select(Seat.unit_id).join(Agreement, Agreement.case_id == Seat.case_id)
    seats = seats.where(Seat.case_id == row.Case.id, Seat.version == Agreement.version, Seat.answer == SIGNED)
    return Amends(row.number, row.Case, frozenset(session.scalars(seats)))


def list_made(session: Session, root_id: int) -> list[Made]:
    """The amendments of an agreement, also those being written and those given up, in their order."""
    rows = session.execute(
        select(Amendment.number, Case, Agreement, AgreementText)
        .join(Case, Amendment.amendment_id == Case.id)
        .join(Agreement, Agreement.case_id == Case.id)
        .outerjoin(AgreementText, (AgreementText.case_id == Case.id) & (AgreementText.version == Agreement.version))
        .where(Amendment.case_id == root_id)
        .order_by(Amendment.number)
    )
    return [_made(*row) for row in rows]


def _made(number: int, case: Case, agreement: Agreement, text: AgreementText | None) -> Made:
    day = effect_of(agreement, text)
    return Made(number, case, day, changes_of(text.content["amends"]) if day and text else ())


def effect_of(agreement: Agreement, text: AgreementText | None) -> date | None:
    """The day from which an amendment counts; None while its parties have not signed."""
    if agreement.in_force_at is None or text is None:
        return None
    return effective_on(day_of(agreement.in_force_at), named_day(text.content["amends"]))


def changes_of(said: Mapping[str, Any]) -> tuple[Change, ...]:
    """The changes that an amendment says."""
    return tuple(Change(one["kind"], one["clause"], one["text"]) for one in said.get("changes", ()))


def named_day(said: Mapping[str, Any]) -> date | None:
    """The day of effect that an amendment names, if it names one."""
    return date.fromisoformat(said["from"]) if said.get("from") else None


def amending_facts(reading: Reading, case: Case, amends: Amends | None, said: Mapping[str, Any]) -> Amending:
    """What the guards ask of amendments: of the one this case is, or of those it has."""
    if amends is not None:
        state = amends.root.state
        return Amending(
            amends=True, root_stands=state == State.IN_FORCE, root_kept=state == State.COMPLETED,
            effective_on=named_day(said), today=reading.today,
        )  # fmt: skip
    if case.state != State.IN_FORCE:
        return Amending(today=reading.today)
    made = list_made(reading.session, case.id)
    return Amending(nothing_open=not any(_is_open(one, reading.today) for one in made), today=reading.today)


def _is_open(made: Made, today: date) -> bool:
    counts = made.effective_on is not None and made.effective_on <= today
    return not counts and made.case.state not in PROCESS.final


def first_clauses(session: Session, root_id: int) -> tuple[Clause, ...]:
    """The clauses of an agreement as it was signed first."""
    version = session.get_one(Agreement, root_id).version
    content = session.get_one(AgreementText, (root_id, version)).content
    return first_of(content)


def asking_of(session: Session, root_id: int) -> set[str]:
    """The ids of the clauses of an agreement that ask something of somebody."""
    version = session.get_one(Agreement, root_id).version
    content = session.get_one(AgreementText, (root_id, version)).content
    return {one["id"] for one in content["clauses"] if one.get("obligation")}


def first_of(content: Mapping[str, Any]) -> tuple[Clause, ...]:
    """The clauses of a text as it was signed first, each counted in its article where it has one."""
    articles = {one["id"]: number for number, one in enumerate(content.get("articles", ()), start=1)}
    counted, found = Counter[int](), []
    for one in content["clauses"]:
        article = articles.get(one.get("article", ""), 0)
        counted[article] += 1
        found.append((one["id"], one["text"], article, counted[article]))
    return first_text(found)


def clauses_on(session: Session, root_id: int, day: date) -> tuple[Clause, ...]:
    """The clauses of an agreement with what its amendments have made of them by a day."""
    effects = (one.effect for one in list_made(session, root_id))
    return text_on(day, first_clauses(session, root_id), [one for one in effects if one is not None])
