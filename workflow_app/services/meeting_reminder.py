"""A cell that has not reported a month is told before and after the last day, and the committee above it once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

import structlog
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from states import roles
from states.edition_values import RETURNS
from states.meeting_return import NEAR, PASSED, to_tell
from states.returns_rules import first_of, months_up_to

from ..clock import day_of
from ..house import House
from ..models import Account, Edition, Job, Mandate, Programme, Round, Unit
from .actor import in_force
from .meeting_month import silent_cells
from .meeting_place import Place, find_nearer
from .reach import OF_UNIT
from .rules import rules_of

log = structlog.get_logger()

OWN, ABOVE = "return.{}", "returns.missing"  # the kinds of these notices
KINDS = (OWN.format(NEAR), OWN.format(PASSED), ABOVE)
Month = tuple[int, Place, str, str]  # the round, its place, the month, and what is told of it: near or passed
Reviewer = tuple[int, str, str]  # account, reach, and the path of the committee
Numbers = Mapping[int, int]  # account -> how many cells below it have not reported


def remind(house: House) -> int:
    """Go through the months that are due once a day and return how many people were told.

    What was told is remembered by the notices themselves: a worker that starts anew finds them.
    """
    today = day_of(house.clock())
    if house.watch.returns_reminded_on == today:
        return 0
    try:
        with house.db.reading() as session:
            due = list(_due(house, session, today))
        told = sum(_tell(house, one, today) for one in due)
    except Exception as error:  # told again on the next round; other work must not wait for it
        log.error("returns.remind_failed", error=type(error).__name__)
        return 0
    house.watch.returns_reminded_on = today
    return told


def _due(house: House, session: Session, today: date) -> Iterator[Month]:
    """The months of which something is to be told today; the last one of a round is due after its end."""
    asked = select(Programme, Round, Edition).join(Round, Round.programme_id == Programme.id)
    asked = asked.join(Edition, Round.edition_id == Edition.id).where(Round.opens_on <= today)
    found: dict[tuple[int, str], Month] = {}
    for row in session.execute(asked.where(Round.ends_on > today - timedelta(days=62)).order_by(Round.opens_on)):
        rules = rules_of(row.Edition)
        if not rules.has(RETURNS):
            continue
        for month in months_up_to(today, 3):
            in_round = month[:4] == row.Round.period[:4] and first_of(month) < row.Round.ends_on
            what = to_tell(rules.returns.due_on(month), today, house.calendar)
            first_month = row.Round.opens_on.isoformat()[:7]
            if in_round and month >= first_month and what is not None:
                nearer = find_nearer(session, row.Edition, month, today)  # whose cells they remind themselves
                place = Place(row.Programme, row.Edition, rules, first_month, nearer=nearer)
                found[row.Programme.id, month] = (row.Round.id, place, month, what)
    yield from found.values()


def _tell(house: House, one: Month, today: date) -> int:
    """Write what is to be told of a month; to whom is found before the lock is taken, which is held for a moment."""
    round_id, place, month, what = one
    about = {"programme": place.programme.code, "month": month, "due_on": place.returns.due_on(month).isoformat()}
    with house.db.reading() as session:
        silent = silent_cells(session, place, month, today)
        writers, above = _people(session, place.programme, silent, today) if silent else (set[int](), {})
        wanted = {(OWN.format(what), account_id): about for account_id in writers}
        if what == PASSED:
            wanted |= {(ABOVE, account_id): about | {"late": str(number)} for account_id, number in above.items()}
        if not wanted.keys() - _told(session, about):
            return 0
    with house.db.writing() as session:
        session.execute(select(Round.id).where(Round.id == round_id).with_for_update())  # one worker after another
        left = sorted(wanted.keys() - _told(session, about))
        now = house.clock()
        session.add_all(
            Job(kind=kind, entry_id=None, recipient_id=to, payload=wanted[kind, to], run_at=now, attempts=0)
            for kind, to in left
        )
        session.commit()
        return len(left)


def _told(session: Session, about: Mapping[str, str]) -> set[tuple[str, int]]:
    """What was told of the month already, and to whom."""
    of = (Job.payload[name].as_string() == about[name] for name in ("programme", "month"))
    asked = select(Job.kind, Job.recipient_id).where(Job.kind.in_(KINDS), *of)
    return {(row.kind, row.recipient_id) for row in session.execute(asked)}


def _people(
    session: Session, programme: Programme, silent: Collection[int], today: date
) -> tuple[set[int], Numbers]:  # fmt: skip
    """Who writes for these cells, and who reviews for the nearest committee above each, with the number they see."""
    issuer = session.get_one(Unit, programme.issuer_id).path
    here = or_(Unit.path == issuer, Unit.path.startswith(f"{issuer}.", autoescape=True))
    units = session.execute(select(Unit.id, Unit.path).where(here)).all()
    cells = [row.path for row in units if row.id in silent]
    held = select(Mandate, Unit.path).join(Unit, Mandate.unit_id == Unit.id)
    held = held.join(Account, Mandate.account_id == Account.id).where(here, Account.disabled_at.is_(None))
    writers, reviewers = set[int](), dict[str, list[Reviewer]]()
    for mandate, path in session.execute(held.where(Mandate.role.in_((*OF_UNIT, roles.REVIEWER)))):
        of_this = mandate.programme_id in (None, programme.id) and in_force(mandate, today)
        if not of_this or mandate.account_id is None:
            continue
        if mandate.role == roles.REVIEWER:
            reviewers.setdefault(path, []).append((mandate.account_id, mandate.reach, path))
        elif mandate.unit_id in silent:
            writers.add(mandate.account_id)
    number = Counter(path for cell in cells for path in _above(cell))
    direct = Counter(cell.rpartition(".")[0] for cell in cells)
    above: dict[int, int] = {}
    for account_id, reach, path in {one for cell in cells for one in _nearest(cell, reviewers, programme)}:
        seen = len(cells) if reach == roles.PROGRAMME else direct[path] if reach == roles.CHILDREN else number[path]
        above[account_id] = max(above.get(account_id, 0), seen)
    return writers, above


def _nearest(
    cell: str, reviewers: Mapping[str, Collection[Reviewer]], programme: Programme
) -> Collection[Reviewer]:  # fmt: skip
    """Who reviews for the first committee above a cell that has anybody who reaches it."""
    for path in _above(cell):
        if found := [one for one in reviewers.get(path, ()) if _reaches(one[1], path, cell, programme)]:
            return found
    return ()


def _above(cell: str) -> Iterator[str]:
    """The paths of the units above a cell, the nearest first."""
    while cell := cell.rpartition(".")[0]:
        yield cell


def _reaches(reach: str, path: str, cell: str, programme: Programme) -> bool:
    return roles.reaches(reach, own_path=path, path=cell, own_programme=programme.code, programme=programme.code)
