"""Whether the signatures of an agreement still hold: each is checked from what is stored whenever its page is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from states.commitment_order import COUNTERSIGN, PARTIAL, SIGNED, WITNESS

from ..house import House
from ..models import AgreementText, Case, Entry, FurtherSignature, Seat, SecondFactor, Signature, TrustedKey
from ..models import Evidence as EvidenceRow
from ..transparency.canonical import canonical
from ..transparency.evidence import Evidence, check_evidence, digest_of, key_digest, read_evidence
from ..transparency.signed_entry import check_signed
from ..transparency.signed_file import is_signed_file, read_signed_file
from ..transparency.strict import Malformed
from . import commitment_text
from .proofs import believed

# The acts that give a signature: of a seat itself, or beside that of a seat.
GIVEN_AS = {
    "commitment.sign": "", "commitment.attest_paper": "", "commitment.countersign": COUNTERSIGN,
    "commitment.witness": WITNESS,
}  # fmt: skip
FREEZING = "commitment.freeze"
Key = tuple[int, str]  # the place of a seat, and what of it: its signature (""), or one beside that
Trust = tuple[SecondFactor, Entry, Mapping[str, Any]]  # a key, and the entry by which somebody vouched for it
Believed = tuple[Entry, Mapping[str, Any]]  # an entry, and what it says


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Of one version: whether its text is the one that was fixed, and each signature what its key gave for it.

    A signature that a seat or the journal tells of, and that is not kept, does not hold either.
    """

    text: bool = True
    given: Mapping[Key, bool] = field(default_factory=dict)  # whether each signature holds

    @property
    def hold(self) -> bool:
        """Whether nothing is wrong."""
        return self.text and all(self.given.values())

    def holds(self, place: int, kind: str = "") -> bool:
        """Whether nothing is wrong with the signature of a seat, or with one beside it."""
        return self.text and self.given.get((place, kind), True)


def judge(house: House, session: Session, case: Case, version: int) -> Verdicts:
    """Check text and signatures of a version by their own bytes; one changed letter of the text fails them all."""
    bodies = _bodies(house, session, case)
    text = _fixed(session.get(AgreementText, (case.id, version)), bodies, version)
    told = {_key(pair[1]): pair for pair in reversed(bodies) if pair[1]["kind"] in GIVEN_AS and _of(pair[1], version)}
    kept = _kept(session, case, version)
    read = {row.digest: _checked(row.content) for _, row in kept.values() if row is not None}
    trusted = _trusted(house, session, [one for one in read.values() if one is not None])
    given = dict.fromkeys({*told, *_answered(session, case, version)}, False)
    for key, (signature, row) in kept.items():
        pair = told.get(key)
        given[key] = bool(text) and pair is not None and _holds(house, signature, row, pair, text, trusted)
    for (place, kind), (_, body) in told.items():
        if kind:  # it names the signature that it stands beside
            own = given.get((place, ""), False)
            given[place, kind] &= own and kept[place, ""][0].evidence == body["facts"].get("beside")
    return Verdicts(bool(text), given)


Given = Signature | FurtherSignature


def _kept(session: Session, case: Case, version: int) -> dict[Key, tuple[Given, EvidenceRow | None]]:
    """The signatures as they are stored, each with what its key answered."""
    own = select(Signature, EvidenceRow).outerjoin(EvidenceRow, Signature.evidence == EvidenceRow.digest)
    own = own.where(Signature.case_id == case.id, Signature.version == version)
    more = select(FurtherSignature, EvidenceRow).outerjoin(
        EvidenceRow, FurtherSignature.evidence == EvidenceRow.digest
    )  # fmt: skip
    more = more.where(FurtherSignature.case_id == case.id, FurtherSignature.version == version)
    more = more.where(or_(FurtherSignature.statement.is_not(None), FurtherSignature.mandate_id.is_not(None)))
    found: dict[Key, tuple[Given, EvidenceRow | None]] = {
        (one.place, ""): (one, row) for one, row in session.execute(own)
    }
    return found | {(one.place, one.kind): (one, row) for one, row in session.execute(more)}


def _answered(session: Session, case: Case, version: int) -> list[Key]:
    """The signatures that the seats tell of."""
    asked = select(Seat.place).where(Seat.case_id == case.id, Seat.version == version)
    return [(place, "") for place in session.scalars(asked.where(Seat.answer.in_((SIGNED, PARTIAL))))]


def _holds(
    house: House, signature: Given, row: EvidenceRow | None, pair: Believed, text: str,
    trusted: Mapping[bytes, Sequence[Trust]],
) -> bool:  # fmt: skip
    entry, body = pair
    if row is None and signature.evidence is None:  # from when passwords signed
        return "evidence" not in body and bool(body["facts"].get("text") == text)
    if row is None:
        return False
    if is_signed_file(row.content.encode()):
        return _by_certificate(house, signature, row, body, text)
    evidence = _checked(row.content)
    return evidence is not None and (
        digest_of(row.content.encode()) == row.digest == body.get("evidence")
        and canonical(evidence.statement).decode() == signature.statement
        and evidence.statement.get("text") == text
        and _answers(house, evidence.statement, body)
        and any(_covers(trust, body, entry) for trust in trusted.get(evidence.public_key, ()))
    )


def _bodies(house: House, session: Session, case: Case) -> list[Believed]:
    """The entries that fixed or signed a text, as far as they can be believed."""
    asked = select(Entry).where(Entry.case_id == case.id, Entry.kind.in_((FREEZING, *GIVEN_AS)))
    rows = session.scalars(asked.order_by(Entry.seq)).all()
    told = ((row, believed(row, house.keys.entry_verifier)) for row in rows)
    return [(row, body) for row, body in told if body is not None and body["case"] == case.code]


def _fixed(row: AgreementText | None, bodies: Sequence[Believed], version: int) -> str:
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


def _of(body: Mapping[str, Any], version: int) -> bool:
    return bool(body["facts"].get("version") == version)


def _key(body: Mapping[str, Any]) -> Key:
    return body["facts"]["place"], GIVEN_AS[body["kind"]]


@lru_cache(maxsize=4096)  # the same bytes always give the same answer, and a key's signature takes a while to check
def _checked(content: str) -> Evidence | None:
    try:
        evidence = read_evidence(content.encode())
        check_evidence(evidence)
    except (Malformed, UnicodeEncodeError):
        return None
    return evidence


def _by_certificate(house: House, signature: Given, row: EvidenceRow, body: Mapping[str, Any], text: str) -> bool:
    """What the signed file was accepted for; the signatures inside it are judged again by `journal verify` alone."""
    try:
        statement = read_signed_file(row.content.encode())
    except Malformed:
        return False
    return (
        digest_of(row.content.encode()) == row.digest == body.get("evidence")
        and canonical(statement).decode() == signature.statement
        and statement.get("text") == text
        and _answers(house, statement, body)
    )


def _answers(house: House, statement: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    try:
        check_signed(statement, body, house.keys.origin)
    except Malformed:
        return False
    return True


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
