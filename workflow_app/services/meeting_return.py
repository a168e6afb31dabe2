"""A cell reports its meetings of a month, and puts a report right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update

from states.meeting_return import Judged, Said, faults, judge
from states.returns_rules import ReturnRules, first_of

from ..codes import new_code
from ..house import House
from ..models import Entry, File, MeetingReturn, Unit
from .actor import Actor
from .errors import Invalid, NotAllowed, NotFound
from .meeting_exception import shorter
from .meeting_place import Place, find_asked, find_place, latest
from .perform import Once, Receipt, Sealed, Work, unit_of_work
from .reach import OF_UNIT
from .registration_draft import as_content

REPORTED = "return.reported"


def hand_in(
    house: House, mandate_id: int, code: str, month: str, said: Said, *, seen: int, reason: str = "",
    paper: str = "", request: Once | None = None,
) -> Receipt:  # fmt: skip
    """The cell reports a month; with `seen`, the version its page showed, above 0 it corrects that, and says why.

    `paper` is the code of its minutes, taken in before. Raises `Invalid` with every fault. A late report is taken too,
    and says by how many days.
    """
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        if actor.role not in OF_UNIT or actor.unit_id is None:
            raise NotAllowed("only the unit itself reports")
        unit = work.session.scalars(
            select(Unit).where(Unit.id == actor.unit_id).with_for_update(key_share=True)
        ).one()  # fmt: skip
        work.once(actor, request)
        place = find_place(work, code, month)
        if actor.programme_id not in (None, place.programme.id):
            raise NotFound(code)
        entry = report(work, actor, place, unit, month, said, seen=seen, reason=reason, paper=paper, request=request)
    return work.receipt(entry)


def report(
    work: Work, actor: Actor, place: Place, unit: Unit, month: str, said: Said, *, seen: int | None, reason: str = "",
    source: str = "", paper: str | None = None, request: Once | None = None,
) -> Entry:  # fmt: skip
    """Write the report of a unit that is locked, for the programme and for the framework that it concretises.

    `seen` None takes whatever version stands, `paper` None its file.
    """
    named = find_asked(work, place, unit, month)
    if place.asked_by(unit.id, unit.path) is not None:
        raise Invalid({"month": "return-asked-nearer"})
    if first_of(month) > work.today:
        raise Invalid({"month": "return-month-to-come"})
    last = latest(work, place.programme.id, unit.id, month)
    before = last.version if last else 0
    errors = faults(said, place.returns, month, work.today, shorter(work, place.programme.id, unit.id, month))
    if seen is not None and seen != before:
        errors["month"] = "return-changed"
    if before and not reason:
        errors["reason"] = "return-reason"
    named_file = _paper(work, actor, last, paper)
    if paper and named_file is None:
        errors["paper"] = "return-paper"
    if errors:
        raise Invalid(errors)
    whole = written(said) | ({"paper": named_file} if named_file else {})
    about = {"unit": {"code": unit.code, "name": named.name}, "said": whole, "reason": reason}
    entry = _write(work, actor, place, unit, month, said, about | {"source": source}, last, request)
    for above in place.frameworks(named.kind):
        stood = latest(work, above.programme.id, unit.id, month)
        _write(work, actor, above, unit, month, said, about | {"source": place.programme.code}, stood, None)
    return entry


def _write(
    work: Work, actor: Actor, place: Place, unit: Unit, month: str, said: Said, about: dict[str, Any],
    last: MeetingReturn | None, request: Once | None,
) -> Entry:  # fmt: skip
    """One version of a report in one programme, judged by the rules of that programme."""
    judged = judge(said, place.returns, month, shorter(work, place.programme.id, unit.id, month))
    columns = computed(judged, place.returns, month, work.today)
    made, version = new_code(), last.version + 1 if last else 1
    entry = work.append(
        REPORTED, actor, {"meeting": Sealed(about | columns, "unit")}, request=request, month=month,
        programme=place.programme.code, edition=place.edition.digest, version=version, **{"return": made},
    )  # fmt: skip
    if last is not None:
        work.session.execute(update(MeetingReturn).where(MeetingReturn.id == last.id).values(current=False))
    row = {
        "code": made, "programme_id": place.programme.id, "unit_id": unit.id, "edition_id": place.edition.id,
        "month": month, "version": version, "current": True, "said": about["said"], "reason": about["reason"],
        "source": about["source"], "reported_at": work.now, "entry_id": entry.id, **columns,
    }  # fmt: skip
    work.add_rows(MeetingReturn, [row])
    return entry


def _paper(work: Work, actor: Actor, last: MeetingReturn | None, code: str | None) -> dict[str, Any] | None:
    """The file that a report names: the one of the report before, or one that this person took in."""
    before: dict[str, Any] | None = last.said.get("paper") if last is not None else None
    if not code or (before is not None and before["code"] == code):
        return before if code != "" else None
    mine = (File.case_id.is_(None), File.uploaded_by_id == actor.account_id)
    row = work.session.scalar(select(File).where(File.code == code, *mine))
    return as_content(row) if row is not None else None


def computed(judged: Judged | None, rules: ReturnRules, month: str, today: date) -> dict[str, Any]:
    """The columns that lists and sums ask for."""
    late = max((today - rules.due_on(month)).days, 0)
    if judged is None:
        return {"band": None, "total": "0", "present": 0, "due": 0, "came": None, "complete": False, "proper": False,
                "late_days": late}  # fmt: skip
    return {
        "band": judged.result.band, "total": f"{judged.result.total:f}", "present": judged.attended.number,
        "due": judged.attended.of, "came": judged.came, "complete": judged.complete, "proper": judged.proper,
        "late_days": late,
    }  # fmt: skip


def written(said: Said) -> dict[str, Any]:
    """A report as it is kept and sealed: days and points as text."""
    return {
        "held_on": said.held_on and said.held_on.isoformat(), "minutes": said.minutes, "members": said.members,
        "exempt": said.exempt, "present": said.present, "together": said.together,
        "thematic_on": said.thematic_on and said.thematic_on.isoformat(), "why_not": said.why_not,
        "points": {code: f"{value:f}" for code, value in said.points.items()}, "counts": dict(said.counts),
    }  # fmt: skip


def read_said(said: Mapping[str, Any]) -> Said:
    """The same as values."""
    days = {name: date.fromisoformat(said[name]) if said[name] else None for name in ("held_on", "thematic_on")}
    return Said(
        minutes=said["minutes"], members=said["members"], exempt=said["exempt"], present=said["present"],
        together=said["together"], why_not=said["why_not"], counts=dict(said["counts"]),
        points={code: Decimal(value) for code, value in said["points"].items()}, **days,
    )  # fmt: skip
