"""Signing in tests: a device for each person, its key trusted as the register asks it, and answers to statements."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode
from sqlalchemy import select

from tests.authenticator import ORIGIN, Device
from workflow_app.house import House
from workflow_app.models import Account, Mandate, SecondFactor
from workflow_app.services import commitment, second_factor, signing, signing_key
from workflow_app.services.errors import SignatureNeeded
from workflow_app.services.perform import Once, Receipt
from workflow_app.services.signing import Answer, Asked

_DEVICES: dict[bytes, Device] = {}  # by the id of the key


def answer_of(device: Device, asked: Asked) -> Answer:
    """What the browser would send after the device answered."""
    return Answer(asked.nonce, response_of(device, asked.text))


def response_of(device: Device, statement: str) -> str:
    """What the device says to a statement."""
    kept = device.signs(json.loads(statement))
    name = websafe_encode(device.key_id)
    parts = {
        "clientDataJSON": kept.client_data,
        "authenticatorData": kept.authenticator_data,
        "signature": kept.signature,
    }
    response = {part: websafe_encode(value) for part, value in parts.items()}
    return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def enrol(house: House, account_id: int) -> tuple[Device, str]:
    """A new device of a person, which nobody vouched for yet; with the code of its key."""
    device = Device()
    public = cbor.encode(dict(ES256.from_cryptography_key(device.key.public_key())))
    second_factor.add_passkey(house, account_id, 0, device.key_id, public, 0, "Điện thoại")
    _DEVICES[device.key_id] = device
    with house.db.reading() as session:
        code = session.scalars(select(SecondFactor.code).where(SecondFactor.credential_id == device.key_id)).one()
    return device, code


def trusted_of(house: House, mandate_id: int) -> Device:
    """The device of whoever holds a mandate."""
    with house.db.reading() as session:
        account_id = session.get_one(Mandate, mandate_id).account_id
    assert account_id is not None, "the system has no device"
    return trusted(house, account_id)


def known(house: House, mandate_id: int) -> Device | None:
    """The device of whoever holds a mandate, if there is one already."""
    with house.db.reading() as session:
        account_id = session.get_one(Mandate, mandate_id).account_id or 0
        asked = select(SecondFactor.credential_id).where(*second_factor.active(account_id))
        return next((_DEVICES[key] for key in session.scalars(asked) if key in _DEVICES), None)


def trusted(house: House, account_id: int) -> Device:
    """The device of a person whose key may sign, made and vouched for by the machine's operator on paper at need."""
    with house.db.reading() as session:
        asked = select(SecondFactor.credential_id).where(*second_factor.active(account_id))
        there = [_DEVICES[key] for key in session.scalars(asked) if key in _DEVICES]
    return there[0] if there else vouched(house, account_id)


def vouched(house: House, account_id: int) -> Device:
    """A new trusted device of a person."""
    device, code = enrol(house, account_id)
    with house.db.reading() as session:
        account = session.get_one(Account, account_id)
        key = session.scalars(select(SecondFactor.public_key).where(SecondFactor.code == code)).one()
        paper = signing_key.takes_paper(session, date(2025, 5, 20))
    if paper:
        print_ = second_factor.fingerprint(key)
        signing_key.trust_on_paper(house, None, account.login, print_, "01-BB/VP", date(2025, 5, 2))
        return device
    officer = next(one for one in _officers(house) if one.account_id != account_id)
    asked = signing_key.ask(house, officer.id, code, ORIGIN)
    assert officer.account_id is not None
    signing_key.trust(house, officer.id, code, answer_of(trusted(house, officer.account_id), asked))
    return device


def sign(house: House, mandate_id: int, code: str, **more: Any) -> Receipt:
    """Sign an agreement as a person does: be asked, let the device answer, hand the answer in."""
    device = trusted_of(house, mandate_id)
    asked = commitment.ask_to_sign(house, mandate_id, code, ORIGIN, more.get("signs_as", ""))
    answer = answer_of(device, asked) if asked is not None else None
    return commitment.sign(house, mandate_id, code, answer=answer, **more)


def personally(verb: Callable[..., Receipt], house: House, mandate_id: int, *given: Any, **more: Any) -> Receipt:
    """Do a step; where it is one that the person signs, be asked, let the device answer, and hand the answer in."""
    try:
        return verb(house, mandate_id, *given, **more)
    except SignatureNeeded as needed:
        device = trusted(house, needed.account_id)
        return verb(house, mandate_id, *given, **more, request=reply_to(house, needed, device))


def reply_to(house: House, needed: SignatureNeeded, device: Device) -> Once:
    """The form by which a person hands in the answer of a device to what a step asks to be signed."""
    asked = signing.ask(house, needed.account_id, ORIGIN, needed.statement, needed.lots)
    return form_of(answer_of(device, asked))


def form_of(answer: Answer) -> Once:
    """The form that brings an answer."""
    return Once(answer.nonce, "test", "0" * 64, "/", answer)


def _officers(house: House) -> list[Mandate]:
    with house.db.reading() as session:
        return list(session.scalars(select(Mandate).where(Mandate.role == "manager").order_by(Mandate.id)))
