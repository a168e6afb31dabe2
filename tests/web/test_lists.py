"""Every list of a page leaves as a file: the same reach, the same filters, and no list is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask

from tests.builders import PASSWORD, District, MovableClock, submitted
from tests.page import Browser
from tests.web.visits import get_in
from workflow_app.services import unit_table
from workflow_app.tables import Column, read

TEMPLATES = Path(__file__).parents[2] / "templates"
# Pages with a search or with further pages that offer no file, and why.
WITHOUT = {
    "gallery.html": "shows the pieces of pages, no list of the register",
    "journal/index.html": "the whole journal leaves as tiles, which programs check (docs/journal-format.md)",
    "journal/entry.html": "one entry",
    "task/notices.html": "messages to one person; what is kept of a person leaves from the page about it",
    "people/unit.html": "chooses a unit",
    "people/replace.html": "chooses a successor",
}


def test_every_page_with_a_list_offers_it_as_a_file_or_says_why_not() -> None:
    found = set()
    for path in TEMPLATES.rglob("*.html"):
        name, text = path.relative_to(TEMPLATES).as_posix(), path.read_text("utf-8")
        if not name.startswith("components/") and ("pagination(" in text or "search_form(" in text):
            found.add(name)
            offers = "{{ exports(" in text or "{{ export_links(" in text
            assert offers != (name in WITHOUT), f"{name}: offer the list with components/export.html, or say why not"
    assert set(WITHOUT) <= found


def test_lists_leave_as_workbook_and_csv_with_the_filters_of_their_page(
    app: Flask, district: District, clock: MovableClock, browser_of: Callable[[str], Browser]
) -> None:
    code = submitted(district)
    reviewer = browser_of("reviewer")
    reviewer.get("/nhiem-vu?hang=cho-toi&q=ky+thuat+1")
    for words in ("tệp Excel (.xlsx)", "tệp CSV"):
        data = reviewer.client.get(reviewer.page.link(words)).data  # type: ignore[union-attr]
        rows = read(data, [Column("code", "Mã hồ sơ"), *map(_column, REST)]).rows
        assert [row.values["code"] for row in rows] == [code]
    assert code not in reviewer.client.get("/nhiem-vu/danh-sach.csv?hang=cho-toi&q=khong+co").text
    assert "Lúc" in browser_of("secretary").client.get("/tai-khoan/viec-da-lam/danh-sach.csv").text

    manager = get_in(app, district, "manager")
    manager.get("/quan-tri/don-vi")
    data = manager.client.get(manager.page.link("tệp Excel (.xlsx)")).data
    table = read(data, unit_table.columns())
    assert not table.faults and len(table.rows) == 2
    here = manager.page.link("tệp CSV").removesuffix("/danh-sach.csv").rpartition("/")[2]
    checked = unit_table.check(district.house, district.mandates["manager"], here, table.rows)
    assert all(one.known and not one.faults for one in checked), "what left comes in again and changes nothing"
    assert manager.client.get("/quan-tri/nguoi/danh-sach.csv?q=bi+thu").text.count("bi-thu-") == 2
    assert manager.client.get("/quan-tri/nguoi/danh-sach.xlsx").data.startswith(b"PK")
    clock.advance(minutes=11)
    assert manager.get("/quan-tri/nguoi/danh-sach.xlsx").heading == "Xác nhận trước khi tải về"
    form = manager.page.form() | {"password": PASSWORD}
    assert manager.client.post("/quan-tri/nguoi/danh-sach.xlsx", data=form).data.startswith(b"PK")

    visitor = app.test_client()
    for path in ("/cong-nhan", "/tra-cuu", "/tra-cuu/giao-uoc", "/tra-cuu/ban-giay"):
        assert visitor.get(f"{path}/danh-sach.xlsx").data.startswith(b"PK")
        assert visitor.get(f"{path}/danh-sach.csv").mimetype == "text/csv"
        assert visitor.get(f"{path}/danh-sach.exe").status_code == 404
    assert visitor.get("/chuong-trinh/ds-bontot/2025/con-thieu.csv").mimetype == "text/csv"
    assert visitor.get("/quan-tri/nguoi/danh-sach.csv").status_code == 303


REST = ("Đơn vị", "Loại hồ sơ", "Chương trình", "Kỳ", "Trạng thái", "Đang ở", "Hạn")


def _column(heading: str) -> Column:
    return Column(heading, heading, kind="date" if heading == "Hạn" else "text")
