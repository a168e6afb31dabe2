"""The second factor: what it takes to come in, what nobody gets round it by, and acts that ask once more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from tests.builders import PASSWORD, District, MovableClock, endorsed, state_of
from tests.factors import Phone, codes_on, later, secret_on, set_up, signs_in
from tests.page import Browser
from tests.web.visits import cookie_of, get_in
from workflow_app import cli, create_app, start
from workflow_app.models import Account, Mandate, Programme, SecondFactor, SignInSession, Unit
from workflow_app.services import account, factor_secret, one_time_code, second_factor
from workflow_app.services.errors import Invalid
from workflow_app.services.perform import Work, unit_of_work

WRONG = "Mã chưa đúng"


@pytest.fixture
def phone(app: Flask, district: District, clock: MovableClock) -> Phone:
    """The telephone of the secretary, whose app was set up half a minute ago."""
    return set_up(get_in(app, district), clock)


def halfway(app: Flask, district: District, part: str = "secretary") -> Browser:
    """A browser in which the password was right."""
    browser = Browser(app.test_client())
    browser.sign_in(district.logins[part], PASSWORD)
    assert browser.page is not None and browser.page.heading == "Đăng nhập: bước hai"
    return browser


def tries(browser: Browser, code: str, status: int = 422) -> str:
    return browser.submit("/dang-nhap/buoc-hai", status, code=code).text


def account_of(district: District, part: str) -> int:
    with district.house.db.reading() as session:
        return session.get_one(Mandate, district.mandates[part]).account_id or 0


# --- signing in -----------------------------------------------------------------------------------------------------


def test_a_code_is_good_once(app: Flask, district: District, phone: Phone) -> None:
    code = phone.next_code()
    assert signs_in(Browser(app.test_client()), district.logins["secretary"], PASSWORD, code).heading == "Tài khoản"
    again = halfway(app, district)
    assert WRONG in tries(again, code)
    assert again.submit("/dang-nhap/buoc-hai", code=phone.next_code()).heading == "Tài khoản"


def test_a_recovery_code_stands_for_the_telephone_once(app: Flask, district: District, phone: Phone) -> None:
    one = phone.recovery[3].lower().replace("-", " ")
    browser = Browser(app.test_client())
    assert signs_in(browser, district.logins["secretary"], PASSWORD, one).heading == "Tài khoản"
    assert "Còn 9 mã chưa dùng" in browser.get("/tai-khoan/hai-buoc").text
    assert WRONG in tries(halfway(app, district), one)


def test_other_recovery_codes_replace_those_before(app: Flask, district: District, phone: Phone) -> None:
    browser = Browser(app.test_client())
    signs_in(browser, district.logins["secretary"], PASSWORD, phone.next_code())
    browser.get("/tai-khoan/hai-buoc/ma-du-phong")
    made = codes_on(browser.submit("/tai-khoan/hai-buoc/ma-du-phong"))
    assert len(made) == 10 and WRONG in tries(halfway(app, district), phone.recovery[0])
    assert halfway(app, district).submit("/dang-nhap/buoc-hai", code=made[0]).heading == "Tài khoản"


def test_between_the_two_steps_nobody_is_signed_in(app: Flask, district: District, phone: Phone) -> None:
    browser = halfway(app, district)
    first, held = cookie_of(browser), browser.page.form("/dang-nhap/buoc-hai") if browser.page else {}
    for path in ("/tai-khoan", "/nhiem-vu", "/tai-khoan/hai-buoc", "/tu-cach"):
        assert browser.get(path).heading == "Đăng nhập", path
    browser.post("/tai-khoan/dang-xuat-moi-noi", data={"csrf_token": held["csrf_token"]})
    assert browser.page is not None and browser.page.heading == "Đăng nhập"
    browser.post("/dang-nhap/buoc-hai", data={**held, "code": phone.next_code()})
    assert cookie_of(browser) not in ("", first)
    thief = app.test_client()
    thief.set_cookie("phien", first)
    assert thief.get("/tai-khoan").status_code == 303 == thief.get("/dang-nhap/buoc-hai").status_code


def test_the_first_step_is_worth_nothing_after_ten_minutes_or_another_password(
    app: Flask, district: District, phone: Phone, clock: MovableClock
) -> None:
    slow, changed = halfway(app, district), halfway(app, district)
    with unit_of_work(district.house) as work:
        person = work.session.get_one(Account, account_of(district, "secretary"))
        code = one_time_code.issue(work.session, work.now, person.id, one_time_code.PASSWORD, made_by=None)
    one_time_code.choose_password(district.house, code, "thuyền xanh qua cầu đá", "203.0.113.9")
    assert changed.submit("/dang-nhap/buoc-hai", code=phone.next_code()).heading == "Đăng nhập"
    clock.advance(minutes=10)
    assert slow.get("/dang-nhap/buoc-hai").heading == "Đăng nhập"


def test_a_new_password_does_not_go_round_the_second_factor(app: Flask, district: District, phone: Phone) -> None:
    with unit_of_work(district.house) as work:
        person = account_of(district, "secretary")
        code = one_time_code.issue(work.session, work.now, person, one_time_code.PASSWORD, made_by=None)
    one_time_code.choose_password(district.house, code, "thuyền xanh qua cầu đá", "203.0.113.9")
    browser = Browser(app.test_client())
    page = browser.sign_in(district.logins["secretary"], "thuyền xanh qua cầu đá")
    assert page.heading == "Đăng nhập: bước hai" and WRONG in tries(browser, code)


def test_guessing_codes_is_slowed_down_where_it_comes_from(app: Flask, district: District, phone: Phone) -> None:
    guesser = halfway(app, district)
    for _ in range(10):
        tries(guesser, "000000")
    assert "đợi 15 phút" in tries(guesser, phone.next_code(), 429)
    owner = Browser(app.test_client())
    owner.client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    page = signs_in(owner, district.logins["secretary"], PASSWORD, phone.code())
    assert page.heading == "Tài khoản"


def test_guessing_from_many_addresses_is_slowed_down_too(app: Flask, district: District, phone: Phone) -> None:
    browser = halfway(app, district)
    held = browser.page.form("/dang-nhap/buoc-hai") if browser.page else {}
    answers = set()
    for number in range(101):
        browser.client.environ_base["REMOTE_ADDR"] = f"198.51.100.{number}"
        answer = browser.client.post("/dang-nhap/buoc-hai", data={**held, "code": "000000"})
        answers.add((number == 100, answer.status_code))
    assert answers == {(False, 422), (True, 429)}


# --- adding and removing --------------------------------------------------------------------------------------------


def test_a_wrong_code_sets_nothing_up_and_the_secret_stays_the_same(app: Flask, district: District) -> None:
    browser = get_in(app, district)
    secret = browser.get("/tai-khoan/hai-buoc/ung-dung").all("p", class_="secret")[0].text
    page = browser.submit("/tai-khoan/hai-buoc/ung-dung", 422, code="000000")
    assert "Mã 6 số chưa đúng" in page.text and page.all("p", class_="secret")[0].text == secret
    with district.house.db.reading() as session:
        assert session.query(SecondFactor).count() == 0


def test_the_secret_of_an_app_is_shown_only_after_a_fresh_proof_of_who_it_is(
    app: Flask, district: District, clock: MovableClock
) -> None:
    browser = get_in(app, district)
    first = set_up(browser, clock)
    later(clock)
    page = browser.get("/tai-khoan/hai-buoc/ung-dung")
    assert not page.all("p", class_="secret") and '<svg class="qr"' not in page.html
    refused = browser.submit("/ung-dung", 422, password="không phải thế này")
    assert not refused.all("p", class_="secret")
    browser.submit("/ung-dung", password=PASSWORD)
    second = secret_on(browser.page or page)
    assert second != first.secret
    lying = browser.get("/tai-khoan/hai-buoc/ung-dung").form("/ung-dung")
    later(clock)
    answer = browser.post("/tai-khoan/hai-buoc/ung-dung", 422, data={**lying, "code": Phone(second, clock, []).code()})
    assert "Xin xác nhận lại" in answer.text


def test_another_tab_does_not_spoil_the_app_that_is_being_set_up(
    app: Flask, district: District, clock: MovableClock
) -> None:
    browser = get_in(app, district)
    browser.get("/tai-khoan/hai-buoc")
    with district.house.db.reading() as session:
        before = {row.id: row.data for row in session.query(SignInSession)}
    page = browser.get("/tai-khoan/hai-buoc/ung-dung")
    secret, form = secret_on(page), page.form("/ung-dung")
    assert secret_on(browser.get("/tai-khoan/hai-buoc/ung-dung")) == secret
    with district.house.db.writing() as session:  # as a tab does that began before this one and is done after it
        for row in session.query(SignInSession):
            row.data = before[row.id]
        session.commit()
    clock.advance(seconds=30)
    done = browser.post("/tai-khoan/hai-buoc/ung-dung", 200, data={**form, "code": Phone(secret, clock, []).code()})
    assert len(codes_on(done)) == 10


def test_a_factor_that_is_added_ends_the_other_sessions_and_gives_this_one_another_token(
    app: Flask, district: District, clock: MovableClock
) -> None:
    elsewhere, browser = get_in(app, district), get_in(app, district)
    before = cookie_of(browser)
    set_up(browser, clock)
    assert cookie_of(browser) != before and browser.get("/tai-khoan").heading == "Tài khoản"
    assert elsewhere.get("/tai-khoan").heading == "Đăng nhập"


def test_removing_the_app_asks_who_it_is_and_its_codes_go_too(
    app: Flask, district: District, phone: Phone, clock: MovableClock
) -> None:
    browser = Browser(app.test_client())
    signs_in(browser, district.logins["secretary"], PASSWORD, phone.next_code())
    later(clock)
    browser.get("/tai-khoan/hai-buoc")
    browser.follow("Bỏ Ứng dụng tạo mã")
    assert "Xin xác nhận lại" in browser.send("Bỏ cách này", 422).text
    assert "Đã bỏ" in browser.send("Bỏ cách này", password=PASSWORD).text
    assert Browser(app.test_client()).sign_in(district.logins["secretary"], PASSWORD).heading == "Tài khoản"


def test_the_database_alone_opens_nothing(district: District, phone: Phone) -> None:
    person, other = account_of(district, "secretary"), account_of(district, "manager")
    with district.house.db.reading() as session:
        sealed = session.query(SecondFactor).one().secret or b""
    assert factor_secret.unseal(district.house, sealed, person) == phone.secret
    with pytest.raises(factor_secret.SecretUnreadable):
        factor_secret.unseal(district.house, sealed, other)
    path = district.house.db.file
    assert path is not None
    for kept in path.parent.glob("register.sqlite3*"):
        assert phone.secret not in kept.read_bytes() and phone.recovery[0].encode() not in kept.read_bytes()


# --- who must have one, and beginning anew --------------------------------------------------------------------------


def test_only_who_decides_must_have_a_second_factor(district: District) -> None:
    settings = replace(district.house.settings, second_factor="required")
    strict = create_app(replace(district.house, settings=settings))
    for part, heading in (("secretary", "Tài khoản"), ("reviewer", "Lớp bảo vệ thứ hai")):
        browser = Browser(strict.test_client())
        assert browser.sign_in(district.logins[part], PASSWORD).heading == heading
        assert browser.get("/tai-khoan").heading == heading
    assert browser.submit("/dang-xuat").heading == "Đăng nhập", "one may always leave"


def test_the_last_factor_stays_where_one_is_needed(district: District, clock: MovableClock) -> None:
    house = replace(district.house, settings=replace(district.house.settings, second_factor="required"))
    browser = Browser(create_app(house).test_client())
    browser.sign_in(district.logins["reviewer"], PASSWORD)
    set_up(browser, clock)
    browser.get("/tai-khoan/hai-buoc")
    browser.follow("Bỏ Ứng dụng tạo mã")
    assert "cần có lớp bảo vệ thứ hai" in browser.send("Bỏ cách này", 422).text


@pytest.mark.parametrize(
    ("login", "why"),
    [("quan-ly", "tự cấp mã")]
    + [(who, "trong phạm vi") for who in ("khong-co-ai", "trung-uong", "thuong-vu", "bi-thu-2")],
)
def test_no_code_for_oneself_nor_for_somebody_out_of_reach(
    app: Flask, district: District, login: str, why: str
) -> None:
    with unit_of_work(district.house) as work:
        account.create_account(work, login="trung-uong", full_name="Người Trung ương", password=PASSWORD)
        above = unit_above(work, district)
        for part, role, at in (("board", "administrator", district.units[0]), ("secretary2", "auditor", above)):
            person = work.session.get_one(Account, account_of(district, part))
            terms = {"role": role, "reach": "self", "unit": at, "valid_from": work.today}
            account.grant_mandate(work, work.system(), person, **terms)
    officer = get_in(app, district, "manager")
    officer.get("/quan-tri/mat-thiet-bi")
    assert why in officer.submit("/quan-tri/mat-thiet-bi", 422, login=login).text


def test_no_code_from_whoever_reaches_only_a_part_of_it_or_not_yet(district: District) -> None:
    """A mandate over more than the officer's, one for a whole programme, and one to come."""
    house, one = district.house, district.units[0]
    with unit_of_work(house) as work:
        place = work.session.get_one(Unit, one.id)
        person = work.session.get_one(Account, account_of(district, "secretary2"))
        terms: dict[str, Any] = {"role": "administrator", "reach": "self", "unit": place, "valid_from": work.today}
        officer = account.grant_mandate(work, work.system(), person, **terms).id
        others = {part: work.session.get_one(Account, account_of(district, part)) for part in ("secretary", "clerk")}
        programme = work.session.get_one(Programme, district.programme_id)
        more: list[tuple[str, dict[str, Any]]] = [
            ("secretary", {"role": "auditor", "reach": "subtree", "unit": place, "valid_from": work.today}),
            ("clerk", {"role": "auditor", "reach": "self", "unit": unit_above(work, district),
                       "valid_from": work.today + timedelta(days=1)}),
        ]  # fmt: skip
        for part, told in more:
            account.grant_mandate(work, work.system(), others[part], **told)
        whole = account.create_account(work, login="ca-chuong-trinh", full_name="Người Chung", password=PASSWORD)
        told = {"role": "auditor", "reach": "programme", "programme": programme, "valid_from": work.today}
        account.grant_mandate(work, work.system(), whole, **told)
    for login in (district.logins["secretary"], district.logins["clerk"], "ca-chuong-trinh"):
        with pytest.raises(Invalid) as refused:
            second_factor.reset(house, officer, login)
        assert refused.value.errors == {"login": "nobody-within-reach"}


def unit_above(work: Work, district: District) -> Unit:
    """The unit above that of the committee."""
    of_committee = work.session.get_one(Unit, work.session.get_one(Mandate, district.mandates["manager"]).unit_id)
    return work.session.get_one(Unit, int(of_committee.path.split(".")[-2]))


def test_the_code_from_an_officer_does_not_set_a_password(app: Flask, district: District) -> None:
    _, slip = second_factor.reset(district.house, district.mandates["manager"], district.logins["secretary"])
    browser = Browser(app.test_client())
    browser.get("/ma-mot-lan")
    page = browser.submit("/ma-mot-lan", code=slip)
    assert page.heading == "Đăng nhập" and "ở bước hai" in page.text


def test_nobody_gives_both_codes_that_open_an_account(district: District, clock: MovableClock) -> None:
    house, person, officer = district.house, account_of(district, "secretary"), account_of(district, "manager")
    second_factor.reset(house, district.mandates["manager"], district.logins["secretary"])
    for made_by, refused in ((officer, True), (account_of(district, "board"), False)):
        with unit_of_work(house) as work:
            try:
                one_time_code.issue(work.session, work.now, person, one_time_code.PASSWORD, made_by=made_by)
            except Invalid as invalid:
                assert refused and list(invalid.errors.values()) == ["both-codes-by-one"]
            else:
                assert not refused
    with pytest.raises(Invalid):
        second_factor.reset(house, _granting(district, "board"), district.logins["secretary"])


def test_whoever_runs_the_machine_helps_the_only_administrator(
    app: Flask, district: District, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "open_house", lambda settings: district.house)
    called = CliRunner().invoke(cli.main, ["factor-code", district.logins["secretary"]])
    slip = called.output.split(": ")[1].split()[0]
    browser = halfway(app, district)
    assert WRONG in tries(browser, phone.recovery[0])
    assert browser.submit("/dang-nhap/buoc-hai", code=slip).heading == "Lớp bảo vệ thứ hai"
    assert CliRunner().invoke(cli.main, ["factor-code", "khong-co-ai"]).exit_code == 1


def _granting(district: District, part: str) -> int:
    """One more mandate for somebody, under which second factors are reset."""
    with unit_of_work(district.house) as work:
        held = work.session.get_one(Mandate, district.mandates[part])
        person, unit = work.session.get_one(Account, held.account_id), held.unit_id
        at = next(one for one in (work.session.get_one(type(district.units[0]), unit),))
        terms = {"role": "administrator", "reach": "subtree", "unit": at, "valid_from": work.today}
        return account.grant_mandate(work, work.system(), person, **terms).id


# --- acts that ask once more ----------------------------------------------------------------------------------------


def test_an_act_that_decides_asks_again_after_ten_minutes_and_keeps_what_was_typed(
    app: Flask, district: District, clock: MovableClock
) -> None:
    code, board = endorsed(district), get_in(app, district, "board")
    path = f"/ho-so/{code}/chap-nhan"
    assert not board.get(path).all("input", name="password")
    later(clock)
    assert board.get(path).all("input", name="password")
    for wrong, why in ((None, "Xin xác nhận lại"), ("không phải thế này", "không đúng"), ("123456", "chưa đúng")):
        page = board.submit("/chap-nhan", 422, text="Đủ điều kiện", password=wrong)
        assert why in page.text and "Đủ điều kiện" in page.html and state_of(district.house, code) == "endorsed"
        assert not wrong or wrong not in page.html
    board.submit("/chap-nhan", text="Đủ điều kiện", password=PASSWORD)
    assert state_of(district.house, code) == "approved"
    assert not board.get(f"/ho-so/{code}/phan-cong").all("input", name="password")


def test_the_code_of_the_telephone_proves_it_too_and_guessing_it_is_counted(
    app: Flask, district: District, clock: MovableClock
) -> None:
    code, board = endorsed(district), get_in(app, district, "board")
    phone = set_up(board, clock)
    later(clock)
    board.get(f"/ho-so/{code}/chap-nhan")
    board.submit("/chap-nhan", password=phone.code())
    assert state_of(district.house, code) == "approved"
    later(clock)
    board.get("/tai-khoan/hai-buoc/ma-du-phong")
    for _ in range(10):
        board.submit("/ma-du-phong", 422, password="000000")
    board.submit("/ma-du-phong", 429, password="000000")
