"""Recognition up to the vote: what the unit, the office and the appraising bodies do, one verb a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from states import roles
from states.recognition import Facts

from ..clock import day_of
from ..codes import new_code
from ..formats import window_closes_at
from ..house import House
from ..models import (
    Case,
    Edition,
    Entry,
    Recognition,
    RecognitionKnockOut,
    RecognitionObjection,
    RecognitionOpinion,
    RecognitionProposal,
    Unit,
)
from ..models.recognition import ENDED
from . import standing
from .deadline import answer_by
from .edition import get_round, rules_of
from .errors import Invalid, NotAllowed, NotFound
from .perform import Once, Receipt, unit_of_work
from .recognition_matter import NAME, bodies_for
from .recognition_step import Step, step

RESULTS = tuple(f"{NAME}.{action}" for action in ("publish", "decide_no", "exclude"))  # after these comes a petition
VERDICTS = ("agree", "disagree", "other")


@dataclass(frozen=True, slots=True)
class Objection:
    """What somebody objects, as the office received it; `grounds` says why it is not admissible, if it is not."""

    name: str
    contact: str
    received_on: date
    text: str
    admissible: bool
    grounds: str = ""

    @property
    def whole(self) -> bool:
        """Whether it says who objects to what, and why it is not admissible if it is not."""
        return all((self.name, self.contact, self.text, self.admissible or self.grounds))


def begin(house: House, mandate_id: int, programme_id: int, period: str) -> str:
    """Open an empty file for the actor's own unit and return its code, or that of the one that is open or valid."""
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        if actor.role != roles.SECRETARY or actor.unit_id is None or actor.programme_id not in (None, programme_id):
            raise NotAllowed("only the unit's secretary proposes, under a mandate for this programme")
        one_at_a_time = select(Unit.id).where(Unit.id == actor.unit_id).with_for_update(key_share=True)
        work.session.execute(one_at_a_time)
        round_ = get_round(work.session, programme_id, period)
        own = (Case.process == NAME, Case.unit_id == actor.unit_id, Case.programme_id == programme_id)
        if known := work.session.scalar(select(Case.code).where(*own, Case.period == period, Case.state.not_in(ENDED))):
            return known
        if not rules_of(work.session.get_one(Edition, round_.edition_id)).has(NAME):
            raise NotFound(period)
        case = Case(
            code=new_code(), process=NAME, unit_id=actor.unit_id, programme_id=programme_id, period=period,
            edition_id=round_.edition_id, state="draft", version=0, seq=0, holder_unit_id=actor.unit_id,
            created_at=work.now, changed_at=work.now,
        )  # fmt: skip
        work.session.add(case)
        work.session.flush()
        work.session.add(Recognition(case_id=case.id))
        work.session.flush()
        return case.code


def propose(
    house: House, mandate_id: int, code: str, *, seen: int, report: str, request: Once | None = None
) -> Receipt:
    """The unit proposes itself: its report, with what it has reached in the other processes."""
    with step(house, mandate_id, code, "propose", seen, request) as at:
        matter, recognition = at.matter, at.matter.recognition
        facts = at.facts(report_given=bool(report))
        dossier = {
            "report": report,
            "registration": standing.accepted_registration(
                at.work, matter.unit.id, matter.case.programme_id, matter.case.period
            ),
            "inspection": facts.inspection_met,
            "commitment": facts.commitment_signed,
            "papers": [
                {"paper": paper.code, **recognition.papers[paper.code]}
                for paper in matter.rules.recognition.papers
                if paper.code in recognition.papers
            ],
        }

        def change() -> None:
            recognition.dossier_no += 1
            at.work.session.add(
                RecognitionProposal(
                    case_id=matter.case.id, number=recognition.dossier_no, dossier=dossier,
                    proposed_at=at.work.now, proposed_by_id=at.actor.account_id,
                )  # fmt: skip
            )

        unit = {"code": matter.unit.code, "name": matter.version.name, "superior": matter.superior}
        entry = at.take("propose", facts, {"unit": unit, "dossier": dossier}, change)
        return at.tell(entry, "proposed", roles.REVIEWER)


def accept_dossier(house: House, mandate_id: int, code: str, *, seen: int, request: Once | None = None) -> Receipt:
    """The office takes the dossier up."""
    with step(house, mandate_id, code, "accept_dossier", seen, request) as at:
        return at.work.receipt(at.take("accept_dossier", at.facts()))


def send_back(
    house: House,
    mandate_id: int,
    code: str,
    *,
    seen: int,
    reason: str,
    papers: Sequence[str] = (),
    request: Once | None = None,
) -> Receipt:
    """The office returns the dossier, saying what is missing, and which papers have to be replaced or added."""
    with step(house, mandate_id, code, "return", seen, request) as at:
        if not set(papers) <= {paper.code for paper in at.matter.rules.recognition.papers}:
            raise Invalid({"papers": "paper-unknown"})
        marks = [{"field": paper, "reason": "", "note": ""} for paper in papers]
        sealed = {"reason": {"code": "", "text": reason}, "marks": marks}
        return at.tell_unit(at.take("return", at.facts(reason_given=bool(reason)), sealed), "returned")


def to_appraisal(house: House, mandate_id: int, code: str, *, seen: int, request: Once | None = None) -> Receipt:
    """The office sends the dossier to the bodies that are asked."""
    with step(house, mandate_id, code, "to_appraisal", seen, request) as at:
        return at.tell(at.take("to_appraisal", at.facts()), "appraisal", roles.APPRAISER)


def give_opinion(
    house: House,
    mandate_id: int,
    code: str,
    *,
    seen: int,
    body: str,
    verdict: str,
    reasons: str,
    request: Once | None = None,
) -> Receipt:
    """One appraising body gives its opinion on the dossier; `seen` is the number of the dossier."""
    with step(house, mandate_id, code, "give_opinion", seen, request) as at:
        matter = at.matter
        if body not in matter.rules.recognition.bodies:
            raise Invalid({"body": "body-unknown"})
        may_speak = body in bodies_for(at.work, matter, at.actor)
        facts = at.facts(
            body_waits=body in matter.silent,
            actor_of_other_body=body in matter.silent and not may_speak,
            opinion_given=verdict in VERDICTS and bool(reasons),
        )
        said = {"body": body, "verdict": verdict, "reasons": reasons}

        def change() -> None:
            opinion = RecognitionOpinion(
                case_id=matter.case.id, dossier_no=matter.recognition.dossier_no, given_at=at.work.now,
                given_by_id=at.actor.account_id, **said,
            )  # fmt: skip
            at.work.session.add(opinion)

        entry = at.take("give_opinion", facts, {"opinion": said}, change)
        if len(matter.silent) > 1:  # before this one
            return at.work.receipt(entry)
        return at.tell(entry, "heard", roles.BOARD_SIGNATORY)


def establish(
    house: House, mandate_id: int, code: str, *, seen: int, fact: str, evidence: str, request: Once | None = None
) -> Receipt:
    """Establish that a fact excludes recognition, with what it rests on; the unit and the board are told."""
    with step(house, mandate_id, code, "establish", seen, request) as at:
        matter = at.matter
        known = fact in {knock_out.code for knock_out in matter.rules.framework.knock_outs}
        stands = fact in {one.code for one in matter.standing}
        facts = at.facts(knock_out_known=known and bool(evidence), knock_out_stands=stands)

        def change() -> None:
            at.work.session.add(
                RecognitionKnockOut(
                    case_id=matter.case.id, number=len(matter.knock_outs) + 1, code=fact, evidence=evidence,
                    established_at=at.work.now, established_by_id=at.actor.account_id,
                )  # fmt: skip
            )

        entry = at.take("establish", facts, {"knock_out": {"code": fact, "evidence": evidence}}, change)
        at.tell_unit(entry, "knock_out")
        return at.work.receipt(entry)


def lift(
    house: House, mandate_id: int, code: str, *, seen: int, number: int, reason: str, request: Once | None = None
) -> Receipt:
    """The board finds that a knock-out does not hold."""
    with step(house, mandate_id, code, "lift", seen, request) as at:
        chosen = next((one for one in at.matter.standing if one.number == number), None)
        facts = at.facts(knock_out_chosen=chosen is not None, reason_given=bool(reason))

        def change() -> None:
            assert chosen is not None, "the guard asked"
            chosen.lifted_at, chosen.lifted_by_id, chosen.lift_reason = at.work.now, at.actor.account_id, reason

        sealed = {"knock_out": {"code": chosen.code, "lifted": True} if chosen else {}}
        entry = at.take("lift", facts, sealed | {"reason": {"code": "", "text": reason}}, change)
        return at.tell_unit(entry, "lifted")


def open_comment(house: House, mandate_id: int, code: str, *, seen: int, request: Once | None = None) -> Receipt:
    """The board puts the unit on the list that is open for comment; from now on it is public."""
    with step(house, mandate_id, code, "open_comment", seen, request) as at:
        recognition, today = at.matter.recognition, at.work.today
        days = at.matter.rules.deadlines.public_comment_days

        def change() -> None:
            recognition.comment_opened_on = today
            recognition.comment_closes_at = window_closes_at(today, days)

        entry = at.take("open_comment", at.facts(), {"window": {"opened_on": today.isoformat(), "days": days}}, change)
        return at.tell_unit(entry, "commenting")


def enter_objection(
    house: House, mandate_id: int, code: str, objection: Objection, *, seen: int, request: Once | None = None
) -> Receipt:
    """The office enters what somebody objects, who is known to it; `seen` is the number of the dossier."""
    with step(house, mandate_id, code, "object", seen, request) as at:
        in_time = _in_window(at, objection.received_on)
        facts = at.facts(objection_given=objection.whole, in_window=in_time)
        return _enter(at, "object", "objection", objection, facts)


def petition(
    house: House, mandate_id: int, code: str, given: Objection, *, seen: int, request: Once | None = None
) -> Receipt:
    """After the result: the office enters what it received; the unit writes in its own name, and is always answered.

    `seen` is the number of the dossier.
    """
    with step(house, mandate_id, code, "petition", seen, request) as at:
        if at.facts().actor_writes_for_unit:
            given = Objection(at.matter.version.name, at.actor.name, at.work.today, given.text, True)
        timely = _after_result(at, given.received_on)
        facts = at.facts(objection_given=given.whole, after_result=timely)
        return _enter(at, "petition", "petition", given, facts)


def _enter(at: Step, action: str, kind: str, given: Objection, facts: Facts) -> Receipt:
    """Keep what was said, and tell those who may answer, if it has to be answered."""
    number = len(at.matter.objections) + 1

    row = RecognitionObjection(
        case_id=at.matter.case.id, number=number, kind=kind, received_on=given.received_on, text=given.text,
        admissible=given.admissible, grounds=given.grounds, entered_at=at.work.now,
        answer_by=answer_by(at.work, at.matter.case, at.matter.rules, given.received_on),
    )  # fmt: skip

    def change() -> None:
        at.work.session.add(row)
        at.matter.objections = [*at.matter.objections, row]

    told = {"number": number, "text": given.text, "admissible": given.admissible, "grounds": given.grounds}
    sealed = {"objection": told, "objector": {"name": given.name, "contact": given.contact}}
    entry = at.take(action, facts, sealed, change)
    if not given.admissible:
        return at.work.receipt(entry)
    return at.tell(entry, "objection", roles.REVIEWER, roles.BOARD_SIGNATORY)


def answer(
    house: House, mandate_id: int, code: str, *, seen: int, number: int, text: str, request: Once | None = None
) -> Receipt:
    """Somebody who had no part in the case answers an objection; `seen` is the number of the dossier."""
    with step(house, mandate_id, code, "answer", seen, request) as at:
        chosen = next((one for one in at.matter.unanswered if one.number == number), None)
        facts = at.facts(objection_open=chosen is not None, reason_given=bool(text))

        def change() -> None:
            assert chosen is not None, "the guard asked"
            chosen.answer, chosen.answered_at, chosen.answered_by_id = text, at.work.now, at.actor.account_id

        entry = at.take("answer", facts, {"answer": {"number": number, "text": text}}, change)
        return at.tell_unit(entry, "answered")


def _in_window(at: Step, day: date) -> bool:
    """Whether comments were asked for on a day that has come."""
    opened, closes_at = at.matter.recognition.comment_opened_on, at.matter.recognition.comment_closes_at
    if opened is None or closes_at is None:
        return False
    return opened <= day <= at.work.today and window_closes_at(day, 0) <= closes_at


def _after_result(at: Step, day: date) -> bool:
    """Whether the result was known on a day that has come."""
    known = at.work.session.scalar(
        select(func.max(Entry.at)).where(Entry.case_id == at.matter.case.id, Entry.kind.in_(RESULTS))
    )
    return known is not None and day_of(known) <= day <= at.work.today
