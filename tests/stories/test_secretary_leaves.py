"""A secretary is invited on a slip of paper, leaves, and her successor goes on with the open file."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import select

from tests.builders import District
from tests.page import Browser, Page
from tests.people import Person, person
from workflow_app.models import Unit
from workflow_app.services import account
from workflow_app.services.perform import unit_of_work

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


def test_a_secretary_leaves_and_the_clerk_who_is_there_takes_over(app: Flask, district: District) -> None:
    manager, clerk = person(app, district, "manager"), person(app, district, "clerk2")
    leaving = person(app, district, "secretary2")
    manager.opens("/quan-tri/nguoi?q=bi-thu-2")
    home = manager.browser.follow("Bí Thư Số 2").path
    page = manager.browser.follow("Thay người")
    here = page.path
    assert "Không có ai khớp" in manager.opens(f"{here}?q=ai+do").text
    far = out_of_reach(district)
    for not_offered in ("Phạm Thị Quân", "Nguyễn Thị Quản", "Bí Thư Số 2"):
        page = manager.opens(f"{here}?q={not_offered.rpartition(' ')[2]}")
        assert not [
            a for a in page.all("a") if not_offered in "".join(a.itertext()) and "ke-nhiem" in a.get("href", "")
        ]
    manager.opens(f"{here}?ke-nhiem={far}", 404)
    manager.opens(f"{here}?q=van-thu-2")
    manager.browser.follow("Văn Thư Số 2")
    page = manager.browser.send("Thay người", 422, document="15-QĐ/HU")
    assert "Chưa rõ ngày ban hành" in page.text and "Văn Thư Số 2" in page.text
    page = manager.browser.send("Thay người", document="15-QĐ/HU", issued_on="19/5/2025")
    assert page.heading == "Văn Thư Số 2" and "Đã giao nhiệm vụ" in page.text and "15-QĐ/HU" in page.text
    assert "Đã đóng" in manager.opens(home).text and leaving.opens("/nhiem-vu").heading == "Đăng nhập"
    clerk.opens("/tu-cach")
    secretary = clerk.page.all("input", type="radio", name="mandate")[1].get("value", "")
    clerk.browser.submit("/tu-cach", mandate=secretary)
    clerk.registers()


def out_of_reach(district: District) -> str:
    """The pseudonym of somebody at the province, above the manager."""
    with unit_of_work(district.house) as work:
        one = account.create_account(work, login="tinh", full_name="Phạm Thị Quân")
        province = work.session.scalars(select(Unit).order_by(Unit.id).offset(1)).first()
        account.grant_mandate(
            work, work.system(), one, role="manager", reach="self", unit=province, valid_from=work.today
        )
        return one.pseudonym
