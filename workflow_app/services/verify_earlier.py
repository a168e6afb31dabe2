"""The rows of results copied from paper, beside the signed entries that caused them."""

from __future__ import annotations

from typing import Any

from ..models import EarlierResult, Programme, Unit
from .earlier import KIND, SAID
from .raw_rows import day_text, instant_text
from .verify_rows import RowCheck


class EarlierRows(RowCheck):
    """Every cell is what the entry says or seals."""

    def run(self) -> None:
        """The one table."""
        asked = self.with_entry(EarlierResult, EarlierResult.entry_id, KIND, unit=Unit.code, programme=Programme.code)
        asked = asked.outerjoin(Unit, EarlierResult.unit_id == Unit.id)
        asked = asked.outerjoin(Programme, EarlierResult.programme_id == Programme.id)
        for row, body, opened in self.told(EarlierResult, KIND, asked):
            said: dict[str, Any] = next((value for _, value in opened.values()), {})
            expected = {
                "code": (row["code"], body["result"]),
                "recorded_at": (instant_text(row["recorded_at"]), body["at"]),
            }
            if said:  # a damaged opening is named by itself
                expected |= {name: (row[name], said.get(name)) for name in SAID if name != "decided_on"}
                expected |= {"version": (row["version"], said.get("version"))}
                expected |= {"decided_on": (day_text(row["decided_on"]), said.get("decided_on"))}
                expected |= {"unit_id": (row["unit"], said.get("unit", {}).get("code"))}
                expected |= {"programme_id": (row["programme"], said.get("programme"))}
            self.findings.compare("earlier_result", row["id"], row["place"], expected)
