"""A party that signs at the ceremony with ink: the scan is entered by one person and attested by a second."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests import agreements, builders
from tests.builders import District, state_of
from tests.page import Browser
from tests.parties import party
from tests.people import paper
from workflow_app.house import House


@pytest.fixture
def six(house: House) -> District:
    """A district whose agreements need every signature: five units and the committee."""
    source = builders.EDITION.read_text(encoding="utf-8").replace('closing_rule = "open"', 'closing_rule = "all"')
    return builders.build_district(house, cells=5, source=source)


def test_five_sign_with_a_key_and_one_on_paper_and_only_attesting_it_brings_the_pact_in_force(
    app: Flask, six: District, house: House, browser: Browser
) -> None:
    code = agreements.frozen(six)
    agreements.signed(six, code, "board", "secretary", "secretary2", "secretary3", "secretary4")
    manager, reviewer = party(app, six, "manager"), party(app, six, "reviewer")
    manager.device()
    digest = agreements.digest(house, code)
    page = manager.enters_paper(code, digest[:8], "20/05/2025", seat_6="Bí Thư Số 5", form_6="K/T: ký thay")
    assert "Bản giấy đã ký, đối chiếu" in page.text and "Bí Thư Số 5" in page.text
    form = "K/T: ký thay người đứng đầu"
    assert form in page.text, "in which form it was signed is confirmed with the rest"
    page = manager.confirms_paper()
    assert "Bản giấy chờ đối chiếu" in page.text and "Đang ký (5/6 bên)" in page.text
    assert state_of(house, code) == "partially_signed"
    browser.get(f"/tra-cuu/{code}", status=404)
    manager.opens(f"/giao-uoc/{code}/ban-giay/1", status=403)

    reviewer.device()
    reviewer.opens("/nhiem-vu")
    assert reviewer.sees(code), "it waits for the second person"
    page = reviewer.opens(f"/giao-uoc/{code}/ban-giay/1")
    assert not page.all("form", data_module="sign") and "Chưa mở bản quét" in page.text
    assert form in page.text
    reviewer.opens_scan(code)
    page = reviewer.attests(code)
    assert page.text.count(form) == 2, "at the seat and with its minutes"
    assert "Có hiệu lực (6/6 bên đã ký)" in page.text and "Bản giấy đã ký, đối chiếu, ký ngày 20/05/2025" in page.text
    assert state_of(house, code) == "in_force"

    public = browser.get(f"/tra-cuu/{code}")
    assert public.text.count(form) == 1
    assert public.text.count("Bản giấy đã ký, đối chiếu") == 1 and "ký ngày 20/05/2025" in public.text
    level = "6 chữ ký, trong đó 1: Bản giấy đã ký, đối chiếu"
    assert level in browser.get("/tra-cuu/giao-uoc").text
    exported = browser.client.get("/tra-cuu/giao-uoc/danh-sach.csv").get_data(as_text=True)
    assert level in exported


def test_what_was_written_wrongly_comes_back_whole_and_a_refused_paper_frees_the_seat(
    app: Flask, district: District, house: House
) -> None:
    code = agreements.frozen(district)
    manager, clerk = party(app, district, "manager"), party(app, district, "clerk")
    manager.device()
    page = manager.enters_paper(code, "00000000", "21/05/2025", 422, seat_2="Bí Thư Số 1")
    for said in ("không phải của bản đang chờ ký", "Ngày ký chưa đến", "00000000", "21/05/2025"):
        assert said in page.text or said in page.html, said
    kept = page.form("/ban-giay")
    assert kept["seat-2"] and kept["file"], "nothing has to be chosen again"
    page = manager.browser.submit("/ban-giay", digest=agreements.digest(house, code), on="20/5/2025")
    page = manager.browser.send("Sửa lại")
    assert page.form("/ban-giay")["seat-2"] == kept["seat-2"]
    manager.browser.submit("/ban-giay")
    manager.confirms_paper()

    page = clerk.opens(f"/giao-uoc/{code}")
    assert page.link("Không công nhận bản giấy", to="/1/khong-cong-nhan")
    clerk.opens(f"/giao-uoc/{code}/ban-giay/1/khong-cong-nhan")
    assert "Ghi lý do" in clerk.browser.submit("/khong-cong-nhan", 422, text="").text
    page = clerk.browser.submit("/khong-cong-nhan", text="Không phải chữ ký của Bí thư")
    assert "Không công nhận" in page.text and "Không phải chữ ký của Bí thư" in page.text
    with pytest.raises(AssertionError):
        clerk.attests(code)


def test_who_has_no_confirmed_key_is_told_the_two_ways_on(app: Flask, district: District) -> None:
    code = agreements.frozen(district)
    page = party(app, district, "secretary").opens(f"/giao-uoc/{code}/ky")
    assert "Tại chỗ: thêm khóa" in page.text and "Trên giấy: ký vào biên bản" in page.text
    assert page.link("Thêm khóa hoặc xem số nhận dạng của khóa")


def test_a_scan_is_opened_only_by_who_sees_the_agreement_and_a_bad_file_is_refused_beside_it(
    app: Flask, district: District, house: House
) -> None:
    code = agreements.frozen(district)
    manager, second = party(app, district, "manager"), party(app, district, "secretary2")
    manager.opens(f"/giao-uoc/{code}/ban-giay")
    page = manager.browser.submit("/ban-giay", 422, scan=paper("bien-ban.pdf", b"MZ not a PDF"))
    assert "Bản quét biên bản đã ký" in page.text and page.all("span", id="f-scan-error")
    page = manager.browser.submit("/ban-giay", 422, scan=paper("bien-ban.pdf"))
    scan = re.search(r"ban-giay/tep/[0-9A-Z-]{14}", page.html)
    assert scan
    second.opens(f"/giao-uoc/{code}/{scan[0]}", status=404)
