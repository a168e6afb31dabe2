"""Administration: units, editions and rounds in the browser, within reach and without losing what stands."""

from __future__ import annotations

import io
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from states.edition_diff import Change, changes
from states.edition_values import Name
from tests.builders import EDITION, PASSWORD, PERIOD, District, MovableClock, drafted, submitted, unsigned
from tests.page import Browser, Page
from tests.web.visits import get_in
from workflow_app.models import Case, Document, Edition, Entry, Round, Unit, UnitVersion
from workflow_app.services import account, issuing_body, publishing, unit
from workflow_app.services.errors import Invalid
from workflow_app.services.perform import unit_of_work

PROGRAMME = "/quan-tri/chuong-trinh/ds-bontot"
NEXT = {"period": "2025-2", "opens_on": "1/6/2025", "last_day": "15/6/2025", "ends": "31/12/2025"}


@pytest.fixture
def manager(app: Flask, district: District) -> Browser:
    return get_in(app, district, "manager")


def third_edition() -> str:
    source = unsigned(EDITION.read_text(encoding="utf-8")).replace("number = 2\n", "number = 3\n", 1)
    return source.replace("stage_days = 3", "stage_days = 4").replace(
        "resolution_required = true", "resolution_required = false"
    )


def code_of(district: District, name: str) -> str:
    with district.house.db.reading() as session:
        named = select(Unit.code).join(UnitVersion, UnitVersion.unit_id == Unit.id).where(UnitVersion.name == name)
        return session.scalars(named).one()


# --- units ---


def test_units_are_entered_all_or_none_and_each_bad_line_is_named(manager: Browser, district: District) -> None:
    page = manager.get("/quan-tri/don-vi")
    assert page.heading == "Đảng bộ huyện Đắk Song" and "Chi bộ Phòng Kỹ thuật 1" in page.text
    here = "/" + code_of(district, "Đảng bộ huyện Đắk Song")
    offered = [choice.get("value") for choice in page.all("input", type="radio")]
    assert offered == ["dang_bo_co_so", "chi_bo_co_so", "chi_bo_truc_thuoc"], "what can stand below a district"
    assert "Trực thuộc thẳng cấp trên cơ sở" in page.text and "Nằm trong một đảng bộ cơ sở" in page.text
    lines = "Đảng bộ xã An Bình | Xã An Bình\n\nChi bộ  phòng kỹ thuật 1\nChi bộ Phòng Kỹ thuật 2"
    page = manager.submit(here, 422, names=lines, kind="")
    assert "Chọn loại hình" in page.text
    page = manager.submit(here, 422, names=lines, kind="dang_bo_co_so")
    assert "Dòng 3: Cấp ủy này đã có đơn vị" in page.text and "Dòng 4: Cấp ủy này đã có đơn vị" in page.text
    assert "Xã An Bình" in page.html and "Đảng bộ xã An Bình" not in manager.get("/quan-tri/don-vi").text
    alike = "Chi bộ Phòng Thuế\n\nChi bộ Hội Nông dân\nChi bộ phòng  thuế"
    page = manager.submit(here, 422, names=alike, kind="chi_bo_co_so")
    assert "Dòng 4: trùng tên với dòng 1 của danh sách này" in page.text and "đã có đơn vị" not in page.text
    page = manager.submit(here, names=lines.splitlines()[0], kind="dang_bo_co_so", since="1/2/2021")
    assert "Đã ghi 1 đơn vị" in page.text
    page = manager.follow("Đảng bộ xã An Bình")
    assert "01/02/2021" in page.text and "Xã An Bình" in page.text and "Chưa có đơn vị trực thuộc" in page.text


def test_units_stand_below_a_committee_that_leads_and_never_begin_on_a_day_to_come(
    manager: Browser, district: District
) -> None:
    """What is entered is never taken back: a wrong year would hide a unit, and keep its name, for decades."""
    manager.get("/quan-tri/don-vi")
    here = "/" + code_of(district, "Đảng bộ huyện Đắk Song")
    typed = {"names": f"Chi bộ {'rất ' * 60}dài", "kind": "chi_bo_co_so"}
    assert "Ngày này chưa đến" in manager.submit(here, 422, **typed, since="1/2/2062").text
    form = manager.page.form(here) | typed
    assert "Đã ghi 1 đơn vị" in manager.submit(here, since="").text
    manager.post(f"/quan-tri/don-vi/{code_of(district, 'Chi bộ Phòng Kỹ thuật 1')}", 403, data=form | {"key": "k" * 20})
    with district.house.db.reading() as session:
        short = session.scalars(select(UnitVersion.short_name).order_by(UnitVersion.id.desc())).first()
    assert short and len(short) <= 120, "PostgreSQL keeps no more"


def test_the_same_form_sent_twice_enters_the_units_once(manager: Browser, district: District) -> None:
    manager.get("/quan-tri/don-vi")
    here = "/" + code_of(district, "Đảng bộ huyện Đắk Song")
    form = manager.page.form(here) | {"names": "Chi bộ Hội Nông dân", "kind": "chi_bo_co_so"}
    for _ in range(2):
        page = manager.post(f"/quan-tri/don-vi{here}", data=form)
        assert page.heading == "Đảng bộ huyện Đắk Song" and "3 đơn vị trực thuộc" in page.text


def test_units_are_found_without_accents_and_only_within_reach(manager: Browser, district: District) -> None:
    assert "Chi bộ Phòng Kỹ thuật 2" in manager.get("/quan-tri/don-vi?q=ky thuat 2").text
    assert "Không có đơn vị nào" in manager.get("/quan-tri/don-vi?q=dak nong").text
    province = code_of(district, "Đảng bộ tỉnh Đắk Nông")
    manager.get(f"/quan-tri/don-vi/{province}", 404)
    manager.get("/quan-tri/don-vi")
    token = manager.page.form("/" + code_of(district, "Đảng bộ huyện Đắk Song"))
    manager.post(f"/quan-tri/don-vi/{province}", 404, data=token | {"names": "X", "kind": "chi_bo_co_so"})


def test_a_long_list_of_units_goes_on_page_by_page(manager: Browser, district: District) -> None:
    with unit_of_work(district.house) as work:
        parent = work.session.scalars(
            select(Unit).where(Unit.code == code_of(district, "Chi bộ Phòng Kỹ thuật 1"))
        ).one()
        for number in range(60):
            unit.found(
                work, work.system(), name=f"Chi bộ {number}", short_name=f"{number}", kind="chi_bo_truc_thuoc",
                level="cell_sub", parent=parent, valid_from=date(2025, 1, 1),
            )  # fmt: skip
    page = manager.get("/quan-tri/don-vi/" + code_of(district, "Chi bộ Phòng Kỹ thuật 1"))
    assert "60 đơn vị trực thuộc" in page.text and "Chi bộ 49" in page.text and "Chi bộ 50" not in page.text
    page = manager.follow("Trang sau →")
    assert "Chi bộ 50" in page.text and "Chi bộ 59" in page.text and "Chi bộ 49" not in page.text


# --- editions ---


def test_a_new_edition_shows_what_changes_and_open_cases_stay_under_the_old_one(
    manager: Browser, district: District
) -> None:
    sent, draft = submitted(district), drafted(district, "secretary2")
    manager.get("/quan-tri/chuong-trinh")
    mine = {"source": unsigned(EDITION.read_text(encoding="utf-8")), "shipped": None}
    page = manager.submit("/xem", having={"shipped": "ds-bontot-2025"}, **mine)
    assert "Văn bản này đã được ban hành đúng như vậy" in page.text
    page = manager.submit("/xem", source=third_edition())
    for words in ("Đăng ký › Số ngày cho mỗi cấp xét", "Phải có nghị quyết của đơn vị", "2 hồ sơ đang mở vẫn theo bản"):
        assert words in page.text
    assert f"Chi bộ Phòng Kỹ thuật 1Đăng ký xây dựng mô hình {sent}" in page.text and "1 bản nháp chưa gửi" in page.text
    assert draft not in page.html, "a draft is nobody's business yet"
    page = manager.send("Ban hành bản số 3")
    assert "0 hồ sơ đang mở theo bản này" in page.text and "2 hồ sơ đang mở theo bản này" in page.text
    page = manager.send("Mở đợt", **NEXT)
    assert "theo bản số 3" in page.text and "theo bản số 2" in page.text
    with district.house.db.reading() as session:
        pinned = session.scalars(select(Edition.number).join(Case, Case.edition_id == Edition.id)).all()
        assert pinned == [2, 2]
        assert len(session.scalars(select(Document.id)).all()) == 3, "the bodies were known from the edition before"
    page = manager.follow("Bản số 3")
    assert "So với bản số 2" in page.text and "stage_days = 4" in page.text
    answer = manager.client.get(f"{PROGRAMME}/ban/3/tep")
    assert answer.get_data(as_text=True) == third_edition()


def test_an_edition_that_cannot_be_read_comes_back_with_every_fault_in_place(manager: Browser) -> None:
    manager.get("/quan-tri/chuong-trinh")
    broken = third_edition().replace("stage_days = 4", 'stage_days = "vài"').replace('role = "reviewer"', 'role = "ai"')
    manager.submit("/xem", having={"shipped": "ds-bontot-2024"})
    page = manager.submit("/xem", 422, source=broken)
    assert page.heading == "Văn bản chưa đúng"
    for words in ("registration.stage_days: phải là số nguyên", "registration.stages[0].role: vai trò không có: 'ai'"):
        assert words in page.text
    assert 'stage_days = "vài"' in page.html.replace("&#34;", '"')
    page = manager.submit("/xem", source=third_edition().replace("number = 3", "number = 1", 1))
    assert "phải lớn hơn số của bản đã ban hành" in page.text and "Ban hành bản số" not in page.text


def test_a_file_that_is_no_text_is_refused_in_words(manager: Browser) -> None:
    manager.get("/quan-tri/chuong-trinh")
    token = manager.page.form("/dang-xuat")["csrf_token"]
    said = {b"\xff\xfe\x00": "không phải văn bản TOML", b"": "nhỏ hơn 200 KB", b"a" * 200_001: "nhỏ hơn 200 KB"}
    for content, words in said.items():
        data = {"csrf_token": token, "file": (io.BytesIO(content), "a.toml")}
        page = manager.post("/quan-tri/chuong-trinh/xem", 422, data=data, content_type="multipart/form-data")
        assert words in page.text


def test_bodies_outside_the_tree_are_entered_once_and_known_the_next_time(app: Flask, district: District) -> None:
    """A programme of another issuer, whose documents come from above."""
    source = EDITION.read_text(encoding="utf-8").replace('code = "ds-bontot"', 'code = "khac"', 1)
    house, mandate = district.house, district.mandates["manager"]
    own = code_of(district, "Đảng bộ huyện Đắk Song")
    bodies = publishing.bodies_of(publishing.rules.parse(source))
    elsewhere = {bodies[0]: code_of(district, "Đảng bộ tỉnh Đắk Nông")}
    with pytest.raises(Invalid):
        publishing.publish(house, mandate, source, own, elsewhere)
    publishing.publish(house, mandate, source, own, dict.fromkeys(bodies, issuing_body.OUTSIDE))
    publishing.publish(house, mandate, source.replace("number = 2", "number = 3", 1), own, {})
    with house.db.reading() as session:
        outside = session.scalars(select(UnitVersion.name).where(UnitVersion.kind == issuing_body.KIND_OUTSIDE)).all()
    assert sorted(outside) == sorted(bodies)
    manager = get_in(app, district, "manager")
    manager.get("/quan-tri/chuong-trinh")
    page = manager.submit(
        "/xem", source=source.replace("number = 2", "number = 4", 1), having={"shipped": "ds-bontot-2024"}, shipped=""
    )
    chosen = [
        select_.get("name")
        for select_ in page.root.iter("select")
        if any(o.get("selected") is not None and o.get("value") for o in select_.iter("option"))
    ]
    assert chosen == ["body-0", "body-1", "body-2"]


# --- rounds ---


def test_a_second_round_opens_beside_the_first_and_every_wrong_day_is_named(
    manager: Browser, clock: MovableClock
) -> None:
    manager.get(PROGRAMME)
    page = manager.send("Mở đợt", 422, **NEXT | {"period": PERIOD, "last_day": "1/5/2025", "ends": "1/4/2025"})
    for words in ("đã có đợt của kỳ này", "Ngày kết thúc phải sau ngày bắt đầu", "Kỳ kết thúc trước khi hết hạn"):
        assert words in page.text
    for period in ("năm nay", "20２６"):  # digits of another width, as some keyboards type them
        assert "Kỳ chưa đúng dạng" in manager.send("Mở đợt", 422, **NEXT | {"period": period}).text
    page = manager.send("Mở đợt", **NEXT)
    assert "Kỳ 2025-2 Sắp mở" in page.text and "Kỳ 2025 Đang mở" in page.text
    clock.advance(days=14)
    assert manager.sign_in("quan-ly", PASSWORD, PROGRAMME).text.count("Đang mở") == 2
    clock.advance(days=14)
    assert manager.sign_in("quan-ly", PASSWORD, PROGRAMME).text.count("Chờ kết thúc") == 2
    clock.advance(days=20)
    page = manager.sign_in("quan-ly", PASSWORD, PROGRAMME)
    assert "Kỳ 2025 Đã kết thúc" in page.text and "Kỳ 2025-2 Chờ kết thúc" in page.text


def test_no_year_and_no_days_that_are_over_are_suggested_for_the_next_round(
    manager: Browser, clock: MovableClock
) -> None:
    def suggested(page: Page) -> list[str]:
        return [page.form()[name] for name in ("period", "opens_on", "last_day", "ends")]

    assert not any(suggested(manager.get(PROGRAMME)))  # the round of this year is there
    clock.advance(days=365)
    year = clock().year
    page = manager.sign_in("quan-ly", PASSWORD, PROGRAMME)
    assert suggested(page) == [str(year), f"15/05/{year}", f"15/06/{year}", f"31/12/{year}"]
    clock.advance(days=60)
    page = manager.sign_in("quan-ly", PASSWORD, PROGRAMME)
    assert suggested(page) == [str(year), "", "", f"31/12/{year}"]


def test_a_round_is_closed_early_with_a_reason_that_everybody_can_read(
    app: Flask, manager: Browser, district: District
) -> None:
    kept, begun = submitted(district), drafted(district, "secretary2")
    manager.get(PROGRAMME)
    manager.follow("Đóng sớm đợt 2025")
    assert "Ghi lý do đóng sớm" in manager.send("Đóng đợt từ hôm nay", 422).text
    page = manager.send("Đóng đợt từ hôm nay", reason="Cấp huyện kết thúc sớm")
    assert "Đã đóng đợt đăng ký kỳ 2025" in page.text and "lý do: Cấp huyện kết thúc sớm" in page.text
    assert "Chờ kết thúc" in page.text and "Đóng sớm đợt 2025" not in page.html
    assert "Chờ kết thúc" in Browser(app.test_client()).get("/chuong-trinh").text
    secretary = get_in(app, district, "secretary2")
    assert "hiện không mở" in secretary.get(f"/ho-so/{begun}").text
    assert get_in(app, district, "reviewer").get(f"/ho-so/{kept}").heading
    with district.house.db.reading() as session:
        entry = session.scalars(select(Entry).where(Entry.kind == "round.closed")).one()
        assert session.scalars(select(Round.closes_on)).one() == date(2025, 5, 20)
        number = entry.id - 1
    assert "Cấp huyện kết thúc sớm" in Browser(app.test_client()).get(f"/nhat-ky/{number}").text
    manager.get(f"{PROGRAMME}/dong/2025")
    assert "không cần đóng" in manager.send("Đóng đợt từ hôm nay", 422, reason="Lần nữa").text


def test_another_committee_neither_sees_nor_changes_a_programme(app: Flask, district: District) -> None:
    with unit_of_work(district.house) as work:
        person = account.create_account(work, login="xa", full_name="Người Xã", password=PASSWORD)
        cell = work.session.get_one(Unit, district.units[0].id)
        account.grant_mandate(
            work, work.system(), person, role="manager", reach="subtree", unit=cell, valid_from=date(2025, 1, 1)
        )
    other = Browser(app.test_client())
    other.sign_in("xa", PASSWORD, "/quan-tri")
    assert "ds-bontot" not in other.page.html
    for path in (PROGRAMME, f"{PROGRAMME}/ban/2", f"{PROGRAMME}/dong/2025"):
        other.get(path, 404)
    other.get("/quan-tri/chuong-trinh")
    token = other.page.form("/dang-xuat")["csrf_token"]
    key = {"csrf_token": token, "key": "k" * 20}
    other.post(PROGRAMME, 404, data=key | NEXT)
    other.post(f"{PROGRAMME}/dong/2025", 403, data=key | {"reason": "x"})
    sent = key | {"source": third_edition(), "issuer": code_of(district, "Chi bộ Phòng Kỹ thuật 1")}
    other.post("/quan-tri/chuong-trinh/ban-hanh", 403, data=sent)


def test_the_calendar_names_each_holiday_and_what_it_rests_on(manager: Browser) -> None:
    text = manager.get("/quan-tri/lich").text
    assert "27/01/2025 – 31/01/2025Tết Nguyên đán Ất Tỵ8726/VPCP-KGVX, 26/11/2024" in text
    assert "26/04/2025Làm bù cho ngày 02/05/2025" in text


def test_differences_name_rows_that_came_went_and_changed() -> None:
    old, new = publishing.text_of("ds-bontot-2024"), publishing.text_of("ds-bontot-2025")
    found, back = changes(old, new), changes(new, old)
    assert Change(("registration", "stage_days"), 10, 3) in found
    assert Change(("steps",), Name("Lễ phát động", "Launch ceremony"), None) in found
    assert not any(change.place[0] in ("illustrative", "framework") for change in found)
    assert {change.place[-1] for change in found if change.place[0] == "documents"} == {"carries"}
    assert {(c.place, c.new, c.old) for c in back} == {(c.place, c.old, c.new) for c in found}
    assert changes(new, new) == ()


def test_publishing_and_closing_ask_again_who_it_is_after_ten_minutes(manager: Browser, clock: MovableClock) -> None:
    manager.get(f"{PROGRAMME}/dong/2025")
    clock.advance(minutes=11)
    page = manager.send("Đóng đợt từ hôm nay", 422, reason="Kết thúc sớm")
    assert "Xin xác nhận lại người thực hiện" in page.text and "Kết thúc sớm" in page.html
    page = manager.send("Đóng đợt từ hôm nay", reason="Kết thúc sớm", password=PASSWORD)
    assert "Đã đóng đợt đăng ký kỳ 2025" in page.text
    clock.advance(minutes=11)
    manager.get("/quan-tri/chuong-trinh")
    manager.submit("/xem", having={"shipped": "ds-bontot-2025"})
    manager.submit("/xem", source=third_edition())
    assert "Xin xác nhận lại người thực hiện" in manager.send("Ban hành bản số 3", 422).text
    assert "Đã ban hành" in manager.send("Ban hành bản số 3", password=PASSWORD).text
