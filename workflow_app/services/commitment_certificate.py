"""Signing by certificate: the text's PDF is signed elsewhere, by one party after the other, and handed in.

Each file continues the bytes that were accepted last; it is judged before anything is locked, and whether it still
continues them is asked again under the lock.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from states.commitment import PROCESS, completes
from states.commitment_certificate import SignedFile
from states.process import Refused

from ..clock import iso_instant
from ..codes import new_code
from ..house import House
from ..models import CertificateSignature, Evidence, File, Seat, Signature, SigningTrust
from ..signed_pdf import Found
from ..transparency.canonical import canonical
from ..transparency.evidence import digest_of
from ..transparency.signed_file import METHOD, evidence_of
from .commitment_certificate_file import FIELD, Chain, chain_of, examine
from .commitment_deed import Act, begin, settle, tell_in_force, tell_turns
from .commitment_matter import facts_for, seat_of
from .commitment_text import statement_of
from .commitment_turn import answered
from .errors import Invalid
from .perform import Once, Receipt, unit_of_work

IN_ORDER = SignedFile(expected=True, follows=True, key_free=True)


@dataclass(frozen=True, slots=True)
class Bound:
    """What a link was given out for: a version of the text, a seat of it, and the file to be signed."""

    version: int
    place: int
    sha256: str


def hand_in(
    house: House, mandate_id: int, code: str, data: bytes, *, request: Once | None = None, bound: Bound | None = None
) -> Receipt:
    """A party hands in the PDF that was signed for its seat; raises `Refused`, or `Invalid` with the file's fault."""
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request)
        seat, chain = check(act)
        if bound is not None and chain.last is not None:
            if bound != Bound(seat.version, seat.place, chain.last.sha256):
                raise Invalid({FIELD: "certificate-overtaken"})
        matter, at = act.matter, work.now
        work.session.expunge_all()  # looked at below, outside the transaction
    found = examine(house, matter, seat, chain, data, at)
    sha256 = house.files.put(data)
    _keep_trust(house, found.trust)
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, request)
        entry = _sign(act, chain, found, at, sha256, len(data))
        tell_in_force(act, entry)
    return work.receipt(entry)


def _keep_trust(house: House, content: str) -> None:
    """Store what a judgement rests on, by its digest, as files are: two acts at once may rest on the same."""
    with house.db.writing() as session:
        if session.get(SigningTrust, digest := _digest(content)) is None:
            session.add(SigningTrust(digest=digest, content=content))
            with suppress(IntegrityError):  # another act has just stored the same
                session.commit()


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def reasons_against(act: Act) -> tuple[str, ...]:
    """Why who acts cannot hand a signed file in now, whatever the file says."""
    matter = act.matter
    file = replace(IN_ORDER, expected=matter.rules.commitment.certificates)
    seen = matter.text.digest if matter.text else ""
    facts = facts_for(act.work, matter, act.actor, text_seen=seen, confirmed=True, file=file)
    return PROCESS.reasons_against(matter.case.state, "sign", facts, act.actor.role)


def check(act: Act) -> tuple[Seat, Chain]:
    """The seat that is to be signed, and what was accepted before; raises `Refused` with every reason."""
    if reasons := reasons_against(act):
        raise Refused("sign", reasons)
    seat = seat_of(act.matter, act.actor)
    assert seat is not None, "the table lets nobody sign without one"
    chain = chain_of(act.work.session, act.matter.case.id, act.matter.agreement.version)
    if chain.first is None:
        raise Invalid({FIELD: "certificate-not-set"})
    return seat, chain


def _sign(act: Act, judged: Chain, found: Found, at: datetime, sha256: str, size: int) -> Any:
    work, matter, seat = act.work, act.matter, seat_of(act.matter, act.actor)
    chain = chain_of(work.session, matter.case.id, matter.agreement.version)
    assert judged.last is not None, "asked before the file was looked at"
    file = SignedFile(
        expected=matter.rules.commitment.certificates,
        follows=chain.last == judged.last,
        key_free=found.key not in {one.key for one in chain.signed},
    )
    frozen = matter.text.digest if matter.text else ""
    facts = facts_for(work, matter, act.actor, text_seen=frozen, confirmed=True, file=file)
    statement: dict[str, Any] = {}
    if seat is not None:
        statement = statement_of(work, matter, seat, act.actor) | {
            "method": METHOD, "at": iso_instant(at), "file": sha256, "before": judged.last.sha256,
            "field": found.field, "certificate": found.certificate, "key": found.key,
            "trust": _digest(found.trust),
        }  # fmt: skip
    evidence = evidence_of(statement)

    came: list[Seat] = []

    def keep() -> None:
        assert seat is not None, "the table lets nobody sign without one"
        seat.answer, seat.answered_at = answered(matter, seat), work.now
        came.extend(settle(matter))
        _keep(act, seat, chain, found, at, statement, size)
        if matter.agreement.in_force_at is None and completes(facts):
            matter.agreement.in_force_at = work.now

    clear = {"version": matter.agreement.version, "text": frozen, "place": seat.place if seat else 0, "file": sha256}
    if "instead_of" in statement:
        clear["instead_of"] = statement["instead_of"]
    certificate = {"name": found.subject, "authority": found.issuer, "serial": found.serial}
    person = {"name": act.actor.name, "title": act.actor.title, "certificate": certificate}
    entry = act.take(
        "sign", facts, keep, sealed={"unit": statement.get("unit"), "statement": statement, "person": person},
        clear=clear, evidence=digest_of(evidence),
    )  # fmt: skip
    tell_turns(act, entry, came, seat)
    return entry


def _keep(
    act: Act, seat: Seat, chain: Chain, found: Found, at: datetime, statement: dict[str, Any], size: int
) -> None:  # fmt: skip
    """The rows of an accepted file: itself, its place in the order, what it rests on, and the signature it gives."""
    work, case = act.work, act.matter.case
    number, evidence = len(chain.signed) + 1, evidence_of(statement)
    row = File(
        code=new_code(), sha256=statement["file"], size=size, media_type="application/pdf",
        name=f"{PROCESS.name}-{case.code}-{seat.version}-chung-thu-{number}.pdf", case_id=case.id,
        uploaded_by_id=act.actor.account_id, uploaded_at=work.now,
    )  # fmt: skip
    work.session.add_all([row, Evidence(digest=digest_of(evidence), content=evidence.decode())])
    work.session.flush()
    work.session.add(
        CertificateSignature(
            case_id=case.id, version=seat.version, place=seat.place, number=number, file_code=row.code,
            sha256=row.sha256, before=statement["before"], field=found.field, certificate=found.certificate,
            key=found.key, subject=found.subject, issuer=found.issuer, serial=found.serial,
            trust=statement["trust"], accepted_at=at,
        )  # fmt: skip
    )
    work.session.add(
        Signature(
            case_id=case.id, version=seat.version, place=seat.place, method=METHOD,
            statement=canonical(statement).decode(), evidence=digest_of(evidence),
            mandate_id=act.actor.mandate_id, signed_at=work.now,
        )  # fmt: skip
    )
