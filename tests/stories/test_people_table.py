"""People come in as a table: by the same rules as one by one, all of them or none, each with a slip of paper."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from tests.app_fixtures import check_journal
from tests.builders import PASSWORD, District, MovableClock
from tests.page import Browser
from workflow_app.house import House
from workflow_app.models import Account, Entry, Mandate
from workflow_app.services import second_person
from workflow_app.tables import as_xlsx

HEAD = ["Họ và tên", "Tên đăng nhập", "Đơn vị", "Vai trò", "Chức vụ", "Đến hết ngày", "Là người khác cùng tên"]
FIRST, SECOND = "Chi bộ Phòng Kỹ thuật 1", "chi bộ Phòng Kỹ thuật 2"
WHERE = "/quan-tri/nguoi/bang"


def file(*rows: list[str | None]) -> tuple[io.BytesIO, str]:
    return io.BytesIO(as_xlsx([HEAD, *rows])), "nguoi.xlsx"


def counted(district: District) -> list[int]:
    with district.house.db.reading() as session:
        return [session.scalar(select(func.count()).select_from(one)) or 0 for one in (Account, Mandate, Entry)]


@pytest.fixture
def manager(browser_of: Callable[[str], Browser]) -> Browser:
    return browser_of("manager")


def test_people_come_in_with_their_mandates_and_slips_and_the_same_file_again_changes_nothing(
    any_house: House, manager: Browser, district: District, clock: MovableClock, app: object
) -> None:
    rows: list[list[str | None]] = [
        ["Vi Thị Na", None, FIRST, "Bí thư cấp ủy", "Bí thư chi bộ", "31/12/2025"],
        ["Vi Thị Na", None, SECOND, "clerk", None, None],
        ["Bí Thư Số 1", "bi-thu-1", FIRST, "clerk", None, None],
        ["Bí Thư Số 2", None, SECOND, "secretary", None, None],  # holds it already
        ["Bí Thư Số 2", "bi.thu.khac", FIRST, "clerk", None, None, "Có"],
    ]
    rows[0][3] = "secretary"
    before = counted(district)
    manager.get("/quan-tri/nguoi")
    manager.follow("Nhập từ tệp")
    page = manager.submit("/thu", file=file(*rows))
    assert "5 dòng: 4 mới, 1 không đổi, 0 cần sửa." in page.text
    assert counted(district) == before, "looking changes nothing"
    clock.advance(minutes=11)
    assert "Xin xác nhận lại" in manager.submit("/bang", 422).text
    form = manager.page.form("/bang") | {"password": PASSWORD}  # type: ignore[union-attr]
    page = manager.post(WHERE, data=form)
    assert page.heading == "2 phiếu mời vào Sổ công nhận" and "vi.thi.na" in page.text and "bi.thu.khac" in page.text
    assert "Đã giao thêm 2 nhiệm vụ." in page.text
    codes = set(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page.text))
    assert len(codes) == 2
    assert counted(district) == [before[0] + 2, before[1] + 4, before[2] + 4]
    assert "Mã một lần" not in manager.post(WHERE, data=form).text, "the codes are shown this once"
    check_journal(district.house)
    after = counted(district)
    manager.get(WHERE)
    page = manager.submit("/thu", file=file(*rows[:4], [*rows[4][:6], None]))
    assert "5 dòng: 0 mới, 5 không đổi, 0 cần sửa." in page.text and counted(district) == after


def test_every_fault_is_told_at_once_and_nobody_is_invited(manager: Browser, district: District) -> None:
    before = counted(district)
    rows: list[list[str | None]] = [
        ["Bí Thư Số 1", None, FIRST, "clerk"],
        ["Vi Thị Na", None, "Chi bộ Không Có", "clerk"],
        ["Vi Thị Nở", "bi-thu-2", FIRST, "clerk"],
        ["Ma Văn Kháng", "thuong-vu", FIRST, "administrator", None, "01/01/2025"],
        ["Lò Thị Páo", None, FIRST, "clerk"],
        ["Lò Thị Páo", None, FIRST.upper(), "clerk"],
        ["Nguyễn Thị Quản", "quan-ly", FIRST, "clerk"],
        ["Bí Thư Số 2", "bi-thu-2", SECOND, "secretary", "Phó bí thư", "01/06/2025"],
    ]
    manager.get(WHERE)
    page = manager.submit("/thu", file=file(*rows))
    told = (
        "Nếu là người ấy, xin ghi tên đăng nhập bi-thu-1", "Không có đơn vị nào tên “Chi bộ Không Có”",
        "là của người có họ tên khác", "Trùng với dòng 6", "Nhiệm vụ này đồng chí không giao được",
        "Khác với nhiệm vụ đang ghi trong sổ",
    )  # fmt: skip
    assert [words for words in told if words not in page.text] == []
    assert not page.all("button", class_="btn primary") and counted(district) == before
    manager.get(WHERE)
    assert "Chọn một tệp" in manager.submit("/thu", 422).text
    many = [[f"Người {n}", None, FIRST, "clerk"] for n in range(501)]
    assert "hơn 500 dòng" in manager.submit("/thu", 422, file=file(*many)).text  # type: ignore[arg-type]


def test_a_mandate_that_asks_for_two_persons_waits_and_is_known_while_it_waits(
    manager: Browser, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_person, "asks_second_person", lambda session, role, programme: role == "clerk")
    manager.get(WHERE)
    manager.submit("/thu", file=file(["Vi Thị Na", None, FIRST, "clerk"]))
    page = manager.submit("/bang")
    assert "chờ người thứ hai duyệt" in page.text
    manager.get(WHERE)
    page = manager.submit("/thu", file=file(["Vi Thị Na", None, FIRST, "clerk"]))
    assert "1 dòng: 0 mới, 1 không đổi" in page.text
