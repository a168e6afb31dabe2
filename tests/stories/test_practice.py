"""A good practice: marked by inspectors, published for others to follow, taken back in public."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from states.reorganisation import Row
from tests import inspections
from tests.app_fixtures import check_journal
from tests.builders import District, MovableClock
from tests.page import Browser
from tests.people import person
from tests.reorganising import codes, record
from tests.stories.test_inspection import acts, plans, to_minutes
from tests.tampering import unnoticed
from workflow_app.house import House
from workflow_app.services import job, practice

LIST = "/chuong-trinh/ds-bontot/cach-lam-hay"


def test_what_inspectors_marked_is_published_read_by_everybody_and_taken_back_with_a_reason(
    app: Flask, any_house: House, district: District, browser_of: Callable[[str], Browser], clock: MovableClock
) -> None:
    inspections.add_inspectors(district)
    cell, lead, inspector, board, reviewer = (
        person(app, district, part) for part in ("secretary", "lead", "inspector", "board", "reviewer")
    )
    code = plans(reviewer, district)
    to_minutes([cell, lead, inspector, board], code, district)
    acts(cell, code, "ky-bien-ban")
    manager, public = browser_of("manager"), Browser(app.test_client())
    publish = f"/danh-gia/{code}/pho-bien"
    page = manager.get(publish)
    assert "chưa kết luận" in page.text and "chưa đánh dấu cách làm hay" in page.text, "every reason at once"
    acts(inspector, code, "cach-lam-hay", text="Mỗi sáng thứ Hai đọc một trang sách")
    acts(lead, code, "ket-luan", outcome="met", text="Đơn vị đạt")
    assert "Chưa có cách làm hay nào được công bố" in public.get(LIST).text

    manager.get(f"/danh-gia/{code}")
    page = manager.follow("Công bố cách làm hay")
    assert "Mỗi sáng thứ Hai đọc một trang sách" in page.html, "the words of the team to begin from"
    page = manager.send("Công bố", 422, title="", text=" ")
    assert "Ghi tên cách làm" in page.text and "Viết cách làm và kết quả" in page.text
    page = manager.send("Công bố", title="Đọc sách đầu tuần", text="Mỗi sáng thứ Hai cả chi bộ đọc một trang sách.")
    assert "Đã công bố cách làm hay" in page.text
    made = page.path.rpartition("/")[2]

    page = public.get("/chuong-trinh/ds-bontot/2025")
    assert "1 cách làm hay đã công bố" in page.text
    page = public.follow("1 cách làm hay đã công bố")
    assert "Đọc sách đầu tuần" in page.text and "Chi bộ Phòng Kỹ thuật 1" in page.text
    assert code not in page.html, "which inspection it was stays with those it concerns"
    page = public.follow("Xem toàn văn")
    assert "Mỗi sáng thứ Hai cả chi bộ đọc một trang sách" in page.text and "Rút khỏi danh sách" not in page.text
    table = public.client.get(f"{LIST}/danh-sach.csv")
    assert "Đọc sách đầu tuần" in table.text
    if any_house.db.url.startswith("sqlite"):
        assert not unnoticed(any_house, "practice")

    for part, status in (("reviewer", 403), ("secretary", 403)):
        browser_of(part).get(publish, status)
    assert "Chưa có cách làm hay" in public.get(f"{LIST}?sau={made}").text, "none is behind the last one"
    assert "Chưa có cách làm hay" not in public.get(f"{LIST}?sau=AAAA").text, "what nobody knows begins at the start"
    manager.get(f"/cach-lam-hay/{made}")
    manager.follow("Rút khỏi danh sách")
    assert "Xin ghi lý do" in manager.send("Rút khỏi danh sách", 422, reason="").text
    page = manager.send("Rút khỏi danh sách", reason="Đơn vị đề nghị viết lại")
    assert "Đã rút cách làm hay khỏi danh sách" in page.text
    assert "đã được rút khỏi danh sách: Đơn vị đề nghị viết lại" in public.get(f"/cach-lam-hay/{made}").text
    assert "Đọc sách đầu tuần" not in public.get(LIST).text
    manager.get(f"/cach-lam-hay/{made}/rut", 404)
    public.get("/cach-lam-hay/AAAA-AAAA-AAAA", 404)

    one, two = (codes(district)[f"Chi bộ Phòng Kỹ thuật {number}"] for number in (1, 2))
    record(district, Row(1, "merge", one, related=(two,)))
    clock.advance(days=60)
    job.work_once(any_house)
    practice.publish(any_house, district.mandates["manager"], code, "Đọc sách", "Viết lại sau khi sáp nhập")
    assert "Chi bộ Phòng Kỹ thuật 1, kết thúc hoạt động từ ngày" in public.get(LIST).text, "by its last name"
    check_journal(any_house)
