"""What changes of the organisation say of open cases, beside what became of these cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.fate import CLOSE, CLOSING, CONTINUE, TRANSFER
from states.reorganisation import EFFECTIVE

from ..models import Case, Job, Unit
from .fate import JOB, OPEN
from .raw_rows import raw, raw_select, stream
from .verify_report import Findings
from .verify_units import Told


@dataclass(frozen=True, slots=True)
class Followed:
    """An entry by which a case followed a change of the organisation."""

    case: str
    action: str
    said: Mapping[str, Any]  # what it sealed of the change and of both units
    facts: Mapping[str, Any]
    entry_id: int
    place: int | None


@dataclass(slots=True)
class FateReplay:
    """What all entries say of cases that followed a change."""

    followed: list[Followed] = field(default_factory=list)
    roots: dict[str, str] = field(default_factory=dict)  # code of an amendment -> of the agreement it changes

    def take(self, entry_id: int, body: Mapping[str, Any], values: Mapping[str, Any], place: int | None) -> None:
        """The next entry of a case, in the order of the journal."""
        action = body["kind"].partition(".")[2]
        if action in (TRANSFER, CLOSING) and isinstance(values.get("holder"), dict):
            self.followed.append(Followed(body["case"], action, values["holder"], body["facts"], entry_id, place))
        elif body["kind"] == "commitment.amend":
            self.roots[body["facts"]["amendment"]] = body["case"]


@dataclass(slots=True)
class FateRows:
    """Each case that followed a change went where that change says, and none was left behind."""

    session: Session
    findings: Findings
    replay: FateReplay
    events: Mapping[str, Told]

    def run(self) -> None:
        """Every entry of that kind, then every case that a change names."""
        replay, events = self.replay, self.events
        for one in replay.followed:
            event = events.get(one.said.get("event", ""))
            if wrong := self._against(one, event, replay.roots.get(one.case, one.case)):
                self.findings.add("fate-differs", "entry", one.entry_id, "note", one.place, wrong)
        asked = select(raw(Job.entry_id, "entry_id")).where(Job.kind == JOB, Job.done_at.is_(None))
        waiting = {row["entry_id"] for row in stream(self.session, asked)}
        held = self._open_cases() if any(event.fates for event in events.values()) else {}
        for event in events.values():
            if event.status == EFFECTIVE and event.fates and event.effect_entry_id not in waiting:
                for unit, code in ((one["unit"], code) for code, one in event.fates.items()):
                    if held.get(code) == unit:
                        self.findings.add("fate-differs", "case_record", code, "holder_unit_id", event.place, unit)

    def _against(self, one: Followed, event: Told | None, code: str) -> str:
        """Why the change does not say this of the case; empty when it does."""
        before = one.said.get("from", {}).get("code", "")
        if event is None or event.status != EFFECTIVE or before not in event.successors:
            return f"{before}: no change in effect"
        to, chosen = one.said.get("to", {}).get("code"), event.fates.get(code)
        if one.facts.get("chosen", True) != (chosen is not None):
            return "chosen" if chosen is None else "not by default"
        fate = chosen["fate"] if chosen else CONTINUE
        if (one.action == TRANSFER) != (fate == CONTINUE):
            return fate
        if fate == CONTINUE and to != (chosen["to"] if chosen else event.successors[before][0]):
            return f"{to}"
        return "" if fate in (CONTINUE, CLOSE) or "anew" in one.facts else fate

    def _open_cases(self) -> dict[str, str]:
        """Code of each case in which something is still to be done -> code of the unit that holds it."""
        asked = raw_select(Case, unit=Unit.code).outerjoin(Unit, Case.holder_unit_id == Unit.id)
        rows = stream(self.session, asked)
        return {row["code"]: row["unit"] for row in rows if row["state"] in OPEN.get(row["process"], ())}
