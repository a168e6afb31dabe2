"""The text of an agreement: begun from the programme's template, cited, divided into articles, and printed."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.builders import District
from tests.page import Browser
from tests.parties import party
from tests.pdf_text import text_of
from workflow_app.house import House
from workflow_app.services import job

pytestmark = pytest.mark.usefixtures("any_house")
FAULTY = {"clauses-0-heading": "", "clauses-0-due": "", "clauses-2-measure": ""}


def test_a_draft_begins_from_the_template_and_its_parts_reach_the_page_the_pdf_and_the_public(
    app: Flask, district: District, house: House, browser: Browser
) -> None:
    manager, first, board = (party(app, district, part) for part in ("manager", "secretary", "board"))
    code = manager.begins()
    page = manager.opens(f"/giao-uoc/{code}/viet")
    form = page.form("/viet")
    assert form["clauses-0-heading"] == "Nội dung thi đua" and form["clauses-0-owner"] == "each_unit"
    assert form["clauses-2-heading"] == "Trách nhiệm của cấp trên" and form["clauses-1-owner"] == ""
    cited = [option for option in page.all("option") if "518-KH/HU" in "".join(option.itertext())]
    assert cited and form["recitals-2-document"] == cited[0].get("value"), "the documents of the register"
    manager.browser.submit("/viet", 422, then="next", **FAULTY)
    for said in ("Ghi tên điều cho khoản đầu tiên", "Ghi hạn hoàn thành", "Ghi thước đo, hoặc chọn một chỉ tiêu"):
        assert manager.sees(said), said
    manager.browser.submit("/viet", **FAULTY | {"clauses-0-heading": "Thi đua", "clauses-0-due": "15/06/2025"},
                           **{"clauses-2-target": "T-DS-1", "recitals-3-text": "Biên bản hội nghị ngày 20/5/2025"},
                           then="next")  # fmt: skip
    manager.freezes(code)
    job.run_due(house)
    printed = text_of(manager.browser.client.get(f"/giao-uoc/{code}/ban-pdf").data)
    shown = first.opens_case(code)
    assert [item.get("id") for item in shown.all("li") if item.get("id")] == ["k1", "k2", "k3"]
    for said in (
        "Căn cứ Nghị quyết số 21-NQ/TW ngày 16/06/2022", "Căn cứ Biên bản hội nghị ngày 20/5/2025",
        "Điều 1. Thi đua", "Điều 2. Trách nhiệm của cấp trên", "Mỗi đơn vị ký kết", "15/06/2025",
        "Tổ chức cơ sở đảng được công nhận trong năm",
    ):  # fmt: skip
        assert said in shown.text, said
        assert said in printed, said
    first.signs(code)
    board.signs(code)
    public = browser.get(f"/tra-cuu/{code}").text
    assert "Điều 2. Trách nhiệm của cấp trên" in public and "Căn cứ Kế hoạch số 518-KH/HU" in public
