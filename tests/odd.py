"""Odd things that people, scripts and attackers send, and walks through the whole application that send them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, got_request_exception
from flask.testing import FlaskClient
from hypothesis import strategies as st
from werkzeug.routing import Rule

from tests.page import Page
from workflow_app.web import forms
from workflow_app.web.access import access_of

ODD = (
    "", " ", "0", "-1", "1e9", "٣", str(2**31), str(2**63), str(-(2**63) - 1), "9" * 400, "9" * 5000, "NaN", "Infinity",
    "0x10", "1.5", "1,5", "true", "null", "[]", "{}", "' OR 1=1 --", "%", "_", "\\", "%00", "\0", "\ufffd", "\u2028",
    "\u202e", "a\r\nSet-Cookie: x=1", "\x07", "\x85", "\ud800", "\ufdd0", "𝒳", "é" * 300, "e\u0301" * 300, "á" * 20_000,
    "../../etc/passwd", "{{7*7}}", "${7*7}", "%s%n", "<script>alert(1)</script>", "javascript:alert(1)",
    "//evil.invalid", "=1+1", "31/02/2025", "0000-00-00", "9999-12-31", "1/1/2199", "1/1/1900", "AAAA-AAAA-AAAA",
    "7KX4-M2QD-9TRA", "2025", "QĐ/ĐU", "01-QĐ/HU", "7-NQ/CB", "(" * 200, "a" * 2001, "١/١/٢٠٢٥", "²", "½", "3-", "-0",
    "+1", "1 2", "1_000",
)  # fmt: skip
odd_texts = st.one_of(st.sampled_from(ODD), st.text(max_size=30), st.integers().map(str))
PLAIN = ("x", "2025", "1", "7-NQ/CB", "1/6/2025", "met", "Lý do")
QUERY = "q chuong-trinh ky loai trang-thai sau truoc da hang ve next trang session period code".split()
CASE = re.compile(r"/(?:ho-so|giao-uoc|danh-gia|xet-cong-nhan)/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
# These end a session or let a night pass: after everything else.
LAST = ("account.leave", "account.end_all", "account.end_session", "account.choose", "demo.enter", "demo.next_day")
ENCODED = "application/x-www-form-urlencoded"


@dataclass
class Walk:
    """What was sent so far, and everything that was not answered calmly."""

    app: Flask
    known: Mapping[str, list[str]]  # part of an address -> what stands there in truth
    chance: random.Random
    sent: int = 0
    failures: list[str] = field(default_factory=list)
    causes: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        got_request_exception.connect(self._note, self.app)

    def _note(self, _sender: Any, exception: BaseException, **_: Any) -> None:
        self.causes.append(exception)

    def odd(self) -> str:
        """Something known to be odd, or any few characters."""
        if self.chance.random() < 0.7:
            return self.chance.choice(ODD)
        most = self.chance.choice((0x80, 0x3000, 0xD800))
        return "".join(chr(self.chance.randrange(most)) for _ in range(self.chance.randrange(1, 12)))

    def ask(self, client: FlaskClient, method: str, address: str, **how: Any) -> Any:
        """Send one request."""
        known, self.sent = len(self.causes), self.sent + 1
        if "data" in how:
            how = {"data": urlencode(how["data"], doseq=True, errors="surrogatepass"), "content_type": ENCODED}
        answer = client.open(address, method=method, **how)
        if answer.status_code >= 500 or len(self.causes) > known:
            why = "; ".join(repr(cause)[:300] for cause in self.causes[known:])
            self.failures.append(f"{answer.status_code} {method} {address[:200]!a} {str(how)[:600]!a}: {why}")
        return answer

    # --- every address ---

    def every_address(self, clients: Mapping[str, FlaskClient]) -> None:
        """Open every page, and send odd fields to every form, as a visitor and in every role that may."""
        tokens = {role: token_of(client) for role, client in clients.items()}
        for rule in sorted(self.app.url_map.iter_rules(), key=lambda rule: (rule.endpoint in LAST, rule.rule)):
            mark = access_of(self.app, rule.endpoint)
            for role in ("", *(mark.roles if mark and mark.roles else ("secretary",))):
                if role not in clients:
                    continue
                if "GET" in (rule.methods or ()):
                    self.ask(clients[role], "GET", self.address(rule) + self.query())
                if "POST" in (rule.methods or ()):
                    self.ask(clients[role], "POST", self.address(rule) + self.query(), data=self.fields(tokens[role]))

    def address(self, rule: Rule) -> str:
        """The address of a rule with something true, or something odd, in every part."""

        def part(found: re.Match[str]) -> str:
            true = self.known.get(found[1].rpartition(":")[2], [])
            text = self.chance.choice(true) if true and self.chance.random() < 0.9 else self.odd()
            return quote(text, safe="", errors="surrogatepass")

        return ("/en" if self.chance.random() < 0.3 else "") + re.sub(r"<([^>]*)>", part, rule.rule)

    def query(self) -> str:
        pairs = [(self.chance.choice(QUERY), self.odd()) for _ in range(self.chance.randrange(4))]
        return "?" + urlencode(pairs, errors="surrogatepass") if pairs else ""

    def fields(self, token: str) -> dict[str, str]:
        """Every field that any form has, some of them odd, under a good token and a fresh key."""
        names = field_names()
        odd = set(self.chance.sample(names, 3))
        given = {n: self.odd().replace("\0", "") if n in odd else self.chance.choice(PLAIN) for n in names}
        seen = self.chance.choice(["1", "2", self.odd()])
        key = f"{self.chance.getrandbits(128):032x}"
        return given | {"csrf_token": token, "key": key, "seen": seen, "draft_seen": seen}

    # --- every form that somebody is shown ---

    def every_form(self, client: FlaskClient, most: int) -> None:
        """Take up what waits, open each act, and send its form with one thing odd in it."""
        cases = sorted({link for link in Page(self.ask(client, "GET", "/nhiem-vu")).links() if CASE.fullmatch(link)})
        for case in self.chance.sample(cases, min(most, len(cases))):
            links = Page(self.ask(client, "GET", case)).links()
            for act in sorted({case, *(link for link in links if link.startswith(case) and "/tep/" not in link)}):
                answer = self.ask(client, "GET", act, follow_redirects=True)
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    self.send_odd(client, Page(answer))

    def send_odd(self, client: FlaskClient, page: Page) -> None:
        for action, values in forms_of(page):
            names = [name for name in values if name not in ("csrf_token", "key")]
            if names and "dang-xuat" not in action and "ngay-tiep-theo" not in action:
                for name in self.chance.sample(names, min(2, len(names))):
                    self.ask(client, "POST", action, data={**values, name: self.odd()})


def field_names() -> list[str]:
    """The names of all fields of all forms."""
    known, waiting = set(), [forms.Form]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        known |= {name for name, value in vars(kind).items() if hasattr(value, "field_class")}
    return sorted(known)


def token_of(client: FlaskClient) -> str:
    page = Page(client.get("/tai-khoan", follow_redirects=True))
    return next(str(field.get("value")) for field in page.all("input", name="csrf_token"))


def forms_of(page: Page) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each form of a page that changes something: where it goes and what it would send, empty inputs too."""
    for form in page.all("form", method="post"):
        values: dict[str, Any] = {}
        for control in form.iter():
            name = control.get("name")
            if name and control.tag == "select":
                values[name] = next((option.get("value", "") for option in control.iter("option")), "")
            elif name and control.tag == "textarea":
                values[name] = "".join(control.itertext())
            elif name and control.tag in ("input", "button") and control.get("type") != "file":
                values[name] = control.get("value", "")
        yield form.get("action") or page.path, values
