"""The rows of monthly returns and of decisions about single cells, beside the signed entries that caused them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from ..models import Edition, MeetingReturn, Programme, ReturnException, Unit
from .meeting_exception import EXCEPTED
from .meeting_return import REPORTED
from .raw_rows import day_text, instant_text, json_value, raw, stream
from .verify_rows import RowCheck

SEALED = ("band", "total", "present", "due", "came", "complete", "proper", "late_days", "reason", "source")
FLAGS = ("came", "complete", "proper")


class ReturnRows(RowCheck):
    """Every cell of both tables is what the entry says or seals, and the last report of a month is the current one."""

    def run(self) -> None:
        """Both tables."""
        self._returns()
        self._exceptions()

    def _returns(self) -> None:
        asked = self.with_entry(
            MeetingReturn, MeetingReturn.entry_id, REPORTED,
            unit=Unit.code, programme=Programme.code, edition=Edition.digest,
        )  # fmt: skip
        asked = asked.outerjoin(Unit, MeetingReturn.unit_id == Unit.id)
        asked = asked.outerjoin(Programme, MeetingReturn.programme_id == Programme.id)
        asked = asked.outerjoin(Edition, MeetingReturn.edition_id == Edition.id)
        newest = self._newest()
        for row, body, opened in self.told(MeetingReturn, REPORTED, asked):
            of_month = (row["unit_id"], row["programme_id"], row["month"])
            expected: dict[str, Any] = {
                "code": (row["code"], body["return"]), "month": (row["month"], body["month"]),
                "version": (row["version"], body["version"]), "programme_id": (row["programme"], body["programme"]),
                "edition_id": (row["edition"], body["edition"]),
                "reported_at": (instant_text(row["reported_at"]), body["at"]),
                "current": (bool(row["current"]), row["version"] == newest.get(of_month)),
            }  # fmt: skip
            if (said := opened.get("meeting", (b"", None))[1]) is not None:  # a damaged opening is named by itself
                expected |= {name: (_flag(name, row[name]), said.get(name)) for name in SEALED}
                self.named_file(None, said.get("said", {}).get("paper"), row["place"])
                expected["said"] = (json_value(row["said"]), said.get("said"))
                expected["unit_id"] = (row["unit"], said.get("unit", {}).get("code"))
            self.findings.compare("meeting_return", row["id"], row["place"], expected)

    def _newest(self) -> dict[tuple[Any, ...], int]:
        of_month = (MeetingReturn.unit_id, MeetingReturn.programme_id, MeetingReturn.month)
        keys = [raw(column, column.key) for column in of_month]
        asked = select(*keys, func.max(MeetingReturn.version).label("version")).group_by(*of_month)
        rows = stream(self.session, asked)
        return {(row["unit_id"], row["programme_id"], row["month"]): row["version"] for row in rows}

    def _exceptions(self) -> None:
        asked = self.with_entry(
            ReturnException, ReturnException.entry_id, EXCEPTED, unit=Unit.code, programme=Programme.code
        )  # fmt: skip
        asked = asked.outerjoin(Unit, ReturnException.unit_id == Unit.id)
        asked = asked.outerjoin(Programme, ReturnException.programme_id == Programme.id)
        for row, body, opened in self.told(ReturnException, EXCEPTED, asked):
            expected: dict[str, Any] = {
                "code": (row["code"], body["exception"]), "programme_id": (row["programme"], body["programme"]),
                "kind": (row["kind"], body["how"]), "first_month": (row["first_month"], body["first"]),
                "last_month": (row["last_month"], body["last"]),
                "recorded_at": (instant_text(row["recorded_at"]), body["at"]),
            }  # fmt: skip
            if (said := opened.get("exception", (b"", None))[1]) is not None:
                expected |= {name: (row[name], said.get(name)) for name in ("minutes", "reason", "symbol")}
                expected["issued_on"] = (day_text(row["issued_on"]), said.get("issued_on"))
                expected["unit_id"] = (row["unit"], said.get("unit", {}).get("code"))
            self.findings.compare("return_exception", row["id"], row["place"], expected)


def _flag(name: str, value: Any) -> Any:
    """SQLite keeps a flag as a number."""
    return bool(value) if name in FLAGS and value is not None else value
