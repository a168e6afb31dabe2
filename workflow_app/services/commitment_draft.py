"""The draft of an agreement: begun and written by its issuer alone; nothing of it is journalled.

A draft is plain JSON: {"title", "recitals", "articles", "clauses": [{"id", "text", …}], "units": [codes of units]}, and
"order" where somebody gave one (`commitment_turn`). The id of a clause stays with it through all versions, so that a
comment still says which clause it meant.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, select

from states.commitment import State
from states.edition_values import COMMITMENT
from states.process import Refused
from states.roles import MANAGER

from ..codes import new_code
from ..house import House
from ..models import Agreement, Amendment, Case, Edition, Programme, Unit
from . import commitment_turn as order
from . import unit as units
from .actor import Actor
from .commitment_clauses import cleaned
from .commitment_matter import Matter, leads, list_admitted, load_matter, sees
from .commitment_template import begun
from .deadline import due_with
from .edition import get_round, rules_of
from .errors import Invalid, NotAllowed, NotFound, Stale
from .perform import Work, unit_of_work

Draft = dict[str, Any]


def start(house: House, mandate_id: int, programme_id: int, period: str) -> str:
    """Begin the agreement of a round and return its code, or the code of the one that was only begun."""
    with unit_of_work(house) as work:
        actor = work.actor(mandate_id)
        round_ = get_round(work.session, programme_id, period)
        issuer_id = work.session.get_one(Programme, programme_id).issuer_id
        issuer = work.session.scalars(select(Unit).where(Unit.id == issuer_id).with_for_update(key_share=True)).one()
        if actor.role != MANAGER or not units.is_reached(actor, issuer, programme_id):
            raise NotAllowed("only a manager of the issuer begins an agreement")
        if (known := _begun(work, programme_id, period)) is not None:
            return known
        rules = rules_of(work.session.get_one(Edition, round_.edition_id))
        if not rules.has(COMMITMENT):
            raise NotFound(period)
        case = Case(
            code=new_code(), process="commitment", unit_id=issuer.id, programme_id=programme_id, period=period,
            edition_id=round_.edition_id, state=State.DRAFTING.value, version=0, seq=0, holder_unit_id=issuer.id,
            due_at=due_with(round_), created_at=work.now, changed_at=work.now,
        )  # fmt: skip
        work.session.add(case)
        work.session.flush()
        draft: Draft = {"title": f"{rules.commitment.name.vi} {period}", "units": []}
        draft |= begun(work.session, rules, issuer, period)
        work.session.add(Agreement(case_id=case.id, draft=draft, draft_version=0, saved_at=work.now, version=0))
        work.session.flush()
        matter = load_matter(work, case)  # everybody is invited until somebody says otherwise
        matter.agreement.draft = {**draft, "units": [unit.code for unit, _ in list_admitted(work, matter)]}
        return case.code


def _begun(work: Work, programme_id: int, period: str) -> str | None:
    asked = select(Case.code).where(
        Case.process == "commitment", Case.programme_id == programme_id, Case.period == period,
        Case.state == State.DRAFTING, Case.seq == 0, ~exists().where(Amendment.amendment_id == Case.id),
    )  # fmt: skip
    return work.session.scalars(asked.order_by(Case.id)).first()


def save_draft(house: House, mandate_id: int, code: str, draft: Draft, draft_seen: int) -> Agreement:
    """Keep what the issuer has written; `Stale` when it was saved elsewhere since the page was shown."""
    with unit_of_work(house) as work:
        case = work.lock(code)
        actor = work.actor(mandate_id)
        matter = lock_own(work, actor, case)
        if matter.amends is not None:  # written as changes of another text, see `commitment_amendment`
            raise NotFound(code)
        agreement = matter.agreement
        kept = _cleaned(work, matter, draft)
        if kept == agreement.draft:
            return agreement
        if draft_seen != agreement.draft_version:
            raise Stale(agreement.saved_at, MANAGER, "commitment.save")
        agreement.draft = kept
        agreement.draft_version += 1
        agreement.saved_at, agreement.saved_by_id = work.now, actor.account_id
        return agreement


def lock_own(work: Work, actor: Actor, case: Case) -> Matter:
    """The agreement of an actor who may write it, while it is drafted."""
    if case.process != "commitment":
        raise NotFound(case.code)
    matter = load_matter(work, case)
    if not sees(matter, actor):
        raise NotFound(case.code)
    if actor.role != MANAGER or not leads(matter, actor):
        raise NotAllowed("only a manager of the issuer writes the agreement")
    if case.state != State.DRAFTING:
        raise Refused("save", ("not-from-this-state",))
    return matter


def _cleaned(work: Work, matter: Matter, draft: Draft) -> Draft:
    """What was written, with an id for each clause and only units that may sign, in Vietnamese order."""
    admitted = [unit.code for unit, _ in list_admitted(work, matter)]
    if not set(draft["units"]) <= set(admitted):
        raise Invalid({"units": "unit-kind-not-allowed"})
    chosen = [code for code in admitted if code in draft["units"]]
    written = {"title": draft["title"], **cleaned(work, matter, draft, chosen), "units": chosen}
    return written | order.kept_for(matter, chosen)
