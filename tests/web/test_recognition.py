"""The public pages of recognitions: what a stranger finds and can check; and who may do what on the working pages."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from states.decision import Tally
from tests import builders, recognition
from tests.builders import District
from tests.page import Browser
from workflow_app.models import Account, Case, Entry, Opening
from workflow_app.services import recognition_board


def test_what_is_not_public_is_not_found_like_what_does_not_exist(board: District, browser: Browser) -> None:
    code = recognition.in_appraisal(board)
    for path in (f"/cong-nhan/{code}", "/cong-nhan/7KX4-M2QD-9TRA", "/cong-nhan/abc", f"/cong-nhan/{code}/giay"):
        page = browser.get(path, 404)
        assert page.heading == "Không tìm thấy", path
        assert "Phòng Kỹ thuật" not in page.text


def test_a_registrations_code_is_no_recognition(board: District, browser: Browser) -> None:
    code = builders.approved(board)
    assert browser.get(f"/cong-nhan/{code}", 404).heading == "Không tìm thấy"


def test_before_the_publication_neither_decision_nor_certificate_is_shown(board: District, browser: Browser) -> None:
    code = recognition.decided(board)
    page = browser.get(f"/cong-nhan/{code}")
    assert page.heading == "Đã có quyết định công nhận"
    assert "01-QĐ/HU" not in page.text and "tán thành" not in page.text
    browser.get(f"/cong-nhan/{code}/giay", 404)
    browser.get(f"/cong-nhan/{code}/ban/1", 404)


def test_a_code_typed_into_either_register_leads_to_the_page(board: District, browser: Browser) -> None:
    code = recognition.published(board)
    for path in ("/cong-nhan", "/tra-cuu"):
        assert browser.get(f"{path}?q={code.lower().replace('-', ' ')}").path == f"/cong-nhan/{code}"
    assert "/cong-nhan" in browser.get("/tra-cuu").links()
    assert "/tra-cuu" in browser.get("/cong-nhan").links()
    assert browser.get("/cong-nhan?q=7KX4-M2QD-9TRA").text.count("Không có hồ sơ công khai nào mang mã này") == 1


def test_the_list_is_searched_and_filtered(board: District, browser: Browser) -> None:
    recognition.published(board)
    recognition.commented(board, "secretary2")
    for query, found in (
        ("", {1, 2}),
        ("?q=ky+thuat+2", {2}),
        ("?trang-thai=published", {1}),
        ("?trang-thai=public_comment", {2}),
        ("?trang-thai=revoked", set()),
        ("?q=%25", set()),
    ):
        text = browser.get(f"/cong-nhan{query}").text
        assert {n for n in (1, 2) if f"Chi bộ Phòng Kỹ thuật {n}" in text} == found, query


DAMAGES = {
    "state": update(Case).where(Case.state == "published").values(state="expired"),
    "decision": update(Opening).where(Opening.field == "decision").values(value='{"symbol":"99-QĐ/HU"}'),
    "note": update(Entry).where(Entry.kind == "recognition.confirm_vote").values(note=b"{}\n\n"),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_a_recognition_that_was_tampered_with_says_so_and_nothing_else(
    board: District, browser: Browser, tampering: None, what: str
) -> None:
    code = recognition.published(board)
    with board.house.db.writing() as session:
        session.connection().exec_driver_sql("DROP TRIGGER entry_no_update")
        session.execute(DAMAGES[what])
        session.commit()
    page = browser.get(f"/cong-nhan/{code}")
    assert page.heading == "Chữ ký hoặc giá trị băm không khớp" and page.all("div", class_="verdict bad")
    assert "Hợp lệ" not in page.text and "99-QĐ/HU" not in page.text
    browser.get(f"/cong-nhan/{code}/giay", 404)


def test_of_all_persons_only_the_signatory_is_on_a_public_page(board: District, browser: Browser) -> None:
    code = recognition.published(board)
    with board.house.db.reading() as session:
        names = set(session.scalars(select(Account.full_name)))
    for path in ("/cong-nhan", f"/cong-nhan/{code}", f"/cong-nhan/{code}/giay"):
        text = browser.get(path).text
        assert {name for name in names if name in text} <= {"Lê Văn Thường"}, path


@pytest.mark.parametrize("path", ["/cong-nhan", "/cong-nhan/{code}", "/cong-nhan/{code}/giay"])
def test_public_pages_are_the_same_for_everybody_and_set_no_cookie(
    board: District, app: Any, path: str
) -> None:
    address = path.format(code=recognition.published(board))
    visitor: FlaskClient = app.test_client()
    signed_in = Browser(app.test_client())
    signed_in.sign_in(board.logins["board"], builders.PASSWORD)
    for language in ("", "/en"):
        stranger = visitor.get(language + address)
        assert stranger.headers["Cache-Control"] == "public, max-age=60" and "Set-Cookie" not in stranger.headers
        assert signed_in.client.get(language + address).data == stranger.data


def test_every_page_reads_in_english(board: District, browser: Browser) -> None:
    code = recognition.published(board)
    assert browser.get(f"/en/cong-nhan/{code}").heading == "Valid"
    assert browser.get("/en/cong-nhan").heading == "Look up recognitions"
    paper = browser.get(f"/en/cong-nhan/{code}/giay")
    assert paper.heading == "Giấy công nhận" and "is issued in Vietnamese" in paper.text


def test_the_working_pages_open_by_role_and_reach(board: District, app: Any) -> None:
    code = recognition.voting(board)
    expected = {"secretary": 403, "secretary2": 403, "board": 200, "manager": 403}
    for part, status in expected.items():
        browser = Browser(app.test_client())
        browser.sign_in(board.logins[part], builders.PASSWORD)
        browser.get(f"/xet-cong-nhan/{code}/quyet-dinh", status)
        browser.get(f"/xet-cong-nhan/{code}", 404 if part == "secretary2" else 200)
        browser.get(f"/en/xet-cong-nhan/{code}", 404 if part == "secretary2" else 200)


def test_the_unit_learns_of_vote_and_decision_when_everybody_does(board: District, app: Any) -> None:
    """And even then not who was there, nor why somebody was recused: that stays in the committee."""
    given = recognition.ballot(board, recognition.MEMBERS[:4], Tally(4, 0, 0), teller2="Là người thân")
    code = recognition.voted(board, given=given)
    unit, committee = Browser(app.test_client()), Browser(app.test_client())
    unit.sign_in(board.logins["secretary"], builders.PASSWORD)
    committee.sign_in(board.logins["reviewer"], builders.PASSWORD)
    address, decision = f"/xet-cong-nhan/{code}", "01-QĐ/HU"
    counted, named = ("Kết quả kiểm phiếu", "Tán thành 4/5"), ("Là người thân", "Cao Văn Chép")

    def told(browser: Browser) -> set[str]:
        return {words for words in (*counted, *named, decision) if words in browser.get(address).text}

    assert (told(unit), told(committee)) == (set(), {*counted, *named})
    assert "Ban Thường vụ quyết định theo kết quả biểu quyết đã xác nhận" in unit.get(address).text
    recognition.act(board, recognition_board.decide_yes, "board", code)
    assert (told(unit), told(committee)) == (set(), {*counted, *named, decision})
    recognition.act(board, recognition_board.publish, "manager", code)
    assert told(unit) == {*counted, decision}
