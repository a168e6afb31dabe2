"""Whether the signatures of an agreement still hold: each is checked from what is stored whenever its page is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from states.commitment import PROCESS
from states.commitment_order import COUNTERSIGN, WITNESS

from ..house import House
from ..models import AgreementText, Case, Entry, FurtherSignature, SecondFactor, Signature, TrustedKey
from ..models import Evidence as EvidenceRow
from ..transparency.canonical import canonical
from ..transparency.evidence import Evidence, check_evidence, digest_of, key_digest, read_evidence
from ..transparency.signed_entry import check_signed
from ..transparency.signed_file import is_signed_file, read_signed_file
from ..transparency.strict import Malformed
from . import commitment_text
from .proofs import believed

SIGNING = ("commitment.sign", "commitment.attest_paper")  # each gives one seat its signature
BESIDE = tuple(f"{PROCESS.name}.{kind}" for kind in (COUNTERSIGN, WITNESS))
FREEZING = "commitment.freeze"
Given = Signature | FurtherSignature


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Of one version: whether its text is the one that was fixed, and each signature what its key gave for it."""

    text: bool = True
    seats: Mapping[int, bool] = field(default_factory=dict)  # place -> whether its signature holds
    beside: Mapping[tuple[int, str], bool] = field(default_factory=dict)  # place, kind of a further signature

    @property
    def hold(self) -> bool:
        """Whether nothing is wrong."""
        return self.text and all(self.seats.values()) and all(self.beside.values())


def judge(house: House, session: Session, case: Case, version: int) -> Verdicts:
    """Check text and signatures of a version by their own bytes; one changed letter of the text fails them all."""
    bodies = _bodies(house, session, case)
    text = _fixed(session.get(AgreementText, (case.id, version)), bodies, version)
    given = [*_given(session, Signature, case, version), *_given(session, FurtherSignature, case, version)]
    firsts = {one.place: one.evidence for one, _ in given if isinstance(one, Signature)}
    read = {row.digest: _checked(row.content) for _, row in given if row is not None}
    keys = _trusted(house, session, [one for one in read.values() if one is not None])
    seats, beside = dict[int, bool](), dict[tuple[int, str], bool]()
    for signed, row in given:
        kind = f"{PROCESS.name}.{signed.kind}" if isinstance(signed, FurtherSignature) else ""
        entry, body = next(
            (pair for pair in bodies if _of(pair[1], version, signed.place) and _gives(pair[1]["kind"], kind)),
            (None, None),
        )
        if row is None and signed.evidence is None:  # from when passwords signed
            holds = not kind and body is not None and "evidence" not in body and body["facts"].get("text") == text
        elif row is None or body is None or entry is None:
            holds = False
        elif is_signed_file(row.content.encode()):
            holds = _by_certificate(house, signed, row, body, text)
        else:
            evidence = read.get(row.digest)
            holds = evidence is not None and (
                digest_of(row.content.encode()) == row.digest == body.get("evidence")
                and canonical(evidence.statement).decode() == signed.statement
                and evidence.statement.get("text") == text
                and _answers(house, evidence.statement, body)
                and any(_covers(trust, body, entry) for trust in keys.get(evidence.public_key, ()))
            )
        if isinstance(signed, FurtherSignature):
            named = json.loads(signed.statement or "{}").get("beside") if holds else None
            beside[signed.place, signed.kind] = bool(text and named) and named == firsts.get(signed.place)
        else:
            seats[signed.place] = bool(text) and holds
    return Verdicts(bool(text), seats, beside)


def _gives(kind: str, further: str) -> bool:
    """Whether a kind of entry gives a seat its signature, or the further one that is looked for."""
    return kind == further if further else kind in SIGNING


def _given(session: Session, model: Any, case: Case, version: int) -> list[tuple[Given, EvidenceRow | None]]:
    """The signatures of a version that were given, each with the evidence that is kept of it."""
    asked = select(model, EvidenceRow).outerjoin(EvidenceRow, model.evidence == EvidenceRow.digest)
    here = (model.case_id == case.id, model.version == version, model.mandate_id.is_not(None))
    return [(signed, row) for signed, row in session.execute(asked.where(*here))]


def _bodies(house: House, session: Session, case: Case) -> list[tuple[Entry, Mapping[str, Any]]]:
    """The entries that fixed or signed a text, as far as they can be believed."""
    asked = select(Entry).where(Entry.case_id == case.id, Entry.kind.in_((FREEZING, *SIGNING, *BESIDE)))
    rows = session.scalars(asked.order_by(Entry.seq)).all()
    told = ((row, believed(row, house.keys.entry_verifier)) for row in rows)
    return [(row, body) for row, body in told if body is not None and body["case"] == case.code]


def _fixed(row: AgreementText | None, bodies: Sequence[tuple[Entry, Mapping[str, Any]]], version: int) -> str:
    """The digest of the stored text, where it is the one the journal says was fixed; otherwise empty."""
    named = {body["facts"]["text"] for _, body in bodies if body["kind"] == FREEZING and _of(body, version)}
    if row is None:
        return ""
    if not named:
        return row.digest  # not fixed yet: nobody signed anything
    try:
        digest = commitment_text.digest_of(row.content)
    except (Malformed, ValueError, TypeError):
        return ""
    return digest if {digest, row.digest} == named else ""


def _of(body: Mapping[str, Any], version: int, place: int | None = None) -> bool:
    facts = body["facts"]
    return facts.get("version") == version and (place is None or facts.get("place") == place)


@lru_cache(maxsize=4096)  # the same bytes always give the same answer, and a key's signature takes a while to check
def _checked(content: str) -> Evidence | None:
    try:
        evidence = read_evidence(content.encode())
        check_evidence(evidence)
    except (Malformed, UnicodeEncodeError):
        return None
    return evidence


def _by_certificate(house: House, signed: Given, row: EvidenceRow, body: Mapping[str, Any], text: str) -> bool:
    """What the signed file was accepted for; the signatures inside it are judged again by `journal verify` alone."""
    try:
        statement = read_signed_file(row.content.encode())
    except Malformed:
        return False
    return (
        digest_of(row.content.encode()) == row.digest == body.get("evidence")
        and canonical(statement).decode() == signed.statement
        and statement.get("text") == text
        and _answers(house, statement, body)
    )


def _answers(house: House, statement: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    try:
        check_signed(statement, body, house.keys.origin)
    except Malformed:
        return False
    return True


Trust = tuple[SecondFactor, Entry, Mapping[str, Any]]


def _trusted(house: House, session: Session, found: Sequence[Evidence]) -> dict[bytes, list[Trust]]:
    """Who vouched for the keys that answered, by the key."""
    asked = (
        select(SecondFactor, Entry)
        .join(TrustedKey, TrustedKey.factor_id == SecondFactor.id)
        .join(Entry, TrustedKey.entry_id == Entry.id)
        .where(SecondFactor.public_key.in_([one.public_key for one in found]))
    )
    keys: dict[bytes, list[Trust]] = {}
    for factor, entry in session.execute(asked):
        body = believed(entry, house.keys.entry_verifier)
        if body is not None and body["kind"] == "account.key_trusted" and factor.public_key is not None:
            keys.setdefault(factor.public_key, []).append((factor, entry, body))
    return keys


def _covers(trust: Trust, body: Mapping[str, Any], entry: Entry) -> bool:
    """Whether the key was that person's, vouched for before, and not removed yet when it signed."""
    factor, vouched, said = trust
    its_own = said["key"] == key_digest(factor.public_key or b"") and said["holder"] == body["by"]["ref"]
    return its_own and vouched.id < entry.id and (factor.removed_at is None or factor.removed_at >= entry.at)
