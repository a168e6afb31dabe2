"""What clauses ask of parties, beside the text that was signed; and the files that reports name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from ..models import AgreementText, Case, Obligation, ObligationReport
from .raw_rows import day_text, json_value, raw_select, stream
from .verify_rows import RowCheck


class ObligationRows(RowCheck):
    """An obligation is one that the signed text has, due on the day it names; its status follows from its reports."""

    def run(self) -> None:
        """Every obligation and every report."""
        self._obligations()
        self._evidence()

    def _obligations(self) -> None:
        latest = {}
        reports = select(ObligationReport.case_id, ObligationReport.clause, ObligationReport.place,
                         ObligationReport.outcome).order_by(ObligationReport.number)  # fmt: skip
        for row in stream(self.session, reports):
            latest[row["case_id"], row["clause"], row["place"]] = row["outcome"]
        asked = raw_select(Obligation, case=Case.code, content=AgreementText.content).select_from(Obligation)
        asked = asked.outerjoin(Case, Obligation.case_id == Case.id)
        text = (AgreementText.case_id == Obligation.case_id) & (AgreementText.version == Obligation.version)
        for row in stream(self.session, asked.outerjoin(AgreementText, text)):
            name = f"{row['case']}/{row['clause']}/{row['place']}"
            due = _due(json_value(row["content"]), row["clause"])
            status = latest.get((row["case_id"], row["clause"], row["place"]), "open")
            expected = {"due_on": (day_text(row["due_on"]), due), "status": (row["status"], status)}
            self.findings.compare("obligation", name, None, expected)

    def _evidence(self) -> None:
        for row in stream(self.session, raw_select(ObligationReport)):
            files = json_value(row["files"])
            for named in files if isinstance(files, list) else ():
                self.named_file(row["case_id"], named, None)


def _due(content: Any, clause: str) -> Any:
    """The last day that a text names for a clause; None where it is no text any more, which is told of elsewhere."""
    clauses = content.get("clauses") if isinstance(content, dict) else None
    for one in clauses if isinstance(clauses, list) else ():
        asked = one.get("obligation") if isinstance(one, dict) and one.get("id") == clause else None
        if isinstance(asked, dict):
            return asked.get("due")
    return None
