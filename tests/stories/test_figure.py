"""What the register cannot count is entered as a document tells it, and corrected in public."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from states.figure import Told, counted_of, faults_of
from states.targets import FIGURE, RANGE, Target, judge
from tests import recognition
from tests.app_fixtures import check_journal
from tests.page import Browser
from tests.tampering import unnoticed
from tests.web.visits import get_in
from workflow_app.house import House
from workflow_app.services import figure
from workflow_app.services.errors import Stale

PAGE = "/chuong-trinh/ds-bontot/2025"
TARGET = """
[[targets]]
code = "T-TB-2"
name = { vi = "Đảng viên đã được phổ biến Đề án", en = "Members who were told of the scheme" }
kind = "share"
count = "figure"
of = "told"
pct = 100
"""
SOURCE = recognition.SOURCE.replace("\n[[steps]]", f"{TARGET}\n[[steps]]", 1)
PAPER = {"number": "8.599", "of": "8.600", "as_of": "15/5/2025", "symbol": "12-BC/HU", "issued_on": "19/5/2025"}
SHARE = Target("T", {"vi": "x", "en": "x"}, "share", FIGURE, "told")
NUMBER = Target("T", {"vi": "x", "en": "x"}, RANGE, FIGURE, least=20, most=25)
YEAR = {"opens_on": date(2025, 1, 1), "ends_on": date(2026, 1, 1), "issued_on": date(2025, 7, 5)}
JUNE = date(2025, 6, 30)


def test_a_figure_is_entered_with_its_document_and_corrected_for_everybody_to_read(
    app: Flask, any_house: House
) -> None:
    district = recognition.add_people(recognition.builders.build_district(any_house, cells=2, source=SOURCE))
    public = Browser(app.test_client())
    assert "chưa báo cáo" in public.get(PAGE).text and "so-lieu" not in public.page.text
    manager = get_in(app, district, "manager")
    manager.get(PAGE)
    manager.follow("Ghi số liệu theo văn bản")
    refused = manager.send("Ghi số liệu", 422, **PAPER | {"number": "8.601", "as_of": "31/12/2024"})
    assert "lớn hơn tổng số" in refused.text and "phải nằm trong kỳ" in refused.text
    assert refused.form()["symbol"] == "12-BC/HU"
    manager.send("Ghi số liệu", **PAPER)
    page = public.get(PAGE)
    assert "8.599/8.600 = 99,99% – chưa đạt 100%" in page.text
    assert "Theo 12-BC/HU ngày 19/05/2025, số liệu đến ngày 15/05/2025." in page.text
    manager.get(PAGE)
    manager.follow("Đính chính số liệu")
    again = PAPER | {"number": "8.600", "symbol": "14-BC/HU"}
    assert "Xin ghi lý do đính chính" in manager.send("Ghi số liệu", 422, **again).text
    manager.send("Ghi số liệu", **again, reason="Một chi bộ gửi bổ sung")
    page = public.get(PAGE)
    assert "8.600/8.600 = 100% – đạt chỉ tiêu 100%" in page.text
    assert "Đính chính lần 1: Một chi bộ gửi bổ sung" in page.text
    told = Told(1, 2, date(2025, 5, 15))
    with pytest.raises(Stale):
        figure.tell(
            any_house, district.mandates["manager"], "ds-bontot", "2025", "T-TB-2", told, symbol="15-BC/HU",
            issued_on=date(2025, 5, 19), reason="Nhầm", seen=1,
        )  # fmt: skip
    assert get_in(app, district, "secretary").client.get(f"{PAGE}/so-lieu/T-TB-2").status_code == 403
    assert manager.client.get(f"{PAGE}/so-lieu/T-TB-1").status_code == 404, "the register counts that one itself"
    check_journal(any_house)


def test_every_changed_cell_of_a_figure_is_found(sqlite_house: House) -> None:
    district = recognition.add_people(recognition.builders.build_district(sqlite_house, cells=1, source=SOURCE))
    figure.tell(
        sqlite_house, district.mandates["manager"], "ds-bontot", "2025", "T-TB-2", Told(1, 2, date(2025, 5, 15)),
        symbol="12-BC/HU", issued_on=date(2025, 5, 19), reason="", seen=0,
    )  # fmt: skip
    assert not unnoticed(sqlite_house, "target_figure")


def test_a_figure_that_cannot_be_is_refused_with_every_reason_at_once() -> None:
    assert faults_of(SHARE, Told(118, 120, JUNE), **YEAR) == {}
    assert faults_of(SHARE, Told(0, 1, date(2025, 12, 31)), **YEAR | {"issued_on": date(2026, 1, 5)}) == {}
    assert faults_of(SHARE, Told(None, 0, date(2026, 1, 1)), **YEAR) == {
        "number": "figure-number", "of": "figure-of", "as_of": "figure-period",
    }  # fmt: skip
    assert faults_of(SHARE, Told(-1, None, None), **YEAR).keys() == {"number", "of", "as_of"}
    assert faults_of(SHARE, Told(121, 120, date(2025, 7, 6)), **YEAR) == {
        "number": "figure-more", "as_of": "figure-later",
    }  # fmt: skip
    assert faults_of(NUMBER, Told(22, None, JUNE), **YEAR) == {}, "a range has no whole"


def test_a_figure_nobody_entered_is_missing_and_never_zero() -> None:
    assert judge(SHARE, counted_of(SHARE, None)) == "not_reported"
    assert judge(NUMBER, counted_of(NUMBER, None)) == "not_reported"
    assert judge(SHARE, counted_of(SHARE, Told(0, 120, JUNE))) == "not_met"
    assert judge(NUMBER, counted_of(NUMBER, Told(22, None, JUNE))) == "met"
