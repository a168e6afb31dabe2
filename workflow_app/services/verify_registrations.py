"""The rows of registrations: what was handed in, what was sent back, who is in charge, beside the entries."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from sqlalchemy import and_, select

from ..models import Case, Mandate, Registration, ReturnMark, Submission
from ..transparency.canonical import canonical, commitment
from ..transparency.strict import Malformed
from .raw_rows import instant_text, json_value, raw_select, stream
from .registration_content import public_part
from .verify_entries import Replay
from .verify_rows import Row, RowCheck

WRITING = ("draft", "changes_requested")  # while the unit writes, its draft is nobody's record


class RegistrationRows(RowCheck):
    """The rows that the pages of registrations are made of."""

    def run(self) -> None:
        """Every protected table of this kind."""
        self._registrations()
        self._submissions()
        self._marks()

    def _registrations(self) -> None:
        last = and_(Submission.case_id == Registration.case_id, Submission.number == Registration.submission_no)
        asked = raw_select(Registration, code=Case.code, mandate=Mandate.code, submitted=Submission.content)
        asked = asked.outerjoin(Submission, last).outerjoin(Case, Registration.case_id == Case.id)
        asked = asked.outerjoin(Mandate, Registration.incharge_mandate_id == Mandate.id)
        missing = {code for code, replay in self.entries.cases.items() if replay.process == "registration"}
        for row in stream(self.session, asked):
            missing.discard(row["code"])
            replay = self.entries.cases.get(row["code"]) or Replay("registration", "")
            expected: dict[str, tuple[Any, Any]] = {
                "submission_no": (row["submission_no"], len(replay.submissions)),
                "stages_passed": (row["stages_passed"], replay.stages),
            }
            if replay.incharge != "":  # else it was erased
                expected["incharge_mandate_id"] = (row["mandate"], replay.incharge)
            if replay.submissions and replay.reached not in WRITING:
                expected["content"] = (json_value(row["content"]), json_value(row["submitted"]))
            self.findings.compare("registration", row["case_id"], replay.place, expected)
        for code in sorted(missing):
            self.findings.add("row-missing", "registration", code, "case_id", self.entries.cases[code].place)

    def _submissions(self) -> None:
        kind = "registration.submit"
        asked = self.with_entry(Submission, Submission.entry_id, kind, code=Case.code)
        asked = asked.outerjoin(Case, Submission.case_id == Case.id)
        for row, body, opened in self.told(Submission, kind, asked, _submission_name):
            self._submission(row, body, opened)

    def _submission(self, row: Row, body: Row, opened: dict[str, tuple[bytes, Any]]) -> None:
        content = json_value(row["content"])
        if isinstance(content, dict) and isinstance(content.get("resolution"), dict):
            self.named_file(row["case_id"], content["resolution"].get("file"), row["place"])
        ids = self.entries.cases[body["case"]].submissions
        number = ids.index(row["entry_id"]) + 1 if row["entry_id"] in ids else None
        self.findings.compare(
            "submission",
            _submission_name(row),
            row["place"],
            {
                "case_id": (row["code"], body["case"]),
                "number": (row["number"], number),
                "submitted_at": (instant_text(row["submitted_at"]), body["at"]),
                "submitted_by_id": (row["submitted_by_id"], row["by"]),
                "digest": (row["digest"], _sha256(content)),
                "content": (
                    _sealed_again(content, opened),
                    ",".join(body["sealed"][field] for field in SEALED if field in opened),
                ),
            },
        )

    def _marks(self) -> None:
        codes = dict(self.session.execute(select(Case.id, Case.code)).all())
        known = set(self.entries.marks)
        for row in stream(self.session, raw_select(ReturnMark)):
            if row["entry_id"] not in known:
                self.findings.add("row-without-entry", "return_mark", _mark_name(row), "entry_id")
        for entry_id, (code, number, sealed) in self.entries.marks.items():
            rows = list(stream(self.session, raw_select(ReturnMark).where(ReturnMark.entry_id == entry_id)))
            for row in rows:
                self.findings.compare(
                    "return_mark",
                    _mark_name(row),
                    None,
                    {"case_id": (codes.get(row["case_id"]), code), "submission_no": (row["submission_no"], number)},
                )
            if sealed is not None:
                self._compare_marks(entry_id, rows, {mark["field"]: mark for mark in sealed})

    def _compare_marks(self, entry_id: int, rows: list[dict[str, Any]], sealed: dict[str, dict[str, Any]]) -> None:
        for field in sealed.keys() - {row["field"] for row in rows}:
            self.findings.add("row-missing", "return_mark", f"{entry_id}/{field}", "field")
        for row in rows:
            said = sealed.get(row["field"])
            if said is None:
                self.findings.add("row-without-entry", "return_mark", _mark_name(row), "field")
                continue
            self.findings.compare(
                "return_mark",
                _mark_name(row),
                None,
                {"reason": (row["reason"], said["reason"]), "note": (row["note"], said["note"])},
            )


def _submission_name(row: Row) -> str:
    return f"{row['case_id']}/{row['number']}"


def _mark_name(row: Row) -> str:
    return f"{row['case_id']}/{row['submission_no']}/{row['field']}"


def _sha256(content: Any) -> str:
    try:
        return hashlib.sha256(canonical(content)).hexdigest()
    except Malformed:
        return "not canonical"


# What a submission's entry seals of its content.
SEALED: dict[str, Callable[[Any], Any]] = {
    "content": public_part,
    "resolution": lambda content: content["resolution"],
    "responsible": lambda content: [step["responsible"] for step in content["roadmap"]],
}


def _sealed_again(content: Any, opened: dict[str, tuple[bytes, Any]]) -> str:
    """The commitments to a stored content, under the salts that are still there."""
    try:
        parts = [commitment(opened[field][0], part(content)) for field, part in SEALED.items() if field in opened]
        return ",".join(parts)
    except (Malformed, KeyError, TypeError):
        return "another form"
