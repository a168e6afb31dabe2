"""The lines of the public register, each from what the signed entries of its case open to everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from states.programme import Edition as Rules

from ..house import House
from ..models import Agreement, AgreementText, Entry, Signature, UnitVersion
from ..transparency.strict import Malformed
from .commitment_text import digest_of
from .disclosure import read_public
from .proofs import believed

# The acts of which a line tells, of each the last one, and what it says of them.
TOLD = {
    "recognition": ("propose", "open_comment", "decide_yes", "correct", "revoke"),
    "registration": ("submit",),
    "commitment": ("freeze", "terminate", "complete"),
}
FIELDS = ("unit", "window", "decision", "correction", "agreement", "reason")
Told = Mapping[str, Mapping[str, Any]]  # act -> what its entry says to everybody


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the register."""

    code: str
    name: str | None  # of the unit, or of the agreement; None when it is not what the journal committed to
    parent: str | None
    kind: str  # of the unit; "" of an agreement
    programme: Rules
    period: str
    state: str
    told: Told
    signatures: int  # of an agreement
    on_paper: int  # of these
    holds: bool = True  # of an agreement: its text is the one that was fixed, and no signature has gone


def read_rows(
    session: Session, house: House, process: str, found: Sequence[Any], editions: Mapping[int, Rules]
) -> tuple[Row, ...]:
    """The lines of these cases; their number does not change how often the database is asked."""
    case_ids = [row.id for row in found]
    told = _told(session, house, process, case_ids)
    signatures = _signatures(session, case_ids) if process == "commitment" else {}
    holding = _holding(session, told, signatures) if process == "commitment" else set(case_ids)
    parents = _names(session, {row.parent_id for row in found}) if process != "commitment" else {}
    return tuple(
        Row(
            code=row.code,
            name=name_of(told.get(row.id, {})),
            parent=parents.get(row.parent_id),
            kind="" if process == "commitment" else row.kind,
            programme=editions[row.edition_id],
            period=row.period,
            state=row.state,
            told=told.get(row.id, {}),
            signatures=signatures.get(row.id, (0, 0))[0],
            on_paper=signatures.get(row.id, (0, 0))[1],
            holds=row.id in holding,
        )
        for row in found
    )


def name_of(told: Told) -> str | None:
    """What a line is called: as the last correction says, or the decision, or the proposal, or the registration."""
    for act, field in (("correct", "correction"), ("decide_yes", "decision")):
        if text := told.get(act, {}).get(field, {}).get("text"):
            return str(text["unit_name"])
    for act in ("propose", "submit"):
        if unit := told.get(act, {}).get("unit"):
            return str(unit["name"])
    agreement = told.get("freeze", {}).get("agreement")
    return str(agreement["title"]) if agreement else None


def _told(session: Session, house: House, process: str, case_ids: list[int]) -> dict[int, dict[str, dict[str, Any]]]:
    kinds = [f"{process}.{act}" for act in TOLD[process]]
    newest = (
        select(func.max(Entry.id))
        .where(Entry.case_id.in_(case_ids), Entry.kind.in_(kinds))
        .group_by(Entry.case_id, Entry.kind)
    )
    entries = session.scalars(select(Entry).where(Entry.id.in_(newest))).all()
    bodies = {entry.id: believed(entry, house.keys.entry_verifier) for entry in entries}
    shown = read_public(session, bodies, FIELDS)
    told: dict[int, dict[str, dict[str, Any]]] = {}
    for entry in entries:
        if (body := bodies[entry.id]) and entry.case_id is not None:
            said = {**body.get("facts", {}), **shown.values(entry.id)}
            told.setdefault(entry.case_id, {})[entry.kind.partition(".")[2]] = said
    return told


def _signatures(session: Session, case_ids: list[int]) -> dict[int | None, tuple[int, int]]:
    """How many signatures of each agreement name the text that was frozen last, and how many of these on paper."""
    acts = ("commitment.freeze", "commitment.sign", "commitment.attest_paper")
    asked = select(Entry.case_id, Entry.kind).where(Entry.case_id.in_(case_ids), Entry.kind.in_(acts))
    counted: dict[int | None, tuple[int, int]] = {}
    for case_id, kind in session.execute(asked.order_by(Entry.case_id, Entry.seq)):
        signed, on_paper = counted.get(case_id, (0, 0))
        more = (signed + 1, on_paper + (kind == "commitment.attest_paper"))
        counted[case_id] = (0, 0) if kind == "commitment.freeze" else more
    return counted


def _holding(session: Session, told: Mapping[int, Told], signed: Mapping[int | None, tuple[int, int]]) -> set[int]:
    """The agreements whose stored text and number of signatures are those that their entries tell of.

    Each signature is judged by its own bytes on the page of its agreement: that is too much work for a list.
    """
    frozen = {case_id: said["freeze"] for case_id, said in told.items() if "freeze" in said}
    here = (Signature.case_id == AgreementText.case_id, Signature.version == AgreementText.version)
    kept = select(func.count()).select_from(Signature).where(*here).scalar_subquery()
    asked = select(AgreementText, kept).join(
        Agreement, (Agreement.case_id == AgreementText.case_id) & (Agreement.version == AgreementText.version)
    )
    found = set()
    for text, number in session.execute(asked.where(AgreementText.case_id.in_(frozen))):
        said = frozen[text.case_id]
        if (text.version, _digest(text)) == (said["version"], said["text"]):
            found |= {text.case_id} if number == signed.get(text.case_id, (0, 0))[0] else set()
    return found


def _digest(text: AgreementText) -> str:
    try:
        return digest_of(text.content)
    except (Malformed, ValueError, TypeError):
        return ""


def _names(session: Session, unit_ids: set[int | None]) -> dict[int, str]:
    rows = session.execute(
        select(UnitVersion.unit_id, UnitVersion.name)
        .where(UnitVersion.unit_id.in_(unit_ids - {None}), UnitVersion.superseded_at.is_(None))
        .order_by(UnitVersion.valid_from)
    )
    return {row.unit_id: row.name for row in rows}  # the latest version last
