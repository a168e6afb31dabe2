"""How an agreement ends: given up before it came into force, reviewed after its period, or by a decision."""

from __future__ import annotations

from ..house import House
from .commitment_amendment import lapse_all
from .commitment_deed import begin, people_of
from .commitment_matter import facts_for
from .perform import Once, Receipt, unit_of_work


def cancel(house: House, mandate_id: int, code: str, *, seen: int, reason: str, request: Once | None = None) -> Receipt:
    """The issuer gives the agreement up before it came into force."""
    return _end(house, mandate_id, code, "cancel", seen=seen, reason=reason, request=request)


def complete(
    house: House, mandate_id: int, code: str, *, seen: int, reason: str, request: Once | None = None
) -> Receipt:
    """The board reviews, after the period, how the agreement was kept; `reason` is the review."""
    return _end(house, mandate_id, code, "complete", seen=seen, reason=reason, request=request)


def terminate(
    house: House, mandate_id: int, code: str, *, seen: int, reason: str, number: str, on: str,
    request: Once | None = None,
) -> Receipt:  # fmt: skip
    """The board ends the agreement early by a decision with a number and a day (ISO text)."""
    document = {"number": number, "date": on} if number and on else None
    return _end(house, mandate_id, code, "terminate", seen=seen, reason=reason, document=document, request=request)


def _end(
    house: House, mandate_id: int, code: str, action: str, *, seen: int, reason: str,
    document: dict[str, str] | None = None, request: Once | None,
) -> Receipt:  # fmt: skip
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request, seen=seen)
        matter = act.matter

        def keep() -> None:
            matter.agreement.ended_by = document

        facts = facts_for(work, matter, act.actor, reason_given=bool(reason), document_given=document is not None)
        sealed = {"reason": {"code": "", "text": reason}} if reason else {}
        clear = {"decision": document["number"], "decided_on": document["date"]} if document else {}
        entry = act.take(action, facts, keep, sealed=sealed, clear=clear)
        work.notify(entry, f"commitment.{action}", people_of(work, matter.seats), code=code)
        lapse_all(work, matter.case)
    return work.receipt(entry)
