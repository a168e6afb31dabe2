"""Codes of an app, against the vectors of RFC 6238."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workflow_app.services import totp

SECRET = b"12345678901234567890"  # of appendix B


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_the_vectors_of_the_standard_hold(seconds: int, code: str) -> None:
    assert totp.step_of(SECRET, f" {code[:3]} {code[3:]}", at(seconds)) == seconds // 30


def test_a_code_is_good_in_its_half_minute_and_one_to_each_side() -> None:
    good = [step for step in range(-3, 4) if totp.step_of(SECRET, "005924", at(1234567890 + 30 * step)) is not None]
    assert good == [-1, 0, 1]


@pytest.mark.parametrize("typed", ["", "00592", "0059245", "００５９２４", "00592a", "005925"])
def test_nothing_else_is_a_code(typed: str) -> None:
    assert totp.step_of(SECRET, typed, at(1234567890)) is None


def test_an_app_is_told_the_secret_and_whose_it_is() -> None:
    said = totp.address(SECRET, "bi.thu", "Sổ công nhận")
    assert said.startswith("otpauth://totp/S%E1%BB%95%20c%C3%B4ng%20nh%E1%BA%ADn:bi.thu?secret=GEZDGNBVGY3TQOJQ")
    assert totp.shown(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
