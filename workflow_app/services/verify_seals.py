"""The sealed records of agreements, beside the signed entries that name them, and the seals they were made under."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from sqlalchemy.orm import aliased

from ..models import Entry, File, SealedRecord
from ..transparency.seal import digest_of
from .agreement_record import KIND
from .raw_rows import bytes_value
from .verify_rows import RowCheck


class SealRows(RowCheck):
    """Each names the signature as of which it was made, its file, and a certificate that was in use by then."""

    def run(self) -> None:
        """The one table, the row of each file, and who sealed its bytes."""
        of = aliased(Entry)
        more = {"of_leaf": of.leaf_hash, "of_case": of.case_id, "sha256": File.sha256}
        asked = self.with_entry(SealedRecord, SealedRecord.entry_id, KIND, **more)
        asked = asked.outerjoin(of, SealedRecord.of_entry_id == of.id)
        asked = asked.outerjoin(File, SealedRecord.file_id == File.id)
        for row, body, opened in self.told(SealedRecord, KIND, asked, itemgetter("of_entry_id")):
            columns = {
                "of_entry_id": (None if row["of_leaf"] is None else bytes_value(row["of_leaf"]).hex(), body["of"]),
                "file_id": (row["sha256"], body["file"]),
                "certificate": (row["certificate"], body["certificate"]),
            }
            name, place = row["of_entry_id"], row["place"]
            self.findings.compare("sealed_record", name, place, columns)
            if "printed" in opened:
                self.named_file(row["of_case"], opened["printed"][1], place)
            if self.entries.seals.get(body["certificate"], row["entry_id"]) >= row["entry_id"]:
                self.findings.add("seal-unknown", "entry", row["entry_id"], "note", place)
            if (wrong := self._seal(body)) is not None:
                self.findings.add(wrong, "sealed_record", name, "certificate", place)

    def _seal(self, body: dict[str, Any]) -> str | None:
        """What is wrong with the seal of the file that an entry names; lost and changed files are named elsewhere."""
        from ..pdf import sealing  # only here: it takes long to load

        try:
            sealed = sealing.read_sealed(self.house.files.read(body["file"]))
        except sealing.SealRefused as refused:
            return refused.code
        except (FileNotFoundError, ValueError):
            return None
        return None if digest_of(sealed.certificate) == body["certificate"] else "seal-unknown"
