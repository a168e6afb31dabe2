"""The page of a programme, and the way from it into a registration."""

from __future__ import annotations

from collections.abc import Callable

from tests import builders
from tests.builders import District, MovableClock
from tests.people import Person

AS = Callable[[str], Person]
PAGE = "/chuong-trinh/ds-bontot/2025"


def test_the_chain_of_documents_is_cited_in_full_from_the_top_down(signed_in: AS) -> None:
    text = signed_in("reviewer").opens(PAGE).text
    places = [text.index(f"số {number} ngày {day}") for number, day in (
        ("21-NQ/TW", "16/06/2022"), ("48-CTr/TU", "31/10/2022"), ("518-KH/HU", "22/01/2024"),
    )]  # fmt: skip
    assert places == sorted(places)
    assert "thực hiện Nghị quyết số 21-NQ/TW" in text


def test_criteria_round_and_who_may_register_are_there(signed_in: AS) -> None:
    text = signed_in("reviewer").opens(PAGE).text
    for words in ("Hoàn thành tốt nhiệm vụ chính trị", "Đến hết ngày", "Chi bộ cơ sở", "Ban Thường vụ Huyện ủy"):
        assert words in text
    assert "Bí thư hoặc cán bộ lập hồ sơ của đơn vị lập đăng ký" in text


def test_whoever_came_to_register_finds_the_button_before_everything_else(signed_in: AS) -> None:
    html = signed_in("secretary").opens(PAGE).html
    assert html.index('/dang-ky"') < html.index("Kết quả của kỳ") < html.index("Căn cứ")


def test_a_unit_that_has_a_registration_is_led_to_it_and_never_gets_a_second(signed_in: AS) -> None:
    cell = signed_in("secretary")
    form = cell.opens(PAGE).form("/dang-ky")
    code = cell.begins()
    assert f"/ho-so/{code}" in cell.opens(PAGE).links()
    assert cell.browser.post(f"{PAGE}/dang-ky", data=form).path.startswith(f"/ho-so/{code}/")


def test_outside_the_round_the_button_says_why(signed_in: AS, clock: MovableClock) -> None:
    cell = signed_in("secretary")
    form = cell.opens(PAGE).form("/dang-ky")
    clock.advance(days=40)
    cell.signs_in()
    page = cell.opens(PAGE)
    assert "Đợt đăng ký hiện không mở" in page.text
    assert [b for b in page.all("button") if b.get("disabled") is not None]
    form = page.form("/dang-ky") if page.all("form", method="post") else form
    assert "Đợt đăng ký hiện không mở" in cell.browser.post(f"{PAGE}/dang-ky", 422, data=form).text


def test_a_committee_cannot_register_for_a_unit(signed_in: AS, district: District) -> None:
    reviewer = signed_in("reviewer")
    token = reviewer.opens("/thong-bao").all("input", name="csrf_token")[0].get("value")
    reviewer.browser.post(f"{PAGE}/dang-ky", 403, data={"csrf_token": token})
    reviewer.opens("/chuong-trinh/ds-bontot/1999", 404)
    reviewer.opens("/chuong-trinh/khac/2025", 404)
    assert builders.drafted(district)
