"""A telephone for tests: it shows the codes of the secret that a page showed."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from tests.builders import MovableClock
from tests.page import Browser, Page


@dataclass(slots=True)
class Phone:
    """An app that was given a secret."""

    secret: bytes
    clock: MovableClock
    recovery: list[str]

    def code(self, at: datetime | None = None) -> str:
        """What the telephone shows."""
        made = TOTP(self.secret, 6, SHA1(), 30, enforce_key_length=False)
        return made.generate(int((at or self.clock()).timestamp())).decode()

    def next_code(self) -> str:
        """What it shows half a minute later: the code before was used."""
        self.clock.advance(seconds=30)
        return self.code()


def secret_on(page: Page) -> bytes:
    """The secret that a page shows to be typed into an app."""
    return base64.b32decode("".join(page.all("p", class_="secret")[0].itertext()).replace(" ", ""))


def set_up(browser: Browser, clock: MovableClock) -> Phone:
    """Somebody who is signed in sets an app up."""
    phone = Phone(secret_on(browser.get("/tai-khoan/hai-buoc/ung-dung")), clock, [])
    clock.advance(seconds=30)
    page = browser.submit("/tai-khoan/hai-buoc/ung-dung", code=phone.code())
    phone.recovery = codes_on(page)
    assert len(phone.recovery) == 10, page.text
    return phone


def codes_on(page: Page) -> list[str]:
    """The recovery codes that a page shows."""
    return [code.text or "" for sheet in page.all("ol", class_="codes") for code in sheet.iter("code")]


def signs_in(browser: Browser, login: str, password: str, code: str, then: str = "/tai-khoan") -> Page:
    """Name and password, then the code."""
    browser.sign_in(login, password, then)
    return browser.submit("/dang-nhap/buoc-hai", code=code)


def later(clock: MovableClock) -> None:
    """Long enough for a proof to be worth nothing any more, and short enough to stay signed in."""
    clock.now += timedelta(minutes=11)
