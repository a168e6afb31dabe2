"""What comes to a recognition from outside its way: papers that were missing, and petitions after the result."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import builders, recognition
from tests.builders import District, MovableClock, state_of
from tests.page import Browser
from tests.people import person
from tests.recognition import REPORT
from tests.stories.test_recognition import People, attaches, does, presses
from workflow_app.house import House


@pytest.fixture
def people(app: Flask, board: District) -> People:
    """`people("secretary reviewer")`: these parts of the district, signed in."""
    return lambda parts: [person(app, board, part) for part in parts.split()]


def test_a_dossier_is_refused_until_every_paper_asked_for_is_there(people: People, board: District) -> None:
    builders.approved(board)
    cell, reviewer = people("secretary reviewer")
    cell.opens("/nhiem-vu")
    cell.browser.submit("/xet-cong-nhan/lap/ds-bontot/2025")
    code = cell.page.path.split("/")[2]
    assert cell.sees("Còn thiếu tài liệu: Tờ trình đề nghị công nhận")
    attaches(cell, code, "to-trinh")
    does(cell, code, "de-nghi", 422, report=REPORT)
    assert cell.sees("Còn thiếu tài liệu: Biên bản họp có kết quả biểu quyết") and cell.sees(REPORT)
    assert not cell.sees("Còn thiếu tài liệu: Tờ trình")
    attaches(cell, code, "bien-ban", 422, data=b"MZ")
    assert "bien-ban" in cell.page.html and not cell.sees("bien-ban.pdf")
    attaches(cell, code, "bien-ban")
    does(cell, code, "de-nghi", report=REPORT)

    presses(reviewer, code, "tiep-nhan")
    (link,) = [one for one in reviewer.page.links() if "/tep/" in one][:1]
    got = reviewer.browser.client.get(link)
    assert got.headers["Content-Disposition"].startswith("attachment") and got.data.startswith(b"%PDF")
    does(reviewer, code, "tra-lai", papers=["bien-ban"], text="Biên bản chưa có chữ ký")
    cell.opens(f"/xet-cong-nhan/{code}")
    assert cell.sees("Biên bản họp có kết quả biểu quyết – Biên bản chưa có chữ ký")
    assert cell.sees("Cần bổ sung hoặc thay")
    cell.opens(f"/xet-cong-nhan/{code}/tai-lieu")
    cell.browser.submit("/tai-lieu/bien-ban/bo")
    does(cell, code, "de-nghi", 422, report=REPORT)
    assert cell.sees("Còn thiếu tài liệu: Biên bản họp")


def test_a_petition_after_publication_is_answered_by_somebody_who_had_no_part(
    people: People, board: District, browser: Browser, clock: MovableClock
) -> None:
    code = recognition.published(board)
    cell, reviewer, other, signatory = people("secretary reviewer reviewer2 board")
    said = {"name": "Nguyễn Văn Dân", "contact": "0900000000", "received_on": "26/5/2025", "admissible": "yes"}
    does(reviewer, code, "kien-nghi", **said, text="Số liệu chưa khớp")
    assert reviewer.sees("Đang xem xét kiến nghị, phản ánh") and reviewer.sees("Nguyễn Văn Dân")
    page = browser.get(f"/cong-nhan/{code}")
    assert page.heading == "Hợp lệ" and "Đang xem xét kiến nghị, phản ánh" in page.text
    assert "Nguyễn Văn Dân" not in page.text and "Số liệu chưa khớp" not in page.text
    signatory.opens(f"/xet-cong-nhan/{code}")
    assert signatory.sees("Đồng chí đã tham gia hồ sơ này")

    other.opens("/nhiem-vu")
    assert other.sees("Chi bộ Phòng Kỹ thuật 1")
    does(other, code, "tra-loi", number="1", text="Đã đối chiếu, số liệu đúng")
    page = browser.get(f"/cong-nhan/{code}")
    assert "Đang xem xét kiến nghị, phản ánh" not in page.text and "1 phản ánh, kiến nghị được trả lời" in page.text
    cell.opens(f"/xet-cong-nhan/{code}")
    assert cell.sees("Đã đối chiếu, số liệu đúng") and not cell.sees("Nguyễn Văn Dân")


def test_a_petition_of_the_unit_leads_the_board_to_revoke(
    people: People, board: District, browser: Browser, house: House
) -> None:
    code = recognition.published(board)
    cell, other, signatory = people("secretary reviewer2 board")
    cell.opens(f"/xet-cong-nhan/{code}")
    assert cell.sees("Gửi kiến nghị")
    does(cell, code, "kien-nghi", 422, text="")
    assert cell.sees("Ghi nội dung kiến nghị")
    does(cell, code, "kien-nghi", text="Đơn vị tự phát hiện số liệu sai, đề nghị xem lại")
    does(signatory, code, "huy-bo", text="Số liệu không đúng, theo kiến nghị của đơn vị")
    assert signatory.sees("Đang xem xét kiến nghị, phản ánh"), "what was asked is still to be answered"
    does(other, code, "tra-loi", number="1", text="Đã hủy bỏ công nhận theo Quyết định 02-QĐ/HU")
    assert state_of(house, code) == "revoked"
    page = browser.get(f"/cong-nhan/{code}")
    assert page.heading.startswith("Đã bị hủy bỏ từ ngày") and "Đang xem xét" not in page.text


def test_a_registration_leads_to_its_inspection_and_recognition_and_back(people: People, board: District) -> None:
    registered = builders.approved(board)
    code = recognition.begun_only(board)
    cell, reviewer = people("secretary reviewer")
    assert f"/xet-cong-nhan/{code}" in cell.opens_case(registered).links()
    assert f"/xet-cong-nhan/{code}" not in reviewer.opens_case(registered).links(), "a draft is the unit's own"
    assert f"/ho-so/{registered}" in cell.opens(f"/xet-cong-nhan/{code}").links()
