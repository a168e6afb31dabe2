"""Recognition from the vote on: what the board, its secretary and the manager do, and what time does by itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import structlog
from sqlalchemy import select

from states import roles
from states.process import Refused
from states.recognition import State

from ..clock import day_of
from ..codes import new_code
from ..house import House
from ..models import (
    Case,
    Document,
    Mandate,
    Recognition,
    RecognitionText,
    RecognitionVote,
    RecognitionVoter,
    Unit,
)
from .board import Ballot, Member
from .document_reach import next_number
from .document_version import add
from .errors import Invalid, Stale
from .perform import Once, Receipt, Work
from .recognition_matter import NAME, Matter
from .recognition_step import Step, step

log = structlog.get_logger()

BOARD = (roles.BOARD_SIGNATORY, roles.BOARD_SECRETARY)
TYPE = "QĐ"


@dataclass(frozen=True, slots=True)
class Wording:
    """What a decision and its certificate say of the unit."""

    unit_name: str
    superior_name: str
    title: str


def open_vote(house: House, mandate_id: int, code: str, *, seen: int, request: Once | None = None) -> Receipt:
    """The time for comments is over: the board votes."""
    with step(house, mandate_id, code, "open_vote", seen, request) as at:
        return at.tell(at.take("open_vote", at.facts()), "voting", *BOARD)


def record_vote(
    house: House, mandate_id: int, code: str, ballot: Ballot, *, seen: int, request: Once | None = None
) -> Receipt:
    """The secretary of the meeting records who took part and what was counted."""
    with step(house, mandate_id, code, "record_vote", seen, request) as at:
        matter, work = at.matter, at.work
        members = matter.members(work.today)
        own = matter.own(members)
        ballot = Ballot(ballot.present, ballot.tally, dict.fromkeys(own, "") | dict(ballot.recused))
        _check_reasons(ballot, own)
        result = matter.judge(ballot, work.today)
        recused = at.actor.pseudonym in ballot.recused
        facts = at.facts(vote_defects=result.defects, vote_carried=result.carried, actor_recused=recused)
        number = matter.recognition.vote_no + 1

        def change() -> None:
            matter.recognition.vote_no = number
            _keep_vote(at, ballot, members, number)

        rules = matter.rules.recognition.voting
        told = {"held_on": work.today.isoformat(), "members": len(members), "present": len(ballot.present)}
        told |= {"recused": len(ballot.recused), **asdict(ballot.tally)}
        sealed = told | {"quorum": str(rules.quorum), "majority": str(rules.majority), "carried": result.carried}
        return at.tell(at.take("record_vote", facts, {"vote": sealed}, change), "tally", *BOARD)


def _check_reasons(ballot: Ballot, own: set[str]) -> None:
    """Whose own the case is not is recused for a reason that is written down."""
    if lacking := [code for code, reason in ballot.recused.items() if not reason and code not in own]:
        raise Invalid({f"why-{code}": "reason-missing" for code in lacking})


def _keep_vote(at: Step, ballot: Ballot, members: tuple[Member, ...], number: int) -> None:
    case_id, tally = at.matter.case.id, ballot.tally
    at.work.session.add(
        RecognitionVote(
            case_id=case_id, number=number, held_on=at.work.today, in_favour=tally.in_favour, against=tally.against,
            other=tally.other, recorded_at=at.work.now, recorded_by_id=at.actor.account_id,
        )  # fmt: skip
    )
    for member in members:
        at.work.session.add(
            RecognitionVoter(
                case_id=case_id, vote_no=number, account_id=member.account_id, present=member.code in ballot.present,
                recused=member.code in ballot.recused, reason=ballot.recused.get(member.code, ""),
            )  # fmt: skip
        )


def confirm_vote(house: House, mandate_id: int, code: str, *, seen: int, request: Once | None = None) -> Receipt:
    """A second person of the board confirms the tally."""
    with step(house, mandate_id, code, "confirm_vote", seen, request) as at:

        def change() -> None:
            vote = at.matter.vote
            assert vote is not None, "the guard asked"
            vote.confirmed_at, vote.confirmed_by_id = at.work.now, at.actor.account_id

        return at.tell(at.take("confirm_vote", at.facts(), change=change), "confirmed", roles.BOARD_SIGNATORY)


def decide_yes(house: House, mandate_id: int, code: str, *, seen: int, request: Once | None = None) -> Receipt:
    """The board issues the decision, which takes the next number of its series."""
    with step(house, mandate_id, code, "decide_yes", seen, request) as at:
        matter, recognition, today = at.matter, at.matter.recognition, at.work.today
        title = matter.rules.title_of(matter.version.kind)
        document = _next_document(at.work, matter, f"Công nhận {matter.version.name}: {title}")
        text = Wording(matter.version.name, matter.superior, title)
        valid_to = matter.rules.recognition.valid_to(today)
        signatory = f"{at.actor.name}, {at.actor.title}" if at.actor.title else at.actor.name

        def change() -> None:
            add(at.work.session, document)
            recognition.decision_id, recognition.signatory = document.id, signatory
            recognition.valid_from, recognition.valid_to = today, valid_to
            _add_text(at, text, "")

        sealed = _decision(matter, document, at) | {"kind": "recognise", "text": asdict(text)}
        sealed |= {"valid_from": today.isoformat(), "valid_to": valid_to.isoformat()}
        entry = at.take("decide_yes", at.facts(number_free=True), {"decision": sealed}, change)
        return at.tell(entry, "decided", roles.MANAGER)


def _next_document(work: Work, matter: Matter, subject: str) -> Document:
    """A decision with the next number of its issuer, type and term; not added yet.

    The issuer's row is locked first: of two decisions at once the second waits and counts on, and whoever is refused
    gives no number away.
    """
    issuer = work.session.get_one(Unit, matter.issuer_id, with_for_update={"key_share": True})
    asked = matter.rules.recognition
    number = next_number(work.session, issuer, TYPE, asked.term)
    return Document(
        code=work.lots.draw(new_code), issuer_id=matter.issuer_id, type=TYPE, number=number, term=asked.term,
        symbol=f"{number:02}-{asked.symbol}", issued_on=work.today, issuer_name=matter.rules.issuer_name.vi,
        subject=subject[:500], visibility="public",
    )  # fmt: skip


def _decision(matter: Matter, document: Document, at: Step) -> dict[str, Any]:
    """All that the row of the document says, so that `journal verify` can compare it."""
    return {
        "code": document.code,
        "type": TYPE,
        "number": document.number,
        "term": document.term,
        "symbol": document.symbol,
        "issued_on": at.work.today.isoformat(),
        "issuer": at.work.session.get_one(Unit, matter.issuer_id).code,
        "issuer_name": document.issuer_name,
        "subject": document.subject,
        "signatory": {"name": at.actor.name, "title": at.actor.title},
    }


def _add_text(at: Step, text: Wording, reason: str) -> None:
    recognition = at.matter.recognition
    recognition.text_no += 1
    at.work.session.add(
        RecognitionText(
            case_id=at.matter.case.id, number=recognition.text_no, reason=reason, made_at=at.work.now, **asdict(text)
        )
    )


def decide_no(
    house: House, mandate_id: int, code: str, *, seen: int, reason: str, request: Once | None = None
) -> Receipt:
    """The vote did not carry the motion: the unit is not recognised."""
    with step(house, mandate_id, code, "decide_no", seen, request) as at:
        sealed = {"reason": {"code": "", "text": reason}}
        return at.tell_unit(at.take("decide_no", at.facts(reason_given=bool(reason)), sealed), "not_recognised")


def exclude(
    house: House, mandate_id: int, code: str, *, seen: int, reason: str, request: Once | None = None
) -> Receipt:
    """A knock-out ends the case; the unit is shown which rule, and what it rests on."""
    with step(house, mandate_id, code, "exclude", seen, request) as at:
        told = [{"code": one.code, "evidence": one.evidence} for one in at.matter.standing]
        sealed = {"reason": {"code": "", "text": reason}, "knock_out": told}
        return at.tell_unit(at.take("exclude", at.facts(reason_given=bool(reason)), sealed), "not_recognised")


def publish(house: House, mandate_id: int, code: str, *, seen: int, request: Once | None = None) -> Receipt:
    """The decision is published; from now on everybody can look it up."""
    with step(house, mandate_id, code, "publish", seen, request) as at:
        return at.tell_unit(at.take("publish", at.facts()), "published")


def correct(
    house: House, mandate_id: int, code: str, text: Wording, *, seen: int, reason: str, request: Once | None = None
) -> Receipt:
    """The board corrects what the decision says of the unit; the old text stays readable."""
    with step(house, mandate_id, code, "correct", seen, request) as at:
        last = at.matter.texts[-1] if at.matter.texts else None
        before = last and Wording(last.unit_name, last.superior_name, last.title)
        given = bool(text.unit_name and text.title) and text != before
        facts = at.facts(correction_given=given, reason_given=bool(reason))
        sealed = {"number": at.matter.recognition.text_no + 1, "text": asdict(text), "reason": reason}
        entry = at.take("correct", facts, {"correction": sealed}, lambda: _add_text(at, text, reason))
        return at.tell_unit(entry, "corrected")


def revoke(
    house: House, mandate_id: int, code: str, *, seen: int, reason: str, request: Once | None = None
) -> Receipt:
    """The board takes the recognition back by a decision of its own, with number, date and reason."""
    with step(house, mandate_id, code, "revoke", seen, request) as at:
        matter = at.matter
        document = _next_document(at.work, matter, f"Hủy bỏ công nhận {matter.version.name}")

        def change() -> None:
            add(at.work.session, document)
            matter.recognition.revocation_id = document.id

        sealed = _decision(matter, document, at) | {"kind": "revoke", "reason": reason}
        facts = at.facts(number_free=True, reason_given=bool(reason))
        return at.tell_unit(at.take("revoke", facts, {"decision": sealed}, change), "revoked")


def expire_due(house: House, most: int = 50) -> int:
    """Note, as the system, which recognitions hold no more; returns how many."""
    with house.db.reading() as session:
        ended = Recognition.valid_to <= day_of(house.clock())
        due = select(Case.code, Case.version).join(Recognition, Recognition.case_id == Case.id)
        rows = session.execute(due.where(Case.process == NAME, Case.state == State.PUBLISHED, ended).limit(most)).all()
        system = session.scalar(select(Mandate.id).where(Mandate.kind == "system")) if rows else None
    return sum(_expire(house, system, code, version) for code, version in rows if system is not None)


def _expire(house: House, system: int, code: str, version: int) -> bool:
    """One of them; whatever stands in its way must not keep the worker from the others."""
    try:
        with step(house, system, code, "expire", version, None) as at:
            at.tell_unit(at.take("expire", at.facts()), "expired")
    except (Refused, Stale):
        return False  # somebody acted on it meanwhile
    except Exception as error:
        log.error("recognition.expire_failed", case=code, error=type(error).__name__)
        return False
    return True
