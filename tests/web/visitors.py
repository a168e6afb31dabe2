"""Everybody of the register at once, each with a session: asks for addresses and reads what comes back."""

from __future__ import annotations

import html
import re
import sqlite3
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.matrix import One, Person, Register
from tests.web.policy import CASES

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
NOWHERE = "7KX4-M2QD-9TRA"  # a code that nothing has
PLAIN = {
    "code": "ds-bontot", "period": "2025", "programme_code": "ds-bontot", "place": 1, "name": "css/base.css",
    "number": 1, "step": "nghi-quyet", "paper": "to-trinh", "file_code": NOWHERE, "mandate_code": NOWHERE,
    "unit_code": NOWHERE, "factor": NOWHERE, "room": "4KX7TH", "token": NOWHERE, "clause": "k1",
    "ending": "csv", "unit": NOWHERE, "month": "2025-06", "kind": "amends", "target": NOWHERE,
}  # fmt: skip


@dataclass(slots=True)
class Answer:
    """What came back."""

    path: str
    asked: str  # the same with its query
    status: int
    text: str
    location: str

    @property
    def bare(self) -> str:
        """The page without what is new each time: its own address and the token of its forms."""
        return TOKEN.sub("", self.text.replace(self.path, "PATH"))

    @property
    def codes(self) -> set[str]:
        return set(CODE.findall(self.text))

    @property
    def linked(self) -> set[str]:
        """The codes of the cases to which the page leads those who work on them."""
        return set(re.findall(r'href="/(?:ho-so|giao-uoc|danh-gia|xet-cong-nhan)/([0-9A-Z-]{14})"', self.text))

    @property
    def counted(self) -> dict[str, int]:
        """How many cases each queue says it holds, by its address."""
        said = re.findall(r'href="/nhiem-vu\?hang=([a-z-]+)"[^>]*>[^<]*<b>(\d+)</b>', self.text)
        return {path: int(number) for path, number in said}

    @property
    def waiting(self) -> int:
        """The number above every page."""
        return int((re.findall(r'class="count">(\d+)<', self.text) or [0])[0])


@dataclass(slots=True)
class Visit:
    """One person, or nobody (None), in a browser."""

    person: Person | None
    client: FlaskClient
    token: str = ""

    @property
    def name(self) -> str:
        return self.person.name if self.person else "nobody"

    def get(self, path: str) -> Answer:
        return _answer(self.client.get(path))

    def post(self, path: str, data: dict[str, Any], **how: Any) -> Answer:
        """Send a form with the token of this very session."""
        if not self.token:
            inside = self.person is not None and self.person.signed_in
            self.token = TOKEN.findall(self.get("/tai-khoan" if inside else "/dang-nhap").text)[0]
        return _answer(self.client.post(path, data={"csrf_token": self.token, **data}, **how))


def _answer(response: Any) -> Answer:
    text = html.unescape(response.get_data(as_text=True)) if "text" in response.mimetype else ""
    return Answer(
        response.request.path,
        response.request.full_path,
        response.status_code,
        text,
        response.headers.get("Location", ""),
    )


def visit(app: Flask, person: Person | None) -> Visit:
    client = app.test_client()
    if person is not None:
        client.set_cookie("phien", person.token)
    return Visit(person, client)


def address(rule: Rule, code: str = "", **values: Any) -> str:
    """The address of a rule with its real parameters."""
    given = {**PLAIN, **({"code": code} if code else {}), **values}
    built = rule.build({name: given[name] for name in rule.arguments if name not in (rule.defaults or {})})
    assert built is not None, rule.endpoint
    return built[1]


def rules_of(app: Flask, method: str) -> list[Rule]:
    """Every address that takes a method, but those that stand for the language or for nothing."""
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]


def of_case(rule: Rule) -> bool:
    """Whether the code in the address is that of a case."""
    return rule.endpoint in CASES


@dataclass(slots=True)
class Watch:
    """A connection of its own to the database, which hears of every commit and counts rows."""

    connection: sqlite3.Connection

    @property
    def commits(self) -> int:
        """Differs as soon as anybody else committed anything at all."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def rows(self, leave_out: tuple[str, ...] = ("session", "login_attempt")) -> dict[str, list[Any]]:
        """Everything that stands in the tables."""
        names = self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: self.connection.execute(f'SELECT * FROM "{name}"').fetchall()
            for (name,) in names
            if name not in leave_out and not name.startswith("sqlite_")
        }


def watch(register: Register) -> Watch:
    """Watch the register's database."""
    return Watch(sqlite3.connect(register.house.settings.url.removeprefix("sqlite:///")))


def some(cases: list[One], turn: int, how_many: int) -> list[One]:
    """A few of these cases, other ones each turn."""
    return [cases[(turn + step) % len(cases)] for step in range(min(how_many, len(cases)))]
