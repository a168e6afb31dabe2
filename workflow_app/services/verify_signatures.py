"""Personal signatures: their evidence, the keys that gave it, and the rows that repeat what was signed."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from states.commitment import PARTIAL, SIGNED

from ..clock import day_of, parse_instant
from ..models import Account, Case, Evidence, FurtherSignature, Mandate, Seat, SecondFactor, Signature, TrustedKey
from ..transparency.canonical import canonical
from ..transparency.evidence import check_evidence, digest_of, key_digest, read_evidence
from ..transparency.signed_entry import check_signed
from ..transparency.signed_file import is_signed_file, read_signed_file
from ..transparency.strict import Malformed
from .actor import in_force
from .raw_rows import bytes_value, instant_text, raw_select, stream
from .second_factor import RESETTING
from .signing_key import ON_PAPER
from .verify_entries import KeyTrust
from .verify_rows import Row, RowCheck


class SignatureRows(RowCheck):
    """Nobody's key is trusted, and nobody's signature stands, beside the journal; each is checked by its own bytes."""

    def run(self) -> None:
        """Every trusted key, every piece of evidence, every signature of an agreement."""
        self._keys()
        self._on_paper()
        statements = {row["digest"]: self._evidence(row) for row in stream(self.session, raw_select(Evidence))}
        for digest, signing in self.entries.evidence.items():
            if digest not in statements:
                self.findings.add("row-missing", "evidence", digest, "digest", signing.place)
        self._signatures(statements)
        self._further(statements)

    def _on_paper(self) -> None:
        """Minutes on paper vouch for a key only while no two keys are there, or nobody is left who could sign for it.

        Otherwise whoever holds the keys of the journal could name a key of her own as anybody's.
        """
        known = sorted(self.entries.trusted.values(), key=lambda one: one.entry_id)
        for number, key in enumerate(known):
            before = known[:number]
            if key.on_paper and number >= ON_PAPER and any(self._vouches(one, key) for one in before):
                self.findings.add("key-on-paper", "entry", key.entry_id, "note", key.place)

    def _vouches(self, one: KeyTrust, other: KeyTrust) -> bool:
        """Whether the holder of a key could have signed for another when that was trusted."""
        if self.entries.was_removed(one.factor, other.entry_id):
            return False
        closed = self.entries.shut.get(one.holder)
        if closed is not None and closed <= other.at:
            return False
        of_holder = select(Mandate).join(Account, Mandate.account_id == Account.id)
        of_holder = of_holder.where(Account.pseudonym == one.holder, Mandate.role.in_(RESETTING))
        day = day_of(parse_instant(other.at))
        return any(in_force(mandate, day) for mandate in self.session.scalars(of_holder))

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
            if is_signed_file(data):  # the file itself is judged beside its row
                statement = read_signed_file(data)
                check_signed(statement, signing.body, self.house.keys.origin)
                return canonical(statement).decode()
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
            .where(Seat.answer.in_((SIGNED, PARTIAL)) != Signature.place.is_not(None))
        )
        for row in stream(self.session, unsigned):
            self.findings.add("row-missing", "signature", f"{row['case']}/{row['version']}/{row['place']}", "place")

    def _further(self, statements: dict[str, str]) -> None:
        """What stands beside a signature names it, is another person's, and is there where the seat counts."""
        first, second, one = aliased(Mandate), aliased(Mandate), FurtherSignature
        more = {
            "case": Case.code, "answer": Seat.answer, "first": Signature.evidence, "by": first.account_id,
            "given_by": second.account_id,
        }  # fmt: skip
        asked = raw_select(one, **more).select_from(one).outerjoin(Case, one.case_id == Case.id)
        for model in (Seat, Signature):
            same = (model.case_id == one.case_id, model.version == one.version, model.place == one.place)
            asked = asked.outerjoin(model, and_(*same))
        asked = asked.outerjoin(first, Signature.mandate_id == first.id).outerjoin(second, one.mandate_id == second.id)
        for row in stream(self.session, asked):
            name = f"{row['case']}/{row['version']}/{row['place']}/{row['kind']}"
            if row["mandate_id"] is None:
                if row["answer"] == SIGNED or row["statement"] is not None:
                    self.findings.add("row-missing", "further_signature", name, "mandate_id")
                continue
            said = _statement(row["statement"])
            columns = {
                "statement": (row["statement"], statements.get(row["evidence"])),
                "kind": (f"commitment.{row['kind']}", said.get("act")),
                "place": (row["place"], said.get("place")),
                "evidence": (row["first"], said.get("beside")),
            }
            self.findings.compare("further_signature", name, None, columns)
            if row["by"] == row["given_by"]:
                self.findings.add("one-person", "further_signature", name, "mandate_id")


def _statement(written: Any) -> dict[str, Any]:
    """What somebody stated; nothing where it cannot be read: then it differs from what the evidence says."""
    try:
        said = json.loads(str(written))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
