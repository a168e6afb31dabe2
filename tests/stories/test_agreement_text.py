"""The text of an agreement: begun from the programme's template, cited, divided into articles, and printed."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.builders import District
from tests.page import Browser, Element
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
    manager.browser.submit("/viet", 422, then="next", **{"clauses-0-owner": "unit"})
    assert manager.sees("Người thực hiện không phải là một bên ký"), "a word of the text's own is no unit"
    manager.opens(f"/giao-uoc/{code}/viet")
    manager.browser.submit("/viet", 422, then="next", **FAULTY)
    for said in ("Ghi tên điều cho khoản đầu tiên", "Việc được giao chưa có hạn", "ghi thước đo, hoặc chọn một"):
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
    for page in (browser.get(f"/tra-cuu/{code}/van-ban"), first.opens(f"/giao-uoc/{code}/van-ban")):
        assert "Điều 1. Thi đua" in page.text and "Căn cứ Biên bản hội nghị" in page.text and "15/06/2025" in page.text
        assert "không nên tin" not in page.text
    assert "Điều 2. Trách nhiệm của cấp trên" in public and "Căn cứ Kế hoạch số 518-KH/HU" in public


def test_parties_and_issuer_read_what_changed_beside_the_comments_that_asked_for_it(
    app: Flask, district: District
) -> None:
    manager, first = party(app, district, "manager"), party(app, district, "secretary")
    code = manager.writes("Sinh hoạt trước ngày 10 hằng tháng", "Mỗi quý một chuyên đề", "Nêu gương")
    manager.circulates(code)
    first.comments(code, "Đề nghị ngày 05", clause="k1")
    first.comments(code, "Nên bỏ khoản này", clause="k3")
    assert first.opens(f"/giao-uoc/{code}/so-sanh").text.count("chưa có gì để so sánh") == 1
    manager.revises(code, "Sinh hoạt trước ngày 05 hằng tháng", "Mỗi quý một chuyên đề", "")
    first.opens(f"/giao-uoc/{code}/so-sanh", status=404)
    for path in ("so-sanh", "chot"):
        page = manager.opens(f"/giao-uoc/{code}/{path}")
        assert [_said(one) for one in page.all("del")] == ["[bỏ: 10 hết bỏ]", "[bỏ: Nêu gương hết bỏ]"]
        assert [_said(one) for one in page.all("ins")] == ["[thêm: 05 hết thêm]"]
        assert manager.sees("(bản 1): Đề nghị ngày 05") and manager.sees("bản nháp hiện nay")
    manager.browser.submit("/chot")
    page = first.opens_case(code)
    assert "(bản 1): Đề nghị ngày 05" in page.text and "Ý kiến về các khoản đã bỏ" in page.text
    page = first.opens(page.link("So sánh các bản"))
    assert "So bản 2 với bản 1" in page.text and len(page.all("del")) == 2
    assert "giống hệt nhau" in first.opens(f"/giao-uoc/{code}/so-sanh?tu=2&den=2").text
    first.opens(f"/giao-uoc/{code}/so-sanh?tu=1&den=0", status=404)


def _said(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
