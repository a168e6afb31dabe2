"""Passkeys: a key that never leaves its owner's device, and answers only after finger, face or PIN (WebAuthn).

A passkey is a second factor after the password, or all that signing in takes: the device and what unlocks it are two.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import structlog
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.webauthn import (
    Aaguid,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from sqlalchemy import CursorResult, false, or_, select, update
from sqlalchemy.orm import Session

from ..clock import day_of
from ..house import House
from ..models import Account, SecondFactor
from ..transparency.evidence import may_be_copied
from . import second_factor
from .account import list_mandates
from .errors import Invalid
from .factor_check import FactorRefused
from .second_factor import PASSKEY, active

log = structlog.get_logger()

ALGORITHMS = (-7, -8, -257)  # ES256, EdDSA, RS256: what devices have
LONGEST_ANSWER = 20_000  # characters


@dataclass(frozen=True, slots=True)
class Question:
    """What the browser is asked, as JSON, and what must be kept to check its answer; each is answered once."""

    options: str
    state: dict[str, Any]


def is_possible(origin: str) -> bool:
    """Whether browsers offer passkeys at this address: under https, or on this very machine."""
    address = urlsplit(origin)
    return address.scheme == "https" or address.hostname == "localhost"


def ask_to_add(house: House, origin: str, account_id: int, site: str) -> Question:
    """Ask for a new key for an account; a device that holds one for it already declines."""
    with house.db.reading() as session:
        account = session.get_one(Account, account_id)
    who = PublicKeyCredentialUserEntity(
        name=account.login, id=account.pseudonym.encode(), display_name=account.full_name
    )
    options, state = _server(origin, site).register_begin(
        who, _descriptors(house, account_id), ResidentKeyRequirement.PREFERRED, UserVerificationRequirement.REQUIRED
    )
    return Question(json.dumps(dict(options.public_key)), dict(state))


def add(
    house: House, origin: str, account_id: int, session_id: int, state: dict[str, Any], answer: str, name: str
) -> list[str]:  # fmt: skip
    """Add the key of an answer; returns recovery codes to be shown once, if there were none. Raises `Invalid`."""
    try:
        said = RegistrationResponse.from_dict(_read(answer))
        made = _server(origin, "").register_complete(state, said).credential_data
        if made is None or made.public_key.get(3) not in ALGORITHMS or len(made.credential_id) > 1023:
            raise ValueError("no key of a kind that is taken")
        data = said.response.attestation_object.auth_data
        count = data.counter
    except _WRONG as error:
        log.warning("passkey.refused", error=str(error))
        raise Invalid({"name": "passkey-refused"}) from None
    if may_be_copied(data) and house.settings.binds_to_device(_roles(house, account_id)):
        raise Invalid({"name": "key-copied"})
    key = cbor.encode(dict(made.public_key))
    return second_factor.add_passkey(house, account_id, session_id, made.credential_id, key, count, name)


def _roles(house: House, account_id: int) -> list[str]:
    with house.db.reading() as session:
        return [held.role for held in list_mandates(session, account_id, day_of(house.clock()))]


def ask(house: House, origin: str, account_id: int | None = None) -> Question:
    """Ask for a key: one of an account, or any that the device has for this site."""
    known = _descriptors(house, account_id) if account_id is not None else None
    options, state = _server(origin, "").authenticate_begin(known, UserVerificationRequirement.REQUIRED)
    return Question(json.dumps(dict(options.public_key)), dict(state))


def prove(house: House, origin: str, state: dict[str, Any], answer: str, account_id: int | None = None) -> int:
    """Check an answer and return whose key it is; with `account_id` it must be one of that account.

    Raises `FactorRefused`: a wrong signature, place or question, a key nobody has, or one whose count went back,
    which is then in two devices.
    """
    try:
        said = AuthenticationResponse.from_dict(_read(answer))
        with house.db.reading() as session:
            row = session.scalar(select(SecondFactor).where(SecondFactor.credential_id == said.raw_id))
        if row is None or row.removed_at is not None or account_id not in (None, row.account_id):
            raise ValueError("an unknown key")
        known = AttestedCredentialData.create(Aaguid.NONE, said.raw_id, _key(row.public_key or b""))
        _server(origin, "").authenticate_complete(state, [known], said)
        count = said.response.authenticator_data.counter
    except _WRONG as error:
        log.warning("passkey.refused", error=str(error))
        raise FactorRefused from None
    _note_use(house, row.id, count)
    return row.account_id


# What broken or hostile input makes the library raise.
_WRONG = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OverflowError)


def _note_use(house: House, row_id: int, count: int) -> None:
    """Keep the count; raises `FactorRefused` for one that did not grow."""
    with house.db.writing() as session:
        counted = counts_on(session, row_id, count, house.clock())
        session.commit()
    if not counted:
        raise FactorRefused


def counts_on(session: Session, row_id: int, count: int, now: datetime) -> bool:
    """Keep how often a key answered; false where the count did not grow: then the key is in two devices.

    A device that keeps no count says 0 each time.
    """
    grew = or_(SecondFactor.sign_count < count, SecondFactor.sign_count == 0 if count == 0 else false())
    there = (SecondFactor.id == row_id, SecondFactor.removed_at.is_(None), grew)
    done = session.execute(update(SecondFactor).where(*there).values(sign_count=count, used_at=now))
    if isinstance(done, CursorResult) and done.rowcount == 1:
        return True
    of_key = select(Account.pseudonym).join(SecondFactor, SecondFactor.account_id == Account.id)
    log.error("passkey.in_two_places", account=session.scalar(of_key.where(SecondFactor.id == row_id)))
    return False


def _descriptors(house: House, account_id: int) -> list[PublicKeyCredentialDescriptor]:
    with house.db.reading() as session:
        asked = select(SecondFactor.credential_id).where(*active(account_id), SecondFactor.method == PASSKEY)
        known = session.scalars(asked).all()
    return [PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=one) for one in known if one]


def _server(origin: str, site: str) -> Fido2Server:
    of_site = PublicKeyCredentialRpEntity(name=site, id=urlsplit(origin).hostname or "")
    server = Fido2Server(of_site, verify_origin=lambda named: named == origin)
    server.allowed_algorithms = [one for one in server.allowed_algorithms if one.alg in ALGORITHMS]
    return server


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("too long")
    said = json.loads(answer)
    if not isinstance(said, dict):
        raise TypeError("no object")
    return said


def _key(kept: bytes) -> CoseKey:
    key = cbor.decode(kept)
    if not isinstance(key, Mapping):
        raise ValueError("no key")
    return CoseKey.parse(key)
