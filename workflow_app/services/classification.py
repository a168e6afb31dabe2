"""The yearly classification: the office prepares it unit by unit, the board decides the list, or corrects one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select

from states.classification import Said, unsound
from states.classification_rules import LEVELS
from states.process import Refused

from ..codes import new_code
from ..house import House
from ..models import Classification, ClassificationDecision, ClassificationDraft, Entry, Unit
from ..transparency.canonical import canonical
from .actor import Actor
from .citation import cited
from .classification_desk import DECIDES, WRITES, Desk, Row, load_desk, written
from .errors import Invalid, NotAllowed, NotFound
from .perform import Once, Receipt, Sealed, Work, unit_of_work
from .reach import own_units, people_of_secretaries

KIND, CORRECTED = "classification.decided", "classification.corrected"
LONGEST_GROUP = 80
FIELDS = {  # where what cannot be true was typed
    "class-level": "level", "class-points-range": "points", "class-large": "tasks", "class-tasks-more": "tasks",
    "class-members-more": "members_good",
}  # fmt: skip


def save(
    house: House, mandate_id: int, code: str, period: str, unit_code: str, said: Said | None, group: str, *, seen: int
) -> None:  # fmt: skip
    """Keep what is to be decided of one unit, or with None nothing; `seen` is the version that the page showed.

    What the regulation asks and is not reached is shown, and keeps the board from deciding; it does not keep anybody
    from writing. Raises `Invalid` for what cannot be true.
    """
    with unit_of_work(house) as work:
        actor, desk = locked_desk(work, mandate_id, code, period)
        row = _row(desk, unit_code)
        if seen != row.draft_version:
            raise Invalid({"level": "class-changed"})
        keep(work, desk, row, said, group, actor)


def keep(work: Work, desk: Desk, row: Row, said: Said | None, group: str, by: Actor) -> None:
    """Write or throw away the draft of a row, under the lock of its committee."""
    if said is None:
        of = (ClassificationDraft.programme_id == desk.programme.id, ClassificationDraft.period == desk.period)
        work.session.execute(delete(ClassificationDraft).where(*of, ClassificationDraft.unit_id == row.unit_id))
        return
    if row.unit_id in own_units(work, by):
        raise Invalid({"level": "class-own"})
    if against := unsound(said):
        raise Invalid({FIELDS[one.code]: one.code for one in against})
    draft = work.session.scalar(
        select(ClassificationDraft).where(
            ClassificationDraft.programme_id == desk.programme.id, ClassificationDraft.period == desk.period,
            ClassificationDraft.unit_id == row.unit_id,
        )
    )  # fmt: skip
    if draft is None:
        draft = ClassificationDraft(
            programme_id=desk.programme.id, period=desk.period, unit_id=row.unit_id, version=0
        )  # fmt: skip
        work.session.add(draft)
    draft.said, draft.like_group = written(said), (group or row.kind)[:LONGEST_GROUP]
    draft.version += 1
    draft.saved_at, draft.saved_by_id = work.now, by.account_id
    work.session.flush()


def decide(
    house: House, mandate_id: int, code: str, period: str, *, symbol: str, decided_on: date | None, reason: str,
    seen: str, request: Once | None = None,
) -> Receipt:  # fmt: skip
    """The board decides everything that is prepared, by a decision on paper; or nothing, with every reason at once.

    `seen` is the digest of the list that the page showed. Where a level that stands is changed the reason is asked for.
    """
    with unit_of_work(house) as work:
        actor, desk = locked_desk(work, mandate_id, code, period, deciding=True, request=request)
        if seen != digest_of(desk.prepared):
            raise Refused("decide", ("class-changed",))
        own = own_units(work, actor)  # by whatever mandate
        if reasons := (*desk.reasons, *(["class-own"] if any(row.unit_id in own for row in desk.prepared) else [])):
            raise Refused("decide", reasons)
        number, day = cited(symbol, decided_on, work.today)
        if any(row.decided for row in desk.prepared) and not reason:
            raise Invalid({"reason": "class-reason"})
        assert desk.regime is not None
        decision = new_code()
        rows = [_sealed(row) for row in desk.prepared]
        counts = {level: sum(row.level == level for row in desk.prepared) for level in LEVELS}
        paper = {"symbol": number.canonical, "decided_on": day.isoformat(), "regulation": desk.regime.regulation}
        entry = work.append(
            KIND, actor,
            {"decision": Sealed({**paper, "reason": reason}, "at_once"), "classified": Sealed(rows, "never")},
            request=request, decision=decision, programme=desk.programme.code, period=period,
            edition=desk.edition.digest, committee=desk.committee.code, **counts,
        )  # fmt: skip
        made = ClassificationDecision(
            code=decision, programme_id=desk.programme.id, period=period, committee_id=desk.committee.id,
            edition_id=desk.edition.id, regulation=desk.regime.regulation, symbol=number.canonical, decided_on=day,
            reason=reason, decided_at=work.now, entry_id=entry.id,
        )  # fmt: skip
        work.session.add(made)
        work.session.flush()
        _tell(work, entry, desk)
        _write(work, desk, made.id)
    return work.receipt(entry)


def digest_of(rows: Sequence[Row]) -> str:
    """What a page showed as prepared."""
    return hashlib.sha256(canonical([_sealed(row) for row in rows])).hexdigest()


def _sealed(row: Row) -> dict[str, object]:
    assert row.said is not None
    return {
        "unit": {"code": row.code, "name": row.name}, "version": row.version + 1, "group": row.group,
        "said": written(row.said),
    }  # fmt: skip


def _tell(work: Work, entry: Entry, desk: Desk) -> None:
    """Each secretary learns that the unit has a level, or another one: a mail never says which."""
    about = {"programme": desk.programme.code, "period": desk.period}
    for kind, again in ((KIND, False), (CORRECTED, True)):
        ids = [row.unit_id for row in desk.prepared if (row.decided is not None) == again]
        work.notify(entry, kind, people_of_secretaries(work, ids), **about)


def _write(work: Work, desk: Desk, decision_id: int) -> None:
    of = (ClassificationDraft.programme_id == desk.programme.id, ClassificationDraft.period == desk.period)
    ids = [row.unit_id for row in desk.prepared]
    work.add_rows(
        Classification,
        [
            {
                "decision_id": decision_id, "programme_id": desk.programme.id, "period": desk.period,
                "unit_id": row.unit_id, "version": row.version + 1, "level": row.said.level,
                "said": written(row.said), "like_group": row.group,
            }
            for row in desk.prepared if row.said is not None
        ],
    )  # fmt: skip
    work.session.execute(delete(ClassificationDraft).where(*of, ClassificationDraft.unit_id.in_(ids)))


def locked_desk(
    work: Work, mandate_id: int, code: str, period: str, *, deciding: bool = False, request: Once | None = None
) -> tuple[Actor, Desk]:  # fmt: skip
    """Who acts, and the desk of their committee, held until the commit so that drafts and decisions come one by one."""
    actor = work.actor(mandate_id)
    work.session.execute(select(Unit.id).where(Unit.id == actor.unit_id).with_for_update(key_share=True))
    work.once(actor, request)
    if actor.role not in (DECIDES if deciding else WRITES):
        raise NotAllowed("the office prepares, the board decides")
    return actor, load_desk(work, actor, code, period)


def _row(desk: Desk, unit_code: str) -> Row:
    found = next((row for row in desk.rows if row.code == unit_code), None)
    if found is None:
        raise NotFound(unit_code)
    return found

