"""What clauses ask of parties, beside the text that was signed; and the files that reports name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from states.commitment_amendment import REMOVE
from states.obligation import LIFTED, UNSETTLED

from ..models import Agreement, AgreementText, Amendment, Case, Obligation, ObligationReport
from .raw_rows import day_text, json_value, raw_select, stream
from .verify_rows import RowCheck


class ObligationRows(RowCheck):
    """An obligation is one that the signed text has, due on the day it names; its status follows from its reports.

    It is lifted only where an amendment in force takes out its clause, and no report waits or was accepted.
    """

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
        gone = self._taken_out()
        asked = raw_select(Obligation, case=Case.code, content=AgreementText.content).select_from(Obligation)
        asked = asked.outerjoin(Case, Obligation.case_id == Case.id)
        text = (AgreementText.case_id == Obligation.case_id) & (AgreementText.version == Obligation.version)
        for row in stream(self.session, asked.outerjoin(AgreementText, text)):
            name = f"{row['case']}/{row['clause']}/{row['place']}"
            due = _due(json_value(row["content"]), row["clause"])
            status = latest.get((row["case_id"], row["clause"], row["place"]), "open")
            if row["status"] == LIFTED and status in UNSETTLED and (row["case_id"], row["clause"]) in gone:
                status = LIFTED
            expected = {"due_on": (day_text(row["due_on"]), due), "status": (row["status"], status)}
            self.findings.compare("obligation", name, None, expected)

    def _taken_out(self) -> set[tuple[Any, Any]]:
        """The clauses that an amendment in force takes out, by agreement."""
        asked = select(Amendment.case_id, AgreementText.content).join(
            Agreement, Agreement.case_id == Amendment.amendment_id
        )
        text = (AgreementText.case_id == Agreement.case_id) & (AgreementText.version == Agreement.version)
        found = set[tuple[Any, Any]]()
        for row in stream(self.session, asked.join(AgreementText, text).where(Agreement.in_force_at.is_not(None))):
            content = json_value(row["content"])
            said = content.get("amends") if isinstance(content, dict) else None
            changes = said.get("changes") if isinstance(said, dict) else None
            for one in changes if isinstance(changes, list) else ():
                if isinstance(one, dict) and one.get("kind") == REMOVE:
                    found.add((row["case_id"], str(one.get("clause"))))
        return found

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
