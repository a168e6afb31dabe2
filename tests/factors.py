"""A telephone for tests: it shows the codes of the secret that a page showed."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from tests.builders import PASSWORD, District, MovableClock
from tests.page import Browser, Page
from workflow_app.models import Mandate
from workflow_app.services import account, mail_choice, second_factor
from workflow_app.services.perform import unit_of_work


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


def protect(district: District) -> None:
    """A passkey that was removed, one that is there, and an app; an address, and an account that was closed."""
    house = district.house
    with house.db.reading() as session:
        account_id = session.get_one(Mandate, district.mandates["board"]).account_id or 0
    mail_choice.confirm(house, account_id, "thuong-vu@huyenuy.example.vn", PASSWORD, "192.0.2.1")
    app = second_factor.start_app(house, account_id, 0, "thuong-vu", "Sổ công nhận")
    shown = TOTP(base64.b32decode(app.secret.replace(" ", "")), 6, SHA1(), 30)
    second_factor.add_app(house, account_id, 0, shown.generate(int(house.clock().timestamp())).decode())
    with unit_of_work(house) as work:
        account.disable(work, work.system(), account.create_account(work, login="da-nghi", full_name="Người Đã Nghỉ"))
    for number in (1, 2):
        key = f"key {number}".encode()
        second_factor.add_passkey(house, account_id, 0, key, key, 0, f"Khóa {number}")
    first = next(one for one in second_factor.standing(house, account_id, ()).factors if one.name == "Khóa 1")
    second_factor.remove(house, account_id, 0, first.code)
