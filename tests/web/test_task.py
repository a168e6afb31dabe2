"""Queues and notices on the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import builders
from tests.builders import District
from tests.people import Person
from workflow_app.services import job

AS = Callable[[str], Person]


def test_the_list_shows_what_waits_with_its_one_quick_action(signed_in: AS, district: District) -> None:
    code = builders.submitted(district)
    reviewer = signed_in("reviewer")
    page = reviewer.opens("/nhiem-vu")
    assert "1 hồ sơ chờ xử lý" in page.text and code in page.text
    quick = [a.get("href") for a in page.all("a") if a.get("aria-label", "").startswith("Tiếp nhận")]
    assert quick == [f"/ho-so/{code}"]
    assert f"{code} · Đăng ký xây dựng mô hình · " in page.text, "a pact and a registration of one unit look alike"


def test_search_and_filter_stand_in_the_address_and_an_empty_answer_helps(signed_in: AS, district: District) -> None:
    builders.submitted(district)
    reviewer = signed_in("reviewer")
    assert "Chi bộ Phòng Kỹ thuật 1" in reviewer.opens("/nhiem-vu?q=ky+thuat&trang-thai=registration.submitted").text
    page = reviewer.opens("/nhiem-vu?q=khong+co&hang=cho-toi")
    assert "Không có hồ sơ nào khớp" in page.text
    assert page.all("input", name="q")[0].get("value") == "khong co"


@pytest.mark.parametrize(
    "query",
    ["hang=la", "hang=cho-phan-cong", "trang-thai=x", "sau=x", "q=%25%27", "sau=" + "9" * 500],
)
def test_an_address_that_was_made_up_still_gives_a_page(signed_in: AS, district: District, query: str) -> None:
    builders.submitted(district)
    signed_in("reviewer").opens(f"/nhiem-vu?{query}")


def test_an_empty_list_is_friendly(signed_in: AS) -> None:
    assert "Không còn việc nào chờ" in signed_in("reviewer").opens("/nhiem-vu").text


def test_a_unit_without_a_file_is_told_where_it_registers(signed_in: AS, district: District) -> None:
    assert "Muốn đăng ký, chọn chương trình đang mở ở dưới" in signed_in("secretary").opens("/nhiem-vu").text
    builders.submitted(district)
    assert "Muốn đăng ký" not in signed_in("secretary").opens("/nhiem-vu").text


def test_notices_lead_to_the_case_and_exactly_those_shown_are_marked_read(
    signed_in: AS, district: District
) -> None:
    code = builders.submitted(district)
    job.run_due(district.house)
    reviewer, colleague = signed_in("reviewer"), signed_in("reviewer2")
    page = reviewer.opens("/thong-bao")
    assert f"/ho-so/{code}" in page.links() and "Có hồ sơ đăng ký mới gửi đến" in page.text
    shown = page.form("/thong-bao")
    other = builders.submitted(district, "secretary2")
    job.run_due(district.house)
    reviewer.browser.post("/thong-bao", data=shown)
    page = reviewer.opens("/thong-bao")
    assert page.text.count("Chưa đọc") == 1, "the one that came meanwhile was not seen"
    assert f"/ho-so/{other}" in page.links()
    assert colleague.opens("/thong-bao").text.count("Chưa đọc") == 2


def test_nobody_marks_the_notices_of_another_read(signed_in: AS, district: District) -> None:
    builders.submitted(district)
    job.run_due(district.house)
    reviewer, colleague = signed_in("reviewer"), signed_in("reviewer2")
    theirs = reviewer.opens("/thong-bao").form("/thong-bao")["shown"]
    own = colleague.opens("/thong-bao").form("/thong-bao")
    colleague.browser.post("/thong-bao", data={**own, "shown": theirs})
    assert reviewer.opens("/thong-bao").text.count("Chưa đọc") == 1
    for made_up in ("", "0", "x", "9" * 30, "²", "1.1.1"):
        colleague.browser.post("/thong-bao", data={**own, "shown": made_up})
