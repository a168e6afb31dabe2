"""The emulation pact, from the first word to the last signature, as people go through it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document
from flask import Flask

from tests.authenticator import Device
from tests.builders import District, MovableClock, state_of
from tests.page import Browser
from tests.parties import Party, party
from tests.pdf_text import text_of
from tests.signing import response_of
from workflow_app.house import House
from workflow_app.sealed_file import verify_sealed
from workflow_app.services import job, seal
from workflow_app.word import WARNING

Parties = Callable[[str], list[Party]]
NAMED = ["Đảng bộ huyện Đắk Song", "Chi bộ Phòng Kỹ thuật 1", "Chi bộ Phòng Kỹ thuật 2"]

pytestmark = pytest.mark.usefixtures("any_house")


@pytest.fixture
def parties(app: Flask, district: District) -> Parties:
    """`parties("manager secretary")`: these parts of the district, signed in."""
    return lambda parts: [party(app, district, part) for part in parts.split()]


def test_who_will_sign_is_named_before_the_text_is_fixed_and_nobody_is_awaited_when_all_have_signed(
    parties: Parties,
) -> None:
    manager, board, first, second = parties("manager board secretary secretary2")
    code = manager.writes("Hoàn thành tốt nhiệm vụ chính trị")
    for step in ("gui-gop-y", "chot"):
        manager.opens(f"/giao-uoc/{code}/{step}")
        named = [one.text for one in manager.page.all("li") if one.text in NAMED]
        assert named == NAMED, step
    manager.freezes(code)
    board.signs(code)
    first.signs(code)
    assert first.sees("Đơn vị chưa ký vẫn ký tiếp được")
    second.signs(code)
    assert second.sees("Có hiệu lực (3/3 bên đã ký)") and not second.sees("Đơn vị chưa ký vẫn ký tiếp được")


def test_representatives_sign_one_after_another_and_late_units_follow(
    parties: Parties, browser: Browser, house: House, clock: MovableClock
) -> None:
    manager, board, first, second = parties("manager board secretary secretary2")
    code = manager.writes("Hoàn thành tốt nhiệm vụ chính trị", "Sinh hoạt đúng quy định")
    manager.opens_case(code)
    assert manager.sees("Đang soạn thảo")
    first.opens(f"/giao-uoc/{code}", status=404)
    manager.circulates(code)
    first.comments(code, "Đề nghị nêu rõ thời gian sinh hoạt")
    second.opens_case(code)
    assert second.sees("Đề nghị nêu rõ thời gian sinh hoạt")
    manager.revises(code, "Hoàn thành tốt nhiệm vụ chính trị", "Sinh hoạt trước ngày 05 hằng tháng")
    manager.freezes(code)
    assert manager.sees("Đã chốt nội dung, chờ ký (0/3 bên đã ký)") and manager.sees("Đang tạo bản PDF…")
    browser.get(f"/tra-cuu/{code}", status=404)
    assert first.browser.client.get(f"/giao-uoc/{code}/ban-pdf").location.endswith(f"/giao-uoc/{code}")
    job.run_due(house)
    first.opens_case(code)
    assert first.sees("Tải bản PDF của nội dung đã chốt") and not first.sees("Đang tạo bản PDF…")
    paper = first.browser.client.get(f"/giao-uoc/{code}/ban-pdf")
    assert "Điều 2. Sinh hoạt trước ngày 05 hằng tháng" in text_of(paper.data)
    assert "dang-nhap" in browser.client.get(f"/giao-uoc/{code}/ban-pdf").location
    browser.get(f"/tra-cuu/{code}/ban-pdf", status=404)
    word = first.browser.client.get(f"/giao-uoc/{code}/ban-word")
    written = [one.text for one in Document(BytesIO(word.data)).paragraphs]
    assert "Điều 2. Sinh hoạt trước ngày 05 hằng tháng" in written and WARNING in written
    assert first.browser.client.get(f"/giao-uoc/{code}/ban-xac-nhan").status_code == 404

    first.opens("/nhiem-vu?hang=giao-uoc")
    assert first.sees(code)
    first.signs(code)
    assert first.sees("Đang ký (1/3 bên)") and first.sees("Chữ ký điện tử trong hệ thống")
    browser.get(f"/tra-cuu/{code}", status=404)
    board.signs(code)
    assert board.sees("Có hiệu lực (2/3 bên đã ký)") and state_of(house, code) == "in_force"
    assert board.sees("cơ quan chưa có dấu điện tử")
    seal.create(house, "Huyện ủy Đắk Song")
    board.opens_case(code)
    assert board.sees("Đang lập bản xác nhận…")
    waits = board.browser.client.get(f"/giao-uoc/{code}/ban-xac-nhan")
    assert waits.location.endswith(f"/giao-uoc/{code}")
    browser.get(f"/tra-cuu/{code}/ban-xac-nhan", status=404)
    job.run_due(house)
    record = board.browser.client.get(board.opens_case(code).link("Tải bản xác nhận"))
    assert verify_sealed(record.data, "", vkeys=house.keys.verifiers.text()).ok

    clock.now += timedelta(days=3)
    second.signs_in()
    second.signs(code)
    assert second.sees("Có hiệu lực (3/3 bên đã ký)")
    public = browser.get(f"/tra-cuu/{code}")
    for shown in ("Có hiệu lực", "Sinh hoạt trước ngày 05 hằng tháng", "Chi bộ Phòng Kỹ thuật 2", "23/05/2025"):
        assert shown in public.text, shown
    assert browser.client.get(public.link("Tải bản PDF")).data == paper.data
    assert browser.client.get(public.link("Tải bản xác nhận")).data == record.data
    assert "Nhật ký nguyên vẹn" in public.text or public.all("div", class_="verdict ok")


def test_another_key_signs_nothing_and_nobody_signs_twice_or_for_another(
    parties: Parties, house: House
) -> None:
    manager, first, clerk = parties("manager secretary clerk")
    code = manager.writes("Một điều")
    manager.freezes(code)
    first.device()
    page = first.signs(code, device=Device(), status=422)
    assert "không đúng với nội dung này" in page.text and state_of(house, code) == "frozen"
    clerk.opens(f"/giao-uoc/{code}/ky", status=403)
    first.signs(code)
    assert not first.opens(f"/giao-uoc/{code}/ky").all("form", data_module="sign")


def test_a_unit_that_declines_stops_nobody_else_in_an_open_pact(parties: Parties, house: House) -> None:
    manager, board, first, second = parties("manager board secretary secretary2")
    code = manager.writes("Một điều")
    manager.freezes(code)
    first.declines(code, "Đơn vị đang sáp nhập")
    manager.opens_case(code)
    assert manager.sees("Từ chối ký") and manager.sees("Đơn vị đang sáp nhập")
    second.opens_case(code)
    assert not second.sees("Đơn vị đang sáp nhập")
    second.signs(code)
    board.signs(code)
    assert state_of(house, code) == "in_force"


def test_a_reopened_text_is_signed_anew_and_the_page_left_open_is_told(parties: Parties, house: House) -> None:
    manager, board, first = parties("manager board secretary")
    code = manager.writes("Một điều")
    manager.freezes(code)
    first.signs(code)
    device = board.device()
    board.keeps_open(code, "ky")
    answer = response_of(device, board.forms["ky"]["statement"])
    manager.reopens(code, "Sai tên chương trình")
    assert state_of(house, code) == "drafting"
    manager.freezes(code)
    page = board.sends_kept(code, "ky", status=422, answer=answer)
    assert "đã thay đổi từ khi mở trang" in page.text
    manager.opens_case(code)
    assert manager.sees("0/3 bên đã ký")
