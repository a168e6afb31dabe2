"""The public register over all kinds of record: one search, the ways between its pages, and the file of a list."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import unquote_plus

import pytest
from sqlalchemy import select, update

from tests import agreements, builders, recognition
from tests.builders import District
from tests.page import Browser, Page
from tests.web.visits import queries
from workflow_app.models import Case, Opening
from workflow_app.services import commitment_end, recognition_board, register
from workflow_app.services.recognition_board import Wording

LISTS = {"/cong-nhan": "recognition", "/tra-cuu": "registration", "/tra-cuu/giao-uoc": "commitment"}


def codes(page: Page) -> list[str]:
    """The cases of a list, in its order."""
    found = (re.fullmatch(r"(?:/en)?/(?:tra-cuu|cong-nhan)/([-0-9A-Z]{14})", link) for link in page.links())
    return [match[1] for match in found if match]


def tabs(page: Page) -> dict[str, str]:
    """The kinds of record with how many each has: words -> address."""
    nav = next(nav for nav in page.all("nav") if nav.get("aria-label") == "Loại hồ sơ")
    return {" ".join("".join(a.itertext()).split()): unquote_plus(a.get("href", "")) for a in nav.iter("a")}


def registration_of(district: District, part: str = "secretary") -> str:
    """The code of a unit's registration, by the order in which units registered."""
    with district.house.db.reading() as session:
        found = session.scalars(select(Case.code).where(Case.process == "registration").order_by(Case.id)).all()
    return found[0 if part == "secretary" else int(part.removeprefix("secretary")) - 1]


def test_one_search_runs_over_all_kinds_and_leads_from_each_page_to_the_others(
    board: District, browser: Browser
) -> None:
    pact, recognised = agreements.in_force(board), recognition.published(board)
    recognition.accept(board, "secretary2")
    registered, second = registration_of(board), registration_of(board, "secretary2")
    found = {path: codes(browser.get(path)) for path in LISTS}
    assert found == {"/cong-nhan": [recognised], "/tra-cuu": [registered, second], "/tra-cuu/giao-uoc": [pact]}

    page = browser.get("/tra-cuu?q=ky+thuat+1&ky=2025&loai=chi_bo_co_so&trang-thai=closed")
    kept = "q=ky thuat 1&ky=2025&loai=chi_bo_co_so"
    assert tabs(page) == {
        "Công nhận 1": f"/cong-nhan?{kept}",
        "Đăng ký tham gia 1": f"/tra-cuu?{kept}",
        "Giao ước 1": f"/tra-cuu/giao-uoc?{kept}",
    }
    assert "Không có hồ sơ nào thuộc loại này" in page.text and "Công nhận (1)" in page.text
    page = browser.get("/cong-nhan?q=ky+thuat+2")
    assert list(tabs(page)) == ["Công nhận 0", "Đăng ký tham gia 1", "Giao ước 0"], "the second did not sign"
    states = {path: "Đã hủy bỏ công nhận" in browser.get(path).text for path in LISTS}
    assert states == {"/cong-nhan": True, "/tra-cuu": False, "/tra-cuu/giao-uoc": False}
    for path in (*LISTS, f"/cong-nhan/{recognised}", f"/cong-nhan/{recognised}/giay", f"/tra-cuu/{pact}"):
        for language in ("", "/en"):
            here = [a.get("href") for a in browser.get(language + path).all("a") if a.get("aria-current") == "page"]
            assert f"{language}/tra-cuu" in here, path

    links = {code: set(browser.get(f"/tra-cuu/{code}").links()) for code in (registered, second, recognised, pact)}
    assert {f"/cong-nhan/{recognised}", f"/tra-cuu/{pact}"} <= links[registered]
    assert {f"/tra-cuu/{registered}", f"/tra-cuu/{pact}"} <= links[recognised]
    assert {"/cong-nhan?ky=2025&chuong-trinh=ds-bontot", "/tra-cuu?ky=2025&chuong-trinh=ds-bontot"} <= links[pact]
    assert not {f"/cong-nhan/{recognised}", f"/tra-cuu/{pact}"} & links[second]


def test_a_case_whose_unit_is_not_open_is_neither_listed_nor_linked(
    board: District, browser: Browser, tampering: None
) -> None:
    recognised = recognition.published(board)
    registered = registration_of(board)
    entry = select(Opening.entry_id).where(Opening.field == "content")
    with board.house.db.writing() as session:
        session.execute(
            update(Opening).where(Opening.field == "unit", Opening.entry_id.in_(entry)).values(opens="unit")
        )
        session.commit()
    assert codes(browser.get("/tra-cuu")) == [] and codes(browser.get("/cong-nhan")) == [recognised]
    assert f"/cong-nhan/{recognised}" not in browser.get(f"/tra-cuu/{registered}").links()
    assert f"/tra-cuu/{registered}" not in browser.get(f"/cong-nhan/{recognised}").links()


def test_what_was_revoked_corrected_or_terminated_stays_with_decision_and_reason(
    board: District, browser: Browser
) -> None:
    pact = agreements.in_force(board)
    seen = agreements.seen(board.house, pact)[0]
    ended = {"reason": "Sáp nhập", "number": "05-QĐ/HU", "on": "2025-05-19"}
    commitment_end.terminate(board.house, board.mandates["board"], pact, seen=seen, **ended)
    code = recognition.published(board)
    better = Wording("Chi bộ Phòng Kỹ thuật số 1", "Đảng bộ huyện Đắk Song", "Chi bộ bốn tốt")
    recognition.act(board, recognition_board.correct, "board", code, better, reason="Sai tên đơn vị")
    text = browser.get("/cong-nhan").text
    assert "Chi bộ Phòng Kỹ thuật số 1" in text and "Quyết định số 01-QĐ/HU" in text
    assert "Đã đính chính: Sai tên đơn vị" in text
    recognition.act(board, recognition_board.revoke, "board", code, reason="Số liệu sai")
    text = browser.get("/cong-nhan?trang-thai=revoked").text
    assert "Hủy bỏ theo Quyết định số 02-QĐ/HU: Số liệu sai" in text
    text = browser.get("/tra-cuu/giao-uoc?trang-thai=terminated").text
    assert "2 chữ ký. Chấm dứt theo quyết định 05-QĐ/HU ngày 19/05/2025" in text
    assert "Sáp nhập" not in text, "the edition opens reasons to the unit alone"


def test_a_list_is_taken_away_as_a_file_with_the_same_choices_and_a_limit_it_names(
    board: District, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.approved(board)
    recognition.accept(board, "secretary2")
    page = browser.get("/tra-cuu?q=ky+thuat+2")
    link = next(link for link in page.links() if "danh-sach.csv" in link)
    answer = browser.client.get(link)
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=60" and "Set-Cookie" not in answer.headers
    header, line = csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
    code = registration_of(board, "secretary2")
    assert header[:3] == ["Loại hồ sơ", "Mã hồ sơ", "Tên"]
    assert line[:5] == ["Đăng ký tham gia", code, "Chi bộ Phòng Kỹ thuật 2", "Đảng bộ huyện Đắk Song", "Chi bộ cơ sở"]
    assert line[-1] == f"{board.house.settings.base_url}/tra-cuu/{code}"
    monkeypatch.setattr(register, "MOST_ROWS", 1)
    answer = browser.client.get("/tra-cuu/danh-sach.csv?sau=" + code)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="dang-ky-1-tren-2.csv"'
    assert "Tệp có nhiều nhất 1 dòng, danh sách này có 2" in browser.get("/tra-cuu").text


def test_a_longer_list_asks_the_database_no_more(board: District, browser: Browser) -> None:
    asked = []
    for part in ("secretary", "secretary2"):
        recognition.commented(board, part)
        for path in LISTS:
            with queries(board.house.db) as said:
                browser.get(path)
            asked.append((path, len(said)))
    assert asked[:3] == asked[3:]
    assert all(0 < number <= 8 for _, number in asked), asked
