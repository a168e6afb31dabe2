"""Links by which a program beside the signer's token takes the file to be signed and brings it back, without a session.

A link is bound to one person, one seat and one file; it lives for ten minutes and is answered once. What the program
tells the browser is never asked: whether the file was taken is what the register says.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from states.process import Refused

from ..house import House
from ..models import Case, CertificateSignature, File, SigningLink
from .actor import Actor
from .commitment_certificate import Bound, check, hand_in
from .commitment_deed import begin
from .errors import Invalid, NotFound, ReadOnly
from .file import Stored
from .perform import Receipt, unit_of_work

LIFE = timedelta(minutes=10)
LOOKED_AT = timedelta(minutes=2)  # a file that was brought; what failed by then has failed without a reason
WAITING, TAKEN, REFUSED, EXPIRED = "waiting", "taken", "refused", "expired"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a link, as the register knows it."""

    state: str
    reason: str = ""


def make(house: House, mandate_id: int, code: str) -> str:
    """A new link for who acts, to sign the file accepted last; raises `Refused` or `Invalid` as handing in does."""
    token = secrets.token_urlsafe(32)
    with unit_of_work(house) as work:
        act = begin(work, mandate_id, code, None)
        seat, chain = check(act)
        assert chain.last is not None and act.actor.account_id is not None, "checked by the table"
        work.session.add(
            SigningLink(
                token_hash=_hash(token), account_id=act.actor.account_id, mandate_id=act.actor.mandate_id,
                case_id=seat.case_id, version=seat.version, place=seat.place, sha256=chain.last.sha256,
                asked_at=work.now, expires_at=work.now + LIFE, refused="",
            )  # fmt: skip
        )
    return token


def fetch(house: House, token: str) -> Stored:
    """The file to be signed; `NotFound` for a link that is unknown, answered or too old."""
    with house.db.reading() as session:
        link = _open_link(session, house, token)
        file = session.scalars(
            select(File).where(File.sha256 == link.sha256, File.case_id == link.case_id).limit(1)
        ).one()
        return Stored(file.sha256, file.name, file.media_type, file.size)


def bring(house: House, token: str, data: bytes) -> Receipt:
    """Take the signed file in, as if its signer had handed it in; the link is used up, whatever comes of it."""
    if house.watch.rolled_back:
        raise ReadOnly(house.watch.rolled_back)
    with house.db.writing() as session:
        link = _open_link(session, house, token)
        unused = (SigningLink.token_hash == link.token_hash, SigningLink.used_at.is_(None))
        done = session.execute(update(SigningLink).where(*unused).values(used_at=house.clock()))
        if not isinstance(done, CursorResult) or done.rowcount != 1:
            raise NotFound("signing link")
        mandate_id, code = link.mandate_id, session.get_one(Case, link.case_id).code
        bound = Bound(link.version, link.place, link.sha256)
        session.commit()
    try:
        return hand_in(house, mandate_id, code, data, bound=bound)
    except (Refused, Invalid) as refused:
        reasons = refused.reasons if isinstance(refused, Refused) else tuple(refused.errors.values())
        with house.db.writing() as session:
            session.execute(
                update(SigningLink).where(SigningLink.token_hash == _hash(token)).values(refused=reasons[0])
            )
            session.commit()
        raise


def outcome(house: House, actor: Actor, code: str, token: str) -> Outcome:
    """What became of one's own link; `NotFound` for anybody else's."""
    with house.db.reading() as session:
        link = session.get(SigningLink, _hash(token))
        if link is None or link.account_id != actor.account_id or session.get_one(Case, link.case_id).code != code:
            raise NotFound("signing link")
        if link.refused:
            return Outcome(REFUSED, link.refused)
        place = (link.case_id, link.version, link.place)
        signed = session.get(CertificateSignature, place)
        if link.used_at is not None and signed is not None:
            return Outcome(TAKEN)
        ends = link.expires_at if link.used_at is None else link.used_at + LOOKED_AT
        return Outcome(WAITING if house.clock() < ends else EXPIRED)


def _open_link(session: Session, house: House, token: str) -> SigningLink:
    link = session.get(SigningLink, _hash(token))
    if link is None or link.used_at is not None or not link.asked_at <= house.clock() < link.expires_at:
        raise NotFound("signing link")
    return link


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
