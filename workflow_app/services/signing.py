"""Personal signatures: a statement is put to a person, and only that person's trusted passkey answers it, once.

Nothing that lies on the server can produce such an answer; what came is kept word for word and named in the entry.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import CursorResult, select, update

from ..clock import iso_instant
from ..house import House
from ..models import AskedStatement, Case, Edition, Evidence, SecondFactor, TrustedKey
from ..transparency import evidence as proofs
from ..transparency.canonical import canonical
from ..transparency.signed_entry import OF_ASKING
from ..transparency.strict import Malformed
from .actor import Actor
from .errors import Invalid, ReadOnly
from .passkey import counts_on
from .perform import Work
from .rules import rules_of
from .second_factor import PASSKEY, active

LIFE = timedelta(minutes=10)
FIELD = "answer"  # of the form: what the device said
LONGEST_ANSWER = 20_000  # characters
Statement = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement as it is put to a person: its canonical text, of which the browser makes the challenge itself."""

    nonce: str
    text: str
    site: str
    keys: tuple[str, ...]  # ids of the keys that may answer, base64url


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser sends: which statement was answered, and what the device said."""

    nonce: str
    response: str

    def lots(self, work: Work, actor: Actor) -> list[str]:
        """What was drawn by lot when the statement was put to this person; nothing for another's."""
        asked = work.session.get(AskedStatement, self.nonce[:32])
        mine = asked is not None and asked.account_id == actor.account_id
        return list(json.loads(asked.lots)) if mine and asked is not None and asked.lots else []

    def accept(self, work: Work, actor: Actor, act: Statement) -> str:
        """The digest of the evidence that this person signed exactly this."""
        return take(work, actor, self, act).evidence


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement that was signed, and the digest of its evidence, which is kept with it."""

    statement: Statement
    evidence: str


def ask(house: House, account_id: int, site: str, act: Statement, lots: Sequence[str] = ()) -> Asked:
    """Put a statement to a person; `site`: the origin of the page. `Invalid` where no key of hers or his may sign.

    `lots`: what was drawn for the act and must not be drawn anew when it is done.
    """
    if house.watch.rolled_back:
        raise ReadOnly(house.watch.rolled_back)
    now, nonce = house.clock(), secrets.token_hex(16)
    until = now + LIFE
    statement = {
        **act, "nonce": nonce, "at": iso_instant(now), "until": iso_instant(until), "site": site, "method": PASSKEY
    }  # fmt: skip
    text = canonical(statement).decode()
    with house.db.writing() as session:
        of_keys = select(SecondFactor.credential_id).join(TrustedKey, TrustedKey.factor_id == SecondFactor.id)
        keys = session.scalars(of_keys.where(*active(account_id))).all()
        if not keys:
            raise Invalid({FIELD: "key-missing"})
        session.add(
            AskedStatement(
                nonce=nonce, account_id=account_id, statement=text, asked_at=now, expires_at=until,
                lots=json.dumps(lots) if lots else None,
            )  # fmt: skip
        )
        session.commit()
    return Asked(nonce, text, site, tuple(base64.urlsafe_b64encode(key).rstrip(b"=").decode() for key in keys if key))


def take(work: Work, actor: Actor, answer: Answer, act: Statement) -> Signed:
    """Check the answer of a person to the statement of an act as it is now, and keep the evidence.

    Raises `Invalid`: another's or an unknown statement, one that was answered or is too old, one that says something
    else than the act does by now, a key that is not trusted or, for this role, not bound to one device, a wrong answer.
    Nothing is kept then.
    """
    account_id = actor.account_id or 0
    statement = _answered(work, account_id, answer.nonce)
    said = {name: value for name, value in statement.items() if name not in OF_ASKING}
    if said != act:
        raise Invalid({FIELD: "statement-changed"}, why=_differing(said, act))
    try:
        key_id, given = _read(answer.response)
        row = _trusted(work, account_id, key_id)
        kept = proofs.Evidence(statement, public_key=row.public_key or b"", **given)
        proofs.check_evidence(kept)
        if kept.may_be_copied and work.house.settings.binds_to_device([actor.role]):
            raise Invalid({FIELD: "key-copied"})
        if not counts_on(work.session, row.id, kept.count, work.now):
            raise proofs.EvidenceRefused("evidence-count", "the key is in two places")
    except Malformed as refused:
        raise Invalid({FIELD: "signature-refused"}, why=refused.code) from None
    data = kept.to_bytes()
    digest = proofs.digest_of(data)
    work.session.add(Evidence(digest=digest, content=data.decode()))
    return Signed(statement, digest)


def _answered(work: Work, account_id: int, nonce: str) -> Statement:
    """The statement that was put to this person, from now on used up."""
    asked = work.session.get(AskedStatement, nonce[:32])
    if asked is None or asked.account_id != account_id:
        raise Invalid({FIELD: "statement-unknown"})
    unused = (AskedStatement.nonce == asked.nonce, AskedStatement.used_at.is_(None))
    done = work.session.execute(update(AskedStatement).where(*unused).values(used_at=work.now, lots=None))
    if not isinstance(done, CursorResult) or done.rowcount != 1:
        raise Invalid({FIELD: "statement-used"})
    if not asked.asked_at <= work.now < asked.expires_at:
        raise Invalid({FIELD: "statement-expired"})
    said: Statement = json.loads(asked.statement)
    return said


def _differing(said: Statement, act: Statement) -> str:
    """The parts of a statement in which the act is another by now."""
    return " ".join(sorted(name for name in {*said, *act} if said.get(name) != act.get(name)))


def _trusted(work: Work, account_id: int, key_id: bytes) -> SecondFactor:
    asked = select(SecondFactor).join(TrustedKey, TrustedKey.factor_id == SecondFactor.id)
    row = work.session.scalar(asked.where(*active(account_id), SecondFactor.credential_id == key_id))
    if row is None:
        raise proofs.EvidenceRefused("evidence-key", "not a trusted key of this person")
    return row


def _read(response: str) -> tuple[bytes, dict[str, bytes]]:
    """The id of the key and the parts that evidence keeps, as a browser says them."""
    if len(response) > LONGEST_ANSWER:
        raise Malformed("evidence-too-long")
    try:
        said = json.loads(response)
        parts = said["response"]
        named = {"client_data": "clientDataJSON", "authenticator_data": "authenticatorData", "signature": "signature"}
        return _bytes(said["rawId"]), {name: _bytes(parts[word]) for name, word in named.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Malformed("evidence-form", str(error)[:80]) from None


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def is_signed(house: House, code: str, kind: str) -> bool:
    """Whether the edition of a case asks for a person's own signature under a step."""
    with house.db.reading() as session:
        asked = select(Edition).join(Case, Case.edition_id == Edition.id).where(Case.code == code)
        edition = session.scalar(asked)
        return edition is not None and kind in rules_of(edition).signed


def can_sign(house: House, account_id: int) -> bool:
    """Whether somebody vouched for a key of this person."""
    with house.db.reading() as session:
        of_keys = select(SecondFactor.id).join(TrustedKey, TrustedKey.factor_id == SecondFactor.id)
        return session.scalar(of_keys.where(*active(account_id)).limit(1)) is not None
