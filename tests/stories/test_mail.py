"""Mail: who has something to do learns of it once, whatever the mail server does meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import update

from tests.builders import PASSWORD, District, MovableClock
from tests.page import Browser
from tests.people import Person
from tests.post_office import PostOffice, free_port, opened
from workflow_app import create_app
from workflow_app.house import House
from workflow_app.models import Account
from workflow_app.services import job, mail

REVIEWER, UNIT = "tham-dinh@huyenuy.example.vn", "bi-thu-1@huyenuy.example.vn"

Open = Callable[..., "Office"]


class Office:
    """A register that sends mail, the people in it, and a worker that goes round."""

    def __init__(self, district: District, house: House) -> None:
        self.house = house
        self.district = replace(district, house=house)
        self.app = create_app(house)

    def person(self, part: str) -> Person:
        found = Person(Browser(self.app.test_client()), part, self.district)
        found.signs_in()
        return found

    def work(self) -> None:
        """One round of the worker and of the post."""
        job.work_once(self.house)
        mail.send_due(self.house)


@pytest.fixture
def office(district: District, house: House) -> Open:
    """`office(mode="demo")`: the district under these settings; two people can be reached by mail."""
    with house.db.writing() as session:
        for login, address in (("tham-dinh", REVIEWER), ("bi-thu-1", UNIT)):
            session.execute(update(Account).where(Account.login == login).values(contact=address))
        session.commit()

    def made(**settings: object) -> Office:
        return Office(district, replace(house, settings=replace(house.settings, **settings)))  # type: ignore[arg-type]

    return made


def test_a_unit_hands_in_and_the_reviewer_reads_one_mail_in_the_outbox(office: Open) -> None:
    demo = office(mode="demo", base_url="http://localhost")
    code = demo.person("secretary").registers()
    for _ in range(3):
        demo.work()
    outbox = Browser(demo.app.test_client())
    page = outbox.get("/hop-thu-di")
    assert page.text.count("Có hồ sơ đăng ký mới gửi đến, chờ tiếp nhận") == 2, "subject and text of one mail"
    assert REVIEWER in page.text and "Phòng Kỹ thuật" not in page.text
    link = next(href for href in page.links() if href.endswith(f"/ho-so/{code}"))
    reviewer = demo.person("reviewer")
    assert reviewer.opens(link.removeprefix("http://localhost")).path == f"/ho-so/{code}"


def test_a_day_without_mail_server_loses_nothing_and_doubles_nothing(office: Open, clock: MovableClock) -> None:
    post = PostOffice(free_port())
    place = office(smtp_url=post.url, mail_from="so@huyenuy.example.vn", base_url="http://localhost")
    unit, reviewer = place.person("secretary"), place.person("reviewer")
    code = unit.registers()
    for _ in range(24):  # nobody answers for a day
        place.work()
        clock.advance(hours=1)
    reviewer.signs_in()
    reviewer.opens_case(code)
    assert reviewer.sees("Thư báo chưa đến nơi") and reviewer.sees("máy chủ thư không trả lời")
    with opened(post):
        post.silent_after = 1  # the line breaks after the first mail: did it arrive or not?
        for _ in range(60):
            place.work()
            clock.advance(minutes=1)
    mails = post.to(REVIEWER)
    subjects = [str(mail["Subject"]) for mail in mails]
    assert subjects == [
        f"Có hồ sơ đăng ký mới gửi đến, chờ tiếp nhận ({code})",
        f"Hồ sơ sắp đến hạn xử lý ({code})",
    ]
    assert len(post.arrived) == 3, "one was sent again, recognisable by its Message-ID"
    assert {mail["To"] for mail in mails} == {REVIEWER} and mails[0]["From"] == "Sổ công nhận <so@huyenuy.example.vn>"
    assert f"http://localhost/ho-so/{code}" in mails[0].get_content()
    reviewer.opens_case(code)
    assert not reviewer.sees("Thư báo chưa đến nơi")


def test_a_mail_that_was_refused_is_seen_by_those_who_hold_the_case(office: Open, clock: MovableClock) -> None:
    post = PostOffice(free_port(), refused={REVIEWER: "550 no such box"})
    place = office(smtp_url=post.url, mail_from="so@huyenuy.example.vn", base_url="http://localhost")
    code = place.person("secretary").registers()
    with opened(post):
        for _ in range(3):
            place.work()
            clock.advance(hours=1)
    for part, seen in (("reviewer", True), ("reviewer2", True), ("secretary", False)):
        someone = place.person(part)
        someone.opens_case(code)
        assert someone.sees("Thư báo chưa đến nơi") is seen, part
        assert someone.sees("hộp thư không nhận") is seen, part
    assert post.arrived == []


def test_whoever_forgot_the_password_comes_in_with_a_code_from_a_mail(office: Open, clock: MovableClock) -> None:
    post = PostOffice(free_port())
    place = office(smtp_url=post.url, mail_from="so@huyenuy.example.vn", base_url="http://localhost")
    unit = place.person("secretary")
    unit.opens("/tai-khoan")
    unit.browser.follow("Xác nhận địa chỉ")
    unit.browser.send("Lưu địa chỉ", status=422, password="không đúng mật khẩu")
    unit.browser.send("Lưu địa chỉ", password=PASSWORD)
    assert not unit.sees("Xác nhận địa chỉ")
    browser = Browser(place.app.test_client())
    said = []
    with opened(post):
        for address in ("Bi-Thu-1@huyenuy.example.vn", "khong-co@huyenuy.example.vn"):
            browser.get("/dang-nhap")
            browser.follow("Quên mật khẩu")
            said.append(browser.submit("/quen-mat-khau", address=address).text)
            place.work()
    assert said[0] == said[1] and [recipient for recipient, _ in post.arrived] == [UNIT]
    text = post.arrived[0][1].get_content()
    code = re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", text)[0]
    assert "bi-thu-1" in text and "http://localhost/ma-mot-lan" in text
    browser.get("/ma-mot-lan")
    browser.submit("/ma-mot-lan", code=code)
    new = "thuyền xanh qua cầu đá"
    assert browser.submit("/ma-mot-lan/mat-khau", new=new, again=new).heading == "Đăng nhập"
    assert browser.submit("/dang-nhap", login="bi-thu-1", password=PASSWORD, status=422).heading == "Đăng nhập"
    assert browser.sign_in("bi-thu-1", new).heading == "Tài khoản"
