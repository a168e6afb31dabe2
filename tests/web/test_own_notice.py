"""What nobody misses: that one's own password or factor changed, and that a proposal waits or was decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests import signing
from tests.builders import EDITION, PASSWORD, District, MovableClock, build_district
from tests.factors import set_up
from tests.page import Browser
from tests.people import Person
from tests.web.visits import get_in
from workflow_app import create_app
from workflow_app.house import House
from workflow_app.models import Account, MailChoice, Unit
from workflow_app.services import account, job, mail, mail_outbox, notice
from workflow_app.services.perform import unit_of_work

OTHER = "đường làng cây đa giếng nước"
ASK = "Nếu không phải đồng chí thực hiện, xin báo ngay người quản trị"


def notices(browser: Browser) -> str:
    return browser.get("/thong-bao").text


def work(house: House) -> None:
    job.work_once(house)
    mail.send_due(house)


@pytest.fixture
def demo(district: District, house: House) -> House:
    """A house that keeps its mails; the reviewer wants one digest a day, the secretary only what is to be done."""
    house = replace(house, settings=replace(house.settings, mode="demo", base_url="https://so.example.vn"))
    with house.db.writing() as session:
        for part, choice in (("reviewer", "daily"), ("secretary", "duties")):
            login = district.logins[part]
            person = session.scalars(select(Account).where(Account.login == login)).one()
            person.contact = f"{login}@example.vn"
            session.add(MailChoice(account_id=person.id, choice=choice, confirmed=person.contact))
        session.commit()
    district.house = house
    return house


def test_a_changed_password_is_told_at_once_whatever_somebody_chose(
    district: District, demo: House, clock: MovableClock
) -> None:
    app = create_app(demo)
    for part in ("reviewer", "secretary"):
        clock.advance(days=4)  # a Saturday, then a Wednesday
        browser = get_in(app, district, part)
        browser.get("/tai-khoan")
        browser.submit("/tai-khoan/mat-khau", old=PASSWORD, new=OTHER, again=OTHER)
        for _ in range(2):
            work(demo)
        assert notices(browser).count("Mật khẩu của đồng chí vừa được thay đổi") == 1 and ASK in browser.page.text
        assert browser.page.link("Mật khẩu của đồng chí vừa được thay đổi. " + ASK + " của cấp ủy.") == "/tai-khoan"
    letters = mail_outbox.list_letters(demo)
    assert [(one.to, one.subject) for one in letters] == [
        (f"{login}@example.vn", "Mật khẩu của đồng chí vừa được thay đổi") for login in ("bi-thu-1", "tham-dinh")
    ]
    assert all(ASK in one.text and "https://so.example.vn/tai-khoan" in one.text for one in letters)


def test_a_new_code_and_the_password_chosen_with_it_are_told_and_a_first_password_is_not(
    app: Flask, house: House, signed_in: Callable[[str], Person]
) -> None:
    manager = signed_in("manager")
    manager.opens("/quan-tri/nguoi?q=bi-thu-2")
    manager.browser.follow("Bí Thư Số 2")
    manager.browser.follow("Cấp mã mới")
    slip = manager.browser.send("Cấp mã và in phiếu")
    secretary = signed_in("secretary2")
    work(house)
    assert "vừa cấp mã để đặt mật khẩu mới" in notices(secretary.browser)
    chooses(app, slip.text)
    work(house)
    secretary.browser.sign_in("bi-thu-2", OTHER)
    assert "Mật khẩu của đồng chí vừa được thay đổi" in notices(secretary.browser)
    manager.opens("/quan-tri/nguoi/don-vi?q=ky+thuat+1")
    manager.browser.follow("Chi bộ Phòng Kỹ thuật 1")
    slip = manager.browser.send("Mời và in phiếu", name="Vi Thị Na", role="clerk")
    newcomer = chooses(app, slip.text)
    newcomer.sign_in("vi.thi.na", OTHER)
    work(house)
    assert "Chưa có thông báo nào" in notices(newcomer)


def chooses(app: Flask, slip: str) -> Browser:
    browser = Browser(app.test_client())
    browser.get("/ma-mot-lan")
    browser.submit("/ma-mot-lan", code=slip.partition("Mã một lần ")[2][:14])
    browser.submit("/ma-mot-lan/mat-khau", new=OTHER, again=OTHER)
    return browser


def test_every_change_of_the_second_factor_and_a_key_that_signs_from_now_on_is_told(
    app: Flask, house: House, district: District, signed_in: Callable[[str], Person], clock: MovableClock
) -> None:
    browser = signed_in("secretary").browser
    phone = set_up(browser, clock)
    browser.get("/tai-khoan/hai-buoc/ma-du-phong")
    browser.submit("/tai-khoan/hai-buoc/ma-du-phong")
    browser.get("/tai-khoan/hai-buoc")
    remove = next(link.get("href", "") for link in browser.page.all("a") if "/hai-buoc/bo/" in link.get("href", ""))
    clock.advance(seconds=30)
    browser.get(remove)
    browser.submit(remove, password=phone.code())
    set_up(browser, clock)
    officer = signed_in("manager")
    officer.opens("/quan-tri/mat-thiet-bi")
    officer.browser.submit("/quan-tri/mat-thiet-bi", login="bi-thu-1")
    with house.db.reading() as session:
        account_id = session.scalars(select(Account.id).where(Account.login == "bi-thu-1")).one()
    signing.vouched(house, account_id)
    work(house)
    told = signed_in("secretary2").browser
    assert "Chưa có thông báo nào" in notices(told), "nobody else is told"
    kinds = [line.kind for line in reversed(notice.list_notices(house, account_id).rows)]
    assert kinds == [f"account.{what}" for what in (
        "factor_added", "recovery_codes", "factor_removed", "factor_added", "factor_reset", "factor_added",
        "key_trusted",
    )]  # fmt: skip


TWO = '[people]\nsecond_person = ["reviewer"]\n\n[name]\n'


def test_who_may_approve_learns_of_a_proposal_and_its_proposer_of_the_answer(app: Flask, house: House) -> None:
    strict = build_district(house, source=EDITION.read_text(encoding="utf-8").replace("[name]\n", TWO, 1))
    with unit_of_work(house) as work_:
        cell = work_.session.get_one(Unit, strict.units[0].id)
        office = work_.session.scalars(select(Unit).order_by(Unit.id).offset(2)).first()
        for login, place in (("gan", office), ("xa", cell)):
            person = account.create_account(work_, login=login, full_name=f"Người {login}", password=PASSWORD)
            account.grant_mandate(
                work_, work_.system(), person, role="manager", reach="subtree", unit=place,
                valid_from=date(2025, 1, 1),
            )  # fmt: skip
    manager, near, far = (Browser(app.test_client()) for _ in range(3))
    for browser, login in ((manager, strict.logins["manager"]), (near, "gan"), (far, "xa")):
        browser.sign_in(login, PASSWORD)
    for name in ("Hà Văn Đề", "Hà Văn Nghị"):
        manager.get("/quan-tri/nguoi/don-vi?q=dak+song")
        manager.follow("Đảng bộ huyện Đắk Song")
        manager.send("Mời và in phiếu", name=name, role="reviewer", reach="self")
    work(house)
    assert notices(near).count("chờ người thứ hai duyệt") == 2
    assert "Chưa có thông báo nào" in notices(far) and "Chưa có thông báo nào" in notices(manager)
    near.get("/thong-bao")
    page = near.follow("Có đề nghị giao nhiệm vụ chờ người thứ hai duyệt. Kính mong đồng chí xem xét.")
    codes = [form.get("action", "").rpartition("/")[2] for form in page.all("form", method="post")][-2:]
    token = page.form(f"/{codes[0]}")["csrf_token"]
    for code, action in zip(codes, ("approve", "refuse"), strict=True):
        near.post(f"/quan-tri/nguoi/cho-duyet/{code}", data={"csrf_token": token, "action": action})
    work(house)
    told = notices(manager)
    assert "của đồng chí đã được duyệt" in told and "của đồng chí không được duyệt" in told
