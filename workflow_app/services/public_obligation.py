"""What the clauses of a public agreement ask, and what came of it: read from its entries and what they open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .commitment_clauses import Clause, list_clauses, owners
from .disclosure import Disclosed
from .public_history import Row, step_of

REPORTED, ACCEPTED, RETURNED = "commitment.report_obligation", "commitment.accept_report", "commitment.return_report"
LIFTED = "commitment.lift_obligation"


@dataclass(frozen=True, slots=True)
class PublicReport:
    """A report that was accepted: of whom, in what words as far as they are open, and where both acts stand."""

    unit: str
    text: str  # empty where the edition does not open reports
    quantity: str
    at: datetime | None  # of the acceptance
    index: int | None  # of the report
    accepted_index: int | None


@dataclass(frozen=True, slots=True)
class PublicTask:
    """One clause that asks something: of how many parties, and which of them have done it."""

    clause: Clause
    parties: int  # held to it: not those whose task was lifted
    waiting: int  # reported, not looked at yet
    late: int
    done: tuple[PublicReport, ...]
    lifted: int  # of how many parties it is asked no more
    lifted_by: tuple[int, ...]  # numbers of the amendments


def list_tasks(
    rows: Sequence[Row], shown: Disclosed, text: Mapping[str, Any], version: int, today: date
) -> tuple[PublicTask, ...]:
    """The clauses of this version that ask something of who signed it; empty while the text is not open."""
    asking = [(clause, raw) for clause, raw in zip(list_clauses(text), _raw(text), strict=True) if clause.obligation]
    if not asking:
        return ()
    names, seats = _seats(rows, shown, text, version)
    last, lifted = _last(rows, version), _lifted(rows, version)
    return tuple(_task(clause, raw["obligation"], names, seats, last, lifted, shown, today) for clause, raw in asking)


def _raw(text: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    by_id = {one["id"]: one for one in text.get("clauses", ())}
    return [by_id[clause.id] for clause in list_clauses(text)]


def _seats(
    rows: Sequence[Row], shown: Disclosed, text: Mapping[str, Any], version: int
) -> tuple[dict[int, str], list[tuple[int, str, str]]]:
    """The parties that signed this version, as far as their names are open, with their capacity."""
    above = {one["code"] for one in text.get("parties", ()) if one["capacity"] == "superior"}
    names, seats = dict[int, str](), []
    for row in rows:
        if row.body is None or row.body["kind"] not in ("commitment.sign", "commitment.attest_paper"):
            continue
        unit = shown.values(row.entry.id).get("unit")
        if row.body["facts"].get("version") == version and unit:
            place = row.body["facts"]["place"]
            names[place] = unit["name"]
            seats.append((place, "superior" if unit["code"] in above else "unit", unit["code"]))
    return names, seats


def _last(rows: Sequence[Row], version: int) -> dict[tuple[str, int], tuple[Row, Row | None]]:
    """By clause and place: the report given last, and the answer to it."""
    found: dict[tuple[str, int], tuple[Row, Row | None]] = {}
    for row in rows:
        if row.body is None or row.body["kind"] not in (REPORTED, ACCEPTED, RETURNED):
            continue
        facts = row.body["facts"]
        if facts.get("version") == version:
            key = (facts["clause"], facts["place"])
            if row.body["kind"] == REPORTED:
                found[key] = (row, None)
            elif key in found:
                found[key] = (found[key][0], row)
    return found


def _lifted(rows: Sequence[Row], version: int) -> dict[tuple[str, int], int]:
    """By clause and place: the number of the amendment that lifted the task."""
    said = [row.body["facts"] for row in rows if row.body is not None and row.body["kind"] == LIFTED]
    return {(one["clause"], one["place"]): one["number"] for one in said if one.get("version") == version}


def _task(
    clause: Clause, obligation: Mapping[str, Any], names: Mapping[int, str], seats: Sequence[tuple[int, str, str]],
    last: Mapping[tuple[str, int], tuple[Row, Row | None]], lifted: Mapping[tuple[str, int], int], shown: Disclosed,
    today: date,
) -> PublicTask:  # fmt: skip
    assert clause.obligation is not None, "only those that ask something"
    asked = owners(obligation, seats)
    gone = {place: lifted[clause.id, place] for place in asked if (clause.id, place) in lifted}
    places, done, waiting = [place for place in asked if place not in gone], list[PublicReport](), 0
    for place in places:
        report, answer = last.get((clause.id, place), (None, None))
        if report is not None and answer is None:
            waiting += 1
        elif report is not None and answer is not None and answer.entry.kind == ACCEPTED:
            said = shown.values(report.entry.id).get("report", {})
            done.append(
                PublicReport(
                    names[place], said.get("text", ""), said.get("quantity", ""), step_of(answer, shown).at,
                    report.index, answer.index,
                )  # fmt: skip
            )
    open_ = len(places) - waiting - len(done)
    late = open_ if clause.obligation.due_on < today else 0
    by = tuple(sorted(set(gone.values())))
    return PublicTask(clause, len(places), waiting, late, tuple(done), len(gone), by)
