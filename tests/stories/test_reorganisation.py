"""The organisation changes under a programme: written, checked, recorded and taken back by a manager in the browser."""

from __future__ import annotations

import io
from datetime import date

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from states.reorganisation import Row
from tests import agreements, builders
from tests.builders import District, MovableClock
from tests.page import Browser, Page
from tests.reorganising import TOP, codes, heading, record
from tests.web.visits import get_in
from workflow_app.models import Programme, Round, Unit, UnitEvent, UnitVersion
from workflow_app.services import job, journal
from workflow_app.services import unit as units
from workflow_app.services.edition import rules_of
from workflow_app.services.targets import read_progress
from workflow_app.services.unit_event import rows_of
from workflow_app.tables import as_xlsx

JUNE = date(2025, 6, 1)
PLACE = "/quan-tri/sap-xep"
HEADING = {
    "title": "Hợp nhất các phòng kỹ thuật", "effective_on": "1/6/2025", "symbol": "12-QĐ/HU", "issued_on": "15/5/2025",
    "issuer": "Ban Thường vụ Huyện ủy",
}  # fmt: skip


def add(manager: Browser, code: str, status: int = 200, **row: str) -> Page:
    """Fill in the form of one row; what is not named stays empty."""
    return manager.submit(f"{PLACE}/{code}/them", status, **row)


def begun(manager: Browser) -> str:
    manager.get(PLACE)
    manager.follow("Lập đợt sắp xếp")
    page = manager.submit(f"{PLACE}/moi", **HEADING)
    assert "Chưa có gì thay đổi cho tới khi ghi" in page.text
    return page.path.rpartition("/")[2]


def names(district: District, day: date) -> set[str]:
    with district.house.db.reading() as session:
        return set(session.scalars(select(UnitVersion.name).where(units.current(day))))


def test_cells_are_merged_from_a_day_on_and_their_registrations_go_on_under_the_new_one(
    app: Flask, district: District, clock: MovableClock
) -> None:
    registered = builders.submitted(district, "secretary2")
    manager = get_in(app, district, "manager")
    code = begun(manager)
    add(manager, code, kind="found", unit="M1", name="Chi bộ Kỹ thuật", unit_kind="chi_bo_co_so", parent=TOP)
    page = add(manager, code, kind="merge", unit="Chi bộ Phòng Kỹ thuật 9", related="M1")
    assert "Không có đơn vị này đang hoạt động vào ngày đó" in page.text and "1 dòng chưa ghi được" in page.text
    page = manager.submit(f"{PLACE}/{code}/ghi", 422)
    assert "Dòng 2: Không có đơn vị này" in page.text
    assert "Chi bộ Phòng Kỹ thuật 9" in page.text, "what was written is kept"
    manager.get(f"{PLACE}/{code}")
    manager.submit(f"{PLACE}/{code}/bo", having={"number": "2"})
    for number in (1, 2):  # named by their full names, however the tone marks are placed
        page = add(manager, code, kind="merge", unit=f"chi bộ phòng kỹ thuật {number}", related="M1")
    assert "Mọi dòng đều ghi được" in page.text
    assert "Hợp nhất “Chi bộ Phòng Kỹ thuật 2” vào “Chi bộ Kỹ thuật”" in page.text
    page = manager.submit(f"{PLACE}/{code}/ghi")
    assert "Đã ghi đợt sắp xếp vào nhật ký" in page.text and "Đã ghi, chờ ngày có hiệu lực" in page.text
    assert "Chi bộ Kỹ thuật" not in names(district, date(2025, 5, 31))
    clock.advance(days=12)
    job.work_once(district.house)
    manager = get_in(app, district, "manager")
    assert "Đã có hiệu lực" in manager.get(f"{PLACE}/{code}").text
    assert names(district, date(2025, 6, 1)) & {f"Chi bộ Phòng Kỹ thuật {n}" for n in (1, 2)} == set()
    reviewer = get_in(app, district, "reviewer")
    assert "Chi bộ Phòng Kỹ thuật 2" in reviewer.get(f"/ho-so/{registered}").text
    with district.house.db.reading() as session:
        paths = {unit.path for unit in session.scalars(select(Unit)) if unit.path.count(".") == 3}
    assert len(paths) == 1


COLUMNS = ["Việc", "Đơn vị", "Tên mới", "Loại hình", "Trực thuộc", "Đơn vị kế thừa, đơn vị gốc"]


def test_a_file_of_rows_is_taken_whole_or_every_fault_is_named(app: Flask, district: District) -> None:
    manager = get_in(app, district, "manager")
    code = begun(manager)
    answer = manager.client.get(f"{PLACE}/mau.xlsx")
    assert answer.data.startswith(b"PK") and "attachment" in answer.headers["Content-Disposition"]
    merged = ["Hợp nhất, sáp nhập", "Chi bộ Phòng Kỹ thuật 2", "", "", "", "M1"]
    lines = [COLUMNS, ["Thành lập", "M1", "Chi bộ Kỹ thuật", "Chi bộ cơ sở", TOP, ""], merged]
    wrong = as_xlsx([*lines, ["Giải tán", "Chi bộ Phòng Kỹ thuật 1", "", "", "", "M1"]])
    page = manager.submit(f"{PLACE}/{code}/tep", 422, file=(io.BytesIO(wrong), "sap-xep.xlsx"))
    assert "Dòng 4, cột Việc" in page.text and "Chưa có dòng nào" in page.text
    page = manager.submit(f"{PLACE}/{code}/tep", file=(io.BytesIO(as_xlsx(lines)), "sap-xep.xlsx"))
    assert "Hợp nhất “Chi bộ Phòng Kỹ thuật 2” vào “Chi bộ Kỹ thuật”" in page.text
    assert "Mọi dòng đều ghi được" in page.text
    given_out = manager.client.get(f"{PLACE}/{code}/danh-sach.csv")
    assert "Chi bộ Phòng Kỹ thuật 2" in given_out.get_data(as_text=True)
    again = begun(manager)
    manager.submit(f"{PLACE}/{again}/tep", file=(io.BytesIO(given_out.data), "sap-xep.csv"))
    first, second = (rows_written(district, one) for one in (code, again))
    assert first == second and len(first) == 2, "what goes out comes in as it was"


def rows_written(district: District, code: str) -> tuple[Row, ...]:
    with district.house.db.reading() as session:
        return rows_of(session.scalars(select(UnitEvent).where(UnitEvent.code == code)).one())


def test_the_tree_is_shown_as_it_stood_on_any_day_and_targets_count_the_units_of_theirs(
    app: Flask, district: District, clock: MovableClock
) -> None:
    known = codes(district)
    one, two = known["Chi bộ Phòng Kỹ thuật 1"], known["Chi bộ Phòng Kỹ thuật 2"]
    record(district, Row(1, "merge", two, related=(one,)), Row(2, "rename", one, "Chi bộ Kỹ thuật"), at=heading(JUNE))
    clock.advance(days=20)
    job.work_once(district.house)
    manager = get_in(app, district, "manager")
    where = f"/quan-tri/don-vi/{known[TOP]}/ngay"
    page = manager.get(f"{where}?ngay=31/05/2025")
    assert "Chi bộ Phòng Kỹ thuật 2" in page.text and "2 đơn vị, mọi cấp" in page.text
    assert "Đảng bộ tỉnh Đắk Nông" in page.text, "what stood above on that day"
    page = manager.get(f"{where}?ngay=1/6/2025")
    assert "Chi bộ Kỹ thuật" in page.text and "1 đơn vị, mọi cấp" in page.text
    assert "Ngày chưa đúng" in manager.get(f"{where}?ngay=hom-qua", 422).text
    manager.get(f"{where}?ngay=1/1/1990", 404)
    with district.house.db.reading() as session:
        programme = session.scalars(select(Programme).options(joinedload(Programme.issuer))).one()
        round_ = session.scalars(select(Round).options(joinedload(Round.edition))).one()
        rules = rules_of(round_.edition)
        then, now = (read_progress(session, programme, round_, rules, day, None) for day in (date(2025, 5, 31), JUNE))
    assert (then.population, now.population) == (2, 1)


def test_what_becomes_of_each_open_case_is_chosen_and_done_on_the_day(
    app: Flask, district: District, clock: MovableClock
) -> None:
    kept, closed = builders.submitted(district, "secretary2"), builders.submitted(district, "secretary")
    manager = get_in(app, district, "manager")
    code = begun(manager)
    for key in ("A", "B"):
        add(manager, code, kind="found", unit=key, name=f"Chi bộ {key}", unit_kind="chi_bo_co_so", parent=TOP)
    add(manager, code, kind="split", unit="Chi bộ Phòng Kỹ thuật 2", related="A\nB")
    page = add(manager, code, kind="merge", unit="Chi bộ Phòng Kỹ thuật 1", related="A")
    assert "Hồ sơ đang mở của các đơn vị kết thúc" in page.text and "1 hồ sơ đang mở · đã chọn 0" in page.text
    assert "Tiếp tục dưới “Chi bộ A” · mặc định" in page.text and "Hồ sơ đang mở 2" in page.text
    page = manager.get(f"{PLACE}/{code}/ho-so/3")
    assert kept in page.text and closed not in page.text
    page = manager.send("Ghi cách xử lý", **{"cases-0-fate": "continue:B"})
    assert "Đã ghi cách xử lý 1 hồ sơ" in page.text and "Tiếp tục dưới “Chi bộ B”" in page.text
    manager.get(f"{PLACE}/{code}/ho-so/4")
    page = manager.send("Ghi cách xử lý", 422, **{"cases-0-fate": "close", "cases-0-reason": " "})
    assert "Chưa có lý do kết thúc hồ sơ" in page.text
    page = manager.send("Ghi cách xử lý", **{"cases-0-fate": "close", "cases-0-reason": "Đăng ký lại từ đầu"})
    assert "Kết thúc hồ sơ (Đăng ký lại từ đầu)" in page.text
    manager.get(f"{PLACE}/{code}/ho-so/1", 404)
    manager.get(f"{PLACE}/{code}")
    page = manager.submit(f"{PLACE}/{code}/ghi")
    assert "Tiếp tục dưới “Chi bộ B”" in page.text, "what was chosen can still be read until the day"
    assert "không chọn lại được" in manager.get(f"{PLACE}/{code}/ho-so/3").text
    clock.advance(days=12)
    job.work_once(district.house)
    manager = get_in(app, district, "manager")
    assert "Hồ sơ đang mở của các đơn vị" not in manager.get(f"{PLACE}/{code}").text
    page = manager.get(f"/ho-so/{kept}")
    assert "đã chuyển hồ sơ sang đơn vị kế thừa" in page.text
    assert "từ “Chi bộ Phòng Kỹ thuật 2” sang “Chi bộ B”, theo 12-QĐ/HU" in page.text
    assert "Đơn vị kế thừa" in page.text
    reviewer = get_in(app, district, "reviewer")
    for asked in ("ky thuat 2", "chi bo b"):
        assert kept in reviewer.get(f"/nhiem-vu?q={asked}").text, asked
    assert kept not in reviewer.get("/nhiem-vu?q=hanh chinh").text
    page = manager.get(f"/ho-so/{closed}")
    assert "đã kết thúc hồ sơ theo sắp xếp tổ chức" in page.text and "Đăng ký lại từ đầu" in page.text
    assert "Đã rút đăng ký" in page.text and "theo 12-QĐ/HU" in page.text


def test_a_party_that_is_no_more_keeps_its_signature_and_names_its_successor(
    app: Flask, district: District, clock: MovableClock
) -> None:
    code, known = agreements.in_force(district), codes(district)
    journal.integrate(district.house)
    one, two = known["Chi bộ Phòng Kỹ thuật 1"], known["Chi bộ Phòng Kỹ thuật 2"]
    record(district, Row(1, "merge", one, related=(two,)), at=heading(JUNE))
    ended = "bên ký đã kết thúc hoạt động từ ngày 01/06/2025; bên kế thừa: Chi bộ Phòng Kỹ thuật 2"
    assert ended not in Browser(app.test_client()).get(f"/tra-cuu/{code}").text
    clock.advance(days=20)
    job.work_once(district.house)
    journal.integrate(district.house)
    public, inside = Browser(app.test_client()), get_in(app, district, "manager")
    for page in (public.get(f"/tra-cuu/{code}"), inside.get(f"/giao-uoc/{code}")):
        assert page.text.count(ended) == 1, page.path
        assert page.link("Chi bộ Phòng Kỹ thuật 2") == f"/don-vi/{two}"
        assert "Chi bộ Phòng Kỹ thuật 1" in page.text and "Chữ ký khớp nội dung" in page.text
        assert "không còn khớp" not in page.text
    for asked in ("phong ky thuat 1", "Phòng Kỹ thuật 2"):  # the party's own name, and that of its successor
        assert code in public.get(f"/tra-cuu/giao-uoc?q={asked}").text, asked
    assert code not in public.get("/tra-cuu/giao-uoc?q=phong hanh chinh").text


def test_a_change_is_taken_back_before_its_day(app: Flask, district: District, clock: MovableClock) -> None:
    manager = get_in(app, district, "manager")
    code = begun(manager)
    add(manager, code, kind="rename", unit="Chi bộ Phòng Kỹ thuật 1", name="Chi bộ Công nghệ")
    manager.submit(f"{PLACE}/{code}/ghi")
    assert "Ghi lý do thu hồi" in manager.submit(f"{PLACE}/{code}/thu-hoi", 422, reason="").text
    page = manager.submit(f"{PLACE}/{code}/thu-hoi", reason="Văn bản bị thu hồi")
    assert "Cây đơn vị giữ nguyên như trước" in page.text and "Đã thu hồi trước ngày hiệu lực" in page.text
    clock.advance(days=20)
    job.work_once(district.house)
    assert "Chi bộ Công nghệ" not in names(district, date(2025, 6, 5))
    assert "Đã thu hồi trước ngày hiệu lực" in get_in(app, district, "manager").get(PLACE).text


def test_nobody_else_sees_or_writes_a_change(app: Flask, district: District) -> None:
    manager = get_in(app, district, "manager")
    code = begun(manager)
    reviewer = get_in(app, district, "reviewer")
    for path in (PLACE, f"{PLACE}/{code}", f"{PLACE}/moi"):
        reviewer.get(path, 403)
    manager.submit(f"{PLACE}/{code}/xoa")
    manager.get(f"{PLACE}/{code}", 404)
