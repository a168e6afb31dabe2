"""A programme of quality on a telephone and a desktop: a month reported, read from above, and a year classified."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import monotonic

import pytest
from flask import Flask

from states.classification import Said
from tests.browser.conftest import OpenWindow
from tests.browser.window import Window
from tests.builders import PASSWORD, District, MovableClock
from tests.stories.test_returns import scored, typed
from tests.stories.test_shapes import published
from tests.web.visits import get_in
from workflow_app.models import Unit
from workflow_app.services import classification

pytestmark = [pytest.mark.tool("chromium"), pytest.mark.timeout(200)]

PROGRAMME = "nd-dukccqdn-clsh"
MONTH = f"/sinh-hoat/{PROGRAMME}/2025-05"


def pictured(window: Window, name: str) -> None:
    """Keep a picture of what is shown, for whoever asks for them."""
    if folder := os.environ.get("PICTURES"):
        window.tab.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_a_month_is_reported_and_read_and_a_year_is_classified(
    app: Flask, district: District, clock: MovableClock, open_window: OpenWindow, screen: str
) -> None:
    published(get_in(app, district, "manager"), "nd-dukccqdn-clsh-2022", "2025")
    clock.advance(days=2)
    window = open_window(screen)
    window.sign_in(district.logins["secretary"], PASSWORD)
    window.get("/nhiem-vu")
    pictured(window, f"quality-tasks-{screen}")
    window.follow("Báo cáo tháng 5/2025")
    began, asked = monotonic(), typed(present="32", **scored("ty_le_du_hop"))
    for name in ("working", "assigned", "officers", "trained"):
        del asked[name]
    page = window.send("Gửi báo cáo", **asked)
    assert "Vì sao Khá chứ không Tốt" in page.text and monotonic() - began < 120
    pictured(window, f"quality-month-{screen}")
    window = open_window(screen)
    window.sign_in(district.logins["reviewer"], PASSWORD)
    window.get(f"{MONTH}/cac-chi-bo")
    pictured(window, f"quality-branch-{screen}")
    window.follow("Chi bộ Phòng Kỹ thuật 2")
    pictured(window, f"quality-cell-{screen}")
    window.get(f"/tong-quan/{PROGRAMME}/2025")
    pictured(window, f"quality-overview-{screen}")
    window.get(f"/tong-quan/{PROGRAMME}/2025/don-vi?loc=chua-co-ket-qua")
    window.get(f"{MONTH}/bang")
    with district.house.db.reading() as session:
        first, second = (session.get_one(Unit, one.id).code for one in district.units)
    excellent = Said("excellent", Decimal(88), 10, 9, 1)
    good = Said("good", Decimal(80), 10, 10, 1)
    for code, said in ((first, excellent), (second, good)):
        classification.save(district.house, district.mandates["reviewer"], PROGRAMME, "2025", code, said, "", seen=0)
    page = window.get(f"/xep-loai/{PROGRAMME}/2025")
    assert "chưa đủ cho mức này" in page.text
    pictured(window, f"quality-year-{screen}")
    window.follow("Ghi mức: Chi bộ Phòng Kỹ thuật 1")
    pictured(window, f"quality-unit-{screen}")
    window = open_window(screen)
    window.sign_in(district.logins["board"], PASSWORD)
    window.get(f"/xep-loai/{PROGRAMME}/2025")
    window.get(f"/chuong-trinh/{PROGRAMME}/2025")
    pictured(window, f"quality-programme-{screen}")
    assert date(2025, 5, 22) == clock().date()
