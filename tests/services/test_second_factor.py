"""Codes that may be used once, asked for by several at once."""

from __future__ import annotations

import base64
import threading
from collections import Counter

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from tests.builders import District, MovableClock
from workflow_app.models import Mandate
from workflow_app.services import factor_check, second_factor


@pytest.mark.usefixtures("any_house")
def test_of_four_at_once_with_one_code_one_comes_in(district: District, clock: MovableClock) -> None:
    house = district.house
    with house.db.reading() as session:
        person = session.get_one(Mandate, district.mandates["board"]).account_id or 0
    begun = second_factor.start_app(house, person, 0, "thuong-vu", "Sổ công nhận")
    shown = TOTP(base64.b32decode(begun.secret.replace(" ", "")), 6, SHA1(), 30)
    recovery = second_factor.add_app(house, person, 0, code_at(shown, clock))
    clock.advance(seconds=30)
    for code in (code_at(shown, clock), recovery[0]):
        answers, start = Counter[str](), threading.Barrier(4)
        at_once = [threading.Thread(target=tries, args=(district, person, code, start, answers)) for _ in range(4)]
        for one in at_once:
            one.start()
        for one in at_once:
            one.join()
        assert answers == {"in": 1, "refused": 3}, code


def code_at(shown: TOTP, clock: MovableClock) -> str:
    return shown.generate(int(clock().timestamp())).decode()


def tries(district: District, person: int, code: str, start: threading.Barrier, answers: Counter[str]) -> None:
    start.wait()
    try:
        factor_check.prove(district.house, person, code, "203.0.113.7")
        answers["in"] += 1
    except factor_check.FactorRefused:
        answers["refused"] += 1
