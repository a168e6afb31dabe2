"""Figures of targets as documents tell them: entered by whoever runs the programme, corrected with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.figure import Told, faults_of
from states.targets import FIGURE, Target

from ..house import House
from ..models import Edition, Programme, Round, TargetFigure
from .citation import cited_beside
from .errors import NotFound, Stale
from .perform import Once, Receipt, Sealed, Work, unit_of_work
from .round import begin
from .rules import rules_of

REPORTED = "target.reported"


def tell(
    house: House, mandate_id: int, code: str, period: str, target: str, told: Told, *, symbol: str,
    issued_on: date | None, reason: str, seen: int, request: Once | None = None,
) -> Receipt:  # fmt: skip
    """Record what a document tells; `seen` is the version it replaces, 0 for the first, and a correction has a reason.

    Raises `Invalid` with every fault, `Stale` where somebody entered another figure in the meantime.
    """
    with unit_of_work(house) as work:
        actor, programme = begin(work, mandate_id, code, request)
        round_, asked = _target(work, programme, period, target)
        before = read_figures(work.session, programme.id, period).get(target)
        if (before.version if before else 0) != seen:
            raise Stale(before.told_at if before else work.now, actor.role, REPORTED)
        errors = faults_of(asked, told, opens_on=round_.opens_on, ends_on=round_.ends_on, issued_on=issued_on)
        errors |= {"reason": "figure-reason"} if before and not reason else {}
        number, day = cited_beside(errors, symbol, issued_on, work.today)
        assert told.number is not None and told.as_of is not None, "else there are errors"
        of = told.number if told.of is None else told.of
        paper = {"symbol": number.canonical, "issued_on": day.isoformat(), "reason": reason}
        entry = work.append(
            REPORTED, actor, {"paper": Sealed(paper, "at_once")}, request=request, programme=code, period=period,
            target=target, version=seen + 1, number=told.number, of=of, as_of=told.as_of.isoformat(),
        )  # fmt: skip
        work.session.add(
            TargetFigure(
                programme_id=programme.id, period=period, target=target, version=seen + 1, number=told.number, of=of,
                as_of=told.as_of, symbol=number.canonical, issued_on=day, reason=reason, told_at=work.now,
                entry_id=entry.id,
            )  # fmt: skip
        )
        work.session.flush()
    return work.receipt(entry)


def _target(work: Work, programme: Programme, period: str, code: str) -> tuple[Round, Target]:
    """A target whose figure is entered, and its round; `NotFound` for every other."""
    of = (Round.programme_id == programme.id, Round.period == period)
    row = work.session.execute(select(Round, Edition).join(Edition, Round.edition_id == Edition.id).where(*of)).first()
    targets = rules_of(row.Edition).targets if row else ()
    found = next((one for one in targets if one.code == code and one.count == FIGURE), None)
    if row is None or found is None:
        raise NotFound(code)
    return row.Round, found


def read_figures(session: Session, programme_id: int, period: str) -> Mapping[str, TargetFigure]:
    """What stands of a period, by the code of the target: the last version of each."""
    of = (TargetFigure.programme_id == programme_id, TargetFigure.period == period)
    rows = session.scalars(select(TargetFigure).where(*of).order_by(TargetFigure.version))
    return {row.target: row for row in rows}
