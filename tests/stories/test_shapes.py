"""Programmes of another shape: nothing to sign, or to register at all, and no page asks for what is absent."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.builders import District
from tests.page import Browser
from tests.web.visits import get_in
from workflow_app.services import publishing


def published(manager: Browser, shipped: str, period: str) -> str:
    """Publish a shipped edition as it stands, open a round of the year, and return the address of its page."""
    manager.get("/quan-tri/chuong-trinh")
    page = manager.submit("/xem", having={"shipped": shipped})
    issuer = next(
        option.get("value") for select in page.root.iter("select") if select.get("name") == "issuer"
        for option in select.iter("option") if "Đắk Song" in (option.text or "")
    )  # fmt: skip
    code = publishing.parsed(publishing.text_of(shipped)).code
    manager.send("Ban hành bản số 1", issuer=issuer)
    manager.get(f"/quan-tri/chuong-trinh/{code}")
    manager.send("Mở đợt", period=period, opens_on="01/05/2025", last_day="31/12/2025", ends="31/12/2025")
    return f"/chuong-trinh/{code}/{period}"


@pytest.mark.parametrize("shipped", ["hn-da11-clsh-2025", "nd-dukccqdn-clsh-2022"])
def test_a_programme_in_which_nobody_registers_runs_its_period(app: Flask, district: District, shipped: str) -> None:
    manager = get_in(app, district, "manager")
    address = published(manager, shipped, "2025")
    page = manager.get(address)
    for absent in ("Đợt đăng ký", "Ai đăng ký", "Khung tiêu chí", "chưa được công nhận", "Bắt đầu giao ước"):
        assert absent not in page.text, absent
    assert "Đơn vị thuộc chương trình" in page.text and "Sinh hoạt" in page.text
    secretary = get_in(app, district, "secretary")
    assert "Đăng ký" not in [button.text for button in secretary.get(address).all("button")]
    token = {"csrf_token": secretary.page.form("/dang-xuat")["csrf_token"]}
    refused = secretary.post(f"{address}/dang-ky", 422, data=token)
    assert "Chương trình này không có bước đó" in refused.text
    secretary.post(address.replace("/chuong-trinh/", "/xet-cong-nhan/lap/"), 404, data=token)
    token = {"csrf_token": manager.page.form("/dang-xuat")["csrf_token"]}
    manager.post(f"{address}/giao-uoc", 404, data=token)
    for part in ("reviewer", "board", "incharge", "manager", "clerk"):
        get_in(app, district, part).get("/")
    visitor = Browser(app.test_client())
    for path in (address, "/chuong-trinh", f"/en{address}", "/tra-cuu", "/cong-nhan"):
        visitor.get(path)
    get_in(app, district, "manager").get("/quan-tri")


def test_where_the_resolution_stands_for_the_commitment_nobody_is_asked_to_sign_an_agreement(
    app: Flask, district: District
) -> None:
    manager = get_in(app, district, "manager")
    address = published(manager, "qp-cbkm-2022", "2025")
    page = manager.get(address)
    assert "Ai đăng ký, đăng ký gì" in page.text and "Khung tiêu chí" in page.text
    token = {"csrf_token": manager.page.form("/dang-xuat")["csrf_token"]}
    manager.post(f"{address}/giao-uoc", 404, data=token)
    secretary = get_in(app, district, "secretary")
    secretary.get(address)
    page = secretary.send("Đăng ký")
    assert "Nghị quyết" in page.text
    code = page.path.split("/")[2]
    for part in ("manager", "reviewer", "board", "secretary"):
        get_in(app, district, part).get("/")
    page = get_in(app, district, "secretary").get(f"/ho-so/{code}")
    assert "Chưa đủ nghị quyết của đơn vị" in page.text, "the resolution is asked for as the edition says"
