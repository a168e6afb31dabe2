"""Signing by certificate on its pages: by hand, and by a program beside the token that only knows an address."""

from __future__ import annotations

import errno
import io
from pathlib import Path

import pytest
from flask import Flask

from tests import certificates, parties
from tests.builders import MovableClock
from tests.certificates import NOW, Office, sign
from tests.parties import Party
from workflow_app import create_app
from workflow_app.house import House
from workflow_app.services import signing_link, upkeep

PDF = {"Content-Type": "application/pdf"}


@pytest.fixture
def office(house: House, tmp_path: Path) -> Office:
    return certificates.build(house, tmp_path)


@pytest.fixture
def app(office: Office) -> Flask:
    return create_app(office.house)


def sends(party: Party, code: str, data: bytes, status: int = 200) -> str:
    """Choose the signed file and send it."""
    party.opens(f"/giao-uoc/{code}/chung-thu")
    return party.browser.submit("/chung-thu", status, file=(io.BytesIO(data), "da-ky.pdf")).text


def test_a_party_takes_the_file_signs_it_and_sees_whose_certificate_was_taken(app: Flask, office: Office) -> None:
    code, authority = office.frozen(), office.authority
    board = parties.party(app, office.district, "board")
    assert "Ký số bằng chứng thư" in board.opens(f"/giao-uoc/{code}/ky").text
    page = board.opens(f"/giao-uoc/{code}/chung-thu")
    assert "“Ben-1”" in page.text and "không quá 10 MB" in page.text
    taken = board.browser.client.get(page.link("Tải tệp PDF để ký"))
    assert taken.data == office.last(code) and "attachment" in taken.headers["Content-Disposition"]
    refused = sends(board, code, sign(taken.data, authority.issue("Cũ", until=NOW), "Ben-1"), 422)
    assert "Chứng thư đã hết hạn" in refused and "Tải tệp PDF để ký" in refused
    assert "Tệp này không phải PDF" in sends(board, code, b"khong phai", 422)
    signed = sign(taken.data, authority.issue("Lê Văn Thường"), "Ben-1")
    assert "đã ký" in sends(board, code, signed)
    shown = board.opens_case(code).text
    assert "Chứng thư: Lê Văn Thường; Cơ quan chứng thực thử nghiệm" in shown
    assert "Ký số bằng chứng thư công vụ" in shown and "CCCD" not in shown
    secretary = parties.party(app, office.district, "secretary")
    old = sign(taken.data, authority.issue("Bí thư"), "Ben-2")
    again = sends(secretary, code, old, 422)
    assert "chữ ký của bên khác đã được nhận" in again and "Tải tệp PDF để ký" in again
    assert secretary.browser.client.get(f"/giao-uoc/{code}/chung-thu/tep").data == signed
    sends(secretary, code, sign(signed, authority.issue("Bí thư"), "Ben-2"))
    assert "Có hiệu lực" in secretary.opens_case(code).text
    public = app.test_client().get(secretary.page.link("Xem trang công khai")).text
    assert public.count("Ký số bằng chứng thư công vụ") == 2 and "Lê Văn Thường;" not in public


def agent(app: Flask, party: Party, code: str) -> str:
    """Have an address made for a program; returns its path."""
    party.opens(f"/giao-uoc/{code}/chung-thu")
    page = party.browser.submit("/phan-mem")
    (field,) = page.all("input", name="link")
    address = field.get("value", "")
    assert address.startswith("http://localhost/ky-so/"), "a whole address, to be copied"
    return address.removeprefix("http://localhost")


def test_a_program_fetches_the_file_once_and_what_the_register_says_counts(
    app: Flask, office: Office, clock: MovableClock
) -> None:
    code, authority = office.frozen(), office.authority
    board = parties.party(app, office.district, "board")
    path, program = agent(app, board, code), app.test_client()
    follow = board.page.path
    assert board.browser.client.head(f"{follow}/ket-qua").status_code == 303, "the page goes on waiting"
    given = program.get(path)
    assert given.data == office.last(code) and "Set-Cookie" not in given.headers
    assert program.put(path, data=given.data, content_type="text/plain").status_code == 415
    answer = program.put(path, data=given.data, headers=PDF)
    assert (answer.status_code, answer.mimetype) == (422, "text/plain") and "chưa có chữ ký số mới" in answer.text
    assert board.browser.client.head(f"{follow}/ket-qua").status_code == 204
    assert "chưa có chữ ký số mới" in board.opens(follow).text and "Tạo địa chỉ dùng một lần" in board.page.text
    good = sign(given.data, authority.issue("Lê Văn Thường"), "Ben-1")
    assert program.put(path, data=good, headers=PDF).status_code == 404, "answered once"
    late = agent(app, board, code)
    clock.advance(minutes=10)
    assert program.get(late).status_code == program.put(late, data=good, headers=PDF).status_code == 404
    assert "đã hết hạn" in board.opens(board.page.path).text
    path = agent(app, board, code)
    stranger = parties.party(app, office.district, "secretary")
    assert stranger.browser.client.get(board.page.path).status_code == 404, "bound to the person"
    assert program.post(path, data=good, headers=PDF).status_code == 204
    assert "đã ký" in board.opens(board.page.path).text and board.page.path == f"/giao-uoc/{code}"
    overtaken = agent(app, stranger, code)
    fetched = program.get(overtaken).data
    assert fetched == good
    clock.advance(days=2)
    assert upkeep.tidy(office.house) is not None
    assert program.get(overtaken).status_code == 404


def test_a_program_gets_no_further_than_its_seat_and_its_person_may(app: Flask, office: Office) -> None:
    code, authority = office.frozen(), office.authority
    secretary, program = parties.party(app, office.district, "secretary"), app.test_client()
    path = agent(app, secretary, code)
    other = sign(office.last(code), authority.issue("Bí thư"), "Ben-1")
    assert "ô của bên khác" in program.put(path, data=other, headers=PDF).text
    path = agent(app, secretary, code)
    office.signs(code, "board", 1)
    late = program.put(path, data=sign(program.get(path).data, authority.issue("Bí thư"), "Ben-2"), headers=PDF)
    assert (late.status_code, "bên khác đã được nhận" in late.text) == (422, True)
    foreign = {"Origin": "https://khac.example", **PDF}
    assert program.put(agent(app, secretary, code), data=b"%PDF", headers=foreign).status_code == 400
    assert "/ky-so/" not in app.test_client().get("/").text and program.get("/ky-so/khong-co").status_code == 404


def test_what_fails_without_a_reason_is_not_waited_for(
    app: Flask, office: Office, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, program = office.frozen(), app.test_client()
    board = parties.party(app, office.district, "board")
    path = agent(app, board, code)
    monkeypatch.setattr(signing_link, "hand_in", _full)
    assert program.put(path, data=b"%PDF-1.7", headers=PDF).status_code == 503
    assert "Đang chờ tệp đã ký" in board.opens(board.page.path).text, "another may still be looking at it"
    clock.advance(minutes=2)
    assert "chưa có tệp nào được nhận" in board.opens(board.page.path).text


def _full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "no room")
