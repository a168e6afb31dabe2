"""Whatever stands in an address, the answer is a page, and never one that another site chose."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import builders
from tests.builders import District
from tests.odd import ENCODED, QUERY, odd_texts
from tests.page import Browser
from tests.web.visits import client_with
from workflow_app.house import House

LISTS = ["/tra-cuu", "/cong-nhan", "/tra-cuu/giao-uoc", "/tra-cuu/danh-sach.csv", "/nhat-ky", "/dang-nhap"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(page=st.sampled_from(LISTS), asked=st.lists(st.tuples(st.sampled_from(QUERY), odd_texts), max_size=5))
def test_a_list_is_asked_for_anything_and_answers(
    app: Flask, district: District, page: str, asked: list[tuple[str, str]]
) -> None:
    answer = app.test_client().get(f"{page}?{urlencode(asked, errors='surrogatepass')}")
    assert answer.status_code in (200, 302, 303, 400)
    assert answer.headers.get("Location", "/").startswith("/") and "evil" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("host", ["evil.invalid", "localhost.evil.invalid:8000", "[::1]"])
def test_what_leaves_the_site_names_the_configured_address_whatever_host_was_asked(
    district: District, host: str
) -> None:
    code = builders.approved(district)
    client = client_with(district.house, base_url="https://so.example")
    for path in ("/tra-cuu", "/tra-cuu/danh-sach.csv", f"/tra-cuu/{code}", "/nhat-ky", "/nhat-ky/3", "/khong-co"):
        answer = client.get(path, headers={"Host": host, "X-Forwarded-Host": host})
        assert answer.status_code in (200, 404) and host not in answer.text, path
    assert "https://so.example/" in client.get("/tra-cuu/danh-sach.csv", headers={"Host": host}).text


def test_behind_a_proxy_only_the_hop_nearest_to_us_is_believed(house: House) -> None:
    client = client_with(house, mode="production", base_url="https://so.example", trusted_proxies=1)
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
    assert client.get("/tra-cuu", headers={**told, "X-Forwarded-Host": "evil.invalid, so.example"}).status_code == 200
    assert client.get("/tra-cuu", headers={**told, "X-Forwarded-Host": "so.example, evil.invalid"}).status_code == 400


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_method_is_what_the_request_line_says(app: Flask, district: District, header: str) -> None:
    client = app.test_client()
    assert client.get("/dang-xuat", headers={header: "POST"}).status_code == 405
    assert client.post("/tra-cuu?_method=GET", data={"_method": "GET"}, headers={header: "GET"}).status_code == 405


def test_a_plain_form_of_very_many_fields_is_refused_before_it_is_taken_apart(app: Flask) -> None:
    Browser(app.test_client()).post("/dang-nhap", 413, data=b"a=&" * 2_001, content_type=ENCODED)
