"""An amendment: begun by the issuer, signed by those who signed the agreement, in force from a day, ended with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.builders import PASSWORD, District, MovableClock, state_of
from tests.page import Browser
from tests.parties import Party, party
from workflow_app.house import House
from workflow_app.services import job

pytestmark = pytest.mark.usefixtures("any_house")


def test_an_amendment_changes_the_text_from_its_day_and_ends_with_the_agreement(
    app: Flask, district: District, browser: Browser, house: House, clock: MovableClock
) -> None:
    manager, board, first, second = (
        party(app, district, part) for part in ("manager", "board", "secretary", "secretary2")
    )
    code = manager.writes("Sinh hoạt mỗi tháng một kỳ", "Giữ gìn đoàn kết", "Báo cáo hằng quý")
    manager.freezes(code)
    assert not manager.page.all("a", href=f"/giao-uoc/{code}/phu-luc")
    manager.browser.get(f"/giao-uoc/{code}/van-ban", status=404)
    for one in (first, board):
        one.signs(code)
    manager.acts(code, "phu-luc")
    amendment = manager.page.path.split("/")[2]
    assert amendment != code and manager.page.path.endswith("/phu-luc/viet") and manager.sees("Soạn phụ lục số 1")

    _is_written(manager, code)
    # The parties are those who signed; a text that was taken back is still an amendment.
    second.opens(f"/giao-uoc/{amendment}", status=404)
    manager.circulates(amendment)
    first.comments(amendment, "Nhất trí", clause="k1")
    manager.acts(amendment, "sua")
    manager.freezes(amendment)
    second.opens(f"/giao-uoc/{amendment}", status=404)
    assert manager.sees("(0/2 bên đã ký)")
    browser.get(f"/tra-cuu/{amendment}", status=404)
    first.signs(amendment)
    before = browser.get(f"/tra-cuu/{code}/van-ban?ngay=01/06/2025").text
    assert "Sinh hoạt mỗi tháng một kỳ" in before and "hai kỳ" not in before, "nothing changes before it is signed"
    board.signs(amendment)
    assert board.sees("Phụ lục có hiệu lực từ ngày 01/06/2025") and state_of(house, amendment) == "in_force"
    decision = {"text": "Giải thể một đơn vị", "number": "12-QĐ/HU", "on": "08/06/2025", "password": PASSWORD}
    board.acts(amendment, "cham-dut", 422, **decision)
    assert state_of(house, amendment) == "in_force", "an amendment does not end by itself"

    _is_read_as_it_is_on_each_day(browser, first, code, amendment)
    assert "có hiệu lực từ ngày 01/06/2025" in first.opens_case(code).text
    job.run_due(house)
    assert browser.get(f"/tra-cuu/{amendment}").link("Xem bản ký kết được sửa đổi") == f"/tra-cuu/{code}/van-ban"

    # The next one begins when this one counts; it is given up with the agreement, this one ended with it.
    clock.now += timedelta(days=20)
    for one in (manager, board, first):
        one.signs_in()
    manager.acts(code, "phu-luc")
    draft = manager.page.path.split("/")[2]
    manager.opens(f"/giao-uoc/{draft}/phu-luc/viet")
    assert "hai kỳ" in manager.page.text and not manager.page.all("select", name="k2-kind")
    board.acts(code, "cham-dut", **decision)
    assert state_of(house, code) == "terminated"
    assert (state_of(house, amendment), state_of(house, draft)) == ("terminated", "cancelled")
    over = browser.get(f"/tra-cuu/{code}/van-ban").text
    assert "không còn hiệu lực" in over and "hai kỳ" in over
    assert "12-QĐ/HU" in first.opens_case(code).text and "08/06/2025" in first.page.text


def _is_written(manager: Party, code: str) -> None:
    # What cannot be kept comes back beside its field, with what was written.
    kinds = {"k1-kind": "replace", "k2-kind": "remove", "k3-kind": "keep", "on": "01/06/2025", "then": "next"}
    page = manager.browser.submit("/viet", 422, **kinds, **{"k1-text": "Sinh hoạt mỗi tháng một kỳ"})
    assert "giống hệt điều đang có hiệu lực" in page.text and "01/06/2025" in str(page.form("/viet"))
    page = manager.browser.submit("/viet", 422, **{**kinds, "k1-kind": "remove", "k3-kind": "remove"})
    assert "bãi bỏ hết mọi điều" in page.text
    new = {"k1-text": "Sinh hoạt mỗi tháng hai kỳ", "added-0-text": "Nêu gương người tốt, việc tốt"}
    manager.browser.submit("/viet", **kinds, **new)
    assert manager.sees("Phụ lục số 1 của Giao ước thi đua 2025")
    for said in ("Sửa đổi Điều 1 như sau: “Sinh hoạt mỗi tháng hai kỳ”", "Bãi bỏ Điều 2.", "Bổ sung Điều 4 như sau"):
        assert manager.sees(said), said
    page = manager.opens(f"/giao-uoc/{code}/phu-luc")
    assert "Phụ lục trước chưa ký xong" in page.text
    assert "tiếp tục" not in page.text and manager.opens(f"/giao-uoc/{code}/viet").path == f"/giao-uoc/{code}"


def _is_read_as_it_is_on_each_day(browser: Browser, first: Party, code: str, amendment: str) -> None:
    for address, who in ((f"/tra-cuu/{code}/van-ban", browser), (f"/giao-uoc/{code}/van-ban", first.browser)):
        today = who.get(address).text
        assert "một kỳ" in today and "hai kỳ" not in today and "theo bản ký kết đầu tiên" in today
        later = who.get(f"{address}?ngay=01/06/2025").text
        for shown in ("hai kỳ", "theo phụ lục số 1", "đã bãi bỏ theo phụ lục số 1", "Điều 4", "Báo cáo hằng quý"):
            assert shown in later, (address, shown)
        assert "hai kỳ" not in who.get(f"{address}?ngay=31/05/2025").text
        assert "chưa có hiệu lực" in who.get(f"{address}?ngay=19/05/2025").text
        assert "Ngày chưa đúng" in who.get(f"{address}?ngay=32/13/2025", status=422).text
        who.get(address.replace(code, amendment), status=404)


def test_an_amendment_says_article_and_clause_of_what_it_changes(app: Flask, district: District) -> None:
    manager, board, first = (party(app, district, part) for part in ("manager", "board", "secretary"))
    code = manager.begins()  # the template has two articles, the first one with two clauses
    manager.acts(code, "viet", then="next")
    manager.freezes(code)
    for one in (first, board):
        one.signs(code)
    manager.acts(code, "phu-luc")
    changed = {"k2-kind": "replace", "k2-text": "Sinh hoạt trước ngày 05", "k3-kind": "remove"}
    manager.browser.submit("/viet", then="next", **changed, **{"added-0-text": "Nêu gương"})
    for said in ("Sửa đổi khoản 2 Điều 1 như sau", "Bãi bỏ khoản 1 Điều 2.", "Bổ sung Điều 3 như sau"):
        assert manager.sees(said), said
