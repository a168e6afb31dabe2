"""The first hour of a committee: from an empty folder to the first registration, without the demo."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import make_url, select

from tests.app_fixtures import check_journal
from tests.builders import PASSWORD, District, MovableClock, state_of
from tests.factors import set_up
from tests.page import Browser, Page
from tests.people import Person
from tests.postgres import Server
from tests.signing import response_of
from workflow_app import cli, create_app, start
from workflow_app.house import House
from workflow_app.models import Account, Mandate, Unit, UnitVersion
from workflow_app.services import one_time_code

WORDS = "thuyền xanh qua cầu đá"
FOLDER, ORIGIN = "WORKFLOW_APP_DATA_DIR", "WORKFLOW_APP_ORIGIN"
ORGANISATION = {
    "name": "Đảng bộ xã Đắk Song",
    "short_name": "Đảng ủy xã Đắk Song",
    "kind": "dang_bo_xa",
    "since": "1/1/2020",
    "full_name": "Nguyễn Thị Quản",
    "title": "Chánh Văn phòng",
    "login": "quan.tri",
    "new": WORDS,
    "again": WORDS,
}


def printed_code(output: str) -> str:
    return re.findall(r"^  ([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})$", output, re.MULTILINE)[0]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: MovableClock) -> Callable[..., str]:
    """The command line in production mode on an empty folder, at the test's time."""
    monkeypatch.setattr(start, "clock_of", lambda _: clock)
    environment = {FOLDER: str(tmp_path / "so"), ORIGIN: "so.example.vn/log"}

    def run(*arguments: str, status: int = 0, **more: str) -> str:
        result = CliRunner().invoke(cli.main, arguments, env={**environment, **more})
        assert result.exit_code == status, result.output
        return result.output

    return run


@pytest.fixture
def empty(command: Callable[..., str], tmp_path: Path) -> Iterator[tuple[House, str]]:
    """What `init` leaves behind: a register without anybody, and the code on the screen."""
    code = printed_code(command("init"))
    house = opened(tmp_path)
    yield house, code
    check_journal(house)
    house.db.close()


def opened(tmp_path: Path, **settings: str) -> House:
    return start.open_house(cli.settings_from(data_dir=tmp_path / "so", base_url="http://localhost", **settings))


def begin(browser: Browser, code: str, status: int = 200, **values: str) -> None:
    """Type the code, and fill in the first page."""
    browser.get("/ma-mot-lan")
    browser.submit("/ma-mot-lan", code=code)
    browser.submit("/ma-mot-lan/to-chuc", status, **{**ORGANISATION, **values})


def test_init_prints_keys_code_and_address(command: Callable[..., str]) -> None:
    said = command("init", WORKFLOW_APP_BASE_URL="https://so.example.vn")
    assert "Journal so.example.vn/log" in said and said.count("so.example.vn/log") == 3
    assert "https://so.example.vn/ma-mot-lan" in said and "within 7 days" in said
    first = printed_code(said)
    second = printed_code(command("first-code"))
    assert first != second
    assert "`init` is done once" in command("init", status=1)


@pytest.mark.tool("postgres")
def test_init_prints_the_code_on_postgresql_too(
    command: Callable[..., str], postgres_server: Server, tmp_path: Path
) -> None:
    urls = postgres_server.create_database()
    role = make_url(urls.application).username or ""
    command("db", "upgrade", "--application", role, WORKFLOW_APP_DATABASE_URL=urls.owner)
    code = printed_code(command("init", WORKFLOW_APP_DATABASE_URL=urls.application))
    house = opened(tmp_path, database_url=urls.application)
    browser = Browser(create_app(house).test_client())
    begin(browser, code)
    assert browser.sign_in("quan.tri", WORDS).heading == "Lớp bảo vệ thứ hai"
    check_journal(house)
    house.db.close()
    postgres_server.drop_database(urls.name)


def test_the_first_page_names_everything_missing_and_the_code_can_be_used_again(empty: tuple[House, str]) -> None:
    house, code = empty
    browser = Browser(create_app(house).test_client())
    begin(browser, code, 422, name="", kind="chi_bo_co_so", new="ngắn", again="khác")
    for words in ("Nhập tên đầy đủ", "Chọn loại hình", "chưa giống nhau"):
        assert words in browser.page.text
    begin(browser, code, 422, new="mật khẩu", again="mật khẩu")
    assert "ít nhất 12 ký tự" in browser.page.text and ORGANISATION["name"] in browser.page.html
    begin(browser, code, 422, since="1/1/2062")
    assert "Ngày này chưa đến" in browser.page.text
    begin(browser, code)
    assert browser.page.heading == "Đăng nhập"
    browser.get("/ma-mot-lan")
    assert "đã dùng" in browser.submit("/ma-mot-lan", 422, code=code).text


def test_a_first_code_chooses_no_password_and_a_password_code_founds_nothing(
    empty: tuple[House, str], command: Callable[..., str]
) -> None:
    house, code = empty
    browser = Browser(create_app(house).test_client())
    begin(browser, code)
    browser.get("/ma-mot-lan")
    token = browser.page.form()["csrf_token"]
    with house.db.writing() as session:
        other = one_time_code.issue(session, house.clock(), 1, one_time_code.PASSWORD, made_by=None)
        session.commit()
    sent = {"csrf_token": token, "code": other, **ORGANISATION, "login": "khac", "name": "Tổ chức khác"}
    browser.post("/ma-mot-lan/to-chuc", 422, data=sent)
    assert "đã dùng" in browser.page.text
    assert "somebody has an account here already" in command("first-code", status=1)


CELLS = "Chi bộ Phòng Nội vụ | Phòng Nội vụ\n\nChi bộ Phòng Tư pháp\nChi bộ Trường THPT Bình Minh | Trường Bình Minh"


def test_from_an_empty_folder_to_the_first_registration(empty: tuple[House, str], clock: MovableClock) -> None:
    house, code = empty
    app = create_app(house)
    admin = Browser(app.test_client())
    begin(admin, code)
    page = admin.submit("/dang-nhap", login="quan.tri", password=WORDS)
    assert page.heading == "Trước khi bắt đầu", "even before the second factor they read what is kept about them"
    assert admin.get("/quan-tri").heading == "Lớp bảo vệ thứ hai"
    admin.get("/tai-khoan/muc-dich")
    assert admin.submit("/muc-dich").heading == "Lớp bảo vệ thứ hai"
    set_up(admin, clock)
    assert ORGANISATION["full_name"] in admin.page.text and f"{ORGANISATION['full_name']} ·" not in admin.page.text
    page = admin.follow("Đã cất, tiếp tục")
    assert page.heading == "Quản trị" and ORGANISATION["name"] in page.text
    assert page.all("li", aria_current="step")[0].find("div/a").text == "2. Đơn vị trực thuộc"

    admin.follow("Làm bước này")
    page = admin.submit(
        f"/{unit_code(house, ORGANISATION['name'])}", names=CELLS, kind="chi_bo_co_so", cell_type="co_quan"
    )
    assert "Đã ghi 3 đơn vị" in page.text and "Chi bộ Phòng Tư pháp" in page.text

    admin.get("/quan-tri")
    admin.follow("Làm bước này")
    assert "Nếu là của nơi khác" in admin.submit("/xem", having={"shipped": "ds-bontot-2025"}).text
    assert "Chọn đơn vị ban hành chương trình" in admin.send("Ban hành bản số 2", 422).text
    assert brand(admin) == "Sổ công nhận"
    page = admin.send("Ban hành bản số 2", issuer=unit_code(house, ORGANISATION["name"]))
    assert brand(admin) == f"Sổ công nhận{ORGANISATION['short_name']}", "whose programmes these are, on every page"
    assert "Đã ban hành" in page.text and "Chưa mở đợt đăng ký nào" in page.text
    page = admin.send("Mở đợt")
    assert "Đã mở đợt đăng ký kỳ 2025" in page.text and "Đang mở" in page.text
    assert admin.get("/quan-tri").all("li", aria_current="step")[0].find("div/a").text == "5. Người tham gia"

    slip = invites(admin, "Chi bộ Phòng Nội vụ", "Lê Thị Bí Thư", "secretary")
    assert "le.thi.bi.thu" in slip.text
    secretary = enrols(app, house, slip)
    device = secretary.device()  # the first key of a register: minutes on paper name its fingerprint
    registered = secretary.registers()
    assert state_of(house, registered) == "draft" and secretary.page.heading == "Đọc lại và ký"
    statement = secretary.page.form()["statement"]
    secretary.browser.send("Ký và thực hiện", answer=response_of(device, statement))
    assert state_of(house, registered) == "submitted"
    page = admin.get("/quan-tri")
    assert "1 đăng ký" in page.text and "Đã đủ các bước" not in page.text
    assert "Chưa có ai giữ vai trò: Chuyên viên thẩm định, Người ký thay mặt Ban Thường vụ." in page.text
    slip = invites(admin, ORGANISATION["name"], "Trần Văn Xét", "reviewer")
    assert enrols(app, house, slip).page.heading == "Lớp bảo vệ thứ hai", "whoever decides needs a second factor"
    assert "Chưa có ai giữ vai trò: Người ký thay mặt Ban Thường vụ." in admin.get("/quan-tri").text
    invites(admin, ORGANISATION["name"], "Phạm Thị Ký", "board_signatory")
    assert "Đã đủ các bước" in admin.get("/quan-tri").text


def brand(browser: Browser) -> str:
    """What stands beside the mark on the page that is open."""
    return "".join(browser.page.all("a", class_="brand")[0].itertext()).strip()


def unit_code(house: House, name: str) -> str:
    with house.db.reading() as session:
        named = select(Unit.code).join(UnitVersion, UnitVersion.unit_id == Unit.id).where(UnitVersion.name == name)
        return session.scalars(named).one()


def invites(admin: Browser, unit: str, name: str, role: str) -> Page:
    """From the list of the first hour to the slip, as the administrator would."""
    admin.get("/quan-tri")
    if "Làm bước này" in admin.page.text:
        admin.follow("Làm bước này")
    else:
        admin.get("/quan-tri/nguoi")
    admin.follow("Mời người mới")
    admin.follow(unit)
    page = admin.send("Mời và in phiếu", name=name, role=role, title=name)
    assert page.heading == "Phiếu mời vào Sổ công nhận", page.text
    return page


def enrols(app: Flask, house: House, slip: Page) -> Person:
    """The invited person types what stands on the slip, chooses a password and signs in."""
    said = {"".join(row.find("dt").itertext()): "".join(row.find("dd").itertext()) for row in slip.all("dl")[0]}
    login, code = said["Tên đăng nhập"].strip(), said["Mã một lần"].strip()
    with house.db.reading() as session:
        held = select(Mandate.id).join(Account, Mandate.account_id == Account.id).where(Account.login == login)
        mandates = {"invited": session.scalars(held).one()}
    known = District(house, 1, [], logins={"invited": login}, mandates=mandates)
    invited = Person(Browser(app.test_client()), "invited", known)
    invited.opens("/ma-mot-lan")
    invited.browser.submit("/ma-mot-lan", code=code)
    assert login in invited.page.text
    invited.browser.submit("/ma-mot-lan/mat-khau", new=PASSWORD, again=PASSWORD)
    invited.signs_in()
    return invited
