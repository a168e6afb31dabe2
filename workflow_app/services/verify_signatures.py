"""Personal signatures: their evidence, the keys that gave it, and the rows that repeat what was signed."""

from __future__ import annotations

from sqlalchemy import select

from ..models import Account, Case, Evidence, Seat, SecondFactor, Signature, TrustedKey
from ..transparency.canonical import canonical
from ..transparency.evidence import check_evidence, digest_of, key_digest, read_evidence
from ..transparency.signed_entry import check_signed
from ..transparency.strict import Malformed
from .raw_rows import bytes_value, instant_text, raw_select, stream
from .verify_rows import Row, RowCheck


class SignatureRows(RowCheck):
    """Nobody's key is trusted, and nobody's signature stands, beside the journal; each is checked by its own bytes."""

    def run(self) -> None:
        """Every trusted key, every piece of evidence, every signature of an agreement."""
        self._keys()
        statements = {row["digest"]: self._evidence(row) for row in stream(self.session, raw_select(Evidence))}
        for digest, signing in self.entries.evidence.items():
            if digest not in statements:
                self.findings.add("row-missing", "evidence", digest, "digest", signing.place)
        self._signatures(statements)

    def _keys(self) -> None:
        kind = "account.key_trusted"
        more = {"holder": Account.pseudonym, "code": SecondFactor.code, "key": SecondFactor.public_key}
        asked = self.with_entry(TrustedKey, TrustedKey.entry_id, kind, **more)
        asked = asked.outerjoin(SecondFactor, TrustedKey.factor_id == SecondFactor.id)
        asked = asked.outerjoin(Account, SecondFactor.account_id == Account.id)
        for row, body, _ in self.told(TrustedKey, kind, asked, name=lambda row: row["factor_id"]):
            columns = {
                "factor_id": (row["code"], body["factor"]),
                "trusted_at": (instant_text(row["trusted_at"]), body["at"]),
            }
            self.findings.compare("trusted_key", row["factor_id"], row["place"], columns)
            told = {
                "account_id": (row["holder"], body["holder"]),
                "public_key": (key_digest(bytes_value(row["key"] or b"")), body["key"]),
            }
            self.findings.compare("second_factor", row["factor_id"], row["place"], told)

    def _evidence(self, row: Row) -> str:
        """The canonical statement of evidence that an entry names; empty, and named, where it proves nothing."""
        signing, data = self.entries.evidence.get(row["digest"]), str(row["content"]).encode()
        if signing is None:
            self.findings.add("row-without-entry", "evidence", row["digest"], "digest")
            return ""
        if digest_of(data) != row["digest"]:
            self.findings.add("recomputed-differs", "evidence", row["digest"], "content", signing.place)
            return ""
        try:
            evidence = read_evidence(data)
            check_evidence(evidence)
            check_signed(evidence.statement, signing.body, self.house.keys.origin)
        except Malformed as wrong:
            self.findings.add("evidence-refused", "evidence", row["digest"], "content", signing.place, wrong.code)
            return ""
        if not self.entries.could_sign(key_digest(evidence.public_key), signing):
            self.findings.add("key-untrusted", "evidence", row["digest"], "content", signing.place)
        return canonical(evidence.statement).decode()

    def _signatures(self, statements: dict[str, str]) -> None:
        """A seat is signed exactly where a signature is, and that is what the key answered."""
        asked = raw_select(Signature, case=Case.code).outerjoin(Case, Signature.case_id == Case.id)
        for row in stream(self.session, asked.where(Signature.evidence.is_not(None))):
            name = f"{row['case']}/{row['version']}/{row['place']}"
            said = {"statement": (row["statement"], statements.get(row["evidence"]))}
            self.findings.compare("signature", name, None, said)
        unsigned = (
            select(Case.code.label("case"), Seat.version.label("version"), Seat.place.label("place"))
            .join(Case, Seat.case_id == Case.id)
            .outerjoin(
                Signature,
                (Signature.case_id == Seat.case_id)
                & (Signature.version == Seat.version)
                & (Signature.place == Seat.place),
            )
            .where((Seat.answer == "signed") != Signature.place.is_not(None))
        )
        for row in stream(self.session, unsigned):
            self.findings.add("row-missing", "signature", f"{row['case']}/{row['version']}/{row['place']}", "place")
