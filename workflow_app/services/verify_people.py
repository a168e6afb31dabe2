"""The rows of proposed mandates, beside the entries that proposed them and those that granted or refused them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import aliased

from ..models import Account, Document, MandateProposal, Programme, Unit
from .verify_mandate import mandate_columns
from .verify_rows import Row, RowCheck


class ProposalRows(RowCheck):
    """Mandates that wait, or waited, for a second person."""

    def run(self) -> None:
        """Every proposal."""
        kind, proposer, settler = "account.mandate_proposed", aliased(Account), aliased(Account)
        more = {"unit": Unit.code, "programme": Programme.code, "document": Document.code}
        more |= {"proposer": proposer.pseudonym, "settler": settler.pseudonym}
        asked = self.with_entry(MandateProposal, MandateProposal.entry_id, kind, holder=Account.pseudonym, **more)
        for table, column in (
            (Account, MandateProposal.account_id), (Unit, MandateProposal.unit_id),
            (Programme, MandateProposal.programme_id), (Document, MandateProposal.document_id),
            (proposer, MandateProposal.proposed_by_id), (settler, MandateProposal.settled_by_id),
        ):  # fmt: skip
            asked = asked.outerjoin(table, column == table.id)
        for row, body, opened in self.told(MandateProposal, kind, asked):
            self._proposal(row, body, {field: value for field, (_, value) in opened.items()})

    def _proposal(self, row: Row, body: Row, opened: dict[str, Any]) -> None:
        outcome, settled_by, settled_entry = self.entries.settled.get(body["mandate"], ("waiting", None, None))
        expected = mandate_columns(row, body, opened) | {
            "proposed_by_id": (row["proposer"], body["by"]["ref"]),
            "outcome": (row["outcome"], outcome),
            "settled_by_id": (row["settled_by_id"] if row["settler"] is None else row["settler"], settled_by),
            "settled_entry_id": (row["settled_entry_id"], settled_entry),
        }
        self.findings.compare("mandate_proposal", row["id"], row["place"], expected)
