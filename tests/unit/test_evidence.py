"""Evidence of a personal signature: whatever is changed in it, it is believed no more."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from tests.authenticator import ORIGIN, Device
from workflow_app.demo.device import Devices
from workflow_app.transparency.canonical import canonical
from workflow_app.transparency.evidence import (
    EvidenceRefused,
    challenge_of,
    check_evidence,
    digest_of,
    read_evidence,
)

STATEMENT = {
    "v": 1,
    "act": "commitment.sign",
    "site": ORIGIN,
    "text": "ab" * 32,
    "unit": {"name": "Chi bộ Phòng Kỹ thuật"},
}


def refused(evidence):
    with pytest.raises(EvidenceRefused) as error:
        check_evidence(evidence)
    return error.value.code


def test_a_statement_that_a_passkey_signed_is_checked_with_nothing_but_its_bytes():
    kept = Device().signs(STATEMENT).to_bytes()
    read = read_evidence(kept)
    check_evidence(read)
    assert (read.statement, digest_of(read.to_bytes())) == (STATEMENT, hashlib.sha256(kept).hexdigest())
    assert challenge_of(STATEMENT) == hashlib.sha256(canonical(STATEMENT)).digest()


def test_another_statement_key_site_or_signature_is_refused_each_with_its_reason():
    given = Device().signs(STATEMENT)
    assert refused(replace(given, statement={**STATEMENT, "text": "ab" * 31 + "ac"})) == "evidence-statement"
    assert refused(replace(given, public_key=Device().signs(STATEMENT).public_key)) == "evidence-signature"
    assert (
        refused(replace(given, signature=given.signature[:-1] + bytes([given.signature[-1] ^ 1])))
        == "evidence-signature"
    )
    assert refused(Device(origin="http://localhost.example").signs(STATEMENT)) == "evidence-site"
    assert refused(Device(verifies=False).signs(STATEMENT)) == "evidence-presence"


def test_a_key_of_another_site_and_an_answer_to_another_question_are_refused():
    elsewhere = {**STATEMENT, "site": "https://elsewhere.example"}
    given = Device(origin="https://elsewhere.example").signs(elsewhere)
    moved = json.dumps({**json.loads(given.client_data), "origin": ORIGIN}).encode()
    assert refused(replace(given, client_data=moved)) == "evidence-site"
    made = json.dumps({**json.loads(given.client_data), "type": "webauthn.create"}).encode()
    assert refused(replace(given, client_data=made)) == "evidence-type"


def test_every_single_bit_of_the_signed_bytes_matters():
    given = Device().signs(STATEMENT)
    for part in ("client_data", "authenticator_data", "signature"):
        data = getattr(given, part)
        for place in range(0, len(data) * 8, 13):
            changed = bytearray(data)
            changed[place // 8] ^= 1 << place % 8
            with pytest.raises(EvidenceRefused):
                check_evidence(replace(given, **{part: bytes(changed)}))


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"null", b'{"v":1}', b"\xff", b"1" * 40_000, b'{"v": 1}', b"[" * 9_000]
)
def test_bytes_that_are_no_evidence_are_refused(data):
    with pytest.raises(EvidenceRefused):
        read_evidence(data)


@pytest.mark.parametrize("statement", ["", "{", "[]", "null", "{}", '{"site":"\\ud800"}', "[" * 9_000])
def test_a_simulated_key_answers_nothing_to_what_is_no_statement(tmp_path, statement):
    assert Devices(tmp_path).answer(1, "nonce", statement).response == ""
