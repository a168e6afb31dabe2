"""A secretary is invited on a slip of paper, leaves, and her successor goes on with the open file."""

from __future__ import annotations

import re

from flask import Flask

from tests.builders import District
from tests.page import Browser, Page
from tests.people import Person, person

FIRST, SECOND = "cây tre bên suối vắng", "thuyền xanh qua cầu đá"
CODE = re.compile(r"Mã một lần ([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})")


def enrol(app: Flask, district: District, slip: Page, login: str, password: str) -> Person:
    """Type the code of a slip, choose a password and sign in."""
    found = CODE.search(slip.text)
    assert found and login in slip.text
    one = Person(Browser(app.test_client()), login, district)
    one.opens("/ma-mot-lan")
    one.browser.submit("/ma-mot-lan", code=found[1])
    one.browser.submit("/ma-mot-lan/mat-khau", new=password, again=password)
    one.browser.sign_in(login, password, then="/nhiem-vu")
    return one


def invites(manager: Person, unit: str, name: str, **terms: str) -> Page:
    """From the list of people to the slip."""
    manager.opens("/quan-tri/nguoi")
    manager.browser.follow("Mời người mới")
    manager.browser.follow(unit)
    return manager.browser.send("Mời và in phiếu", name=name, **terms)


def test_a_secretary_leaves_and_her_successor_goes_on(app: Flask, district: District) -> None:
    manager, reviewer = person(app, district, "manager"), person(app, district, "reviewer")
    terms = {"role": "secretary", "title": "Bí thư chi bộ", "document": "15-qđ/hu", "issued_on": "19/05/2025"}
    slip = invites(manager, "Chi bộ Phòng Kỹ thuật 2", "Phạm Thị Mai", **terms)
    mai = enrol(app, district, slip, "pham.thi.mai", FIRST)
    code = mai.registers()
    reviewer.receives(code)
    reviewer.returns(code, resolution_number=("nghi-quyet-sai-the-thuc", "Ghi lại số."))
    assert "15-QĐ/HU" in manager.opens("/quan-tri/nguoi?q=mai").text

    manager.browser.follow("Phạm Thị Mai")
    manager.browser.follow("Thay người")
    slip = manager.browser.send("Thay người và in phiếu", name="Lò Văn Tám")
    assert mai.opens(f"/ho-so/{code}").heading == "Đăng nhập"
    assert mai.browser.submit("/dang-nhap", 422, login="pham.thi.mai", password=FIRST).heading == "Đăng nhập"

    tam = enrol(app, district, slip, "lo.van.tam", SECOND)
    assert tam.opens("/nhiem-vu").link("", to=code)
    tam.writes_resolution(code, number="04-NQ/CB")
    tam.sends(code)
    history = tam.opens_case(code).text
    assert "Lò Văn Tám" in history and "Phạm Thị Mai" in history

    gone = manager.opens("/quan-tri/nguoi?q=pham.thi.mai")
    assert "Đã đóng" in gone.text and "Phạm Thị Mai" in gone.text
    acts = tam.opens("/tai-khoan/viec-da-lam")
    assert code in acts.text and "đã gửi" in acts.text
