"""The model cells of the enterprise bloc, around the agreement: the documents first, and after it the registrations.

The agreement that six parties sign is walked in `tests/browser/test_story_a.py`. On SQLite alone: no step here has SQL
of its own.
"""

from __future__ import annotations

import pytest
from flask import Flask

from tests.bloc import CELLS, PROGRAMME, build_bloc
from tests.builders import PERIOD
from tests.clerk import Cast, Clerk
from tests.page import Browser
from tests.people import CONTENTS, ROADMAP, paper, row_values
from workflow_app.house import House

PAGE = f"/chuong-trinh/{PROGRAMME}/{PERIOD}"
NAME = "Xây dựng mô hình “Chi bộ kiểu mẫu” trong Đảng bộ Khối Doanh nghiệp tỉnh Thái Bình"
BLOC = "Đảng bộ Khối Doanh nghiệp tỉnh Thái Bình"
CHAIN = "“Thực hiện Đề án số 02-ĐA/TU của Ban Thường vụ Tỉnh ủy”thực hiện Đề án số 02-ĐA/TU"  # the plan, and its place
NO_ROADMAP = "Chưa đủ bước trong lộ trình. Xin thêm bước, kèm thời hạn và người phụ trách."
COMMITTEES = ("reviewer", *(f"reviewer{number}" for number in range(2, 6)))
SCHEME = {
    "symbol": "02-ĐA / TU", "issued_on": "20/4/2022", "issuer": "Ban Thường vụ Tỉnh ủy Thái Bình", "term": "2020-2025",
    "subject": "Xây dựng mô hình chi bộ kiểu mẫu trong các loại hình chi bộ ở Đảng bộ tỉnh giai đoạn 2022 – 2025",
}  # fmt: skip
PLAN = {
    "symbol": "48-KH/ĐUK", "issued_on": "25/5/2022", "term": "2020-2025",
    "issuer": "Ban Thường vụ Đảng ủy Khối Doanh nghiệp tỉnh Thái Bình",
    "subject": "Thực hiện Đề án số 02-ĐA/TU của Ban Thường vụ Tỉnh ủy",
}  # fmt: skip


@pytest.fixture
def people(app: Flask, house: House) -> Cast:
    """Everybody of the bloc, in which nothing is published yet."""
    return Cast(build_bloc(house, published=False), lambda part: Browser(app.test_client()))


def records_the_chain(manager: Clerk) -> None:
    """Two documents out of the article, and which of them carries the other out."""
    for said in (SCHEME, PLAN):
        manager.opens("/van-ban")
        manager.browser.follow("Ghi văn bản")
        manager.browser.send("Ghi vào sổ", **said)
    assert manager.page.heading == "Kế hoạch số 48-KH/ĐUK"
    manager.browser.send("Ghi quan hệ", kind="implements", target="02-ĐA/TU")
    assert manager.sees("Văn bản này thực hiện Đề án số 02-ĐA/TU"), manager.page.text


def publishes_the_programme(manager: Clerk) -> None:
    """The edition as it is shipped, and the round of the year."""
    manager.opens("/quan-tri/chuong-trinh")
    manager.browser.submit("/xem", having={"shipped": f"{PROGRAMME}-{PERIOD}"})
    chosen = [select for select in manager.page.root.iter("select") if select.get("name") == "issuer"]
    options = {"".join(one.itertext()).strip(): one.get("value") for one in chosen[0].iter("option")}
    issuer = next(value for name, value in options.items() if BLOC in name)
    manager.browser.send("Ban hành bản số 1", issuer=issuer)
    manager.browser.send("Mở đợt", period=PERIOD, opens_on="20/05/2025", last_day="31/07/2025", ends="31/12/2025")


def registers_with_its_roadmap(cell: Clerk) -> str:
    """Without a roadmap the button says why it cannot be pressed; with one the registration is handed in."""
    cell.comes_in()
    cell.browser.follow(NAME)
    cell.browser.send("Đăng ký")
    code = cell.code
    cell.browser.send("Lưu và tiếp tục", number="03-NQ/CB", date="12/5/2025", file=paper())
    cell.browser.send("Lưu và tiếp tục", **row_values("contents", ("text", "measure"), CONTENTS))
    cell.opens(f"/ho-so/{code}/viet/kiem-tra")
    assert cell.sees(NO_ROADMAP)
    assert "Gửi đăng ký" in ["".join(one.itertext()).strip() for one in cell.page.all("button", disabled="")]
    cell.device()
    assert NO_ROADMAP in cell.sends(code, 422).text, "nor by sending what the page does not let one press"
    cell.opens(f"/ho-so/{code}/viet/lo-trinh")
    cell.browser.send("Lưu và tiếp tục", **row_values("roadmap", ("task", "due", "responsible"), ROADMAP))
    cell.does("Gửi đăng ký")
    return code


def may_not(strangers: list[Clerk], committee: Clerk, code: str) -> None:
    """Another company's committee and cell find nothing there, and what the right ones are offered does nothing."""
    committee.takes_up(code)
    offered = committee.page.form("/tiep-nhan")
    for other, refused in zip(strangers, (404, 403), strict=True):  # a secretary receives nothing at all
        other.comes_in()
        assert code not in other.page.text
        other.opens(f"/ho-so/{code}", 404)
        token = other.opens("/nhiem-vu").form("/dang-xuat")["csrf_token"]
        other.browser.post(f"/ho-so/{code}/tiep-nhan", refused, data=offered | {"csrf_token": token})


def is_accepted(committee: Clerk, board: Clerk, code: str) -> None:
    """The committee of the company, then the board of the bloc."""
    committee.takes_up(code)
    committee.does("Tiếp nhận")
    committee.does("Nhất trí, chuyển cấp trên", text="Hồ sơ đạt yêu cầu")
    board.takes_up(code)
    board.does("Chấp nhận đăng ký")


def test_a_bloc_records_its_documents_publishes_its_programme_and_five_committees_register_their_cells(
    people: Cast, browser: Browser
) -> None:
    (manager,) = people("manager")
    manager.comes_in()
    records_the_chain(manager)
    publishes_the_programme(manager)
    page = browser.get(PAGE)
    assert CHAIN in page.text and "chưa có đăng ký được chấp nhận nên chưa nêu tên" in page.text
    plan = browser.get(page.link("Kế hoạch số 48-KH/ĐUK"))
    assert "Văn bản này thực hiện Đề án số 02-ĐA/TU ngày 20/04/2022" in plan.text, "one document, recorded once"
    assert NAME in plan.text, "and it leads to what rests on it"

    codes = []
    (board,) = people("board")
    for number, name in enumerate(CELLS):
        cell, committee = people(f"{name} {COMMITTEES[number]}")
        codes.append(code := registers_with_its_roadmap(cell))
        may_not(people(f"{COMMITTEES[number - 1]} {CELLS[number - 1]}"), committee, code)
        is_accepted(committee, board, code)
    page = browser.get(PAGE)
    assert "đăng ký được chấp nhận5" in page.text
    for number, code in enumerate(codes, 1):
        assert f"Chi bộ Phân xưởng {number}" in page.text and f"/tra-cuu/{code}" in page.links()
        assert "Đã chấp nhận đăng ký" in browser.get(f"/tra-cuu/{code}").text
