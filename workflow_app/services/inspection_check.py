"""Inspection on the spot: the team's points, its findings, what the unit does well, and the end of scoring."""

from __future__ import annotations

from states.roles import INSPECTOR

from ..house import House
from ..models import InspectionFinding
from .actor import Actor
from .errors import Invalid, Stale
from .inspection import add_scores
from .inspection_deed import act, add_statement, begin, spoken, take
from .inspection_draft import changed_lines, check_sheet, own_files, sealed_sheet, typed_lines
from .inspection_matter import KNOCK_OUT, SEVERITIES, TEAM, Matter, Sheet
from .perform import Once, Receipt, Work, unit_of_work


def score(
    house: House, mandate_id: int, code: str, sheet: Sheet, *, seen: int, request: Once | None = None
) -> Receipt:
    """A member of the team records points; each of them becomes a new version, the old ones stay.

    Inspectors work side by side: only points that somebody else recorded since the page was shown are in conflict.
    """
    with unit_of_work(house) as work:
        actor, matter = begin(work, mandate_id, code, None, request)
        changed = changed_lines(matter, typed_lines(matter, own_files(work, matter, sheet), seen))
        check_sheet(matter, changed)
        newest = matter.newest(TEAM)
        for criterion in changed:
            if criterion in newest and newest[criterion].seq > seen and newest[criterion].by_id != actor.account_id:
                raise Stale(newest[criterion].at, _role(matter, newest[criterion].by_id), "inspection.score")

        def change() -> None:
            add_scores(work, actor, matter, TEAM, changed)
            if member := matter.member(actor):
                member.draft = {}

        entry = take(
            work, actor, matter, "score", given={"scores_fit": bool(changed)}, change=change, request=request,
            sealed={"points": sealed_sheet(TEAM, changed)},
        )  # fmt: skip
    return work.receipt(entry)


def _role(matter: Matter, account_id: int) -> str:
    """In what role somebody of the team scored; who left it was an inspector."""
    held = [matter.mandates[member.mandate_id] for member in matter.members if member.account_id == account_id]
    return held[0].role if held else INSPECTOR


def add_finding(
    house: House, mandate_id: int, code: str, *, subject: str, severity: str, text: str, request: Once | None = None
) -> Receipt:
    """A member of the team writes down something that was found, at a criterion or a knock-out condition."""
    with unit_of_work(house) as work:
        actor, matter = begin(work, mandate_id, code, None, request)
        _check_finding(matter, subject, severity)
        number = len(matter.findings) + 1

        def change() -> None:
            work.session.add(
                InspectionFinding(
                    case_id=matter.case.id, number=number, seq=matter.case.seq, subject=subject, severity=severity,
                    text=text,
                )  # fmt: skip
            )

        told = {"number": number, "subject": subject, "severity": severity, "text": text}
        entry = take(
            work, actor, matter, "add_finding", given={"finding_given": bool(text)}, sealed={"findings": [told]},
            change=change, request=request,
        )  # fmt: skip
    return work.receipt(entry)


def _check_finding(matter: Matter, subject: str, severity: str) -> None:
    errors = {}
    if severity not in SEVERITIES:
        errors["severity"] = "severity-unknown"
    knock_outs = [one.code for one in matter.rules.framework.knock_outs]
    if subject not in (knock_outs if severity == KNOCK_OUT else matter.criteria):
        errors["subject"] = "finding-subject-missing"
    if errors:
        raise Invalid(errors)


def mark_practice(house: House, mandate_id: int, code: str, text: str, *, request: Once | None = None) -> Receipt:
    """A member of the team writes down what others can learn from."""

    def change(work: Work, actor: Actor, matter: Matter) -> None:
        add_statement(work, actor, matter, "practice", text)

    given = {"practice_given": bool(text)}
    return act(
        house, mandate_id, code, "mark_practice", seen=None, given=given, sealed=spoken(text), change=change,
        request=request,
    )  # fmt: skip


def draft_minutes(house: House, mandate_id: int, code: str, *, seen: int, request: Once | None = None) -> Receipt:
    """The head of the team closes the scoring; what was scored goes into the minutes."""
    return act(house, mandate_id, code, "draft_minutes", seen=seen, request=request)


