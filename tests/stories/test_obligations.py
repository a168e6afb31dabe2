"""What a clause asks: signed with the text, reported with evidence, given back, accepted, and found in the journal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.builders import District, MovableClock
from tests.page import Browser, Page
from tests.parties import Party, party
from tests.people import paper
from workflow_app.house import House
from workflow_app.models import Case
from workflow_app.services import job
from workflow_app.services.verify_journal import verify

ASKED = {
    "clauses-0-owner": "each_unit", "clauses-0-due": "10/06/2025", "clauses-0-measure": "Số buổi sinh hoạt",
    "clauses-1-owner": "superior", "clauses-1-due": "30/06/2025", "clauses-1-measure": "Số đơn vị được hướng dẫn",
}  # fmt: skip


def written(manager: Party) -> str:
    """A pact in which each unit owes something, and the superior too; frozen."""
    code = manager.writes("Mỗi tháng một buổi sinh hoạt chuyên đề", "Hướng dẫn các đơn vị", "Nêu gương")
    manager.opens(f"/giao-uoc/{code}/viet")
    manager.browser.submit("/viet", then="next", **ASKED)
    manager.freezes(code)
    return code


def reports(who: Party, code: str, clause: str, text: str, status: int = 200, **more: Any) -> Page:
    who.opens(f"/giao-uoc/{code}/viec/{clause}/bao-cao")
    return who.browser.submit("/bao-cao", status, text=text, **more)


def waiting(who: Party) -> str:
    return who.opens("/nhiem-vu?hang=giao-uoc").text


@pytest.mark.usefixtures("any_house")
def test_from_the_signed_clause_to_the_evidence_and_its_entry(
    app: Flask, district: District, house: House, clock: MovableClock, browser: Browser
) -> None:
    manager, first, second, board = (
        party(app, district, one) for one in ("manager", "secretary", "secretary2", "board")
    )
    code = written(manager)
    for who in (first, board):
        who.signs(code)
    page = first.opens_case(code)
    assert "chậm nhất ngày 10/06/2025" in page.text and "Báo cáo kết quả" not in waiting(first), "too early"
    second.opens(f"/giao-uoc/{code}/viec/k1/bao-cao", status=404)
    second.signs(code)

    clock.now += timedelta(days=24)  # past the last day
    for who in (manager, first, second, board):
        who.signs_in()
    assert "Báo cáo kết quả" in waiting(first) and "Quá hạn" in first.page.text
    assert "Quá hạn" in first.opens(f"/giao-uoc/{code}/viec").text
    reports(first, code, "k1", "", 422, quantity="nhiều")
    assert first.sees("Viết kết quả đã làm được") and first.sees("Số chưa đúng")
    for odd in ("-1", "1" * 21):
        assert "dài quá 20 chữ số" in reports(first, code, "k1", "Hai buổi", 422, quantity=odd).text
    page = reports(first, code, "k1", "Đã tổ chức hai buổi", add="file", file=paper("anh.pdf"), quantity="2")
    assert page.form("/bao-cao")["text"] == "Đã tổ chức hai buổi" and "Minh chứng 1 đã tải lên" in page.text
    first.browser.submit("/bao-cao")
    assert first.sees("Đã báo cáo, chờ xem xét") and first.sees("anh.pdf")
    assert first.browser.client.get(first.page.link("anh.pdf")).mimetype == "application/pdf"
    file_url = first.page.link("anh.pdf")
    reports(first, code, "k1", "Lần nữa", 422)
    assert first.sees("Việc này đã có báo cáo")

    assert "Đã tổ chức hai buổi" not in second.opens(f"/giao-uoc/{code}/viec").text, "the reports of others"
    assert second.browser.client.get(file_url).status_code == 404
    first.opens(f"/giao-uoc/{code}/viec/bao-cao/1/cong-nhan", status=403)
    assert "Công nhận báo cáo" in waiting(manager)
    manager.acts(code, "viec/bao-cao/1/tra-lai", 422, text="")
    manager.acts(code, "viec/bao-cao/1/tra-lai", text="Cần danh sách người dự")
    assert "Cần danh sách người dự" in first.opens(f"/giao-uoc/{code}/viec").text
    reports(first, code, "k1", "Đã tổ chức hai buổi, có danh sách", file=paper("danh-sach.pdf"))
    manager.acts(code, "viec/bao-cao/1/cong-nhan", 422)  # the old one, which was answered
    page = manager.acts(code, "viec/bao-cao/2/cong-nhan")
    assert "1 trên 2 bên đã hoàn thành" in page.text and "Đã hoàn thành" in page.text
    entry = manager.opens([link for link in page.links() if "/nhat-ky/" in link][-1]).text
    assert "đã công nhận báo cáo kết quả" in entry
    assert "Báo cáo kết quả" not in waiting(first) and "Báo cáo kết quả" not in waiting(board)
    clock.now += timedelta(days=5)
    board.signs_in()
    assert "Báo cáo kết quả" in waiting(board)
    reports(board, code, "k2", "Đã hướng dẫn", file=paper("danh-sach.pdf"))
    assert board.sees("Đã báo cáo, chờ xem xét"), "the same paper as another party's is evidence of its own"
    public = browser.get(f"/tra-cuu/{code}").text
    assert "1 trên 2 bên đã hoàn thành" in public and "anh.pdf" not in public
    assert "Đã tổ chức hai buổi, có danh sách" in public, "the edition opens reports with the agreement"
    assert verify(house).ok


CHANGES = {
    "UPDATE obligation SET status = 'accepted'": ("obligation", "status"),
    "UPDATE obligation SET status = 'lifted'": ("obligation", "status"),
    "UPDATE obligation SET due_on = '2025-12-31'": ("obligation", "due_on"),
    "UPDATE obligation_report SET outcome = 'accepted'": ("obligation_report", "outcome"),
    "UPDATE obligation_report SET text = 'Văn bản khác'": ("obligation_report", "text"),
    "UPDATE file SET name = 'khac.pdf' WHERE name = 'anh.pdf'": ("file", "name"),
    "UPDATE agreement_text SET content = '\"x\"'": ("agreement_text", "content"),
    """UPDATE agreement_text SET content = '{"clauses": 5}'""": ("obligation", "due_on"),
    """UPDATE agreement_text SET content = '{"clauses": ["k1", {"id": "k1", "obligation": 7}]}'""": (
        "obligation",
        "due_on",
    ),
    "DELETE FROM obligation": ("obligation", "clause"),
}


def test_what_is_changed_behind_the_journals_back_is_found(
    app: Flask, district: District, house: House, tampering: None
) -> None:
    manager, first, board = (party(app, district, one) for one in ("manager", "secretary", "board"))
    code = written(manager)
    for who in (first, board):
        who.signs(code)
    reports(first, code, "k1", "Đã tổ chức hai buổi", file=paper("anh.pdf"))
    assert verify(house).ok
    with house.db.engine.begin() as connection:
        named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'agreement_text'"
        for (name,) in connection.execute(text(named)).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
    for change, cell in CHANGES.items():
        with house.db.engine.connect() as connection:
            begun = connection.begin()
            connection.execute(text(change))
            begun.commit()
        assert cell in {(one.table, one.column) for one in verify(house).findings}, change


@pytest.mark.usefixtures("any_house")
def test_what_an_amendment_takes_out_is_asked_of_nobody_from_its_day(
    app: Flask, district: District, house: House, clock: MovableClock, browser: Browser
) -> None:
    manager, first, second, board = (
        party(app, district, one) for one in ("manager", "secretary", "secretary2", "board")
    )
    code = written(manager)
    for who in (first, second, board):
        who.signs(code)
    reports(second, code, "k1", "Đã tổ chức hai buổi")
    manager.acts(code, "phu-luc")
    amendment = manager.page.path.split("/")[2]
    said = {"k1-kind": "remove", "k2-kind": "replace", "k2-text": "Hướng dẫn từng đơn vị", "on": "12/06/2025"}
    assert manager.sees("không còn phải làm"), "whoever writes it is told"
    manager.browser.submit("/viet", then="next", **said)
    manager.freezes(amendment)
    for who in (first, second, board):
        who.signs(amendment)

    clock.now += timedelta(days=22)  # 11 June: overdue, and the amendment does not count yet
    job.work_once(house)
    for who in (manager, first, second, board):
        who.signs_in()
    assert "Báo cáo kết quả" in waiting(first) and "1 bên quá hạn" in browser.get(f"/tra-cuu/{code}").text
    clock.now += timedelta(days=1)
    job.work_once(house)
    for who in (manager, first, second, board):
        who.signs_in()
    assert "Báo cáo kết quả" not in waiting(first)
    assert board.opens(f"/giao-uoc/{code}/viec").link("Báo cáo kết quả", "/viec/k2/bao-cao"), "k2 asks what it asked"
    page = first.opens(f"/giao-uoc/{code}/viec")
    assert page.text.count("Việc này đã được bãi bỏ theo phụ lục số 1") == 1 and "Quá hạn" not in page.text
    assert not [link for link in page.links() if link.endswith("/bao-cao")]
    first.opens(f"/giao-uoc/{code}/viec/k1/bao-cao")
    assert "không còn phải làm" in first.opens("/thong-bao").text
    public = browser.get(f"/tra-cuu/{code}").text
    assert "bãi bỏ theo phụ lục số 1 đối với 1 bên" in public and "quá hạn" not in public
    with house.db.reading() as session:
        owed = session.scalar(select(Case.due_at).where(Case.code == code))
        assert owed is not None and owed > clock.now, "k2 alone is owed"

    # A report that was given is answered; given back, it is asked no more.
    assert "1 báo cáo chờ xem xét" in public and "0 trên 1 bên đã hoàn thành" in public
    manager.acts(code, "viec/bao-cao/1/tra-lai", text="Cần danh sách người dự")
    job.work_once(house)
    public = browser.get(f"/tra-cuu/{code}").text
    assert "phụ lục số 1 đối với 2 bên" in public
    entries = [link for link in first.opens(f"/giao-uoc/{code}/viec").links() if "/nhat-ky/" in link]
    assert "không còn phải làm theo phụ lục" in first.opens(entries[0]).text
    assert verify(house).ok
    for change in ("status = 'open' WHERE clause = 'k1'", "status = 'lifted' WHERE clause = 'k2'"):
        with house.db.engine.begin() as connection:
            connection.execute(text(f"UPDATE obligation SET {change}"))
        assert ("obligation", "status") in {(one.table, one.column) for one in verify(house).findings}, change
        back = "UPDATE obligation SET status = CASE clause WHEN 'k1' THEN 'lifted' ELSE 'open' END"
        with house.db.engine.begin() as connection:
            connection.execute(text(back))
        assert verify(house).ok
