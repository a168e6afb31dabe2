"""What the HTTP Observatory of Mozilla asks of a site, asked of every public page and of every refusal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from http.cookies import SimpleCookie

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import builders
from tests.builders import District
from tests.web.visits import client_with
from workflow_app.web.access import access_of

OWN = {"base_url": "https://so.example"}
SIX_MONTHS = 15_768_000  # seconds


def policy_of(headers: Mapping[str, str]) -> dict[str, list[str]]:
    parts = [part.split() for part in headers.get("Content-Security-Policy", "").split(";") if part.strip()]
    return {name: values for name, *values in parts}


def csp(headers: Mapping[str, str]) -> int:
    """-25 without one or with a hole in it; +5 as it should be, +10 when nothing is allowed that is not named."""
    policy = policy_of(headers)
    sources = [value for values in policy.values() for value in values]
    loose = {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:", "data:", "blob:"} & set(sources)
    closed = {"object-src", "base-uri", "form-action", "frame-ancestors"} <= policy.keys() | (
        {"object-src"} if policy.get("default-src") == ["'none'"] else set()
    )
    if not policy or loose or not closed:
        return -25
    return 10 if policy.get("default-src") == ["'none'"] else 5


def cookies(headers: Mapping[str, str]) -> int:
    """+5 for cookies that no other site, no script and no plain line gets; nothing without any."""
    parsed = SimpleCookie(headers.get("Set-Cookie", ""))
    if not parsed:
        return 0
    good = all(
        name.startswith("__Host-") and one["secure"] and one["httponly"] and one["samesite"] in ("Lax", "Strict")
        and one["path"] == "/" and not one["domain"]
        for name, one in parsed.items()
    )  # fmt: skip
    return 5 if good else -40


def transport(headers: Mapping[str, str]) -> int:
    found = re.search(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    return 0 if found and int(found[1]) >= SIX_MONTHS else -20


def sharing(headers: Mapping[str, str]) -> int:
    """The files of the journal are for programs on every site; with credentials nothing is."""
    return -50 if "Access-Control-Allow-Credentials" in headers else 0


def resources(headers: Mapping[str, str]) -> int:
    return 10 if headers.get("Cross-Origin-Resource-Policy") in ("same-origin", "same-site") else 0


MARKS: tuple[Callable[[Mapping[str, str]], int], ...] = (
    csp,
    cookies,
    transport,
    sharing,
    resources,
    lambda headers: 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5,
    lambda headers: 5 if "frame-ancestors" in policy_of(headers) else -20,
    lambda headers: 5 if headers.get("Referrer-Policy") in ("no-referrer", "same-origin", "strict-origin") else -5,
)


def score(headers: Mapping[str, str]) -> int:
    """From 100 down or up; stricter than there, what is better than needed counts only when nothing is wrong."""
    given = [mark(headers) for mark in MARKS]
    lost = sum(mark for mark in given if mark < 0)
    return 100 + (lost or sum(given))


@pytest.fixture
def client(district: District) -> FlaskClient:
    """A visitor of the site as it stands in production."""
    return client_with(district.house, mode="production", **OWN)


def test_every_public_page_earns_the_best_mark(client: FlaskClient, district: District) -> None:
    code, app = builders.approved(district), client.application
    known = {"code": code, "period": "2025", "number": "1", "place": "1", "name": "css/base.css", "role": "secretary"}
    known |= {"room": "4KX7TH", "token": "7KX4-M2QD-9TRA", "ending": "csv"}
    seen: dict[str, int] = {}
    for rule in app.url_map.iter_rules():
        mark = access_of(app, rule.endpoint)
        if mark and mark.kind == "all" and "GET" in (rule.methods or ()):
            path = re.sub(r"<([^>]*)>", lambda found: known[found[1].rpartition(":")[2]], rule.rule)
            headers = client.get(path, buffered=True, **OWN).headers
            seen[path] = score(headers)
            assert not {"Server", "X-Powered-By", "X-AspNet-Version"} & set(headers.keys()), path
    assert len(seen) > 20 and min(seen.values()) >= 120, {path: mark for path, mark in seen.items() if mark < 120}


@pytest.mark.parametrize(
    ("status", "ask"),
    [
        (404, lambda client: client.get("/khong-co", **OWN)),
        (405, lambda client: client.put("/tra-cuu", **OWN)),
        (405, lambda client: client.open("/tra-cuu", method="TRACE", **OWN)),
        (400, lambda client: client.post("/dang-nhap", **OWN)),
        (400, lambda client: client.get("/tra-cuu", base_url="https://evil.invalid")),
        (413, lambda client: client.post("/dang-nhap", data=b"a=&" * 100_000, content_type="text/plain", **OWN)),
        (303, lambda client: client.get("/tai-khoan", **OWN)),
        (416, lambda client: client.get("/static/css/base.css", headers={"Range": "bytes=9999999-"}, **OWN)),
    ],
)
def test_every_refusal_earns_it_too(
    client: FlaskClient, status: int, ask: Callable[[FlaskClient], TestResponse]
) -> None:
    answer = ask(client)
    assert answer.status_code == status and score(answer.headers) >= 120


def test_the_mark_is_lost_with_any_of_what_it_stands_on(client: FlaskClient) -> None:
    good = dict(client.get("/dang-nhap", **OWN).headers)
    assert score(good) >= 120 and cookies(good) == 5
    for name in ("Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options"):
        assert score({key: value for key, value in good.items() if key != name}) < 120, name
    for old, new in (("'self'", "'unsafe-inline'"), ("base-uri 'none'", ""), ("__Host-", ""), ("Secure; ", "")):
        assert score({key: value.replace(old, new) for key, value in good.items()}) < 120, old
