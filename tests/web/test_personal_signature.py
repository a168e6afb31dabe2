"""The page on which a step is signed: what it shows, what it keeps of the form, and that it acts once."""

from __future__ import annotations

import dataclasses

from flask import Flask

from tests import builders
from tests.authenticator import Device
from tests.builders import PASSWORD, District, state_of
from tests.clerk import Clerk
from tests.page import Browser
from tests.signing import response_of
from workflow_app import create_app

COMMENT = "Đủ điều kiện\nĐề nghị “chấp nhận”"
PRESS = "Nhất trí, chuyển cấp trên"
ADD = "/tai-khoan/hai-buoc/khoa-truy-cap"


def test_a_step_is_put_to_the_person_with_all_it_binds_and_done_once(app: Flask, everybody: District) -> None:
    house, code = everybody.house, builders.received(everybody)
    reviewer = Clerk(Browser(app.test_client()), "reviewer", everybody)
    reviewer.signs_in()
    path = f"/ho-so/{code}/nhat-tri"
    page = reviewer.opens(path)
    assert "gặp trực tiếp người quản lý chương trình" in page.text and "/tai-khoan/hai-buoc" in page.links()
    page = reviewer.browser.send(PRESS, 422, text=COMMENT)
    assert "Chưa có khóa truy cập nào của đồng chí được xác nhận" in page.text and "chấp nhận" in page.html
    device = reviewer.device()
    reviewer.opens(f"/en{path}")
    assert "your personal signature" in reviewer.page.text
    page = reviewer.opens(path)
    page = reviewer.browser.send(PRESS, text=COMMENT)
    assert state_of(house, code) == "in_review" and page.heading == "Đọc lại và ký"
    assert [leaf.text for leaf in page.all("span") if "data-leaf" in leaf.attrib][0] == COMMENT
    form = page.form(path)
    assert form["text"] == COMMENT and form["key"] and "password" not in form

    wrong = {**form, "answer": response_of(Device(), form["statement"])}
    page = reviewer.browser.post(path, 422, data=wrong)
    assert "không đúng với nội dung này" in page.text and state_of(house, code) == "in_review"
    page = reviewer.browser.send(PRESS, text=COMMENT)
    form = page.form(path)
    other = {**form, "text": "Không đủ điều kiện", "answer": response_of(device, form["statement"])}
    assert "đã thay đổi từ khi mở trang" in reviewer.browser.post(path, 422, data=other).text
    page = reviewer.browser.send(PRESS, text=COMMENT)
    form = page.form(path)
    signed = {**form, "answer": response_of(device, form["statement"])}
    for _ in range(2):
        page = reviewer.browser.post(path, data=signed)
        assert page.path == f"/ho-so/{code}" and state_of(house, code) == "endorsed"


def test_what_a_registration_binds_is_called_as_on_its_form_and_its_days_as_people_write_them(
    app: Flask, everybody: District
) -> None:
    code = builders.drafted(everybody)
    secretary = Clerk(Browser(app.test_client()), "secretary", everybody)
    secretary.signs_in()
    secretary.device()
    secretary.opens(f"/ho-so/{code}/viet/kiem-tra")
    page = secretary.browser.send("Gửi đăng ký")
    leaves = [leaf.text for leaf in page.all("span") if "data-leaf" in leaf.attrib]
    assert page.heading == "Đọc lại và ký" and "2025-06-30" in leaves
    assert "Thời hạn: 2025-06-30 (30/06/2025) · Việc phải làm:" in page.text
    assert "Kết quả cần đạt: " in page.text and "Số và ký hiệu nghị quyết: " in page.text
    secretary.opens(f"/en/ho-so/{code}/viet/kiem-tra")
    assert "Due: 2025-06-30" in secretary.browser.send("Submit registration").text


def test_a_key_that_can_be_copied_is_not_added_by_whoever_is_bound_to_one_device(district: District) -> None:
    settings = dataclasses.replace(district.house.settings, device_bound_roles="board_signatory, manager")
    app = create_app(dataclasses.replace(district.house, settings=settings))
    for part, status in (("board", 422), ("reviewer", 200)):
        browser = Browser(app.test_client())
        browser.sign_in(district.logins[part], PASSWORD, ADD)
        answer = Device(backed_up=True).makes(browser.page)  # type: ignore[arg-type]
        page = browser.submit("/khoa-truy-cap", status, answer=answer, name="Điện thoại")
        assert ("sao lưu hoặc đồng bộ" in page.text) == (status == 422)
    assert "Nên thêm khóa thứ hai" in browser.get("/tai-khoan/hai-buoc").text
