"""The rows that say out of how many targets are counted, beside the signed entries that caused them."""

from __future__ import annotations

from typing import Any

from ..models import Edition, Population, PopulationDecision, Programme
from .population import COUNTED, DECIDED
from .raw_rows import day_text, instant_text, json_value
from .verify_rows import RowCheck


class PopulationRows(RowCheck):
    """Every cell is what the entry says or seals: a denominator never changes after the fact."""

    def run(self) -> None:
        """Both tables."""
        asked = self.with_entry(
            Population, Population.entry_id, COUNTED, programme=Programme.code, edition=Edition.digest
        )  # fmt: skip
        asked = asked.outerjoin(Programme, Population.programme_id == Programme.id)
        asked = asked.outerjoin(Edition, Population.edition_id == Edition.id)
        for row, body, opened in self.told(Population, COUNTED, asked):
            expected: dict[str, Any] = {
                "programme_id": (row["programme"], body["programme"]), "period": (row["period"], body["period"]),
                "moment": (row["moment"], body["moment"]), "as_of": (day_text(row["as_of"]), body["as_of"]),
                "edition_id": (row["edition"], body["edition"]),
                "taken_at": (instant_text(row["taken_at"]), body["at"]),
            }  # fmt: skip
            if (found := opened.get("population", (b"", None))[1]) is not None:
                expected["units"] = (json_value(row["units"]), found)
            self.findings.compare("population", row["id"], row["place"], expected)
        self._decisions()

    def _decisions(self) -> None:
        asked = self.with_entry(PopulationDecision, PopulationDecision.entry_id, DECIDED, programme=Programme.code)
        asked = asked.outerjoin(Programme, PopulationDecision.programme_id == Programme.id)
        for row, body, opened in self.told(PopulationDecision, DECIDED, asked):
            expected: dict[str, Any] = {
                "programme_id": (row["programme"], body["programme"]), "period": (row["period"], body["period"]),
                "choice": (row["choice"], body["choice"]),
                "decided_at": (instant_text(row["decided_at"]), body["at"]),
            }  # fmt: skip
            if (paper := opened.get("basis", (b"", None))[1]) is not None:
                expected |= {name: (row[name], paper.get(name)) for name in ("reason", "symbol")}
                expected["issued_on"] = (day_text(row["issued_on"]), paper.get("issued_on"))
            self.findings.compare("population_decision", row["id"], row["place"], expected)
