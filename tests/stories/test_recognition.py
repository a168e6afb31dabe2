"""Recognitions from the dossier to the certificate, as people go through them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests import builders
from tests.builders import District, MovableClock, state_of
from tests.page import Browser, Page
from tests.people import Person, paper, person
from tests.recognition import MEMBERS, OPINIONS, REPORT, code_of
from workflow_app.house import House
from workflow_app.services import job

pytestmark = pytest.mark.usefixtures("any_house")

People = Callable[[str], list[Person]]


@pytest.fixture
def people(app: Flask, board: District) -> People:
    """`people("secretary reviewer")`: these parts of the district, signed in."""
    return lambda parts: [person(app, board, part) for part in parts.split()]


def does(who: Person, code: str, path: str, status: int = 200, **values: Any) -> Page:
    """One act on its own page."""
    who.opens(f"/xet-cong-nhan/{code}/{path}")
    return who.browser.submit(f"/{path}", status, **values)


def presses(who: Person, code: str, path: str, status: int = 200) -> Page:
    """One act that needs no page in between."""
    who.opens(f"/xet-cong-nhan/{code}")
    return who.browser.submit(f"/{path}", status)


def proposes(cell: Person) -> str:
    cell.opens(f"/chuong-trinh/ds-bontot/{builders.PERIOD}")
    cell.browser.submit("/xet-cong-nhan/lap/ds-bontot/2025")
    code = cell.page.path.split("/")[2]
    for name in ("to-trinh", "bien-ban"):
        attaches(cell, code, name)
    does(cell, code, "de-nghi", report=REPORT)
    return code


def attaches(cell: Person, code: str, name: str, status: int = 200, **file: Any) -> Page:
    """Put one paper into the dossier."""
    cell.opens(f"/xet-cong-nhan/{code}/tai-lieu")
    return cell.browser.submit(f"/tai-lieu/{name}", status, **{f"file-{name}": paper(f"{name}.pdf", **file)})


def is_appraised(people: People, code: str) -> None:
    (reviewer,) = people("reviewer")
    presses(reviewer, code, "tiep-nhan")
    presses(reviewer, code, "chuyen-tham-dinh")
    for who, body in OPINIONS.items():
        (speaker,) = people(who)
        does(speaker, code, "y-kien", body=body, verdict="agree", text="Hồ sơ đủ điều kiện")


def votes(board: District, teller: Person, code: str, present: Any = MEMBERS, status: int = 200, **tally: str) -> Page:
    ways = {f"how-{code_of(board, part)}": "present" for part in present}
    counted = {"in_favour": str(len(present)), "against": "0", "other": "0", **tally}
    return does(teller, code, "kiem-phieu", status, **ways, **counted)


def is_published(people: People, board: District, clock: MovableClock) -> str:
    """The whole way; returns the code."""
    builders.approved(board)
    cell, signatory, second, teller, manager = people("secretary board board2 teller manager")
    code = proposes(cell)
    is_appraised(people, code)
    does(signatory, code, "cong-khai")
    clock.advance(days=6)
    for who in (signatory, second, teller, manager):
        who.signs_in()
    does(signatory, code, "mo-bieu-quyet")
    votes(board, teller, code)
    does(second, code, "xac-nhan-phieu")
    does(signatory, code, "quyet-dinh")
    does(manager, code, "cong-bo")
    return code


def test_a_cell_is_proposed_appraised_shown_voted_on_and_recognised(
    people: People, board: District, browser: Browser, house: House, clock: MovableClock
) -> None:
    builders.approved(board)
    cell, reviewer, signatory, second, teller, manager = people("secretary reviewer board board2 teller manager")
    code = proposes(cell)
    assert cell.sees("Đã gửi đề nghị công nhận") and cell.sees(REPORT)
    assert browser.get(f"/cong-nhan/{code}", 404).heading == "Không tìm thấy"

    reviewer.opens("/nhiem-vu")
    assert reviewer.sees("Chờ xét, công nhận")
    is_appraised(people, code)
    signatory.opens("/nhiem-vu")
    assert signatory.sees("Công khai lấy ý kiến")
    does(signatory, code, "cong-khai")
    page = browser.get("/cong-nhan")
    assert "Chi bộ Phòng Kỹ thuật 1" in page.text and "Lấy ý kiến đến hết ngày 25/05/2025" in page.text
    page = browser.get(f"/cong-nhan/{code}")
    assert page.heading == "Đang công khai lấy ý kiến" and "còn 5 ngày" in page.text
    does(signatory, code, "mo-bieu-quyet", 422)
    assert signatory.sees("Thời gian công khai lấy ý kiến chưa hết")

    clock.advance(days=6)
    assert browser.get(f"/cong-nhan/{code}").heading == "Đã hết thời gian lấy ý kiến, chờ biểu quyết"
    for who in (cell, signatory, second, teller, manager):
        who.signs_in()
    does(signatory, code, "mo-bieu-quyet")
    votes(board, teller, code, MEMBERS[:3], 422)
    assert teller.sees("Chưa đủ số thành viên tham gia biểu quyết")
    votes(board, teller, code, MEMBERS[:4])
    does(teller, code, "xac-nhan-phieu", 422)
    assert teller.sees("Người ghi kết quả không tự xác nhận")
    does(second, code, "xac-nhan-phieu")
    does(signatory, code, "quyet-dinh")
    assert signatory.sees("01-QĐ/HU")
    assert "01-QĐ/HU" not in browser.get(f"/cong-nhan/{code}").text, "not published yet"
    does(manager, code, "cong-bo")
    assert state_of(house, code) == "published"

    page = browser.get(f"/cong-nhan/{code}")
    assert page.heading == "Hợp lệ" and page.all("div", class_="verdict ok")
    for fact in ("01-QĐ/HU", "đến hết ngày 25/05/2026", "tán thành 4 trên 5", "Thẩm định: 0 ngày, hạn 3"):
        assert fact in page.text, fact
    proofs = [link for link in page.links() if link.endswith(".tlog-proof")]
    assert len(proofs) == 12
    paper = browser.get(f"/cong-nhan/{code}/giay")
    assert 'class="qr"' in paper.html and code in paper.text and "Lê Văn Thường" in paper.text
    job.work_once(house)  # delivers the notices
    cell.opens("/thong-bao")
    assert cell.sees("Công nhận của đơn vị đã được công bố")


def test_a_dossier_is_returned_and_comes_back(people: People, board: District, house: House) -> None:
    builders.approved(board)
    cell, reviewer = people("secretary reviewer")
    code = proposes(cell)
    presses(reviewer, code, "tiep-nhan")
    does(reviewer, code, "tra-lai", 422, text="")
    assert reviewer.sees("Ghi lý do để các bên cùng biết")
    does(reviewer, code, "tra-lai", text="Thiếu số liệu quý 4")
    cell.opens(f"/xet-cong-nhan/{code}")
    assert cell.sees("Thiếu số liệu quý 4")
    does(cell, code, "de-nghi", report="Đã bổ sung số liệu quý 4")
    assert state_of(house, code) == "proposed"


def test_an_objection_is_answered_by_somebody_else_and_its_author_stays_hidden(
    people: People, board: District, browser: Browser, clock: MovableClock
) -> None:
    builders.approved(board)
    cell, reviewer, other, signatory = people("secretary reviewer reviewer2 board")
    code = proposes(cell)
    is_appraised(people, code)
    does(signatory, code, "cong-khai")
    wrong = does(reviewer, code, "phan-anh", 422, name="Nguyễn Văn Dân", text="Số liệu chưa khớp", admissible="no")
    assert "Ghi căn cứ không thụ lý" in wrong.text and "Số liệu chưa khớp" in wrong.html
    said = {"name": "Nguyễn Văn Dân", "contact": "0900000000", "received_on": "20/5/2025", "admissible": "yes"}
    does(reviewer, code, "phan-anh", **said, text="Số liệu chưa khớp")
    assert reviewer.sees("Nguyễn Văn Dân")
    does(reviewer, code, "tra-loi", 422, number="1", text="Đã xem")
    assert reviewer.sees("Đồng chí đã tham gia hồ sơ này")
    does(other, code, "tra-loi", number="1", text="Đã đối chiếu, số liệu đúng")
    cell.opens(f"/xet-cong-nhan/{code}")
    assert cell.sees("Số liệu chưa khớp") and not cell.sees("Nguyễn Văn Dân")
    page = browser.get(f"/cong-nhan/{code}")
    assert "1 phản ánh, kiến nghị được trả lời" in page.text
    assert "Nguyễn Văn Dân" not in page.text and "Số liệu chưa khớp" not in page.text


def test_a_knock_out_ends_the_case_and_the_unit_sees_the_rule(people: People, board: District, house: House) -> None:
    builders.approved(board)
    cell, reviewer, signatory = people("secretary reviewer board")
    code = proposes(cell)
    is_appraised(people, code)
    does(reviewer, code, "dieu-kien-loai", fact="mat-doan-ket", text="Kết luận số 3 ngày 12/5/2025")
    does(signatory, code, "cong-khai", 422)
    assert signatory.sees("Có điều kiện loại đang được xác lập")
    does(signatory, code, "loai", text="Không đủ điều kiện")
    cell.opens(f"/xet-cong-nhan/{code}")
    assert cell.sees("Mất đoàn kết nội bộ kéo dài") and cell.sees("Kết luận số 3")
    assert state_of(house, code) == "not_recognised"


def test_a_correction_leaves_the_old_text_readable(
    people: People, board: District, browser: Browser, clock: MovableClock
) -> None:
    code = is_published(people, board, clock)
    (signatory,) = people("board")
    does(signatory, code, "dinh-chinh", 422, text="Không có gì")
    does(signatory, code, "dinh-chinh", unit_name="Chi bộ Phòng Kỹ thuật số 1", text="Tên in thiếu chữ")
    page = browser.get(f"/cong-nhan/{code}")
    assert page.heading == "Hợp lệ" and "Chi bộ Phòng Kỹ thuật số 1" in page.text and "Đã đính chính" in page.text
    old = browser.get(f"/cong-nhan/{code}/ban/1")
    assert old.heading == "Đã đính chính, xem bản mới" and "Chi bộ Phòng Kỹ thuật 1" in old.text
    assert browser.get(f"/cong-nhan/{code}/ban/2").heading == "Hợp lệ"
    assert "Chi bộ Phòng Kỹ thuật số 1" in browser.get(f"/cong-nhan/{code}/giay").text


def test_a_revoked_recognition_says_since_when_and_why(
    people: People, board: District, browser: Browser, clock: MovableClock
) -> None:
    code = is_published(people, board, clock)
    (signatory,) = people("board")
    does(signatory, code, "huy-bo", text="Số liệu không trung thực")
    page = browser.get(f"/cong-nhan/{code}")
    assert page.heading == "Đã bị hủy bỏ từ ngày 26/05/2025"
    assert "02-QĐ/HU" in page.text and "Số liệu không trung thực" in page.text
    assert "Số liệu không trung thực" in browser.get("/cong-nhan").text
    assert "Đã bị hủy bỏ từ ngày 26/05/2025" in browser.get(f"/cong-nhan/{code}/giay").text


def test_a_recognition_ends_by_itself(
    people: People, board: District, browser: Browser, house: House, clock: MovableClock
) -> None:
    code = is_published(people, board, clock)
    clock.advance(days=365)
    assert browser.get(f"/cong-nhan/{code}").heading == "Hết thời hạn", "the day decides, not the worker"
    job.work_once(house)
    assert state_of(house, code) == "expired"
    page = browser.get(f"/cong-nhan/{code}")
    assert page.heading == "Hết thời hạn" and "đã ghi nhận hết thời hạn công nhận" in page.text
