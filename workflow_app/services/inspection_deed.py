"""What every act of an inspection goes through: who, on which version, under which facts, until when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from states.inspection import PROCESS

from ..house import House
from ..models import Entry, InspectionStatement
from .actor import Actor
from .errors import NotFound
from .inspection_matter import Matter, facts_for, load_matter, sees
from .perform import Once, Receipt, Sealed, Work, unit_of_work
from .reach import people_of_unit
from .second_factor import PASSKEY


def begin(work: Work, mandate_id: int, code: str, seen: int | None, request: Once | None) -> tuple[Actor, Matter]:
    """Lock the case and say who acts; `seen` None where acts of several people do not get in each other's way."""
    case = work.lock(code)
    actor = work.actor(mandate_id)
    work.once(actor, request)  # under the lock: of two equal forms at once the second sees the first's answer
    if case.process != PROCESS.name:
        raise NotFound(code)
    matter = load_matter(work, case)
    if not sees(work, actor, matter):
        raise NotFound(code)
    if seen is not None:
        work.check_seen(case, seen)
    return actor, matter


def take(
    work: Work,
    actor: Actor,
    matter: Matter,
    action: str,
    *,
    given: Mapping[str, Any] | None = None,
    sealed: Mapping[str, Any] | None = None,
    change: Callable[[], None] = lambda: None,
    request: Once | None = None,
) -> Entry:
    """Take a step; `given` are facts of this act, `sealed` values by field."""
    facts = facts_for(work, matter, actor, **(given or {}))
    fields: dict[str, Sealed] = {field: matter.seal(field, value) for field, value in (sealed or {}).items()}
    fields["person"] = matter.seal("person", {"name": actor.name, "title": actor.title})

    def write() -> None:
        change()
        work.session.flush()

    return work.take(
        PROCESS, matter.case, action, facts, actor, sealed=fields, request=request, change=write,
    )  # fmt: skip


def act(
    house: House,
    mandate_id: int,
    code: str,
    action: str,
    *,
    seen: int | None,
    given: Mapping[str, Any] | None = None,
    sealed: Mapping[str, Any] | None = None,
    change: Callable[[Work, Actor, Matter], None] = lambda work, actor, matter: None,
    tells: tuple[str, ...] = (),
    request: Once | None = None,
) -> Receipt:
    """An act that needs nothing but what it brings; `tells`: the notice, and who gets it ("team", "unit")."""
    with unit_of_work(house) as work:
        actor, matter = begin(work, mandate_id, code, seen, request)
        entry = take(
            work, actor, matter, action, given=given, sealed=sealed, request=request,
            change=lambda: change(work, actor, matter),
        )  # fmt: skip
        if tells:
            notify(work, matter, entry, *tells)
    return work.receipt(entry)


def add_statement(work: Work, actor: Actor, matter: Matter, kind: str, text: str) -> None:
    """Keep what was put down, under the number of its act, and by what means it was signed, if it was."""
    case, method = matter.case, PASSKEY if work.is_signed else ""
    row = InspectionStatement(
        case_id=case.id, seq=case.seq, kind=kind, text=text, method=method, by_id=actor.account_id, at=case.changed_at
    )
    work.session.add(row)


def spoken(text: str) -> dict[str, Any]:
    """Words that go into the entry as its reason, if there are any."""
    return {"reason": {"code": "", "text": text}} if text else {}


def notify(work: Work, matter: Matter, entry: Entry, kind: str, *to: str) -> None:
    """Tell the "team" or the "unit"; never the one who acted."""
    people = [*(matter.team_accounts() if "team" in to else ())]
    people += people_of_unit(work, matter.holder.id) if "unit" in to else []
    work.notify(entry, f"inspection.{kind}", [one for one in people if one != entry.account_id], code=matter.case.code)
