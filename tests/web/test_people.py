"""The pages about people: each form acts once, refusals keep what was typed, and absences show both names."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import select

from tests.builders import EDITION, PASSWORD, District, MovableClock, build_district
from tests.page import Browser, Page
from tests.people import Person, person
from workflow_app import create_app
from workflow_app.house import House
from workflow_app.models import Account, Mail
from workflow_app.services import enrolment, mail
from workflow_app.text import sort_key

UNIT = "Chi bộ Phòng Kỹ thuật 1"
TWO = '[people]\nsecond_person = ["reviewer"]\n\n[name]\n'


@pytest.fixture
def manager(signed_in: Callable[[str], Person]) -> Person:
    return signed_in("manager")


def words_of(element: Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def begins(manager: Person) -> None:
    """Up to the empty form of an invitation."""
    manager.opens("/quan-tri/nguoi/don-vi?q=ky+thuat+1")
    manager.browser.follow(UNIT)


def test_an_invitation_sent_twice_makes_one_person_and_shows_its_code_once(manager: Person) -> None:
    begins(manager)
    path, form = manager.page.path, manager.page.form("/moi/" + manager.page.path.rpartition("/")[2])
    data = {**form, "name": "Vi Thị Na", "role": "clerk", "title": "Chi ủy viên"}
    slip = manager.browser.post(path, data=data)
    told = [row.find("dd/span") for row in slip.all("dl")[0].findall("div")]
    words = [" ".join("".join(one.itertext()).split()) for one in told if one is not None]
    assert words[1:3] == [f"Cán bộ lập hồ sơ, {UNIT} (Chi ủy viên)", "Nguyễn Thị Quản, Nguyễn Thị Quản"]
    assert "Đảng bộ huyện Đắk Song" in slip.text and "08:00 ngày 27/05/2025" in slip.text
    again = manager.browser.post(path, data=data)
    assert again.heading == "Người và nhiệm vụ" and "Mã một lần" not in again.text
    assert manager.opens("/quan-tri/nguoi?q=vi+thi+na").text.count("vi.thi.na") == 1
    assert manager.browser.post(path, 409, data={**data, "name": "Ai Khác"})


def test_a_refused_invitation_comes_back_as_it_was_typed_with_every_reason(manager: Person) -> None:
    begins(manager)
    page = manager.browser.send("Mời và in phiếu", 422, name="", role="", first="31/02/2025")
    assert [words in page.text for words in ("Ghi họ và tên", "Chọn vai trò", "Ngày chưa đúng")] == [True] * 3
    typed = {"name": "Bí Thư Số 1", "role": "clerk", "first": "", "document": "quyết định"}
    page = manager.browser.send("Mời và in phiếu", 422, **typed)
    said = ("Có 3 chỗ cần sửa", "Đây là một người khác", "Số văn bản chưa đúng", "Chưa rõ ngày ban hành")
    assert [words in page.text for words in said] == [True] * 4
    assert manager.browser.send("Mời và in phiếu", another="1", document="").heading == "Phiếu mời vào Sổ công nhận"


def test_a_mandate_ends_a_code_is_renewed_and_an_account_closed_from_the_page_of_a_person(
    manager: Person, signed_in: Callable[[str], Person]
) -> None:
    secretary = signed_in("secretary2")
    manager.opens("/quan-tri/nguoi?q=bi-thu-2")
    manager.browser.follow("Bí Thư Số 2")
    person = manager.page.path
    manager.browser.follow("Cấp mã mới")
    assert "bi-thu-2" in manager.browser.send("Cấp mã và in phiếu").text
    manager.opens(person)
    manager.browser.follow("Kết thúc")
    assert "Ngày kết thúc đã qua" in manager.browser.send("Kết thúc nhiệm vụ", 422, on="01/05/2025").text
    assert "Đã kết thúc" in manager.browser.send("Kết thúc nhiệm vụ", on="").text
    assert secretary.opens("/nhiem-vu", 403)
    manager.browser.follow("Đóng tài khoản")
    manager.browser.send("Đóng tài khoản", 422)
    assert "Đã đóng tài khoản" in manager.browser.send("Đóng tài khoản", sure="1").text
    assert secretary.opens("/nhiem-vu").heading == "Đăng nhập"


def test_whoever_finds_a_session_open_gives_and_takes_nothing(
    manager: Person, signed_in: Callable[[str], Person], clock: MovableClock
) -> None:
    """Each act asks again who it is, when that was proved more than ten minutes ago."""
    manager.opens("/quan-tri/nguoi?q=bi-thu-2")
    person = manager.browser.follow("Bí Thư Số 2").path
    clock.advance(minutes=11)
    deeds = {
        "Cấp mã mới": ("Cấp mã và in phiếu", {}),
        "Kết thúc": ("Kết thúc nhiệm vụ", {"on": ""}),
        "Đóng tài khoản": ("Đóng tài khoản", {"sure": "1"}),
        "Thay người": ("Thay người và in phiếu", {"name": "Vi Thị Na"}),
    }
    for link, (button, typed) in deeds.items():
        manager.opens(person)
        manager.browser.follow(link)
        assert "Xin xác nhận lại" in manager.browser.send(button, 422, **typed).text, link
        assert "không đúng" in manager.browser.send(button, 422, **typed, password="không phải thế này").text, link
    begins(manager)
    assert "Xin xác nhận lại" in manager.browser.send("Mời và in phiếu", 422, name="Vi Thị Na", role="manager").text
    slip = manager.browser.send("Mời và in phiếu", name="Vi Thị Na", role="clerk", password=PASSWORD)
    assert slip.heading == "Phiếu mời vào Sổ công nhận"
    assert "Đóng tài khoản" in manager.opens(person).text


def test_nothing_is_offered_about_oneself_and_nothing_done(manager: Person) -> None:
    manager.opens("/quan-tri/nguoi?q=quan-ly")
    page = manager.browser.follow("Nguyễn Thị Quản")
    assert "do người khác giao" in page.text
    assert not any(words in page.text for words in ("Đóng tài khoản", "Cấp mã mới", "Thay người"))
    manager.opens(f"{page.path}/dong")
    manager.browser.send("Đóng tài khoản", 403, sure="1")


def test_another_mandate_is_given_and_shown_with_its_paper(manager: Person) -> None:
    manager.opens("/quan-tri/nguoi?q=van-thu-1")
    manager.browser.follow("Văn Thư Số 1")
    manager.browser.follow("Giao thêm nhiệm vụ")
    manager.browser.follow("Chi bộ Phòng Kỹ thuật 2")
    assert "Chưa rõ ngày ban hành" in manager.browser.send("Giao nhiệm vụ", 422, role="clerk", document="7-QĐ/HU").text
    page = manager.browser.send("Giao nhiệm vụ", role="clerk", document="7-QĐ/HU", issued_on="5/5/2025")
    assert "07-QĐ/HU" in page.text and "Đã giao nhiệm vụ" in page.text


def test_whoever_holds_a_mandate_for_a_whole_programme_is_replaced_too(manager: Person) -> None:
    manager.opens("/quan-tri/nguoi?q=phu-trach")
    person = manager.browser.follow("Hoàng Thị Trách").path
    manager.browser.follow("Giao thêm nhiệm vụ")
    manager.browser.follow("Đảng bộ huyện Đắk Song")
    manager.browser.send("Giao nhiệm vụ", role="auditor", reach="programme", programme="ds-bontot")
    manager.opens(person)
    replacing = [link for link in manager.page.links() if "/thay/" in link]
    manager.opens(replacing[1])
    assert "Vi Thị Na" in manager.browser.send("Thay người và in phiếu", name="Vi Thị Na").text
    assert "ds-bontot" in manager.opens("/quan-tri/nguoi?q=vi+thi+na").text


def test_what_one_held_before_stands_below_what_one_holds_with_its_days_and_paper(
    manager: Person, signed_in: Callable[[str], Person], clock: MovableClock
) -> None:
    clerk = signed_in("clerk")
    assert "nhiệm vụ trước đây" not in clerk.opens("/tai-khoan").text
    manager.opens("/quan-tri/nguoi?q=van-thu-1")
    manager.browser.follow("Văn Thư Số 1")
    manager.browser.follow("Giao thêm nhiệm vụ")
    manager.browser.follow("Chi bộ Phòng Kỹ thuật 2")
    paper = {"document": "7-QĐ/HU", "issued_on": "5/5/2025", "title": "Giúp việc tạm thời"}
    manager.browser.send("Giao nhiệm vụ", role="clerk", until="31/5/2025", **paper)
    assert "Giúp việc tạm thời" in clerk.opens("/tai-khoan").text and "trước đây" not in clerk.page.text
    clock.advance(days=20)
    clerk.signs_in()
    page = clerk.opens("/tai-khoan")
    folded = next(text for text in map(words_of, page.all("details")) if "trước đây" in text)
    for words in ("1 nhiệm vụ trước đây", "Giúp việc tạm thời", "Chi bộ Phòng Kỹ thuật 2", "31/05/2025", "07-QĐ/HU"):
        assert words in folded
    assert "Văn Thư Số 1" not in folded, "what is held now stands above"


def test_while_the_secretary_is_away_the_clerk_acts_and_both_names_stand_in_the_history(
    signed_in: Callable[[str], Person],
) -> None:
    secretary, clerk = signed_in("secretary"), signed_in("clerk")
    secretary.opens("/tai-khoan")
    secretary.browser.follow("Cử người làm thay khi vắng mặt")
    chosen = secretary.page.all("input", type="radio", name="person")[0].get("value", "")
    page = secretary.browser.send("Cử người làm thay", person=chosen, until="30/05/2025")
    assert "Văn Thư Số 1 làm thay Bí Thư Số 1" in page.text
    clerk.opens("/tu-cach")
    in_place = clerk.page.all("input", type="radio", name="mandate")[1].get("value", "")
    clerk.browser.submit("/tu-cach", mandate=in_place)
    code = clerk.registers()
    history = secretary.opens_case(code).text
    assert "Văn Thư Số 1" in history and "Thay Bí Thư Số 1" in history
    assert "Cử người làm thay" not in clerk.opens("/tai-khoan").text
    assert clerk.opens(f"/tai-khoan/vang-mat/{in_place}").text.count("Chưa có ai ở cùng đơn vị") == 0
    secretary.opens("/tai-khoan")
    assert "kết thúc" in secretary.browser.submit("/ket-thuc").text
    assert clerk.opens("/nhiem-vu").heading == "Chọn nhiệm vụ"


def test_with_a_rule_for_two_the_slip_says_so_and_the_proposer_only_takes_back(
    app: Flask, house: House, clock: MovableClock
) -> None:
    strict = build_district(house, source=EDITION.read_text(encoding="utf-8").replace("[name]\n", TWO, 1))
    manager = Person(Browser(app.test_client()), "manager", strict)
    manager.browser.sign_in(strict.logins["manager"], PASSWORD)
    begins(manager)
    slip: Page = manager.browser.send("Mời và in phiếu", name="Hà Văn Đề", role="reviewer")
    assert "chờ người thứ hai duyệt" in slip.text
    manager.opens("/quan-tri/nguoi")
    page = manager.browser.follow("1 nhiệm vụ chờ người thứ hai duyệt")
    assert "Rút đề nghị" in page.text and "Không duyệt" not in page.text
    code = page.all("form", method="post")[-1].get("action", "").rpartition("/")[2]
    token = page.form(f"/{code}")["csrf_token"]
    data = {"csrf_token": token, "action": "approve"}
    assert "không tự duyệt được" in manager.browser.post(f"/quan-tri/nguoi/cho-duyet/{code}", 422, data=data).text
    manager.opens("/quan-tri/nguoi/cho-duyet")
    clock.advance(minutes=11)
    assert "Xin xác nhận lại" in manager.browser.send("Rút đề nghị", 422).text
    again = {f"password-{code}": PASSWORD}
    gone = manager.browser.post(f"/quan-tri/nguoi/cho-duyet/{code}", 400, data={"action": "refuse", **again})
    assert PASSWORD not in gone.html, "a page that cannot take a form back shows what was written, and no password"
    manager.opens("/quan-tri/nguoi/cho-duyet")
    assert "Không có gì chờ duyệt" in manager.browser.send("Rút đề nghị", **again).text


def test_with_a_rule_for_two_an_absence_waits_for_the_second_person_too(app: Flask, house: House) -> None:
    strict = build_district(house, source=EDITION.read_text(encoding="utf-8").replace("[name]\n", TWO, 1))
    reviewer, manager, other = (person(app, strict, part) for part in ("reviewer", "manager", "reviewer2"))
    reviewer.opens("/tai-khoan")
    reviewer.browser.follow("Cử người làm thay khi vắng mặt")
    chosen = reviewer.page.all("input", type="radio", name="person")[0].get("value", "")
    page = reviewer.browser.send("Cử người làm thay", person=chosen, until="30/05/2025")
    assert "khi người thứ hai duyệt" in page.text and "làm thay Trần" not in other.opens("/tai-khoan").text
    reviewer.browser.follow("Cử người làm thay khi vắng mặt")
    assert "Đã đề nghị Ngô Văn Xét làm thay" in reviewer.page.text
    page = manager.opens("/quan-tri/nguoi/cho-duyet")
    assert "Thay Trần Thị Thẩm" in page.text and "Người đề nghị: Trần Thị Thẩm" in page.text
    assert "Đã duyệt" in manager.browser.send("Duyệt", action="approve").text
    assert "Ngô Văn Xét làm thay Trần Thị Thẩm" in other.opens("/tai-khoan").text


def test_who_enters_with_the_slip_of_somebody_else_is_seen_by_its_owner_and_in_the_journal(
    house: House, district: District, clock: MovableClock
) -> None:
    house = replace(house, settings=replace(house.settings, smtp_url="smtp://127.0.0.1:1", mail_from="so@example.vn"))
    app = create_app(house)
    manager = person(app, district, "manager")
    begins(manager)
    manager.browser.send("Mời và in phiếu", name="Vi Thị Na", role="clerk", contact="vi.na@example.vn")
    code = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", manager.page.text)[0]
    clock.advance(hours=3)
    strange = Browser(app.test_client())
    strange.get("/ma-mot-lan")
    strange.submit("/ma-mot-lan", code=code)
    strange.submit("/ma-mot-lan/mat-khau", new="thuyền xanh qua cầu đá", again="thuyền xanh qua cầu đá")
    with house.db.reading() as session:
        entered = session.scalars(select(Mail.id).where(Mail.kind == "entered")).one()
    said = mail._compose(house, entered)
    assert said and said["To"] == "vi.na@example.vn"
    told = said.get_content()
    assert "vừa được đặt lúc 11:00 ngày 20/05/2025" in told and "/tai-khoan" in told and "Nguyễn" not in told
    slip = enrolment.new_code_for(house, district.mandates["manager"], pseudonym_of(house, "vi.thi.na")).code
    clock.advance(minutes=5)
    owner = Browser(app.test_client())
    owner.get("/ma-mot-lan")
    owner.submit("/ma-mot-lan", code=slip)
    owner.submit("/ma-mot-lan/mat-khau", new="bốn từ chẳng dính dáng", again="bốn từ chẳng dính dáng")
    owner.sign_in("vi.thi.na", "bốn từ chẳng dính dáng")
    text = owner.get("/tai-khoan").text
    assert "Nguyễn Thị Quản đã mời vào sổ 08:00 ngày 20/05/2025" in text
    assert text.count("Nguyễn Thị Quản đã cấp phiếu có mã một lần") == 2
    for at in ("11:00", "11:05"):
        assert f"Mật khẩu được đặt bằng mã trên phiếu {at} ngày 20/05/2025" in text
    assert "đã đặt mật khẩu bằng mã một lần" in owner.get("/tai-khoan/viec-da-lam").text


def pseudonym_of(house: House, login: str) -> str:
    with house.db.reading() as session:
        return session.scalars(select(Account.pseudonym).where(Account.login == login)).one()


def test_the_list_goes_on_from_page_to_page_by_name(manager: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow_app.services.people.PAGE", 4)
    names, more = list[str](), ["/quan-tri/nguoi"]
    while more:
        page = manager.opens(more[0])
        people = [
            link for link in page.all("a") if re.fullmatch(r"/quan-tri/nguoi/[0-9A-Z-]{14}", link.get("href", ""))
        ]
        names += ["".join(link.itertext()) for link in people]
        more = [link.get("href", "") for link in page.all("a", rel="next")]
    assert names == sorted(names, key=sort_key) and len(set(names)) == len(names) == 10
