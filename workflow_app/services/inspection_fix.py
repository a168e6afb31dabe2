"""The end of an inspection: what has to be remedied, whether it was, and the conclusion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from states.scoring import Result

from ..house import House
from .actor import Actor
from .errors import Invalid
from .inspection_deed import act, add_statement, begin, notify, spoken, take
from .inspection_draft import canonical_points
from .inspection_matter import Matter
from .perform import Once, Receipt, Work, unit_of_work


def require_fix(
    house: House, mandate_id: int, code: str, text: str = "", *, seen: int, request: Once | None = None
) -> Receipt:
    """The head of the team asks the unit to remedy what is open, within the days of the edition."""

    def change(work: Work, actor: Actor, matter: Matter) -> None:
        for finding in matter.open_findings:
            finding.fix, finding.fix_seq = "", None
            finding.accepted, finding.judgement, finding.judged_seq = None, "", None

    return act(
        house, mandate_id, code, "require_fix", seen=seen, sealed=spoken(text), change=change,
        tells=("fix_required", "unit"), request=request,
    )  # fmt: skip


def report_fix(
    house: House, mandate_id: int, code: str, fixes: Mapping[int, str], *, seen: int, request: Once | None = None
) -> Receipt:
    """The unit reports, for every open finding, what it did."""
    with unit_of_work(house) as work:
        actor, matter = begin(work, mandate_id, code, seen, request)
        wanted = matter.open_findings
        given = {"fix_given": all(fixes.get(finding.number) for finding in wanted)}

        def change() -> None:
            for finding in wanted:
                finding.fix, finding.fix_seq = fixes[finding.number], matter.case.seq

        told = [{"number": finding.number, "fix": fixes.get(finding.number, "")} for finding in wanted]
        entry = take(
            work, actor, matter, "report_fix", given=given, sealed={"findings": told}, change=change, request=request
        )
        notify(work, matter, entry, "fix_reported", "team")
    return work.receipt(entry)


def recheck(
    house: House,
    mandate_id: int,
    code: str,
    judgements: Mapping[int, tuple[bool, str]],
    *,
    seen: int,
    request: Once | None = None,
) -> Receipt:
    """The head of the team accepts what was done about each open finding, or does not and says why."""
    with unit_of_work(house) as work:
        actor, matter = begin(work, mandate_id, code, seen, request)
        wanted = matter.open_findings
        lacking = [number for number, (accepted, text) in judgements.items() if not accepted and not text]
        if lacking:
            raise Invalid({f"judgement-{number}": "reason-missing" for number in lacking})
        given = {"judged": all(finding.number in judgements for finding in wanted)}

        def change() -> None:
            for finding in wanted:
                finding.accepted, finding.judgement = judgements[finding.number]
                finding.judged_seq = matter.case.seq

        told = [
            {"number": number, "accepted": accepted, "text": text}
            for number, (accepted, text) in sorted(judgements.items())
        ]
        entry = take(
            work, actor, matter, "recheck", given=given, sealed={"findings": told}, change=change, request=request
        )
        notify(work, matter, entry, "rechecked", "unit", "team")
    return work.receipt(entry)


def conclude(
    house: House, mandate_id: int, code: str, outcome: str, text: str, *, seen: int, request: Once | None = None
) -> Receipt:
    """The head of the team concludes: what follows from the points, or that the basis is not sufficient."""
    with unit_of_work(house) as work:
        actor, matter = begin(work, mandate_id, code, seen, request)
        result = matter.result()

        def change() -> None:
            inspection = matter.inspection
            inspection.outcome = outcome
            inspection.total = canonical_points(result.total) if result else ""
            inspection.band = (result.band or "") if result else ""
            add_statement(work, actor, matter, "conclusion", text)

        entry = take(
            work, actor, matter, "conclude", given={"outcome": outcome, "reason_given": bool(text)}, change=change,
            sealed={"conclusion": sealed_conclusion(outcome, result)} | spoken(text), request=request,
        )  # fmt: skip
        notify(work, matter, entry, "concluded", "unit", "team")
    return work.receipt(entry)


def sealed_conclusion(outcome: str, result: Result | None) -> dict[str, Any]:
    """The conclusion with every comparison it rests on."""
    if result is None:
        return {"outcome": outcome}
    explained = [
        {"code": f.code, "subject": f.subject, "met": f.met, "reached": canonical_points(f.reached),
         "needed": canonical_points(f.needed), "applicable": canonical_points(f.applicable),
         "full": canonical_points(f.full)}
        for f in result.explanation
    ]  # fmt: skip
    total, applicable = canonical_points(result.total), canonical_points(result.applicable)
    return {
        "outcome": outcome, "total": total, "applicable": applicable, "band": result.band or "",
        "explanation": explained,
    }  # fmt: skip
