"""What leaves the register as a file: public lists never ask who it is, and a list that needs rights asks again."""

from __future__ import annotations

import inspect

from flask import Flask

from tests.builders import PASSWORD, District, MovableClock
from tests.stories.test_earlier import FIRST, WHERE, table
from tests.web.visits import get_in
from workflow_app.web.proof import MARK

PUBLIC = {"pages.static", "register.download", "log.proof", "log.openings", "log.checkpoint", "log.vkey", "log.tile"}
PUBLIC |= {f"lists.{name}" for name in ("dashboard_numbers", "documents", "earlier", "missing", "practices")}
PUBLIC |= {"document.download", "public.document", "public.record"}  # where the text is public
READING = {"registration.download", "inspection.download", "recognition_paper.download"} | {
    "commitment.document",
    "commitment.record",
    "commitment.word",
    "commitment_paper.download",
    "commitment_certificate.download",
    "signing_link.take",  # to whoever holds its link
    "obligation.download",
    "admin_programme.download",
    "admin_programme.shipped",  # rules, whose digest the log publishes
    "unit_table.template",  # an empty table to fill in
    "people_table.template",  # another
    "classification_table.template",
    "meeting_table.template",
    "document_table.template",
    "meeting.cell_paper",
    "meeting.paper",
    "admin_event.template",  # a third
}
PROVED = {"earlier.template", "lists.changes", "lists.classified", "lists.kept", "lists.meetings"} | {
    f"lists.{name}" for name in ("tasks", "units", "people", "acts", "obligations", "population", "dashboard_units")
}
SIGNS = ("send_file", "csv_file(", "Content-Disposition", "_download(", "_file(", "to_save(", "word_copy(")
SIGNS += ("handed_out(", "_after_proof(", "template_of(")


def test_every_view_that_hands_a_file_out_is_public_is_reading_or_asks_again(app: Flask) -> None:
    views = {name: inspect.unwrap(view) for name, view in app.view_functions.items()}
    found = {name for name, view in views.items() if any(sign in inspect.getsource(view) for sign in SIGNS)}
    assert found <= PUBLIC | READING | PROVED, "say what it is, and mark it @proved_again if it is an export"
    assert PROVED | READING <= found
    assert {name for name in found if getattr(app.view_functions[name], MARK, False)} == PROVED


def test_a_list_for_managers_is_handed_out_after_a_fresh_proof_and_public_ones_to_everybody(
    app: Flask, district: District, clock: MovableClock
) -> None:
    manager = get_in(app, district, "manager")
    assert manager.client.get(f"{WHERE}/mau.csv").mimetype == "text/csv"
    clock.advance(minutes=11)
    page = manager.get(f"{WHERE}/mau.csv")
    assert page.heading == "Xác nhận trước khi tải về"
    assert "không đúng" in manager.send("Tải về", 422, password="không phải thế này").text
    form = manager.page.form() | {"password": PASSWORD}
    answer = manager.client.post(f"{WHERE}/mau.csv", data=form)
    assert answer.mimetype == "text/csv" and "Chi bộ Phòng Kỹ thuật 2" in answer.text
    clock.advance(minutes=11)
    for client in (manager.client, app.test_client()):
        assert client.get("/tra-cuu/danh-sach.csv").mimetype == "text/csv"


def test_earlier_results_are_entered_after_a_fresh_proof(app: Flask, district: District, clock: MovableClock) -> None:
    manager = get_in(app, district, "manager")
    one = {"unit": "Chi bộ Phòng Kỹ thuật 2", "programme": "ds-bontot", "period": "2022", "outcome": "recognised",
           "decision": "9-QĐ/HU", "decided_on": "15/12/2022"}  # fmt: skip
    clock.advance(minutes=11)
    manager.get(WHERE)
    page = manager.send("Ghi vào sổ", 422, **one)
    assert "Xin xác nhận lại" in page.text and "9-QĐ/HU" in page.html
    assert "Đã ghi kết quả" in manager.send("Ghi vào sổ", password=PASSWORD).text
    clock.advance(minutes=11)
    manager.get(WHERE)
    manager.submit("/thu", file=table(FIRST))
    assert "Xin xác nhận lại" in manager.submit("/nhap", 422).text
    assert "Đã ghi 1 kết quả" in manager.submit("/nhap", password=PASSWORD).text
