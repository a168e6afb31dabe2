"""The rows of yearly classifications, beside the signed entries of the decisions that caused them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from ..models import Classification, ClassificationDecision, Edition, Programme, Unit
from .classification import KIND
from .raw_rows import day_text, instant_text, json_value, raw, raw_select, stream
from .verify_rows import RowCheck

COLUMNS = ("symbol", "regulation", "reason")


class ClassificationRows(RowCheck):
    """Every decision says what its entry says, and every level is one that a decision sealed."""

    def run(self) -> None:
        """Both tables."""
        asked = self.with_entry(
            ClassificationDecision, ClassificationDecision.entry_id, KIND,
            programme=Programme.code, edition=Edition.digest, committee=Unit.code,
        )  # fmt: skip
        asked = asked.outerjoin(Programme, ClassificationDecision.programme_id == Programme.id)
        asked = asked.outerjoin(Edition, ClassificationDecision.edition_id == Edition.id)
        asked = asked.outerjoin(Unit, ClassificationDecision.committee_id == Unit.id)
        known: set[int] = set()
        for row, body, opened in self.told(ClassificationDecision, KIND, asked):
            known.add(row["id"])
            expected = {
                "code": (row["code"], body["decision"]),
                "period": (row["period"], body["period"]),
                "programme_id": (row["programme"], body["programme"]),
                "edition_id": (row["edition"], body["edition"]),
                "committee_id": (row["committee"], body["committee"]),
                "decided_at": (instant_text(row["decided_at"]), body["at"]),
            }
            if (paper := opened.get("decision", (b"", None))[1]) is not None:
                expected |= {name: (row[name], paper.get(name)) for name in COLUMNS}
                expected["decided_on"] = (day_text(row["decided_on"]), paper.get("decided_on"))
            self.findings.compare("classification_decision", row["id"], row["place"], expected)
            if (sealed := opened.get("classified", (b"", None))[1]) is not None:
                self._levels(row, sealed)
        self._strays(known)

    def _levels(self, decision: dict[str, Any], sealed: list[dict[str, Any]]) -> None:
        """The rows of one decision, unit by unit."""
        asked = raw_select(Classification, unit=Unit.code).select_from(Classification)
        asked = asked.outerjoin(Unit, Classification.unit_id == Unit.id)
        rows = list(stream(self.session, asked.where(Classification.decision_id == decision["id"])))
        told = {one["unit"]["code"]: one for one in sealed}
        for row in rows:
            one = told.pop(row["unit"], None)
            if one is None:
                self.findings.add("row-without-entry", "classification", row["id"], "unit_id", decision["place"])
                continue
            expected = {
                "level": (row["level"], one["said"]["level"]), "said": (json_value(row["said"]), one["said"]),
                "version": (row["version"], one["version"]), "like_group": (row["like_group"], one["group"]),
                "period": (row["period"], decision["period"]),
                "programme_id": (row["programme_id"], decision["programme_id"]),
            }  # fmt: skip
            self.findings.compare("classification", row["id"], decision["place"], expected)
        for code in told:
            self.findings.add("row-missing", "classification", "", "unit_id", decision["place"], code)

    def _strays(self, known: set[int]) -> None:
        """Levels of no decision that is believed."""
        asked = select(raw(Classification.id, "id"), raw(Classification.decision_id, "decision"))
        for row in stream(self.session, asked):
            if row["decision"] not in known:
                self.findings.add("row-without-entry", "classification", row["id"], "decision_id")
