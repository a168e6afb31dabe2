"""Amending an agreement in force: begun and written by its issuer, signed like any agreement, ended with the first one.

The draft holds, beside the title and the parties, `amends`: {"root", "number", "text" (digest of what was signed
first), "from" (ISO day or empty), "changes": [{"kind", "clause", "text"}]}. Its clauses are those changes in words, so
that every page, paper and PDF shows what is signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from states.commitment import PROCESS, SIGNED, State
from states.commitment_amendment import ADD, REMOVE, Change, Clause, Effect, amended, faults

from ..codes import new_code
from ..formats import format_day
from ..house import House
from ..models import Agreement, AgreementText, Amendment, Case
from ..wording.commitment_amendment import amendment_title, change_words, effect_words
from .commitment_amendment_matter import asking_of, changes_of, clauses_on, list_made, named_day
from .commitment_deed import Act, begin, people_of
from .commitment_draft import lock_own
from .commitment_matter import Matter, facts_for, load_matter
from .commitment_text import codes_of
from .deadline import due_with
from .errors import Invalid, NotFound, Stale
from .perform import Once, Receipt, Work, unit_of_work

MOST_ADDED = 20


@dataclass(frozen=True, slots=True)
class Writing:
    """What whoever writes an amendment needs: the text it changes, and what was written so far."""

    number: int
    root: str
    clauses: tuple[Clause, ...]  # of the text in force
    changes: tuple[Change, ...]
    effective_on: date | None


def amend(house: House, mandate_id: int, code: str, *, seen: int, request: Once | None = None) -> Receipt:
    """The issuer begins an amendment of an agreement in force, to be signed by those who signed that one."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request, seen=seen)
        matter, made = act.matter, new_code()
        asked = select(func.max(Amendment.number)).where(Amendment.case_id == matter.case.id)
        number = (work.session.scalar(asked) or 0) + 1
        facts = facts_for(work, matter, act.actor)
        clear = {"number": number, "amendment": made}
        entry = act.take("amend", facts, lambda: _keep(act, number, made), clear=clear)
    return work.receipt(entry)


def _keep(act: Act, number: int, code: str) -> None:
    work, matter = act.work, act.matter
    assert matter.text is not None, "an agreement in force has a text"
    case = Case(
        code=code, process=PROCESS.name, unit_id=matter.issuer.id, programme_id=matter.case.programme_id,
        period=matter.case.period, edition_id=matter.case.edition_id, state=State.DRAFTING.value, version=0, seq=0,
        holder_unit_id=matter.issuer.id, due_at=due_with(matter.round), created_at=work.now, changed_at=work.now,
    )  # fmt: skip
    work.session.add(case)
    work.session.flush()
    draft = {
        "title": amendment_title(number, matter.text.content["title"]),
        "clauses": [],
        "units": codes_of(work, [seat for seat in matter.seats if seat.answer == SIGNED]),
        "amends": {
            "root": matter.case.code, "number": number, "text": matter.text.digest, "from": "", "changes": [],
        },
    }  # fmt: skip
    row = Amendment(case_id=matter.case.id, number=number, amendment_id=case.id, begun_at=work.now)
    work.session.add_all([Agreement(case_id=case.id, draft=draft, draft_version=0, saved_at=work.now, version=0), row])


def get_writing(house: House, code: str) -> Writing:
    """An amendment for whoever may write it; the page has asked that before."""
    with house.db.reading() as session:
        row = session.execute(
            select(Amendment, Agreement)
            .join(Case, Amendment.amendment_id == Case.id)
            .join(Agreement, Agreement.case_id == Case.id)
            .where(Case.code == code)
        ).one_or_none()
        if row is None:
            raise NotFound(code)
        said = row.Agreement.draft["amends"]
        clauses = clauses_on(session, row.Amendment.case_id, date.max)
        return Writing(row.Amendment.number, said["root"], clauses, changes_of(said), named_day(said))


def save(
    house: House, mandate_id: int, code: str, changes: Sequence[Change], on: date | None, draft_seen: int
) -> Agreement:
    """Keep what the issuer has written of an amendment; a new clause comes with the id it was given, or without.

    `Invalid` names each change that cannot be made by its place in `changes`.
    """
    with unit_of_work(house) as work:
        case = work.lock(code)
        actor = work.actor(mandate_id)
        matter = lock_own(work, actor, case)
        if matter.amends is None:
            raise NotFound(code)
        agreement = matter.agreement
        clauses = clauses_on(work.session, matter.amends.root.id, date.max)
        numbered = _with_ids(work, matter, changes[: len(clauses) + MOST_ADDED])
        if found := faults(clauses, numbered):
            raise Invalid({str(place): reason for place, reason in found.items()})
        lifts = asking_of(work.session, matter.amends.root.id) & {one.clause for one in numbered if one.kind == REMOVE}
        kept = _draft(agreement.draft, clauses, numbered, on, lifts=bool(lifts))
        if kept == agreement.draft:
            return agreement
        if draft_seen != agreement.draft_version:
            raise Stale(agreement.saved_at, actor.role, "commitment.save")
        agreement.draft = kept
        agreement.draft_version += 1
        agreement.saved_at, agreement.saved_by_id = work.now, actor.account_id
        return agreement


def lapse_all(work: Work, root: Case) -> None:
    """With an agreement that has ended, its amendments end too, as an act of the system each."""
    for made in list_made(work.session, root.id):
        case = work.lock(made.case.code)
        if case.state in PROCESS.final:
            continue
        matter, system = load_matter(work, case), work.system()
        asked = case.state != State.DRAFTING
        entry = Act(work, system, matter, None).take("lapse", facts_for(work, matter, system))
        if asked:
            work.notify(entry, "commitment.lapse", people_of(work, matter.seats), code=case.code)


def _with_ids(work: Work, matter: Matter, changes: Sequence[Change]) -> list[Change]:
    """The changes with an id for each new clause: its own where it has one, else one that no clause ever had."""
    assert matter.amends is not None
    cases = [matter.amends.root.id, *(made.case.id for made in list_made(work.session, matter.amends.root.id))]
    asked = select(AgreementText.case_id, AgreementText.content).where(AgreementText.case_id.in_(cases))
    texts = work.session.execute(asked).all()
    own = [matter.agreement.draft, *(text.content for text in texts if text.case_id == matter.case.id)]
    added = {one.clause for said in own for one in changes_of(said["amends"]) if one.kind == ADD}
    shown = {one["id"] for text in texts for one in text.content["clauses"]}
    highest, free = max(int(one[1:]) for one in shown | added), set(added)
    numbered = []
    for change in changes:
        if change.kind == ADD and change.clause not in free:
            highest += 1
            change = replace(change, clause=f"k{highest}")
        free.discard(change.clause)
        numbered.append(change)
    return numbered


def _draft(
    former: dict[str, Any], clauses: Sequence[Clause], changes: Sequence[Change], on: date | None, *,
    lifts: bool,
) -> dict[str, Any]:  # fmt: skip
    """The draft that says these changes, as data and in words."""
    after = amended(clauses, Effect(0, date.min, tuple(changes)))
    places = {one.id: (one.article, one.number) for one in after}
    said = [{"id": one.clause, "text": change_words(one.kind, *places[one.clause], one.text)} for one in changes]
    if changes:
        said.append({"id": "k0", "text": effect_words(format_day(on) if on else "", lifts)})
    written = [{"kind": one.kind, "clause": one.clause, "text": one.text} for one in changes]
    amends = {**former["amends"], "from": on.isoformat() if on else "", "changes": written}
    return {**former, "clauses": said, "amends": amends}
