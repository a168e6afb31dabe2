"""Somebody sends a form, is gone before the answer, and sends it again: it is done once, and the answer is the same."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.builders import District, received, submitted
from tests.faults import entries_of
from tests.people import person
from tests.serving import answering
from tests.web.visits import cookie_of
from workflow_app.house import House
from workflow_app.server import listen
from workflow_app.services.perform import Once


@pytest.fixture
def port(app: Flask, house: House) -> Iterator[int]:
    """The application behind the server that it has in use, on a port of its own."""
    with answering(listen(app, house.settings, "127.0.0.1", 0)) as port:
        yield port


@pytest.mark.parametrize("waits", [0.0, 0.002, 0.02, 0.1])
def test_a_form_whose_answer_nobody_waited_for_can_be_sent_again(
    app: Flask, district: District, port: int, waits: float
) -> None:
    house = district.house
    for part, prepare, path, done in (
        ("reviewer", received, "nhat-tri", "endorse"),
        ("reviewer", lambda of: submitted(of, "secretary2"), "tiep-nhan", "receive"),
    ):
        code, who = prepare(district), person(app, district, part)
        form = who.opens(f"/ho-so/{code}/{path}").form(f"/{path}")
        body = urlencode(form).encode()
        head = (
            f"POST /ho-so/{code}/{path} HTTP/1.1\r\nHost: localhost\r\nCookie: phien={cookie_of(who.browser)}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", port)) as link:
            link.sendall(head.encode() + body)
            time.sleep(waits)
        answer = who.browser.client.post(f"/ho-so/{code}/{path}", data=form)
        assert (answer.status_code, answer.location) == (303, f"/ho-so/{code}?da={done}")
        assert entries_of(house, Once(form["key"], "", "", "")) == 1
