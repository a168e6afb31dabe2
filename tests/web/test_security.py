"""Form tokens, headers and limits, as a browser and as an attacker meets them."""

from __future__ import annotations

import re
import secrets
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from flask import Flask, request
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from tests.builders import PASSWORD, District, MovableClock
from tests.page import Browser
from tests.web.visits import client_with, get_in
from workflow_app import create_app
from workflow_app.house import House
from workflow_app.models import Account
from workflow_app.services import account
from workflow_app.services.perform import unit_of_work
from workflow_app.web import security

# --- forms ---------------------------------------------------------------------------------------------------------


def test_a_form_without_its_token_is_refused_and_what_was_written_is_shown(app: Flask, district: District) -> None:
    browser = get_in(app, district)
    page = browser.post("/tai-khoan/phien", 400, data={"session": "x", "reason": "Lý do đã viết rất dài <b>"})
    assert page.heading == "Phiên làm việc đã hết hạn"
    assert "Lý do đã viết rất dài <b>" in page.text


def test_a_password_is_never_shown_again(app: Flask) -> None:
    page = Browser(app.test_client()).post("/dang-nhap", 400, data={"login": "bi-thu-1", "password": "rất bí mật đấy"})
    assert "rất bí mật đấy" not in page.html


def test_a_token_of_another_session_is_refused(app: Flask, district: District) -> None:
    mine, other = get_in(app, district), get_in(app, district, "reviewer")
    token = other.page.form("/dang-xuat")["csrf_token"] if other.page else ""
    mine.post("/tai-khoan/dang-xuat-moi-noi", 400, data={"csrf_token": token})


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.invalid"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_sent_by_another_site_is_refused_even_with_a_good_token(
    app: Flask, district: District, headers: dict[str, str]
) -> None:
    browser = get_in(app, district)
    token = browser.page.form("/dang-xuat")["csrf_token"] if browser.page else ""
    answer = browser.client.post("/dang-xuat", data={"csrf_token": token}, headers=headers)
    assert answer.status_code == 400
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert browser.client.post("/dang-xuat", data={"csrf_token": token}, headers=own).status_code == 303


def test_a_field_given_twice_is_refused(app: Flask, district: District) -> None:
    browser = Browser(app.test_client())
    token = browser.get("/dang-nhap").form("/dang-nhap")["csrf_token"]
    data = {"csrf_token": token, "login": ["bi-thu-1", "quan-ly"], "password": PASSWORD}
    assert browser.client.post("/dang-nhap", data=data).status_code == 400
    data = {"csrf_token": token, "login": "bi-thu-1", "password": PASSWORD, "next": ["/a", "/b"]}
    assert browser.client.post("/dang-nhap", data=data).status_code == 400


@pytest.mark.parametrize("path", ["/dang-nhap?next=%00", "/tra-cuu?q=a%00b", "/tra-cuu/%00"])
def test_a_nul_character_is_refused_before_any_database_sees_it(app: Flask, path: str) -> None:
    Browser(app.test_client()).get(path, 400)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"a=" + b"x" * 1_000_000, "application/x-www-form-urlencoded"),
        (
            b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + b"x" * 600_000 + b"\r\n--b--\r\n",
            "multipart/form-data; boundary=b",
        ),
        (
            b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 2_100 + b"--b--\r\n",
            "multipart/form-data; boundary=b",
        ),
        (b"x" * (12 * 1024 * 1024 + 1), "multipart/form-data; boundary=b"),
    ],
    ids=["a long plain form", "a long field", "many fields", "a large file"],
)
def test_too_much_at_once_is_refused(app: Flask, data: bytes, kind: str) -> None:
    Browser(app.test_client()).post("/dang-nhap", 413, data=data, content_type=kind)


# --- headers, host, health ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/tra-cuu", "/dang-nhap", "/khong-co", "/static/css/base.css", "/log/checkpoint", "/healthz"]
)
def test_every_answer_carries_the_headers(app: Flask, path: str) -> None:
    headers = app.test_client().get(path, buffered=True).headers
    for name in security.HEADERS:
        assert name in headers, name
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_a_page_for_one_person_is_never_stored_and_a_public_one_may_be(app: Flask, district: District) -> None:
    browser = get_in(app, district)
    assert browser.get("/tai-khoan").response.headers["Cache-Control"] == "no-store"
    public = app.test_client().get("/tra-cuu").headers
    assert public["Cache-Control"].startswith("public") and "Cookie" not in public.get("Vary", "")


def test_a_public_page_is_the_same_for_somebody_signed_in(app: Flask, district: District) -> None:
    browser = get_in(app, district)
    assert browser.client.get("/tra-cuu").data == app.test_client().get("/tra-cuu").data


def test_in_production_another_name_of_the_host_is_refused(house: House) -> None:
    client = client_with(house, mode="production", base_url="https://so.example")
    own, other = {"base_url": "https://so.example"}, {"base_url": "https://evil.invalid"}
    assert client.get("/tra-cuu", **own).status_code == 200
    asked = client.get("/tra-cuu", **other)
    assert asked.status_code == 400 and '<a href="https://so.example">' in asked.text, "and told where to go"
    with client.get("/static/css/base.css", **other) as sheet:
        assert sheet.status_code == 200
    assert client.get("/healthz", **other).status_code == 200


def test_forwarded_addresses_count_only_behind_a_trusted_proxy(house: House) -> None:
    seen: dict[str, str | None] = {}
    for hops in (0, 1):
        app = create_app(replace(house, settings=replace(house.settings, trusted_proxies=hops)))
        app.before_request(lambda: seen.update(address=request.remote_addr))
        app.test_client().get("/healthz", headers={"X-Forwarded-For": "10.1.1.1, 203.0.113.7"})
        assert seen["address"] == ("203.0.113.7" if hops else "127.0.0.1")


def test_the_secret_of_forms_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    secret = security.form_secret(tmp_path / "keys")
    path = tmp_path / "keys" / "csrf.secret"
    assert len(secret) == 32 and security.form_secret(tmp_path / "keys") == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    with pytest.raises(PermissionError):
        security.form_secret(tmp_path / "keys")


def test_servers_that_start_at_the_same_moment_share_one_secret_of_forms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that found the file made by another one, but not yet written, did not come up."""
    others = []

    def drawn_while_another_starts(length: int) -> bytes:
        monkeypatch.undo()
        others.append(security.form_secret(tmp_path / "keys"))
        return secrets.token_bytes(length)

    monkeypatch.setattr(security.secrets, "token_bytes", drawn_while_another_starts)
    assert [security.form_secret(tmp_path / "keys")] == others
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["csrf.secret"]


@pytest.mark.parametrize("gone", ["link", "fsync"])
def test_a_server_killed_while_it_makes_the_secret_leaves_none_that_is_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    with monkeypatch.context() as broken, pytest.raises(OSError, match="killed"):
        broken.setattr(f"workflow_app.transparency.private_file.os.{gone}", Mock(side_effect=OSError("killed")))
        security.form_secret(tmp_path / "keys")
    assert not (tmp_path / "keys" / "csrf.secret").exists()
    assert len(security.form_secret(tmp_path / "keys")) == 32


def test_static_files_are_kept_for_ever_under_their_digest_only(app: Flask) -> None:
    client = app.test_client()
    with app.test_request_context():
        address = app.jinja_env.globals["asset"]("css/base.css")  # type: ignore[operator]
    assert client.get(address, buffered=True).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/static/css/base.css", buffered=True).headers["Cache-Control"] == "no-cache"
    assert client.get("/static/000000000000/css/base.css", buffered=True).headers["Cache-Control"] == "no-cache"
    assert client.get("/static/../settings.py").status_code == 404
    assert client.get("/static/%2e%2e/settings.py").status_code == 404


def test_the_watching_machine_hears_whether_requests_may_be_sent(app: Flask, house: House) -> None:
    client = app.test_client()
    assert client.get("/healthz").json == {"status": "alive"}
    answer = client.get("/readyz")
    assert answer.status_code == 200 and answer.json and all(answer.json["checks"].values())
    house.watch.rolled_back = "published size 9 is not in this database"
    answer = client.get("/readyz")
    assert answer.status_code == 503 and answer.json and answer.json["checks"]["not_rolled_back"] is False
    house.watch.rolled_back = ""


def test_entries_that_wait_too_long_for_the_tree_are_noticed(
    app: Flask, house: House, clock: MovableClock, monkeypatch: pytest.MonkeyPatch, district: District
) -> None:
    monkeypatch.setattr("workflow_app.services.journal.integrate_quietly", lambda house: None)
    with unit_of_work(house) as work:
        person = account.create_account(work, login="thử", full_name="Người Thử")
        terms = {"role": "clerk", "reach": "self", "unit": district.units[0]}
        account.grant_mandate(work, work.system(), person, **terms, valid_from=work.today)
    client = app.test_client()
    assert client.get("/readyz").status_code == 200
    clock.advance(seconds=61)
    answer = client.get("/readyz")
    assert answer.status_code == 503 and answer.json and answer.json["checks"]["entries_integrated"] is False


def test_while_writing_is_stopped_pages_stay_open_and_signing_in_says_why(app: Flask, house: House) -> None:
    house.watch.rolled_back = "published size 9 is not in this database"
    browser = Browser(app.test_client())
    assert "tạm dừng ghi" in browser.get("/tra-cuu").text
    page = browser.get("/dang-nhap", 503)
    assert page.heading == "Sổ đang tạm dừng ghi" and "Xin thử lại sau ít phút" not in page.text
    house.watch.rolled_back = ""


def test_when_the_database_is_away_the_answer_is_calm_and_says_when_to_come_back(
    app: Flask, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr("workflow_app.services.session.resolve", away)
    browser = Browser(app.test_client())
    browser.client.set_cookie("phien", "x" * 43)
    assert browser.get("/tai-khoan", 503).response.headers["Retry-After"] == "5"


def test_an_unexpected_failure_shows_a_code_and_nothing_else(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(house)
    app.testing = False
    monkeypatch.setattr("workflow_app.services.register.search", lambda *_: 1 / 0)
    page = Browser(app.test_client()).get("/tra-cuu", 500)
    assert re.search(r"Mã sự cố: [0-9a-f]{8}", page.text) and "ZeroDivision" not in page.html


def test_the_demo_is_entered_with_one_press_and_only_there(district: District) -> None:
    demo = Browser(client_with(district.house, mode="demo"))
    page = demo.get("/demo")
    assert "Trần Thị Thẩm" in page.text and "Bản trình diễn, ngày mô phỏng 20/05/2025" in page.text
    with district.house.db.reading() as session:
        pseudonym = session.scalars(select(Account.pseudonym).where(Account.login == district.logins["reviewer"])).one()
    demo.submit("/demo", having={"account": pseudonym})
    assert "Trần Thị Thẩm" in demo.get("/tai-khoan").text
    assert client_with(district.house).get("/demo").status_code == 404


def test_the_pages_of_an_account_are_there_in_english(app: Flask, district: District) -> None:
    browser = Browser(app.test_client())
    page = browser.get("/en/dang-nhap")
    page = browser.submit("/en/dang-nhap", login=district.logins["secretary"], password=PASSWORD, next="/en/tai-khoan")
    assert page.path == "/en/tai-khoan" and page.root.get("lang") == "en"
    assert all(link.startswith(("/en", "#")) or link == "/tai-khoan" for link in page.links())


@pytest.mark.parametrize("path", ["/tro-nang", "/en/tro-nang"])
def test_the_page_on_accessibility_is_public(app: Flask, path: str) -> None:
    assert Browser(app.test_client()).get(path).response.headers["Cache-Control"].startswith("public")
