"""Registration: what a unit and the committees above it do with it, one verb a step."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from states.registration import PROCESS, Facts

from ..house import House
from ..models import Account, Entry, Mandate, ReturnMark, Submission
from ..transparency.canonical import canonical
from .actor import Actor
from .errors import Invalid, NotAllowed, NotFound
from .perform import Once, Receipt, Sealed, Work, unit_of_work
from .reach import people_of_unit, writes_for
from .registration_content import public_part, returnable_fields
from .registration_draft import discard, save_draft, start
from .registration_matter import (
    Matter,
    facts_for,
    holding_role,
    incharge_choices,
    load_matter,
    sees,
    stale_draft,
    tell_holders,
)

__all__ = [
    "Mark", "approve", "assign_incharge", "close", "discard", "endorse", "public_part", "receive", "reject",
    "request_changes", "returnable_fields", "save_draft", "start", "submit", "withdraw",
]  # fmt: skip

UNIT_ACTIONS = ("submit", "withdraw")  # a role of the same name in a committee above does not give them


@dataclass(frozen=True, slots=True)
class Mark:
    """One field sent back: which, why (a code of the edition's list), and a note."""

    field: str
    reason: str
    note: str = ""


def submit(
    house: House, mandate_id: int, code: str, *, seen: int, draft_seen: int, request: Once | None = None
) -> Receipt:
    """The unit hands in its registration."""
    with unit_of_work(house) as work:
        actor, matter = _begin(work, mandate_id, code, "submit", seen, request)
        registration = matter.registration
        if draft_seen != registration.draft_version:
            raise stale_draft(work, matter)
        facts = facts_for(work, matter, actor)
        row = {"submission_no": registration.submission_no + 1, "stages_passed": 0}
        entry = _take(work, matter, "submit", facts, actor, _sealed_content(matter), request, row)
        _keep_submission(work, matter, actor, entry)
        tell_holders(work, matter, entry, "registration.submitted", holding_role(matter))
    return work.receipt(entry)


def withdraw(
    house: House, mandate_id: int, code: str, *, seen: int, reason: str, request: Once | None = None
) -> Receipt:
    """The unit takes its registration back, saying why."""
    if not reason:
        raise Invalid({"reason": "reason-missing"})
    return _act(house, mandate_id, code, "withdraw", seen=seen, reason=("", reason), request=request)


def receive(house: House, mandate_id: int, code: str, *, seen: int, request: Once | None = None) -> Receipt:
    """The direct committee takes the registration up."""
    return _act(house, mandate_id, code, "receive", seen=seen, request=request)


def endorse(
    house: House, mandate_id: int, code: str, *, seen: int, reason: str = "", request: Once | None = None
) -> Receipt:
    """One level agrees and passes it on."""
    return _act(house, mandate_id, code, "endorse", seen=seen, reason=("", reason), request=request)


def approve(
    house: House, mandate_id: int, code: str, *, seen: int, reason: str = "", request: Once | None = None
) -> Receipt:
    """The last level accepts the registration; from now on it is public."""
    return _act(house, mandate_id, code, "approve", seen=seen, reason=("", reason), request=request)


def reject(
    house: House, mandate_id: int, code: str, *, seen: int, reason: tuple[str, str], request: Once | None = None
) -> Receipt:
    """The Standing Board does not accept the registration, with a reason of the edition's list and a text."""
    return _act(house, mandate_id, code, "reject", seen=seen, reason=reason, request=request)


def close(house: House, mandate_id: int, code: str, *, seen: int, request: Once | None = None) -> Receipt:
    """The registration ends with its period."""
    return _act(house, mandate_id, code, "close", seen=seen, request=request)


def request_changes(
    house: House,
    mandate_id: int,
    code: str,
    marks: Sequence[Mark],
    *,
    seen: int,
    reason: str = "",
    request: Once | None = None,
) -> Receipt:
    """Send back exactly the marked fields and documents, each with its reason."""
    with unit_of_work(house) as work:
        actor, matter = _begin(work, mandate_id, code, "request_changes", seen, request)
        _check_marks(matter, marks)
        facts = facts_for(work, matter, actor, reason_given=bool(marks), marks=len(marks))
        told = [{"field": m.field, "reason": m.reason, "note": m.note} for m in marks]
        sealed = {"marks": matter.seal("marks", told)} | _sealed_reason(matter, "", reason)
        entry = _take(work, matter, "request_changes", facts, actor, sealed, request, {"stages_passed": 0})
        for mark in marks:
            work.session.add(
                ReturnMark(
                    case_id=matter.case.id, submission_no=matter.registration.submission_no, field=mark.field,
                    reason=mark.reason, note=mark.note, entry_id=entry.id,
                )  # fmt: skip
            )
        work.session.flush()
        work.notify(entry, "registration.returned", people_of_unit(work, matter.holder.id), code=code)
    return work.receipt(entry)


def assign_incharge(
    house: House, mandate_id: int, code: str, incharge_code: str, *, seen: int, request: Once | None = None
) -> Receipt:
    """The Standing Board names the committee member in charge of the unit."""
    with unit_of_work(house) as work:
        actor, matter = _begin(work, mandate_id, code, "assign_incharge", seen, request)
        chosen, account, of_unit = _incharge(work, matter, incharge_code)
        facts = facts_for(work, matter, actor, incharge_chosen=True, incharge_of_unit=of_unit)
        sealed = {"incharge": matter.seal("incharge", {"name": account.full_name, "mandate": chosen.code})}
        row = {"incharge_mandate_id": chosen.id}
        entry = _take(work, matter, "assign_incharge", facts, actor, sealed, request, row)
        work.notify(entry, "registration.incharge", [account.id, *people_of_unit(work, matter.holder.id)], code=code)
    return work.receipt(entry)


def _incharge(work: Work, matter: Matter, code: str) -> tuple[Mandate, Account, bool]:
    """The mandate chosen, who holds it, and whether that is somebody of the unit itself."""
    for mandate, _, of_unit in incharge_choices(work, matter):
        if mandate.code == code:
            return mandate, work.session.get_one(Account, mandate.account_id), of_unit
    raise Invalid({"incharge": "incharge-missing"})


def _begin(
    work: Work, mandate_id: int, code: str, action: str, seen: int, request: Once | None
) -> tuple[Actor, Matter]:
    case = work.lock(code)
    actor = work.actor(mandate_id)
    work.once(actor, request)  # under the lock: of two equal forms at once the second sees the first's answer
    if case.process != PROCESS.name:
        raise NotFound(code)
    matter = load_matter(work, case)
    if not sees(actor, matter.case, matter.holder):
        raise NotFound(code)
    if action in UNIT_ACTIONS and not writes_for(actor, matter.holder.id):
        raise NotAllowed("only the unit itself does this")
    work.check_seen(case, seen)
    return actor, matter


def _take(
    work: Work,
    matter: Matter,
    action: str,
    facts: Facts,
    actor: Actor,
    sealed: dict[str, Sealed],
    request: Once | None,
    row: dict[str, int] | None = None,
) -> Entry:
    """Take the step; `row` is what it changes in the registration's own row."""

    def change() -> None:
        for column, value in (row or {}).items():
            setattr(matter.registration, column, value)

    sealed = sealed | {"person": matter.seal("person", {"name": actor.name, "title": actor.title})}
    return work.take(PROCESS, matter.case, action, facts, actor, sealed=sealed, request=request, change=change)


def _act(
    house: House,
    mandate_id: int,
    code: str,
    action: str,
    *,
    seen: int,
    reason: tuple[str, str] = ("", ""),
    request: Once | None = None,
) -> Receipt:
    with unit_of_work(house) as work:
        actor, matter = _begin(work, mandate_id, code, action, seen, request)
        listed, text = reason
        if listed and listed not in {known.code for known in matter.rules.registration.reject_reasons}:
            raise Invalid({"reason": "reason-missing"})
        waited_for = holding_role(matter)
        facts = facts_for(work, matter, actor, reason_given=bool(listed) if action == "reject" else bool(text))
        row = {"stages_passed": matter.registration.stages_passed + 1} if action == "endorse" else None
        entry = _take(work, matter, action, facts, actor, _sealed_reason(matter, listed, text), request, row)
        if action == "withdraw":
            _set_back(work, matter)
        work.session.flush()
        _tell(work, matter, entry, action, waited_for)
    return work.receipt(entry)


def _set_back(work: Work, matter: Matter) -> None:
    """What was withdrawn is what was handed in; corrections that were only begun were never sent."""
    registration = matter.registration
    handed_in = work.session.get_one(Submission, (matter.case.id, registration.submission_no))
    registration.content = handed_in.content


def _tell(work: Work, matter: Matter, entry: Entry, action: str, waited_for: str) -> None:
    """Whom the step concerns: the next level, the level that need not look any more, or the unit."""
    if action == "endorse":
        tell_holders(work, matter, entry, "registration.endorsed", holding_role(matter))
    elif action == "withdraw":
        tell_holders(work, matter, entry, "registration.withdrawn", waited_for)
    elif kind := {"approve": "approved", "reject": "rejected", "close": "closed"}.get(action):
        work.notify(entry, f"registration.{kind}", people_of_unit(work, matter.holder.id), code=matter.case.code)


def _sealed_content(matter: Matter) -> dict[str, Sealed]:
    content = matter.registration.content
    values = {
        "unit": {"code": matter.unit.code, "name": matter.version.name},
        "content": public_part(content),
        "resolution": content["resolution"],
        "responsible": [step["responsible"] for step in content["roadmap"]],
    }
    return {field: matter.seal(field, value) for field, value in values.items()}


def _sealed_reason(matter: Matter, listed: str, text: str) -> dict[str, Sealed]:
    return {"reason": matter.seal("reason", {"code": listed, "text": text})} if listed or text else {}


def _keep_submission(work: Work, matter: Matter, actor: Actor, entry: Entry) -> None:
    content = matter.registration.content
    row = {
        "case_id": matter.case.id,
        "number": matter.registration.submission_no,
        "content": content,
        "digest": hashlib.sha256(canonical(content)).hexdigest(),
        "submitted_at": entry.at,
        "submitted_by_id": actor.account_id,
        "entry_id": entry.id,
    }
    work.add_rows(Submission, [row])


def _check_marks(matter: Matter, marks: Sequence[Mark]) -> None:
    listed = {reason.code for reason in matter.rules.registration.return_reasons}
    fields = set(returnable_fields(matter.registration.content))
    errors = {m.field: "reason-missing" for m in marks if m.reason not in listed}
    errors |= {m.field: "field-unknown" for m in marks if m.field not in fields}
    if errors:
        raise Invalid(errors)
