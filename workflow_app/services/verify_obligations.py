"""What clauses ask of parties, beside the text that was signed; and the files that reports name."""

from __future__ import annotations

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
            content = json_value(row["content"]) or {}
            due = next(
                (one["obligation"]["due"] for one in content.get("clauses", ()) if one["id"] == row["clause"]
                 and one.get("obligation")), None
            )  # fmt: skip
            status = latest.get((row["case_id"], row["clause"], row["place"]), "open")
            expected = {"due_on": (day_text(row["due_on"]), due), "status": (row["status"], status)}
            self.findings.compare("obligation", name, None, expected)

    def _evidence(self) -> None:
        for row in stream(self.session, raw_select(ObligationReport)):
            files = json_value(row["files"])
            for named in files if isinstance(files, list) else ():
                self.named_file(row["case_id"], named, None)
