"""What parties do about what a clause asks of them: the owner reports, the issuer accepts or gives back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select

from states.obligation import ACCEPTED, REPORTED, RETURNED, TURNS

from ..house import House
from ..models import Entry, File, ObligationReport
from .commitment_deed import Act, begin, people_of
from .commitment_matter import Matter, seat_of
from .errors import Invalid, NotFound
from .obligation_matter import Owed, duty_facts, list_owed
from .perform import Once, Receipt, unit_of_work
from .reach import people_of_managers
from .registration_draft import as_content

MOST_FILES = 5
LONGEST_QUANTITY = 20  # characters, as the table keeps it


def report(
    house: House, mandate_id: int, code: str, clause: str, *, text: str, quantity: Decimal | None = None,
    files: Sequence[str] = (), request: Once | None = None,
) -> Receipt:  # fmt: skip
    """The party that owes it says what was done; `files` are codes of its uploads."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request)
        matter, seat = act.matter, seat_of(act.matter, act.actor)
        owed = list_owed(work, matter)
        one = _find(owed, clause, seat.place if seat else 0)
        proof = [as_content(row) for row in _files(act, files)]
        number = max((row.number for each in owed for row in each.reports), default=0) + 1
        said = {"clause": clause, "text": text, "quantity": _written(quantity)}
        facts = duty_facts(work, matter, act.actor, one, report_given=bool(text))

        def keep() -> None:
            assert one is not None, "the table lets nobody report on what is not asked"
            one.row.status = TURNS["report_obligation", one.row.status]
            work.session.add(
                ObligationReport(
                    case_id=matter.case.id, number=number, clause=clause, place=one.row.place, text=text,
                    quantity=said["quantity"], files=proof, mandate_id=act.actor.mandate_id, reported_at=work.now,
                    outcome=REPORTED, reason="",
                )  # fmt: skip
            )

        place = one.row.place if one else 0
        entry = act.take(
            "report_obligation", facts, keep, sealed={"report": said, "proof": {"files": proof}},
            clear=_clear(matter, clause, place, number),
        )  # fmt: skip
        work.notify(entry, "commitment.reported", people_of_managers(work, matter.issuer.id), code=code)
    return work.receipt(entry)


def accept(house: House, mandate_id: int, code: str, number: int, *, request: Once | None = None) -> Receipt:
    """The issuer accepts a report: what the clause asked of this party is done."""
    return _answer(house, mandate_id, code, number, "accept_report", "", request)


def give_back(
    house: House, mandate_id: int, code: str, number: int, *, reason: str, request: Once | None = None
) -> Receipt:
    """The issuer gives a report back, saying what is lacking."""
    return _answer(house, mandate_id, code, number, "return_report", reason, request)


def _answer(
    house: House, mandate_id: int, code: str, number: int, action: str, reason: str, request: Once | None
) -> Receipt:
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request)
        matter = act.matter
        one, row = find_report(list_owed(work, matter), code, number)
        current = one if one.waiting is row else None  # an answered report is not answered again
        facts = duty_facts(work, matter, act.actor, current, reason_given=bool(reason))

        def keep() -> None:
            one.row.status = TURNS[action, one.row.status]
            row.outcome = ACCEPTED if action == "accept_report" else RETURNED
            row.reason, row.judged_by_id, row.judged_at = reason, act.actor.mandate_id, work.now

        sealed = {"reason": {"code": "", "text": reason}} if reason else {}
        entry = act.take(action, facts, keep, sealed=sealed, clear=_clear(matter, row.clause, row.place, number))
        _tell(act, one, f"commitment.{action}", entry)
    return work.receipt(entry)


def find_report(owed: Sequence[Owed], code: str, number: int) -> tuple[Owed, ObligationReport]:
    """A report by its number, with the obligation it is about; `NotFound` where there is none."""
    found = next(((one, row) for one in owed for row in one.reports if row.number == number), None)
    if found is None:
        raise NotFound(f"{code}/{number}")
    return found


def _tell(act: Act, one: Owed, kind: str, entry: Entry) -> None:
    seats = [seat for seat in act.matter.seats if seat.place == one.row.place]
    act.work.notify(entry, kind, people_of(act.work, seats), code=act.matter.case.code)


def _find(owed: Sequence[Owed], clause: str, place: int) -> Owed | None:
    return next((one for one in owed if (one.row.clause, one.row.place) == (clause, place)), None)


def _clear(matter: Matter, clause: str, place: int, number: int) -> dict[str, object]:
    return {"version": matter.agreement.version, "clause": clause, "place": place, "number": number}


def _written(quantity: Decimal | None) -> str:
    found = "" if quantity is None else format(quantity, "f")
    if len(found) > LONGEST_QUANTITY or found.startswith("-"):
        raise Invalid({"quantity": "quantity-odd"})
    return found


def _files(act: Act, codes: Sequence[str]) -> list[File]:
    """The rows of uploads to this agreement by whoever acts, in the order given."""
    if len(codes) > MOST_FILES:
        raise Invalid({"files": "files-too-many"})
    own = (File.case_id == act.matter.case.id, File.uploaded_by_id == act.actor.account_id)
    found = {row.code: row for row in act.work.session.scalars(select(File).where(*own, File.code.in_(codes)))}
    if len(found) != len(set(codes)):
        raise Invalid({"files": "file-missing-again"})
    return [found[code] for code in dict.fromkeys(codes)]
