"""The rows of proposed mandates, beside the entries that proposed them and those that granted or refused them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import aliased

from ..models import Account, Document, Entry, Mandate, MandateProposal, Programme, Unit
from .raw_rows import bytes_value
from .verify_mandate import mandate_columns, paper_columns, with_paper
from .verify_rows import Row, RowCheck


class ProposalRows(RowCheck):
    """Mandates that wait, or waited, for a second person."""

    def run(self) -> None:
        """Every proposal."""
        kind, proposer, settler = "account.mandate_proposed", aliased(Account), aliased(Account)
        more = {"unit": Unit.code, "programme": Programme.code, "document": Document.code}
        of, of_entry = aliased(Mandate), aliased(Entry)
        more |= {"proposer": proposer.pseudonym, "settler": settler.pseudonym, "holder": Account.pseudonym}
        link = MandateProposal.entry_id
        asked = self.with_entry(MandateProposal, link, kind, of_granted=of_entry.leaf_hash, **more)
        for table, column in (
            (Account, MandateProposal.account_id), (Unit, MandateProposal.unit_id),
            (Programme, MandateProposal.programme_id), (Document, MandateProposal.document_id),
            (proposer, MandateProposal.proposed_by_id), (settler, MandateProposal.settled_by_id),
        ):  # fmt: skip
            asked = asked.outerjoin(table, column == table.id)
        asked = asked.outerjoin(of, MandateProposal.of_mandate_id == of.id)
        asked = asked.outerjoin(of_entry, of.entry_id == of_entry.id)
        for row, body, opened in self.told(MandateProposal, kind, with_paper(asked, MandateProposal.document_id)):
            self._proposal(row, body, {field: value for field, (_, value) in opened.items()})

    def _proposal(self, row: Row, body: Row, opened: dict[str, Any]) -> None:
        outcome, settled_by, settled_entry = self.entries.settled.get(body["mandate"], ("waiting", None, None))
        granted = bytes_value(row["of_granted"]).hex() if row["of_granted"] is not None else row["of_mandate_id"]
        expected = mandate_columns(row, body, opened) | {
            "of_mandate_id": (granted, body.get("instead_of")),
            "proposed_by_id": (row["proposer"], body["by"]["ref"]),
            "outcome": (row["outcome"], outcome),
            "settled_by_id": (row["settled_by_id"] if row["settler"] is None else row["settler"], settled_by),
            "settled_entry_id": (row["settled_entry_id"], settled_entry),
        }
        self.findings.compare("mandate_proposal", row["id"], row["place"], expected)
        self.findings.compare("document", row["document_id"], row["place"], paper_columns(row, opened))
