"""The minutes of a meeting go with the report of its month, and are read by the cell and those above it alone."""

from __future__ import annotations

import io
from collections.abc import Callable

from flask import Flask

from tests.app_fixtures import check_journal
from tests.builders import District, MovableClock
from tests.page import Browser
from tests.stories.test_returns import HANOI, code_of, scored, typed
from tests.stories.test_shapes import published
from tests.tampering import by_hand
from workflow_app.demo.paper import resolution_pdf
from workflow_app.services import verify_journal

PDF = resolution_pdf("2025")


def test_minutes_go_with_a_report_are_corrected_with_it_and_read_by_the_cell_and_those_above_alone(
    app: Flask, district: District, clock: MovableClock, browser_of: Callable[[str], Browser]
) -> None:
    published(browser_of("manager"), "hn-da11-clsh-2025", "2025")
    clock.advance(days=2)
    at, secretary = f"/sinh-hoat/{HANOI}/2025-05", browser_of("secretary")
    secretary.get(at)
    page = secretary.send("Gửi báo cáo", 422, **typed(), paper=(io.BytesIO(b"MZ"), "bien-ban.exe"))
    assert "Chỉ nhận tệp PDF" in page.text and 'value="33"' in page.html
    page = secretary.send("Gửi báo cáo", 422, **typed(present="37"), paper=(io.BytesIO(PDF), "bien-ban.pdf"))
    assert "Tệp vừa tải lên" in page.text, "what was chosen need not be chosen again"
    uploaded = page.form(at)["kept"]
    other = browser_of("secretary2")
    other.get(at)
    page = other.send("Gửi báo cáo", 422, **typed(), kept=uploaded)
    assert "Tệp biên bản này không thuộc báo cáo" in page.text, "nobody hands in what somebody else took in"
    own = f"{at}/bien-ban/{uploaded}"
    page = secretary.send("Gửi báo cáo", **typed())

    assert secretary.client.get(page.link("bien-ban.pdf")).data == PDF
    reviewer = browser_of("reviewer")
    above = reviewer.get(f"{at}/chi-bo/{code_of(district, 0)}").link("bien-ban.pdf")
    assert reviewer.client.get(above).data == PDF
    other.get(own, 404)
    reviewer.get(above.replace(code_of(district, 0), code_of(district, 1)), 404)
    for part in ("secretary", "secretary2"):
        browser_of(part).get(above, 403)
    public = Browser(app.test_client()).get(f"/chuong-trinh/{HANOI}/2025")
    assert "bien-ban" not in public.html
    check_journal(district.house)
    for column, value in (("name", "khac.pdf"), ("sha256", "0" * 64), ("size", 1), ("case_id", 1)):
        with by_hand(district.house.db.url) as connection:
            connection.execute("PRAGMA foreign_keys=OFF")
            asked = f"SELECT {column} FROM file WHERE code = ?"
            (kept,) = connection.execute(asked, (uploaded,)).fetchone()
            connection.execute(f"UPDATE file SET {column} = ? WHERE code = ?", (value, uploaded))
        found = verify_journal.verify(district.house).findings
        with by_hand(district.house.db.url) as connection:
            connection.execute(f"UPDATE file SET {column} = ? WHERE code = ?", (kept, uploaded))
        assert any(one.table == "file" for one in found), column

    secretary.get(at)
    fewer = typed(present="32", **scored("ty_le_du_hop"))
    page = secretary.send("Gửi bản đính chính", reason="Đếm nhầm một đồng chí", **fewer)
    assert secretary.client.get(page.link("bien-ban.pdf")).data == PDF, "a correction keeps the minutes"
    page = secretary.send("Gửi bản đính chính", reason="Nhầm tệp", no_paper="y", **fewer)
    assert "bien-ban.pdf" not in page.text
    assert secretary.client.get(own).data == PDF, "the reports before keep theirs"
    check_journal(district.house)
