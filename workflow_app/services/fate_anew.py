"""An agreement whose issuer is no more begins anew as a draft under whoever succeeded it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from states.commitment import UNIT, State

from ..codes import new_code
from ..formats import format_day
from ..models import Agreement, Case, Unit, UnitEvent
from .commitment_amendment_matter import clauses_on
from .commitment_clauses import MOST_RECITALS, body_of
from .commitment_matter import Matter, list_admitted, load_matter
from .deadline import due_with
from .perform import Work


def begin(work: Work, former: Case, successor: Unit, event: UnitEvent) -> str:
    """Draft the same text once more for a successor; it cites the former agreement. Returns its code."""
    before = load_matter(work, former)
    case = Case(
        code=new_code(), process=former.process, unit_id=successor.id, programme_id=former.programme_id,
        period=former.period, edition_id=former.edition_id, state=State.DRAFTING.value, version=0, seq=0,
        holder_unit_id=successor.id, due_at=due_with(before.round), created_at=work.now, changed_at=work.now,
    )  # fmt: skip
    work.session.add(case)
    work.session.flush()
    said = before.agreement.draft if before.text is None else before.text.content
    body = body_of(said)
    body["recitals"] = [*body.get("recitals", [])[: MOST_RECITALS - 1], {"text": _recital(former, event)}]
    if before.text is not None:
        body["clauses"] = _as_amended(work, former, body["clauses"])
    draft = {"title": said["title"], **body, "units": []}
    work.session.add(Agreement(case_id=case.id, draft=draft, draft_version=0, saved_at=work.now, version=0))
    work.session.flush()
    matter = load_matter(work, case)
    matter.agreement.draft = {**draft, "units": _parties(work, before, matter)}
    return case.code


def _as_amended(work: Work, former: Case, written: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The clauses as they read today, with what amendments in force have changed, taken out and added."""
    now = {one.id: one for one in clauses_on(work.session, former.id, work.today) if not one.removed}
    kept = [{**one, "text": now[one["id"]].text} for one in written if one["id"] in now]
    articles = list(dict.fromkeys(one.get("article", "") for one in written))
    known = {one["id"] for one in written}
    added = [one for one in now.values() if one.id not in known]
    places = [articles[one.article - 1] if 0 < one.article <= len(articles) else articles[-1] for one in added]
    made = [
        {"id": one.id, "text": one.text} | ({"article": place} if place else {})
        for one, place in zip(added, places, strict=True)
    ]
    order = {article: n for n, article in enumerate(articles)}
    return sorted([*kept, *made], key=lambda one: order[one.get("article", "")])


def _recital(former: Case, event: UnitEvent) -> str:
    ended = f"kết thúc theo {event.symbol} ngày {format_day(event.issued_on)}"
    return f"Bản ký kết mã {former.code}, {ended}, được ký lại từ ngày {format_day(event.effective_on)}"


def _parties(work: Work, before: Matter, matter: Matter) -> list[str]:
    """The parties of the former text as far as they may sign the new one; of one that is no more, its successor."""
    old = {seat.unit_id for seat in before.seats if seat.capacity == UNIT}
    places = set(work.session.scalars(select(Unit.path).where(Unit.id.in_(old))))
    if before.text is None:
        known = Unit.code.in_(before.agreement.draft["units"])
        places = set(work.session.scalars(select(Unit.path).where(known)))
    return [unit.code for unit, _ in list_admitted(work, matter) if unit.path in places]
