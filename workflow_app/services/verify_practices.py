"""The rows of good practices, beside the signed entries that published them or took them back."""

from __future__ import annotations

from typing import Any

from ..models import Case, Practice, Programme, Unit
from .practice import PUBLISHED, WITHDRAWN
from .raw_rows import instant_text
from .verify_rows import Row, RowCheck


class PracticeRows(RowCheck):
    """Every cell is what an entry says or seals; what takes a practice back repeats the words of the version before."""

    def run(self) -> None:
        """The one table."""
        before: dict[str, Row] = {}
        names = {"programme": Programme.code, "unit": Unit.code, "case": Case.code}
        asked = self.with_entry(Practice, Practice.entry_id, PUBLISHED, WITHDRAWN, **names)
        asked = asked.outerjoin(Programme, Practice.programme_id == Programme.id)
        asked = asked.outerjoin(Unit, Practice.unit_id == Unit.id).outerjoin(Case, Practice.case_id == Case.id)
        for row, body, opened in self.told(Practice, (PUBLISHED, WITHDRAWN), asked.order_by(Practice.id)):
            values = {name: value for name, (_, value) in opened.items()}
            is_published = body["kind"] == PUBLISHED
            expected: dict[str, Any] = {
                "code": (row["code"], body["practice"]),
                "programme_id": (row["programme"], body["programme"]),
                "period": (row["period"], body["period"]),
                "version": (row["version"], body["version"]),
                "holds": (bool(row["holds"]), is_published),
                "recorded_at": (instant_text(row["recorded_at"]), body["at"]),
                "reason": (row["reason"], "" if is_published else values.get("reason", row["reason"])),
            }
            expected |= _words(row, values) if is_published else _repeated(row, before.get(body["practice"]))
            before[body["practice"]] = row
            self.findings.compare("practice", row["id"], row["place"], expected)


def _words(row: Row, values: dict[str, Any]) -> dict[str, Any]:
    told = values.get("practice")
    found = {"case_id": (row["case"], values["source"])} if "source" in values else {}
    if isinstance(told, dict):
        found |= {name: (row[name], told.get(name)) for name in ("title", "text")}
        found["unit_id"] = (row["unit"], (told.get("unit") or {}).get("code"))
    return found


def _repeated(row: Row, first: Row | None) -> dict[str, Any]:
    same = ("programme_id", "unit_id", "case_id", "title", "text")
    return {name: (row[name], first[name] if first else None) for name in same}
