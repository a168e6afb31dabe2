"""How far a programme has come, as a visitor, a unit and the committee that runs it see it over one round."""

from __future__ import annotations

from datetime import date

from flask import Flask

from tests import builders
from tests.builders import District, MovableClock
from tests.page import Browser, Page
from tests.people import person
from tests.recognition import accept, act, published
from tests.web.test_public import queries
from workflow_app.models import Mandate, Unit
from workflow_app.services import recognition_board, unit
from workflow_app.services.perform import unit_of_work

PAGE = "/chuong-trinh/ds-bontot/2025"
FIRST, SECOND = "Chi bộ Phòng Kỹ thuật 1", "Chi bộ Phòng Kỹ thuật 2"
ELIGIBLE = "Đủ điều kiện xem xét"


def visits(app: Flask, path: str = PAGE) -> Page:
    """The page as somebody without an account sees it."""
    return Browser(app.test_client()).get(path)


def leads_to(page: Page, name: str) -> str:
    """Where the name of a unit leads; "" when it is only named or not there at all."""
    return next((a.get("href", "") for a in page.all("a") if "".join(a.itertext()) == name), "")


def test_a_visitor_finds_the_chain_the_launch_and_a_figure_for_each_period(app: Flask, board: District) -> None:
    visitor = Browser(app.test_client())
    assert PAGE in visitor.get("/chuong-trinh").links()
    text = visitor.get(PAGE).text
    for words in ("21-NQ/TW ngày 16/06/2022", "48-CTr/TU ngày 31/10/2022", "518-KH/HU ngày 22/01/2024"):
        assert words in text
    assert "Tổ chức cơ sở đảng được công nhận trong năm 0/2 = 0% – chưa đạt 100%" in text
    assert "2 đơn vị chưa có đăng ký được chấp nhận nên chưa nêu tên" in text
    assert FIRST not in text
    assert "Số liệu đến ngày 20/05/2025, trên 2 tổ chức" in text
    assert "bản quy định số 2 (mã băm" in text


def test_the_share_rises_with_a_recognition_and_drops_when_it_is_revoked(app: Flask, board: District) -> None:
    code = published(board)
    page = visits(app)
    assert "1/2 = 50% – chưa đạt 100%" in page.text
    assert FIRST not in page.text, "who is recognised is not missing"
    assert "1 đơn vị chưa được công nhận" in page.text
    assert "Từ quyết định đến công bố lâu nhất 0 ngày" in page.text
    assert "0 lần trên 1 công nhận đã công bố (0,00 trên 100)" in page.text

    signatory = person(app, board, "board")
    text = signatory.opens(PAGE).text.partition(ELIGIBLE)[2]
    assert text.startswith(" Xem xét khi xếp loại “Hoàn thành xuất sắc nhiệm vụ” và khen thưởng hằng năm " + FIRST)
    assert "sổ này không xếp loại" in text
    assert ELIGIBLE not in page.text
    assert ELIGIBLE not in person(app, board, "secretary").opens(PAGE).text

    english = visits(app, f"/en{PAGE}").text
    assert "Grassroots organisations recognised in the year 1/2 = 50% – 100% not reached" in english
    assert "of the 2 organisations the programme was meant for on 26 May 2025" in english
    assert "1 unit not recognised yet" in english

    act(board, recognition_board.revoke, "board", code, reason="Có quyết định kỷ luật")
    page = visits(app)
    assert "0/2 = 0% – chưa đạt 100%" in page.text
    assert leads_to(page, FIRST) == f"/cong-nhan/{code}"
    assert "Đã hủy bỏ công nhận" in page.text
    assert "Chưa có đơn vị nào được công nhận trong kỳ" in signatory.opens(PAGE).text


def test_a_missing_unit_is_named_once_its_registration_is_accepted_and_to_the_issuer_at_once(
    app: Flask, board: District
) -> None:
    code = builders.submitted(board, "secretary2")
    cell, manager, signatory = (person(app, board, part) for part in ("secretary", "manager", "board"))
    for page in (visits(app), cell.opens(PAGE)):
        assert SECOND not in page.text
        assert "2 đơn vị chưa có đăng ký được chấp nhận" in page.text
    for committee in (manager, signatory):
        page = committee.opens(PAGE)
        assert leads_to(page, SECOND) == f"/ho-so/{code}"
        assert "Đã gửi, chờ tiếp nhận" in page.text
        assert f"{FIRST} Chưa nộp đăng ký" in page.text

    other = builders.approved(board)  # of the first unit
    page = visits(app)
    assert leads_to(page, FIRST) == f"/tra-cuu/{other}"
    assert "1 đơn vị chưa có đăng ký được chấp nhận" in page.text
    assert SECOND not in page.text


def test_a_draft_is_nobodys_business_but_the_units(app: Flask, board: District) -> None:
    code = builders.drafted(board, "secretary2")
    page = person(app, board, "manager").opens(PAGE)
    assert f"{SECOND} Chưa nộp đăng ký" in page.text
    assert code not in page.html


def test_the_population_is_taken_on_the_last_day_of_the_period_and_only_below_the_issuer(
    app: Flask, board: District, clock: MovableClock
) -> None:
    with unit_of_work(board.house) as work:
        district = work.session.get_one(Unit, work.session.get_one(Mandate, board.mandates["board"]).unit_id)
        named = {"short_name": "Mới", "level": "grassroots"}
        late = {**named, "valid_from": date(2025, 7, 1), "kind": "chi_bo_co_so", "cell_type": "co_quan"}
        below = {**named, "valid_from": date(2025, 6, 1), "kind": "chi_bo_truc_thuoc", "cell_type": "co_quan"}
        unit.found(work, work.system(), name="Chi bộ Lập Sau Kỳ", parent=district, **late)
        unit.found(work, work.system(), name="Chi bộ Trực Thuộc", parent=board.units[0], **below)
        early = {**late, "valid_from": date(2025, 6, 15)}
        unit.found(work, work.system(), name="Chi bộ Lập Trong Kỳ", parent=district, **early)
    assert "trên 2 tổ chức" in visits(app).text
    clock.advance(days=60)
    text = visits(app).text
    assert "Số liệu đến ngày 19/07/2025, trên 3 tổ chức" in text
    assert "tại ngày 30/06/2025" in text


def test_more_units_ask_no_more_questions_of_the_database(app: Flask, board: District) -> None:
    asked = []
    for part in ("secretary", "secretary2"):
        accept(board, part)
        with queries(board.house.db) as statements:
            visits(app)
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 10
