"""Tables for spreadsheets: read back as written, and never run as formulas."""

from __future__ import annotations

import csv
import io

from workflow_app.csv_file import csv_file


def test_a_table_is_read_back_in_vietnamese_with_its_commas_quotes_and_lines() -> None:
    rows = [["Đơn vị", "Lý do"], ["Chi bộ “Ẩn”, xã Đắk Hòa", 'nói "không"\nrồi thôi'], ["", "0"]]
    written = csv_file(rows)
    assert written.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""))) == rows


def test_what_a_spreadsheet_would_run_is_made_plain_text() -> None:
    dangerous = ["=1+1", "+84", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1+1", "＠SUM(A1)"]
    read = csv.reader(io.StringIO(csv_file([dangerous, ["a=b", "1-2"]]).decode("utf-8-sig"), newline=""))
    assert list(read) == [[f"'{cell}" for cell in dangerous], ["a=b", "1-2"]]


def test_nothing_is_run_where_the_spreadsheet_takes_the_semicolon_for_the_separator() -> None:
    written = csv_file([["Chi bộ 1", "Theo quyết định;=1+1;-2; - ba"]]).decode("utf-8-sig")
    assert written.strip() == "Chi bộ 1,Theo quyết định;'=1+1;'-2; - ba"
