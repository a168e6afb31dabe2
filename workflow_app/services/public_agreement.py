"""The public page of an agreement in force: read from the openings of its entries, and checked when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from states.commitment import PROCESS, State
from states.programme import Edition as Rules

from ..house import House
from ..models import Case, Edition
from . import printed
from .commitment_paper import METHOD
from .commitment_paper_case import day_on_paper, title_of
from .disclosure import Disclosed, public, read_public
from .edition import rules_of
from .errors import NotFound
from .file import Stored
from .proofs import Head, head_within, served_head
from .public_history import Checks, Row, Step, check, list_rows, step_of

SIGNING = ("commitment.sign", "commitment.attest_paper")  # each gives one seat its signature


@dataclass(frozen=True, slots=True)
class SignedSeat:
    """One signature: for whom (None while the name is not what the journal committed to), when, by what means."""

    unit: str | None
    position: str
    method: str
    at: datetime
    signed_on: date | None  # on paper; `at` is then when a second person attested it
    index: int | None


@dataclass(frozen=True, slots=True)
class PublicAgreement:
    """Everything the page shows; the text is the one the signatures name."""

    code: str
    state: str
    period: str
    programme: Rules
    title: str
    clauses: tuple[Mapping[str, str], ...]
    digest: str
    text_version: int
    in_force_at: datetime | None
    signatures: tuple[SignedSeat, ...]  # that count for this text, in the order in which they were given
    decision: Mapping[str, str]
    printed: Stored | None  # the PDF of the text, where that is open and the PDF is made
    steps: tuple[Step, ...]  # newest first
    checks: Checks
    head: Head | None
    checked_at: datetime
    rolled_back: bool
    amends: Mapping[str, Any]  # of an amendment: what it says of the agreement it changes
    amendments: tuple[str, ...]  # codes of those that were begun, in their order


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
        return PublicAgreement(
            code=found.Case.code,
            state=found.Case.state,
            period=found.Case.period,
            programme=rules_of(found.Edition),
            title=text.get("title", ""),
            clauses=tuple(text.get("clauses", ())),
            digest=frozen.get("text", ""),
            text_version=frozen.get("version", 0),
            in_force_at=_in_force_at(rows, shown),
            signatures=tuple(_signatures(rows, shown, frozen.get("version", 0))),
            decision=_decision(rows),
            printed=printed.find(session, found.Case.id, frozen["version"]) if text else None,
            steps=tuple(step_of(row, shown) for row in reversed(rows)),
            checks=check(session, found.Case, rows, shown, head),
            head=head,
            checked_at=house.clock(),
            rolled_back=bool(house.watch.rolled_back),
            amends=text.get("amends", {}),
            amendments=tuple(_begun(rows)),
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


def _signatures(rows: Sequence[Row], shown: Disclosed, version: int) -> list[SignedSeat]:
    found = []
    for row in rows:
        if row.body is None or row.body["kind"] not in SIGNING or row.body["facts"].get("version") != version:
            continue
        opened, at = shown.values(row.entry.id), step_of(row, shown).at
        statement = opened.get("statement", {})
        on_paper = row.body["kind"] == "commitment.attest_paper"
        unit = opened["unit"]["name"] if "unit" in opened else None
        if at is not None:
            method = METHOD if on_paper else statement.get("method", "")
            position = title_of(row.body["facts"]["place"], statement)
            found.append(SignedSeat(unit, position, method, at, day_on_paper(statement), row.index))
    return found


def _decision(rows: Sequence[Row]) -> dict[str, str]:
    last = _last(rows, "commitment.terminate")
    return {} if last is None or last.body is None else last.body["facts"]


def _begun(rows: Sequence[Row]) -> list[str]:
    return [row.body["facts"]["amendment"] for row in rows if row.body and row.body["kind"] == "commitment.amend"]


def _last(rows: Sequence[Row], kind: str) -> Row | None:
    return next((row for row in reversed(rows) if row.entry.kind == kind), None)
