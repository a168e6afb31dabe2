"""What each entry of a case seals of the case's rows: one digest a column, so that any changed cell is found and named.

Pages show rows, not entries. A process whose tables stand in `RECORDED` has, in every entry, the sealed field
`record`: table -> column -> SHA-256 (hex) over the canonical JSON of that column in all rows of the case, in the order
of their primary key, as they are after the act. `journal verify` computes the digests again.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Select, bindparam
from sqlalchemy.orm import Session
from sqlalchemy.types import JSON

from ..clock import iso_instant
from ..models import (
    Agreement,
    AgreementComment,
    AgreementText,
    Amendment,
    Case,
    CertificateSignature,
    FurtherSignature,
    Inspection,
    InspectionFinding,
    InspectionMember,
    InspectionScore,
    InspectionStatement,
    Obligation,
    ObligationReport,
    PaperMinutes,
    PaperSeat,
    Recognition,
    RecognitionKnockOut,
    RecognitionObjection,
    RecognitionOpinion,
    RecognitionProposal,
    RecognitionText,
    RecognitionVote,
    RecognitionVoter,
    Registration,
    ReminderSetting,
    Seat,
    Signature,
)
from ..transparency.canonical import canonical
from ..transparency.strict import Malformed
from .raw_rows import raw_select

# The tables of each process, every one with a column `case_id`. What is still being written stays outside: a column
# named in the model's `unrecorded`.
RECORDED: dict[str, tuple[Any, ...]] = {
    "registration": (Registration,),
    "commitment": (
        Agreement, AgreementText, Seat, Signature, FurtherSignature, AgreementComment, PaperMinutes, PaperSeat,
        CertificateSignature, Obligation, ObligationReport, Amendment, ReminderSetting,
    ),
    "inspection": (Inspection, InspectionMember, InspectionScore, InspectionFinding, InspectionStatement),
    "recognition": (
        Recognition, RecognitionProposal, RecognitionOpinion, RecognitionKnockOut, RecognitionObjection,
        RecognitionVote, RecognitionVoter, RecognitionText,
    ),
}  # fmt: skip
OF_CASE = ("unit_id", "programme_id", "period", "holder_unit_id", "due_at")  # the entries say the other columns


Record = dict[str, dict[str, str]]


def digests(session: Session, process: str, case_id: int) -> Record:
    """The digests of a case's rows as they are now; empty for a process that has no record."""
    if process not in RECORDED:
        return {}
    found = {"case_record": _digests(session, Case, case_id, OF_CASE)}
    for model in RECORDED[process]:
        found[model.__tablename__] = _digests(session, model, case_id, recorded_columns(model))
    return found


def recorded_columns(model: Any) -> tuple[str, ...]:
    """The columns of a table that entries seal."""
    left_out = getattr(model, "unrecorded", ())
    return tuple(column.key for column in model.__table__.columns if column.key not in left_out)


def _digests(session: Session, model: Any, case_id: int, columns: tuple[str, ...]) -> dict[str, str]:
    table = model.__table__
    rows = session.connection().execute(_rows_of_case(model), {"of_case": case_id}).mappings().all()
    return {key: _digest([_plain(row[key], table.columns[key].type) for row in rows]) for key in columns}


@cache  # asked half a dozen times in every act: to put the question together takes longer than to answer it
def _rows_of_case(model: Any) -> Select[Any]:
    own = model.id if model is Case else model.case_id
    return raw_select(model).where(own == bindparam("of_case")).order_by(*model.__table__.primary_key.columns)


def _digest(values: list[Any]) -> str:
    try:
        return hashlib.sha256(canonical(values)).hexdigest()
    except Malformed:
        return "unreadable"  # no act wrote this: it can equal no digest


NOTHING = _digest([])


def _plain(value: Any, kind: Any) -> Any:
    """A stored value in one spelling for both databases."""
    if isinstance(value, datetime):
        return iso_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(kind, Boolean) and value is not None:
        return bool(value) if value in (0, 1) else value  # SQLite keeps any number there
    if isinstance(kind, JSON) and isinstance(value, str):
        return _parsed(value)
    return value


def _parsed(written: str) -> Any:
    try:
        return json.loads(written)
    except ValueError:
        return {"not JSON": written}
