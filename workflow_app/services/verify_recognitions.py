"""The rows of decisions, and of the papers of dossiers, beside the signed entries that named them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, select

from ..models import Case, Document, Entry, Leaf, Recognition, RecognitionProposal, Unit
from .raw_rows import day_text, json_value, raw, raw_select, stream
from .verify_rows import Row, RowCheck

OF_ENTRY = {"entry_id": Entry.id, "note": Entry.note, "place": Leaf.index}
DECISIONS = ((Recognition.decision_id, "recognition.decide_yes"), (Recognition.revocation_id, "recognition.revoke"))
SAID = ("code", "type", "number", "term", "symbol", "issued_on", "issuer_name", "subject")  # by column and entry alike


class RecognitionRows(RowCheck):
    """Rows that recognitions point to; their own rows are sealed in the record of their entries."""

    def run(self) -> None:
        """Every decision, every revocation, every file that was handed in with a proposal."""
        for link, kind in DECISIONS:
            self._decisions(link, kind)
        self._papers()

    def _decisions(self, link: Any, kind: str) -> None:
        own = [raw(column, column.key) for column in Document.__table__.columns]
        of_entry = [raw(column, name) for name, column in OF_ENTRY.items()]
        asked = (
            select(*own, *of_entry, raw(link, "link"), raw(Case.code, "case"), raw(Unit.code, "issuer"))
            .select_from(Recognition)
            .join(Case, Recognition.case_id == Case.id)
            .outerjoin(Entry, and_(Entry.case_id == Case.id, Entry.kind == kind))
            .outerjoin(Leaf, Leaf.entry_id == Entry.id)
            .outerjoin(Document, Document.id == link)
            .outerjoin(Unit, Document.issuer_id == Unit.id)
            .where(link.is_not(None))
        )
        for row, _, opened in self.told(Document, kind, asked):
            if row["id"] is None:
                self.findings.add("row-missing", "document", f"of case {row['case']}", "id", row["place"])
            elif "decision" in opened:
                self._decision(row, opened["decision"][1])

    def _decision(self, row: Row, said: Row) -> None:
        shown = {**row, "issued_on": day_text(row["issued_on"])}
        columns = {key: (shown[key], said[key]) for key in SAID if key in said}
        if "issuer" in said:
            columns["issuer_id"] = (row["issuer"], said["issuer"])
        columns["visibility"] = (row["visibility"], "public")
        self.findings.compare("document", row["id"], row["place"], columns)

    def _papers(self) -> None:
        """The proposals themselves are sealed row by row; here the rows of the files that they name."""
        for proposal in stream(self.session, raw_select(RecognitionProposal)):
            dossier = json_value(proposal["dossier"])
            papers = dossier.get("papers") if isinstance(dossier, dict) else None
            for paper in papers if isinstance(papers, list) else ():
                self.named_file(proposal["case_id"], paper, None)
