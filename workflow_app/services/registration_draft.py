"""The draft of a registration: begun, written and thrown away by the unit itself; nothing of it is journalled."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select

from states.edition_values import REGISTRATION
from states.process import Refused
from states.registration import State

from ..codes import new_code
from ..house import House
from ..models import Case, Edition, File, Notice, Programme, Registration, Reminder, ReturnMark, Round, Unit
from ..models.registration import ENDED
from . import registration_content as contents
from . import unit as units
from .actor import Actor
from .deadline import due_with
from .edition import get_round, rules_of
from .errors import Invalid, NotAllowed, NotFound
from .perform import Work, unit_of_work
from .programme_units import covered
from .reach import OF_UNIT, Reading, writes_for
from .registration_matter import Matter, is_open, load_matter, sees, stale_draft


def start(house: House, mandate_id: int, programme_id: int, period: str) -> str:
    """Begin a draft for the actor's own unit and return its code, or the code of the one that is open already.

    Raises `NotAllowed`, and `Refused` with every reason why the unit cannot register.
    """
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        if actor.role not in OF_UNIT or actor.unit_id is None or actor.programme_id not in (None, programme_id):
            raise NotAllowed("only the unit itself registers, under a mandate for this programme")
        one_at_a_time = select(Unit.id).where(Unit.id == actor.unit_id).with_for_update(key_share=True)
        work.session.execute(one_at_a_time)
        round_ = get_round(work.session, programme_id, period)
        work.session.refresh(round_, with_for_update={"read": True})  # one that is being closed closes before, or after
        if open_case := open_registration(work, actor.unit_id, round_):
            return open_case.code
        if reasons := reasons_against_start(work, actor.unit_id, round_):
            raise Refused("start", reasons)
        return _begin(work, actor.unit_id, round_)


def _begin(work: Work, unit_id: int, round_: Round) -> str:
    case = Case(
        code=new_code(), process="registration", unit_id=unit_id, programme_id=round_.programme_id,
        period=round_.period, edition_id=round_.edition_id, state=State.DRAFT.value, version=0, seq=0,
        holder_unit_id=unit_id, due_at=due_with(round_), created_at=work.now, changed_at=work.now,
    )  # fmt: skip
    work.session.add(case)
    work.session.flush()
    work.session.add(Registration(case_id=case.id, content=contents.empty(), saved_at=work.now))
    work.session.flush()
    return case.code


def open_registration(reading: Reading, unit_id: int, round_: Round) -> Case | None:
    """The unit's one registration of a round that has not ended."""
    return reading.session.scalar(
        select(Case).where(
            Case.process == "registration",
            Case.unit_id == unit_id,
            Case.programme_id == round_.programme_id,
            Case.period == round_.period,
            Case.state.not_in(ENDED),
        )
    )


def reasons_against_start(reading: Reading, unit_id: int, round_: Round) -> tuple[str, ...]:
    """Why a unit cannot register in a round today; empty when it can."""
    version = units.get_versions(reading.session, [unit_id], reading.today).get(unit_id)
    edition = rules_of(reading.session.get_one(Edition, round_.edition_id))
    if not edition.has(REGISTRATION):
        return ("part-absent",)
    meant = version is not None and edition.admits(version.kind, version.cell_type)
    fits = meant and _is_below(reading, unit_id, round_)
    closed = () if is_open(round_, reading.today) else ("round-closed",)
    return closed + (() if fits else ("unit-kind-not-allowed",))


def _is_below(reading: Reading, unit_id: int, round_: Round) -> bool:
    """Whether a unit belongs to the committee that runs the programme."""
    asked = select(Unit).join(Programme, Programme.issuer_id == Unit.id)
    issuer = reading.session.scalars(asked.where(Programme.id == round_.programme_id)).one()
    below = covered(reading.session, issuer, reading.today)
    return unit_id != issuer.id and below.holds(unit_id, reading.session.get_one(Unit, unit_id).path)


def save_draft(house: House, mandate_id: int, code: str, part: dict[str, Any], draft_seen: int) -> Registration:
    """Keep what the unit has written so far; `Stale` when the draft was saved elsewhere since the page was shown.

    `part` replaces whole sections of the content ("resolution", "contents", "roadmap"). Of a registration that was
    sent back only the marked fields may change (`Invalid`).
    """
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        matter = lock_own(work, actor, code)
        registration = matter.registration
        merged = {**registration.content, **part}
        if merged == registration.content:
            return registration  # saved again: nothing to lose, nothing to tell
        if draft_seen != registration.draft_version:
            raise stale_draft(work, matter)
        merged["resolution"] = {**merged["resolution"], "file": _own_file(work, matter, merged)}
        _check_marked_only(work, matter, merged)
        registration.content = merged
        registration.draft_version += 1
        registration.saved_at, registration.saved_by_id = work.now, actor.account_id
        return registration


def as_content(row: File) -> dict[str, Any]:
    """An uploaded file as the content of a registration names it."""
    return {"code": row.code, "name": row.name, "sha256": row.sha256, "size": row.size}


def _own_file(work: Work, matter: Matter, merged: contents.Content) -> dict[str, Any] | None:
    """The file of the resolution as it was uploaded to this very case, whatever the page says about it."""
    named = merged["resolution"]["file"]
    if named is None:
        return None
    row = work.session.scalar(select(File).where(File.code == named["code"], File.case_id == matter.case.id))
    if row is None:
        raise Invalid({"resolution.file": "resolution-missing"})
    return as_content(row)


def _check_marked_only(work: Work, matter: Matter, merged: contents.Content) -> None:
    if matter.case.state != State.CHANGES_REQUESTED:
        return
    marked = {mark.field for mark in list_marks(work, matter)}
    if outside := contents.changed_outside(matter.registration.content, merged, marked):
        raise Invalid(dict.fromkeys(sorted(outside), "field-not-marked"))


def list_marks(reading: Reading, matter: Matter) -> list[ReturnMark]:
    """What a reviewer marked in the present submission, in the order of the form."""
    number = matter.registration.submission_no
    found = reading.session.scalars(
        select(ReturnMark).where(ReturnMark.case_id == matter.case.id, ReturnMark.submission_no == number)
    ).all()
    order = contents.returnable_fields(matter.registration.content)
    return sorted(found, key=lambda mark: order.index(mark.field) if mark.field in order else len(order))


def discard(house: House, mandate_id: int, code: str, draft_seen: int) -> None:
    """Throw away a draft that was never handed in; `Stale` when somebody wrote in it since the page was shown."""
    with unit_of_work(house) as work:
        matter = lock_own(work, work.actor(mandate_id), code, even_late=True)
        if matter.case.state != State.DRAFT or matter.case.seq:
            raise NotAllowed("only a draft can be discarded")
        if draft_seen != matter.registration.draft_version:
            raise stale_draft(work, matter)
        throw_away(work, matter.case, matter.registration)


def throw_away(work: Work, case: Case, registration: Registration) -> None:
    """Delete a draft that no entry speaks of, with all that hangs on it."""
    for told in (Reminder, Notice):  # that the draft is due
        work.session.execute(delete(told).where(told.case_id == case.id))
    for row in work.session.scalars(select(File).where(File.case_id == case.id)):
        work.session.delete(row)
    work.session.flush()
    work.session.delete(registration)
    work.session.flush()
    work.session.delete(case)
    work.session.flush()


def lock_own(work: Work, actor: Actor, code: str, *, even_late: bool = False) -> Matter:
    """The actor's own registration, locked, while it can be written; `even_late`: also a draft after the round."""
    case = work.lock(code)
    unit = work.session.get_one(Unit, case.holder_unit_id)
    if case.process != "registration" or not sees(actor, case, unit):
        raise NotFound(code)
    if not writes_for(actor, unit.id):
        raise NotAllowed("only the unit itself writes its registration")
    matter = load_matter(work, case)
    if reasons := reasons_against_writing(work, matter):
        if not (even_late and reasons == ("round-closed",)):
            raise Refused("save", reasons)
    return matter


def reasons_against_writing(reading: Reading, matter: Matter) -> tuple[str, ...]:
    """Why the unit cannot write now; after it was sent back it may, even when the round is over."""
    if matter.case.state == State.CHANGES_REQUESTED:
        return ()
    if matter.case.state != State.DRAFT:
        return ("not-from-this-state",)
    return () if is_open(matter.round, reading.today) else ("round-closed",)
