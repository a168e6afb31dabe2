"""Units come in as a table: shown first, entered whole or not at all, and the same table again changes nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.app_fixtures import check_journal
from tests.builders import District
from tests.page import Browser
from tests.unit.test_tables import bomb
from workflow_app.house import House
from workflow_app.models import Entry, Unit, UnitVersion
from workflow_app.tables import as_csv, as_xlsx

HEAD = ["Tên đơn vị", "Loại hình", "Trực thuộc", "Hoạt động từ ngày"]
BOARD, CELL = "Đảng bộ cơ sở", "Chi bộ cơ sở"
UNDER = "Chi bộ trực thuộc đảng ủy cơ sở"


def file(rows: list[list[object]], ending: str = "xlsx") -> tuple[io.BytesIO, str]:
    made = as_xlsx(rows) if ending == "xlsx" else as_csv(rows)  # type: ignore[arg-type]
    return io.BytesIO(made), f"don-vi.{ending}"


def counted(district: District) -> tuple[int, int]:
    """How many units there are, and how many entries."""
    with district.house.db.reading() as session:
        return tuple(session.scalar(select(func.count()).select_from(one)) or 0 for one in (Unit, Entry))  # type: ignore[return-value]


@pytest.fixture
def manager(browser_of: Callable[[str], Browser]) -> Browser:
    return browser_of("manager")


def upload(manager: Browser) -> None:
    manager.get("/quan-tri/don-vi")
    manager.follow("Nhập đơn vị từ tệp Excel hoặc CSV")


def test_159_units_come_in_at_once_and_the_same_file_again_changes_nothing(
    any_house: House, manager: Browser, district: District
) -> None:
    rows = [HEAD, *[[f"Đảng bộ Sở {n}", BOARD, None, date(2020, 10, 1)] for n in range(1, 81)]]
    rows += [[f"Chi bộ Văn phòng {n}", CELL, "Đảng bộ huyện Đắk Song", None] for n in range(1, 80)]
    before = counted(district)
    upload(manager)
    page = manager.submit("/thu", file=file(rows))
    assert "159 dòng: 159 mới, 0 không đổi, 0 cần sửa." in page.text
    assert "80 × Đảng bộ cơ sở; 79 × Chi bộ cơ sở." in page.text
    assert counted(district) == before, "looking changes nothing"
    form = manager.page.form("/bang")  # type: ignore[union-attr]
    page = manager.submit("/bang")
    assert "Đã ghi 159 đơn vị." in page.text and "161 đơn vị trực thuộc" in page.text
    assert counted(district) == (before[0] + 159, before[1] + 159), "one entry for each unit"
    manager.post(f"{page.path}/bang", data=form)  # the same form, sent once more
    check_journal(district.house)
    after = counted(district)
    assert after == (before[0] + 159, before[1] + 159)

    upload(manager)
    rows[1][0] = "Đảng bộ  SỞ 1"
    page = manager.submit("/thu", file=file(rows, "csv"))
    assert "159 dòng: 0 mới, 159 không đổi, 0 cần sửa." in page.text and "trong sổ: Đảng bộ Sở 1" in page.text
    assert not page.all("button", class_="btn primary"), "nothing offers to enter them"
    assert counted(district) == after


def test_a_row_may_stand_below_another_row_and_below_a_unit_by_its_code(manager: Browser, district: District) -> None:
    with district.house.db.reading() as session:
        named = select(Unit.code).join(UnitVersion, UnitVersion.unit_id == Unit.id)
        code = session.scalars(named.where(UnitVersion.name == "Đảng bộ huyện Đắk Song")).one()
    rows: list[list[object]] = [
        HEAD,
        ["Chi bộ Thôn Hoà", UNDER, "Đảng ủy xã Thuận Hạnh"],
        ["Đảng uỷ xã Thuận Hạnh", "Grassroots Party organisation", code.lower()],
        ["Chi bộ Thôn Hạ", UNDER, "đảng uỷ xã Thuận Hạnh"],
    ]
    upload(manager)
    assert "3 dòng: 3 mới" in manager.submit("/thu", file=file(rows, "csv")).text
    assert "Đã ghi 3 đơn vị" in manager.submit("/bang").text
    assert "2 đơn vị trực thuộc" in manager.follow("Đảng uỷ xã Thuận Hạnh").text
    check_journal(district.house)


def test_every_fault_is_told_with_row_column_and_remedy_and_nothing_comes_in(
    manager: Browser, district: District
) -> None:
    before = counted(district)
    rows: list[list[object]] = [
        HEAD,
        ["Chi bộ Thuỷ lợi", CELL],
        ["Chi bộ Thủy lợi", CELL],  # twins: the place of a tone differs
        ["Chi bộ Phòng Kỹ thuật 1", BOARD],
        ["Chi bộ Một", UNDER, "Chi bộ Phòng Kỹ thuật 2"],
        ["Chi bộ Hai", UNDER, "Đảng bộ tỉnh Đắk Nông"],
        ["Đảng bộ A", BOARD, "Đảng bộ B"],
        ["Đảng bộ B", BOARD, "Đảng bộ A"],
        ["Đảng bộ C", "Đảng bộ tỉnh, thành phố"],
        ["Chi bộ Ba", CELL, None, date(2062, 1, 1)],
        ["=1+1", "Tổ", None, "hôm qua"],
    ]
    upload(manager)
    page = manager.submit("/thu", file=file(rows, "csv"))
    told = (
        "Trùng với dòng 2", "Khác với điều đã ghi trong sổ", "“Chi bộ Phòng Kỹ thuật 2” là chi bộ",
        "Không có đơn vị nào tên “Đảng bộ tỉnh Đắk Nông”", "trực thuộc lẫn nhau thành vòng",
        "Loại hình này không đứng dưới “Đảng bộ huyện Đắk Song”", "Ngày này chưa đến", "không có trong danh sách",
        "“hôm qua” không đọc được thành ngày",
    )  # fmt: skip
    assert [words for words in told if words not in page.text] == []
    assert "10 dòng: 1 mới" in page.text and not page.all("button", class_="btn primary")
    upload(manager)
    merged = load_workbook(file(rows)[0])
    merged.active.merge_cells("A2:A3")
    saved = io.BytesIO()
    merged.save(saved)
    page = manager.submit("/thu", 422, file=(io.BytesIO(saved.getvalue()), "x.xlsx"))
    assert "Dòng 2: Có ô bị gộp, bắt đầu từ ô A2" in page.text
    assert "Dòng 1, cột Ghi chú: Cột “Ghi chú” không có" in manager.submit(
        "/thu", 422, file=file([[*HEAD, "Ghi chú"]], "csv")).text  # fmt: skip
    assert "Chọn một tệp" in manager.submit("/thu", 422).text
    here = manager.page.path.removesuffix("/thu")  # type: ignore[union-attr]
    token = {"csrf_token": manager.page.form("/thu")["csrf_token"], "key": "k" * 20}  # type: ignore[union-attr]
    assert "chưa có dòng" in manager.post(here, 422, data=token | {"content": "eJw="}).text
    assert counted(district) == before


def test_the_template_says_what_each_column_holds_and_is_taken_when_filled_in(
    manager: Browser, district: District
) -> None:
    upload(manager)
    book = load_workbook(io.BytesIO(manager.client.get(manager.page.link("Tệp mẫu Excel (.xlsx)")).data))  # type: ignore[union-attr]
    heads = [cell.value for cell in book.worksheets[0][1]]
    assert heads[:3] == ["Mã đơn vị", "Tên đơn vị", "Tên ngắn"]
    assert CELL in [row[2].value for row in book.worksheets[1].iter_rows()]
    book.worksheets[0].append([None, "Chi bộ Mới", "Mới", CELL, None, None, "05/02/2024"])
    saved = io.BytesIO()
    book.save(saved)
    page = manager.submit("/thu", file=(io.BytesIO(saved.getvalue()), "mau.xlsx"))
    assert "1 dòng: 1 mới" in page.text
    plain = manager.client.get(page.path.removesuffix("/thu") + "/mau.csv")
    assert plain.mimetype == "text/csv" and plain.text.startswith("\ufeffMã đơn vị,")
    assert manager.client.get(page.path.removesuffix("/thu") + "/mau.exe").status_code == 404


def test_each_bad_file_gets_a_sentence_with_its_remedy_and_nothing_comes_in(
    manager: Browser, district: District
) -> None:
    before = counted(district)
    head = "Tên đơn vị;Loại hình\n"
    bad = {
        "bung ra lớn bất thường": bomb(),
        "lớn hơn 4 MB": b"x" * 10 * 1024**2,
        "Dòng 2: Không đọc được chữ": head.encode() + b"Chi b\xf4\xf2;x",
        "Tên đơn vị: Ô này là công thức": f"{head}=A1;Chi bộ cơ sở".encode("utf-8-sig"),
        "Tên đơn vị: Chữ bị lỗi phông": f"{head}Chi bá»™;Chi bộ cơ sở".encode(),
        "bỏ mật khẩu": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    }
    for words, data in bad.items():
        upload(manager)
        path, token = manager.page.path + "/thu", manager.page.form("/thu")  # type: ignore[union-attr]
        boundary, body = encode_multipart(token | {"file": FileStorage(io.BytesIO(data), "x.xlsx", "file")})
        answer = manager.client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")
        told = " ".join(re.sub("<[^>]+>", " ", answer.text).split())
        assert answer.status_code in (200, 422) and all(part in told for part in re.split(": |, cột ", words)), words
        assert 'class="btn primary"' not in answer.text
    assert counted(district) == before
