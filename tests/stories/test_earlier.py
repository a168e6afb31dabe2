"""Results from the time of paper come into the register, and stay what they are: copies."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.app_fixtures import check_journal
from tests.builders import EDITION, District
from tests.page import Browser
from tests.tampering import by_hand, unnoticed
from workflow_app.house import House
from workflow_app.models import EarlierResult, Entry, Unit, UnitVersion
from workflow_app.services import edition, unit, verify_journal
from workflow_app.services.perform import unit_of_work

HEAD = "Đơn vị;Chương trình;Kỳ;Kết quả;Số quyết định;Ngày quyết định;Ghi chú"
FIRST = "Chi bộ Phòng Kỹ thuật 1;ds-bontot;2023;Được công nhận;145-QĐ/HU;15/12/2023;Bản giấy lưu tại Văn phòng"
SECOND = "Chi bộ Phòng Kỹ thuật 2;;2023;chưa được công nhận;145-QĐ/HU;15/12/2023;"
WHERE = "/quan-tri/ket-qua-truoc"


def table(*lines: str, encoding: str = "utf-8", separator: str = ";") -> tuple[io.BytesIO, str]:
    return io.BytesIO("\r\n".join((HEAD, *lines)).replace(";", separator).encode(encoding)), "ket-qua.csv"


def rows(district: District) -> list[EarlierResult]:
    with district.house.db.reading() as session:
        return list(session.scalars(select(EarlierResult).order_by(EarlierResult.id)))


def entries(district: District) -> int:
    with district.house.db.reading() as session:
        return session.scalar(select(func.count()).select_from(Entry)) or 0


@pytest.fixture
def manager(browser_of: Callable[[str], Browser]) -> Browser:
    return browser_of("manager")


def test_nothing_at_all_is_refused_and_no_fault(manager: Browser) -> None:
    token = manager.get(WHERE).form("/thu")["csrf_token"]
    assert manager.post(f"{WHERE}/nhap", 422, data={"csrf_token": token, "content": ""}).heading


def test_a_manager_brings_a_year_of_paper_in_and_everybody_reads_what_it_is(
    any_house: House, manager: Browser, app: Flask, district: District
) -> None:
    manager.get(WHERE)
    page = manager.submit("/thu", file=table(FIRST, SECOND))
    assert "2 dòng: 2 kết quả mới, 0 đã có, 0 cần sửa" in page.text
    assert not rows(district), "looking changes nothing"
    page = manager.submit("/nhap")
    assert "Đã ghi 2 kết quả vào sổ." in page.text
    first, second = rows(district)
    check_journal(district.house)

    visitor = Browser(app.test_client())
    assert "Chi bộ Phòng Kỹ thuật 1" in visitor.get("/tra-cuu/ban-giay").text
    assert "Phòng Kỹ thuật 2" not in visitor.page.text  # type: ignore[union-attr]
    page = visitor.get(f"/tra-cuu?q={first.code.lower()}")
    assert page.heading == "Ghi lại từ bản giấy" and "145-QĐ/HU" in page.text
    assert "verdict ok" not in page.html and "Hợp lệ" not in page.text
    assert "Copied from paper" in visitor.get(f"/en/tra-cuu/ban-giay/{first.code}").text
    assert "1 kết quả" in visitor.get("/tra-cuu/ban-giay?q=phong+ky+thuat&ky=2023").text
    assert "Không có kết quả nào" in visitor.get("/tra-cuu/ban-giay?q=phong+tai+chinh").text
    visitor.get(f"/tra-cuu/ban-giay/{second.code}", 404)  # a unit that was not recognised is named to nobody
    assert "0 công nhận còn hiệu lực" in " ".join(reversed_stats(visitor.get("/cong-nhan").text))


def reversed_stats(text: str) -> list[str]:
    at = text.index("công nhận còn hiệu lực")
    words = "công nhận còn hiệu lực"
    return [text[at + len(words) :].split()[0], words]


@pytest.mark.parametrize("encoding, separator", [("utf-8-sig", ","), ("cp1258", ";"), ("utf-16", "\t")])
def test_the_same_file_once_more_changes_nothing_however_excel_saved_it(
    manager: Browser, district: District, encoding: str, separator: str
) -> None:
    manager.get(WHERE)
    manager.submit("/thu", file=table(FIRST, SECOND))
    manager.submit("/nhap")
    before = entries(district)
    manager.get(WHERE)
    # windows-1258 has no letters with a tone: Excel writes the tone by itself
    data = decomposed(HEAD, FIRST, SECOND) if encoding == "cp1258" else "\r\n".join((HEAD, FIRST, SECOND))
    sent = io.BytesIO(data.replace(";", separator).encode(encoding)), "ket-qua.csv"
    assert "2 dòng: 0 kết quả mới, 2 đã có" in manager.submit("/thu", file=sent).text
    assert entries(district) == before


def decomposed(*lines: str) -> str:
    """As windows-1258 can write it: tones as characters of their own, ê ă ơ ư â ô đ as letters."""
    import unicodedata

    tones = "\u0300\u0301\u0303\u0309\u0323"
    out = ""
    for char in "\r\n".join(lines):
        parts = unicodedata.normalize("NFD", char)
        letter = unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones))
        out += letter + "".join(c for c in parts if c in tones)
    return out


def test_what_is_there_goes_out_as_a_table_that_changes_nothing_when_it_comes_back(
    manager: Browser, district: District
) -> None:
    manager.get(WHERE)
    manager.submit("/thu", file=table(FIRST, SECOND))
    manager.submit("/nhap")
    answer = manager.client.get(f"{WHERE}/danh-sach.csv")
    assert answer.text.count("145-QĐ/HU") == 2 and "Bản giấy lưu tại Văn phòng" in answer.text
    manager.get(WHERE)
    page = manager.submit("/thu", file=(io.BytesIO(answer.data), "ket-qua-truoc.csv"))
    assert "2 dòng: 0 kết quả mới, 2 đã có, 0 cần sửa" in page.text


def test_one_wrong_line_keeps_the_whole_file_out_and_every_fault_is_told(manager: Browser, district: District) -> None:
    manager.get(WHERE)
    wrong = "Chi bộ Không Có;ds-bontot;năm ngoái;tốt;;31/02/2023;"
    page = manager.submit("/thu", file=table(FIRST, wrong, FIRST.replace("145", "146")))
    assert "3 dòng: 1 kết quả mới, 0 đã có, 2 cần sửa" in page.text
    faults = ("Không có đơn vị", "Kỳ ghi bằng năm", "Kết quả ghi là", "Ghi số quyết định", "Ghi ngày", "ở một dòng")
    assert [told for told in faults if told not in page.text] == []
    assert not page.all("button", class_="btn primary"), "nothing offers to take it in"
    manager.get(WHERE)
    assert "Kỳ ghi bằng năm" in manager.submit("/thu", file=table(FIRST.replace("2023;Đ", "20２３;Đ"))).text
    page = manager.post(f"{WHERE}/nhap", 422, data={**csrf(manager), "content": "\n".join((HEAD, FIRST, wrong))})
    assert "Chưa ghi gì vào sổ" in page.text and not rows(district)


def csrf(browser: Browser) -> dict[str, str]:
    browser.get(WHERE)
    return {"csrf_token": browser.page.form("/ket-qua-truoc")["csrf_token"]}  # type: ignore[union-attr]


def test_a_slip_is_put_right_by_a_further_entry_and_the_old_page_says_so(
    manager: Browser, app: Flask, district: District
) -> None:
    one = dict(unit="Chi bộ Phòng Kỹ thuật 1", programme="ds-bontot", period="2023", outcome="recognised")
    one |= {"decision": "154-QĐ/HU", "decided_on": "15/12/2023", "remark": ""}
    manager.get(WHERE)
    assert "Đã ghi kết quả vào sổ." in manager.submit("/ket-qua-truoc", **one).text
    assert "không có gì thay đổi" in manager.submit("/ket-qua-truoc", **one).text
    page = manager.submit("/ket-qua-truoc", 422, **{**one, "decision": "145-QĐ/HU"})
    assert "Ghi lại cho đúng" in page.text and len(rows(district)) == 1
    code = rows(district)[0].code
    manager.get(f"{WHERE}?sua={code}")
    manager.submit("/ket-qua-truoc", decision="145-QĐ/HU")
    assert [row.version for row in rows(district)] == [1, 2]
    visitor = Browser(app.test_client())
    assert "145-QĐ/HU" in visitor.get("/tra-cuu/ban-giay").text
    assert "154-QĐ/HU" not in visitor.page.text  # type: ignore[union-attr]
    assert "Đã được ghi lại" in visitor.get(f"/tra-cuu/ban-giay/{code}").text


def test_a_slip_is_put_right_although_another_unit_has_the_same_name(manager: Browser, district: District) -> None:
    manager.get(WHERE)
    manager.submit("/thu", file=table(FIRST))
    manager.submit("/nhap")
    with unit_of_work(district.house) as work:
        terms = {"short_name": "", "kind": "chi_bo_truc_thuoc", "level": "cell_sub", "valid_from": work.today}
        parent = work.session.get_one(Unit, district.units[1].id)
        unit.found(work, work.system(), name="Chi bộ Phòng Kỹ thuật 1", parent=parent, **terms)
    manager.get(f"{WHERE}?sua={rows(district)[0].code}")
    assert "Đã ghi kết quả vào sổ." in manager.submit("/ket-qua-truoc", decision="146-QĐ/HU").text
    assert {row.unit_id for row in rows(district)} == {district.units[0].id} and len(rows(district)) == 2


def test_nothing_is_copied_into_a_programme_of_another_committee_nor_for_the_own_unit(
    manager: Browser, district: District
) -> None:
    with unit_of_work(district.house) as work:
        named = select(Unit).join(UnitVersion, UnitVersion.unit_id == Unit.id).order_by(UnitVersion.level)
        above = next(one for one in work.session.scalars(named) if one.path.count(".") == 1)
        source = EDITION.read_text(encoding="utf-8").replace('code = "ds-bontot"', 'code = "dn-bontot"', 1)
        edition.publish(work, work.system(), source, defaultdict(lambda: above))
    page = manager.get(WHERE)
    assert "dn-bontot" not in page.html
    one = dict(unit="Chi bộ Phòng Kỹ thuật 1", programme="dn-bontot", period="2023", outcome="recognised")
    one |= {"decision": "145-QĐ/TU", "decided_on": "15/12/2023", "remark": ""}
    page = manager.submit("/ket-qua-truoc", 422, **one)
    assert "Không có chương trình này" in page.text
    page = manager.submit("/ket-qua-truoc", 422, **one | {"unit": "Đảng bộ huyện Đắk Song", "programme": "ds-bontot"})
    assert "đơn vị nơi mình có nhiệm vụ" in page.text and not rows(district)
    assert "Đảng bộ huyện Đắk Song" not in manager.client.get(f"{WHERE}/mau.csv").get_data().decode("utf-8-sig")


@pytest.mark.parametrize(
    "data, told",
    [(b"", "chưa có dòng nào"), (b"PK\x03\x04", "CSV"), (b"a;b\r\n1;2", "thiếu tên cột"), (b"x" * 300_001, "300 kB")],
)
def test_a_file_that_is_no_such_table_is_refused_with_what_to_do(manager: Browser, data: bytes, told: str) -> None:
    manager.get(WHERE)
    assert told in manager.submit("/thu", 422, file=(io.BytesIO(data), "x.csv")).text


def test_the_template_comes_back_empty_and_only_a_manager_gets_it(
    manager: Browser, browser_of: Callable[[str], Browser]
) -> None:
    sheet = manager.client.get(f"{WHERE}/mau.csv").get_data()
    assert "Chi bộ Phòng Kỹ thuật 2" in sheet.decode("utf-8-sig")
    manager.get(WHERE)
    assert "chưa có dòng nào" in manager.submit("/thu", 422, file=(io.BytesIO(sheet), "mau.csv")).text
    browser_of("reviewer").get(WHERE, 403)


@pytest.mark.usefixtures("tampering")
def test_a_changed_cell_is_found_and_shown_as_what_it_is(manager: Browser, app: Flask, district: District) -> None:
    manager.get(WHERE)
    manager.submit("/thu", file=table(FIRST, SECOND))
    manager.submit("/nhap")
    check_journal(district.house)
    first = rows(district)[0]
    assert not unnoticed(district.house, "earlier_result")
    with by_hand(district.house.db.url) as connection:
        connection.execute("UPDATE earlier_result SET decision = '1-QĐ/HU' WHERE id = ?", (first.id,))
        page = Browser(app.test_client()).get(f"/tra-cuu/ban-giay/{first.code}")
        assert "Phát hiện sai khác" in page.text and "1-QĐ/HU" not in page.text
        connection.execute("DELETE FROM earlier_result WHERE id = ?", (first.id,))
    assert {one.code for one in verify_journal.verify(district.house).findings} == {"row-missing"}
