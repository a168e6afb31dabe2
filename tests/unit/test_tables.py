"""Tables in and out: what is read, what is refused with its place and its remedy, and what is written."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
import zlib
from datetime import date, datetime, time
from pathlib import Path

import pytest

from workflow_app import wording
from workflow_app.tables import LARGEST, Column, Table, as_csv, as_xlsx, read
from workflow_app.wording.table import FAULTS

TOP = Path(__file__).parents[2]
COLUMNS = (
    Column("name", "Tên đơn vị", required=True, also=("Name",), longest=40),
    Column("kind", "Loại", "choice", required=True, choices={"cell": ("Chi bộ", "Cell"), "board": ("Đảng bộ",)}),
    Column("since", "Từ ngày", "date"),
    Column("members", "Số đảng viên", "int"),
)
HEAD = ["Tên đơn vị", "Loại", "Từ ngày", "Số đảng viên"]
GOOD = [HEAD, ["Chi bộ 1", "Chi bộ", date(2025, 2, 5), 12], [], ["Đảng bộ  Đắk\xa0Hòa", "đảng bộ", None, None]]


def workbook(rows: list[list[object]], merge: str = "", **cells: object) -> bytes:
    """A workbook as somebody would save it, with single cells on top of its rows."""
    from openpyxl import Workbook

    made = Workbook()
    for row in rows:
        made.active.append(row)
    for place, value in cells.items():
        made.active[place] = value
    if merge:
        made.active.merge_cells(merge)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    written = io.BytesIO(data)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return written.getvalue()


def changed_part(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(written, "w", 8) as after:
        for part in before.namelist():
            content = before.read(part)
            after.writestr(part, content.replace(old, new) if part == name else content)
    return written.getvalue()


def bomb(declared: int = 3 * 1024**3) -> bytes:
    """Three megabytes that unpack to three gigabytes: one block of zeros, repeated as it is packed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(1024**2)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = block * 3072 + packer.flush()
    name, size = b"xl/worksheets/sheet1.xml", min(declared, 2**32 - 1)
    fields = (0, 8, 0, 0, 0, len(packed), size, len(name))
    local = b"PK\x03\x04" + struct.pack("<H4HIIIHH", 20, *fields, 0) + name + packed
    central = b"PK\x01\x02" + struct.pack("<HH4HIIIHHHHHII", 20, 20, *fields, 0, 0, 0, 0, 0, 0) + name
    names = b"PK\x05\x06" + struct.pack("<4HIIH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + names


def said(table: Table) -> list[tuple[int, str, str]]:
    assert all(len(wording.table_fault(f.code, f.said, lang)) > 20 for f in table.faults for lang in ("vi", "en"))
    return [(fault.row, fault.column, fault.code) for fault in table.faults]


def csv(text: str, encoding: str = "utf-8") -> bytes:
    return (";".join(HEAD) + "\n" + text).encode(encoding)


@pytest.mark.parametrize(
    "data",
    [
        workbook(GOOD),
        as_xlsx(GOOD, more={"Hướng dẫn": [["Xin điền từ dòng 2"]]}),
        as_csv(GOOD),
        csv("Chi bộ 1;Cell;5/2/2025;12\n\nĐảng bộ  Đắk\xa0Hòa;ĐẢNG BỘ;;\n"),
        ("sep=;\n" + "số đảng viên;NAME;từ ngày;loại *\n12;Chi bộ 1;2025-02-05;cell\n").encode("utf-16"),
        "Tên đơn vị\tLoại\tTừ ngày\tSố đảng viên\r\nChi bộ 1\tChi bộ\t05.02.2025\t12".encode("utf-8-sig"),
    ],
)
def test_a_table_is_read_from_a_workbook_and_from_every_kind_of_csv(data: bytes) -> None:
    table = read(data, COLUMNS)
    assert said(table) == []
    first = table.rows[0].values
    assert first == {"name": "Chi bộ 1", "kind": "cell", "since": date(2025, 2, 5), "members": 12}
    if len(table.rows) > 1:
        assert table.rows[1].number == 4
        assert table.rows[1].values == {"name": "Đảng bộ Đắk Hòa", "kind": "board", "since": None, "members": None}


def test_every_fault_of_the_cells_is_named_at_once_with_its_row_and_its_column() -> None:
    rows = [
        HEAD,
        ["Chi bộ ThÃ nh", "Tổ", "31/02/2025", "mười"],
        [None, "Chi bộ", "tháng 2", 1.5],
        ["=A1", "Chi bộ", 45693, 12.0, "thừa"],
        [datetime.combine(date(2025, 2, 1), time()), "Chi bộ", time(8), True],
        ["x" * 41, "Chi bộ", "#REF!", None],
        ["Chi b\u202e 2", "Chi bộ"],
    ]
    table = read(workbook(rows), COLUMNS)
    assert said(table) == [
        (2, "Tên đơn vị", "table-letters"),
        (2, "Loại", "table-choice"),
        (2, "Từ ngày", "table-date-none"),
        (2, "Số đảng viên", "table-number"),
        (3, "Tên đơn vị", "table-required"),
        (3, "Từ ngày", "table-date"),
        (3, "Số đảng viên", "table-number"),
        (4, "Tên đơn vị", "table-formula"),
        (4, "Từ ngày", "table-date-number"),
        (4, "", "table-beside"),
        (5, "Tên đơn vị", "table-became-date"),
        (5, "Từ ngày", "table-time"),
        (5, "Số đảng viên", "table-not-text"),
        (6, "Tên đơn vị", "table-too-long"),
        (6, "Từ ngày", "table-error"),
        (7, "Tên đơn vị", "text-direction-character"),
    ]
    assert "Chi bộ; Đảng bộ" in wording.table_fault(table.faults[1].code, table.faults[1].said)
    assert said(read(csv("=HYPERLINK(1);Chi bộ\n+84;Chi bộ;;\n"), COLUMNS)) == [(2, "Tên đơn vị", "table-formula")]


GOOD_BOOK = workbook(GOOD)
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", [(0, "", "table-empty")]),
        (b"\xef\xbb\xbf\r\n", [(0, "", "table-empty")]),
        (csv(""), [(0, "", "table-empty")]),
        (workbook([]), [(0, "", "table-empty")]),
        (b"x" * (LARGEST + 1), [(0, "", "table-too-large")]),
        (csv("a;Chi bộ\n" * 11), [(0, "", "table-too-many")]),
        (workbook([HEAD] + [["a", "Chi bộ"]] * 11), [(0, "", "table-too-many")]),
        (workbook([["Họ", "Quê"], ["a", "b"]]), [(1, "", "table-columns")]),
        (
            workbook([["Tên đơn vị", "Tên đơn vị", "Ghi chú"], ["a", "b"]]),
            [
                (1, "Tên đơn vị", "table-column-twice"),
                (1, "Ghi chú", "table-column-unknown"),
                (1, "Loại", "table-column-missing"),
            ],
        ),
        (workbook(GOOD, merge="A2:A4"), [(2, "", "table-merged")]),
        (csv("Chi bộ 1;Chi bộ\n") + b"Chi b\xf4\xf2 2;Chi b\xf4\xf2\n", [(3, "", "table-encoding")]),
        ("Tên đơn vị;Loại\nChi bộ Hà Nội;Chi bộ".encode("utf-16")[2:], [(0, "", "table-kind")]),
        (csv('a;Chi bộ\n"b;Chi bộ\n'), [(3, "", "table-quotes")]),
        (b"%PDF-1.7\n", [(0, "", "table-kind")]),
        (b"<html><table></table></html>", [(0, "", "table-kind")]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), [(0, "", "table-old")]),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            [(0, "", "table-encrypted")],
        ),
        (with_part(GOOD_BOOK, "xl/vbaProject.bin", b"x"), [(0, "", "table-macros")]),
        (GOOD_BOOK[: len(GOOD_BOOK) // 2], [(0, "", "table-broken")]),
        (b"PK\x03\x04" + bytes(40), [(0, "", "table-broken")]),
        (with_part(b"", "word/document.xml", b"<w/>"), [(0, "", "table-kind")]),
        (with_part(GOOD_BOOK, "xl/styles2.xml", b" " * 2 * 1024**2), [(0, "", "table-bomb")]),
        (changed_part(GOOD_BOOK, SHEET, b"<sheetData>", b"<!DOCTYPE x><sheetData>"), [(0, "", "table-broken")]),
        (changed_part(GOOD_BOOK, SHEET, b"<sheetData>", b"<sheetData>" + b"<row/>" * 10**6), [(0, "", "table-bomb")]),
        (changed_part(GOOD_BOOK, SHEET, b"</row>", b""), [(0, "", "table-broken")]),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_as_a_whole(data: bytes, expected: list[tuple[int, str, str]]) -> None:
    table = read(data, COLUMNS, most_rows=10)
    assert table.rows == ()
    assert said(table) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Chi bá»™ 1",
        "HÃ\xa0 Ná»™i",
        "ThÃ nh",
        "Ä‘oÃ n",
        "Chi b? Th?ng",
        "§¶ng bé",
        "Chi bé Thµnh",
        "Ñaûng boä",
        "ÐaÒng bôò",
        "�",
    ],
)
def test_letters_broken_on_their_way_are_seen(text: str) -> None:
    assert said(read(csv(f"{text};Chi bộ"), COLUMNS)) == [(2, "Tên đơn vị", "table-letters")]


@pytest.mark.parametrize(
    "text",
    ["ĐẢNG ỦY XÃ HÒA", "XÃ\xa0HÒA", "VÕ VAN", "Công ty Nestlé", "Röhm", "Trường số 1?", "Chi bộ Đắk R'Lấp",
     "Intel® Việt Nam", "Quì Hợp", "Khu § 2", "10 m²", "Đảng ủy", "Chi bộ 2 – xã A·B ở Huế", "Buôn Đôn", "Ia Đrăng"],
)  # fmt: skip
def test_no_name_of_the_country_is_taken_for_broken_letters(text: str) -> None:
    assert said(read(csv(f"{text};Chi bộ"), COLUMNS)) == []


MEASURE = """
import resource, sys, time
from workflow_app.tables import Column, read
data = open(sys.argv[1], "rb").read()
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
faults = read(data, [Column("name", "Tên đơn vị")]).faults
took, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
unit = 1024**2 if sys.platform == "darwin" else 1024
print(faults[0].code, took, (after - before) // unit, "openpyxl" in sys.modules)
"""


def test_an_archive_that_unpacks_to_gigabytes_is_refused_within_two_seconds_and_64_mb(
    tmp_path: Path, record_property: pytest.RecordProperty
) -> None:
    lying = bomb(declared=4096)  # says four kilobytes: then no more than those are unpacked
    lying = with_part(with_part(lying, "xl/workbook.xml", b"<w/>"), "[Content_Types].xml", b"<t/>")
    flat = b"".join(b"PK\x01\x02" + bytes(46) for _ in range(80_000))
    for name, data, code in (
        ("told", bomb(), "table-bomb"),
        ("lying", lying, "table-broken"),
        ("flat", b"PK" + flat, "table-bomb"),
    ):
        (tmp_path / name).write_bytes(data)
        assert 2.5 < len(data) / 1024**2 < 4
        command = [sys.executable, "-c", MEASURE, str(tmp_path / name)]
        done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True, timeout=60)
        found, took, grown, parsed = done.stdout.split()
        assert (found, parsed) == (code, "False")
        assert float(took) < 2 and int(grown) < 64
        record_property("summary", f"an archive of 3 MB ({name}): refused after {float(took):.3f} s and {grown} MB")


def test_what_is_written_is_read_back_and_nothing_in_it_is_run() -> None:
    from openpyxl import load_workbook

    texts = ["=1+1", "+84", "-2", "@SUM(A1)", "a=b", "\x07chuông", "Đắk Hòa"]
    rows = [["Tên", "Ngày", "Số"], *[[text, date(2025, 2, 5), -3] for text in texts]]
    sheet = load_workbook(io.BytesIO(as_xlsx(rows))).active
    cells = list(sheet.iter_rows(min_row=2))
    assert [row[0].value for row in cells] == ["'=1+1", "'+84", "'-2", "'@SUM(A1)", "a=b", "chuông", "Đắk Hòa"]
    assert {row[0].data_type for row in cells} == {"s"}
    assert {(row[1].value, row[1].number_format, row[2].value) for row in cells} == {
        (datetime.combine(date(2025, 2, 5), time()), "dd/mm/yyyy", -3)
    }
    assert b"'=1+1,05/02/2025,'-3" in as_csv(rows)
    back = read(as_xlsx([["Tên"], ["+84"], ["Đắk"]]), [Column("name", "Tên")])
    assert [row.values["name"] for row in back.rows] == ["+84", "Đắk"]


def test_every_fault_has_words_and_every_word_its_fault() -> None:
    paths = [*(TOP / "workflow_app/tables").glob("*.py"), *(TOP / "workflow_app/services").glob("*_table*.py")]
    sources = "".join(path.read_text("utf-8") for path in paths)
    assert all(f'"{code}"' in sources for code in FAULTS)
