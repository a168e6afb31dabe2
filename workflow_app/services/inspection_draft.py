"""Points that are still being written, by the unit and by each member of the team; nothing of it is journalled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select

from states import roles
from states.inspection import PROCESS, State
from states.points import misfits
from states.process import Refused

from ..house import House
from ..models import File, Inspection, InspectionMember, InspectionScore
from .actor import Actor
from .errors import Invalid, NotAllowed, NotFound, Stale
from .inspection_matter import NOT_APPLICABLE, TEAM, Matter, Sheet, load_matter, sees
from .perform import Work, unit_of_work
from .reach import Reading, writes_for

SCORING = (State.CHECKING, State.RECHECKING)
MOST_FILES = 5  # for one criterion


@dataclass(frozen=True, slots=True)
class Saved:
    """The version of the draft now, and when it was saved."""

    version: int
    at: datetime | None


def canonical_points(points: Decimal) -> str:
    """Points as they are kept: "8.5", "10"."""
    return format(points.normalize(), "f")


def save_self(house: House, mandate_id: int, code: str, sheet: Sheet, draft_seen: int) -> Saved:
    """Keep the unit's own assessment so far; `Stale` when it was saved elsewhere since the page was shown."""
    with unit_of_work(house) as work:
        actor, matter = lock_own(work, mandate_id, code)
        if matter.case.state != State.SELF_ASSESSING:
            raise Refused("self", ("not-from-this-state",))
        return _save(work, matter, matter.inspection, sheet, draft_seen, actor)


def save_scores(house: House, mandate_id: int, code: str, sheet: Sheet, draft_seen: int, seen: int) -> Saved:
    """Keep what a member of the team writes; others of the team do not see it before it is recorded.

    `seen` is the version of the case that the page showed: what stood on it already is nobody's draft.
    """
    with unit_of_work(house) as work:
        actor, matter = lock_own(work, mandate_id, code)
        member = matter.member(actor)
        if member is None:
            raise NotAllowed("only the team scores")
        if matter.case.state not in SCORING:
            raise Refused("score", ("not-from-this-state",))
        return _save(work, matter, member, typed_lines(matter, sheet, seen), draft_seen, actor)


def lock_own(work: Work, mandate_id: int, code: str) -> tuple[Actor, Matter]:
    """The inspection of an actor who writes in it, locked; `NotAllowed` for everybody else who sees it."""
    case = work.lock(code)
    actor = work.actor(mandate_id)
    if case.process != PROCESS.name:
        raise NotFound(code)
    matter = load_matter(work, case)
    if not sees(work, actor, matter):
        raise NotFound(code)
    if not (writes_for(actor, matter.holder.id) or matter.member(actor)):
        raise NotAllowed("only the unit and the team write")
    return actor, matter


def _save(
    work: Work, matter: Matter, row: Inspection | InspectionMember, sheet: Sheet, draft_seen: int, actor: Actor
) -> Saved:
    kept = own_files(work, matter, sheet)
    if kept == row.draft:
        return Saved(row.draft_version, row.saved_at)  # saved again: nothing to lose, nothing to tell
    if draft_seen != row.draft_version:
        raise stale_draft(work, matter) if isinstance(row, Inspection) else Stale(work.now, actor.role, "")
    row.draft, row.saved_at = kept, work.now
    row.draft_version += 1
    if isinstance(row, Inspection):
        row.saved_by_id = actor.account_id
    return Saved(row.draft_version, row.saved_at)


def stale_draft(reading: Reading, matter: Matter) -> Stale:
    """The unit's assessment was saved since the page was shown."""
    return Stale(matter.inspection.saved_at or matter.case.changed_at, roles.CLERK, "inspection.save")


def own_files(work: Work, matter: Matter, sheet: Sheet) -> Sheet:
    """A sheet with its files as they were uploaded to this very case, whatever the page says about them."""
    named = {one["code"] for line in sheet.values() for one in line["files"]}
    rows = work.session.scalars(select(File).where(File.case_id == matter.case.id, File.code.in_(named)))
    known = {row.code: {"code": row.code, "name": row.name, "sha256": row.sha256, "size": row.size} for row in rows}
    wrong = {code for code, line in sheet.items() if any(one["code"] not in known for one in line["files"])}
    if unknown := wrong | (sheet.keys() - set(matter.criteria)):
        raise Invalid({code: "evidence-unknown" if code in wrong else "criterion-unknown" for code in sorted(unknown)})
    kept = {}
    for code in matter.criteria:
        if code in sheet:
            files = [known[one["code"]] for one in sheet[code]["files"][:MOST_FILES]]
            kept[code] = {"points": sheet[code]["points"], "note": sheet[code]["note"], "files": files}
    return kept


def check_sheet(matter: Matter, sheet: Sheet) -> None:
    """Refuse points that do not fit the framework, each at its criterion, and what does not apply without a reason."""
    errors = {code: "not-applicable-unreasoned" for code, line in sheet.items() if is_unreasoned(line)}
    errors |= {code: reason for reason, code in misfits(matter.rules.framework, _points(sheet), _left_out(sheet))}
    if errors:
        raise Invalid(errors)


def is_unreasoned(line: dict[str, Any]) -> bool:
    """Whether a line says that its criterion does not apply, and not why."""
    return line["points"] == NOT_APPLICABLE and not line["note"]


def _left_out(sheet: Sheet) -> list[str]:
    return [code for code, line in sheet.items() if line["points"] == NOT_APPLICABLE]


def _points(sheet: Sheet) -> dict[str, Decimal]:
    given = {code: line["points"] for code, line in sheet.items()}
    return {code: _decimal(points) for code, points in given.items() if points not in ("", NOT_APPLICABLE)}


def _decimal(written: str) -> Decimal:
    try:
        return Decimal(written)
    except InvalidOperation:
        return Decimal("NaN")  # which fits no framework


def is_scored(matter: Matter, sheet: Sheet) -> bool:
    """Whether every criterion has points, or does not apply."""
    return all(sheet.get(code, {}).get("points") for code in matter.criteria)


def missing_evidence(matter: Matter, sheet: Sheet) -> list[str]:
    """The criteria for which the edition asks for evidence, the unit claims points, and no file is there."""
    claimed = {code for code, points in _points(sheet).items() if points != 0}
    asked = [code for code in matter.rules.inspection.evidence if code in claimed]
    return [code for code in asked if not sheet[code]["files"]]


def is_evidenced(matter: Matter, sheet: Sheet) -> bool:
    return not missing_evidence(matter, sheet)


def typed_lines(matter: Matter, sheet: Sheet, seen: int) -> Sheet:
    """The lines of a whole page that were written on it: those that differ from what the page showed."""
    shown = {score.criterion: score for score in matter.scores if score.side == TEAM and score.seq <= seen}
    return {code: line for code, line in sheet.items() if not _says(shown.get(code), line)}


def _says(score: InspectionScore | None, line: dict[str, Any]) -> bool:
    told = (line["points"], line["note"], line["files"])
    return told == (("", "", []) if score is None else (score.points, score.note, score.files))


def changed_lines(matter: Matter, sheet: Sheet) -> Sheet:
    """The lines that have points, or do not apply, and say something new beside what the team recorded last."""
    newest = matter.newest(TEAM)
    return {code: line for code, line in sheet.items() if line["points"] and not _says(newest.get(code), line)}


def sealed_sheet(side: str, sheet: Sheet) -> dict[str, Any]:
    """What an entry seals of recorded points."""
    total = sum(_points(sheet).values(), Decimal(0))
    lines = {
        code: {"points": line["points"], "note": line["note"], "files": [one["sha256"] for one in line["files"]]}
        for code, line in sheet.items()
    }
    return {"side": side, "total": canonical_points(total), "criteria": lines}
