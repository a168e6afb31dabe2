"""The minutes of an inspection: sent under the head's signature, explained, signed or refused by the unit."""

from __future__ import annotations

from typing import Any

from states.inspection import State
from states.process import Refused

from ..house import House
from .actor import Actor
from .errors import NotAllowed, Stale
from .inspection_deed import act, add_statement, begin, notify, spoken, take
from .inspection_draft import Saved, lock_own
from .inspection_matter import TEAM, Matter
from .perform import Once, Receipt, Work, unit_of_work


def save_minutes(house: House, mandate_id: int, code: str, text: str, draft_seen: int) -> Saved:
    """Keep the minutes so far; `Stale` when they were saved elsewhere since the page was shown."""
    with unit_of_work(house) as work:
        actor, matter = lock_own(work, mandate_id, code)
        if not matter.is_led_by(actor):
            raise NotAllowed("only the head of the team writes the minutes")
        if matter.case.state != State.MINUTES_DRAFT:
            raise Refused("send_minutes", ("not-from-this-state",))
        row = matter.inspection
        if text != row.minutes_draft:
            if draft_seen != row.minutes_version:
                raise Stale(row.minutes_saved_at or matter.case.changed_at, actor.role, "inspection.save")
            row.minutes_draft, row.minutes_saved_at = text, work.now
            row.minutes_version += 1
        return Saved(row.minutes_version, row.minutes_saved_at)


def send_minutes(
    house: House,
    mandate_id: int,
    code: str,
    text: str,
    *,
    seen: int,
    request: Once | None = None,
) -> Receipt:
    """The head of the team signs the minutes and sends them to the unit."""
    with unit_of_work(house) as work:
        actor, matter = begin(work, mandate_id, code, seen, request)
        entry = take(
            work, actor, matter, "send_minutes", given={"reason_given": bool(text)}, request=request,
            sealed={"minutes": sealed_minutes(matter, text)},
            change=lambda: _sent(work, actor, matter, text),
        )  # fmt: skip
        notify(work, matter, entry, "minutes", "unit", "team")
    return work.receipt(entry)


def _sent(work: Work, actor: Actor, matter: Matter, text: str) -> None:
    add_statement(work, actor, matter, "minutes", text)
    matter.inspection.minutes_draft = ""


def sealed_minutes(matter: Matter, text: str) -> dict[str, Any]:
    """What both sides sign: the words, the points that count, and the findings."""
    points = {code: score.points for code, score in sorted(matter.newest(TEAM).items())}
    findings = [{"number": f.number, "subject": f.subject, "severity": f.severity} for f in matter.findings]
    return {"text": text, "points": points, "findings": findings}


def sign_minutes(house: House, mandate_id: int, code: str, *, seen: int, request: Once | None = None) -> Receipt:
    """The unit's secretary accepts the minutes; the entry seals the same words, points and findings once more."""
    with unit_of_work(house) as work:
        actor, matter = begin(work, mandate_id, code, seen, request)
        text = next((said.text for said in matter.statements if said.kind == "minutes"), "")
        entry = take(
            work, actor, matter, "sign_minutes", sealed={"minutes": sealed_minutes(matter, text)}, request=request,
            change=lambda: add_statement(work, actor, matter, "signature", ""),
        )  # fmt: skip
        notify(work, matter, entry, "signed", "team")
    return work.receipt(entry)


def explain(house: House, mandate_id: int, code: str, text: str, *, seen: int, request: Once | None = None) -> Receipt:
    """The unit says what it thinks of the minutes."""

    def change(work: Work, actor: Actor, matter: Matter) -> None:
        add_statement(work, actor, matter, "explanation", text)

    return act(
        house, mandate_id, code, "explain", seen=seen, given={"reason_given": bool(text)}, sealed=spoken(text),
        change=change, tells=("explained", "team"), request=request,
    )  # fmt: skip


def record_refusal(
    house: House, mandate_id: int, code: str, reason: str, *, seen: int, request: Once | None = None
) -> Receipt:
    """The head of the team records that the unit does not sign, and why."""

    def change(work: Work, actor: Actor, matter: Matter) -> None:
        add_statement(work, actor, matter, "refusal", reason)

    return act(
        house, mandate_id, code, "record_refusal", seen=seen, given={"reason_given": bool(reason)},
        sealed=spoken(reason), change=change, tells=("refused", "unit", "team"), request=request,
    )  # fmt: skip
