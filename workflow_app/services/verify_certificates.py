"""Signatures by certificate: each file judged again, by the roots and revocation lists of then, with no network."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import exists, select

from states.commitment import OPEN

from ..clock import parse_instant
from ..models import AgreementText, Case, CertificateSignature, Entry, Evidence, File, PrintedDocument, Signature
from ..models import SigningTrust as Trust
from ..pdf.fields import field_name
from ..signed_pdf import Asked, Found, check_in_child
from ..transparency.signed_file import METHOD
from .printed import FREEZE
from .raw_rows import instant_text, json_value, raw_select, stream
from .verify_rows import Row, RowCheck

OF_STATEMENT = ("before", "field", "certificate", "key", "trust")
OF_CERTIFICATE = ("field", "certificate", "key", "subject", "issuer", "serial")


class CertificateRows(RowCheck):
    """Every file that was accepted continues the one before, and adds the very signature that its row tells of."""

    def run(self) -> None:
        """Every accepted file in the order of its agreement, and every signature that rests on one."""
        self._trust()
        chain: list[Row] = []
        for row in stream(self.session, _asked()):
            if chain and (chain[-1]["case_id"], chain[-1]["version"]) != (row["case_id"], row["version"]):
                chain = []
            self._file(row, chain)
            chain.append(row)
        same = (CertificateSignature.case_id == Signature.case_id) & (CertificateSignature.place == Signature.place)
        same &= CertificateSignature.version == Signature.version
        unfounded = select(Case.code.label("case"), Signature.place.label("place"))
        unfounded = unfounded.join(Case, Signature.case_id == Case.id).where(Signature.method == METHOD)
        for row in stream(self.session, unfounded.where(~exists().where(same))):
            self.findings.add("row-missing", "certificate_signature", f"{row['case']}/{row['place']}", "place")

    def _trust(self) -> None:
        for row in stream(self.session, raw_select(Trust)):
            content = {"content": (hashlib.sha256(str(row["content"]).encode()).hexdigest(), row["digest"])}
            self.findings.compare("signing_trust", row["digest"], None, content, "recomputed-differs")

    def _file(self, row: Row, chain: list[Row]) -> None:
        name, said = f"{row['case']}/{row['version']}/{row['place']}", _statement(row["proof"])
        known = self.entries.evidence.get(row["evidence"] or "")
        place = known.place if known else None
        before = chain[-1] if chain else self._printed(row)
        columns = {
            "method": (row["method"], METHOD),
            "number": (row["number"], len(chain) + 1),
            "sha256": (row["sha256"], said.get("file")),
            "file_code": (row["bytes"], said.get("file")),
            "accepted_at": (instant_text(row["accepted_at"]), said.get("at")),
            **{key: (row[key], said.get(key)) for key in OF_STATEMENT},
        }
        self.findings.compare("certificate_signature", name, place, columns)
        follows = {"before": (row["before"], before["sha256"] if before else None)}
        self.findings.compare("certificate_signature", name, place, follows)
        if before is None:
            return
        found = self._judged(row, chain, int(before["size"]))
        if found is not None and found.reason:
            self.findings.add("signed-file-refused", "certificate_signature", name, "sha256", place, found.reason)
        elif found is not None:
            shown = {key: (row[key], getattr(found, key)) for key in OF_CERTIFICATE}
            self.findings.compare("certificate_signature", name, place, shown, "recomputed-differs")

    def _judged(self, row: Row, chain: list[Row], before: int) -> Found | None:
        """What the file shows when it is judged as then; None where it is lost, which is found by itself."""
        try:
            data = self.house.files.read(str(row["sha256"]))
        except (OSError, ValueError):
            return None
        if hashlib.sha256(data[:before]).hexdigest() != row["before"]:
            return Found("certificate-not-ours")
        content, trust = json_value(row["content"]), str(row["pem"]).encode()
        is_open = isinstance(content, dict) and content.get("closing_rule") == OPEN
        asked = Asked(
            before=before,
            field="" if is_open else field_name(row["place"]),
            signed=tuple(one["field"] for one in chain),
            at=parse_instant(str(instant_text(row["accepted_at"]))),
            roots=trust,
            crls=(trust,),
        )
        return check_in_child(data, asked)

    def _printed(self, row: Row) -> Row | None:
        """The PDF of the text as it was set, from which the first signature went out."""
        asked = select(File.sha256.label("sha256"), File.size.label("size"), Entry.note.label("note"))
        asked = asked.join(PrintedDocument, PrintedDocument.file_id == File.id)
        asked = asked.join(Entry, PrintedDocument.of_entry_id == Entry.id)
        asked = asked.where(Entry.case_id == row["case_id"], Entry.kind == FREEZE).order_by(Entry.seq.desc())
        version = f'"version":{row["version"]}}}'.encode()
        return next((one for one in stream(self.session, asked) if version in bytes(one["note"])), None)


def _asked() -> Any:
    more = {
        "case": Case.code, "bytes": File.sha256, "size": File.size, "method": Signature.method,
        "evidence": Signature.evidence, "proof": Evidence.content, "pem": Trust.content,
        "content": AgreementText.content,
    }  # fmt: skip
    row = CertificateSignature
    signed = (Signature.case_id == row.case_id) & (Signature.place == row.place) & (Signature.version == row.version)
    text = (AgreementText.case_id == row.case_id) & (AgreementText.version == row.version)
    return (
        raw_select(row, **more)
        .select_from(row)
        .outerjoin(Case, row.case_id == Case.id)
        .outerjoin(File, row.file_code == File.code)
        .outerjoin(Signature, signed)
        .outerjoin(Evidence, Signature.evidence == Evidence.digest)
        .outerjoin(Trust, row.trust == Trust.digest)
        .outerjoin(AgreementText, text)
        .order_by(row.case_id, row.version, row.number)
    )


def _statement(proof: Any) -> dict[str, Any]:
    try:
        said = json.loads(str(proof))["statement"]
    except (ValueError, KeyError, TypeError):
        return {}
    return said if isinstance(said, dict) else {}
