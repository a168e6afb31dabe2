"""Codes that may be used once, asked for by several at once."""

from __future__ import annotations

import base64
import threading
from collections import Counter
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from tests.builders import District, MovableClock
from workflow_app.models import Mandate
from workflow_app.services import factor_check, guessing, second_factor


@pytest.mark.usefixtures("any_house")
def test_of_four_at_once_with_one_code_one_comes_in(district: District, clock: MovableClock) -> None:
    house = district.house
    with house.db.reading() as session:
        person = session.get_one(Mandate, district.mandates["board"]).account_id or 0
    shown = begun(district, person)
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


def test_whoever_knows_the_password_guesses_codes_neither_quickly_nor_for_days(
    district: District, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(factor_check, "MOST_ANYWHERE", {timedelta(minutes=15): 3, timedelta(days=1): 5})
    with district.house.db.reading() as session:
        person = session.get_one(Mandate, district.mandates["board"]).account_id or 0
    second_factor.add_app(district.house, person, 0, code_at(begun(district, person), clock))

    def tries_until_stopped(network: int) -> int:
        for number in range(9):
            try:
                factor_check.prove(district.house, person, "000000", f"198.51.{network}.{number}")
            except guessing.TooManyAttempts:
                return number
            except factor_check.FactorRefused:
                pass
        raise AssertionError("nobody was stopped")

    assert tries_until_stopped(100) == 3
    clock.advance(minutes=16)
    assert tries_until_stopped(101) == 2
    clock.advance(hours=5)
    assert tries_until_stopped(102) == 0
    clock.advance(days=1)
    assert tries_until_stopped(103) == 3


@pytest.mark.usefixtures("any_house")
def test_of_two_sets_of_recovery_codes_asked_for_at_once_the_later_is_good(
    district: District, clock: MovableClock
) -> None:
    house = district.house
    with house.db.reading() as session:
        person = session.get_one(Mandate, district.mandates["board"]).account_id or 0
    second_factor.add_app(house, person, 0, code_at(begun(district, person), clock))
    start, made = threading.Barrier(2), list[list[str]]()

    def asks() -> None:
        start.wait()
        made.append(second_factor.new_recovery_codes(house, person))

    both = [threading.Thread(target=asks) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(made) == 2 and second_factor.standing(house, person, []).recovery_left == 10


def begun(district: District, person: int) -> TOTP:
    started = second_factor.start_app(district.house, person, 0, "thuong-vu", "Sổ công nhận")
    return TOTP(base64.b32decode(started.secret.replace(" ", "")), 6, SHA1(), 30)
