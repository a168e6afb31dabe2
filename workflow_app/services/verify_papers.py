"""Signatures on paper: two persons, one scan, one text, and what each of the two signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from ..models import Case, Entry, Evidence, File, Mandate, PaperMinutes, PaperSeat, Signature
from .commitment_paper import METHOD
from .raw_rows import bytes_value, day_text, raw_select, stream
from .verify_rows import Row, RowCheck


class PaperRows(RowCheck):
    """What stands in the rows of a paper is what two different persons signed, over the bytes of the scan."""

    def run(self) -> None:
        """Every scan that was entered, and every signature that rests on one."""
        self._minutes()
        self._seats()

    def _minutes(self) -> None:
        more = {"case": Case.code, "proof": Evidence.content, "bytes": File.sha256}
        asked = raw_select(PaperMinutes, **more).select_from(PaperMinutes)
        asked = asked.outerjoin(Case, PaperMinutes.case_id == Case.id)
        asked = asked.outerjoin(Evidence, PaperMinutes.evidence == Evidence.digest)
        for row in stream(self.session, asked.outerjoin(File, PaperMinutes.file_code == File.code)):
            name, said = f"{row['case']}/{row['number']}", _statement(row["proof"])
            columns = {
                "statement": (_read(row["statement"]), said),
                "sha256": (row["sha256"], said.get("scan")),
                "file_code": (row["bytes"], said.get("scan")),
                "version": (row["version"], said.get("version")),
                "signed_on": (day_text(row["signed_on"]), said.get("signed_on")),
            }
            self.findings.compare("paper_minutes", name, self._place(row["evidence"]), columns)

    def _seats(self) -> None:
        """A seat is attested exactly where its signature is one on paper."""
        signer, granted = aliased(Mandate), aliased(Entry)
        more = {
            "case": Case.code, "entered": PaperMinutes.evidence, "scan": PaperMinutes.sha256,
            "day": PaperMinutes.signed_on, "method": Signature.method, "evidence": Signature.evidence,
            "signed_by": Signature.mandate_id, "proof": Evidence.content, "grant": granted.leaf_hash,
        }  # fmt: skip
        same = (PaperMinutes.case_id == PaperSeat.case_id) & (PaperMinutes.number == PaperSeat.number)
        signed = (Signature.case_id == PaperSeat.case_id) & (Signature.place == PaperSeat.place)
        attested = PaperSeat.outcome == "attested"
        asked = (
            raw_select(PaperSeat, **more)
            .select_from(PaperSeat)
            .outerjoin(Case, PaperSeat.case_id == Case.id)
            .outerjoin(PaperMinutes, same)
            .outerjoin(Signature, signed & (Signature.version == PaperMinutes.version))
            .outerjoin(Evidence, Signature.evidence == Evidence.digest)
            .outerjoin(signer, PaperSeat.signer_id == signer.id)
            .outerjoin(granted, signer.entry_id == granted.id)
        )
        for row in stream(self.session, asked.where(attested)):
            self._seat(row, f"{row['case']}/{row['number']}/{row['place']}")
        unattested = (
            select(Case.code.label("case"), Signature.place.label("place"))
            .join(Case, Signature.case_id == Case.id)
            .where(Signature.method == METHOD)
            .where(~exists().where(same, signed, PaperMinutes.version == Signature.version, attested))
        )
        for row in stream(self.session, unattested):
            self.findings.add("row-missing", "paper_seat", f"{row['case']}/{row['place']}", "outcome")

    def _seat(self, row: Row, name: str) -> None:
        said = _statement(row["proof"])
        hand: Mapping[str, Any] = next((one for one in said.get("signed", ()) if one["place"] == row["place"]), {})
        columns = {
            "signature": (row["method"], METHOD),
            "signer_id": (bytes_value(row["grant"]).hex(), hand.get("mandate")),
            "mandate_id": (row["signed_by"], row["signer_id"]),
            "sha256": (row["scan"], said.get("scan")),
            "signed_on": (day_text(row["day"]), said.get("signed_on")),
            "evidence": (row["entered"], said.get("entered")),
        }
        self.findings.compare("paper_seat", name, self._place(row["evidence"]), columns)
        entered, attested = (self.entries.evidence.get(row[key]) for key in ("entered", "evidence"))
        if entered is None or attested is None or entered.by == attested.by:
            self.findings.add("one-person", "paper_seat", name, "settled_by_id", self._place(row["evidence"]))

    def _place(self, evidence: str | None) -> int | None:
        known = self.entries.evidence.get(evidence or "")
        return known.place if known else None


def _statement(proof: Any) -> dict[str, Any]:
    """What evidence says was signed; nothing where it cannot be read: that is a finding of its own."""
    said = _read(proof).get("statement")
    return said if isinstance(said, dict) else {}


def _read(written: Any) -> dict[str, Any]:
    try:
        said = json.loads(str(written))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
