"""Sessions and signing in, as a person and as an attacker meets them."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.builders import PASSWORD, District, MovableClock
from tests.page import Browser
from tests.web.visits import client_with, cookie_of, get_in, rows
from workflow_app.house import House
from workflow_app.models import Account, Mandate
from workflow_app.services import account, guessing, password, session
from workflow_app.services.perform import unit_of_work
from workflow_app.services.session import hash_of
from workflow_app.web.access import access_of

COOKIE = re.compile(r"(__Host-phien|phien)=([^;]*);? ?(.*)")


# --- many at the door ----------------------------------------------------------------------------------------------


def test_a_flood_from_one_address_is_turned_away_at_once_and_the_others_come_in(
    app: Flask, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = threading.Event()
    monkeypatch.setattr(session, "matches", lambda *given: slow.wait(30) and password.matches(*given))
    flood = [at_the_door(app, f"198.51.{place}.7", "bi-thu-1") for place in (100, 100, 101, 101)]
    with ThreadPoolExecutor(4) as waiting:
        answers = [waiting.submit(flood[number]) for number in (0, 1)]
        wait_until(lambda: guessing._inside.total() == 2)
        for login in ("bi-thu-1", "khong-co"):
            answer = at_the_door(app, "198.51.100.7", login)()
            assert answer.status_code == 429 and answer.headers["Retry-After"] == "5"
            assert "tải lại trang và đồng ý gửi lại" in answer.get_data(as_text=True)
        assert app.test_client().get("/tra-cuu").status_code == 200
        answers += [waiting.submit(flood[number]) for number in (2, 3)]
        wait_until(lambda: guessing._inside.total() == 4)
        full = at_the_door(app, "198.51.102.7", "bi-thu-1")()
        assert full.status_code == 503 and full.headers["Retry-After"] == "5"
        slow.set()
        assert [answer.result().status_code for answer in answers] == [303] * 4
    assert at_the_door(app, "198.51.100.7", "bi-thu-1")().status_code == 303 and not guessing._inside


def at_the_door(app: Flask, place: str, login: str) -> Callable[[], TestResponse]:
    """Somebody at a place who has filled in the page for signing in, and what sends it off."""
    browser = Browser(app.test_client())
    browser.client.environ_base["REMOTE_ADDR"] = place
    form = browser.get("/dang-nhap").form("/dang-nhap") | {"login": login, "password": PASSWORD}
    return lambda: browser.client.post("/dang-nhap", data=form)


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


# --- the cookie and its row ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/tra-cuu", "/nhat-ky", "/log/checkpoint", "/healthz", "/en/tra-cuu"])
def test_a_public_page_makes_no_session_and_sets_no_cookie(app: Flask, house: House, path: str) -> None:
    answer = app.test_client().get(path)
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert rows(house) == []


def test_the_cookie_is_random_and_the_database_keeps_only_its_digest(app: Flask, district: District) -> None:
    browser = get_in(app, district)
    token, row = cookie_of(browser), rows(district.house)[-1]
    assert len(token) == 43 and row.token_hash == hash_of(token)
    assert token not in row.data and token.encode() not in row.token_hash


@pytest.mark.parametrize(
    ("base_url", "name", "secure"),
    [("https://so.example", "__Host-phien", True), ("http://localhost:8000", "phien", False)],
)
def test_the_cookie_is_kept_from_scripts_and_from_other_sites(
    house: House, base_url: str, name: str, secure: bool
) -> None:
    answer = client_with(house, base_url=base_url).get("/dang-nhap")
    found = COOKIE.fullmatch(answer.headers["Set-Cookie"])
    assert found and found[1] == name
    attributes = set(found[3].split("; "))
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= attributes and ("Secure" in attributes) is secure
    assert "Domain" not in found[3]
    assert ("Strict-Transport-Security" in answer.headers) is secure


def test_signing_in_changes_the_session_and_ends_the_one_before(app: Flask, district: District) -> None:
    browser = Browser(app.test_client())
    browser.get("/dang-nhap")
    planted = cookie_of(browser)
    browser.sign_in(district.logins["secretary"], PASSWORD)
    assert planted and cookie_of(browser) != planted
    attacker = app.test_client()
    attacker.set_cookie("phien", planted)
    assert attacker.get("/tai-khoan").status_code == 303


def test_signing_out_ends_the_session_on_the_server_too(app: Flask, district: District) -> None:
    browser = get_in(app, district)
    stolen = cookie_of(browser)
    page = browser.submit("/dang-xuat")
    assert page.heading == "Đăng nhập"
    thief = app.test_client()
    thief.set_cookie("phien", stolen)
    assert thief.get("/tai-khoan").headers["Location"].startswith("/dang-nhap")


def test_an_idle_session_ends(app: Flask, district: District, clock: MovableClock) -> None:
    browser = get_in(app, district)
    clock.advance(minutes=59)
    assert browser.get("/tai-khoan").heading == "Tài khoản"
    clock.advance(minutes=59)
    assert browser.get("/tai-khoan").heading == "Tài khoản"
    clock.advance(minutes=61)
    assert browser.get("/tai-khoan").heading == "Đăng nhập"


def test_a_session_ends_after_its_longest_time_however_busy(
    app: Flask, district: District, clock: MovableClock
) -> None:
    browser = get_in(app, district)
    for _ in range(19):
        clock.advance(minutes=30)
        assert browser.get("/tai-khoan").heading == "Tài khoản"
    clock.advance(minutes=31)
    assert browser.get("/tai-khoan").heading == "Đăng nhập"


def test_that_a_session_was_seen_is_written_once_a_minute_at_most(
    app: Flask, district: District, clock: MovableClock
) -> None:
    browser = get_in(app, district)
    first = rows(district.house)[-1].seen_at
    clock.advance(seconds=59)
    browser.get("/tai-khoan")
    assert rows(district.house)[-1].seen_at == first
    clock.advance(seconds=1)
    browser.get("/tai-khoan")
    assert rows(district.house)[-1].seen_at == clock()


def test_an_account_that_was_closed_is_out_at_the_next_request(app: Flask, district: District) -> None:
    browser = get_in(app, district)
    with unit_of_work(district.house) as work:
        person = work.session.scalars(select(Account).where(Account.login == district.logins["secretary"])).one()
        account.disable(work, work.system(), person)
    assert browser.get("/tai-khoan").heading == "Đăng nhập"


def test_a_person_sees_the_places_where_the_account_is_in_use_and_ends_them(app: Flask, district: District) -> None:
    here, there = get_in(app, district), get_in(app, district)
    page = here.get("/tai-khoan")
    assert page.text.count("Đăng nhập lúc") == 2 and page.text.count("Nơi này") == 1
    here.submit("/tai-khoan/phien")
    assert there.get("/tai-khoan").heading == "Đăng nhập"
    page = here.get("/tai-khoan")
    assert page.text.count("Đăng nhập lúc") == 1
    here.submit("/tai-khoan/dang-xuat-moi-noi")
    assert here.get("/tai-khoan").heading == "Đăng nhập"


def test_nobody_ends_a_session_of_somebody_else(app: Flask, district: District) -> None:
    mine, other = get_in(app, district), get_in(app, district, "reviewer")
    handle = rows(district.house)[-1].token_hash.hex()[:16]
    token = mine.page.form("/dang-xuat")["csrf_token"] if mine.page else ""
    mine.post("/tai-khoan/phien", 404, data={"csrf_token": token, "session": handle})
    assert other.get("/tai-khoan").heading == "Tài khoản"


# --- signing in ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("login", "password"), [("bi-thu-1", "một câu hoàn toàn khác"), ("không-có-ai", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_read_alike(
    app: Flask, district: District, login: str, password: str
) -> None:
    browser = Browser(app.test_client())
    browser.get("/dang-nhap")
    page = browser.submit("/dang-nhap", 422, login=login, password=password)
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in page.text
    assert page.form("/dang-nhap")["login"] == login and page.form("/dang-nhap")["password"] == ""


def test_after_many_failures_the_page_asks_to_wait(app: Flask, district: District) -> None:
    browser = Browser(app.test_client())
    for _ in range(10):
        browser.get("/dang-nhap")
        browser.submit("/dang-nhap", 422, login="bi-thu-1", password="sai hoàn toàn rồi")
    browser.get("/dang-nhap")
    page = browser.submit("/dang-nhap", 429, login="bi-thu-1", password=PASSWORD)
    assert page.response.headers["Retry-After"] == "900"


def test_the_way_back_after_signing_in_stays_on_this_site(app: Flask, district: District) -> None:
    browser = Browser(app.test_client())
    browser.get("/dang-nhap?next=https://evil.invalid/")
    assert "next" not in (browser.page.form("/dang-nhap") if browser.page else {})
    browser.get("/dang-nhap")
    held = browser.page.form("/dang-nhap") if browser.page else {}
    held |= {"login": district.logins["secretary"], "password": PASSWORD, "next": "//evil.invalid"}
    assert browser.client.post("/dang-nhap", data=held).headers["Location"] == "/nhiem-vu"


def test_whoever_has_several_mandates_chooses_one_and_gets_a_new_token(app: Flask, district: District) -> None:
    house = district.house
    with unit_of_work(house) as work:
        person = work.session.scalars(select(Account).where(Account.login == district.logins["secretary"])).one()
        since = work.today
        account.grant_mandate(
            work,
            work.system(),
            person,
            role="auditor",
            reach="subtree",
            unit=district.units[1],
            valid_from=since,
            title="Kiểm tra",
        )
    browser = Browser(app.test_client())
    page = browser.sign_in(district.logins["secretary"], PASSWORD)
    assert page.heading == "Chọn nhiệm vụ" and "Kiểm tra" in page.text
    before = cookie_of(browser)
    auditor = next(choice for choice in page.all("input", type="radio") if choice.get("checked") is None)
    page = browser.submit("/tu-cach", mandate=auditor.get("value"))
    assert page.heading == "Tài khoản" and cookie_of(browser) != before


def test_a_mandate_of_somebody_else_cannot_be_chosen(app: Flask, district: District) -> None:
    browser = get_in(app, district)
    with district.house.db.reading() as session:
        foreign = session.get_one(Mandate, district.mandates["board"]).code
    browser.get("/tu-cach")
    browser.submit("/tu-cach", 404, mandate=foreign)


def test_changing_the_password_needs_the_old_one_and_ends_the_other_sessions(app: Flask, district: District) -> None:
    here, there = get_in(app, district), get_in(app, district)
    here.get("/tai-khoan")
    new = "bốn từ chẳng dính dáng"
    page = here.submit("/tai-khoan/mat-khau", 422, old="không phải thế này", new=new, again=new)
    assert "Mật khẩu hiện tại chưa đúng" in page.text
    page = here.submit("/tai-khoan/mat-khau", 422, old=PASSWORD, new="chibo2025!!!", again="chibo2025!!!")
    assert "dễ đoán" in page.text
    page = here.submit("/tai-khoan/mat-khau", old=PASSWORD, new=new, again=new)
    assert "Đã đổi mật khẩu" in page.text
    assert "Đã đổi mật khẩu" not in here.get("/tai-khoan").text
    assert there.get("/tai-khoan").heading == "Đăng nhập"
    assert Browser(app.test_client()).sign_in(district.logins["secretary"], new).heading == "Tài khoản"


# --- what somebody tries who is not the owner -----------------------------------------------------------------------


def test_a_stolen_session_does_not_guess_the_password_where_it_is_changed(app: Flask, district: District) -> None:
    thief, new = get_in(app, district), "bốn từ chẳng dính dáng"
    for number in range(10):
        thief.get("/tai-khoan")
        thief.submit("/tai-khoan/mat-khau", 422, old=f"đoán lần thứ {number}", new=new, again=new)
    thief.get("/tai-khoan")
    thief.submit("/tai-khoan/mat-khau", 429, old=PASSWORD, new=new, again=new)


def test_the_refusal_of_a_name_nobody_has_is_the_same_to_the_last_byte(app: Flask, district: District) -> None:
    told = []
    for login in ("bi-thu-1", "bi-thu-9"):
        browser = Browser(app.test_client())
        browser.get("/dang-nhap")
        page = browser.submit("/dang-nhap", 422, login=login, password="một câu hoàn toàn khác")
        headers = {name: value for name, value in page.response.headers.items() if name != "Set-Cookie"}
        token = page.form("/dang-nhap")["csrf_token"]
        told.append((headers, page.html.replace(login, "…").replace(token, "…")))
    assert told[0] == told[1]


@pytest.mark.parametrize(("hops", "spoofed"), [(0, "198.51.100.{}"), (1, "198.51.100.{}, 203.0.113.7")])
def test_whoever_guesses_gets_no_more_tries_by_naming_other_addresses(
    district: District, hops: int, spoofed: str
) -> None:
    browser = Browser(client_with(district.house, trusted_proxies=hops))
    browser.get("/dang-nhap")
    held = browser.page.form("/dang-nhap") | {"login": "bi-thu-1"} if browser.page else {}
    answers = [
        browser.client.post(
            "/dang-nhap", data={**held, "password": f"sai lần {number}"},
            headers={"X-Forwarded-For": spoofed.format(number), "X-Real-IP": spoofed.format(number)},
        ).status_code
        for number in range(12)
    ]  # fmt: skip
    assert answers == [422] * 10 + [429] * 2


def test_nobody_is_signed_in_to_an_account_of_somebody_elses_choice(app: Flask, district: District) -> None:
    attacker, victim = Browser(app.test_client()), Browser(app.test_client())
    held = attacker.get("/dang-nhap").form("/dang-nhap")
    held |= {"login": district.logins["reviewer"], "password": PASSWORD}
    victim.post("/dang-nhap", 400, data=held)  # the token of another browser
    victim.get("/dang-nhap")
    victim.post("/dang-nhap", 400, data=held)
    victim.post("/dang-nhap", 400, data={name: value for name, value in held.items() if name != "csrf_token"})
    assert victim.get("/tai-khoan").heading == "Đăng nhập"


def test_a_form_token_from_before_signing_in_is_worth_nothing_afterwards(app: Flask, district: District) -> None:
    browser = Browser(app.test_client())
    planted = browser.get("/dang-nhap").form("/dang-nhap")["csrf_token"]
    browser.sign_in(district.logins["secretary"], PASSWORD)
    browser.post("/tai-khoan/dang-xuat-moi-noi", 400, data={"csrf_token": planted})


def test_the_token_from_before_another_capacity_was_chosen_opens_nothing(app: Flask, district: District) -> None:
    browser = get_in(app, district)
    before = cookie_of(browser)
    with district.house.db.reading() as session:
        own = session.get_one(Mandate, district.mandates["secretary"]).code
    browser.get("/tu-cach")
    browser.submit("/tu-cach", mandate=own)
    assert cookie_of(browser) != before and browser.get("/tai-khoan").heading == "Tài khoản"
    thief = app.test_client()
    thief.set_cookie("phien", before)
    assert thief.get("/tai-khoan").status_code == 303


def test_nothing_can_be_done_with_the_cookie_of_a_session_that_was_left(app: Flask, district: District) -> None:
    browser = get_in(app, district)
    stolen, token = cookie_of(browser), browser.page.form("/dang-xuat")["csrf_token"] if browser.page else ""
    browser.submit("/dang-xuat")
    thief = app.test_client()
    thief.set_cookie("phien", stolen)
    answer = thief.post("/tai-khoan/mat-khau", data={"csrf_token": token, "old": PASSWORD})
    assert answer.status_code == 400 and rows(district.house)[-2].ended_at is not None


@pytest.mark.parametrize("path", ["/dang-xuat", "/tai-khoan/dang-xuat-moi-noi"])
def test_signing_out_leaves_nothing_in_the_browser(app: Flask, district: District, path: str) -> None:
    browser = get_in(app, district)
    token = browser.get("/tai-khoan").form("/dang-xuat")["csrf_token"]
    answer = browser.client.post(path, data={"csrf_token": token})
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"' and answer.headers["Cache-Control"] == "no-store"
    assert "Expires=Thu, 01 Jan 1970" in answer.headers["Set-Cookie"] and cookie_of(browser) == ""


def test_no_page_for_somebody_signed_in_is_kept_by_any_cache(app: Flask, district: District) -> None:
    browser, seen = get_in(app, district), 0
    for rule in app.url_map.iter_rules():
        mark = access_of(app, rule.endpoint)
        if mark and mark.kind != "all" and "GET" in (rule.methods or ()):
            path = re.sub(r"<[^>]*>", "7KX4-M2QD-9TRA", rule.rule)
            answer, seen = browser.client.get(path), seen + 1
            assert answer.headers["Cache-Control"] == "no-store", (path, answer.status_code)
            assert "Cookie" in answer.headers["Vary"], path
    assert seen > 40
