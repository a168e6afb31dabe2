"""Signing by certificate in a real browser: on a telephone by hand, at a desk with a program that has an address."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from flask import Flask

from tests import certificates
from tests.browser.conftest import OpenWindow
from tests.builders import state_of
from tests.certificates import Holder, Office
from tests.parties import Party
from workflow_app import create_app
from workflow_app.house import House

pytestmark = [pytest.mark.tool("chromium"), pytest.mark.timeout(400)]


@pytest.fixture
def office(house: House, tmp_path: Path) -> Office:
    return certificates.build(house, tmp_path)


@pytest.fixture
def app(office: Office) -> Flask:
    return create_app(office.house)


def sign(data: bytes, holder: Holder, name: str) -> bytes:
    """As a program of its own: what drives the browser here suffers no second loop of events beside it."""
    with ThreadPoolExecutor() as aside:
        return aside.submit(certificates.sign, data, holder, name).result()


def test_one_party_sends_a_file_and_the_page_of_the_other_tells_when_its_program_was_heard(
    open_window: OpenWindow, office: Office
) -> None:
    code, authority = office.frozen(), office.authority
    phone, desk = open_window("phone"), open_window("desktop")
    board, secretary = Party(phone, "board", office.district), Party(desk, "secretary", office.district)
    board.signs_in(), secretary.signs_in()
    board.opens(f"/giao-uoc/{code}/chung-thu")
    phone.submit("/chung-thu", 422, file=(io.BytesIO(b"khong phai"), "da-ky.pdf"))
    signed = sign(office.last(code), authority.issue("Lê Văn Thường"), "Ben-1")
    page = phone.submit("/chung-thu", file=(io.BytesIO(signed), "da-ky.pdf"))
    assert "Chứng thư: Lê Văn Thường" in page.text
    desk.tab.clock.install()
    secretary.opens(f"/giao-uoc/{code}/chung-thu")
    desk.submit("/phan-mem")
    address = desk.tab.get_by_label("Địa chỉ dùng một lần").input_value()
    given = urlopen(address).read()
    for _ in range(45):  # the program, the token and its PIN take more than a minute
        with desk.tab.expect_request("**/ket-qua"):
            desk.tab.clock.run_for(1500)
    answer = sign(given, authority.issue("Bí thư"), "Ben-2")
    brought = Request(address, answer, {"Content-Type": "application/pdf"}, method="PUT")
    assert given == signed and urlopen(brought).status == 204
    desk.tab.wait_for_url(f"**/giao-uoc/{code}?da=sign")
    assert state_of(office.house, code) == "in_force"
