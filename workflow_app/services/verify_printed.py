"""The documents that were set of fixed texts, beside the signed entries that name them."""

from __future__ import annotations

from operator import itemgetter

from sqlalchemy.orm import aliased

from ..models import Entry, File, PrintedDocument
from .printed import KIND
from .raw_rows import bytes_value
from .verify_rows import RowCheck


class PrintedRows(RowCheck):
    """Each names the text it was set of, and its file; the bytes of all files are read elsewhere."""

    def run(self) -> None:
        """The one table, and the row of each file."""
        of = aliased(Entry)
        more = {"of_leaf": of.leaf_hash, "of_case": of.case_id, "sha256": File.sha256}
        asked = self.with_entry(PrintedDocument, PrintedDocument.entry_id, KIND, **more)
        asked = asked.outerjoin(of, PrintedDocument.of_entry_id == of.id)
        asked = asked.outerjoin(File, PrintedDocument.file_id == File.id)
        for row, body, opened in self.told(PrintedDocument, KIND, asked, itemgetter("of_entry_id")):
            columns = {
                "of_entry_id": (_hex(row["of_leaf"]), body["of"]),
                "file_id": (row["sha256"], body["file"]),
            }
            self.findings.compare("printed_document", row["of_entry_id"], row["place"], columns)
            if "printed" in opened:
                self.named_file(row["of_case"], opened["printed"][1], row["place"])


def _hex(stored: object) -> str | None:
    return None if stored is None else bytes_value(stored).hex()
