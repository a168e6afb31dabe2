"""The public page of an agreement in force: read from the openings of its entries, and checked when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.commitment import PROCESS, State
from states.fate import CLOSING
from states.programme import Edition as Rules

from ..clock import day_of
from ..house import House
from ..models import Case, Edition, Unit
from ..transparency.signed_entry import form_of, position_of
from . import agreement_record, commitment_verdict, printed
from .commitment_clauses import Article, lay_out, recitals_of
from .commitment_further import KINDS
from .commitment_paper import METHOD
from .commitment_paper_case import day_on_paper
from .disclosure import Disclosed, public, read_public
from .edition import rules_of
from .errors import NotFound
from .file import Stored
from .proofs import Head, head_within, served_head
from .public_history import Checks, Row, Step, check, list_rows, step_of
from .public_obligation import PublicTask, list_tasks
from .unit_past import Today, list_ended

SIGNING = tuple(f"commitment.{act}" for act in ("sign", "attest_paper", *KINDS))  # one for a seat, or beside one


@dataclass(frozen=True, slots=True)
class SignedSeat:
    """One signature: for whom (None while the name is not what the journal committed to), when, by what means."""

    unit: str | None
    position: str
    method: str
    at: datetime
    signed_on: date | None  # on paper; `at` is then when a second person attested it
    index: int | None
    signs_as: str  # T/M, K/T, T/L
    past: Today | None  # what became of a unit that is no more; its signature stays what it was
    further: str  # what it is beside another signature
    holds: bool  # still that of its key under the text that is kept


@dataclass(frozen=True, slots=True)
class PublicAgreement:
    """Everything the page shows; the text is the one the signatures name."""

    code: str
    state: str
    period: str
    programme: Rules
    title: str
    recitals: tuple[str, ...]
    articles: tuple[Article, ...]
    tasks: tuple[PublicTask, ...]
    digest: str
    text_version: int
    in_force_at: datetime | None
    signatures: tuple[SignedSeat, ...]  # that count for this text, in the order in which they were given
    text_holds: bool  # the text that is kept is the one that was fixed
    decision: Mapping[str, str]
    printed: Stored | None  # the PDF of the text, where that is open and the PDF is made
    record: Stored | None  # the sealed record, once it is made
    steps: tuple[Step, ...]  # newest first
    checks: Checks
    head: Head | None
    checked_at: datetime
    rolled_back: bool
    amends: Mapping[str, Any]  # of an amendment: what it says of the agreement it changes
    amendments: tuple[str, ...]  # codes of those that were begun, in their order
    anew: str  # code of the public agreement in which its issuer's successor had it signed anew; "" without one


def read(house: House, code: str) -> PublicAgreement:
    """The public agreement with this code; `NotFound` for everything that is not in force and never was."""
    served = served_head(house)
    with house.db.reading_public() as session:
        head = head_within(house, session, served)
        asked = select(Case, Edition).join(Edition, Case.edition_id == Edition.id)
        found = session.execute(
            asked.where(Case.code == code, Case.process == PROCESS.name, public())
        ).one_or_none()
        if found is None:
            raise NotFound(code)
        rows = list_rows(session, found.Case.id, house.keys.entry_verifier)
        shown = read_public(session, {row.entry.id: row.body for row in rows})
        text, frozen = _text(rows, shown)
        judged = commitment_verdict.judge(house, session, found.Case, frozen.get("version", 0))
        return PublicAgreement(
            code=found.Case.code,
            state=found.Case.state,
            period=found.Case.period,
            programme=rules_of(found.Edition),
            title=text.get("title", ""),
            recitals=recitals_of(text),
            articles=lay_out(text),
            tasks=list_tasks(rows, shown, text, frozen.get("version", 0), day_of(house.clock())),
            digest=frozen.get("text", ""),
            text_version=frozen.get("version", 0),
            in_force_at=_in_force_at(rows, shown),
            signatures=_with_past(session, _signatures(rows, shown, frozen.get("version", 0), judged), house),
            text_holds=judged.text,
            decision=_decision(rows),
            printed=printed.find(session, found.Case.id, frozen["version"]) if text else None,
            record=agreement_record.find(session, found.Case.id) if text else None,
            steps=tuple(step_of(row, shown) for row in reversed(rows)),
            checks=replace(check(session, found.Case, rows, shown, head), signed=judged.hold),
            head=head,
            checked_at=house.clock(),
            rolled_back=bool(house.watch.rolled_back),
            amends=text.get("amends", {}),
            amendments=tuple(_begun(rows)),
            anew=_anew(session, rows),
        )


def _text(rows: Sequence[Row], shown: Disclosed) -> tuple[dict[str, Any], dict[str, Any]]:
    """The text frozen last, as far as it is open, and what its entry says of it in clear."""
    last = _last(rows, "commitment.freeze")
    if last is None or last.body is None:
        return {}, {}
    return shown.values(last.entry.id).get("agreement", {}), last.body["facts"]


def _in_force_at(rows: Sequence[Row], shown: Disclosed) -> datetime | None:
    """When the closing rule was met."""
    signed = [row for row in rows if row.body and row.body["to"] == State.IN_FORCE]
    first = next((row for row in signed if row.body and row.body["from"] != State.IN_FORCE), None)
    return None if first is None else step_of(first, shown).at


def _signatures(
    rows: Sequence[Row], shown: Disclosed, version: int, judged: commitment_verdict.Verdicts
) -> list[tuple[SignedSeat, str]]:
    """The signatures that count, each with the code of the unit for which it was given."""
    found = []
    for row in rows:
        if row.body is None or row.body["kind"] not in SIGNING or row.body["facts"].get("version") != version:
            continue
        opened, at = shown.values(row.entry.id), step_of(row, shown).at
        statement = opened.get("statement", {})
        on_paper = row.body["kind"] == "commitment.attest_paper"
        unit = opened.get("unit") or {}
        if at is not None:
            method = METHOD if on_paper else statement.get("method", "")
            place = row.body["facts"]["place"]
            act = row.body["kind"].partition(".")[2]
            further = act if act in KINDS else ""
            more = (form_of(place, statement), None, further, judged.holds(place, further))
            position = position_of(place, statement)
            seat = SignedSeat(unit.get("name"), position, method, at, day_on_paper(statement), row.index, *more)
            found.append((seat, unit.get("code", "")))
    return found


def _with_past(session: Session, seats: Sequence[tuple[SignedSeat, str]], house: House) -> tuple[SignedSeat, ...]:
    which = Unit.code.in_({code for _, code in seats})
    ended = {one.code: one for one in list_ended(session, which, day_of(house.clock())).values()}
    return tuple(replace(seat, past=ended.get(code)) for seat, code in seats)


def _decision(rows: Sequence[Row]) -> dict[str, str]:
    """The decision by which it ended early: the board's, or the change by which its issuer is no more."""
    last = _last(rows, "commitment.terminate") or _last(rows, f"commitment.{CLOSING}")
    return {} if last is None or last.body is None else last.body["facts"]


def _begun(rows: Sequence[Row]) -> list[str]:
    return [row.body["facts"]["amendment"] for row in rows if row.body and row.body["kind"] == "commitment.amend"]


def _anew(session: Session, rows: Sequence[Row]) -> str:
    last = _last(rows, "commitment.close_by_event")
    code = last.body["facts"].get("anew", "") if last is not None and last.body is not None else ""
    return session.scalar(select(Case.code).where(Case.code == code, public())) or "" if code else ""


def _last(rows: Sequence[Row], kind: str) -> Row | None:
    return next((row for row in reversed(rows) if row.entry.kind == kind), None)
