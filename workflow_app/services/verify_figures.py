"""The rows of figures that documents tell, beside the signed entries that caused them."""

from __future__ import annotations

from typing import Any

from ..models import Programme, TargetFigure
from .figure import REPORTED
from .raw_rows import day_text, instant_text
from .verify_rows import RowCheck


class FigureRows(RowCheck):
    """Every cell is what the entry says or seals: a figure is corrected by another one, never changed."""

    def run(self) -> None:
        """The one table."""
        asked = self.with_entry(TargetFigure, TargetFigure.entry_id, REPORTED, programme=Programme.code)
        asked = asked.outerjoin(Programme, TargetFigure.programme_id == Programme.id)
        for row, body, opened in self.told(TargetFigure, REPORTED, asked):
            expected: dict[str, Any] = {
                "programme_id": (row["programme"], body["programme"]),
                "as_of": (day_text(row["as_of"]), body["as_of"]),
                "told_at": (instant_text(row["told_at"]), body["at"]),
            }
            expected |= {name: (row[name], body[name]) for name in ("period", "target", "version", "number", "of")}
            if (paper := opened.get("paper", (b"", None))[1]) is not None:
                expected |= {name: (row[name], paper.get(name)) for name in ("symbol", "reason")}
                expected["issued_on"] = (day_text(row["issued_on"]), paper.get("issued_on"))
            self.findings.compare("target_figure", row["id"], row["place"], expected)
