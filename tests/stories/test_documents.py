"""The documents that programmes rest on: recorded, related, corrected, published, and found by everybody."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from flask import Flask

from tests.app_fixtures import check_journal
from tests.builders import District, MovableClock, _person, submitted
from tests.page import Browser, Page
from tests.people import paper
from tests.tampering import unnoticed
from tests.web.visits import get_in
from workflow_app.demo.paper import resolution_pdf
from workflow_app.house import House
from workflow_app.models import Unit
from workflow_app.services import document, document_link, document_table
from workflow_app.services.document import Said
from workflow_app.services.errors import Invalid, NotAllowed
from workflow_app.services.perform import unit_of_work
from workflow_app.tables import as_xlsx, read

BTCTW = "Ban Tổ chức Trung ương"
OLD = {"symbol": "09 - hd / btctw", "issued_on": "2/3/2012", "issuer": BTCTW, "subject": "Nâng cao sinh hoạt chi bộ"}
NEW = {"symbol": "12-HD/BTCTW", "issued_on": "6/7/2018", "issuer": BTCTW, "subject": "Một số vấn đề về sinh hoạt"}


def test_a_chain_of_guidance_is_recorded_related_corrected_published_and_found(
    app: Flask, any_house: House, district: District
) -> None:
    manager, public = get_in(app, district, "manager"), Browser(app.test_client())
    manager.get("/van-ban")
    manager.follow("Ghi văn bản")
    refused = manager.send("Ghi vào sổ", 422, symbol="số chín", issuer="", subject="")
    assert "Số văn bản chưa đúng" in refused.text and "Chưa rõ ngày ban hành" in refused.text
    assert "Chưa có tên cơ quan ban hành" in refused.text and "Chưa có trích yếu" in refused.text
    old = manager.send("Ghi vào sổ", **OLD)
    assert old.heading == "Hướng dẫn số 09-HD/BTCTW"
    manager.get("/quan-tri/van-ban/moi")
    assert "đã có trong sổ" in manager.send("Ghi vào sổ", 422, **OLD | {"issuer": "Ban tổ chức Trung ương"}).text
    manager.send("Ghi vào sổ", **NEW)
    where = manager.page.path
    assert "Chưa rõ văn bản nào" in link(manager, "implements", "99-HD/BTCTW", 422).text
    link(manager, "replaces", "09-HD/BTCTW")
    assert "Văn bản này thay thế Hướng dẫn số 09-HD/BTCTW ngày 02/03/2012" in manager.page.text
    page = public.get("/van-ban?q=09-hd/btctw")
    assert "Văn bản này đã được thay thế bởi Hướng dẫn số 12-HD/BTCTW." in page.text, "a number leads to its page"
    assert "Hướng dẫn số 09-HD/BTCTW ngày 02/03/2012 của Ban Tổ chức Trung ương" in page.text
    listed = public.get("/van-ban?q=sinh+hoat")
    assert "2 văn bản" in listed.text and "Đã được thay thế" in listed.text
    programme = public.get("/van-ban").text
    assert "Kế hoạch số" in programme, "what an edition names is there by itself"

    manager.get(where)
    manager.follow("Đính chính văn bản")
    kept = {"subject": "Một số vấn đề về nâng cao chất lượng sinh hoạt chi bộ", "visibility": "public"}
    refused = manager.send("Ghi vào sổ", 422, **kept)
    assert "phải có tệp văn bản" in refused.text and "Chưa có lý do" in refused.text
    assert "Số văn bản chưa đúng" in refused.text, "which decision publishes it"
    decided = {"basis": "30-QĐ/HU", "basis_on": "19/5/2025", "reason": "Ghi đủ trích yếu", "file": paper()}
    manager.send("Ghi vào sổ", **kept, **decided)
    page = public.get(where)
    assert "Công khai theo 30-QĐ/HU ngày 19/05/2025" in page.text and "Đính chính: Ghi đủ trích yếu" in page.text
    assert public.client.get(page.link("Tải tệp văn bản")).data.startswith(b"%PDF")
    listed_file = public.client.get("/van-ban/danh-sach.csv").text
    assert "12-HD/BTCTW,Hướng dẫn," in listed_file
    assert get_in(app, district, "secretary").client.get("/quan-tri/van-ban/moi").status_code == 403
    programme = public.get("/chuong-trinh/ds-bontot/2025")
    assert "Căn cứ: Kế hoạch số 518-KH/HU." in programme.text, "the rules say what they rest on"
    assert public.get(programme.link("Kế hoạch số 518-KH/HU")).heading == "Kế hoạch số 518-KH/HU"
    code = submitted(district)
    seen = get_in(app, district, "secretary").get(f"/ho-so/{code}")
    assert "Căn cứ: Kế hoạch số 518-KH/HU." in seen.text, "and so does each act of a case"
    check_journal(any_house)


def link(manager: Browser, kind: str, target: str, status: int = 303) -> Page:
    return manager.send("Ghi quan hệ", *([status] if status != 303 else []), kind=kind, target=target)


def test_relations_never_close_a_circle_and_one_recorded_by_mistake_is_taken_back(
    app: Flask, sqlite_house: House, district: District, clock: MovableClock
) -> None:
    mandate = district.mandates["manager"]
    old, new = (recorded(sqlite_house, mandate, *one) for one in (("09-HD/BTCTW", 2012), ("12-HD/BTCTW", 2018)))
    document_link.link(sqlite_house, mandate, new, "replaces", old)
    for kind, why in (("replaces", "document-link-circle"), ("cites", ""), ("grows", "document-relation")):
        if not why:
            document_link.link(sqlite_house, mandate, old, kind, new)
            continue
        with pytest.raises(Invalid) as refused:
            document_link.link(sqlite_house, mandate, old, kind, new)
        assert why in refused.value.errors.values()
    manager = get_in(app, district, "manager")
    manager.get(f"/van-ban/{old}")
    manager.follow("Rút quan hệ ghi nhầm")
    assert "Chưa có lý do" in manager.send("Rút quan hệ", 422, reason="").text
    manager.send("Rút quan hệ", reason="Ghi ngược chiều")
    assert "viện dẫn" not in manager.page.text.split("Ghi quan hệ với văn bản khác")[0]
    clock.advance(minutes=1)
    document_link.link(sqlite_house, mandate, old, "cites", new)
    check_journal(sqlite_house)


def recorded(house: House, mandate: int, symbol: str, year: int) -> str:
    return document.record(house, mandate, Said(symbol, date(year, 3, 2), BTCTW, f"Sinh hoạt chi bộ, {year}"))


def test_a_table_of_documents_comes_in_whole_or_not_at_all_and_twice_changes_nothing(
    app: Flask, any_house: House, district: District
) -> None:
    manager = get_in(app, district, "manager")
    head = [column.heading for column in document_table.columns()]
    rows = [
        ["02-ĐA / TU", None, date(2021, 12, 6), "Tỉnh ủy Thái Bình", "2020-2025", "Xây dựng chi bộ kiểu mẫu"],
        ["518-KH/Hu", None, date(2025, 2, 1), "Huyện ủy Quỳnh Phụ", None, "Thực hiện đề án"],
    ]
    wrong = [*rows, ["518-kh/hu", None, date(2025, 2, 1), "Huyện ủy Quỳnh Phụ", None, "Lần nữa"],
             ["124-QĐ/TW", "Quy định", date(2026, 1, 1), "Bộ Chính trị", None, "Ngày chưa tới"]]  # fmt: skip
    manager.get("/quan-tri/van-ban/bang")
    page = manager.submit("/thu", file=(BytesIO(as_xlsx([head, *wrong], "Bảng")), "van-ban.xlsx"))
    assert "Trùng với dòng 3" in page.text and "không muộn hơn hôm nay" in page.text
    assert "4 dòng: 2 mới, 0 không đổi, 2 cần sửa." in page.text
    unread = [["12-KH/TU", None, "32/2/2025", "Tỉnh ủy Thái Bình", None, "Kế hoạch"]]
    manager.get("/quan-tri/van-ban/bang")
    page = manager.submit("/thu", file=(BytesIO(as_xlsx([head, *unread], "Bảng")), "van-ban.xlsx"))
    assert "Không có ngày 32/2/2025" in page.text and "Chưa rõ ngày ban hành" not in page.text, "said once"
    manager.get("/quan-tri/van-ban/bang")
    manager.submit("/thu", file=(BytesIO(as_xlsx([head, *rows], "Bảng")), "van-ban.xlsx"))
    assert "Đã ghi 2 văn bản." in manager.send("Ghi 2 văn bản vào sổ").text
    assert manager.get("/van-ban?q=02-đa/tu").heading == "Đề án số 02-ĐA/TU"
    again = manager.client.get("/van-ban/danh-sach.xlsx").data
    table = read(again, document_table.columns())
    assert not table.faults
    checked = document_table.check(any_house, district.mandates["manager"], table.rows)
    assert not [(one.name, one.faults) for one in checked if one.faults or not one.known], "its own export, again"
    check_journal(any_house)


def test_every_changed_cell_of_the_register_is_found(sqlite_house: House, district: District) -> None:
    mandate = district.mandates["manager"]
    old, new = (recorded(sqlite_house, mandate, *one) for one in (("09-HD/BTCTW", 2012), ("12-HD/BTCTW", 2018)))
    document_link.link(sqlite_house, mandate, new, "replaces", old)
    upload = document.store(sqlite_house, resolution_pdf("2025"), "huong-dan.pdf")
    said = Said("15-HD/BTCTW", date(2019, 3, 2), BTCTW, "Có tệp", upload=upload)
    document.record(sqlite_house, mandate, said)
    check_journal(sqlite_house)
    assert not unnoticed(sqlite_house, "document_version", "document_link", "document")
    check_journal(sqlite_house)


def test_a_document_of_one_body_is_not_corrected_related_or_taken_back_by_the_people_of_another(
    app: Flask, district: District
) -> None:
    with unit_of_work(district.house) as work:
        own = work.session.get_one(Unit, district.units[0].id)
        _person(work, district, "beside", "ben-canh", "Người Bên Cạnh", "manager", "subtree", own)
    manager = get_in(app, district, "manager")
    manager.get("/quan-tri/van-ban/moi")
    manager.send("Ghi vào sổ", **OLD)
    old = manager.page.path
    beside = get_in(app, district, "beside")
    assert "Đính chính văn bản" in manager.get(old).text and "Đính chính văn bản" not in beside.get(old).text
    code = old.rpartition("/")[2]
    assert beside.client.get(f"/quan-tri{old}/sua").status_code == 403
    mandate, house = district.mandates["beside"], district.house
    said = Said("09-HD/BTCTW", date(2012, 3, 2), BTCTW, "Trích yếu khác", visibility="withdrawn", reason="Nhầm")
    with pytest.raises(NotAllowed):
        document.correct(house, mandate, code, said, seen=1)
    beside.get("/quan-tri/van-ban/moi")
    beside.send("Ghi vào sổ", **NEW)
    newer = beside.page.path
    with pytest.raises(NotAllowed):
        document_link.link(house, mandate, code, "cites", "12-HD/BTCTW")
    link(beside, "replaces", "09-HD/BTCTW")
    with pytest.raises(NotAllowed):
        document_link.unlink(house, mandate, code, "replaces", newer.rpartition("/")[2], "Nhầm")
    assert "Đính chính văn bản" in manager.get(newer).text, "what those below recorded is put right from above"
    check_journal(house)
