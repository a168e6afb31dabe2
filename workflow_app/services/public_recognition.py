"""The public page of one recognition, made of what its signed entries open, with checks that are really made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.deadline import AFTER, Start
from states.programme import Edition as Rules
from states.working_days import WorkingDays

from ..clock import day_of
from ..formats import window_closes_at
from ..house import House
from ..models import Case, Edition, RecognitionObjection
from .disclosure import COMMENTED, PUBLISHED, read_public
from .edition import rules_of
from .errors import NotFound
from .proofs import Head, head_within, served_head
from .public_history import Checks, Step, check, list_rows, step_of
from .public_related import Related, list_related

VALID, EXPIRED, REVOKED, CORRECTED, MISMATCH, UNDER_WAY = (
    "valid", "expired", "revoked", "corrected", "mismatch", "under_way",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TextVersion:
    """What a decision says of the unit, from its issue or from a correction on."""

    number: int
    unit: str
    superior: str
    title: str
    at: datetime
    reason: str  # of the correction; "" for the first


@dataclass(frozen=True, slots=True)
class Pace:
    """One part of the way: the days it took, and the days the programme gives it, counted as it counts them."""

    part: str  # receive | check | appraise | comment | vote | publish
    days: int
    allowed: int
    began: date
    ended: date

    @property
    def late(self) -> int:
        return max(0, self.days - self.allowed)


@dataclass(frozen=True, slots=True)
class PublicRecognition:
    """Everything the page shows; what the edition has not opened is None or empty."""

    code: str
    state: str
    period: str
    programme: Rules
    unit: str | None
    superior: str | None
    decision: Mapping[str, Any] | None
    revocation: Mapping[str, Any] | None
    revoked_on: date | None
    vote: Mapping[str, Any] | None
    texts: tuple[TextVersion, ...]  # oldest first
    comment_from: date | None
    comment_closes_at: datetime | None
    published_on: date | None
    paces: tuple[Pace, ...]
    under_review: bool  # an objection or petition waits for an answer
    objections: int
    answers: int
    steps: tuple[Step, ...]  # newest first
    checks: Checks
    head: Head | None
    checked_at: datetime
    rolled_back: bool
    related: tuple[Related, ...]

    @property
    def valid_to(self) -> date | None:
        """The day on which it holds no more."""
        return date.fromisoformat(self.decision["valid_to"]) if self.decision else None

    @property
    def comments_ended(self) -> bool:
        """Whether the time for comments is over."""
        return self.comment_closes_at is not None and self.checked_at >= self.comment_closes_at

    def verdict(self, text: int = 0) -> str:
        """Exactly one answer about the recognition, or about one of its texts if a number is given."""
        if self.checks.verdict == "bad":
            return MISMATCH
        if self.state == "revoked":
            return REVOKED
        if self.state in COMMENTED or not self.texts:
            return UNDER_WAY
        if self.state == "expired" or (self.valid_to is not None and day_of(self.checked_at) >= self.valid_to):
            return EXPIRED
        return CORRECTED if text and text < len(self.texts) else VALID


def read(house: House, code: str) -> PublicRecognition:
    """The public recognition with this code; `NotFound` for everything that is not public, as if it did not exist."""
    served = served_head(house)
    with house.db.reading_public() as session:
        head = head_within(house, session, served)
        public = (Case.process == "recognition", Case.state.in_((*COMMENTED, *PUBLISHED)))
        found = session.execute(
            select(Case, Edition).join(Edition, Case.edition_id == Edition.id).where(Case.code == code, *public)
        ).one_or_none()
        if found is None:
            raise NotFound(code)
        rows = list_rows(session, found.Case.id, house.keys.entry_verifier)
        shown = read_public(session, {row.entry.id: row.body for row in rows})
        steps = tuple(step_of(row, shown) for row in rows)
        checks = check(session, found.Case, rows, shown, head)
        related, waits = list_related(session, found.Case), _waits(session, found.Case)
        return _compose(house, found.Case, rules_of(found.Edition), related, steps, checks, head, waits)


def _waits(session: Session, case: Case) -> bool:
    """Whether something that was admitted has no answer yet."""
    open_ = (RecognitionObjection.admissible.is_(True), RecognitionObjection.answered_at.is_(None))
    asked = select(RecognitionObjection.number).where(RecognitionObjection.case_id == case.id, *open_)
    return session.scalar(asked.limit(1)) is not None


def _compose(
    house: House, case: Case, rules: Rules, related: tuple[Related, ...], steps: tuple[Step, ...], checks: Checks,
    head: Head | None, under_review: bool,
) -> PublicRecognition:  # fmt: skip
    unit = _last(steps, "propose", "unit") or {}
    window = _last(steps, "open_comment", "window")
    opened = date.fromisoformat(window["opened_on"]) if window else None
    return PublicRecognition(
        code=case.code,
        state=case.state,
        period=case.period,
        programme=rules,
        unit=unit.get("name"),
        superior=unit.get("superior"),
        decision=_last(steps, "decide_yes", "decision"),
        revocation=_last(steps, "revoke", "decision"),
        revoked_on=_day(steps, "revoke"),
        vote=_last(steps, "record_vote", "vote"),
        texts=_texts(steps),
        comment_from=opened,
        comment_closes_at=window_closes_at(opened, window["days"]) if opened and window else None,
        published_on=_day(steps, "publish"),
        paces=_paces(steps, rules, int(case.period[:4]), house.calendar),
        under_review=under_review,
        objections=_count(steps, "object") + _count(steps, "petition"),
        answers=_count(steps, "answer"),
        steps=tuple(reversed(steps)),
        checks=checks,
        head=head,
        checked_at=house.clock(),
        rolled_back=bool(house.watch.rolled_back),
        related=related,
    )


def _of(steps: Sequence[Step], action: str) -> list[Step]:
    return [step for step in steps if step.kind == f"recognition.{action}"]


def _count(steps: Sequence[Step], action: str) -> int:
    return len(_of(steps, action))


def _last(steps: Sequence[Step], action: str, field: str) -> Any:
    """What the last entry of an action says in a field, if that is open."""
    found = _of(steps, action)
    return found[-1].opened.get(field) if found else None


def _day(steps: Sequence[Step], action: str) -> date | None:
    found = _of(steps, action)
    return day_of(found[-1].at) if found and found[-1].at else None


def _texts(steps: Sequence[Step]) -> tuple[TextVersion, ...]:
    """The text of the decision and of each correction, as far as they are open."""
    found: list[TextVersion] = []
    for step in steps:
        said = step.opened.get("decision") if step.kind == "recognition.decide_yes" else step.opened.get("correction")
        if said and "text" in said and step.at is not None:
            text = said["text"]
            found.append(
                TextVersion(
                    len(found) + 1, text["unit_name"], text["superior_name"], text["title"], step.at,
                    said.get("reason", ""),
                )  # fmt: skip
            )
    return tuple(found)


def _paces(steps: Sequence[Step], rules: Rules, year: int, calendar: WorkingDays) -> tuple[Pace, ...]:
    """How long each part took, from the signed times of its first and last act, beside what the edition gives it."""
    parts = (
        ("receive", "propose", "accept_dossier"),
        ("check", "accept_dossier", "to_appraisal"),
        ("appraise", "to_appraisal", "open_comment"),
        ("comment", "open_comment", "open_vote"),
        ("vote", "open_vote", "decide_yes"),
        ("publish", "decide_yes", "publish"),
    )
    found = []
    for part, first, last in parts:
        began, ended = _day(steps, first), _day(steps, last)
        if began and ended and ended >= began:
            start = Start(rules, year, began, calendar)
            allowed = start.count(AFTER[f"recognition.{first}"](start))
            found.append(Pace(part, start.count(ended), allowed, began, ended))
    return tuple(found)
